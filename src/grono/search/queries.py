"""Finding documents."""

from dataclasses import dataclass

from django.db import connection

from grono.search.lemmas import fold, query, words
from grono.search.models import InflectedForm

PAGE = 20
_FOUND = """
    WITH hits AS (
        SELECT kind, object_id, language, title, excerpt, path, country, helix_sector,
               ts_rank_cd('{{0.1, 0.2, 0.4, 1.0}}', lemmas, to_tsquery('simple', %(query)s)) AS rank
        FROM search_document
        WHERE lemmas @@ to_tsquery('simple', %(query)s) {filters}
    ), best AS (
        SELECT DISTINCT ON (kind, object_id) *
        FROM hits
        ORDER BY kind, object_id, (language = %(language)s) DESC, rank DESC
    )
    SELECT kind, object_id, language, title, excerpt, path, country, helix_sector, count(*) OVER ()
    FROM best ORDER BY rank DESC, title, object_id LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True)
class Hit:
    """A line of the result list."""

    kind: str
    object_id: int
    language: str
    title: str
    excerpt: str
    path: str
    country: str
    helix_sector: str


@dataclass(frozen=True)
class Found:
    """One page of results, and how many there are in all, by kind."""

    hits: list[Hit]
    total: int
    by_kind: dict[str, int]


def find(text: str, *, language: str, kind: str = "", page: int = 1) -> Found:
    """Return the documents in which every word of ``text`` occurs in some form, the best first.

    A record that has text in several languages appears once, in the reader's language where it can.
    """
    wanted = query(text, lemmas_of(text))
    if not wanted:
        return Found([], 0, {})
    by_kind = _count(wanted)
    values: dict[str, str | int] = {
        "query": wanted,
        "language": language,
        "kind": kind,
        "limit": PAGE,
        "offset": (max(page, 1) - 1) * PAGE,
    }
    filters = "AND kind = %(kind)s" if kind else ""
    with connection.cursor() as cursor:
        cursor.execute(_FOUND.format(filters=filters), values)
        rows = cursor.fetchall()
    return Found([Hit(*row[:8]) for row in rows], rows[0][8] if rows else 0, by_kind)


def lemmas_of(text: str) -> dict[str, set[str]]:
    """Return the lemmas of the text's words, as far as the documents know them (one query)."""
    lemmas: dict[str, set[str]] = {}
    plain = {fold(word) for word in words(text)[:12]}
    for form, lemma in InflectedForm.objects.filter(form__in=plain).values_list("form", "lemma"):
        lemmas.setdefault(form, set()).add(lemma)
    return lemmas


def _count(wanted: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, count(DISTINCT object_id) FROM search_document "
            "WHERE lemmas @@ to_tsquery('simple', %s) GROUP BY kind ORDER BY kind",
            [wanted],
        )
        return dict(cursor.fetchall())
