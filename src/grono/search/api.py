"""The search for programs: the same as the search page."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from grono.search import queries
from grono.search.queries import FACETS, Found, Hit, filters_from

router = Router(tags=["search"])


class Wanted(Schema):
    """What is looked for, how it is narrowed down, and which page of it is wanted."""

    q: str = ""
    language: str = "en"
    kind: list[str] = []
    country: list[str] = []
    region: list[str] = []
    sector: list[str] = []
    activity: list[str] = []
    cluster: list[str] = []
    type: list[str] = []
    exact: bool = False
    page: Annotated[int, Field(ge=1, le=1000)] = 1


class HitLine(Schema):
    """A record. ``path`` is its address behind the language; ``marked`` are the words found in ``snippet``."""

    kind: str
    object_id: int
    language: str
    title: str
    snippet: str
    marked: list[str]
    path: str
    country: str
    helix_sector: str
    type: str
    is_demonstration: bool
    by_words: bool
    certainty: float


class ValueCount(Schema):
    """A value of a facet, and how many records would be left with it."""

    value: str
    count: int


class OtherText(Schema):
    """Something else to look for; ``reason`` is spelling, fewer (words) or unfiltered."""

    reason: str
    text: str
    count: int


class FoundPage(Schema):
    """A page of results: ``searched`` differs from ``text`` when a slip was mended (``exact`` forbids it)."""

    text: str
    searched: str
    total: int
    page: int
    pages: int
    hits: list[HitLine]
    facets: dict[str, list[ValueCount]]
    alternatives: list[OtherText]
    nearby: list[HitLine]


@router.get("/search", response=FoundPage, url_name="search", operation_id="search")
def search(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, object]:
    """Find records of all kinds by words and by meaning, 20 to a page, with counts by facet."""
    filters = filters_from({name: getattr(wanted, name) for name in FACETS})
    found = queries.find(wanted.q, language=wanted.language, filters=filters, page=wanted.page, exact=wanted.exact)
    return _plain(found)


@router.get("/search/completions", response=list[str], url_name="search-completions", operation_id="complete_search")
def completions(request: HttpRequest, q: str = "") -> list[str]:
    """Return the text with its last word completed by words that occur, the commonest first."""
    return queries.complete(q)


def _plain(found: Found) -> dict[str, object]:
    return {
        **{name: getattr(found, name) for name in ("text", "searched", "total", "page", "pages", "alternatives")},
        "hits": [_line(hit) for hit in found.hits],
        "facets": found.facets,
        "nearby": [_line(hit) for hit in found.nearby],
    }


def _line(hit: Hit) -> dict[str, object]:
    same = ("kind", "object_id", "language", "path", "country", "helix_sector", "type", "is_demonstration", "by_words")
    return {
        **{name: getattr(hit, name) for name in same},
        "title": hit.name,
        "snippet": "".join(part.text for part in hit.snippet),
        "marked": [part.text for part in hit.snippet if part.marked],
        "certainty": round(hit.certainty, 3),
    }
