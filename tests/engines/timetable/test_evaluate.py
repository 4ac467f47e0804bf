"""`evaluate` marks every session of a hand-made programme with what is wrong."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from engines.timetable.cases import problems, programme, small
from grono.engines.kit.limits import Limits
from grono.engines.timetable import Marks, Session, Wish, check, evaluate, measure, quality, solve

SESSIONS = (
    Session("a", 60, audience=250, track="water", persons=("anna",), wishes=(Wish(4, block="d1am"),)),
    Session("b", 60, audience=30, track="water", persons=("anna",)),
    Session("c", 30, audience=50),
)
PROBLEM = small(*SESSIONS, conflicts={("a", "b"): 7, ("a", "c"): 2})


def test_evaluate_marks_each_session_with_rules_and_costs():
    problem = replace(PROBLEM, released=programme(a=(540, "hall"), b=(780, "hall")))
    draft = programme(a=(540, "hall"), b=(570, "studio"), c=(560, "studio"))
    judged = evaluate(problem, draft)
    assert sorted((item.rule, item.where) for item in judged.violations) == [
        ("grid", ("c",)),
        ("person", ("a", "b", "anna")),
        ("room", ("c", "b", "studio")),
    ]
    broken = {key: sorted(item.rule for item in marks.broken) for key, marks in judged.sessions.items()}
    assert broken == {"a": ["person"], "b": ["person", "room"], "c": ["grid", "room"]}
    marks = judged.sessions["a"]
    assert replace(marks, broken=()) == Marks(
        clashes=(("b", 7), ("c", 2)), parallel=("b",), overflow=50, preferences=4, changes=()
    )
    assert judged.sessions["b"].changes == ("start", "room")
    levels = measure(problem, draft)
    assert judged.levels == {name: levels[name] for name in problem.levels}


def test_evaluate_takes_what_the_problem_does_not_know():
    judged = evaluate(PROBLEM, programme(a=(540, "cellar"), z=(540, "hall"), b=(10, "hall")))
    assert {item.rule for item in judged.violations} == {"unknown-room", "unknown-session", "block", "forgotten"}
    assert list(judged.sessions) == ["b"]
    assert [item.rule for item in judged.sessions["b"].broken] == ["block"]


@given(problems())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_evaluate_agrees_with_the_checker_and_the_counts(problem):
    solution = solve(problem, limits=Limits(steps=0)).solution
    if solution is None:
        return
    judged = evaluate(problem, solution)
    assert list(judged.violations) == check(problem, solution) == []
    levels = measure(problem, solution)
    assert judged.levels == {name: levels[name] for name in problem.levels}
    marks = judged.sessions.values()
    assert sum(weight for item in marks for _, weight in item.clashes) == 2 * levels["clashes"]
    assert sum(item.overflow for item in marks) == levels["overflow"]
    assert sum(item.preferences for item in marks) == levels["preferences"]
    assert sum(weight for _, _, weight in quality(problem, solution).clashes) == levels["clashes"]
