"""What of the innovations the search finds."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from grono.directory.texts import texts_by_language
from grono.kit.registry import SearchSource
from grono.projects.actions.innovations import KIND
from grono.projects.models import Innovation
from grono.projects.queries.innovations import public_innovations
from grono.search.documents import SearchText

EXCERPT = 240


def documents(ids: Iterable[int] | None) -> Iterator[SearchText]:
    """Yield each published innovation in every language in which it says something."""
    found = public_innovations().select_related("owner").prefetch_related("branches", "keywords")
    if ids is not None:
        found = found.filter(pk__in=list(ids))
    for innovation in found.iterator(chunk_size=500):
        names, summaries = texts_by_language(innovation.name), texts_by_language(innovation.summary)
        for language in dict.fromkeys((*names, *summaries)):
            yield _document(innovation, language)


def _document(innovation: Innovation, language: str) -> SearchText:
    names, summaries, descriptions, notes = (
        texts_by_language(value)
        for value in (innovation.name, innovation.summary, innovation.description, innovation.sought_note)
    )
    name, summary = names.get(language) or str(innovation.name), summaries.get(language, "")
    said = (summary, descriptions.get(language, ""), notes.get(language, ""))
    return SearchText(
        object_id=innovation.pk,
        language=language,
        title=name,
        body="\n".join((*said, innovation.owner.name, *(str(word) for word in innovation.keywords.all()))),
        excerpt=(summary or descriptions.get(language, ""))[:EXCERPT],
        path=f"innovations/{innovation.slug}/",
        country=innovation.owner.country,
        helix_sector=innovation.owner.helix_sector,
        region=innovation.owner.region_id or "",
        activities=tuple(branch.code for branch in innovation.branches.all()),
        meaning="\n".join((name, *said)),
        is_demonstration=innovation.is_demonstration,
    )


INNOVATIONS = SearchSource(KIND, _("Innovations"), documents)
