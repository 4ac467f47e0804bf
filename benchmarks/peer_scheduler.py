"""The peer `conference_scheduler` and the themed engine on the same small conferences, in the same run.

The peer's own problem and objective: every event in one slot (a room at a time), events that share a tag or exclude
each other never at the same time, events not at times when they are unavailable; the sum over events of demand minus
capacity is minimised. Run alone: ``python -m benchmarks.peer_scheduler [60 120 300] [--peer-seconds 150]``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grono.engines.kit.limits import Limits
from grono.engines.themed import Block, Problem, Solution, Submission, Track, Weights, solve, warm

#: Events with the number of rooms and of times.
SIZES = {60: (3, 24), 120: (5, 28), 300: (10, 34)}
#: The weight of what the peer forbids: more than all capacities together.
FORBIDDEN = 1_000_000


@dataclass(frozen=True)
class Conference:
    """One generated case: events by number with a tag, a demand, times away and other events excluded."""

    capacities: tuple[int, ...]
    times: int
    tags: tuple[int, ...]
    demands: tuple[int, ...]
    away: tuple[frozenset[int], ...]
    excluded: tuple[tuple[int, int], ...]

    def objective(self, rooms: Sequence[int]) -> int:
        """The peer's objective for events in these rooms."""
        return sum(self.demands) - sum(self.capacities[room] for room in rooms)


def conference(events: int) -> Conference:
    """A case of this size; the same every time."""
    rng = random.Random(events)
    rooms, times = SIZES[events]
    pairs = {tuple(sorted(rng.sample(range(events), 2))) for _ in range(events // 4)}
    return Conference(
        capacities=tuple(sorted((rng.randrange(30, 400, 10) for _ in range(rooms)), reverse=True)),
        times=times,
        tags=tuple(number % (events // 6) for number in range(events)),
        demands=tuple(rng.randrange(10, 300) for _ in range(events)),
        # The peer enforces tags and exclusions only for events that are away at some time: so all are.
        away=tuple(frozenset(rng.sample(range(times), rng.randint(1, 5))) for _ in range(events)),
        excluded=tuple((a, b) for a, b in sorted(pairs)),
    )


def lines(sizes: Sequence[int] = (60, 120, 300), *, peer_seconds: float = 150.0) -> Iterator[str]:
    """One line for each size: seconds and objective of both, and whether ours is proven."""
    warm()
    yield "events  ours: seconds, objective, proven  |  conference_scheduler: seconds, objective"
    for size in sizes:
        case = conference(size)
        began = time.monotonic()
        result = solve(themed(case), limits=Limits(seconds=30.0))
        seconds = time.monotonic() - began
        places = _places(case, result.solution)
        faults = _faults(case, places)
        ours = f"{seconds:.2f} s, {case.objective([room for _, room in places])}, {result.status}"
        checked = "checked" if not faults else f"REJECTED: {faults[0]}"
        yield f"{size:>6}  {ours}, {checked}  |  {_peer_line(size, peer_seconds)}"


def themed(case: Conference) -> Problem:
    """The case for the themed engine: times are blocks of one slot, tags are tracks that must not be parallel."""
    best = case.capacities[0]
    costs = {f"r{room}": best - capacity for room, capacity in enumerate(case.capacities) if capacity < best}
    guests: dict[int, list[str]] = {}
    for a, b in case.excluded:
        if case.tags[a] != case.tags[b]:
            for number in (a, b):
                guests.setdefault(number, []).append(f"{a}-{b}")
    return Problem(
        blocks=tuple(Block(f"t{number}", 1, costs) for number in range(case.times)),
        rooms=tuple(f"r{room}" for room in range(len(case.capacities))),
        tracks=tuple(Track(f"k{number}") for number in sorted(set(case.tags))),
        submissions=tuple(
            Submission(
                f"e{number}",
                f"k{tag}",
                presenters=tuple(guests.get(number, ())),
                block_costs={f"t{when}": 1 for when in sorted(case.away[number])},
            )
            for number, tag in enumerate(case.tags)
        ),
        weights=Weights(block_room=1, parallel=FORBIDDEN, submission_block=FORBIDDEN, presenters=FORBIDDEN),
    )


def _places(case: Conference, solution: Solution | None) -> list[tuple[int, int]]:
    """Time and room of every event."""
    assert solution is not None
    found = [solution.placements[f"e{number}"] for number in range(len(case.tags))]
    return [(int(place.block[1:]), int(place.room[1:])) for place in found]


def _faults(case: Conference, places: list[tuple[int, int]]) -> list[str]:
    faults = [f"event {e} is away" for e, (when, _) in enumerate(places) if when in case.away[e]]
    if len(set(places)) < len(places):
        faults.append("two events share a slot")
    at = [(when, case.tags[e]) for e, (when, _) in enumerate(places)]
    if len(set(at)) < len(at):
        faults.append("a tag is parallel to itself")
    return faults + [f"events {a} and {b} overlap" for a, b in case.excluded if places[a][0] == places[b][0]]


def _peer_line(size: int, seconds: float) -> str:
    if importlib.util.find_spec("conference_scheduler") is None:
        return "not installed"
    command = [sys.executable, "-m", "benchmarks.peer_scheduler", str(size), "--peer-only"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=True)
    except subprocess.TimeoutExpired:
        return f"none in {seconds:g} s"
    answer = json.loads(done.stdout.splitlines()[-1])
    return f"{answer['seconds']:.2f} s, {answer['objective']}, {answer['faults'] or 'checked'}"


def run_peer(size: int) -> None:
    """Solve one case with the peer (CBC), and print seconds and objective as JSON."""
    from datetime import UTC, datetime, timedelta

    from conference_scheduler import scheduler
    from conference_scheduler.lp_problem import objective_functions
    from conference_scheduler.resources import Event, Slot

    case = conference(size)
    first = datetime(2027, 5, 19, 9, tzinfo=UTC)
    slots = [
        Slot(
            venue=f"r{room}", starts_at=first + timedelta(hours=when), duration=30, capacity=capacity, session=str(when)
        )
        for when in range(case.times)
        for room, capacity in enumerate(case.capacities)
    ]
    rooms = len(case.capacities)
    events = [
        Event(f"e{number}", 30, case.demands[number], tags=[f"k{tag}"], unavailability=_away(case, number, slots))
        for number, tag in enumerate(case.tags)
    ]
    for a, b in case.excluded:
        events[a].add_unavailability(events[b])
    began = time.monotonic()
    answer = scheduler.solution(
        events, slots, objective_function=objective_functions.efficiency_capacity_demand_difference
    )
    seconds = time.monotonic() - began
    placed = {event: divmod(slot, rooms) for event, slot in answer}
    places = [placed[number] for number in range(len(events))]
    objective = case.objective([room for _, room in places])
    print(json.dumps({"seconds": seconds, "objective": objective, "faults": "; ".join(_faults(case, places)[:1])}))


def _away(case: Conference, number: int, slots: Sequence[Any]) -> list[Any]:
    rooms = len(case.capacities)
    return [slot for index, slot in enumerate(slots) if index // rooms in case.away[number]]


def main() -> None:
    """Print the table, or solve one case with the peer alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=sorted(SIZES), choices=sorted(SIZES))
    parser.add_argument("--peer-seconds", type=float, default=150.0)
    parser.add_argument("--peer-only", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peer_only:
        run_peer(options.sizes[0])
        return
    for line in lines(options.sizes, peer_seconds=options.peer_seconds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
