"""The pages of profiles, as each of the cast sees them."""

import json
import re

import pytest
from lxml import etree

from factories import make_cluster, make_competence, make_organisation, make_person
from grono.cooperation import actions
from grono.cooperation.choices import InterestState
from grono.cooperation.models import ExpressionOfInterest, PartneringProfile
from grono.directory.models import Affiliation
from grono.kit import clock
from profiles import complete_fields, make_profile, published
from reading import page, record_names, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_congress")]
ATOM = "{http://www.w3.org/2005/Atom}"
#: By these an anonymous organisation and its people would be known.
GIVEAWAYS = ("Żyzny", "zyzny-krag", "Katowice", "Reprezentacka", "PL22A", "probny", "Klaster Próbny", "tajny-plik")


def json_ld(document):
    return json.loads(document.xpath("//script[@type='application/ld+json']")[0].text)


def form_values(**fields):
    values = {name: value for name, value in complete_fields(**fields).items() if value is not None}
    return values | {"version": values.get("version", 1)}


@pytest.fixture
def anonymous(their_organisation, representative, their_cluster, cluster_manager, upload):
    """A published anonymous profile with a contact person and a file whose name tells whose it is."""
    profile = make_profile(their_organisation, by=representative, is_anonymous=True, contact=representative)
    actions.add_attachment(profile, upload("tajny-plik-zyzny-krag.pdf", b"%PDF-1.7 drawing"), by=representative)
    actions.submit_profile(profile, by=representative)
    return actions.publish_profile(profile, by=cluster_manager)


def test_list_shows_public_profiles_and_narrows_to_what_the_address_says(client, their_organisation, representative):
    published(their_organisation, by=representative, title="Regranulat z folii rolniczej")
    published(their_organisation, by=representative, type="BR", title="Wanted: film from farms")
    make_profile(their_organisation, by=representative, title="A draft that nobody sees")
    document = page(client, "/en/cooperation/")
    assert record_names(document) == ["Wanted: film from farms", "Regranulat z folii rolniczej"]
    assert words(document.xpath("//*[@role='status']")[0]) == "2 profiles"
    assert record_names(page(client, "/en/cooperation/?type=BR")) == ["Wanted: film from farms"]
    assert record_names(page(client, "/en/cooperation/?q=FOLII")) == ["Regranulat z folii rolniczej"]
    types = [words(option) for option in document.xpath("//select[@name='type']/option")]
    assert types == ["all", "Business request (1)", "Technology offer (1)"]


def test_list_costs_the_same_number_of_queries_at_one_and_at_three(client, django_assert_num_queries):
    word = make_competence()
    published(make_organisation(), keywords=[word])
    page(client, "/en/cooperation/")  # what is loaded once in a process
    published(make_organisation(), keywords=[word])
    with django_assert_num_queries(11) as at_one:
        page(client, "/en/cooperation/?q=regranulate")
    for _ in range(2):
        published(make_organisation(), keywords=[word])
    with django_assert_num_queries(len(at_one)):
        page(client, "/en/cooperation/?q=regranulate")


def test_empty_list_says_why_and_what_to_do(client):
    assert words(page(client, "/en/cooperation/").xpath("//*[@class='empty']/h2")[0]) == "No profile is published yet"
    found = page(client, "/en/cooperation/?q=nothing")
    assert words(found.xpath("//*[@class='empty']/h2")[0]) == "No profile fits"


def test_profile_page_says_what_is_offered_what_partner_is_sought_and_who_offers(
    client, their_organisation, representative
):
    profile = published(their_organisation, by=representative, partner_countries=["CZ"], contact=representative)
    document = page(client, f"/en/cooperation/{profile.reference}/")
    text = words(document.xpath("//main")[0])
    for part in ("Technology offer", "What is offered", "The partner sought", "Czechia", "TRL 9", "27 August 2027"):
        assert part in text
    assert "Żyzny Krąg" in text
    assert "Reprezentacka" not in text
    client.force_login(make_person())
    assert "Róża Reprezentacka" in words(page(client, f"/en/cooperation/{profile.reference}/"))


def test_json_ld_describes_an_offer_by_its_organisation_and_a_request_as_a_demand(
    client, their_organisation, representative
):
    offer = published(their_organisation, by=representative)
    data = json_ld(page(client, f"/en/cooperation/{offer.reference}/"))
    assert (data["@type"], data["identifier"], data["validThrough"]) == ("Offer", offer.reference, "2027-08-27")
    assert data["offeredBy"]["name"] == "Żyzny Krąg sp. z o.o."
    request = published(their_organisation, by=representative, type="RDR")
    data = json_ld(page(client, f"/en/cooperation/{request.reference}/"))
    assert (data["@type"], data["@reverse"]["seeks"]["name"]) == ("Demand", "Żyzny Krąg sp. z o.o.")


@pytest.mark.parametrize("where", ["title", "summary", "description", "advantages", "partner_role", "ipr_note"])
def test_markup_and_scripts_in_a_field_do_nothing(where, client, their_organisation, representative):
    attack = '</script><script>alert(1)</script><img src=x onerror=alert(1)> & "q" [x](javascript:alert(1))'
    text = f"{attack} {complete_fields().get(where, '')}"[: 150 if where == "title" else 500]
    profile = published(their_organisation, by=representative, **{where: text})
    document = page(client, f"/en/cooperation/{profile.reference}/")
    assert [script.get("type") for script in document.iter("script")] == ["application/ld+json"]
    assert document.xpath("//img[@onerror] | //a[starts-with(@href, 'javascript')]") == []
    if where == "title":
        assert json_ld(document)["name"] == text
        feed = etree.fromstring(client.get("/en/cooperation/feed.atom").content)
        assert feed.find(f"{ATOM}entry/{ATOM}title").text == text


def test_anonymous_profile_names_nobody_anywhere_in_public(client, anonymous):
    public = [
        "/en/cooperation/", "/pl/cooperation/?sector=business", f"/en/cooperation/{anonymous.reference}/",
        f"/pl/cooperation/{anonymous.reference}/", "/en/cooperation/feed.atom", "/api/v1/profiles",
        f"/api/v1/profiles/{anonymous.reference}",
    ]  # fmt: skip
    for path in public:
        source = client.get(path).content.decode()
        assert [name for name in GIVEAWAYS if name in source] == [], path
    assert "Regranulate of LDPE" not in client.get("/en/organisations/zyzny-krag/").content.decode()
    assert "An organisation from: Poland" in words(page(client, f"/en/cooperation/{anonymous.reference}/"))


def test_file_of_an_anonymous_profile_has_a_neutral_name(client, anonymous):
    file = anonymous.attachments.get()
    answer = client.get(f"/en/cooperation/{anonymous.reference}/files/{file.pk}/")
    answer.close()
    assert answer["Content-Disposition"] == f'attachment; filename="{anonymous.reference}-1.pdf"'
    assert "zyzny" not in file.file.name


def test_anonymous_profile_is_known_to_its_own_its_reviewer_staff_and_accepted_parties_only(
    client, anonymous, representative, cluster_manager, organiser, outsider
):
    ours, theirs = make_organisation("Ours"), make_organisation("Theirs")
    accepted, declined = make_person("Akcept", "Owany"), make_person("Odrzu", "Cony")
    for person, organisation, state in (
        (accepted, ours, InterestState.ACCEPTED),
        (declined, theirs, InterestState.DECLINED),
    ):
        Affiliation.objects.create(person=person, organisation=organisation)
        ExpressionOfInterest.objects.create(
            profile=anonymous, from_organisation=organisation, to_organisation=anonymous.organisation, message="Hello",
            state=state, sent_at=clock.now(), answered_at=clock.now(), expires_at=clock.now(),
        )  # fmt: skip
    see = []
    for person in (representative, cluster_manager, organiser, accepted, declined, outsider):
        client.force_login(person)
        see.append("Żyzny Krąg" in client.get(f"/en/cooperation/{anonymous.reference}/").content.decode())
    assert see == [True, True, True, True, False, False]


def test_draft_is_not_found_by_strangers_and_shown_to_its_own(
    client, their_organisation, representative, outsider, organiser
):
    profile = make_profile(their_organisation, by=representative)
    address = f"/en/cooperation/{profile.reference}/"
    found = [client.get(address).status_code]
    for person in (outsider, representative, organiser):
        client.force_login(person)
        found.append(client.get(address).status_code)
    assert found == [404, 404, 200, 200]


def test_expired_profile_says_that_it_is_over_and_no_more(client, their_organisation, representative):
    profile = published(their_organisation, by=representative)
    PartneringProfile.objects.filter(pk=profile.pk).update(valid_until="2027-05-18")
    answer = client.get(f"/en/cooperation/{profile.reference}/")
    assert (answer.status_code, profile.title in answer.content.decode()) == (410, False)
    assert "This profile is no longer valid" in answer.content.decode()


def test_pages_for_writers_ask_a_visitor_to_sign_in_and_refuse_strangers(
    client, their_organisation, representative, outsider
):
    profile = published(their_organisation, by=representative)
    paths = [f"/en/cooperation/{profile.reference}/{name}/" for name in ("edit", "files")]
    acts = [
        f"/en/cooperation/{profile.reference}/{name}/"
        for name in ("submission", "review", "revision", "renewal", "withdrawal", "deletion")
    ]
    visitor = [client.get(path).status_code for path in (*paths, "/en/cooperation/review/")]
    visitor += [client.post(path).status_code for path in acts]
    client.force_login(outsider)
    stranger = [client.get(path).status_code for path in (*paths, "/en/cooperation/review/")]
    stranger += [client.post(path).status_code for path in acts]
    assert (set(visitor), set(stranger)) == ({302}, {403})
    profile.refresh_from_db()
    assert profile.state == "published"


def test_representative_writes_a_profile_in_the_form_and_submits_it(client, their_organisation, representative):
    client.force_login(representative)
    word = make_competence()
    answer = client.post(
        "/en/cooperation/new/", form_values(keywords=[word.pk], partner_countries=["CZ"]) | {"save": 1}
    )
    profile = PartneringProfile.objects.get()
    assert answer["Location"] == f"/en/cooperation/{profile.reference}/"
    assert (profile.state, profile.partner_countries, list(profile.keywords.all())) == ("draft", ["CZ"], [word])
    assert profile.organisation == their_organisation
    client.post(f"/en/cooperation/{profile.reference}/edit/", form_values(title="A better title") | {"submit": 1})
    profile.refresh_from_db()
    assert (profile.state, profile.title, list(profile.keywords.all())) == ("review", "A better title", [])


def test_incomplete_profile_is_kept_as_a_draft_and_the_form_says_what_is_missing(client, representative):
    client.force_login(representative)
    given = {"type": "BR", "language": "en", "title": "Wanted: film", "submit": 1}
    answer = client.post("/en/cooperation/new/", given, follow=True)
    assert PartneringProfile.objects.get().state == "draft"
    text = answer.content.decode()
    assert "The summary needs at least 100 characters; it has 0." in text
    assert 'href="#id_partner_role"' in text


def test_huge_paste_is_refused_beside_its_field_and_nothing_is_saved(client, representative):
    client.force_login(representative)
    answer = client.post("/en/cooperation/new/", form_values(description="ż" * 100_000))
    assert "at most 8000 characters" in answer.content.decode()
    assert PartneringProfile.objects.count() == 0


def test_second_of_two_editors_is_told_and_keeps_the_words_in_the_form(client, their_organisation, representative):
    profile = make_profile(their_organisation, by=representative)
    actions.update_profile(profile, by=representative, version=1, fields={"title": "Saved by a colleague"})
    client.force_login(representative)
    answer = client.post(f"/en/cooperation/{profile.reference}/edit/", form_values(title="My own words", version=1))
    text = answer.content.decode()
    assert "Somebody else has changed this profile since you opened it." in text
    assert "My own words" in text
    profile.refresh_from_db()
    assert profile.title == "Saved by a colleague"


def test_whoever_represents_several_organisations_chooses_one_first(client, representative):
    other = make_organisation("Druga")
    Affiliation.objects.create(person=representative, organisation=other, role="representative")
    client.force_login(representative)
    assert record_names(page(client, "/en/cooperation/new/")) == ["Druga", "Żyzny Krąg sp. z o.o."]
    client.post(f"/en/cooperation/new/?organisation={other.slug}", form_values())
    assert PartneringProfile.objects.get().organisation == other


def test_reviewer_finds_the_profile_in_the_queue_returns_it_and_publishes_it(
    client, their_organisation, representative, their_cluster, cluster_manager
):
    profile = make_profile(their_organisation, by=representative)
    actions.submit_profile(profile, by=representative)
    make_cluster(manager=make_person())
    client.force_login(cluster_manager)
    assert record_names(page(client, "/en/cooperation/review/")) == [profile.title]
    address = f"/en/cooperation/{profile.reference}/review/"
    assert (
        "Say in the note what should be changed." in client.post(address, {"return": 1}, follow=True).content.decode()
    )
    client.post(address, {"return": 1, "note": "Which polymers?"})
    profile.refresh_from_db()
    assert (profile.state, profile.review_note) == ("draft", "Which polymers?")
    actions.submit_profile(profile, by=representative)
    client.post(address, {"publish": 1})
    profile.refresh_from_db()
    assert profile.state == "published"
    assert record_names(page(client, "/en/cooperation/review/")) == []


def test_mine_lists_every_state_of_my_organisation_and_nothing_else(client, their_organisation, representative):
    published(make_organisation())
    make_profile(their_organisation, by=representative, title="Our draft, not ready yet")
    published(their_organisation, by=representative, title="Our published profile")
    client.force_login(representative)
    assert set(record_names(page(client, "/en/cooperation/mine/"))) == {
        "Our draft, not ready yet",
        "Our published profile",
    }


def test_organisation_page_lists_named_public_profiles_only(client, their_organisation, representative):
    published(their_organisation, by=representative, title="Named and public")
    published(their_organisation, by=representative, title="Anonymous one here", is_anonymous=True)
    make_profile(their_organisation, by=representative, title="Draft of a profile")
    section = page(client, "/en/organisations/zyzny-krag/").xpath("//section[@aria-labelledby='cooperation-profiles']")
    assert [words(link) for link in section[0].iter("h3")] == ["Named and public"]


def test_feed_is_atom_with_the_filters_of_the_list(client, their_organisation, representative):
    word = make_competence()
    offer = published(their_organisation, by=representative, keywords=[word], language="de")
    published(their_organisation, by=representative, type="BR", is_anonymous=True)
    answer = client.get("/en/cooperation/feed.atom?type=TO")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [offer.title]
    assert entries[0].get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert entries[0].findtext(f"{ATOM}author/{ATOM}name") == "Żyzny Krąg sp. z o.o."
    assert feed.xpath("a:link[@rel='self']/@href", namespaces={"a": ATOM.strip("{}")}) == [
        "http://127.0.0.1:8000/en/cooperation/feed.atom?type=TO"
    ]


def test_feed_has_all_that_rfc_4287_demands(client, their_organisation, representative):
    published(their_organisation, by=representative)
    published(their_organisation, by=representative, is_anonymous=True)
    feed = etree.fromstring(client.get("/pl/cooperation/feed.atom").content)
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        found = [child.tag.removeprefix(ATOM) for child in element]
        assert [found.count(name) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", element.findtext(f"{ATOM}updated"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Grono"  # stands for entries that name no author
    identifiers = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(identifiers)) == 2


def test_empty_feed_is_still_a_feed(client):
    feed = etree.fromstring(client.get("/en/cooperation/feed.atom").content)
    assert (feed.tag, feed.findall(f"{ATOM}entry")) == (f"{ATOM}feed", [])


def test_api_gives_what_the_page_gives(client, their_organisation, representative):
    word = make_competence()
    profile = published(their_organisation, by=representative, keywords=[word], partner_countries=["CZ"])
    draft = make_profile(their_organisation, by=representative)
    listed = client.get("/api/v1/profiles?keyword=biogas").json()
    assert (listed["count"], listed["items"][0]["reference"]) == (1, profile.reference)
    detail = client.get(f"/api/v1/profiles/{profile.reference}").json()
    shown = {name: detail[name] for name in ("organisation", "country", "keywords", "partner_countries", "trl", "type")}
    assert shown == {
        "organisation": "zyzny-krag", "country": "PL", "keywords": ["biogas"], "partner_countries": ["CZ"], "trl": 9,
        "type": "TO",
    }  # fmt: skip
    assert client.get(f"/api/v1/profiles/{draft.reference}").status_code == 404
