"""What of the projects the search finds."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from grono.kit.registry import SearchSource
from grono.projects.models import Project
from grono.search.documents import SearchText

EXCERPT = 240


def documents(ids: Iterable[int] | None) -> Iterator[SearchText]:
    """Yield each project in English, the language in which its facts are published."""
    found = Project.objects.prefetch_related("participations")
    if ids is not None:
        found = found.filter(pk__in=list(ids))
    for project in found.iterator(chunk_size=500):
        partners = "\n".join(part.name for part in project.participations.all())
        yield SearchText(
            object_id=project.pk,
            language="en",
            title=f"{project.acronym} – {project.title}",
            body="\n".join((project.objective, project.topics, project.funding_scheme, partners)),
            excerpt=project.objective[:EXCERPT],
            path=f"projects/{project.slug}/",
            meaning=f"{project.title}\n{project.objective}",
        )


PROJECTS = SearchSource("project", _("Projects"), documents)
