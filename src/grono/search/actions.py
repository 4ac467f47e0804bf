"""Keeping the documents of the search in step with the records."""

from collections.abc import Iterable

from django.db import connection, transaction

from grono.kit import registry
from grono.search.documents import SearchText
from grono.search.lemmas import LEMMATISED, indexed, inflections, lemma, words
from grono.search.models import Document

BATCH = 500
LONGEST_FORM = 60  # letters; the columns hold no more, and no word of a language is longer
_INSERT = """
    INSERT INTO search_document (kind, object_id, language, title, excerpt, path, country, helix_sector, lemmas)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s,
            setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B'))
"""


@transaction.atomic
def index_everything() -> int:
    """Write all documents of all kinds anew; return how many there are."""
    texts = []
    for kind, source in registry.search_sources().items():
        found = list(source.documents(None))
        Document.objects.filter(kind=kind).delete()
        _write(kind, found)
        texts += found
    _add_inflections(texts)
    return len(texts)


@transaction.atomic
def index_records(kind: str, ids: Iterable[int]) -> int:
    """Write the documents of some records of a kind anew; return how many."""
    wanted = list(ids)
    texts = list(registry.search_sources()[kind].documents(wanted))
    Document.objects.filter(kind=kind, object_id__in=wanted).delete()
    _write(kind, texts)
    _add_inflections(texts)
    return len(texts)


def _write(kind: str, texts: list[SearchText]) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(texts), BATCH):
            cursor.executemany(_INSERT, [_row(kind, text) for text in texts[start : start + BATCH]])


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


def _add_inflections(texts: list[SearchText]) -> None:
    """Keep the inflected forms of the lemmas in the texts; those already there are passed over."""
    for language in LEMMATISED:
        spoken = [text for text in texts if text.language == language]
        lemmas = {lemma(word, language) for text in spoken for word in words(f"{text.title} {text.body}")}
        if lemmas:
            _copy_forms(inflections(lemmas, language))


def _copy_forms(pairs: Iterable[tuple[str, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE new_forms (form text, lemma text) ON COMMIT DROP")
        with cursor.copy("COPY new_forms FROM STDIN") as copy:
            for form, found in pairs:
                if max(len(form), len(found)) <= LONGEST_FORM:
                    copy.write_row((form, found))
        cursor.execute(
            "INSERT INTO search_inflectedform (form, lemma) SELECT DISTINCT form, lemma FROM new_forms "
            "ON CONFLICT DO NOTHING"
        )
        cursor.execute("DROP TABLE new_forms")
