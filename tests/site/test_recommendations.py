"""Recommendations: whom and what, why, and what a person set aside."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils.translation import override

from factories import make_competence, make_edition, make_organisation, make_participant, make_person
from grono.accounts.models import Person
from grono.cooperation.actions.dismissals import dismiss
from grono.cooperation.models import Agreement, AgreementParty, Dismissal, PartneringProfile
from grono.directory.models import Cluster, CompetenceClaim, Organisation
from grono.projects.actions import refresh_affinities
from grono.projects.models import Participation, Project
from grono.search.actions import index_records, refresh_vectors
from grono.site.recommendations.recommending import organisations_for, people_for, profiles_for


@pytest.fixture(autouse=True)
def polish() -> Iterator[None]:
    with override("pl"):
        yield


@pytest.fixture
def recycling(their_organisation: Organisation, partner_organisation: Organisation) -> CompetenceClaim:
    """One looks for plastics recycling, the other offers it; what comes back is the offer."""
    word = make_competence("plastics-recycling", "recykling tworzyw")
    CompetenceClaim.objects.create(organisation=their_organisation, competence=word, direction="seek")
    return CompetenceClaim.objects.create(organisation=partner_organisation, competence=word, direction="offer")


def names(found: list) -> list[str]:
    return [one.subject.name for one in found]


def sentences(found: list) -> list[str]:
    return [sentence for one in found for sentence in one.sentences]


def make_profile(organisation: Organisation, **fields: object) -> PartneringProfile:
    usual = {
        "reference": "TOCZ20270401001",
        "type": "TO",
        "state": "published",
        "language": "en",
        "title": "Recycling line for plastic film",
        "summary": "A recycler offers a line that turns plastic film waste into granulate.",
        **dict.fromkeys(("created_at", "updated_at"), datetime(2027, 4, 1, tzinfo=UTC)),
        "published_at": datetime(2027, 4, 1, tzinfo=UTC),
        "valid_until": date(2099, 4, 1),
        "is_demonstration": True,
    }
    return PartneringProfile.objects.create(organisation=organisation, **(usual | fields))


@pytest.mark.usefixtures("recycling")
def test_partner_who_offers_what_is_sought_is_recommended_with_field_and_record(
    their_organisation: Organisation, representative: Person
) -> None:
    found = organisations_for(their_organisation, representative, limit=5)
    assert names(found) == ["Zelená Síť s.r.o."]
    assert found[0].sentences == ("Szukacie: „recykling tworzyw”. Ta organizacja podaje to wśród tego, co oferuje.",)


def test_sentence_disappears_with_the_record_it_rests_on(
    recycling: CompetenceClaim,
    their_organisation: Organisation,
    partner_organisation: Organisation,
    representative: Person,
) -> None:
    project = Project.objects.create(slug="loop", acronym="LOOP", title="Loop", source="test")
    for organisation in (their_organisation, partner_organisation):
        Participation.objects.create(project=project, organisation=organisation, name=organisation.name)
    refresh_affinities()
    offered = "Szukacie: „recykling tworzyw”. Ta organizacja podaje to wśród tego, co oferuje."
    together = "Współpracowaliście w projekcie LOOP."
    assert set(sentences(organisations_for(their_organisation, representative, limit=5))) == {offered, together}
    recycling.delete()
    assert sentences(organisations_for(their_organisation, representative, limit=5)) == [together]
    project.delete()
    assert organisations_for(their_organisation, representative, limit=5) == []


@pytest.mark.usefixtures("recycling")
def test_what_was_set_aside_is_not_proposed_again_until_taken_back(
    client: Client, their_organisation: Organisation, partner_organisation: Organisation, representative: Person
) -> None:
    client.force_login(representative)
    answer = client.post(
        "/pl/recommendations/dismissal/",
        {"kind": "organisation", "key": partner_organisation.pk, "name": partner_organisation.name},
    )
    assert answer.headers["Location"] == "/pl/recommendations/"
    assert organisations_for(their_organisation, representative, limit=5) == []
    dismissal = Dismissal.objects.get()
    assert (dismissal.person, dismissal.name) == (representative, "Zelená Síť s.r.o.")
    client.post(f"/pl/recommendations/dismissals/{dismissal.pk}/")
    assert names(organisations_for(their_organisation, representative, limit=5)) == ["Zelená Síť s.r.o."]


def test_dismissal_of_another_person_cannot_be_taken_back(
    client: Client, representative: Person, outsider: Person
) -> None:
    dismissal = dismiss("organisation", 7, name="Seven", by=representative)
    client.force_login(outsider)
    assert client.post(f"/pl/recommendations/dismissals/{dismissal.pk}/").status_code == 404
    assert Dismissal.objects.filter(pk=dismissal.pk).exists()


@pytest.mark.parametrize("form", [{"kind": "person", "key": "1"}, {"kind": "organisation", "key": "1; DROP"}, {}])
def test_dismissal_of_nonsense_is_refused(client: Client, outsider: Person, form: dict[str, str]) -> None:
    client.force_login(outsider)
    assert client.post("/pl/recommendations/dismissal/", form).status_code == 404
    assert not Dismissal.objects.exists()


@pytest.mark.usefixtures("recycling")
def test_organisation_that_left_matching_neither_appears_nor_receives(
    client: Client,
    their_organisation: Organisation,
    partner_organisation: Organisation,
    representative: Person,
    partner: Person,
) -> None:
    assert names(organisations_for(partner_organisation, partner, limit=5)) == [their_organisation.name]
    client.force_login(representative)
    client.post(f"/pl/recommendations/matching/{their_organisation.slug}/", {"take_part": "no"})
    their_organisation.refresh_from_db()
    assert organisations_for(partner_organisation, partner, limit=5) == []
    assert organisations_for(their_organisation, representative, limit=5) == []


def test_only_who_edits_an_organisation_takes_it_out_of_matching(
    client: Client, their_organisation: Organisation, outsider: Person
) -> None:
    client.force_login(outsider)
    answer = client.post(f"/pl/recommendations/matching/{their_organisation.slug}/", {"take_part": "no"})
    their_organisation.refresh_from_db()
    assert (answer.status_code, their_organisation.in_matching) == (403, True)


@pytest.mark.usefixtures("recycling")
def test_partner_with_an_agreement_is_not_proposed_again(
    their_organisation: Organisation, partner_organisation: Organisation, representative: Person
) -> None:
    agreement = Agreement.objects.create(
        kind="licence",
        title="Licence",
        state="in_force",
        signed_date=date(2027, 1, 1),
        proposed_at=datetime(2027, 1, 1, tzinfo=UTC),
    )
    for organisation in (their_organisation, partner_organisation):
        AgreementParty.objects.create(agreement=agreement, organisation=organisation)
    assert organisations_for(their_organisation, representative, limit=5) == []


def test_profile_in_another_language_is_proposed_by_its_meaning_and_quoted(
    their_organisation: Organisation, partner_organisation: Organisation, representative: Person
) -> None:
    their_organisation.summary = {"pl": "Przetwarzamy odpady folii: recykling tworzyw sztucznych na regranulat."}
    their_organisation.save()
    profile = make_profile(partner_organisation)
    index_records("organisation", [their_organisation.pk])
    index_records("profile", [profile.pk])
    refresh_vectors()
    found = profiles_for(their_organisation, representative, limit=5)
    assert names(found) == ["Recycling line for plastic film"]
    assert "plastic film" in found[0].sentences[0]


def test_anonymous_profile_is_proposed_without_its_owner(
    recycling: CompetenceClaim,
    their_organisation: Organisation,
    their_cluster: Cluster,
    partner_organisation: Organisation,
    representative: Person,
) -> None:
    their_cluster.memberships.create(organisation=partner_organisation)
    profile = make_profile(partner_organisation, is_anonymous=True)
    profile.keywords.add(recycling.competence)
    (found,) = profiles_for(their_organisation, representative, limit=5)
    assert (found.subject.note, found.subject.sector) == ("", "")
    assert found.sentences == ("Szukacie: „recykling tworzyw”. To jedno ze słów kluczowych tej oferty.",)


def test_people_already_asked_and_colleagues_are_not_proposed(
    recycling: CompetenceClaim, their_organisation: Organisation, partner_organisation: Organisation
) -> None:
    edition = make_edition()
    me = make_participant(edition, organisation=their_organisation)
    make_participant(edition, make_person("Kolega", "Zpracy"), organisation=their_organisation)
    make_participant(edition, make_person("Petr", "Nový"), organisation=partner_organisation)
    stranger = make_participant(edition, make_person("Obcy", "Daleki"), organisation=make_organisation())
    stranger.offers.add(recycling.competence)
    assert sorted(names(people_for(me, limit=5))) == ["Obcy Daleki", "Petr Nový"]
    me.requests_sent.create(edition=edition, invitee=stranger)
    assert names(people_for(me, limit=5)) == ["Petr Nový"]


@pytest.mark.usefixtures("recycling")
def test_page_shows_reasons_and_asks_visitors_to_sign_in(client: Client, representative: Person) -> None:
    assert client.get("/pl/recommendations/").headers["Location"].startswith("/pl/account/")
    client.force_login(representative)
    page = client.get("/pl/recommendations/").content.decode()
    assert "Ta organizacja podaje to wśród tego, co oferuje." in page
    assert page.count('name="kind" value="organisation"') == 1
