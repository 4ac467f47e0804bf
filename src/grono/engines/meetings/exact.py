"""The exact model (CP-SAT) for rounds of up to about three hundred meetings.

The decisive constraint on tables counts clusters: the meetings are split into groups that share a participant, at
most one meeting of a group is held per slot, and the active groups of a slot are at most its tables.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from grono.engines.kit.limits import Clock
from grono.engines.meetings.arrays import UNBOUNDED, Data, IntArray

#: Subsolvers of the first and the second part of the time; the default set leaves many days open.
PORTFOLIOS = (("core", "quick_restart_no_lp"), ("core", "objective_lb_search"))
FIRST_SHARE = 0.35
POLL_SECONDS = 0.25


@dataclass
class Wish:
    """What a plan must reach (levels already settled) and what to optimise.

    ``counts`` are the least numbers of meetings per class rank; ``floor`` the least number per participant (or
    their need, if less); ``goal`` is a class rank whose count is maximised, or None to minimise breaks.
    """

    required: bool
    counts: tuple[int, ...] = ()
    floor: int = 0
    goal: int | None = None


@dataclass
class Answer:
    """What CP-SAT said: slots [M] or None, whether proven (optimal or infeasible), bound of the goal."""

    slots: IntArray | None
    proven: bool
    infeasible: bool
    bound: float | None
    log: list[str] = field(default_factory=list)


class Model:
    """Variables and constraints of one round; one method per rule."""

    def __init__(self, data: Data, wish: Wish, *, tables: bool = True, fair: bool = True, order: bool = True):
        self.data, self.wish = data, wish
        self.cp = cp_model.CpModel()
        self.x = {
            (int(m), int(t)): self.cp.new_bool_var(f"x{m},{t}") for m, t in zip(*np.nonzero(data.ok), strict=True)
        }
        self.by_meeting: list[list[tuple[int, Any]]] = [[] for _ in data.cls]
        for (m, t), var in self.x.items():
            self.by_meeting[m].append((t, var))
        self.busy: dict[tuple[int, int], Any] = {}
        self.breaks: dict[int, list[Any]] = {}
        self.hold_meetings()
        self.keep_persons()
        if tables:
            self.keep_tables()
        if order:
            self.keep_order()
        self.reach_levels()
        if wish.goal is None or (fair and data.spread < UNBOUNDED):
            self.count_breaks()
        if fair and data.spread < UNBOUNDED:
            self.keep_fairness()
        self.set_goal()

    def hold_meetings(self) -> None:
        """Each meeting at one slot, or at most one."""
        for choices in self.by_meeting:
            variables = [var for _, var in choices]
            if self.wish.required:
                self.cp.add_exactly_one(variables)
            elif variables:
                self.cp.add_at_most_one(variables)

    def keep_persons(self) -> None:
        """One meeting per participant and slot; ``busy[p, t]`` says whether there is one."""
        data = self.data
        for p in range(len(data.need)):
            meetings = data.by_person[data.first[p] : data.first[p + 1]]
            for t in range(len(data.day)):
                here = [self.x[m, t] for m in map(int, meetings) if (m, t) in self.x]
                if here:
                    busy = self.busy[p, t] = self.cp.new_bool_var(f"u{p},{t}")
                    self.cp.add_exactly_one([*here, ~busy])
            whole = [self.busy[p, t] for t in range(len(data.day)) if (p, t) in self.busy]
            held = [var for m in meetings for _, var in self.by_meeting[m]]
            if self.wish.required:
                self.cp.add(sum(whole) == len(meetings))
            elif held:
                self.cp.add(sum(whole) == sum(held))

    def keep_tables(self) -> None:
        """Active clusters of a slot are at most its tables; groups of tables get a flow when they differ.

        Implied: twice the tables bound the busy participants, and required meetings that the other slots cannot
        take must be held at this one (closes a day with few tables in 2 s that stays open at 60 s without).
        """
        data = self.data
        kinds, groups = data.allow.shape
        clusters = _clusters(data)
        for t in range(len(data.day)):
            active = []
            for c, cluster in enumerate(clusters):
                here = [self.x[m, t] for m in cluster if (m, t) in self.x]
                if len(here) > 1:
                    var = self.cp.new_bool_var(f"c{c},{t}")
                    self.cp.add_exactly_one([*here, ~var])
                    active.append(var)
                else:
                    active.extend(here)
            room = int(data.room[t])
            if len(active) > room:
                self.cp.add(sum(active) <= room)
                self.cp.add(sum(var for (_, s), var in self.busy.items() if s == t) <= 2 * room)
            least = len(data.cls) - int(data.room.sum()) + room
            if self.wish.required and least > 0:
                self.cp.add(sum(var for (_, s), var in self.x.items() if s == t) >= least)
            if kinds > 1:
                self._flow(t, kinds, groups)

    def _flow(self, t: int, kinds: int, groups: int) -> None:
        data = self.data
        uses: list[list[Any]] = [[] for _ in range(groups)]
        for k in range(kinds):
            here = [self.x[int(m), t] for m in np.flatnonzero(data.kind == k) if (int(m), t) in self.x]
            if not here:
                continue
            mine = []
            for c in np.flatnonzero(data.allow[k] & (data.cap[t] > 0)):
                var = self.cp.new_int_var(0, int(data.cap[t, c]), f"f{t},{k},{c}")
                mine.append(var)
                uses[c].append(var)
            self.cp.add(sum(here) == sum(mine))
        for room, variables in zip(data.cap[t], uses, strict=True):
            if variables:
                self.cp.add(sum(variables) <= int(room))

    def keep_order(self) -> None:
        """Not (after at or before t) together with (before at or after t), for every t."""
        data = self.data
        for before in range(len(data.cls)):
            for after in map(int, data.suc[data.suc_first[before] : data.suc_first[before + 1]]):
                for t in range(len(data.day)):
                    early = [var for s, var in self.by_meeting[after] if s <= t]
                    late = [var for s, var in self.by_meeting[before] if s >= t]
                    self.cp.add_at_most_one([*early, *late])

    def reach_levels(self) -> None:
        """Levels of the objective that are settled."""
        data, wish = self.data, self.wish
        if wish.required:
            return
        for rank, count in enumerate(wish.counts):
            self.cp.add(self._count(rank) >= count)
        for p in range(len(data.need)):
            least = min(wish.floor, int(data.need[p]))
            if least > 0:
                self.cp.add(sum(v for (q, _), v in self.busy.items() if q == p) >= least)

    def _count(self, rank: int) -> Any:
        return sum(var for (m, _), var in self.x.items() if self.data.cls[m] == rank)

    def count_breaks(self) -> None:
        """A break ends where a participant who met before, and not at the slot before, meets."""
        for p in range(len(self.data.need)):
            ends: list[Any] = []
            for line in self._lines(p):
                ends.extend(self._breaks_on(p, line))
            if ends:
                self.breaks[p] = ends

    def _lines(self, p: int) -> list[list[Any]]:
        """Per day, the busy variables in order (None: never busy), without slots of the own programme."""
        data = self.data
        days: dict[int, list[Any]] = {}
        for t in range(len(data.day)):
            if not data.engaged[p, t]:
                days.setdefault(int(data.day[t]), []).append(self.busy.get((p, t)))
        return list(days.values())

    def _breaks_on(self, p: int, line: list[Any]) -> list[Any]:
        ends = []
        met = None  # whether there was a meeting at or before the slot before
        for i, busy in enumerate(line):
            past = line[i - 1] if i else None
            if busy is not None and met is not None and met is not past:
                end = self.cp.new_bool_var(f"b{p},{i}")
                idle = [~met] if past is None else [~met, past]
                self.cp.add_bool_or([*idle, ~busy, end])
                self.cp.add_implication(end, met)
                self.cp.add_implication(end, busy)
                if past is not None:
                    self.cp.add_implication(end, ~past)
                ends.append(end)
            if busy is not None:
                met = busy if met is None else self._either(met, busy)
        return ends

    def _either(self, a: Any, b: Any) -> Any:
        either = self.cp.new_bool_var("")
        self.cp.add_implication(a, either)
        self.cp.add_implication(b, either)
        self.cp.add_bool_or([a, b, ~either])
        return either

    def keep_fairness(self) -> None:
        """The largest and the smallest number of breaks differ by at most the spread."""
        spread = self.data.spread
        counts = [sum(ends) for ends in self.breaks.values()]
        if len(counts) < len(self.data.need):  # somebody cannot have a break
            for count in counts:
                self.cp.add(count <= spread)
            return
        least = self.cp.new_int_var(0, len(self.data.day), "least")
        for count in counts:
            self.cp.add(count >= least)
            self.cp.add(count <= least + spread)

    def set_goal(self) -> None:
        """What is optimised."""
        if self.wish.goal is None:
            self.cp.minimize(sum(sum(ends) for ends in self.breaks.values()))
        else:
            self.cp.maximize(self._count(self.wish.goal))

    def hint(self, slots: IntArray) -> None:
        """Start from this plan."""
        for (m, t), var in self.x.items():
            self.cp.add_hint(var, int(slots[m] == t))
        for (p, t), var in self.busy.items():
            meetings = self.data.by_person[self.data.first[p] : self.data.first[p + 1]]
            self.cp.add_hint(var, int(bool((slots[meetings] == t).any())))

    def read(self, solver: cp_model.CpSolver) -> IntArray:
        """The slots of the solver's plan."""
        slots = np.full(len(self.data.cls), -1, dtype=np.int64)
        for (m, t), var in self.x.items():
            if solver.boolean_value(var):
                slots[m] = t
        return slots


def _clusters(data: Data) -> list[list[int]]:
    """Greedy partition of the meetings into groups that share a participant, largest first."""
    left = set(range(len(data.cls)))
    degree = np.diff(data.first).astype(np.int64)
    clusters = []
    while left:
        p = int(np.argmax(degree))
        cluster = [int(m) for m in data.by_person[data.first[p] : data.first[p + 1]] if int(m) in left]
        for m in cluster:
            left.remove(m)
            degree[data.ends[m]] -= 1
        degree[p] = 0
        clusters.append(cluster)
    return clusters


def solve_exact(
    data: Data,
    wish: Wish,
    *,
    clock: Clock,
    start: IntArray | None,
    seed: int,
    workers: int,
    work: float | None,
    keep_going: Callable[[str], bool],
    **rules: bool,
) -> Answer:
    """Solve until proven, the clock ends, the deterministic ``work`` is used up, or the caller says stop."""
    model = Model(data, wish, **rules)
    slots, log = start, []
    bound: float | None = None
    for number, subsolvers in enumerate(PORTFOLIOS):
        part = clock.part(FIRST_SHARE if number == 0 else 1.0)
        if slots is not None:
            model.cp.clear_hints()  # type: ignore[no-untyped-call]
            model.hint(slots)
        solver = _solver(subsolvers, seed, workers, part, None if work is None else work / len(PORTFOLIOS))
        status, stopped = _run(solver, model.cp, keep_going)
        log.append(f"exact {'+'.join(subsolvers)}: {solver.status_name(status)} in {solver.wall_time:.2f} s")
        if status == cp_model.INFEASIBLE:
            return Answer(None, True, True, None, log)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            slots = model.read(solver)
        if status != cp_model.MODEL_INVALID:
            bound = _tighter(bound, solver.best_objective_bound, wish.goal is not None)
        if status == cp_model.OPTIMAL or stopped or clock.over:
            return Answer(slots, status == cp_model.OPTIMAL, False, bound, log)
    return Answer(slots, False, False, bound, log)


def _tighter(old: float | None, new: float, maximise: bool) -> float:
    if old is None:
        return new
    return min(old, new) if maximise else max(old, new)


def _solver(
    subsolvers: tuple[str, ...], seed: int, workers: int, clock: Clock, work: float | None
) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.random_seed = seed % 2**31
    if clock.seconds is not None:
        parameters.max_time_in_seconds = clock.left
    if work is not None:
        parameters.max_deterministic_time = work
    parameters.num_workers = workers
    parameters.subsolvers.extend(subsolvers)
    parameters.interleave_search = workers == 1
    return solver


def _run(solver: cp_model.CpSolver, model: cp_model.CpModel, keep_going: Callable[[str], bool]) -> tuple[Any, bool]:
    """Solve in a thread, so that the caller is asked now and then whether to go on."""
    outcome: list[Any] = []
    thread = threading.Thread(target=lambda: outcome.append(solver.solve(model)), daemon=True)
    thread.start()
    stopped = False
    while thread.is_alive():
        thread.join(POLL_SECONDS)
        if thread.is_alive() and not stopped and not keep_going("exact"):
            stopped = True
            solver.stop_search()
    return outcome[0], stopped
