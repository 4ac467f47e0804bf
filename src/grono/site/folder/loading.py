"""From a folder to a published congress: read, check, save, plan, publish."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from grono.congress.choices import PlanKind, SolveStatus
from grono.congress.models import Edition, Plan
from grono.congress.plans import published_plan
from grono.congress.solves import abandon_solves, queue_solve
from grono.directory.actions import import_clusters, import_organisations
from grono.directory.models import Cluster, Competence, Organisation
from grono.kit.imports import Fault
from grono.meetings import actions as meetings
from grono.schedule import actions as schedule
from grono.site.folder.checking import check_folder
from grono.site.folder.reading import CongressFolder, read_folder
from grono.site.folder.saving import save_competences, save_folder

Hear = Callable[[str, Any], None]


class FolderRefused(Exception):
    """The folder breaks rules and nothing was saved; ``faults`` says which and where."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults, nothing was saved")
        self.faults = faults


class PlanningFailed(Exception):
    """The congress was loaded but a plan could not be made; the message names the reason."""


@dataclass
class LoadReport:
    """What came of a folder."""

    edition: Edition
    skipped: list[Fault] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def load_folder(path: Path, *, skip_bad: bool = False) -> LoadReport:
    """Check a folder and save its congress in one transaction.

    Raises ``FolderRefused`` with every fault unless all rows pass. With ``skip_bad`` faulty rows, and rows that
    refer to them, are left out and reported; faults of whole files and of the edition are never skipped.
    """
    folder = read_folder(path)
    with transaction.atomic():
        save_competences(folder)
        skipped = _import_directory(folder, skip_bad=skip_bad)
        known = {
            "clusters": set(Cluster.objects.values_list("slug", flat=True)),
            "organisations": set(Organisation.objects.values_list("slug", flat=True)),
            "competences": set(Competence.objects.values_list("code", flat=True)),
        }
        check_folder(folder, known)
        _refuse_known_edition(folder)
        faults = folder.faults
        if faults and (not skip_bad or folder.file_faults or not folder.good("edition")):
            raise FolderRefused(faults)
        edition = save_folder(folder)
    return LoadReport(
        edition, [*skipped, *faults], {name: len(folder.good(name)) for name in folder.rows if folder.rows[name]}
    )


def _import_directory(folder: CongressFolder, *, skip_bad: bool) -> list[Fault]:
    """Bring the folder's organisations and clusters into the directory by the directory's own import.

    Returns what was skipped. Raises ``FolderRefused`` when an import refuses its file: what refers to organisations
    that are not there would only repeat it.
    """
    skipped = []
    for name, run in (("organisations", import_organisations), ("clusters", import_clusters)):
        file = folder.path / f"{name}.csv"
        if not file.exists():
            continue
        report = run(file, by=None, skip_bad=skip_bad)
        if report.refused:
            raise FolderRefused([*folder.faults, *report.faults])
        skipped += report.faults
    return skipped


def _refuse_known_edition(folder: CongressFolder) -> None:
    for row in folder.good("edition"):
        if Edition.objects.filter(slug=row["slug"]).exists():
            row.fault("slug", f"there is already an edition {row['slug']}; choose another address")


def plan_and_publish(
    edition: Edition,
    *,
    notify: bool = False,
    hear: Hear | None = None,
    parameters: dict[str, Any] | None = None,
) -> bool:
    """Compute and publish the programme, then the meeting plan that respects it; tell whether anything was done.

    A plan that is published already is left alone. With ``notify`` everybody with a role or a meeting gets a mail.
    ``hear(kind, report)`` receives the engines' progress. Raises ``PlanningFailed`` with the reason.
    """
    done = False
    if edition.sessions.exists() and published_plan(edition, PlanKind.PROGRAMME) is None:
        plan = _plan(edition, PlanKind.PROGRAMME, schedule.plan_programme, hear, parameters)
        schedule.release_version(plan.schedule_version, by=None, notify=notify)
        done = True
    if edition.meeting_requests.exists() and published_plan(edition, PlanKind.MEETINGS) is None:
        plan = _plan(edition, PlanKind.MEETINGS, meetings.plan_meetings, hear, parameters)
        meetings.publish_meeting_plan(plan, by=None, notify=notify)
        done = True
    return done


def _plan(
    edition: Edition,
    kind: str,
    work: Callable[..., Plan | None],
    hear: Hear | None,
    parameters: dict[str, Any] | None,
) -> Plan:
    abandon_solves(edition, kind)
    solve = queue_solve(edition, kind, by=None, parameters=parameters)
    plan = work(solve.pk, also=(lambda report: hear(kind, report)) if hear else None)
    if plan is None:
        solve.refresh_from_db()
        assert solve.status == SolveStatus.FAILED
        raise PlanningFailed(solve.message)
    return plan
