"""What may become of a profile, and who may do it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from factories import make_cluster, make_competence, make_organisation, make_person
from grono.cooperation import actions
from grono.cooperation.choices import ProfileState
from grono.cooperation.documents import documents
from grono.cooperation.models import PartneringProfile
from grono.cooperation.queries.profiles import (
    ProfileFilter,
    count_by,
    find_profiles,
    forbidden_words,
    reviewing_cluster,
)
from grono.cooperation.rules import EditedMeanwhile, WrongState
from grono.kit import clock
from grono.search.models import Document
from profiles import make_profile, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "at_the_congress")]


def test_draft_is_given_the_next_reference_of_its_type_country_and_day(their_organisation, representative):
    references = [make_profile(their_organisation, by=representative).reference for _ in range(2)]
    request = make_profile(make_organisation(country="CZ"), type="RDR")
    assert references == ["TOPL20270519001", "TOPL20270519002"]
    assert request.reference == "RDRCZ20270519001"


def test_profile_goes_from_draft_through_review_to_the_public_and_back(
    their_organisation, representative, their_cluster, cluster_manager
):
    profile = make_profile(their_organisation, by=representative)
    submitted = actions.submit_profile(profile, by=representative)
    assert (submitted.state, submitted.cluster, submitted.submitted_at) == ("review", their_cluster, clock.now())
    returned = actions.return_profile(profile, by=cluster_manager, note="Name the polymers.")
    assert (returned.state, returned.review_note, returned.reviewed_by) == (
        "draft",
        "Name the polymers.",
        cluster_manager,
    )
    actions.submit_profile(profile, by=representative)
    published = actions.publish_profile(profile, by=cluster_manager)
    assert (published.state, published.review_note, published.published_at) == ("published", "", clock.now())
    assert actions.withdraw_profile(profile, by=representative).state == "withdrawn"
    assert actions.revise_profile(profile, by=representative).state == "draft"


@pytest.mark.parametrize(
    ("state", "refused"),
    [
        ("draft", {"publish", "return", "withdraw", "renew", "revise"}),
        ("review", {"submit", "renew"}),
        ("published", {"submit", "publish", "return"}),
        ("expired", {"submit", "publish", "return"}),
        ("withdrawn", {"submit", "publish", "return", "withdraw", "renew"}),
    ],
)
def test_states_refuse_what_does_not_lead_on(state, refused, their_organisation, representative):
    profile = published(their_organisation, by=representative)
    PartneringProfile.objects.filter(pk=profile.pk).update(state=state)
    verbs = {
        "submit": lambda: actions.submit_profile(profile, by=representative),
        "publish": lambda: actions.publish_profile(profile, by=representative),
        "return": lambda: actions.return_profile(profile, by=representative, note="No."),
        "withdraw": lambda: actions.withdraw_profile(profile, by=representative),
        "renew": lambda: actions.renew_profile(profile, by=representative, months=3),
        "revise": lambda: actions.revise_profile(profile, by=representative),
    }
    found = set()
    for verb, act in verbs.items():
        try:
            with transaction.atomic():
                act()
                raise RuntimeError  # puts the state back
        except WrongState:
            found.add(verb)
        except RuntimeError:
            pass
    assert found == refused


def test_submission_names_every_field_and_the_rule_it_breaks(their_organisation, representative):
    profile = actions.create_profile(their_organisation, by=representative, fields={"type": "TO", "title": "Too short"})
    with pytest.raises(ValidationError) as refusal:
        actions.submit_profile(profile, by=representative)
    assert {name: messages[0] for name, messages in refusal.value.message_dict.items()} == {
        "title": "The title needs at least 10 characters; it has 9.",
        "summary": "The summary needs at least 100 characters; it has 0.",
        "description": "The description needs at least 300 characters; it has 0.",
        "advantages": "An offer says what its advantages or innovations are.",
        "stage": "A technology offer says at what stage of development the technology is.",
        "partner_role": "Say what partner you seek and what the partner is to do.",
        "cooperation_types": "Choose at least one form of cooperation.",
        "valid_until": "Say until which day the profile is valid.",
    }
    profile.refresh_from_db()
    assert profile.state == ProfileState.DRAFT


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (date(2027, 5, 18), "The profile must be valid today or longer."),
        (
            date(2028, 5, 20),
            "A profile is valid for one year at most, until 2028-05-19 at the latest. It can be renewed later.",
        ),
    ],
)
def test_validity_is_between_today_and_a_year(day, message, their_organisation, representative):
    profile = make_profile(their_organisation, by=representative, valid_until=day)
    with pytest.raises(ValidationError) as refusal:
        actions.submit_profile(profile, by=representative)
    assert refusal.value.message_dict == {"valid_until": [message]}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "x" * 151, "Ensure this value has at most 150 characters (it has 151)."),
        ("title", "two\nlines", "Write this in one line, without control characters."),
        ("description", "ż" * 100_000, "Ensure this value has at most 8000 characters (it has 100000)."),
        ("summary", "bell\x07", "The text holds a character that cannot be shown (U+0007). Remove it."),
        ("trl", 10, "Ensure this value is less than or equal to 9."),
        ("type", "XX", "Value 'XX' is not a valid choice."),
        ("partner_countries", ["PL", "EL"], "“EL” is not a country code; write two letters, for example PL."),
        ("partner_sizes", ["micro", "micro"], "“micro” stands in the list twice."),
    ],
)
def test_bad_value_is_refused_with_its_field_and_rule(field, value, message, their_organisation, representative):
    with pytest.raises(ValidationError) as refusal:
        make_profile(their_organisation, by=representative, **{field: value})
    assert refusal.value.message_dict == {field: [message]}
    assert PartneringProfile.objects.count() == 0


def test_two_who_edit_at_once_notice_each_other(their_organisation, representative):
    profile = make_profile(their_organisation, by=representative)
    actions.update_profile(profile, by=representative, version=1, fields={"title": "The first to save wins"})
    with pytest.raises(EditedMeanwhile):
        actions.update_profile(profile, by=representative, version=1, fields={"title": "The second is told"})
    profile.refresh_from_db()
    assert (profile.title, profile.version) == ("The first to save wins", 2)


def test_only_a_draft_can_be_changed_and_only_an_unpublished_one_deleted(their_organisation, representative):
    profile = published(their_organisation, by=representative)
    with pytest.raises(WrongState, match="Only a draft can be changed"):
        actions.update_profile(profile, by=representative, version=1, fields={"title": "Changed in passing"})
    actions.revise_profile(profile, by=representative)
    with pytest.raises(WrongState, match="never published"):
        actions.delete_profile(profile, by=representative)
    draft = make_profile(their_organisation, by=representative)
    actions.delete_profile(draft, by=representative)
    assert list(PartneringProfile.objects.all()) == [profile]


def test_writer_cannot_set_what_follows_from_acts(their_organisation, representative):
    with pytest.raises(ValueError, match="state"):
        make_profile(their_organisation, by=representative, state="published")


def test_contact_and_cluster_must_belong_to_the_organisation(their_organisation, representative, outsider):
    with pytest.raises(ValidationError) as refusal:
        make_profile(their_organisation, by=representative, contact=outsider, cluster=make_cluster())
    assert set(refusal.value.message_dict) == {"contact", "cluster"}


def test_reviewer_is_the_chosen_cluster_else_the_first_with_a_manager_else_the_staff(
    their_organisation, representative
):
    profile = make_profile(their_organisation, by=representative)
    assert reviewing_cluster(profile) is None
    make_cluster(members=(their_organisation,))
    assert reviewing_cluster(profile) is None
    first, second = (make_cluster(members=(their_organisation,), manager=make_person()) for _ in range(2))
    assert reviewing_cluster(profile) == first
    profile.cluster = second
    assert reviewing_cluster(profile) == second


def test_return_needs_a_note(their_organisation, representative, cluster_manager):
    profile = make_profile(their_organisation, by=representative)
    actions.submit_profile(profile, by=representative)
    with pytest.raises(ValidationError) as refusal:
        actions.return_profile(profile, by=cluster_manager, note="  ")
    assert refusal.value.message_dict == {"note": ["Say in the note what should be changed."]}


@pytest.mark.parametrize(
    ("valid_until", "months", "expected"),
    [
        (date(2027, 5, 31), 6, date(2027, 11, 30)),
        (date(2027, 2, 1), 3, date(2027, 8, 19)),
        (date(2027, 12, 1), 12, date(2028, 5, 19)),
    ],
)
def test_renewal_counts_from_the_end_or_today_and_never_passes_a_year(
    valid_until, months, expected, their_organisation, representative
):
    profile = published(their_organisation, by=representative)
    PartneringProfile.objects.filter(pk=profile.pk).update(valid_until=valid_until, state="expired")
    renewed = actions.renew_profile(profile, by=representative, months=months)
    assert (renewed.state, renewed.valid_until, renewed.renewed_at) == ("published", expected, clock.now())


def test_renewal_by_any_other_number_of_months_is_refused(their_organisation, representative):
    with pytest.raises(ValidationError, match="3, 6 or 12"):
        actions.renew_profile(published(their_organisation, by=representative), by=representative, months=5)


def test_profiles_past_their_last_day_expire_once(their_organisation, representative):
    past, last_day = (published(their_organisation, by=representative) for _ in range(2))
    PartneringProfile.objects.filter(pk=past.pk).update(valid_until=date(2027, 5, 18))
    PartneringProfile.objects.filter(pk=last_day.pk).update(valid_until=date(2027, 5, 19))
    assert [actions.expire_profiles(), actions.expire_profiles()] == [1, 0]
    assert dict(PartneringProfile.objects.values_list("pk", "state")) == {past.pk: "expired", last_day.pk: "published"}


def test_database_refuses_a_published_profile_without_dates(their_organisation, representative):
    profile = make_profile(their_organisation, by=representative)
    with pytest.raises(IntegrityError, match="profile_published_has_dates"), transaction.atomic():
        PartneringProfile.objects.filter(pk=profile.pk).update(state="published")
    with pytest.raises(IntegrityError, match="profile_review_was_submitted"), transaction.atomic():
        PartneringProfile.objects.filter(pk=profile.pk).update(state="review")


def test_who_may_write_review_and_read(
    their_organisation, representative, their_cluster, cluster_manager, organiser, outsider
):
    profile = make_profile(their_organisation, by=representative)
    actions.submit_profile(profile, by=representative)
    profile.refresh_from_db()
    people = {
        "representative": representative,
        "manager": cluster_manager,
        "staff": organiser,
        "outsider": outsider,
    }

    def those_who_may(permission: str) -> set[str]:
        return {name for name, person in people.items() if person.has_perm(f"cooperation.{permission}", profile)}

    assert those_who_may("write_profile") == {"representative", "staff"}
    assert those_who_may("review_profile") == {"manager", "staff"}
    assert those_who_may("view_profile") == {"representative", "manager", "staff"}
    actions.publish_profile(profile, by=cluster_manager)
    profile.refresh_from_db()
    assert those_who_may("view_profile") == set(people)
    assert those_who_may("view_identity") == set(people)
    profile.is_anonymous = True
    assert those_who_may("view_identity") == {"representative", "manager", "staff"}


def test_manager_who_also_represents_the_organisation_does_not_review_it(their_organisation, representative):
    make_cluster(members=(their_organisation,), manager=representative)
    profile = make_profile(their_organisation, by=representative)
    actions.submit_profile(profile, by=representative)
    profile.refresh_from_db()
    assert not representative.has_perm("cooperation.review_profile", profile)


def test_anonymous_profile_must_not_name_the_organisation_in_its_text(representative):
    organisation = make_organisation(
        "Foliokrąg sp. z o.o. (pokazowa)", short_name="FLK", website="https://foliokrag.example/"
    )
    assert forbidden_words(organisation) == ("Foliokrąg", "FLK", "foliokrag.example")
    profile = make_profile(
        organisation, by=representative, is_anonymous=True, partner_role="Write to FOLIOKRĄG, who will answer."
    )
    with pytest.raises(ValidationError) as refusal:
        actions.submit_profile(profile, by=representative)
    assert refusal.value.message_dict == {
        "partner_role": ["An anonymous profile must not name the organisation, but this text contains “Foliokrąg”."]
    }


def test_filters_narrow_and_count_and_anonymous_profiles_show_no_sector_or_owner(their_organisation, representative):
    word = make_competence("recycling", "recycling")
    named = published(
        their_organisation, by=representative, keywords=[word], title="Regranulat z folii rolniczej łatwo"
    )
    published(their_organisation, by=representative, is_anonymous=True, type="BR", language="de")
    wanted = ProfileFilter()
    assert count_by(wanted, "type") == {"TO": 1, "BR": 1}
    assert count_by(wanted, "sector") == {"business": 1}
    assert count_by(wanted, "country") == {"PL": 2}
    assert count_by(wanted, "keyword") == {"recycling": 1}
    narrowings = [
        {"text": "LATWO folii"}, {"type": "TO"}, {"sector": "business"}, {"keyword": "recycling"}, {"language": "en"},
        {"organisation": their_organisation.slug},
    ]  # fmt: skip
    assert [list(find_profiles(ProfileFilter(**narrowing))) for narrowing in narrowings] == [[named]] * len(narrowings)


def test_search_finds_a_profile_while_it_is_public_and_an_anonymous_one_without_its_owner(
    their_organisation, representative
):
    named = published(their_organisation, by=representative)
    hidden = published(their_organisation, by=representative, is_anonymous=True, language="lv")
    texts = {text.object_id: text for text in documents(None)}
    facets = [
        (texts[key.pk].type, texts[key.pk].country, texts[key.pk].helix_sector, texts[key.pk].language)
        for key in (named, hidden)
    ]
    assert facets == [("TO", "PL", "business", "en"), ("TO", "PL", "", "lv")]
    assert "Żyzny" in texts[named.pk].body
    assert not {"Żyzny", "Katowice", "zyzny"} & set(str(texts[hidden.pk]).split())
    assert set(Document.objects.filter(kind="profile").values_list("object_id", flat=True)) == {named.pk, hidden.pk}
    actions.withdraw_profile(named, by=representative)
    assert list(Document.objects.filter(kind="profile").values_list("object_id", flat=True)) == [hidden.pk]
