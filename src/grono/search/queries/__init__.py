"""Finding records: by words, by meaning, and both together."""

from grono.search.facets import FACETS, Filters, filters_from
from grono.search.queries.finding import find
from grono.search.queries.nearest import Near, nearest, nearest_of_many, vector_of, vectors_of
from grono.search.queries.results import PAGE, Alternative, Count, Found, Hit
from grono.search.vocabulary import complete

__all__ = [
    "FACETS", "PAGE", "Alternative", "Count", "Filters", "Found", "Hit", "Near", "complete", "filters_from", "find",
    "nearest", "nearest_of_many", "vector_of", "vectors_of",
]  # fmt: skip
