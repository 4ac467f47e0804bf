"""How many records there are, in all and by what they can be narrowed down to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from grono.search.facets import FACETS, Filters
from grono.search.parsing import Parsed
from grono.search.queries.results import Count

# Records with the same tags are counted first, so that tags are taken apart once for each set of them.
_COUNTED = """
    WITH alike AS MATERIALIZED (
        SELECT tags, count(*) AS records FROM search_record
        WHERE lemmas @@ %(asked)s::tsquery OR id = ANY(%(near)s::bigint[])
        GROUP BY tags
    )
    SELECT '', coalesce(sum(records), 0)::bigint FROM alike WHERE {all}
    UNION ALL
    SELECT tag, sum(records)::bigint FROM alike, unnest(tags) tag WHERE {all} {others} GROUP BY tag
"""
_ALTERNATIVES = """
    UNION ALL
    SELECT tag, sum(records)::bigint FROM alike, unnest(tags) tag
    WHERE starts_with(tag, %({name}_begins)s) AND {rest} GROUP BY tag
"""
MOST_COUNTED = 1_000


def count(parsed: Parsed, near: Sequence[int], filters: Filters) -> tuple[int, dict[str, list[Count]]]:
    """Return the number of records, and the counts by facet, the most frequent first (one query).

    ``near`` are the records found by meaning. What a facet counts is not narrowed by its own filter.
    """
    wanted = filters.wanted()
    values: dict[str, Any] = {"asked": parsed.asked(), "near": list(near)}
    conditions = {}
    for name, tags in wanted.items():
        conditions[name] = f"tags && %({name})s::varchar[]"
        values[name], values[f"{name}_begins"] = tags, f"{name}="
    query = _COUNTED.format(
        all=_joined(conditions.values()),
        others="".join(f" AND NOT starts_with(tag, %({name}_begins)s)" for name in wanted),
    )
    for name in wanted:
        rest = [condition for other, condition in conditions.items() if other != name]
        query += _ALTERNATIVES.format(name=name, rest=_joined(rest))
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        counted = dict(cursor.fetchall())
    return counted.pop("", 0), _by_facet(counted, wanted)


def _joined(conditions: Iterable[str]) -> str:
    return " AND ".join(conditions) or "true"


def _by_facet(counted: dict[str, int], wanted: dict[str, list[str]]) -> dict[str, list[Count]]:
    """Sort the counts into facets; a value that narrows is there even when it leaves nothing."""
    chosen = {tag for tags in wanted.values() for tag in tags}
    facets = defaultdict(list)
    for tag in counted.keys() | chosen:
        name, _, value = tag.partition("=")
        facets[name].append(Count(value, counted.get(tag, 0), tag in chosen))
    return {
        name: sorted(facets[name], key=lambda count: (-count.count, count.value)) for name in FACETS if name in facets
    }


def count_each(queries: Sequence[str]) -> list[int]:
    """Return how many records each ``tsquery`` finds, counting no further than a thousand (one query)."""
    if not queries:
        return []
    one = "(SELECT count(*) FROM (SELECT 1 FROM search_record WHERE lemmas @@ %s::tsquery LIMIT %s) found)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join([one] * len(queries))}",
            [value for query in queries for value in (query, MOST_COUNTED)],
        )
        return list(cursor.fetchone())
