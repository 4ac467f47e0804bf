"""Missing roles: they cure, nothing smaller does, and what cannot be cured is named with its reason."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engines.consortia.partners import DAY, all_rules, entities, pools, projects
from grono.engines.consortia.compiling import requirements
from grono.engines.consortia.roles import Completion, Why, missing_roles
from grono.engines.consortia.wanted import Term
from grono.engines.eligibility import Consortium, Entity, Missing, Outcome, Owner, Rules, Verdict, assess, library
from grono.engines.eligibility.operators import Lead

RULES = [rules for rules in all_rules() if rules.code != "de-minimis"]
PRESUMED = ("owners",)


def partner(id: str, country: str | None = None, **more: object) -> Entity:
    return Entity(id, country=country, **more)  # type: ignore[arg-type]


def outcomes(verdict: Verdict) -> dict[str, Outcome]:
    return {finding.rule: finding.outcome for finding in verdict.findings}


def cured_by(rules: Rules, consortium: Consortium, more: tuple[Entity, ...], targets: set[str]) -> bool:
    """Whether these partners turn the targets to met and leave nothing worse than it was."""
    before = outcomes(assess(rules, consortium, presume=PRESUMED))
    whole = replace(consortium, entities=(*consortium.entities, *more))
    if sum(entity.role == "coordinator" for entity in whole.entities) > 1:
        return False
    after = outcomes(assess(rules, whole, presume=PRESUMED))
    demanded = {rule for rule in compiled_wholly(rules, whole) if before[rule] is Outcome.MET}
    return all(after[rule] is Outcome.MET for rule in targets | demanded) and all(
        after[rule] is not Outcome.NOT_MET or before[rule] is Outcome.NOT_MET for rule in before
    )


def compiled_wholly(rules: Rules, consortium: Consortium) -> set[str]:
    """Rules on partners alone: they stay met. Budgets and the choice of a lead may be left open."""
    compiled = requirements(rules, consortium.entities, project=consortium, presume=PRESUMED)
    leads = {rule.id for rule in rules.rules if isinstance(rule.test, Lead)}
    return {clause.rule for clause in compiled.requirements.clauses} - set(compiled.uncompiled) - leads


def breaks_alone(rules: Rules, entity: Entity, consortium: Consortium) -> bool:
    """Whether a rule on every partner certainly fails with this one: such a one is never proposed."""
    verdict = assess(rules, replace(consortium, entities=(entity,)), presume=PRESUMED)
    return any(one.kind == "every" and one.outcome is Outcome.NOT_MET for one in verdict.findings)


@pytest.mark.parametrize("rules", RULES, ids=[f"{rules.code} {rules.version}" for rules in RULES])
@given(data=st.data())
@settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_roles_cure_and_no_smaller_set_does(rules: Rules, data: st.DataObject) -> None:
    """Against a search through all sets of a pool of five."""
    present = data.draw(pools(2, owned=False))
    consortium = replace(data.draw(projects()), entities=present)
    made = [data.draw(entities(owned=False)) for _ in range(5)]
    pool = tuple(replace(entity, id=f"p{number}") for number, entity in enumerate(made))
    completion = missing_roles(rules, consortium, pool, presume=PRESUMED)
    broken = {finding.rule for finding in completion.verdict.findings if finding.outcome is Outcome.NOT_MET}
    targets = broken - {one.rule for one in completion.unreachable}
    assert completion.proven_smallest
    assert bool(completion.roles) == bool(targets)
    if not targets:
        return
    joining = pool
    if not any(entity.role == "coordinator" for entity in present):
        joining = (*pool, *(replace(entity, role="coordinator") for entity in pool))
    joining = tuple(entity for entity in joining if not breaks_alone(rules, entity, consortium))
    by_role = {(entity.id, entity.role): entity for entity in joining}
    least = next(
        (
            size
            for size in range(min(len(completion.roles), len(pool)) + 1)
            for more in combinations(joining, size)
            if len({entity.id for entity in more}) == size and cured_by(rules, consortium, more, targets)
        ),
        None,
    )
    firsts = [role.candidates[:1] for role in completion.roles]
    if least is None:
        assert not all(firsts)
        return
    assert len(completion.roles) == least
    assert all(firsts)
    chosen = tuple(by_role[first[0], role.wanted.role] for first, role in zip(firsts, completion.roles, strict=True))
    assert cured_by(rules, consortium, chosen, targets)
    for place, role in enumerate(completion.roles):
        for candidate in role.candidates:
            swapped = (*chosen[:place], by_role[candidate, role.wanted.role], *chosen[place + 1 :])
            assert cured_by(rules, consortium, swapped, targets)


HORIZON = library.rules("horizon-ria", DAY)
POLES = (partner("a", "PL", role="coordinator"), partner("b", "PL"))
POOL = [partner(f"{code}{number}", code) for code in ("US", "CZ", "PL", "NO", "DE") for number in range(4)]


def completed(rules: Rules, present: tuple[Entity, ...], pool: list[Entity], **more: object) -> Completion:
    return missing_roles(rules, Consortium(present, on=DAY), pool, **more)  # type: ignore[arg-type]


def test_two_further_countries_are_missing_for_horizon() -> None:
    completion = completed(HORIZON, POLES, POOL)
    assert [role.rule for role in completion.roles] == ["three-independent"] * 2
    first, second = completion.roles
    assert (first.candidates, second.candidates) == (("CZ0", "CZ1", "CZ2"), ("NO0", "NO1", "NO2"))
    assert first.wanted.choices == ((Term("country", ("EU-MS", "HE-AC")),),)
    assert (first.wanted.role, first.wanted.not_countries) == ("beneficiary", ("NO", "PL"))
    assert completion.proven_smallest
    assert completion.after is not None
    assert completion.after.outcome is Outcome.MET


def test_fit_decides_who_comes_first() -> None:
    import numpy as np

    fit = np.array([float(entity.country == "DE") + int(entity.id[2:]) / 10 for entity in POOL])
    completion = completed(HORIZON, (*POLES, partner("c", "CZ")), POOL, fit=fit)
    assert [role.candidates for role in completion.roles] == [("DE3", "DE2", "DE1")]


def test_role_is_named_although_the_pool_has_nobody() -> None:
    completion = completed(HORIZON, POLES, [partner("CZ0", "CZ"), partner("CZ1", "CZ"), partner("US0", "US")])
    assert sorted(role.candidates for role in completion.roles) == [(), ("CZ0", "CZ1")]
    assert completion.unreachable == ()


def test_organisations_of_which_too_little_is_known_are_named_apart() -> None:
    towns = library.rules("cerv-town-twinning", DAY)
    present = (partner("a", "PL", legal_status="public", role="coordinator"),)
    pool = [
        partner("town", "CZ", legal_status="public"),
        partner("museum", "CZ"),
        partner("firm", "CZ", legal_status="for-profit"),
    ]
    (role,) = completed(towns, present, pool).roles
    assert role.candidates == ("town",)
    assert [(one.organisation, one.missing) for one in role.possible] == [
        ("museum", (Missing("museum", "legal_status"),))
    ]


def test_linked_partner_does_not_cure() -> None:
    """The firm held by the coordinator's owner is passed over, although it is of a further country."""
    held = (Owner("holding", 0.9, "enterprise"),)
    present = (partner("a", "PL", role="coordinator", owners=held), partner("b", "CZ"))
    completion = completed(HORIZON, present, [partner("sister", "DE", owners=held), partner("free", "DE")])
    assert [role.candidates for role in completion.roles] == [("free",)]
    assert completion.proven_smallest


def test_lead_of_the_wrong_kind_is_unreachable_with_its_datum() -> None:
    present = (partner("a", "PL", legal_status="for-profit", nuts="PL51", role="coordinator"),)
    completion = completed(library.rules("i3-strand-2a", DAY), present, POOL)
    (lead,) = [one for one in completion.unreachable if one.rule == "lead"]
    assert lead.why is Why.LEAD
    assert Missing("a", "legal_status") in lead.data


def test_missing_lead_is_a_role() -> None:
    """Nobody coordinates and nobody present could: a coordinator is wanted, not a beneficiary."""
    rules = library.rules("eurostars", DAY)
    from engines.consortia.partners import LARGE, SMALL

    present = (partner("a", "PL", figures=LARGE, owners=(), is_innovative=True),)
    pool = [
        partner("firm", "CZ", figures=SMALL, owners=(), is_innovative=True),
        partner("giant", "CZ", figures=LARGE, owners=(), is_innovative=True),
    ]
    roles = {role.rule: role for role in completed(rules, present, pool).roles}
    assert (roles["lead"].wanted.role, roles["lead"].candidates) == ("coordinator", ("firm",))


def test_duration_is_the_projects_own_matter() -> None:
    present = (partner("a", "PL", role="coordinator"), partner("b", "CZ"))
    consortium = Consortium(present, on=DAY, duration_months=60)
    unreachable = {
        one.rule: one for one in missing_roles(library.rules("eurostars", DAY), consortium, POOL).unreachable
    }
    assert (unreachable["duration"].why, unreachable["duration"].data) == (
        Why.PROJECT,
        (Missing(None, "duration_months"),),
    )


def test_unknown_rule_asks_for_the_datum_not_for_partners() -> None:
    present = (partner("a", "PL", role="coordinator"), partner("b", "CZ"), partner("c"))
    completion = completed(HORIZON, present, POOL)
    assert completion.roles == ()
    (unsettled,) = completion.unsettled
    assert Missing("c", "country") in unsettled.data


def test_partner_that_breaks_a_rule_is_named() -> None:
    present = (
        partner("a", "PL", legal_status="public", role="coordinator"),
        partner("b", "CZ", legal_status="for-profit"),
    )
    completion = completed(library.rules("interreg-europe", DAY), present, POOL)
    (bodies,) = [one for one in completion.unreachable if one.rule == "bodies"]
    assert (bodies.why, bodies.data) == (Why.PARTNER, (Missing("b", "legal_status"),))


def test_too_many_partners_cannot_be_cured_by_more() -> None:
    completion = completed(library.rules("eic-accelerator", DAY), POLES, POOL)
    assert [one.why for one in completion.unreachable if one.rule == "single-applicant"] == [Why.PARTNER]


def test_complete_consortium_lacks_nothing() -> None:
    present = (*POLES, partner("c", "CZ"), partner("d", "NO"))
    completion = completed(HORIZON, present, POOL)
    assert (completion.roles, completion.unreachable, completion.after) == ((), (), None)
    assert completion.proven_smallest


def test_wide_pool_is_searched_by_classes() -> None:
    """Ten countries out of 20,000 organisations, proven."""
    countries = ["PL", "CZ", "DE", "FR", "IT", "ES", "SK", "AT", "HU", "RO", "SE", "PT", "US"]
    pool = [partner(f"{number}", countries[number % len(countries)]) for number in range(20_000)]
    completion = completed(library.rules("creative-europe-large", DAY), POLES, pool)
    assert len(completion.roles) == 9
    assert all(len(role.candidates) == 3 for role in completion.roles)
    assert completion.proven_smallest


def test_circumstances_of_a_role_are_real_countries_only() -> None:
    """An imaginary partner that stands in for another role forbids no country."""
    for role in completed(HORIZON, POLES, []).roles:
        assert role.wanted.not_countries == ("PL",)
        assert role.candidates == ()
