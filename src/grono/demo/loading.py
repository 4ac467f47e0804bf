"""The demonstration edition, from the package's own data to a published congress."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from grono.congress.models import Edition
from grono.cooperation.actions.imports import import_profiles
from grono.cooperation.actions.imports_interests import import_agreements, import_interests, import_messages
from grono.cooperation.actions.publication import submit_profile
from grono.cooperation.choices import ProfileState
from grono.cooperation.models import PartneringProfile
from grono.demo.calls import load_invented_calls
from grono.demo.next_edition import load_next_edition
from grono.demo.supporters import load_supporters
from grono.directory.actions import import_clusters, import_organisations, import_reference
from grono.directory.choices import AffiliationRole
from grono.directory.models import Organisation
from grono.funding.actions.facts_import import import_facts
from grono.funding.actions.imports import import_calls
from grono.funding.actions.rules import load_library
from grono.funding.models import Topic
from grono.kit.imports import ImportReport
from grono.projects.actions import import_projects
from grono.projects.actions.answers import save_answers
from grono.projects.actions.assessing import find_all_missing_partners, reassess_open_projects
from grono.projects.actions.imports_innovations import import_innovations
from grono.projects.actions.imports_own import import_own_projects
from grono.projects.models import Innovation, Project
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
    if not Topic.objects.exists():
        say("Loading calls, their rules and what organisations declare for them …")
        load_funding(DATA)
    if not Innovation.objects.exists():
        say("Loading projects in preparation and innovations …")
        load_projects(DATA / "projects")
    if not edition.supporter_levels.exists():
        say("Loading supporters, exhibitors and the press …")
        load_supporters(DATA / "supporters", edition)
    if not Edition.objects.filter(start_date__gt=edition.end_date).exists():
        say("Opening the call for presentations of the next edition …")
        load_next_edition(DATA / "next", edition)
    planned = plan_and_publish(edition, notify=True, hear=hear)
    if planned or not Record.objects.exists():
        say("Preparing the search: words …")
        index_everything()
    say("Preparing the search: meanings …")
    refresh_vectors()
    find_all_missing_partners()
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


@transaction.atomic
def load_funding(data: Path) -> None:
    """Bring in the encoded rules, topics of the EU portal, invented calls, and facts of invented organisations."""
    load_library()
    faults = import_calls(data / "real" / "topics.jsonl.gz", by=None, is_selection=True).faults
    if faults:
        raise RuntimeError(str(faults[0]))
    load_invented_calls(data / "funding")
    _require_whole(*import_facts(data / "funding", by=None))


@transaction.atomic
def load_projects(folder: Path) -> None:
    """Bring in what invented organisations prepare, run and have made, and ask the rules about their consortia."""
    _require_whole(*import_own_projects(folder, by=None))
    _import(import_innovations, folder / "innovations.csv")
    for slug, answers in json.loads((folder / "answers.json").read_text(encoding="utf-8")).items():
        _declare(Project.objects.select_related("lead_cluster").get(slug=slug), answers)
    reassess_open_projects()


def _declare(project: Project, answers: Mapping[str, Any]) -> None:
    """Answer what the rules of a project's call ask, as the manager of the cluster that leads it would."""
    assert project.lead_cluster is not None
    save_answers(
        project,
        by=project.lead_cluster.managers.select_related("person").order_by("pk")[0].person,
        version=project.version,
        duration_months=project.duration_months,
        trl_start=project.trl_start,
        trl_end=project.trl_end,
        declared=answers,
    )


def _import(run: Callable[..., ImportReport], file: Path) -> None:
    _require_whole(run(file, by=None))


def _require_whole(*reports: ImportReport) -> None:
    """Raise ``RuntimeError`` with the first fault of the package's own files."""
    for report in reports:
        if report.faults:
            raise RuntimeError(f"{report.file}: {report.faults[0]}")
