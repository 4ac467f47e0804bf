"""What of the projects the search finds."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from grono.kit.registry import SearchSource
from grono.projects.queries.projects import public_projects
from grono.search.documents import SearchText

EXCERPT = 240


def documents(ids: Iterable[int] | None) -> Iterator[SearchText]:
    """Yield each project that everybody may see, in the language of its text."""
    found = public_projects().prefetch_related("participations")
    if ids is not None:
        found = found.filter(pk__in=list(ids))
    for project in found.iterator(chunk_size=500):
        partners = "\n".join(part.name for part in project.participations.all())
        yield SearchText(
            object_id=project.pk,
            language=project.language,
            title=f"{project.acronym} – {project.title}",
            body="\n".join((project.objective, project.topics, project.funding_scheme, partners)),
            excerpt=project.objective[:EXCERPT],
            path=f"projects/{project.slug}/",
            is_demonstration=project.is_demonstration,
            meaning=f"{project.title}\n{project.objective}",
        )


PROJECTS = SearchSource("project", _("Projects"), documents)
