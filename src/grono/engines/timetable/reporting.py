"""Progress of a solve: at most a few reports a second, with the levels of the best programme so far."""

from __future__ import annotations

from grono.engines.kit.limits import Clock
from grono.engines.kit.progress import Progress, ProgressReport
from grono.engines.kit.result import Level
from grono.engines.timetable.problem import LEVELS, Problem
from grono.engines.timetable.tables import Ints

INTERVAL = 0.25


class Reporter:
    """Calls the caller's progress function, and remembers whether it asked to stop."""

    def __init__(self, problem: Problem, clock: Clock, progress: Progress | None) -> None:
        self.problem = problem
        self.clock = clock
        self.progress = progress
        self.total = sum(session.priority for session in problem.sessions)
        self.last = float("-inf")

    def __call__(self, phase: str, fraction: float, cost: Ints, bounds: Ints) -> bool:
        """Report if it is time to; False if the caller wants to stop."""
        if self.progress is None or self.clock.elapsed - self.last < INTERVAL:
            return True
        self.last = self.clock.elapsed
        levels = levels_of(self.problem, cost, bounds)
        message = f"{self.total - int(cost[0])} of {self.total} placed"
        report = ProgressReport(phase, fraction, levels, message, self.clock.elapsed)
        return self.progress(report) is not False


def levels_of(problem: Problem, cost: Ints, bounds: Ints) -> tuple[Level, ...]:
    """The levels that count, from the search's own cost vector and its lower bounds."""
    total = sum(session.priority for session in problem.sessions)
    levels = []
    for name in problem.levels:
        value, bound = int(cost[LEVELS.index(name)]), int(bounds[LEVELS.index(name)])
        if name == "placed":
            levels.append(Level(name, total - value, total - bound, "max"))
        else:
            levels.append(Level(name, value, bound, "min"))
    return tuple(levels)
