"""An organisation is asked to join a consortium; it accepts, declines, or does not answer."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from factories import make_organisation, make_person
from grono.directory.choices import AffiliationRole
from grono.directory.models import Affiliation
from grono.kit.registry import personal_data
from grono.projects.actions import invitations as actions
from grono.projects.actions import own, roles
from grono.projects.models import ConsortiumInvitation, Project
from grono.projects.queries import workspace as queries
from grono.projects.rules import ProjectRefused
from projects.consortia import border_topic, declared, forget_jobs, sent_mails, start, state, verdicts

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2027-05-03T09:00:00+02:00")


def days_later(settings, days: int) -> None:
    settings.CLOCK = (START + timedelta(days=days)).isoformat()


@pytest.fixture(autouse=True)
def monday(settings) -> Iterator[None]:
    """It is a Monday in May, and messages are compared in English."""
    days_later(settings, 0)
    with override("en"):
        yield


@pytest.fixture
def project(their_organisation, representative) -> Project:
    declared(their_organisation)
    return start(border_topic(), their_organisation, by=representative)


@pytest.fixture
def invitation(project, partner_organisation, partner, representative) -> ConsortiumInvitation:
    declared(partner_organisation)
    return actions.invite(project, partner_organisation, by=representative, message="Join us.")


def test_invitation_waits_three_weeks_and_is_mailed_to_who_can_answer(invitation, partner, representative):
    assert (invitation.state, invitation.expires_at) == ("sent", START + timedelta(days=21))
    assert sent_mails() == [(partner.email, "Invitation to the consortium of MOSTY")]
    assert f"/en/projects/invitations/{invitation.pk}/" in mail.outbox[0].body
    assert list(queries.invitations_waiting_for(partner)) == [invitation]
    assert list(queries.invitations_waiting_for(representative)) == []


def test_acceptance_makes_a_partner_fills_the_role_and_turns_the_verdict(
    project, partner_organisation, partner, representative
):
    declared(partner_organisation)
    role = roles.add_role(project, title="Partner z Czech", by=representative)
    invitation = actions.invite(project, partner_organisation, by=representative, open_role=role)
    sent_mails()
    part = actions.accept_invitation(invitation, by=partner, answer="Gladly.")
    role.refresh_from_db()
    assert (part.organisation, part.role, role.filled_by) == (partner_organisation, "participant", part)
    assert (state(invitation), verdicts(project)) == ("accepted", ["not met", "met"])
    assert sent_mails() == [(representative.email, "Zelená Síť s.r.o. dołącza do projektu MOSTY")]
    assert "Gladly." in mail.outbox[0].body


def test_decline_keeps_the_reason_and_tells_who_invited(invitation, partner, representative):
    actions.decline_invitation(invitation, by=partner, answer="Too busy.")
    sent = sent_mails()
    assert (state(invitation), sent[0][0]) == ("declined", representative.email)
    assert ConsortiumInvitation.objects.get().answer == "Too busy."
    with pytest.raises(ProjectRefused, match="the invitation is declined"):
        actions.accept_invitation(invitation, by=partner)


def test_withdrawn_invitation_is_told_and_cannot_be_accepted(invitation, partner, representative):
    sent_mails()
    actions.withdraw_invitation(invitation, by=representative)
    assert sent_mails() == [(partner.email, "Invitation withdrawn: MOSTY")]
    with pytest.raises(ProjectRefused, match="withdrawn"):
        actions.accept_invitation(invitation, by=partner)


def test_nobody_answers_two_reminders_then_it_expires(invitation, partner, representative, settings):
    sent_mails()
    told = []
    for day in range(1, 23):
        days_later(settings, day)
        actions.expire_invitations()
        actions.remind_invited()
        actions.remind_invited()
        told += [(day, address) for address, _subject in sent_mails()]
    assert told == [(7, partner.email), (14, partner.email), (21, representative.email)]
    assert state(invitation) == "expired"


def test_overdue_invitation_cannot_be_accepted_before_the_job_and_does_not_block_a_new_one(
    invitation, project, partner, partner_organisation, representative, settings
):
    days_later(settings, 21)
    with pytest.raises(ProjectRefused, match="time for the answer has passed"):
        actions.accept_invitation(invitation, by=partner)
    again = actions.invite(project, partner_organisation, by=representative)
    assert (state(invitation), state(again)) == ("expired", "sent")


def test_one_invitation_waits_per_organisation_in_the_database_too(
    invitation, project, partner_organisation, representative
):
    with pytest.raises(ValidationError, match="invited already"):
        actions.invite(project, partner_organisation, by=representative)
    with pytest.raises(IntegrityError, match="invitation_one_waiting"), transaction.atomic():
        ConsortiumInvitation.objects.create(
            project=project, organisation=partner_organisation, sent_at=START, expires_at=START
        )
    with pytest.raises(IntegrityError, match="invitation_answer_has_time"), transaction.atomic():
        ConsortiumInvitation.objects.create(
            project=project, organisation=partner_organisation, sent_at=START, expires_at=START, state="accepted"
        )


def test_real_organisation_is_never_invited_by_an_invented_project(project, representative, partner_organisation):
    real = make_organisation("Real university", country="CZ")
    Affiliation.objects.create(person=make_person(), organisation=real, role=AffiliationRole.REPRESENTATIVE)
    with pytest.raises(ProjectRefused, match=r"Real university is a real organisation .* nobody invites it"):
        actions.invite(project, real, by=representative)
    Project.objects.update(is_demonstration=False)
    with pytest.raises(ProjectRefused, match="cannot take part in a real project"):
        actions.invite(project, partner_organisation, by=representative)
    assert ConsortiumInvitation.objects.count() == 0


def test_invitation_nobody_could_answer_or_of_a_partner_or_to_a_closed_consortium_is_refused(
    project, representative, their_organisation, partner_organisation, partner
):
    empty = make_organisation("Nobody home", is_demonstration=True)
    with pytest.raises(ProjectRefused, match="Nobody represents Nobody home"):
        actions.invite(project, empty, by=representative)
    with pytest.raises(ProjectRefused, match="is a partner of this project already"):
        actions.invite(project, their_organisation, by=representative)
    with pytest.raises(ProjectRefused, match="has a coordinator"):
        actions.invite(project, partner_organisation, by=representative, role="coordinator")
    own.drop_project(project, by=representative)
    with pytest.raises(ProjectRefused, match="consortium is closed"):
        actions.invite(project, partner_organisation, by=representative)


def test_acceptance_into_a_closed_consortium_changes_nothing(invitation, project, partner, representative):
    own.drop_project(project, by=representative)
    with pytest.raises(ProjectRefused, match="consortium is closed"):
        actions.accept_invitation(invitation, by=partner)
    assert (state(invitation), project.participations.count()) == ("sent", 1)


def test_twenty_invitations_a_day_are_enough(project, representative, monkeypatch):
    monkeypatch.setattr(actions, "INVITATIONS_PER_DAY", 1)
    organisations = [make_organisation(is_demonstration=True) for _ in range(2)]
    for organisation in organisations:
        Affiliation.objects.create(person=make_person(), organisation=organisation, role=AffiliationRole.REPRESENTATIVE)
    actions.invite(project, organisations[0], by=representative)
    with pytest.raises(ProjectRefused, match="1 invitations in 24 hours"):
        actions.invite(project, organisations[1], by=representative)


def test_personal_data_are_handed_out_to_the_writer_only_and_erased(invitation, partner, representative):
    actions.decline_invitation(invitation, by=partner, answer="Too busy.")
    data = personal_data()["consortium_invitations"]
    (sent,) = data.export(representative)["invitations"]
    (answered,) = data.export(partner)["invitations"]
    assert (sent["message"], sent["answer"]) == ("Join us.", "")
    assert (answered["message"], answered["answer"]) == ("", "Too busy.")
    assert (data.erase(representative), data.erase(partner)) == (1, 1)
    kept = ConsortiumInvitation.objects.get()
    assert (kept.sent_by, kept.answered_by, kept.message) == (None, None, "Join us.")


@pytest.fixture
def empty_queue() -> Iterator[None]:
    """Leave no job behind: the rows of the queue outlive a test with real transactions."""
    yield
    forget_jobs()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do things at the same moment; return which were done and which refused."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=10)
            act()
        except (ProjectRefused, ValidationError):
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.mark.usefixtures("empty_queue")
@pytest.mark.django_db(transaction=True)
def test_of_two_simultaneous_acceptances_one_makes_the_partner(invitation, project, partner):
    results = at_once(*[lambda: actions.accept_invitation(invitation, by=partner)] * 2)
    assert (results, project.participations.count(), verdicts(project)) == (["done", "refused"], 2, ["not met", "met"])


@pytest.mark.usefixtures("empty_queue")
@pytest.mark.django_db(transaction=True)
def test_two_organisations_that_accept_at_once_both_join_and_one_fills_the_role(
    project, partner_organisation, partner, representative
):
    declared(partner_organisation)
    role = roles.add_role(project, title="Partner z Czech", by=representative)
    other = declared(make_organisation("Druhá", country="CZ", is_demonstration=True))
    person = make_person()
    Affiliation.objects.create(person=person, organisation=other, role=AffiliationRole.REPRESENTATIVE)
    first, second = (
        actions.invite(project, each, by=representative, open_role=role) for each in (partner_organisation, other)
    )
    results = at_once(
        lambda: actions.accept_invitation(first, by=partner), lambda: actions.accept_invitation(second, by=person)
    )
    role.refresh_from_db()
    assert (results, project.participations.count()) == (["done", "done"], 3)
    assert role.filled_by is not None
    assert [part.position for part in project.participations.order_by("position")] == [0, 1, 2]
