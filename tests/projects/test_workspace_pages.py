"""Pages of the consortium workspace, as those who lead, those who take part and everybody else see them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories import make_organisation, make_topic
from grono.projects.actions import budget, roles
from grono.projects.actions.invitations import accept_invitation, invite
from grono.projects.models import ConsortiumInvitation, ConsortiumSearch, Project
from projects.consortia import border_topic, declared, make_partner, run_jobs, start, verdicts
from reading import page, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_congress(settings) -> None:
    settings.CLOCK = "2027-05-19T10:20:00+02:00"


@pytest.fixture
def project(their_organisation, representative) -> Project:
    declared(their_organisation)
    return start(border_topic(), their_organisation, by=representative)


def address(name: str, *args: object) -> str:
    return reverse(name, args=args).replace("/pl/", "/en/")


def lead_of(document) -> str:
    return words(document.find_class("lead")[0])


def test_outsider_finds_nothing_and_a_visitor_is_asked_to_sign_in(client, project, outsider):
    workspace = address("consortium", project.slug)
    assert client.get(workspace).status_code == 302
    client.force_login(outsider)
    for name in (
        "consortium",
        "consortium-budget",
        "consortium-invite",
        "consortium-proposals",
        "consortium-budget-csv",
    ):
        assert client.get(address(name, project.slug)).status_code == 404, name
    Project.objects.update(is_public=True)
    assert client.get(workspace).status_code == 403


def test_partner_reads_the_workspace_and_leads_nothing(client, project, representative, partner_organisation, partner):
    accept_invitation(invite(project, partner_organisation, by=representative), by=partner)
    client.force_login(partner)
    document = page(client, address("consortium", project.slug))
    assert [words(link) for link in document.xpath("//main//a[contains(@href, '/invite/')]")] == []
    assert client.get(address("consortium-invite", project.slug)).status_code == 403
    assert client.post(address("consortium-role-new", project.slug), {"title": "x"}).status_code == 403
    coordinator = project.participations.get(role="coordinator")
    assert client.get(address("consortium-budget-part", project.slug, coordinator.pk)).status_code == 403
    own = project.participations.get(organisation=partner_organisation)
    path = address("consortium-budget-part", project.slug, own.pk)
    sent = {"personnel": "1000", "requested_grant": "800", "stamp": budget.budget_stamp(own), "task": "Pilot"}
    assert client.post(path, sent).url == address("consortium-budget", project.slug)
    own.refresh_from_db()
    assert (own.task, own.budget_lines.get().amount) == ("Pilot", 1000)


def test_first_line_says_whom_to_invite_and_the_candidate_accepts_on_the_page(client, project, representative):
    _organisation, person = make_partner("Zelená Síť", "CZ")
    run_jobs("find_missing_partners")
    client.force_login(representative)
    document = page(client, address("consortium", project.slug))
    assert lead_of(document) == "A partner from Czechia is missing. Choose one of the candidates below and invite it."
    (link,) = document.xpath("//section[@id='missing']//a[contains(@href, 'organisation=')]/@href")
    assert client.post(link, {"role": "participant", "message": "Join us."}).url == address("consortium", project.slug)
    assert "You wait for an answer (Zelená Síť)" in lead_of(page(client, address("consortium", project.slug)))

    client.force_login(person)
    invitation = ConsortiumInvitation.objects.get()
    letter = page(client, address("invitation", invitation.pk))
    assert "Join us." in words(letter)
    answered = client.post(address("invitation", invitation.pk), {"answer": "accepted", "text": "Gladly."})
    assert (answered.url, verdicts(project)) == (address("consortium", project.slug), ["not met", "met"])
    after = page(client, address("consortium", project.slug))
    assert "met, as encoded on Nov. 23, 2026" in words(after) or "Met, as encoded on" in words(after)
    assert "Zelená Síť joined" in words(after)


def test_only_representatives_of_the_invited_answer(
    client, project, representative, partner_organisation, partner, outsider
):
    invitation = invite(project, partner_organisation, by=representative)
    path = address("invitation", invitation.pk)
    for person in (representative, outsider):
        client.force_login(person)
        assert client.post(path, {"answer": "accepted"}).status_code == 403
    assert client.get(path).status_code == 403
    client.force_login(representative)
    assert page(client, path).xpath("//button[@value='accepted']") == []


def test_real_organisation_is_told_to_be_proposed_only(client, project, representative):
    real = make_organisation("Real university", country="CZ")
    client.force_login(representative)
    path = f"{address('consortium-invite', project.slug)}?organisation={real.slug}"
    assert "can be proposed, but nobody invites it" in words(page(client, path))
    refused = client.post(path, {"role": "participant"})
    assert (refused.status_code, ConsortiumInvitation.objects.count()) == (422, 0)


def test_consortium_is_started_from_a_topic(client, representative, their_organisation):
    topic = border_topic()
    client.force_login(representative)
    path = f"{address('consortium-new')}?topic={topic.slug}"
    page(client, path)
    given = {"organisation": their_organisation.pk, "acronym": "OLZA", "title": "Clean river", "objective": ""}
    assert client.post(path, given).url == address("consortium", "olza")
    assert client.get(f"{address('consortium-new')}?topic=none").status_code == 404
    bad = client.post(path, given | {"acronym": ""})
    assert (bad.status_code, Project.objects.count()) == (422, 1)


def test_second_writer_of_a_budget_is_told_on_the_page(client, project, representative):
    part = project.participations.get()
    client.force_login(representative)
    path = address("consortium-budget-part", project.slug, part.pk)
    refused = client.post(path, {"personnel": "5", "stamp": "old"})
    assert refused.status_code == 422
    assert "Somebody else has changed" in refused.content.decode()


def test_roles_are_opened_advertised_and_removed_on_the_page(client, project, representative):
    client.force_login(representative)
    made = client.post(address("consortium-role-new", project.slug), {"title": "A hospital", "country": "CZ"})
    role = project.open_roles.get()
    assert (made.url, role.wanted) == (address("consortium", project.slug), {"countries": ["CZ"]})
    advertised = client.post(address("consortium-advertise", project.slug, role.pk))
    role.refresh_from_db()
    assert advertised.url.endswith(f"/cooperation/{role.profile.reference}/")
    client.post(address("consortium-role-removal", project.slug, role.pk))
    assert project.open_roles.count() == 0


def test_topic_without_rules_says_that_it_is_not_machine_checked(client, representative, their_organisation):
    project = start(make_topic(), their_organisation, by=representative)
    client.force_login(representative)
    assert "Not machine-checked" in words(page(client, address("consortium", project.slug)))


def test_proposals_are_asked_for_and_shown_with_their_proof(client, project, representative, partner_organisation):
    client.force_login(representative)
    path = address("consortium-proposals", project.slug)
    assert "No search yet" in words(page(client, path))
    assert client.post(path, {"size": "2", "among": "invented"}).url == path
    assert "under way" in words(page(client, path))
    ConsortiumSearch.objects.update(
        state="done", finished_at=timezone.now(), document=_found(project, partner_organisation)
    )
    document = page(client, path)
    text = words(document)
    assert "It is proven that no other choice is better." in text
    assert "Without it a rule would be broken: One partner from Czechia and one from Poland" in text
    assert "rules met" in text


def _found(project, partner) -> dict:
    seed = project.participations.get().organisation_id
    usual = {"gain": 1, "fit": 0.5, "alone": [0], "shared": [], "worked_with": {}, "runner_up": None, "evidence": []}
    verdict = {
        "outcome": "met",
        "findings": [
            {"rule": "both-sides", "title": {"en": "One partner from Czechia and one from Poland"}, "outcome": "met"}
        ],
    }
    proposal = {
        "value": 1.5, "fit": 1.0, "coverage": 0.4, "pair_bonus": 0.1, "uncovered": [], "verdict": verdict,
        "helix": {"counts": {"business": 2}, "unclassified": 0, "balance": 0.0},
        "bound": 1.5, "gap": 0.0, "proven": True,
        "members": [
            {"organisation": seed, "is_seed": True, "rules": [], **usual},
            {"organisation": partner.pk, "is_seed": False, "rules": ["both-sides"], **usual},
        ],
    }  # fmt: skip
    return {
        "pool": 2,
        "needs": ["Water"],
        "seconds": 0.1,
        "uncompiled": [],
        "status": "optimal",
        "proposals": [proposal],
    }


@pytest.mark.parametrize("name", ["consortium", "consortium-budget"])
def test_pages_ask_as_often_for_three_partners_as_for_one(client, project, representative, name):
    client.force_login(representative)
    path = address(name, project.slug)
    roles.add_role(project, title="A role", by=representative)
    _join(project, "Zweite", representative)
    page(client, path)  # what is asked once for the process is asked now
    counts = []
    for more in range(2):
        for number in range(2 * more):
            _join(project, f"Další {number}", representative)
        run_jobs()
        page(client, path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(client, path)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def _join(project, name, by) -> None:
    organisation, person = make_partner(name, "SK", helix_sector="research")
    accept_invitation(invite(project, organisation, by=by), by=person)
