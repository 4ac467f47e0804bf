"""The words that occur: what a query's words mean among them, how a misspelt one was meant, how one goes on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from grono.search.lemmas import LEMMATISED, fold, stem, words
from grono.search.parsing import Parsed, Term, parse, with_lemmas
from grono.search.spelling import Candidate, best, grams, pieces, tolerance

_KNOWN = """
    WITH lemmas AS MATERIALIZED (SELECT form, lemma FROM search_inflectedform WHERE form = ANY(%(plain)s::text[]))
    SELECT 'lemma', form, lemma, 0 FROM lemmas
    UNION ALL
    SELECT 'form', form, lemma, 0 FROM search_inflectedform
    WHERE lemma IN (SELECT lemma FROM lemmas UNION ALL SELECT unnest(%(plain)s::text[]))
    UNION ALL
    SELECT 'word', word, shown, documents FROM search_word
    WHERE word IN (SELECT lemma FROM lemmas UNION ALL SELECT unnest(%(plain)s::text[] || %(stems)s::text[]))
    UNION ALL
    (SELECT 'prefix', word, shown, documents FROM search_word WHERE word LIKE %(beginning)s LIMIT 1)
    UNION ALL
    SELECT 'vectors', '', '', 1 WHERE EXISTS (SELECT 1 FROM search_passage)
"""
_LIKE = """
    SELECT asked.word, alike.* FROM unnest(%(words)s::text[], %(pieces)s::text[], %(grams)s::text[], %(limits)s::int[])
        AS asked (word, pieces, grams, slips)
    CROSS JOIN LATERAL (
        SELECT word, shown, documents FROM search_word known
        WHERE known.grams && string_to_array(asked.pieces, ' ')::varchar[]
            AND length(word) BETWEEN length(asked.word) - slips AND length(asked.word) + slips
        ORDER BY cardinality(ARRAY(SELECT unnest(known.grams) INTERSECT SELECT string_to_table(asked.grams, ' '))) DESC,
            documents DESC, word
        LIMIT 60
    ) alike
"""
_GOING_ON = """
    SELECT shown FROM search_word WHERE word LIKE %s AND grams <> '{}'
    ORDER BY documents DESC, word LIMIT %s
"""
SUGGESTIONS = 6
RARE, COMMONER = 2, 20  # a word in this many records may be a slip of one in that many times as many


@dataclass(frozen=True)
class Informed:
    """A query with what the vocabulary knows of it, and whether there are vectors to compare it with."""

    parsed: Parsed
    has_vectors: bool


def inform(text: str) -> Informed:
    """Return the terms of a text with their lemmas, forms and counts (one query)."""
    parsed = parse(text)
    if not parsed.terms:
        return Informed(parsed, has_vectors=False)
    last = parsed.terms[-1]
    values: dict[str, Any] = {
        "plain": [term.plain for term in parsed.terms],
        "stems": [stem(term.word, language) for term in parsed.terms for language in LEMMATISED],
        "beginning": _pattern(last.plain) if last.prefix else "",
    }
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, values)
        rows = cursor.fetchall()
    lemmas, forms = defaultdict(set), defaultdict(set)
    counts: dict[str, int] = {}
    beginnings = 0
    for sort, word, other, documents in rows:
        if sort == "lemma":
            lemmas[word].add(other)
        elif sort == "form":
            forms[other].add(word)
        elif sort == "word":
            counts[word] = documents
        elif sort == "prefix":
            beginnings = documents
    terms = []
    for bare in parsed.terms:
        term = with_lemmas(bare, lemmas[bare.plain])
        seen = max((counts.get(lexeme, 0) for lexeme in term.lexemes), default=0)
        told = frozenset(form for lemma in term.lexemes for form in (lemma, *forms.get(lemma, ())))
        terms.append(replace(term, forms=told, documents=max(seen, beginnings if term.prefix else 0)))
    return Informed(replace(parsed, terms=tuple(terms)), any(row[0] == "vectors" for row in rows))


def corrections(parsed: Parsed) -> dict[str, str]:
    """Return the words that occur nowhere and what was meant, as written; empty unless all of them can be mended.

    A text of which some words can be mended and others cannot is rather in another language than misspelt.
    """
    unknown = [term for term in parsed.terms if not term.documents]
    candidates = meant(unknown)
    if not all(candidates.get(term.word) for term in unknown):
        return {}
    return {term.word: candidates[term.word][0].shown for term in unknown}


def doubts(parsed: Parsed) -> dict[str, str]:
    """Return words that occur, but so rarely beside a common neighbour that they may be slips, and those neighbours."""
    rare = {term.word: term.documents for term in parsed.terms if 0 < term.documents <= RARE}
    found = {}
    for word, candidates in meant([term for term in parsed.terms if term.word in rare]).items():
        common = [one for one in candidates if one.documents >= COMMONER * rare[word]]
        if common:
            found[word] = common[0].shown
    return found


def meant(terms: Sequence[Term]) -> dict[str, list[Candidate]]:
    """Return for each term, by its word, the words that occur and come nearest, the best first (at most one query)."""
    asked = [term for term in terms if tolerance(term.plain)]
    if not asked:
        return {}
    values: dict[str, Any] = {
        "words": [term.plain for term in asked],
        "pieces": [" ".join(pieces(term.plain)) for term in asked],
        "grams": [" ".join(grams(term.plain)) for term in asked],
        "limits": [tolerance(term.plain) for term in asked],
    }
    candidates = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_LIKE, values)
        for word, *row in cursor.fetchall():
            candidates[word].append(Candidate(*row))
    return {term.word: best(term.plain, candidates[term.plain]) for term in asked}


def complete(text: str) -> list[str]:
    """Return the text with its last word completed, the commonest completions first (one query)."""
    text = text[:200].replace("\0", " ")
    spoken = words(text)
    if not spoken or not text.endswith(spoken[-1]) or len(spoken[-1]) < 2:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_GOING_ON, [_pattern(fold(spoken[-1])), SUGGESTIONS])
        found = [row[0] for row in cursor.fetchall()]
    return [text[: len(text) - len(spoken[-1])] + word for word in found]


def _pattern(beginning: str) -> str:
    escaped = beginning.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"{escaped}%"
