"""Why a requested meeting has no place in a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from grono.engines.meetings.measure import agenda, possible_slots
from grono.engines.meetings.problem import Meeting, Participant, Problem, Solution


class Code(StrEnum):
    """Reasons, from what nobody can change to what another plan might."""

    NO_COMMON_SLOT = "no_common_slot"
    SLOT_NOT_ALLOWED = "slot_not_allowed"
    NO_COMMON_TABLE = "no_common_table"
    PARTICIPANT_FULL = "participant_full"
    LOST_TO_PRIORITY = "lost_to_priority"
    PRECEDENCE = "precedence"
    TABLES_FULL = "tables_full"
    NO_COMMON_FREE_SLOT = "no_common_free_slot"


@dataclass(frozen=True)
class Reason:
    """A reason with its numbers (``numbers`` may fill a translated sentence) and the participants it concerns."""

    code: Code
    message: str
    numbers: Mapping[str, int]
    participants: tuple[str, ...] = ()


def explain_unplaced(problem: Problem, solution: Solution) -> dict[str, Reason]:
    """The reason for every meeting that the plan does not hold, by meeting id."""
    view = _View(problem, solution)
    return {meeting.id: view.reason(meeting) for meeting in problem.meetings if meeting.id not in solution.placements}


class _View:
    """What is free, taken and possible in the plan."""

    def __init__(self, problem: Problem, solution: Solution) -> None:
        self.problem, self.solution = problem, solution
        self.people = {person.id: person for person in problem.participants}
        self.meetings = {meeting.id: meeting for meeting in problem.meetings}
        self.agendas = agenda(problem, solution.placements)
        self.possible = possible_slots(problem)
        self.order = {slot.id: i for i, slot in enumerate(problem.slots)}

    def available(self, person: Participant) -> frozenset[str]:
        every = frozenset(self.order) if person.available is None else person.available
        return every - person.forbidden - person.engaged

    def reason(self, meeting: Meeting) -> Reason:
        slots = self.possible[meeting.id]
        if not slots:
            return self.impossible(meeting)
        return self.full(meeting) or self.crowded(meeting, slots)

    def impossible(self, meeting: Meeting) -> Reason:
        a, b = meeting.participants
        mine, theirs = self.available(self.people[a]), self.available(self.people[b])
        numbers = {"slots_first": len(mine), "slots_second": len(theirs), "common": len(mine & theirs)}
        if not mine & theirs:
            text = f"{a} is available at {len(mine)} slots and {b} at {len(theirs)}: none in common"
            return Reason(Code.NO_COMMON_SLOT, text, numbers, (a, b))
        allowed = mine & theirs & (meeting.slots if meeting.slots is not None else mine)
        if meeting.fixed is not None:
            allowed &= {meeting.fixed}
        if not allowed:
            text = f"the meeting is allowed at none of the {numbers['common']} common slots"
            return Reason(Code.SLOT_NOT_ALLOWED, text, numbers, (a, b))
        return Reason(Code.NO_COMMON_TABLE, "no open table is allowed for both", numbers, (a, b))

    def full(self, meeting: Meeting) -> Reason | None:
        """Somebody has a meeting at every slot they are available."""
        for name in meeting.participants:
            available = self.available(self.people[name])
            held = self.agendas[name]
            if all(slot in held for slot in available):
                text = f"{name} has a meeting at each of their {len(available)} slots"
                return Reason(Code.PARTICIPANT_FULL, text, {"slots": len(available), "held": len(held)}, (name,))
        return None

    def crowded(self, meeting: Meeting, slots: frozenset[str]) -> Reason:
        a, b = meeting.participants
        free = [s for s in slots if s not in self.agendas[a] and s not in self.agendas[b]]
        if free:
            ordered = [s for s in free if self.keeps_order(meeting, s)]
            if not ordered:
                text = f"{len(free)} free common slots would break the order with another meeting"
                return Reason(Code.PRECEDENCE, text, {"slots": len(free)}, (a, b))
            text = f"both are free at {len(ordered)} slots, and every table is taken at each of them"
            return Reason(Code.TABLES_FULL, text, {"slots": len(ordered)}, (a, b))
        more_important = sum(self.blocked_by_priority(meeting, s) for s in slots)
        numbers = {"slots": len(slots), "priority": more_important}
        if more_important == len(slots):
            text = f"at all {len(slots)} common slots a meeting of higher priority is held"
            return Reason(Code.LOST_TO_PRIORITY, text, numbers, (a, b))
        busy_a, busy_b = (sum(s in self.agendas[name] for s in slots) for name in (a, b))
        text = f"of {len(slots)} common slots {a} is busy at {busy_a} and {b} at {busy_b}: no slot is free for both"
        return Reason(Code.NO_COMMON_FREE_SLOT, text, numbers | {"busy_first": busy_a, "busy_second": busy_b}, (a, b))

    def blocked_by_priority(self, meeting: Meeting, slot: str) -> bool:
        """Whether somebody's meeting at the slot belongs to an earlier class."""
        blockers = [self.agendas[name].get(slot) for name in meeting.participants]
        return any(name is not None and self.meetings[name].priority < meeting.priority for name in blockers)

    def keeps_order(self, meeting: Meeting, slot: str) -> bool:
        position = self.order[slot]
        for before, after in self.problem.precedences:
            other = after if before == meeting.id else before if after == meeting.id else None
            place = None if other is None else self.solution.placements.get(other)
            if place is not None:
                there = self.order[place.slot]
                if (before == meeting.id and position >= there) or (after == meeting.id and position <= there):
                    return False
        return True
