"""Keeping the documents of the search in step with the records."""

from collections.abc import Iterable

from django.db import connection, transaction

from grono.kit import registry
from grono.search.documents import SearchText
from grono.search.lemmas import indexed
from grono.search.models import Document

BATCH = 500
_INSERT = """
    INSERT INTO search_document (kind, object_id, language, title, excerpt, path, country, helix_sector, lemmas)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s,
            setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B'))
"""


def index_everything() -> int:
    """Write all documents of all kinds anew; return how many there are."""
    return sum(index_records(kind, None) for kind in registry.search_sources())


@transaction.atomic
def index_records(kind: str, ids: Iterable[int] | None) -> int:
    """Write the documents of some records of a kind (all of them for ``None``) anew; return how many."""
    wanted = None if ids is None else list(ids)
    texts = list(registry.search_sources()[kind].documents(wanted))
    old = Document.objects.filter(kind=kind)
    (old if wanted is None else old.filter(object_id__in=wanted)).delete()
    with connection.cursor() as cursor:
        for start in range(0, len(texts), BATCH):
            cursor.executemany(_INSERT, [_row(kind, text) for text in texts[start : start + BATCH]])
    return len(texts)


def _row(kind: str, text: SearchText) -> tuple[str | int, ...]:
    return (
        kind,
        text.object_id,
        text.language,
        text.title[:500],
        text.excerpt,
        text.path,
        text.country,
        text.helix_sector,
        indexed(text.title, text.language),
        indexed(text.body, text.language),
    )
