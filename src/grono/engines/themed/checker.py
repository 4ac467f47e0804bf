"""The independent checker: pure Python on the problem's own objects, sharing nothing with the search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from grono.engines.kit.result import Violation
from grono.engines.themed.problem import Placement, Problem, Solution, Submission


def check(problem: Problem, solution: Solution) -> list[Violation]:
    """Every broken hard rule; an empty list means that the programme can be held."""
    violations = list(_completeness(problem, solution))
    blocks = {block.id: block for block in problem.blocks}
    placed: list[tuple[Submission, Placement]] = []
    for submission in problem.submissions:
        place = solution.placements.get(submission.id)
        if place is None:
            continue
        where = (submission.id, place.block, place.room)
        if place.block not in blocks:
            violations.append(Violation("unknown-block", f"no block is called '{place.block}'", where))
        elif place.room not in problem.rooms:
            violations.append(Violation("unknown-room", f"no room is called '{place.room}'", where))
        elif place.slot < 0 or place.slot + submission.slots > blocks[place.block].slots:
            message = f"{submission.id} takes slots {place.slot}-{place.slot + submission.slots - 1}, outside the block"
            violations.append(Violation("slots", message, where))
        else:
            placed.append((submission, place))
    violations.extend(_cells(placed))
    return violations


def _completeness(problem: Problem, solution: Solution) -> Iterator[Violation]:
    known = {submission.id for submission in problem.submissions}
    for submission in problem.submissions:
        if submission.id not in solution.placements:
            yield Violation("forgotten", f"{submission.id} has no place", (submission.id,))
    for key in solution.placements:
        if key not in known:
            yield Violation("unknown-submission", f"no submission is called '{key}'", (key,))


def _cells(placed: list[tuple[Submission, Placement]]) -> Iterator[Violation]:
    """One track in a cell, one submission in a slot."""
    cells: dict[tuple[str, str], list[tuple[Submission, Placement]]] = defaultdict(list)
    for submission, place in placed:
        cells[place.block, place.room].append((submission, place))
    for (block, room), members in cells.items():
        tracks = sorted({submission.track for submission, _ in members})
        if len(tracks) > 1:
            message = f"tracks {', '.join(tracks)} share room {room} in block {block}"
            yield Violation("mixed", message, (block, room, *tracks))
        taken: dict[int, str] = {}
        for submission, place in members:
            for slot in range(place.slot, place.slot + submission.slots):
                if slot in taken:
                    message = f"{taken[slot]} and {submission.id} are both in slot {slot} of {block}, {room}"
                    yield Violation("double", message, (taken[slot], submission.id))
                taken[slot] = submission.id
