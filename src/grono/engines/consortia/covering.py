"""The smallest set of additional members that satisfies clauses, by classes of candidates.

Candidates of one class cannot be told apart by any clause, so only their number matters: an integer programme with one
variable for each class, and one for each country or region that a clause counts, answers for a pool of any size.
Its optimum is proven by the solver (SciPy's HiGHS, gap 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from grono.engines.consortia.explaining import clause_holds
from grono.engines.consortia.problem import (
    UNKNOWN,
    AnyOf,
    Apart,
    AtLeast,
    AtMost,
    Clause,
    DistinctAtLeast,
    Every,
    Floats,
    Requirements,
    readings,
)

#: Preferences among sets of the same size count so little that they never outweigh one more member.
MOST = 60
SMALL = 1.0 / (MOST + 4)


@dataclass(frozen=True, eq=False)
class Classes:
    """Classes of candidates: the number of one ``sample`` of each in the requirements, how many there are
    (``counts``), a preference (``dislike`` 0..1) among sets of the same size, and which of them would be ``leads``, of
    whom one is enough."""

    sample: NDArray[np.int64]
    counts: NDArray[np.int64]
    dislike: Floats
    leads: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Cover:
    """How many members of each class to add, and the reading of the clauses that they satisfy."""

    numbers: NDArray[np.int64]
    reading: tuple[Clause, ...]

    @property
    def size(self) -> int:
        """How many members are added."""
        return int(self.numbers.sum())


@dataclass
class Outcome:
    """The best cover, or None; ``proven`` says that none is smaller (or that there is none)."""

    cover: Cover | None
    proven: bool


def smallest_cover(
    requirements: Requirements,
    present: Sequence[int],
    classes: Classes,
    *,
    size: int | None = None,
    refused: Sequence[NDArray[np.int64]] = (),
    seconds: float = 10.0,
) -> Outcome:
    """Return the fewest further members with whom the present ones satisfy all clauses.

    ``size`` asks for exactly so many; only then may ``refused`` name numbers of each class that must not be returned.
    At most :data:`MOST` are added.
    """
    best: Cover | None = None
    value, proven = np.inf, True
    for reading in readings(requirements.clauses):
        model = _Model(requirements, present, classes)
        if not all(model.add(clause) for clause in reading):
            continue
        model.total(size)
        for numbers in refused:
            model.refuse(numbers)
        found, cost, exact = model.solved(seconds)
        proven = proven and exact
        if found is not None and cost < value - 1e-9:
            best, value = Cover(found, reading), cost
    return Outcome(best, proven)


@dataclass
class _Model:
    """Rows of the integer programme; the first variables are the numbers of the classes."""

    requirements: Requirements
    present: Sequence[int]
    classes: Classes
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.at = np.asarray(self.present, dtype=np.int64)
        self.upper = [float(min(count, MOST)) for count in self.classes.counts]
        self.whole = [1] * len(self.upper)

    def add(self, clause: Clause) -> bool:
        """Add a clause; False when the present members alone break it for good."""
        match clause:
            case AtLeast(_, bit, count):
                lacking = count - int(self._having(self.at, bit).sum())
                if lacking > 0:
                    self.rows.append((dict.fromkeys(self._with(bit), 1.0), lacking, np.inf))
            case AtMost(_, bit, count):
                room = count - int(self._having(self.at, bit).sum())
                if room < 0:
                    return False
                self.rows.append((dict.fromkeys(self._with(bit), 1.0), -np.inf, room))
            case Every(_, bit):
                if not self._having(self.at, bit).all():
                    return False
                for number in np.flatnonzero(~self._having(self.classes.sample, bit)):
                    self.upper[number] = 0.0
            case DistinctAtLeast():
                self._distinct(clause)
            case Apart():
                return clause_holds(self.requirements, clause, self.present)
            case AnyOf():
                raise ValueError("a reading has no alternatives")
        return True

    def _distinct(self, clause: DistinctAtLeast) -> None:
        codes = self.requirements.countries if clause.of == "country" else self.requirements.regions
        mine = codes[self.at][self._having(self.at, clause.bit)]
        known = set(mine[mine != UNKNOWN].tolist())
        lacking = clause.count - len(known)
        if lacking <= 0:
            return
        there: dict[int, list[int]] = {}
        for number in self._with(clause.bit):
            code = int(codes[self.classes.sample[number]])
            if code != UNKNOWN and code not in known:
                there.setdefault(code, []).append(number)
        counted: dict[int, float] = {}
        for numbers in there.values():
            place = self._variable(1.0)
            counted[place] = 1.0
            self.rows.append(({place: 1.0, **dict.fromkeys(numbers, -1.0)}, -np.inf, 0.0))
        self.rows.append((counted, lacking, np.inf))

    def total(self, size: int | None) -> None:
        """Bound the number of members added, or fix it."""
        leads = dict.fromkeys(np.flatnonzero(self.classes.leads).tolist(), 1.0)
        self.rows.append((leads, -np.inf, 1.0))
        everyone = dict.fromkeys(range(len(self.classes.counts)), 1.0)
        self.rows.append((everyone, 0.0 if size is None else size, MOST if size is None else size))

    def refuse(self, numbers: NDArray[np.int64]) -> None:
        """Some class must have fewer members than here: with the same total, that is any other choice."""
        fewer: dict[int, float] = {}
        for number in np.flatnonzero(numbers):
            place = self._variable(1.0, whole=True)
            fewer[place] = 1.0
            self.rows.append(({int(number): 1.0, place: float(MOST)}, -np.inf, float(numbers[number]) - 1.0 + MOST))
        self.rows.append((fewer, 1.0, np.inf))

    def solved(self, seconds: float) -> tuple[NDArray[np.int64] | None, float, bool]:
        """Return numbers of the classes with their cost, and whether that is proven."""
        count = len(self.classes.counts)
        if any(not row and least > 0 for row, least, _ in self.rows):
            return None, np.inf, True
        if count == 0:
            return np.zeros(0, dtype=np.int64), 0.0, True
        cost = np.zeros(len(self.upper))
        cost[:count] = 1.0 + SMALL * self.classes.dislike
        entries = [(at, variable, value) for at, (row, _, _) in enumerate(self.rows) for variable, value in row.items()]
        at, variables, values = zip(*entries, strict=True)
        shape = (len(self.rows), len(self.upper))
        found = milp(
            cost,
            integrality=np.array(self.whole),
            bounds=Bounds(0.0, np.array(self.upper)),
            constraints=LinearConstraint(
                coo_array((values, (at, variables)), shape=shape).tocsr(),
                np.array([least for _, least, _ in self.rows]),
                np.array([most for _, _, most in self.rows]),
            ),
            options={"mip_rel_gap": 0.0, "time_limit": seconds},
        )
        if found.x is None:
            return None, np.inf, bool(found.status == 2)
        numbers: NDArray[np.int64] = np.round(found.x[:count]).astype(np.int64)
        return numbers, float(found.fun), bool(found.status == 0)

    def _variable(self, upper: float, *, whole: bool = False) -> int:
        self.upper.append(upper)
        self.whole.append(int(whole))
        return len(self.upper) - 1

    def _having(self, at: NDArray[np.int64], bit: int | None) -> NDArray[np.bool_]:
        if bit is None:
            return np.ones(len(at), dtype=bool)
        mask: NDArray[np.bool_] = (self.requirements.flags[at] >> np.uint64(bit) & np.uint64(1)).astype(bool)
        return mask

    def _with(self, bit: int | None) -> list[int]:
        return [int(number) for number in np.flatnonzero(self._having(self.classes.sample, bit))]
