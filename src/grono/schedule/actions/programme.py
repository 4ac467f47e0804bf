"""Versions of the programme: computing, releasing, discarding, and moving one session by hand."""

from collections.abc import Callable
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.choices import PlanKind, PlanStatus
from grono.congress.models import Edition, Plan, Solve
from grono.congress.plans import PlanOutdated, publish_plan, published_plan
from grono.congress.solves import Reporter, queue_solve, run_solve
from grono.kit import solving
from grono.schedule import queries
from grono.schedule.bookings import takings_of
from grono.schedule.models import ScheduleVersion
from grono.schedule.queries.conflicts import conflicts_in
from grono.schedule.rules.changelog import changes
from grono.search.tasks import index_records_task

log = structlog.get_logger(__name__)
ENGINE = "grono.engines.timetable"
SECONDS = 20


class ReleaseRefused(Exception):
    """A version breaks rules that no programme may break; ``sentences`` name each case."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences[:3]))
        self.sentences = sentences


@transaction.atomic
def request_programme_plan(edition: Edition, *, by: Person) -> Solve:
    """Have a programme computed by the worker.

    Raises ``AlreadySolving`` while another computation of the programme is under way.
    """
    from grono.schedule.tasks import compute_programme

    parameters = {"seconds": SECONDS, "language": get_language()}
    solve = queue_solve(edition, PlanKind.PROGRAMME, by=by, parameters=parameters)
    compute_programme.defer(solve_id=solve.pk)
    return solve


def plan_programme(solve_id: int, *, also: Callable[[Any], None] | None = None) -> Plan | None:
    """Run a queued computation of the programme; return its draft plan, or ``None`` when there is none.

    Parameters of the solve: ``seconds`` (the engine's limit), ``language`` of the messages.
    """
    return run_solve(solve_id, _compute, also=also)


def _compute(solve: Solve, reporter: Reporter) -> Plan:
    # Imported here because it brings the engine's libraries, which only the process that solves should load.
    from grono.schedule import planning

    released = published_plan(solve.edition, PlanKind.PROGRAMME)
    with override(solve.parameters.get("language") or get_language()):
        problem = planning.build_problem(solve.edition, released=released)
        planning.refuse_contradictions(solve.edition, problem)
        result = solving.run(
            ENGINE,
            "solve",
            {"problem": problem, "limits": planning.limits(solve.parameters.get("seconds", SECONDS))},
            on_report=reporter,
            should_stop=reporter.should_stop,
        )
        return planning.save(solve.edition, problem, result, based_on=released)


@transaction.atomic
def release_version(
    version: ScheduleVersion, *, by: Person | None, name: str = "", note: str = "", notify: bool = True
) -> None:
    """Make a version the programme that everybody sees; the one before becomes superseded. All or nothing.

    Books rooms and people, keeps how the sessions look and what has changed (the changelog), and has everyone
    ``touched_by`` it told unless ``notify`` is off. Raises ``ReleaseRefused`` naming every hard conflict,
    ``PlanOutdated`` when another version was released since this one was made, and ``PlanConflict`` when somebody has
    a published meeting at the time of their session.
    """
    from grono.schedule.tasks import after_release, make_booklets, warm_pages

    # An editor's act that is under way ends first, and none begins until the release is done.
    ScheduleVersion.objects.select_for_update().get(pk=version.pk)
    refuse_conflicts(version)
    before = queries.released_version(version.plan.edition)
    snapshot = queries.snapshot_of(version)
    publish_plan(version.plan, by=by, takings=takings_of(version))
    version.name, version.note = name.strip() or version.name, note.strip() or version.note
    version.snapshot = {code: state.as_document() for code, state in snapshot.items()}
    found = changes(queries.snapshot_of(before), snapshot) if before else []
    version.changelog = [change.as_document() for change in found]
    version.save(update_fields=["name", "note", "snapshot", "changelog"])
    index_records_task.defer(kind="session", ids=sorted(version.placements.values_list("session", flat=True)))
    after_release.defer(plan_id=version.plan_id, notify=notify)
    warm_pages.defer(edition_id=version.plan.edition_id)
    make_booklets.defer(edition_id=version.plan.edition_id)


def refuse_conflicts(version: ScheduleVersion) -> None:
    """Raise ``ReleaseRefused`` when something must not happen in a version, naming every case."""
    hard = [conflict for conflict in conflicts_in(version) if conflict.is_hard]
    if hard:
        raise ReleaseRefused([conflict.sentence for conflict in hard])


@transaction.atomic
def discard_version(version: ScheduleVersion, *, by: Person) -> None:
    """Delete a draft; raises ``PlanOutdated`` for a version that is or was released."""
    plan = version.plan
    if plan.status != PlanStatus.DRAFT:
        raise PlanOutdated(_("Only a draft can be discarded."))
    plan.delete()
    log.info("programme_version_discarded", number=plan.number, by=by.pk)
