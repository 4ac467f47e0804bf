"""The one search: words and meaning, fused, counted, explained."""

from collections import deque
from dataclasses import replace
from typing import Any

from django.db import connection

from grono.search import planning, vocabulary
from grono.search.facets import Filters
from grono.search.parsing import Parsed
from grono.search.queries.counting import count, count_each
from grono.search.queries.nearest import NearRecord, nearest_records
from grono.search.queries.results import PAGE, Alternative, Found, Hit
from grono.search.queries.showing import show

WINDOW = 300  # records that are ranked by their words; nobody pages further
NEAREST = 200  # passages that are looked at; a record has several, in several languages
EVERYTHING = Filters()
CERTAIN = 0.25  # how sure one must be that a passage is about the same to show it without a word in common,
LEADING = 0.4  # and how sure of the first of them; otherwise it is chance that brings them near
VAGUE = 0.03  # from which on the nearest are offered when nothing is found; letters at random stay below
FADING = 0.96  # a kind of record counts less with each of it that is shown already, so that every kind has its turn
SPELLINGS = 2  # offered when words occur nowhere
NEARBY = 3  # records shown when nothing is found
# Titles first: for a common word more records match than can be ranked while somebody waits.
_RANKED = """
    WITH titled AS MATERIALIZED (SELECT id FROM search_record WHERE lemmas @@ %(titled)s::tsquery),
    matched AS MATERIALIZED (SELECT id FROM search_record WHERE lemmas @@ %(asked)s::tsquery),
    seen AS (
        SELECT id, true AS in_title FROM (SELECT id FROM titled LIMIT %(window)s) one
        UNION ALL SELECT id, false FROM (SELECT id FROM matched LIMIT %(window)s) other
    ),
    chosen AS (SELECT id, bool_or(in_title) AS in_title FROM seen GROUP BY id)
    SELECT id, in_title, title_words, ts_rank_cd('{0.1, 0.2, 0.4, 1.0}', lemmas, %(asked)s::tsquery) AS rank, kind
    FROM chosen JOIN search_record USING (id) ORDER BY in_title DESC, rank DESC, id LIMIT %(window)s
"""
#: A record named by the query comes before one that speaks of it.
_WEIGHTS = {"title": 1.0, "words": 1.0, "meaning": 1.0}


def find(text: str, *, language: str, filters: Filters = EVERYTHING, page: int = 1, exact: bool = False) -> Found:
    """Return a page of the records that fit ``text`` by all its words or by its meaning, the best first.

    ``language`` is the reader's: a record with text in several languages is shown in it where that fits. A word that
    occurs nowhere is replaced by what was probably meant, unless ``exact``. Bad input finds nothing.
    """
    informed = vocabulary.inform(text)
    typed = searched = informed.parsed
    if not exact and (better := vocabulary.corrections(typed)):
        informed = vocabulary.inform(typed.corrected(better))
        searched = informed.parsed
    if not searched.terms:
        return Found(typed.text, typed.text)
    near = _near(searched, informed.has_vectors)
    certain = {record.id: record for record in _certain(near)}
    order = _order(searched, certain, filters)
    total, facets = count(searched, certain.values(), filters)
    page = min(max(page, 1), max(-(-len(order) // PAGE), 1))
    ids = order[(page - 1) * PAGE : page * PAGE]
    hits = show(ids, searched, language=language, near=certain)
    found = Found(typed.text, searched.text, hits, total, len(order), page, facets)
    if not total:
        alternatives, nearby = _instead(searched, filters, language, near)
        return replace(found, alternatives=alternatives, nearby=nearby)
    doubt = {} if found.was_mended or exact else vocabulary.doubts(typed)
    return replace(found, doubt=typed.corrected(doubt)) if doubt else found


def _near(searched: Parsed, has_vectors: bool) -> list[NearRecord]:
    if not has_vectors:
        return []
    vector = planning.query_vector(searched.text)
    return nearest_records(vector, limit=NEAREST) if vector.any() else []


def _certain(near: list[NearRecord]) -> list[NearRecord]:
    """Return the records whose meaning is surely near, the surest first: languages are near in different degrees."""
    sure = [(planning.calibrated(record.similarity, record.language), record) for record in near]
    if max((certainty for certainty, _ in sure), default=0) < LEADING:
        return []
    sure.sort(key=lambda one: -one[0])
    return [record for certainty, record in sure if certainty >= CERTAIN]


def _order(searched: Parsed, near: dict[int, NearRecord], filters: Filters) -> list[int]:
    """Return the ids of the best records, those found by words and by meaning fused."""
    values: dict[str, Any] = {
        "asked": searched.asked(filters),
        "titled": searched.asked(filters, title=True),
        "window": WINDOW,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RANKED, values)
        rows = cursor.fetchall()
    titled = sorted((row for row in rows if row[1]), key=lambda row: (row[2], -row[3], row[0]))
    rankings = {
        "title": [row[0] for row in titled],
        "words": [row[0] for row in sorted(rows, key=lambda row: (-row[3], row[0]))],
        "meaning": [record.id for record in near.values() if filters.fit(record.tags)],
    }
    kinds = {row[0]: str(row[4]) for row in rows} | {key: record.kind for key, record in near.items()}
    return varied(planning.fused(rankings, _WEIGHTS), kinds)


def varied(order: list[int], kinds: dict[int, str]) -> list[int]:
    """Return the records with their kinds mixed: who writes most does not push all others off the first page.

    The worth of the n-th of the order is 1 / (60 + n), as in the fusion; see ``FADING``.
    """
    queues: dict[str, deque[tuple[float, int]]] = {}
    for place, key in enumerate(order):
        queues.setdefault(kinds[key], deque()).append((1 / (60 + place), key))
    weights = dict.fromkeys(queues, 1.0)
    mixed = []
    while queues:
        kind = max(queues, key=lambda name: weights[name] * queues[name][0][0])
        mixed.append(queues[kind].popleft()[1])
        weights[kind] *= FADING
        if not queues[kind]:
            del queues[kind]
    return mixed


def _instead(
    searched: Parsed, filters: Filters, language: str, near: list[NearRecord]
) -> tuple[list[Alternative], list[Hit]]:
    """Return what may help when nothing is found: other spellings, fewer words, no filters, what is nearest."""
    wanted: list[tuple[str, str, str]] = []
    if filters:
        wanted.append(("unfiltered", searched.text, searched.asked()))
    unknown = [term for term in searched.terms if not term.documents]
    others = [(word, other.shown) for word, found in vocabulary.meant(unknown).items() for other in found]
    for word, other in others[:SPELLINGS]:
        parsed = vocabulary.inform(searched.corrected({word: other})).parsed
        wanted.append(("spelling", parsed.text, parsed.asked()))
    if len(searched.terms) > 1:
        for dropped in [unknown] if 0 < len(unknown) < len(searched.terms) else [[term] for term in searched.terms]:
            wanted.append(("fewer", searched.without(dropped), searched.asked(without=dropped)))
    counts = count_each([query for _, _, query in wanted])
    found = [
        Alternative(reason, text, number)
        for (reason, text, _), number in zip(wanted, counts, strict=True)
        if number and text
    ]
    vague = [one for one in near if planning.calibrated(one.similarity, one.language) >= VAGUE][:NEARBY]
    nearby = show([one.id for one in vague], searched, language=language, near={one.id: one for one in vague})
    return sorted(found, key=_usefulness), nearby


def _usefulness(alternative: Alternative) -> tuple[int, int]:
    return ("unfiltered", "spelling", "fewer").index(alternative.reason), -alternative.count
