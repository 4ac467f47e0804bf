"""What is nearest in meaning, by the vectors of the present encoder."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from grono.search import planning
from grono.search.models import DIMENSIONS, Passage
from grono.search.tags import unpacked

#: How far the graph is searched: measured in docs/reference/measurements.md (recall against exact search).
EF_SEARCH = 450
# The nearest vectors may be of other kinds or of an earlier encoder: then the search goes on for more.
_SEARCH_FAR = (
    "SELECT set_config('hnsw.ef_search', %s, false), set_config('hnsw.iterative_scan', 'relaxed_order', false)"
)
_NEAREST = """
    SELECT object_id, language, text, 1 - (vector <=> %(vector)s::halfvec) AS similarity
    FROM search_passage
    WHERE kind = %(kind)s AND version = %(version)s AND object_id <> ALL(%(exclude)s::bigint[])
    ORDER BY vector <=> %(vector)s::halfvec LIMIT %(limit)s
"""
_ANYTHING = """
    WITH near AS MATERIALIZED (
        SELECT kind, object_id, language, text, 1 - (vector <=> %(vector)s::halfvec) AS similarity
        FROM search_passage WHERE version = %(version)s
        ORDER BY vector <=> %(vector)s::halfvec LIMIT %(limit)s
    )
    SELECT r.id, near.language, near.text, near.similarity, r.tags
    FROM near JOIN search_record r ON (r.kind, r.object_id) = (near.kind, near.object_id)
    ORDER BY near.similarity DESC, r.id
"""
_NEAREST_OF_MANY = """
    WITH among AS MATERIALIZED (
        SELECT object_id, language, text, vector FROM search_passage
        WHERE kind = %(kind)s AND version = %(version)s AND object_id = ANY(%(among)s::bigint[])
    )
    SELECT wanted.key, near.object_id, near.language, near.text, near.similarity
    FROM unnest(%(keys)s::bigint[], %(vectors)s::text[]) AS wanted(key, vector)
    CROSS JOIN LATERAL (
        SELECT object_id, language, text, 1 - (among.vector <=> wanted.vector::halfvec) AS similarity
        FROM among ORDER BY among.vector <=> wanted.vector::halfvec LIMIT %(limit)s
    ) AS near
"""
PASSAGES_OF_A_RECORD = 4  # so many are fetched for each record wanted


@dataclass(frozen=True)
class Near:
    """A record near in meaning: the cosine of the angle to its nearest passage, which that is, and its language."""

    object_id: int
    similarity: float
    language: str
    passage: str


@dataclass(frozen=True)
class NearRecord:
    """A record of any kind near to a query, with its nearest passage in each language, the nearest language first."""

    id: int
    similarity: float
    passages: dict[str, str]
    tags: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Return the kind of the record."""
        return next(tag.removeprefix("kind=") for tag in self.tags if tag.startswith("kind="))

    @property
    def language(self) -> str:
        """Return the language of the nearest passage."""
        return next(iter(self.passages))


def nearest(kind: str, to: NDArray[Any] | tuple[str, int], *, limit: int, exclude: Collection[int] = ()) -> list[Near]:
    """Return the records of a kind nearest to a vector or to another record (kind and id), the nearest first.

    ``exclude`` are ids to leave out; the record itself is always left out. Empty if the record has no vector.
    """
    left_out = list(exclude)
    if isinstance(to, tuple):
        left_out += [to[1]] if to[0] == kind else []
        to = vector_of(*to)
    if not to.any():
        return []
    values = {"kind": kind, "exclude": left_out, "limit": limit * PASSAGES_OF_A_RECORD}
    found: dict[int, Near] = {}
    for object_id, language, text, similarity in _run(_NEAREST, to, values):
        if object_id not in found or found[object_id].similarity < similarity:
            found[object_id] = Near(object_id, similarity, language, text)
    return sorted(found.values(), key=lambda near: (-near.similarity, near.object_id))[:limit]


def nearest_of_many(
    kind: str, to: Mapping[int, NDArray[Any]], *, among: Collection[int], limit: int
) -> dict[int, list[Near]]:
    """Return for each of many vectors, by key, the nearest of some records of a kind: one query, compared exactly.

    ``among`` are the ids that come into question. It takes about a microsecond for each vector and passage.
    """
    wanted = {key: vector for key, vector in to.items() if vector.any()}
    if not wanted or not among:
        return {}
    values: dict[str, Any] = {
        "kind": kind,
        "among": list(among),
        "limit": limit * PASSAGES_OF_A_RECORD,
        "keys": list(wanted),
    }
    values |= {"vectors": [_told(vector) for vector in wanted.values()], "version": planning.encoder_version()}
    found: dict[int, dict[int, Near]] = {key: {} for key in wanted}
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST_OF_MANY, values)
        for key, object_id, language, text, similarity in cursor.fetchall():
            best = found[key].get(object_id)
            if best is None or best.similarity < similarity:
                found[key][object_id] = Near(object_id, similarity, language, text)
    return {
        key: sorted(near.values(), key=lambda one: (-one.similarity, one.object_id))[:limit]
        for key, near in found.items()
    }


def nearest_records(vector: NDArray[Any], *, limit: int) -> list[NearRecord]:
    """Return the records of which passages are among the ``limit`` nearest to a vector, the nearest first."""
    found: dict[int, NearRecord] = {}
    for key, language, text, similarity, tags in _run(_ANYTHING, vector, {"limit": limit}):
        record = found.setdefault(key, NearRecord(key, similarity, {}, tuple(unpacked(bytes(tags)))))
        record.passages.setdefault(language, text)
    return list(found.values())


def vectors_of(kind: str, ids: Collection[int]) -> dict[int, NDArray[np.float32]]:
    """Return the vector of each record that has one: the direction of all its passages together (one query).

    What passages of one kind say of themselves in general cancels out; nearness is then nearness of the whole.
    """
    rows = Passage.objects.filter(kind=kind, object_id__in=ids, version=planning.encoder_version())
    sums: dict[int, NDArray[np.float32]] = {}
    for object_id, vector in rows.order_by("object_id", "language", "position").values_list("object_id", "vector"):
        sums[object_id] = sums.get(object_id, np.zeros(DIMENSIONS, np.float32)) + np.asarray(vector, dtype=np.float32)
    return {object_id: total / np.linalg.norm(total) for object_id, total in sums.items() if total.any()}


def vector_of(kind: str, object_id: int) -> NDArray[np.float32]:
    """Return the vector of a record (see ``vectors_of``); zero if it has none."""
    return vectors_of(kind, [object_id]).get(object_id, np.zeros(DIMENSIONS, np.float32))


def _run(query: str, vector: NDArray[Any], values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH_FAR, [str(EF_SEARCH)])
        cursor.execute(query, {"vector": _told(vector), "version": planning.encoder_version(), **values})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _told(vector: NDArray[Any]) -> str:
    """Return a vector as the database reads it."""
    return "[" + ",".join(f"{value:.5g}" for value in vector) + "]"
