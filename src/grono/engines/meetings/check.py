"""The checker: reads problem and plan as they are and knows nothing of the searches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from grono.engines.kit.result import Violation
from grono.engines.meetings.problem import Meeting, Mode, Participant, Placement, Problem, Solution


def check(problem: Problem, solution: Solution) -> list[Violation]:
    """Every rule that the plan breaks; empty when it keeps them all."""
    meetings = {meeting.id: meeting for meeting in problem.meetings}
    unknown = [
        Violation("unknown", f"the plan holds '{name}', which nobody requested", (name,))
        for name in solution.placements
        if name not in meetings
    ]
    held = [(meetings[name], place) for name, place in solution.placements.items() if name in meetings]
    found = [*unknown, *_places(problem, held)]
    if any(violation.rule == "unknown" for violation in found):
        return found
    return [
        *found,
        *_availability(problem, held),
        *_meeting_rules(problem, held),
        *_double_bookings(held),
        *_precedences(problem, solution),
        *_required(problem, solution),
        *_fairness(problem, held),
    ]


Held = list[tuple[Meeting, Placement]]


def _places(problem: Problem, held: Held) -> Iterator[Violation]:
    slots = {slot.id for slot in problem.slots}
    tables = {table.id: table for table in problem.tables}
    for meeting, place in held:
        if place.slot not in slots:
            yield Violation("unknown", f"there is no slot '{place.slot}'", (meeting.id,))
        if place.table not in tables:
            yield Violation("unknown", f"there is no table '{place.table}'", (meeting.id,))
        elif place.slot in tables[place.table].closed:
            yield Violation(
                "table_closed", f"table {place.table} is closed at slot {place.slot}", (meeting.id, place.table)
            )


def _availability(problem: Problem, held: Held) -> Iterator[Violation]:
    people = {person.id: person for person in problem.participants}
    for meeting, place in held:
        for name in meeting.participants:
            person = people[name]
            outside = person.available is not None and place.slot not in person.available
            if outside or place.slot in person.forbidden or place.slot in person.engaged:
                yield Violation(
                    "unavailable", f"participant {name} is not available at slot {place.slot}", (meeting.id, name)
                )
            if person.tables is not None and place.table not in person.tables:
                yield Violation(
                    "table_not_allowed", f"participant {name} does not meet at table {place.table}", (meeting.id, name)
                )


def _meeting_rules(problem: Problem, held: Held) -> Iterator[Violation]:
    for meeting, place in held:
        if meeting.slots is not None and place.slot not in meeting.slots:
            yield Violation("slot_not_allowed", f"slot {place.slot} is not allowed for it", (meeting.id,))
        if meeting.fixed is not None and place.slot != meeting.fixed:
            yield Violation("not_at_fixed_slot", f"it is fixed at slot {meeting.fixed}", (meeting.id,))
        if meeting.tables is not None and place.table not in meeting.tables:
            yield Violation("table_not_allowed", f"table {place.table} is not allowed for it", (meeting.id,))


def _double_bookings(held: Held) -> Iterator[Violation]:
    persons: dict[tuple[str, str], list[str]] = defaultdict(list)
    tables: dict[tuple[str, str], list[str]] = defaultdict(list)
    for meeting, place in held:
        tables[place.table, place.slot].append(meeting.id)
        for name in meeting.participants:
            persons[name, place.slot].append(meeting.id)
    for (name, slot), names in persons.items():
        if len(names) > 1:
            yield Violation(
                "double_booking", f"participant {name} has {len(names)} meetings at slot {slot}", tuple(names)
            )
    for (table, slot), names in tables.items():
        if len(names) > 1:
            yield Violation("table_taken", f"table {table} has {len(names)} meetings at slot {slot}", tuple(names))


def _precedences(problem: Problem, solution: Solution) -> Iterator[Violation]:
    order = {slot.id: position for position, slot in enumerate(problem.slots)}
    for before, after in problem.precedences:
        first, second = solution.placements.get(before), solution.placements.get(after)
        if first is not None and second is not None and order[first.slot] >= order[second.slot]:
            yield Violation("precedence", f"{before} must be held before {after}", (before, after))


def _required(problem: Problem, solution: Solution) -> Iterator[Violation]:
    if problem.mode is Mode.ALL_REQUIRED:
        for meeting in problem.meetings:
            if meeting.id not in solution.placements:
                yield Violation("not_held", "every meeting is required and this one is not held", (meeting.id,))


def _fairness(problem: Problem, held: Held) -> Iterator[Violation]:
    if problem.fairness is None or not problem.participants:
        return
    busy: dict[str, set[str]] = defaultdict(set)
    for meeting, place in held:
        for name in meeting.participants:
            busy[name].add(place.slot)
    waits = {person.id: _waits(problem, person, busy[person.id]) for person in problem.participants}
    worst, best = max(waits, key=lambda name: waits[name]), min(waits, key=lambda name: waits[name])
    if waits[worst] - waits[best] > problem.fairness:
        yield Violation(
            "fairness",
            f"participant {worst} has {waits[worst]} breaks and {best} has {waits[best]}: "
            f"they may differ by {problem.fairness}",
            (worst, best),
        )


def _waits(problem: Problem, person: Participant, busy: set[str]) -> int:
    """Breaks of a person: changes from idle to meeting after an earlier meeting of the same day."""
    count, day, met, idle = 0, None, False, False
    for slot in problem.slots:
        if slot.day != day:
            day, met, idle = slot.day, False, False
        if slot.id in busy:
            count += met and idle
            met, idle = True, False
        elif slot.id not in person.engaged:
            idle = True
    return count
