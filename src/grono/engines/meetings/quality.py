"""How good a plan is, for people: values by level, how evenly it shares, and what a new plan changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from grono.engines.meetings.measure import Share, possible_slots, shares, values
from grono.engines.meetings.problem import Placement, Problem, Solution


@dataclass(frozen=True)
class Quality:
    """A plan in figures.

    ``levels`` are the values of the objective by name; ``shares`` what each participant got, by id;
    ``granted_histogram`` numbers participants with open requests by meetings granted; ``breaks_histogram`` all
    participants with a meeting by breaks; ``table_use`` the share of open tables in use per slot id.
    """

    levels: Mapping[str, float]
    shares: Mapping[str, Share]
    granted_histogram: Mapping[int, int]
    breaks_histogram: Mapping[int, int]
    table_use: Mapping[str, float]


def quality(problem: Problem, solution: Solution) -> Quality:
    """The figures of a plan."""
    by_person = shares(problem, solution)
    used = Counter(place.slot for place in solution.placements.values())
    use = {}
    for slot in problem.slots:
        room = sum(slot.id not in table.closed for table in problem.tables)
        use[slot.id] = used[slot.id] / room if room else 0.0
    return Quality(
        levels=values(problem, solution),
        shares=by_person,
        granted_histogram=_histogram(share.granted for share in by_person.values() if share.open),
        breaks_histogram=_histogram(share.breaks for share in by_person.values() if share.granted),
        table_use=use,
    )


def _histogram(numbers: object) -> dict[int, int]:
    counts: Counter[int] = Counter(numbers)  # type: ignore[call-overload]
    return dict(sorted(counts.items()))


@dataclass(frozen=True)
class Changes:
    """What a new plan changes for people who hold the published one.

    ``moved`` meetings go to another slot or table; ``lost`` ones are still requested and possible but no longer
    held; ``cancelled`` ones can no longer be held or are no longer requested; ``added`` ones are new.
    ``touched`` are the participants of moved and lost meetings, ``left`` those of cancelled ones, ``gaining``
    those of added ones.
    """

    moved: tuple[str, ...]
    lost: tuple[str, ...]
    cancelled: tuple[str, ...]
    added: tuple[str, ...]
    touched: frozenset[str]
    left: frozenset[str]
    gaining: frozenset[str]


def changes(problem: Problem, published: Mapping[str, Placement], solution: Solution) -> Changes:
    """Compare a plan with the published one."""
    people = {meeting.id: meeting.participants for meeting in problem.meetings}
    possible = possible_slots(problem)
    new = solution.placements
    moved = tuple(name for name, place in published.items() if name in new and new[name] != place)
    absent = [name for name in published if name not in new]
    cancelled = tuple(name for name in absent if not possible.get(name))
    lost = tuple(name for name in absent if possible.get(name))
    added = tuple(name for name in new if name not in published)

    def of(names: tuple[str, ...]) -> frozenset[str]:
        return frozenset(person for name in names for person in people.get(name, ()))

    return Changes(moved, lost, cancelled, added, of(moved + lost), of(cancelled), of(added))
