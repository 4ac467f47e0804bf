"""What of the calls the search finds."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from grono.funding.choices import TopicState
from grono.funding.models import Topic
from grono.funding.points import points_of
from grono.kit.registry import SearchSource
from grono.search.documents import SearchText

EXCERPT = 240


def documents(ids: Iterable[int] | None) -> Iterator[SearchText]:
    """Yield each published topic in the language of its text."""
    found = Topic.objects.filter(state=TopicState.PUBLISHED).select_related("call__programme")
    if ids is not None:
        found = found.filter(pk__in=list(ids))
    for topic in found.defer("objectives", "conditions", "folded").iterator(chunk_size=500):
        words = "\n".join(topic.source_keywords)
        yield SearchText(
            object_id=topic.pk,
            language=topic.language,
            title=topic.title,
            body="\n".join((topic.description, words, topic.topic_id, topic.call.title, str(topic.call.programme))),
            excerpt=_excerpt(topic.description),
            path=f"funding/{topic.slug}/",
            type=topic.action_type,
            meaning="\n".join((topic.title, *points_of(topic.description))),
            is_demonstration=topic.is_demonstration,
        )


def _excerpt(description: str) -> str:
    """Return the beginning of the text without its headings, which are the same for all."""
    lines = (line for line in description.split("\n\n") if not (line.endswith(":") and len(line) < 80))
    return " ".join(lines)[:EXCERPT]


TOPICS = SearchSource("topic", _("Calls"), documents)
