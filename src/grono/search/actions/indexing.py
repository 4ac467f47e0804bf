"""Writing the documents and the words of records."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice

from django.db import connection, transaction

from grono.kit import registry
from grono.search.actions.words import Vocabulary
from grono.search.documents import SearchText
from grono.search.lexemes import Analysed, analyse
from grono.search.models import Document, Record
from grono.search.tags import numbers_of, packed

BATCH = 200  # records
# A record may be saved while everything is being indexed: whoever writes last wins, and neither fails.
_WRITE_RECORD = """
    INSERT INTO search_record (kind, object_id, tags, title_words, lemmas)
    VALUES (%s, %s, %s, %s, %s::tsvector)
    ON CONFLICT (kind, object_id) DO UPDATE SET
        (tags, title_words, lemmas) = (EXCLUDED.tags, EXCLUDED.title_words, EXCLUDED.lemmas)
"""
_DROP_LANGUAGES = """
    DELETE FROM search_document WHERE kind = %s AND object_id = ANY(%s)
    AND (object_id, language) NOT IN (SELECT * FROM unnest(%s::bigint[], %s::varchar[]))
"""
_SHOWN = [
    "title", "excerpt", "body", "path", "country", "helix_sector", "type", "is_demonstration", "meaning", "digest",
]  # fmt: skip
MOST_TITLE_WORDS = 1_000


def index_everything() -> int:
    """Write all records of all kinds anew, some at a time; return how many documents there are.

    The vectors are refreshed by a job; ``refresh_vectors`` does it at once.
    """
    written, vocabulary = 0, Vocabulary()
    for kind, source in registry.search_sources().items():
        found: set[int] = set()
        for texts in _batches(source.documents(None)):
            found |= texts.keys()
            written += _write(kind, texts, vocabulary)
        gone = set(Record.objects.filter(kind=kind).values_list("object_id", flat=True)) - found
        _delete(kind, gone)
    vocabulary.save(complete=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_record, search_document, search_word, search_inflectedform")
    _refresh_later(None, None)
    return written


def index_records(kind: str, ids: Iterable[int]) -> int:
    """Write some records of a kind anew, in the caller's transaction; return how many documents they have.

    Records that have no documents any more are forgotten. A job refreshes the vectors once the transaction is through.
    """
    wanted = list(ids)
    written, vocabulary, found = 0, Vocabulary(), set[int]()
    for texts in _batches(registry.search_sources()[kind].documents(wanted)):
        found |= texts.keys()
        written += _write(kind, texts, vocabulary)
    _delete(kind, set(wanted) - found)
    vocabulary.save(complete=False)
    _refresh_later(kind, wanted)
    return written


def _batches(documents: Iterable[SearchText]) -> Iterator[dict[int, list[SearchText]]]:
    """Yield texts by record; those of one record come one after another."""
    records = groupby(documents, key=lambda text: text.object_id)
    texts = ((object_id, list(found)) for object_id, found in records)
    while batch := dict(islice(texts, BATCH)):
        yield batch


def _write(kind: str, texts: dict[int, list[SearchText]], vocabulary: Vocabulary) -> int:
    """Put the texts in place of the records' documents; the words are worked out before the transaction begins."""
    analysed = {object_id: analyse(kind, found) for object_id, found in sorted(texts.items())}
    documents = {(text.object_id, text.language): _document(kind, text) for found in texts.values() for text in found}
    with transaction.atomic(), connection.cursor() as cursor:
        numbers = numbers_of({tag for record in analysed.values() for tag in record.tags})
        rows = [_record(kind, object_id, record, numbers) for object_id, record in analysed.items()]
        cursor.executemany(_WRITE_RECORD, rows)
        keys = list(documents)
        cursor.execute(_DROP_LANGUAGES, [kind, list(analysed), [key[0] for key in keys], [key[1] for key in keys]])
        Document.objects.bulk_create(
            documents.values(),
            update_conflicts=True,
            unique_fields=["kind", "object_id", "language"],
            update_fields=_SHOWN,
        )
    for object_id, record in analysed.items():
        vocabulary.learn(texts[object_id], record)
    return len(documents)


def _record(kind: str, object_id: int, analysed: Analysed, numbers: Mapping[str, int]) -> tuple[str | int | bytes, ...]:
    tags = packed(analysed.tags, numbers)
    return kind, object_id, tags, min(analysed.title_words, MOST_TITLE_WORDS), analysed.vector


def _document(kind: str, text: SearchText) -> Document:
    return Document(
        kind=kind,
        object_id=text.object_id,
        language=text.language,
        title=text.title[:500],
        excerpt=text.excerpt,
        body=text.body,
        path=text.path,
        country=text.country,
        helix_sector=text.helix_sector,
        type=text.type,
        is_demonstration=text.is_demonstration,
        meaning=text.understood,
        digest=text.digest,
    )


def _delete(kind: str, ids: Iterable[int]) -> None:
    for model in (Record, Document):
        model.objects.filter(kind=kind, object_id__in=ids).delete()


def _refresh_later(kind: str | None, ids: list[int] | None) -> None:
    from grono.search.tasks import refresh_vectors_task  # the task calls an action of this package

    refresh_vectors_task.defer(kind=kind, ids=ids)
