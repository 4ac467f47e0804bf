"""The life of a computation: asked for, running with progress, done, stopped or failed."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone

from grono.accounts.models import Person
from grono.congress.choices import SolveStatus
from grono.congress.models import Edition, Plan, Solve
from grono.kit.solving import EngineCrashed

log = structlog.get_logger(__name__)
UNFINISHED = (SolveStatus.QUEUED, SolveStatus.RUNNING)


class AlreadySolving(Exception):
    """A computation of this kind is under way for the edition."""


class NoSolution(Exception):
    """An engine found nothing; the message names the reason in the words of the interface."""


@dataclass
class Reporter:
    """Writes progress to the solve's row, at most about twice a second, and asks whether to stop."""

    solve: Solve
    also: Callable[[Any], None] | None = None
    written_at: float = 0.0

    def __call__(self, report: Any) -> None:
        """Take a progress report of an engine."""
        if self.also is not None:
            self.also(report)
        if monotonic() - self.written_at < 0.5:
            return
        self.written_at = monotonic()
        Solve.objects.filter(pk=self.solve.pk).update(
            progress={
                "phase": report.phase,
                "fraction": report.fraction,
                "message": report.message,
                "elapsed": round(report.elapsed, 1),
                "levels": [level.as_json() for level in report.levels],
            }
        )

    def should_stop(self) -> bool:
        """Tell whether somebody asked the computation to finish with the best so far."""
        return Solve.objects.filter(pk=self.solve.pk, stop_requested=True).exists()


def queue_solve(edition: Edition, kind: str, *, by: Person | None, parameters: dict[str, Any] | None = None) -> Solve:
    """Enter a computation; the caller defers the job in the same transaction.

    Raises ``AlreadySolving`` when one of this kind is queued or running for the edition.
    """
    try:
        with transaction.atomic():
            return Solve.objects.create(edition=edition, kind=kind, asked_by=by, parameters=parameters or {})
    except IntegrityError as error:
        raise AlreadySolving(str(error)) from None


def run_solve(
    solve_id: int, work: Callable[[Solve, Reporter], Plan], *, also: Callable[[Any], None] | None = None
) -> Plan | None:
    """Run a queued computation to its end and record what became of it.

    ``work`` builds the problem, calls the engine with the reporter and saves a plan. A finished solve is left
    alone, so that the job may be run twice. ``also`` hears every report too (a terminal's progress bar).
    """
    solve = Solve.objects.select_related("edition").get(pk=solve_id)
    if solve.status not in UNFINISHED:
        return solve.plan
    Solve.objects.filter(pk=solve_id).update(status=SolveStatus.RUNNING, started_at=timezone.now())
    try:
        plan = work(solve, Reporter(solve, also))
    except (NoSolution, EngineCrashed) as error:
        log.warning("solve_failed", solve=solve_id, kind=solve.kind, error=str(error))
        _finish(solve_id, SolveStatus.FAILED, message=str(error))
        return None
    except Exception as error:
        _finish(solve_id, SolveStatus.FAILED, message=f"{type(error).__name__}: {error}")
        raise
    stopped = Solve.objects.filter(pk=solve_id, stop_requested=True).exists()
    _finish(solve_id, SolveStatus.STOPPED if stopped else SolveStatus.DONE, plan=plan)
    return plan


def progress_of(
    solve: Solve | None, *, phase_name: Callable[[str], str], note: Callable[[dict[str, Any]], str]
) -> dict[str, object]:
    """Return what the bar of a computation shows; phases and note are worded by the module whose plan it is."""
    if solve is None or solve.status not in UNFINISHED:
        return {"running": False}
    fraction = solve.progress.get("fraction")
    return {
        "running": True,
        "percent": None if fraction is None else round(100 * fraction),
        "elapsed": solve.progress.get("elapsed"),
        "phase": phase_name(solve.progress.get("phase", "")),
        "note": note(solve.progress),
    }


def abandon_solves(edition: Edition, kind: str) -> None:
    """Close computations that a killed process left open, so that a new one can begin."""
    Solve.objects.filter(edition=edition, kind=kind, status__in=UNFINISHED).update(
        status=SolveStatus.FAILED, message="Interrupted.", finished_at=timezone.now()
    )


def stop_solve(solve: Solve, *, by: Person) -> None:
    """Ask a computation to finish with the best it has so far."""
    Solve.objects.filter(pk=solve.pk, status__in=UNFINISHED).update(stop_requested=True)
    log.info("solve_stop_requested", solve=solve.pk, by=by.pk)


def _finish(solve_id: int, status: str, *, plan: Plan | None = None, message: str = "") -> None:
    Solve.objects.filter(pk=solve_id).update(status=status, plan=plan, message=message, finished_at=timezone.now())
