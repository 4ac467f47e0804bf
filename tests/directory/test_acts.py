"""Who may change the directory, and what the changes do."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from i18nfield.strings import LazyI18nString

from factories import make_organisation, make_person
from grono.accounts.models import Person
from grono.directory import actions
from grono.directory.models import Affiliation, Competence, Membership, Organisation
from grono.kit.registry import personal_data
from grono.search.models import Document

CAST = ("organiser", "cluster_manager", "representative", "outsider")
pytestmark = pytest.mark.django_db


def may(request: pytest.FixtureRequest, permission: str, target: object = None) -> list[str]:
    return [name for name in CAST if request.getfixturevalue(name).has_perm(permission, target)]


def test_organisation_is_edited_by_staff_its_clusters_manager_and_its_representative(
    request, their_cluster, their_organisation
):
    assert may(request, "directory.edit_organisation", their_organisation) == [
        "organiser", "cluster_manager", "representative",
    ]  # fmt: skip


def test_cluster_is_edited_by_staff_and_its_manager(request, their_cluster):
    assert may(request, "directory.edit_cluster", their_cluster) == ["organiser", "cluster_manager"]
    assert may(request, "directory.import_organisations") == ["organiser", "cluster_manager"]


def test_what_has_ended_gives_no_rights(cluster_manager, representative, their_cluster, their_organisation):
    actions.leave_cluster(their_cluster.memberships.get(), by=cluster_manager)
    Affiliation.objects.update(ended_date="2027-05-01", started_date=None)
    assert not cluster_manager.has_perm("directory.edit_organisation", their_organisation)
    assert not representative.has_perm("directory.edit_organisation", their_organisation)


PRIVATE = ("organisation-edit", "organisation-people", "cluster-edit", "cluster-members", "directory-import")


@pytest.mark.parametrize("name", PRIVATE)
def test_private_pages_send_visitors_to_sign_in_and_refuse_outsiders(
    client, outsider, name, their_cluster, their_organisation
):
    slug = {"o": [their_organisation.slug], "c": [their_cluster.slug], "d": []}[name[0]]
    path = reverse(name, args=slug)
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (302, f"/en/account/login/?next={path}")
    client.force_login(outsider)
    assert client.get(path).status_code == 403


def test_visitors_are_not_offered_to_edit(client, their_cluster, their_organisation):
    pages = [client.get(f"/en/organisations/{their_organisation.slug}/"), client.get("/en/clusters/probny/")]
    assert [b"/edit/" in page.content for page in pages] == [False, False]


def test_representative_changes_the_page_and_the_search_follows(client, representative, their_organisation, vocabulary):
    their_organisation.description = LazyI18nString({"uk": "Ми"})
    their_organisation.save()
    competences = {competence.code: competence.pk for competence in Competence.objects.all()}
    client.force_login(representative)
    data = {
        "name": "Żyzny Krąg S.A.", "helix_sector": "business", "country": "pl", "summary_pl": "Robimy kompost.",
        "description_uk": "Ми робимо компост", "offers": [competences["biogas"]], "seeks": [competences["sorting"]],
    }  # fmt: skip
    response = client.post(f"/en/organisations/{their_organisation.slug}/edit/", data)
    assert response.status_code == 302, response.context["form"].errors
    changed = Organisation.objects.get()
    assert (changed.name, changed.country, changed.town) == ("Żyzny Krąg S.A.", "PL", "")
    assert changed.summary.data == {"pl": "Robimy kompost."}
    assert changed.description.data == {"uk": "Ми робимо компост"}
    assert sorted(changed.claims.values_list("competence__code", "direction")) == [
        ("biogas", "offer"),
        ("sorting", "seek"),
    ]
    assert Document.objects.filter(kind="organisation", language="pl").get().excerpt == "Robimy kompost."


def test_bad_edit_changes_nothing_and_says_why(client, representative, their_organisation):
    client.force_login(representative)
    response = client.post(
        f"/en/organisations/{their_organisation.slug}/edit/",
        {"name": "", "country": "XX", "helix_sector": "business", "nip": "123"},
    )
    assert sorted(response.context["form"].errors) == ["country", "name", "nip"]
    assert Organisation.objects.get().name == "Żyzny Krąg sp. z o.o."


def test_action_refuses_a_wrong_country(representative, their_organisation):
    with pytest.raises(ValidationError, match="two capital letters"):
        actions.update_organisation(their_organisation, by=representative, fields={"country": "pl"})


def test_database_refuses_what_the_model_forbids(their_organisation):
    for wrong in ({"country": "pl"}, {"helix_sector": "alien"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.update(**wrong)


def test_representative_adds_a_colleague_who_can_sign_in(client, representative, their_organisation):
    client.force_login(representative)
    data = {"given_name": "Jan", "family_name": "Nowy", "email": "Jan@Example.org", "role": "member", "job_title": ""}
    path = f"/en/organisations/{their_organisation.slug}/people/"
    assert client.post(path, data).status_code == 302
    colleague = Person.objects.get(email="jan@example.org")
    assert (str(colleague), colleague.has_usable_password()) == ("Jan Nowy", False)
    assert colleague.affiliations.get().organisation == their_organisation
    again = client.post(path, data)
    assert again.context["form"].errors == {"email": ["This person belongs to the organisation already."]}


def test_last_representative_cannot_be_ended(client, representative, their_organisation):
    client.force_login(representative)
    affiliation = their_organisation.affiliations.get()
    path = reverse("affiliation-ending", args=[their_organisation.slug, affiliation.pk])
    response = client.post(path, follow=True)
    assert "This is the only person who represents the organisation." in response.content.decode()
    other = actions.add_affiliation(their_organisation, make_person(), by=representative, role="representative")
    client.post(path)
    assert list(their_organisation.affiliations.filter(ended_date=None)) == [other]


def test_manager_takes_a_member_in_and_lets_it_go(client, cluster_manager, their_cluster, their_organisation):
    make_organisation("Nowa Huta Szkła", is_demonstration=True)
    client.force_login(cluster_manager)
    path = "/en/clusters/probny/members/"
    assert client.post(path, {"organisation": "Nowa Huta Szkła"}).status_code == 302
    joined = Membership.objects.get(organisation__name="Nowa Huta Szkła")
    assert joined.joined_date is not None
    client.post(reverse("membership-departure", args=["probny", joined.pk]))
    current = their_cluster.memberships.filter(left_date=None)
    assert [membership.organisation for membership in current] == [their_organisation]


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ("Nobody", "There is no organisation of exactly this name in the directory."),
        ("Żyzny Krąg sp. z o.o.", "This organisation is already a member of the cluster."),
        ("Prawdziwa", "Real organisations carry only sourced facts: an invented cluster cannot take them in."),
    ],
)
def test_manager_learns_why_an_organisation_cannot_join(client, cluster_manager, their_cluster, given, rule):
    make_organisation("Prawdziwa", is_demonstration=False)
    client.force_login(cluster_manager)
    response = client.post("/en/clusters/probny/members/", {"organisation": given})
    assert response.context["form"].errors == {"organisation": [rule]}


def test_manager_changes_the_cluster(client, cluster_manager, their_cluster):
    client.force_login(cluster_manager)
    client.post("/en/clusters/probny/edit/", {"goal_pl": "Cel", "goal_en": "Goal", "town": "Opole"})
    their_cluster.refresh_from_db()
    assert (their_cluster.goal.data, their_cluster.town) == ({"pl": "Cel", "en": "Goal"}, "Opole")


def test_personal_data_can_be_exported_and_erased(representative, their_organisation):
    held = personal_data()["directory"]
    exported = held.export(representative)
    assert [entry["organisation"] for entry in exported["affiliations"]] == [their_organisation.name]
    assert held.erase(representative) == 1
    assert {name for name, entries in held.export(representative).items() if entries} == set()
