"""Every shipped scheme says met, not met and unknown where it should."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engines.eligibility.makers import MET, NOT_MET, UNKNOWN, costs, euros, figures, partner
from grono.engines.eligibility import Aid, Consortium, Entity, Verdict, assess, library

SME = {"figures": figures(20), "activity_type": "PRC", "legal_status": "for-profit"}
LARGE = {"figures": figures(900, 2e8, 2e8), "activity_type": "PRC", "legal_status": "for-profit"}
PUBLIC = {"legal_status": "public", "activity_type": "PUB"}
NGO = {"legal_status": "non-profit", "activity_type": "OTH"}


@dataclass(frozen=True)
class Example:
    """An eligible consortium, what spoils it, and what hides a datum that matters."""

    entities: tuple[Entity, ...]
    spoil: Callable[[Consortium], Consortium]
    hide: Callable[[Consortium], Consortium]
    on: date = date(2026, 6, 1)
    fields: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


def lead(id: str, country: str, **fields: Any) -> Entity:
    return partner(id, country, role="coordinator", **fields)


def without(number: int) -> Callable[[Consortium], Consortium]:
    def spoil(consortium: Consortium) -> Consortium:
        kept = [entity for at, entity in enumerate(consortium.entities) if at != number]
        return replace(consortium, entities=tuple(kept))

    return spoil


def change(number: int, **fields: Any) -> Callable[[Consortium], Consortium]:
    def spoil(consortium: Consortium) -> Consortium:
        entities = list(consortium.entities)
        entities[number] = replace(entities[number], **fields)
        return replace(consortium, entities=tuple(entities))

    return spoil


def project(**fields: Any) -> Callable[[Consortium], Consortium]:
    return lambda consortium: replace(consortium, **fields)


def fact(name: str, value: Any) -> Callable[[Consortium], Consortium]:
    def spoil(consortium: Consortium) -> Consortium:
        return replace(consortium, facts={**consortium.facts, name: value})

    return spoil


def spread(number: int, **fields: Any) -> tuple[Entity, ...]:
    countries = ["PL", "CZ", "DE", "SK", "FR", "IT", "AT", "HU", "LT", "ES"]
    return tuple(partner(f"p{at}", countries[at % 10], **fields) for at in range(number))


THREE = (lead("a", "PL"), partner("b", "CZ"), partner("c", "NO"))
EUROSTARS = (
    lead("a", "PL", is_innovative=True, costs=costs(60_000, subcontracting=5_000), **SME),
    partner("b", "CZ", costs=costs(40_000), legal_status="public", activity_type="HES"),
)
ACCELERATOR = (lead("a", "PL", grant=euros(2e6), costs=costs(3e6), **SME),)
ACCELERATOR_FACTS = {"funding_form": "blended", "equity": 3e6}
I3 = (
    lead("a", "AT", nuts="AT13", grant=euros(1e6), **NGO),
    partner("b", "PL", nuts="PL22", grant=euros(1e6)),
    partner("c", "CZ", nuts="CZ08", grant=euros(1e6)),
    partner("d", "PL", nuts="PL21", grant=euros(1e6)),
    partner("e", "DE", nuts="DE21", grant=euros(1e6)),
)
CLUSTERS = tuple(
    partner(id, country, nuts=nuts, labels=frozenset({"eccp"}), grant=euros(100_000))
    for id, country, nuts in (("a", "PL", "PL21"), ("b", "CZ", "CZ01"), ("c", "DE", "DE21"))
)
JOINT = {"joint_development": True, "joint_implementation": True, "joint_staffing": True, "joint_financing": False}
SMART = (
    lead("a", "PL", **SME),
    partner("b", "PL", **LARGE),
    partner("u", "PL", activity_type="HES", legal_status="public"),
)
ZLOTY = {"grant": euros(85, "PLN"), "costs": {"travel": euros(100, "PLN")}}
CLUSTER = (lead("a", "PL", labels=frozenset({"growth-cluster"}), **ZLOTY),)
SMART_FACTS = {"rd_costs_pln": 2_500_000, "research_only_in_rd": True, "smart_specialisation": True}
AID = (Aid(date(2024, 7, 1), Decimal(150_000), "2023/2831", "PL"),)

EXAMPLES = {
    "horizon-ria": Example(THREE, change(1, country="PL"), change(1, owners=None)),
    "horizon-ia": Example(THREE, change(1, country="US"), change(1, country=None)),
    "horizon-csa": Example(THREE[:1], change(0, country="US"), change(0, country=None)),
    "eic-pathfinder-open": Example(THREE, without(2), change(0, owners=None)),
    "eic-accelerator": Example(
        ACCELERATOR, change(0, figures=LARGE["figures"]), change(0, figures=None), facts=ACCELERATOR_FACTS,
        fields={"duration_months": 24, "trl_start": 6, "trl_end": 8},
    ),
    "eurostars": Example(
        EUROSTARS, change(1, costs=costs(300_000)), change(0, is_innovative=None),
        fields={"duration_months": 36}, facts={"civil_purpose": True},
    ),
    "interreg-central-europe": Example(
        (lead("a", "PL"), partner("b", "CZ"), partner("c", "FR")), change(1, country="BE"),
        change(1, country="DE", nuts=None),
    ),
    "interreg-europe": Example(
        (lead("a", "PL", **PUBLIC), partner("b", "CZ", **NGO), partner("c", "CH", **PUBLIC)),
        change(1, legal_status="for-profit"), fact("policy_authorities_percent", None),
        facts={"policy_authorities_percent": 50},
    ),
    "interreg-a": Example(THREE[:2], fact("joint_staffing", False), fact("joint_development", None), facts=JOINT),
    "interreg-cz-pl-2014": Example(THREE[:2], change(1, country="DE"), change(1, country=None), on=date(2019, 1, 1)),
    "i3-strand-1": Example(I3, change(0, legal_status="for-profit"), change(1, nuts="PL")),
    "i3-strand-2a": Example(
        (replace(I3[1], role="coordinator", **NGO), I3[2], I3[4]), change(2, nuts="PL22"),
        change(2, nuts=None, country=None),
    ),
    "erasmus-cooperation": Example(
        (lead("a", "PL", grant=euros(250_000)), partner("b", "CZ", grant=euros(0)), partner("c", "TR", grant=euros(0))),
        change(0, grant=euros(240_000)), change(1, grant=None),
    ),
    "creative-europe-small": Example(
        spread(3, grant=euros(60_000), costs=costs(80_000)), change(0, grant=euros(90_000)), change(0, costs=None),
        fields={"duration_months": 36},
    ),
    "creative-europe-medium": Example(
        spread(5, grant=euros(70_000), costs=costs(100_000)), without(0), project(duration_months=None),
        fields={"duration_months": 48},
    ),
    "creative-europe-large": Example(spread(10), without(3), change(0, country=None), fields={"duration_months": 48}),
    "cerv-town-twinning": Example(
        (lead("a", "PL", grant=euros(20_000), **PUBLIC), partner("b", "CZ", grant=euros(0), **PUBLIC)),
        fact("participants_from_abroad", 20), change(1, legal_status=None),
        fields={"duration_months": 12}, facts={"participants": 60, "participants_from_abroad": 25},
    ),
    "cosme-excellence-2019": Example(
        CLUSTERS, change(1, labels=frozenset()), change(1, labels=None), on=date(2019, 3, 1),
        fields={"duration_months": 24},
    ),
    "feng-smart": Example(SMART, fact("rd_costs_pln", 1_500_000), fact("rd_costs_pln", None), facts=SMART_FACTS),
    "feng-2-17": Example(
        CLUSTER, change(0, labels=frozenset()), change(0, grant=None),
    ),
    "de-minimis": Example(
        (partner("a", "PL", aid=AID, grant=euros(150_000)),), change(0, grant=euros(150_001)), change(0, aid=None),
        facts={"general_interest": False},
    ),
}  # fmt: skip


def verdict(code: str, turn: Callable[[Consortium], Consortium] | None = None) -> Verdict:
    example = EXAMPLES[code]
    consortium = Consortium(example.entities, example.on, facts=example.facts, **example.fields)
    return assess(library.rules(code, example.on), turn(consortium) if turn else consortium)


def test_examples_cover_every_scheme() -> None:
    assert sorted(EXAMPLES) == sorted(library.schemes())


@pytest.mark.parametrize("code", EXAMPLES)
def test_scheme_is_met(code: str) -> None:
    found = verdict(code)
    assert {one.rule: (one.outcome, one.missing) for one in found.findings} == {
        one.rule: (MET, ()) for one in found.findings
    }


@pytest.mark.parametrize("code", EXAMPLES)
def test_scheme_is_not_met_when_spoilt(code: str) -> None:
    assert verdict(code, EXAMPLES[code].spoil).outcome is NOT_MET


@pytest.mark.parametrize("code", EXAMPLES)
def test_scheme_is_unknown_when_a_datum_is_hidden(code: str) -> None:
    found = verdict(code, EXAMPLES[code].hide)
    assert found.outcome is UNKNOWN
    assert found.missing != ()


@pytest.mark.parametrize("code", EXAMPLES)
def test_scheme_verdict_survives_json(code: str) -> None:
    found = verdict(code, EXAMPLES[code].hide)
    assert Verdict.from_document(json.loads(json.dumps(found.as_document()))) == found


def test_scheme_texts_are_in_both_languages() -> None:
    for versions in library.schemes().values():
        for version in versions:
            texts = [version.title, *(rule.title for rule in version.rules), *version.not_encoded]
            texts += [question.title for question in version.facts.values()]
            assert all(set(text) == {"en", "pl"} and all(text.values()) for text in texts)


def test_accelerator_equity_depends_on_the_version() -> None:
    example = EXAMPLES["eic-accelerator"]
    facts = {**example.facts, "equity": 12e6}
    found = {}
    for on in (date(2024, 3, 1), date(2026, 3, 1)):
        years = figures(20) if on.year == 2026 else tuple(replace(one, year=one.year - 2) for one in figures(20))
        entities = (replace(example.entities[0], figures=years),)
        consortium = Consortium(entities, on, facts=facts, **example.fields)
        found[on.year] = assess(library.rules("eic-accelerator", on), consortium).outcome
    assert found == {2024: MET, 2026: NOT_MET}
