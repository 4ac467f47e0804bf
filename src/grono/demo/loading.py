"""The demonstration edition, from the package's own data to a published congress."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from grono.congress.models import Edition
from grono.directory.actions import import_clusters, import_organisations, import_reference
from grono.directory.models import Organisation
from grono.projects.actions import import_projects
from grono.search.actions import index_everything
from grono.site.folder.loading import load_folder, plan_and_publish

DATA = Path(__file__).resolve().parent / "data"
SLUG = "cwc-demo-2027"


def load_demo(*, say: Callable[[str], None], hear: Callable[[str, Any], None]) -> Edition:
    """Load what is missing: the real directory, the invented edition, its plans, the search index.

    Nothing that is there already is computed again, so a second start is quick and a start after a crash goes on
    where the first one stopped. Raises ``FolderRefused`` and ``PlanningFailed``.
    """
    if not Organisation.objects.filter(is_demonstration=False).exists():
        say("Loading the directory: real organisations, clusters and projects …")
        load_real_directory(DATA / "real")
    edition = Edition.objects.filter(slug=SLUG).first()
    if edition is None:
        say("Loading the demonstration edition …")
        edition = load_folder(DATA / "edition").edition
    if plan_and_publish(edition, notify=True, hear=hear):
        say("Preparing the search …")
        index_everything()
    return edition


def load_real_directory(folder: Path) -> None:
    """Bring the sourced facts into the directory: regions, activities, organisations, clusters, projects."""
    import_reference(folder / "nuts.csv", folder / "nace.csv")
    for run, name in (
        (import_organisations, "organisations.csv"),
        (import_clusters, "clusters.csv"),
        (import_projects, "projects.jsonl"),
    ):
        report = run(folder / name, by=None)
        if report.faults:
            raise RuntimeError(f"{name}: {report.faults[0]}")
