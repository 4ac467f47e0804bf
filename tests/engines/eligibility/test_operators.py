"""Each operator on cases worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engines.eligibility.makers import (
    DAY,
    MET,
    NOT_MET,
    UNKNOWN,
    costs,
    euros,
    figures,
    finding,
    held_by,
    outcome,
    partner,
    rules_of,
    shipped,
)
from grono.engines.eligibility import Aid, Consortium, Missing, Owner, assess
from grono.engines.kit.case import CaseError

THREE = {
    "independent": {
        "who": {"country": ["EU-MS", "HE-AC"]},
        "at_least": 3,
        "of_which": {"country": ["EU-MS"], "at_least": 1},
    }
}


def test_count_leaves_out_affiliated_and_associated() -> None:
    others = [partner("b", "PL", role="affiliated"), partner("c", "PL", role="associated")]
    found = finding({"count": {"at_least": 2}}, partner("a", "PL"), *others)
    assert (found.outcome, found.counted, found.numbers["found"]) == (NOT_MET, ("a",), 1)


def test_count_names_the_missing_datum_only_while_it_matters() -> None:
    test = {"count": {"who": {"type": ["HES"]}, "at_least": 1}}
    assert finding(test, partner("a")).missing == (Missing("a", "activity_type"),)
    assert finding(test, partner("a"), partner("b", activity_type="HES")).missing == ()


def test_countries_read_the_country_off_the_region() -> None:
    assert outcome({"countries": {"at_least": 2}}, partner("a", nuts="EL30"), partner("b", "GR")) is NOT_MET
    assert outcome({"countries": {"at_least": 2}}, partner("a", nuts="EL30"), partner("b", "CY")) is MET


def test_regions_in_different_countries_differ_even_when_unknown() -> None:
    found = finding({"regions": {"at_least": 2}}, partner("a", "PL"), partner("b", "DE"))
    assert (found.outcome, found.numbers["found"]) == (MET, 2)


def test_every_fails_with_the_one_that_fails() -> None:
    test = {"every": {"must": {"label": ["eccp"]}}}
    found = finding(test, partner("a", labels=frozenset({"eccp"})), partner("b", labels=frozenset()), partner("c"))
    assert (found.outcome, found.numbers["failing"], found.missing) == (NOT_MET, ["b"], ())


def test_lead_is_unknown_until_it_is_named_and_matters() -> None:
    test = {"lead": {"type": ["PRC"]}}
    firm, school = partner("a", activity_type="PRC"), partner("b", activity_type="HES")
    assert finding(test, firm, school).missing == (Missing(None, "coordinator"),)
    assert outcome(test, firm) is MET
    assert outcome(test, school) is NOT_MET
    assert outcome(test, partner("a", activity_type="PRC", role="coordinator"), school) is MET


def test_lead_named_twice_is_refused() -> None:
    with pytest.raises(CaseError, match="two coordinators: a and b"):
        outcome({"lead": {}}, partner("a", role="coordinator"), partner("b", role="coordinator"))


def test_independence_takes_one_of_each_linked_group() -> None:
    linked = partner("b", "CZ", owners=held_by("a"))
    found = finding(THREE, partner("a", "PL"), linked, partner("c", "DE"))
    assert (found.outcome, found.numbers["found"], found.numbers["linked"]) == (NOT_MET, 2, [["a", "b"]])
    assert outcome(THREE, partner("a", "PL"), linked, partner("c", "DE"), partner("d", "NO")) is MET


def test_independence_matches_where_a_greedy_count_fails() -> None:
    # a and b are linked, and only b can stand for its country while a's country has c as well.
    entities = [partner("a", "PL"), partner("b", "CZ", owners=held_by("a")), partner("c", "PL"), partner("d", "DE")]
    found = finding(THREE, *entities)
    assert (found.outcome, sorted(found.counted)) == (MET, ["b", "c", "d"])


def test_independence_follows_chains_and_sums_what_a_group_holds() -> None:
    owner, daughter = partner("x", "PL", role="associated"), partner("y", "PL", role="associated", owners=held_by("x"))
    held = partner("b", "CZ", owners=(Owner("x", 0.3, "enterprise"), Owner("y", 0.3, "enterprise")))
    other = partner("c", "DE", owners=held_by("x"))
    found = finding(THREE, partner("a", "FR"), held, other, owner, daughter)
    assert (found.outcome, found.numbers["found"]) == (NOT_MET, 2)


def test_independence_of_one_public_owner_depends_on_the_rule() -> None:
    state = held_by("state", 1.0, "public")
    entities = [partner("a", "PL", owners=state), partner("b", "CZ", owners=state), partner("c", "DE")]
    assert outcome(THREE, *entities) is NOT_MET
    assert outcome({"independent": {**THREE["independent"], "apart": ["public"]}}, *entities) is MET


def test_independence_is_met_when_no_ownership_could_break_it() -> None:
    # Whoever c belongs to, c and the other of a and b, which share a country, are two.
    test = {"independent": {"at_least": 2}}
    assert outcome(test, partner("a", "PL"), partner("b", "PL"), partner("c", "DE", owners=None)) is MET
    assert outcome(test, partner("a", "PL"), partner("c", "DE", owners=None)) is UNKNOWN


def test_independence_presumed_is_said() -> None:
    consortium = Consortium((partner("a", "PL", owners=None), partner("b", "CZ"), partner("c", "NO")), DAY)
    verdict = assess(shipped("horizon-ria"), consortium, presume=["owners"])
    assert (verdict.outcome, verdict.presumed) == (MET, (Missing("a", "owners"),))
    assert assess(shipped("horizon-ria"), consortium).outcome is UNKNOWN


def test_owner_outside_the_list_leaves_the_group_open() -> None:
    held = partner("a", "PL", owners=held_by("holding"))
    found = finding(THREE, held, partner("b", "CZ"), partner("c", "NO"))
    assert (found.outcome, found.missing) == (UNKNOWN, (Missing("holding", "owners"),))
    assert outcome(THREE, held, partner("b", "CZ"), partner("c", "NO"), holdings=(partner("holding"),)) is MET


def test_circular_ownership_is_refused_with_the_chain() -> None:
    entities = [partner("a", "PL", owners=held_by("b")), partner("b", "CZ", owners=held_by("a"))]
    with pytest.raises(CaseError, match="circular ownership: a is held by b is held by a"):
        outcome(THREE, *entities)


def test_share_of_smes_leaves_out_subcontracting() -> None:
    test = {"share": {"who": {"type": ["PRC"]}, "at_least": 0.5, "without": ["subcontracting"]}}
    firm = partner("a", activity_type="PRC", costs=costs(40, subcontracting=100))
    found = finding(test, firm, partner("b", activity_type="HES", costs=costs(60)))
    assert (found.outcome, found.numbers["found"]) == (NOT_MET, 0.4)


def test_share_of_a_country_sums_its_participants() -> None:
    test = {"share": {"by": "country", "at_most": 0.7}}
    entities = [
        partner("a", "PL", costs=costs(40)),
        partner("b", "PL", costs=costs(40)),
        partner("c", "DE", costs=costs(20)),
    ]
    found = finding(test, *entities)
    assert (found.outcome, found.numbers["largest"], found.numbers["found"]) == (NOT_MET, "PL", 0.8)
    assert outcome({"share": {"by": "participant", "at_most": 0.7}}, *entities) is MET


def test_share_alone_can_never_stay_within() -> None:
    assert outcome({"share": {"by": "participant", "at_most": 0.7}}, partner("a", costs=costs(5))) is NOT_MET


def test_range_of_amounts_is_not_met_as_soon_as_the_known_part_is_too_much() -> None:
    test = {"range": {"of": "grant", "at_most": 100}}
    assert outcome(test, partner("a", grant=euros(101)), partner("b")) is NOT_MET
    assert outcome(test, partner("a", grant=euros(99)), partner("b")) is UNKNOWN
    assert outcome(test, partner("a", grant=euros(60)), partner("b", grant=euros(60))) is NOT_MET
    assert (
        outcome(
            {"range": {**test["range"], "each": True}}, partner("a", grant=euros(60)), partner("b", grant=euros(60))
        )
        is MET
    )


def test_range_in_another_currency_is_unknown() -> None:
    found = finding({"range": {"of": "grant", "at_most": 100}}, partner("a", grant=euros(1, "PLN")))
    assert (found.outcome, found.missing) == (UNKNOWN, (Missing(None, "grant.EUR"),))


def test_mixed_currencies_are_refused_with_the_place() -> None:
    entities = [partner("a", costs=costs(5)), partner("b", costs={"travel": euros(5, "PLN")})]
    with pytest.raises(CaseError) as caught:
        outcome({"share": {"by": "participant", "at_most": 0.7}}, *entities)
    assert caught.value.place == "entities[1].costs.travel"


def test_rate_with_unknown_costs_can_still_be_met() -> None:
    test = {"rate": {"at_most": 0.7}}
    assert outcome(test, partner("a", grant=euros(70), costs=costs(100))) is MET
    assert outcome(test, partner("a", grant=euros(71), costs=costs(100))) is NOT_MET
    assert outcome(test, partner("a", grant=euros(71))) is UNKNOWN


def test_fact_is_unknown_until_declared() -> None:
    fact = {"civil": {"kind": "bool", "title": {"en": "Civil?"}}}
    rules = rules_of({"fact": {"name": "civil", "is": True}}, facts=fact)
    found = {value: assess(rules, Consortium((), DAY, facts={"civil": value})).outcome for value in (True, False, None)}
    assert found == {True: MET, False: NOT_MET, None: UNKNOWN}


def test_region_class_of_a_country_that_lies_wholly_in_it() -> None:
    test = {"count": {"who": {"region": ["less-developed"]}, "at_least": 1}}
    assert outcome(test, partner("a", "LV")) is MET
    assert outcome(test, partner("a", "PL")) is UNKNOWN
    assert outcome(test, partner("a", nuts="PL911")) is NOT_MET
    assert outcome(test, partner("a", "US")) is NOT_MET


def test_region_that_the_set_does_not_settle_is_unknown() -> None:
    found = finding({"count": {"who": {"region": ["less-developed"]}, "at_least": 1}}, partner("a", nuts="FRC1"))
    assert (found.outcome, found.missing) == (UNKNOWN, (Missing("a", "sets.less-developed"),))


@pytest.mark.parametrize(
    ("country", "on", "expected"),
    [
        ("HR", date(2013, 6, 30), NOT_MET),
        ("HR", date(2013, 7, 1), MET),
        ("GB", date(2020, 1, 31), MET),
        ("GB", date(2020, 2, 1), NOT_MET),
    ],
)
def test_member_states_have_dates(country: str, on: date, expected: object) -> None:
    assert outcome({"count": {"who": {"country": ["EU-MS"]}, "at_least": 1}}, partner("a", country), on=on) is expected


def aid(day: date, amount: int, state: str = "PL", regulation: str = "2023/2831") -> Aid:
    return Aid(day, Decimal(amount), regulation, state)


AID = {"aid": {"regulation": "2023/2831", "at_most": 300_000}}


def test_aid_sums_linked_undertakings() -> None:
    mother = partner("m", "PL", aid=(aid(date(2025, 1, 1), 200_000),))
    daughter = partner("a", "PL", owners=held_by("m"), grant=euros(150_000), aid=())
    found = finding(AID, daughter, holdings=(mother,))
    assert (found.outcome, found.numbers["found"]) == (NOT_MET, 350_000)
    assert found.numbers["undertakings"][0]["free_from"] == "2028-01-01"


def test_aid_in_another_state_or_by_another_regulation_does_not_count() -> None:
    others = (aid(date(2025, 1, 1), 200_000, "DE"), aid(date(2025, 1, 1), 200_000, "PL", "2023/2832"))
    assert outcome(AID, partner("a", "PL", grant=euros(300_000), aid=others)) is MET


def test_aid_rolls_out_of_the_window() -> None:
    granted = partner("a", "PL", grant=euros(300_000), aid=(aid(date(2023, 6, 1), 1),))
    assert outcome(AID, granted, on=date(2026, 5, 31)) is NOT_MET
    assert outcome(AID, granted, on=date(2026, 6, 1)) is MET


def test_size_decides_membership() -> None:
    test = {"every": {"must": {"size": ["micro", "small", "medium"]}}}
    assert outcome(test, partner("a", figures=figures(20))) is MET
    assert outcome(test, partner("a", figures=figures(300))) is NOT_MET
    assert finding(test, partner("a", figures=figures(20), owners=None)).missing == (Missing("a", "owners"),)
    assert outcome(test, partner("a", figures=figures(300), owners=None)) is NOT_MET
