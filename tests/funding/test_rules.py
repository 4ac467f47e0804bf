"""Which rules a topic falls under, and rules that come into the database."""

from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from factories import make_programme, make_topic
from grono.funding.actions.rules import assign_schemes, import_rules, load_library
from grono.funding.models import RuleScheme, RuleSet
from grono.funding.planning import library_documents
from grono.funding.rules import scheme_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ANNEX_B = "3. Other eligible conditions:\n\nDescribed in Annex B of the Work Programme General Annexes."
FULL = {
    "RIA": "HORIZON Research and Innovation Actions",
    "IA": "HORIZON Innovation Actions",
    "CSA": "HORIZON Coordination and Support Actions",
}


def code(action: str = "RIA", name: str = "", **changes) -> str:
    usual = {
        "programme": "horizon-europe",
        "topic_id": "HORIZON-CL6-2027-01-CIRCBIO-02",
        "action_type": action,
        "action_type_name": name or FULL.get(action, action),
        "conditions": ANNEX_B,
        "own_conditions": "",
    }
    return scheme_code(**(usual | changes))


@pytest.fixture
def document():
    return deepcopy(dict(next(one for one in library_documents() if one["code"] == "horizon-ria")))


@pytest.mark.parametrize(
    ("action", "name", "wanted"),
    [
        ("RIA", "", "horizon-ria"),
        ("IA", "HORIZON JU Innovation Actions", "horizon-ia"),
        ("CSA", "", "horizon-csa"),
        ("RIA", "HORIZON Lump Sum Research and Innovation Actions", "horizon-ria"),
        ("Prize", "HORIZON Recognition Prize", ""),
        ("PCP", "HORIZON Pre-commercial Procurement", ""),
        ("CoFund", "HORIZON Programme Cofund Actions", ""),
        ("EIC", "HORIZON EIC Grants", ""),
    ],
)
def test_ordinary_actions_of_horizon_europe_fall_under_the_general_rules(action, name, wanted):
    assert code(action, name) == wanted


@pytest.mark.parametrize(
    "changes",
    [
        {"programme": "euratom", "action_type_name": "EURATOM Research and Innovation Actions"},
        {"programme": "edf", "action_type_name": "EDF Research Actions", "action_type": "EDF-RA"},
        {"programme": "cef", "action_type_name": "CEF Infrastructure Projects", "action_type": "CEF-INFRA"},
        {"conditions": "3. Other eligible conditions:\n\nDescribed in Appendix 7 to the Work Programme."},
        {"conditions": ""},
        {"own_conditions": "Applications may only be submitted by one legal entity (mono-beneficiary)."},
        {"own_conditions": "Specific conditions replacing the relevant sections in General Annex B."},
        {"own_conditions": "The consortium may exceptionally be composed of a single legal entity."},
    ],
)
def test_topic_that_is_not_sure_to_follow_the_general_rules_gets_none(changes):
    assert code(**changes) == ""


def test_conditions_that_only_add_do_not_take_the_rules_away():
    limit = "Participation is limited to legal entities established in Member States."
    assert code(own_conditions=limit) == "horizon-ria"


@pytest.mark.parametrize(
    ("topic_id", "wanted"),
    [
        ("HORIZON-EIC-2027-PATHFINDEROPEN-01", "eic-pathfinder-open"),
        ("HORIZON-EIC-2027-PATHFINDERCHALLENGES-01-01", ""),
        ("HORIZON-EIC-2027-ACCELERATOR-01", "eic-accelerator"),
        ("HORIZON-EIC-2027-ACCELERATORCHALLENGES-01", ""),
        ("I3-2026-INV1", "i3-strand-1"),
        ("I3-2026-INV2a", "i3-strand-2a"),
        ("I3-2026-INV2b", ""),
        ("CERV-2026-CITIZENS-TOWN-TT", "cerv-town-twinning"),
        ("CERV-2026-CITIZENS-TOWN-NT", ""),
        ("CREA-CULT-2027-COOP-3", "creative-europe-large"),
        ("ERASMUS-SPORT-2027-SCP", "erasmus-cooperation"),
        ("ERASMUS-SPORT-2027-SSCP", ""),
    ],
)
def test_some_kinds_of_grants_are_known_by_their_identifier(topic_id, wanted):
    assert code("Grant", "Project Grants", programme="other", topic_id=topic_id) == wanted


def test_library_comes_into_the_database_once():
    loaded = load_library()
    again = load_library()
    assert ([str(one) for one in again], RuleSet.objects.count()) == ([str(one) for one in loaded], len(loaded))
    assert {"horizon-ria", "feng-smart", "interreg-a"} <= set(RuleScheme.objects.values_list("code", flat=True))
    assert [one.updated_at for one in again] == [RuleSet.objects.get(pk=one.pk).updated_at for one in loaded]


def test_library_gives_topics_of_the_portal_their_rules_and_leaves_the_others():
    fields = {"action_type_name": FULL["RIA"], "conditions": ANNEX_B}
    sure, by_hand = make_topic(**fields), make_topic(origin="hand", **fields)
    chosen = make_topic(scheme="eurostars", **fields)
    load_library()
    for topic in (sure, by_hand, chosen):
        topic.refresh_from_db()
    assert [topic.scheme and topic.scheme.code for topic in (sure, by_hand, chosen)] == [
        "horizon-ria", None, "eurostars",
    ]  # fmt: skip
    assert assign_schemes() == 0


def test_scheme_is_linked_to_its_programme(document):
    import_rules(document, by=None)
    make_programme()
    import_rules(document, by=None)
    scheme = RuleScheme.objects.get(code="horizon-ria")
    assert (scheme.programme.slug, scheme.title.localize("en")) == ("horizon-europe", document["title"]["en"])


def test_last_day_of_a_version_is_included(document):
    document |= {"valid_from": "2027-01-01", "valid_until": "2027-12-31"}
    [saved] = import_rules(document, by=None)
    saved.refresh_from_db()
    assert (saved.first_day, saved.last_day) == (date(2027, 1, 1), date(2027, 12, 31))
    on_last = RuleSet.objects.filter(valid__contains=date(2027, 12, 31)).count()
    assert (on_last, RuleSet.objects.filter(valid__contains=date(2028, 1, 1)).count()) == (1, 0)


def test_known_version_is_written_anew(document):
    import_rules(document, by=None)
    import_rules(document | {"source": "read again"}, by=None)
    assert list(RuleSet.objects.values_list("source", flat=True)) == ["read again"]


def test_versions_valid_on_the_same_day_are_refused_with_their_days_and_nothing_is_saved(document):
    import_rules(document | {"valid_from": "2021-01-01", "valid_until": "2027-12-31"}, by=None)
    later = document | {"version": "2028", "valid_from": "2027-06-01", "valid_until": None}
    other = document | {"code": "horizon-other", "version": "1"}
    with pytest.raises(ValidationError) as refused:
        import_rules({"versions": [other, later]}, by=None)
    assert refused.value.messages == [
        f"horizon-ria: version 2028 (2027-06-01 – …) and version {document['version']} (2021-01-01 – 2027-12-31) are "
        "valid on the same days. End one before the other begins."
    ]
    assert list(RuleSet.objects.values_list("scheme__code", "version")) == [("horizon-ria", document["version"])]


def test_older_version_that_now_ends_makes_room_for_the_next(document):
    import_rules(document | {"valid_from": "2021-01-01", "valid_until": None}, by=None)
    ended = document | {"valid_from": "2021-01-01", "valid_until": "2027-12-31"}
    import_rules(
        {"versions": [document | {"version": "2028", "valid_from": "2028-01-01", "valid_until": None}, ended]}, by=None
    )
    assert [one.last_day for one in RuleSet.objects.order_by("valid")] == [date(2027, 12, 31), None]


def test_unknown_operator_is_refused_with_its_place(document):
    document["rules"][0]["test"] = {"luck": {"at_least": 3}}
    with pytest.raises(ValidationError) as refused:
        import_rules(document, by=None)
    assert refused.value.messages[0].startswith(
        "Rules “horizon-ria”: rules[0].test: unknown operator 'luck' (known: all, any, not, "
    )
    assert RuleScheme.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "rules.json is no JSON: Expecting property name"),
        ("[]", "Rules are an object, or an object with a list of versions."),
        ('{"versions": 1}', "Rules are an object, or an object with a list of versions."),
        ('{"versions": ["x"]}', "Rules “?”: case: must be an object"),
    ],
)
def test_file_that_holds_no_rules_is_refused(tmp_path: Path, content, said):
    path = tmp_path / "rules.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValidationError) as refused:
        import_rules(path, by=None)
    assert refused.value.messages[0].startswith(said)
