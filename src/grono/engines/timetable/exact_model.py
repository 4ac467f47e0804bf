"""The constraint model (CP-SAT): optional intervals for sessions and rooms, one expression for each level.

Written on the arrays of the search, but in minutes; a domain of starts keeps sessions inside blocks. What
``together`` asks beyond one room for each block (no other session between) is left out of the expression of
``cohesion``: a bound proven for it holds all the same, and programmes are counted in full before they are kept.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from grono.engines.timetable.problem import LEVELS, PIECE
from grono.engines.timetable.tables import Ints, Tables


class Model:
    """Variables and hard constraints of one problem, and the levels on demand."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.cp = cp_model.CpModel()
        self.sessions = [int(s) for s in np.flatnonzero(tables.ok.any(axis=(1, 2)))]
        self.start: dict[int, cp_model.IntVar] = {}
        self.present: dict[int, cp_model.IntVar] = {}
        self.at: dict[tuple[int, int], cp_model.IntVar] = {}
        self.inside: dict[tuple[int, int], cp_model.IntVar] = {}
        self.both: dict[tuple[int, int], cp_model.IntVar] = {}
        for s in self.sessions:
            self._add_session(s)
        self._add_rooms()
        self._add_crowds()
        self._add_precedences()
        self._add_journeys()

    def _add_session(self, s: int) -> None:
        """Start, room and block of a session, linked by what is possible in each room."""
        p, cp = self.tables, self.cp
        anywhere = p.ok[s].any(axis=0)
        self.start[s] = cp.new_int_var_from_domain(self._domain(anywhere), "")
        self.present[s] = cp.new_constant(1) if p.must[s] else cp.new_bool_var("")
        for r in range(p.ok.shape[1]):
            if p.ok[s, r].any():
                self.at[s, r] = cp.new_bool_var("")
                if (p.ok[s, r] != anywhere).any():
                    domain = cp.add_linear_expression_in_domain(self.start[s], self._domain(p.ok[s, r]))
                    domain.only_enforce_if(self.at[s, r])
        cp.add(sum(var for (o, _), var in self.at.items() if o == s) == self.present[s])
        for b in range(len(p.day)):
            low, high = int(p.first[b]), int(p.first[b + 1])
            if anywhere[low:high].any():
                self.inside[s, b] = cp.new_bool_var("")
                first, last = int(p.minute[low]), int(p.minute[high - 1])
                cp.add_linear_constraint(self.start[s], first, last).only_enforce_if(self.inside[s, b])
        cp.add(sum(var for (o, _), var in self.inside.items() if o == s) == self.present[s])

    def _domain(self, allowed: NDArray[np.uint8]) -> cp_model.Domain:
        return cp_model.Domain.from_values(self.tables.minute[np.flatnonzero(allowed)].tolist())

    def _interval(self, s: int, literal: cp_model.IntVar, pause: int = 0) -> cp_model.IntervalVar:
        length = int(self.tables.length[s]) + pause
        return self.cp.new_optional_fixed_size_interval_var(self.start[s], length, literal, "")

    def _add_rooms(self) -> None:
        for r in range(self.tables.ok.shape[1]):
            pause = self.tables.turnaround
            self.cp.add_no_overlap([self._interval(s, var, pause) for (s, q), var in self.at.items() if q == r])

    def _add_crowds(self) -> None:
        """Sessions that may not overlap: cliques of shared persons, and exclusive sessions as full demand."""
        hard = self.tables.hard.astype(bool)
        whole = {s: self._interval(s, self.present[s]) for s in self.sessions}
        others = len(self.sessions) - 1
        alone = [s for s in self.sessions if 0 < others == hard[s, self.sessions].sum()]
        rooms = self.tables.ok.shape[1]
        demands = [rooms if s in alone else 1 for s in self.sessions]
        self.cp.add_cumulative([whole[s] for s in self.sessions], demands, rooms)
        left = {(a, b) for a, b in combinations(self.sessions, 2) if hard[a, b]}
        left = {pair for pair in left if not set(pair) & set(alone)}
        while left:
            clique = list(min(left))
            for s in self.sessions:
                if s not in clique and all(hard[s, o] for o in clique) and s not in alone:
                    clique.append(s)
            self.cp.add_no_overlap([whole[s] for s in clique])
            left -= {(min(a, b), max(a, b)) for a, b in combinations(clique, 2)}

    def _add_precedences(self) -> None:
        for a, b in np.argwhere(self.tables.before).tolist():
            if a in self.start and b in self.start:
                after = self.cp.add(self.start[b] >= self.start[a] + int(self.tables.length[a]))
                after.only_enforce_if(self.present[a], self.present[b])

    def _add_journeys(self) -> None:
        """Time for the ways of persons between buildings."""
        p, cp = self.tables, self.cp
        if p.travel == 0:
            return
        for s in self.sessions:
            for o in p.mates.item[p.mates.first[s] : p.mates.first[s + 1]].tolist():
                if s >= o or o not in self.start:
                    continue
                near, first, second = (cp.new_bool_var("") for _ in range(3))
                for building in set(p.building.tolist()):
                    same = cp.add(self._in_building(s, building) == self._in_building(o, building))
                    same.only_enforce_if(near)
                cp.add(self.start[s] + int(p.length[s]) + p.travel <= self.start[o]).only_enforce_if(first)
                cp.add(self.start[o] + int(p.length[o]) + p.travel <= self.start[s]).only_enforce_if(second)
                cp.add_bool_or(near, first, second, ~self.present[s], ~self.present[o])

    def _in_building(self, s: int, building: int) -> cp_model.LinearExprT:
        return sum(var for (o, r), var in self.at.items() if o == s and self.tables.building[r] == building)

    def level(self, number: int) -> cp_model.LinearExprT:
        """The expression of a level, to be minimised."""
        name = LEVELS[number]
        return {
            "placed": self._missing,
            "clashes": self._clashes,
            "overflow": self._overflow,
            "changes": self._changes,
            "cohesion": self._cohesion,
            "preferences": self._preferences,
            "lateness": self._lateness,
        }[name]()

    def _missing(self) -> cp_model.LinearExprT:
        placed = sum(int(self.tables.priority[s]) * self.present[s] for s in self.sessions)
        return int(self.tables.priority.sum()) - placed

    def _overlap(self, a: int, b: int) -> cp_model.IntVar:
        """A literal that is true when both sessions are placed and overlap."""
        if (a, b) not in self.both:
            cp, length = self.cp, self.tables.length
            both, first, second = (cp.new_bool_var("") for _ in range(3))
            cp.add(self.start[a] + int(length[a]) <= self.start[b]).only_enforce_if(first)
            cp.add(self.start[b] + int(length[b]) <= self.start[a]).only_enforce_if(second)
            cp.add_bool_or(both, first, second, ~self.present[a], ~self.present[b])
            self.both[a, b] = both
        return self.both[a, b]

    def _clashes(self) -> cp_model.LinearExprT:
        p = self.tables
        pairs = [(a, b) for a, b in combinations(self.sessions, 2) if p.weight[a, b] and not p.hard[a, b]]
        return sum(int(p.weight[a, b]) * self._overlap(a, b) for a, b in pairs)

    def _overflow(self) -> cp_model.LinearExprT:
        return sum(int(self.tables.overflow[s, r]) * var for (s, r), var in self.at.items())

    def _changes(self) -> cp_model.LinearExprT:
        """Two points for each session, less one for each thing kept."""
        p, changes = self.tables, []
        for s in self.sessions:
            if p.old_start[s] == -1:
                continue
            changes.append(2 * self.present[s])
            old = int(p.old_start[s])
            if old >= 0 and p.ok[s, :, old].any():
                kept = self.cp.new_bool_var("")
                self.cp.add(self.start[s] == int(p.minute[old])).only_enforce_if(kept)
                self.cp.add_implication(kept, self.present[s])
                changes.append(-kept)
            if (s, int(p.old_room[s])) in self.at:
                changes.append(-self.at[s, int(p.old_room[s])])
        return sum(changes)

    def _cohesion(self) -> cp_model.LinearExprT:
        p = self.tables
        parallel = [
            self._overlap(a, b)
            for a, b in combinations(self.sessions, 2)
            if p.track[a] >= 0 and p.track[a] == p.track[b] and not p.hard[a, b]
        ]
        blocks, days = list(range(len(p.day))), p.day.tolist()
        in_blocks = self._extra_rooms(blocks, 1, 1 + PIECE)
        return cp_model.LinearExpr.sum([sum(parallel), in_blocks, self._extra_rooms(days, 1, 1)])

    def _extra_rooms(self, group: list[int], price: int, price_together: int) -> cp_model.LinearExprT:
        """Rooms beyond the first for each track and group of blocks (a block or a day)."""
        used: dict[tuple[int, int], dict[int, cp_model.IntVar]] = {}
        for (s, r), at in self.at.items():
            if self.tables.track[s] < 0:
                continue
            for b in range(len(group)):
                if (s, b) in self.inside:
                    rooms = used.setdefault((int(self.tables.track[s]), group[b]), {})
                    literal = rooms.setdefault(r, self.cp.new_bool_var(""))
                    self.cp.add_bool_or(~at, ~self.inside[s, b], literal)
        extra = []
        together = set(self.tables.joined.tolist())
        for (track, _), rooms in used.items():
            some = self.cp.new_bool_var("")
            self.cp.add_bool_or(~some, *rooms.values())
            extra.append((price_together if track in together else price) * (sum(rooms.values()) - some))
        return sum(extra)

    def _preferences(self) -> cp_model.LinearExprT:
        p, costs = self.tables, []
        for (s, r), at in self.at.items():
            for b in np.flatnonzero(p.wish[s, :, r]).tolist():
                if (s, b) in self.inside:
                    paid = self.cp.new_bool_var("")
                    self.cp.add_bool_or(~at, ~self.inside[s, b], paid)
                    costs.append(int(p.wish[s, b, r]) * paid)
        return sum(costs)

    def _lateness(self) -> cp_model.LinearExprT:
        p, late = self.tables, []
        for s in self.sessions:
            wait = self.cp.new_int_var(0, int(p.late.max()), "")
            for b in range(len(p.day)):
                if (s, b) in self.inside:
                    first = int(p.minute[p.first[b]])
                    self.cp.add(wait >= self.start[s] - first).only_enforce_if(self.inside[s, b])
            late.append(wait)
        return sum(late)

    def hint(self, starts: Ints, rooms: Ints) -> None:
        """Suggest a programme."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        for s in self.sessions:
            if starts[s] >= 0:
                self.cp.add_hint(self.start[s], int(self.tables.minute[starts[s]]))
            if not self.tables.must[s]:
                self.cp.add_hint(self.present[s], int(starts[s] >= 0))
        for (s, r), var in self.at.items():
            self.cp.add_hint(var, int(rooms[s] == r))
        for (s, b), var in self.inside.items():
            self.cp.add_hint(var, int(starts[s] >= 0 and self.tables.block[starts[s]] == b))

    def read(self, solver: cp_model.CpSolver) -> tuple[Ints, Ints]:
        """Starts and rooms by session of the solver's programme, -1 where a session is left out."""
        starts = np.full(len(self.tables.steps), -1, dtype=np.int64)
        rooms = starts.copy()
        steps = {int(minute): step for step, minute in enumerate(self.tables.minute)}
        for (s, r), var in self.at.items():
            if solver.boolean_value(var):
                starts[s], rooms[s] = steps[solver.value(self.start[s])], r
        return starts, rooms
