"""How an engine tells its caller what it is doing, and hears that it should stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from grono.engines.kit.result import Level


@dataclass(frozen=True)
class ProgressReport:
    """One report: the phase, how much of the solve is done (0..1, None when unknown), the levels so far."""

    phase: str
    fraction: float | None = None
    levels: tuple[Level, ...] = ()
    message: str = ""
    elapsed: float = 0.0


class Progress(Protocol):
    """A callable that receives reports; False asks the engine to stop and keep the best so far."""

    def __call__(self, report: ProgressReport, /) -> bool | None:
        """Take a report; True or None to go on."""
