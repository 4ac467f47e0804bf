"""Re-planning changes little, says whom it touches, and explains what has no place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grono.engines.meetings import (
    Code,
    Limits,
    Meeting,
    Participant,
    Placement,
    Problem,
    Slot,
    Solution,
    Table,
    changes,
    check,
    explain_unplaced,
    quality,
    replan,
    solve,
)

STEPS = Limits(steps=3000)


def cancelled(problem: Problem, name: str) -> Problem:
    """The problem after somebody has cancelled."""
    return replace(
        problem,
        participants=tuple(replace(p, available=frozenset()) if p.id == name else p for p in problem.participants),
    )


def test_replan_touches_few_after_cancellation(crowded):
    published = solve(crowded, limits=STEPS).solution
    after = cancelled(crowded, "p0")
    result = replan(after, published, limits=STEPS, touch_share=0.05)
    assert check(after, result.solution) == []
    made = changes(after, published.placements, result.solution)
    assert len(made.touched) <= 0.05 * len(after.participants)
    assert set(made.cancelled) == {
        m.id for m in crowded.meetings if "p0" in m.participants and m.id in published.placements
    }
    assert len(made.added) > 0
    assert made.lost == ()


def test_replan_without_change_changes_nothing(crowded):
    published = solve(crowded, limits=STEPS).solution
    again = replan(crowded, published, limits=STEPS)
    assert again.solution == published
    assert [lv.value for lv in again.levels if lv.name == "moves"] == [0]
    assert [lv.name for lv in again.levels].index("moves") < [lv.name for lv in again.levels].index("breaks")


def test_replan_adds_nothing_when_told_not_to(crowded):
    published = solve(crowded, limits=STEPS).solution
    after = cancelled(crowded, "p0")
    made = changes(after, published.placements, replan(after, published, limits=STEPS, fill=False).solution)
    assert (made.added, made.touched) == ((), frozenset())


def test_replan_moves_one_meeting_to_let_another_in():
    """a–b stands at s1, c may meet a only there: a–b goes to s2."""
    people = (Participant("a"), Participant("b"), Participant("c", available=frozenset({"s1"})))
    problem = Problem(
        (Slot("s1"), Slot("s2")), (Table("t"),), people, (Meeting("ab", ("a", "b")), Meeting("ac", ("a", "c")))
    )
    published = Solution({"ab": Placement("s1", "t")})
    moved = replan(problem, published, limits=STEPS, touch_share=1.0)
    assert moved.solution.placements == {"ab": Placement("s2", "t"), "ac": Placement("s1", "t")}
    assert changes(problem, published.placements, moved.solution).touched == {"a", "b"}
    kept = replan(problem, published, limits=STEPS, touch_share=0.0)
    assert kept.solution == published


def test_replan_moves_meeting_that_cannot_stay(small, plan):
    people = tuple(replace(p, forbidden=frozenset({"s1"})) if p.id == "ann" else p for p in small.participants)
    problem = replace(small, participants=people, slots=(*small.slots, Slot("s4", "mon")))
    result = replan(problem, plan, limits=STEPS)
    made = changes(problem, plan.placements, result.solution)
    assert (made.moved, made.lost) == (("ab",), ())
    moves = next(level for level in result.levels if level.name == "moves")
    assert (moves.value, moves.bound) == (1, 1)


def unplaced(*meetings: Meeting, held: dict[str, tuple[str, str]] | None = None, **fields: object) -> Code:
    """Reason of the last meeting."""
    base = Problem(
        slots=(Slot("s1"), Slot("s2")),
        tables=(Table("t1"), Table("t2")),
        participants=tuple(Participant(name) for name in "abcd"),
        meetings=meetings,
    )
    problem = replace(base, **fields)
    plan = Solution({name: Placement(*place) for name, place in (held or {}).items()})
    assert check(problem, plan) == []
    return explain_unplaced(problem, plan)[meetings[-1].id].code


A_B, A_C, B_D, C_D = (Meeting(x + y, (x, y)) for x, y in ("ab", "ac", "bd", "cd"))


@pytest.mark.parametrize(
    ("code", "meetings", "held", "fields"),
    [
        (Code.NO_COMMON_SLOT, [A_B], {}, {"participants": (
            Participant("a", available=frozenset({"s1"})), Participant("b", forbidden=frozenset({"s1"})))}),
        (Code.SLOT_NOT_ALLOWED, [replace(A_B, slots=frozenset())], {}, {}),
        (Code.NO_COMMON_TABLE, [A_B], {}, {"participants": (
            Participant("a", tables=frozenset({"t1"})), Participant("b", tables=frozenset({"t2"})))}),
        (Code.PARTICIPANT_FULL, [A_C, replace(A_C, id="2"), A_B], {"ac": ("s1", "t1"), "2": ("s2", "t1")}, {}),
        (Code.LOST_TO_PRIORITY, [A_C, replace(A_B, priority=2, fixed="s1")], {"ac": ("s1", "t1")}, {}),
        (Code.PRECEDENCE, [A_C, replace(A_B, fixed="s1")], {"ac": ("s2", "t1")}, {"precedences": (("ac", "ab"),)}),
        (Code.TABLES_FULL, [C_D, A_B], {"cd": ("s1", "t1")}, {"tables": (
            Table("t1", closed=frozenset({"s2"})), Table("t2", closed=frozenset({"s1", "s2"})))}),
        (Code.NO_COMMON_FREE_SLOT, [A_C, B_D, A_B], {"ac": ("s1", "t1"), "bd": ("s2", "t1")}, {}),
    ],
)  # fmt: skip
def test_explain_names_reason(code, meetings, held, fields):
    assert unplaced(*meetings, held=held, **fields) == code


def test_explain_covers_every_meeting_left_out(crowded):
    solution = solve(crowded, limits=STEPS).solution
    reasons = explain_unplaced(crowded, solution)
    assert set(reasons) | set(solution.placements) == {m.id for m in crowded.meetings}
    assert set(reasons) & set(solution.placements) == set()


def test_quality_adds_up(crowded):
    solution = solve(crowded, limits=STEPS).solution
    found = quality(crowded, solution)
    assert sum(share.granted for share in found.shares.values()) == 2 * len(solution.placements)
    assert sum(found.granted_histogram.values()) == sum(share.open for share in found.shares.values())
    assert sum(k * v for k, v in found.breaks_histogram.items()) == found.levels["breaks"]
    assert max(found.table_use.values()) <= 1
