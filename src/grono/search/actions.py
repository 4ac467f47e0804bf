"""Keeping the documents of the search in step with the records."""

from collections.abc import Iterable

from django.db import connection, transaction

from grono.kit import registry
from grono.search.documents import SearchText
from grono.search.lemmas import LEMMATISED, indexed, inflections, lemma, words
from grono.search.models import Document

BATCH = 500
LONGEST_FORM = 60  # letters; the columns hold no more, and no word of a language is longer
# A record may be saved while everything is being indexed: whoever writes last wins, and neither fails.
_WRITE = """
    INSERT INTO search_document (kind, object_id, language, title, excerpt, path, country, helix_sector, lemmas)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s,
            setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B'))
    ON CONFLICT (kind, object_id, language) DO UPDATE SET
        (title, excerpt, path, country, helix_sector, lemmas)
        = (EXCLUDED.title, EXCLUDED.excerpt, EXCLUDED.path, EXCLUDED.country, EXCLUDED.helix_sector, EXCLUDED.lemmas)
"""


def index_everything() -> int:
    """Write all documents of all kinds anew, a kind at a time; return how many there are."""
    texts = []
    for kind, source in registry.search_sources().items():
        found = list(source.documents(None))
        _replace(kind, None, found)
        texts += found
    _add_inflections(texts)
    return len(texts)


def index_records(kind: str, ids: Iterable[int]) -> int:
    """Write the documents of some records of a kind anew; return how many."""
    wanted = list(ids)
    texts = list(registry.search_sources()[kind].documents(wanted))
    _replace(kind, wanted, texts)
    _add_inflections(texts)
    return len(texts)


def _replace(kind: str, ids: list[int] | None, texts: list[SearchText]) -> None:
    """Put the texts in place of the documents of the records (all of the kind for ``None``), in one transaction.

    The words are worked out before it begins, so that nobody waits for the dictionary.
    """
    rows = [_row(kind, text) for text in texts]
    old = Document.objects.filter(kind=kind)
    with transaction.atomic(), connection.cursor() as cursor:
        (old if ids is None else old.filter(object_id__in=ids)).delete()
        for start in range(0, len(rows), BATCH):
            cursor.executemany(_WRITE, rows[start : start + BATCH])


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
    with transaction.atomic(), connection.cursor() as cursor:
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
