"""Result lines: which of a record's texts is shown, and which part of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from grono.search import planning
from grono.search.parsing import Parsed
from grono.search.passages import Part, Seeker
from grono.search.queries.nearest import NearRecord
from grono.search.queries.results import Hit

EXCERPT = 240
_TEXTS = """
    SELECT r.id, d.kind, d.object_id, d.language, d.title, d.excerpt, d.body, d.path, d.country, d.helix_sector,
           d.type, d.is_demonstration
    FROM search_record r
    JOIN search_document d ON (d.kind, d.object_id) = (r.kind, r.object_id)
    WHERE r.id = ANY(%(ids)s::bigint[])
"""


@dataclass(frozen=True)
class Text:
    """A record's text in one language, as it is kept."""

    record: int
    kind: str
    object_id: int
    language: str
    title: str
    excerpt: str
    body: str
    path: str
    country: str
    helix_sector: str
    type: str
    is_demonstration: bool


def show(ids: Sequence[int], parsed: Parsed, *, language: str, near: Mapping[int, NearRecord]) -> list[Hit]:
    """Return the result lines of records, in the order given (one query)."""
    if not ids:
        return []
    texts = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS, {"ids": list(ids)})
        for row in cursor.fetchall():
            texts[row[0]].append(Text(*row))
    seeker = Seeker(parsed.terms)
    return [_hit(texts[key], seeker, language, near.get(key)) for key in ids if key in texts]


def _hit(texts: list[Text], seeker: Seeker, language: str, near: NearRecord | None) -> Hit:
    """Show the text in which most of the words occur; among equals the reader's language, then the nearest text."""
    met = {text.language: seeker.met(f"{text.title}\n{text.body}") for text in texts}
    nearest = near.passages if near else {}

    def order(text: Text) -> tuple[int, bool, bool, str]:
        own = bool(met[text.language]) or text.language in nearest
        near_language = near is not None and text.language == near.language
        return -met[text.language], not (text.language == language and own), not near_language, text.language

    text = min(texts, key=order)
    by_words = met[text.language] == len(seeker.terms)
    snippet = seeker.snippet(text.body) if met[text.language] else []
    if not by_words and nearest.get(text.language, text.title) not in text.title:
        snippet = seeker.marked(nearest[text.language])
    return Hit(
        kind=text.kind,
        object_id=text.object_id,
        language=text.language,
        name=text.title,
        title=seeker.marked(text.title),
        snippet=snippet or ([Part(_shortened(text.excerpt))] if text.excerpt else []),
        path=text.path,
        country=text.country,
        helix_sector=text.helix_sector,
        type=text.type,
        is_demonstration=text.is_demonstration,
        by_words=by_words,
        certainty=planning.calibrated(near.similarity, near.language) if near else 0.0,
    )


def _shortened(text: str) -> str:
    """Return a text that fits, cut behind a word if it must be; excerpts come cut to the same length already."""
    return text if len(text) < EXCERPT else text[:EXCERPT].rpartition(" ")[0] + " …"
