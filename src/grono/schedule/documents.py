"""What the search knows about sessions of released programmes."""

from collections.abc import Iterable, Iterator

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from grono.congress.choices import PlanStatus
from grono.directory.texts import texts_by_language
from grono.kit.registry import SearchSource
from grono.schedule.models import Session
from grono.search.documents import SearchText

EXCERPT = 240  # characters


def session_documents(ids: Iterable[int] | None) -> Iterator[SearchText]:
    """Yield a document per language of the edition for each session that is in a released programme."""
    sessions = Session.objects.filter(
        placements__version__plan__status=PlanStatus.PUBLISHED, edition__is_public=True
    ).distinct()
    if ids is not None:
        sessions = sessions.filter(pk__in=list(ids))
    rows = sessions.select_related("edition", "track").prefetch_related("roles__participant__person")
    for session in rows.iterator(chunk_size=500):
        for language in session.edition.languages:
            with override(language):
                yield _document(session, language)


def _document(session: Session, language: str) -> SearchText:
    abstract = strip_tags(str(session.abstract))
    own = texts_by_language(session.title).keys() | texts_by_language(session.abstract).keys()
    people = ", ".join(str(role.participant) for role in session.roles.all())
    return SearchText(
        object_id=session.pk,
        language=language,
        title=str(session.title),
        body="\n".join(part for part in (abstract, people, str(session.track or "")) if part),
        excerpt=abstract[:EXCERPT],
        path=f"congress/{session.edition.slug}/sessions/{session.code}/",
        meaning=f"{session.title}\n{abstract}",
        has_vector=language in own,
        is_demonstration=session.edition.is_demonstration,
    )


SOURCE = SearchSource(kind="session", label=_("Sessions"), documents=session_documents)
