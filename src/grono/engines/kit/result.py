"""What an engine hands back: a status, a solution, and a value and bound for each level of the objective."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

S = TypeVar("S")
Sense = Literal["max", "min"]

#: Two values closer than this are the same: bounds come from floating-point solvers.
TOLERANCE = 1e-6


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Level:
    """One level of a lexicographic objective.

    ``bound`` is a value that no solution can pass (given the values of the levels above it),
    computed apart from the solution; None says that nobody computed one.
    """

    name: str
    value: float
    bound: float | None
    sense: Sense

    @property
    def gap(self) -> float | None:
        """Distance to the bound relative to the larger of the two, 0.0 when proven, None without a bound."""
        if self.bound is None:
            return None
        distance = self.bound - self.value if self.sense == "max" else self.value - self.bound
        if distance <= TOLERANCE:
            return 0.0
        return distance / max(abs(self.value), abs(self.bound))

    @property
    def proven(self) -> bool:
        """Whether the value equals its bound."""
        return self.gap == 0.0

    def as_json(self) -> dict[str, Any]:
        """The level as JSON types."""
        return {
            "name": self.name,
            "value": self.value,
            "bound": self.bound,
            "sense": self.sense,
            "gap": self.gap,
            "proven": self.proven,
        }


@dataclass(frozen=True)
class Violation:
    """A broken rule: ``rule`` is a stable code, ``where`` names the things that break it."""

    rule: str
    message: str
    where: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f" [{', '.join(self.where)}]" if self.where else ""
        return f"{self.rule}: {self.message}{place}"


@dataclass
class Result(Generic[S]):
    """The outcome of a solve.

    ``levels`` are in order of importance. ``reason`` says why there is no solution, or why the search ended.
    """

    status: Status
    solution: S | None
    levels: tuple[Level, ...]
    seconds: float
    log: list[str] = field(default_factory=list)
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """The result as JSON types; the solution is included when it offers ``to_json``."""
        to_json = getattr(self.solution, "to_json", None)
        return {
            "status": str(self.status),
            "reason": self.reason,
            "seconds": round(self.seconds, 3),
            "levels": [level.as_json() for level in self.levels],
            "log": self.log,
            "solution": to_json() if to_json is not None else None,
        }
