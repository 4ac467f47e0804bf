"""How long an engine may work."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Limits:
    """Limits of one solve.

    ``seconds`` is wall-clock time (None: no limit), ``steps`` counts elementary moves of the searches
    (a solve limited by steps alone, with one worker, gives the same answer every time), ``workers`` are
    threads.
    """

    seconds: float | None = None
    steps: int | None = None
    workers: int = 1

    def __post_init__(self) -> None:
        for name in ("seconds", "steps"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise ValueError(f"Limits.{name} must not be negative, got {value}")
        if self.workers < 1:
            raise ValueError(f"Limits.workers must be at least 1, got {self.workers}")


class Clock:
    """A stopwatch with a deadline, started when it is made."""

    def __init__(self, seconds: float | None = None) -> None:
        self.started = time.monotonic()
        self.seconds = seconds

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        """Seconds to the deadline, never negative; infinite without one."""
        return inf if self.seconds is None else max(0.0, self.seconds - self.elapsed)

    @property
    def over(self) -> bool:
        """Whether the deadline has passed."""
        return self.left <= 0.0

    def part(self, share: float) -> Clock:
        """A new clock that gets this share (0..1) of the time that is left."""
        return Clock(None if self.seconds is None else self.left * share)
