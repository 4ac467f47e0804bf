"""The demonstration edition, from the package's own data to a published congress."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from grono.congress.models import Edition
from grono.cooperation.actions.imports import import_profiles
from grono.cooperation.actions.imports_interests import import_agreements, import_interests, import_messages
from grono.cooperation.actions.publication import submit_profile
from grono.cooperation.choices import ProfileState
from grono.cooperation.models import PartneringProfile
from grono.directory.actions import import_clusters, import_organisations, import_reference
from grono.directory.choices import AffiliationRole
from grono.directory.models import Organisation
from grono.kit.imports import ImportReport
from grono.projects.actions import import_projects
from grono.search.actions import index_everything, refresh_vectors
from grono.search.models import Record
from grono.site.folder.loading import load_folder, plan_and_publish

DATA = Path(__file__).resolve().parent / "data"
SLUG = "cwc-demo-2027"
#: The member of the first cluster whose draft profile waits for the cluster manager's review.
REVIEWED = "demo-opakomat-trzy-deby"


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
    if not PartneringProfile.objects.exists():
        say("Loading cooperation profiles, what was written about them, and agreements …")
        load_cooperation(DATA / "cooperation")
    planned = plan_and_publish(edition, notify=True, hear=hear)
    if planned or not Record.objects.exists():
        say("Preparing the search: words …")
        index_everything()
    say("Preparing the search: meanings …")
    refresh_vectors()
    return edition


def load_real_directory(folder: Path) -> None:
    """Bring the sourced facts into the directory: regions, activities, organisations, clusters, projects."""
    import_reference(folder / "nuts.csv", folder / "nace.csv")
    _import(import_organisations, folder / "organisations.csv")
    _import(import_clusters, folder / "clusters.csv")
    _import(import_projects, folder / "projects.jsonl")


@transaction.atomic
def load_cooperation(folder: Path) -> None:
    """Bring in what invented organisations offer and seek, wrote to each other and agreed on."""
    _import(import_profiles, folder / "profiles.csv")
    _import(import_interests, folder / "interests.csv")
    _import(import_messages, folder / "thread.csv")
    _import(import_agreements, folder / "agreements.csv")
    waiting = PartneringProfile.objects.get(state=ProfileState.DRAFT, organisation__slug=REVIEWED)
    submit_profile(waiting, by=waiting.organisation.affiliations.get(role=AffiliationRole.REPRESENTATIVE).person)


def _import(run: Callable[..., ImportReport], file: Path) -> None:
    report = run(file, by=None)
    if report.faults:
        raise RuntimeError(f"{file.name}: {report.faults[0]}")
