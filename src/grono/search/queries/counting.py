"""How many records there are, in all and by what they can be narrowed down to."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection

from grono.search.facets import FACETS, Filters
from grono.search.parsing import Parsed
from grono.search.queries.nearest import NearRecord
from grono.search.queries.results import Count
from grono.search.tags import counted

_COUNTED = """
    SELECT %s, count(*), string_agg(tags, ''::bytea) FROM search_record
    WHERE lemmas @@ %s::tsquery OR id = ANY(%s::bigint[])
"""
# Without the inner query by itself a small limit makes the planner read the table instead of the index.
_FEW = """(
    WITH found AS MATERIALIZED (SELECT 1 FROM search_record WHERE lemmas @@ %s::tsquery)
    SELECT count(*) FROM (SELECT 1 FROM found LIMIT %s) counted
)"""
MOST_COUNTED = 1_000


def count(parsed: Parsed, near: Collection[NearRecord], filters: Filters) -> tuple[int, dict[str, list[Count]]]:
    """Return the number of records, and the counts by facet, the most frequent first (one query).

    ``near`` are the records found by meaning. What a facet counts is not narrowed by its own filter.
    """
    wanted = filters.wanted()
    values: list[Any] = []
    for name in ("", *wanted):
        others = replace(filters, **{name: ()}) if name else filters
        values += [name, parsed.asked(others), [record.id for record in near if others.fit(record.tags)]]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([_COUNTED] * (1 + len(wanted))), values)
        rows = {name: (total, bytes(joined or b"")) for name, total, joined in cursor.fetchall()}
    found = {tag: number for tag, number in counted(rows[""][1]).items() if tag.partition("=")[0] not in wanted}
    for name in wanted:
        found |= {tag: number for tag, number in counted(rows[name][1]).items() if tag.startswith(f"{name}=")}
    return rows[""][0], _by_facet(found, wanted)


def _by_facet(found: dict[str, int], wanted: dict[str, list[str]]) -> dict[str, list[Count]]:
    """Sort the counts into facets; a value that narrows is there even when it leaves nothing."""
    chosen = {tag for tags in wanted.values() for tag in tags}
    facets = defaultdict(list)
    for tag in found.keys() | chosen:
        name, _, value = tag.partition("=")
        facets[name].append(Count(value, found.get(tag, 0), tag in chosen))
    return {
        name: sorted(facets[name], key=lambda count: (-count.count, count.value)) for name in FACETS if name in facets
    }


def count_each(queries: Sequence[str]) -> list[int]:
    """Return how many records each ``tsquery`` finds, counting no further than a thousand (one query)."""
    if not queries:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join([_FEW] * len(queries))}",
            [value for query in queries for value in (query, MOST_COUNTED)],
        )
        return list(cursor.fetchone())
