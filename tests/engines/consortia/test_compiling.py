"""Compiled requirements lose no consortium that the rules admit, and decide alone what they say they decide."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.consortia.partners import DAY, all_rules, pools, projects
from grono.engines.consortia.compiling import requirements
from grono.engines.consortia.explaining import clause_holds
from grono.engines.consortia.problem import AtLeast, DistinctAtLeast, Every
from grono.engines.eligibility import Consortium, Entity, Outcome, Owner, Rules, assess, library, read_rules

RULES = all_rules()
NAMES = [f"{rules.code} {rules.version}" for rules in RULES]


@pytest.mark.parametrize("rules", RULES, ids=NAMES)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_compiled_rules_agree_with_assessment(rules: Rules, data: st.DataObject) -> None:
    """Whatever is met satisfies the clauses of its rule; where a rule is compiled wholly, the reverse holds too."""
    pool = data.draw(pools(6))
    project = data.draw(projects())
    given_project = data.draw(st.booleans())
    compiled = requirements(rules, pool, project=project if given_project else replace(Consortium(()), on=DAY))
    chosen = data.draw(st.lists(st.sampled_from(range(len(pool))), min_size=1, unique=True))
    frame = project if given_project else Consortium((), on=DAY)
    verdict = assess(rules, replace(frame, entities=tuple(pool[i] for i in chosen)), presume=("owners",))
    for finding in verdict.findings:
        clauses = [one for one in compiled.requirements.clauses if one.rule == finding.rule]
        holds = all(clause_holds(compiled.requirements, clause, chosen) for clause in clauses)
        if finding.outcome is Outcome.MET:
            assert holds
        elif finding.rule not in compiled.uncompiled:
            assert not holds


def test_horizon_rule_becomes_countries_and_member_states() -> None:
    """Three countries of Member States or associated ones, and one Member State among them."""
    pool = [Entity(code, country=code) for code in ("PL", "CZ", "NO", "US", "DE")]
    compiled = requirements(library.rules("horizon-ria", DAY), pool, project=Consortium((), on=DAY))
    all_three, in_member_state = compiled.requirements.clauses
    assert isinstance(all_three, DistinctAtLeast)
    assert isinstance(in_member_state, DistinctAtLeast)
    assert (all_three.of, all_three.count, in_member_state.count) == ("country", 3, 1)
    assert compiled.uncompiled == ()
    met = [
        {pool[i].id for i in members}
        for members in combinations(range(5), 3)
        if all(clause_holds(compiled.requirements, clause, members) for clause in compiled.requirements.clauses)
    ]
    assert {frozenset(one) for one in met} == {
        frozenset(one) for one in (("PL", "CZ", "NO"), ("PL", "CZ", "DE"), ("PL", "NO", "DE"), ("CZ", "NO", "DE"))
    }


def test_declared_owners_leave_independence_to_the_assessment() -> None:
    """Two firms of one owner count once; clauses do not see it, and say so."""
    held = (Owner("holding", 0.9, "enterprise"),)
    pool = [Entity("1", country="PL", owners=held), Entity("2", country="CZ", owners=held), Entity("3", country="DE")]
    rules = library.rules("horizon-ria", DAY)
    compiled = requirements(rules, pool, project=Consortium((), on=DAY))
    assert compiled.uncompiled == ("three-independent",)
    assert all(clause_holds(compiled.requirements, clause, [0, 1, 2]) for clause in compiled.requirements.clauses)
    assert assess(rules, Consortium(tuple(pool), on=DAY), presume=("owners",)).outcome is Outcome.NOT_MET


def test_budget_and_duration_are_named_as_uncompiled() -> None:
    compiled = requirements(library.rules("eurostars", DAY), [Entity("1", country="PL")])
    assert {"sme-share", "participant-share", "country-share", "duration"} <= set(compiled.uncompiled)


def test_rules_left_out_have_no_clauses() -> None:
    rules = library.rules("horizon-ria", DAY)
    compiled = requirements(rules, [Entity("1", country="PL")], leaving=("three-independent",))
    assert (compiled.requirements.clauses, compiled.uncompiled) == ((), ())


def test_facts_of_the_project_decide_between_alternatives() -> None:
    """An alternative that the declared facts rule out is no way to satisfy the rule."""
    document = {
        **library.rules("horizon-csa", DAY).document,
        "facts": {"alone": {"title": {"en": "Alone?", "pl": "Samodzielnie?"}, "kind": "bool"}},
        "rules": [
            {
                "id": "either", "title": {"en": "either", "pl": "albo"}, "article": "1", "source": "test",
                "read_at_source": True,
                "test": {"any": [{"fact": {"name": "alone", "is": True}}, {"count": {"at_least": 2}}]},
            }
        ],
    }  # fmt: skip
    rules = read_rules(document)
    pool = [Entity("1", country="PL"), Entity("2", country="PL")]
    kinds = {
        value: requirements(rules, pool, project=Consortium((), on=DAY, facts={"alone": value}))
        for value in (True, False)
    }
    assert (kinds[True].requirements.clauses, kinds[True].uncompiled) == ((), ())
    assert [type(clause) for clause in kinds[False].requirements.clauses] == [AtLeast]
    assert requirements(rules, pool).uncompiled == ("either",)


def test_condition_on_every_partner_becomes_a_clause_on_every_member() -> None:
    pool = [Entity("1", legal_status="public"), Entity("2", legal_status="for-profit"), Entity("3")]
    compiled = requirements(library.rules("interreg-europe", DAY), pool, project=Consortium((), on=DAY))
    (clause,) = [one for one in compiled.requirements.clauses if isinstance(one, Every)]
    assert [clause_holds(compiled.requirements, clause, [member]) for member in range(3)] == [True, False, False]
