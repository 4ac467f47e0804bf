"""Writing the projects of a batch of CORDIS rows."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.text import slugify

from grono.projects.formats.cordis_facts import ProjectFacts
from grono.projects.models import CordisImport, Project
from grono.search.lemmas import fold
from grono.search.tasks import index_records_task


def is_newer(published: datetime | None, known: datetime | None) -> bool:
    """Tell whether a row says something newer than what is kept; a row without a date never does."""
    return published is not None and (known is None or published > known)


def write_projects(batch: Sequence[ProjectFacts], record: CordisImport) -> None:
    """Create the projects that are new and update those of which CORDIS has published something newer."""
    known = {project.cordis_id: project for project in _known(batch)}
    touched: dict[str, Project] = {}
    for facts in batch:
        project = touched.get(facts.number) or known.get(facts.number)
        if project is None:
            project = Project(cordis_id=facts.number, slug=_slug(facts))
            record.add("projects created")
        elif is_newer(facts.published_at, project.published_at):
            record.add("projects updated")
        else:
            record.add("projects unchanged")
            continue
        for name, value in facts.fields.items():
            setattr(project, name, value)
        project.published_at = facts.published_at
        touched[facts.number] = project
    if touched:
        _save(list(touched.values()), [*batch[0].fields, "published_at"])


def _known(batch: Sequence[ProjectFacts]) -> list[Project]:
    """Return the projects that are there; one that came from elsewhere without its number is given it."""
    numbers = {_slug(facts): facts.number for facts in batch}
    for project in Project.objects.filter(cordis_id=None, slug__in=numbers):
        Project.objects.filter(pk=project.pk).update(cordis_id=numbers[project.slug])
    return list(Project.objects.filter(cordis_id__in=set(numbers.values())).defer("objective"))


def _save(projects: list[Project], fields: list[str]) -> None:
    Project.objects.bulk_create(projects, update_conflicts=True, unique_fields=["cordis_id"], update_fields=fields)
    index_records_task.defer(kind="project", ids=[project.pk for project in projects])


def _slug(facts: ProjectFacts) -> str:
    return slugify(f"{fold(facts.fields['acronym'])}-{facts.number}")
