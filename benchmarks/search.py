"""Hybrid search over many organisations: ``python -m benchmarks.search [N] [--keep] [--queries 200]``.

Everything is measured end to end through ``find``, the function behind page and API, on a database of its own that is
made on the configured server. Names, sentences and codes are real (CORDIS); which organisation says what is drawn.
To encode 100,000 texts takes minutes that measure nothing of the search, so each distinct sentence is encoded once
(and kept in the working folder), and the vector of a passage is that of its sentence, turned a little towards that of
another: no two are equal, and neighbours are as dense as sentences on one subject are.
"""

import argparse
import os
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from benchmarks.search_data import Query, World

DATABASE = "grono_bench_search"
PROCESSES = 2
KIND = "organisation"
_NEAREST = "SELECT id FROM search_passage ORDER BY vector <=> %s::halfvec LIMIT %s"


def main(argv: Sequence[str] | None = None) -> int:
    """Build what is not there yet, measure, print."""
    options = _parser().parse_args(argv)
    _use_own_database(create=True, anew=not options.keep)
    from django.db import connection

    from grono.search.models import Record

    world = World.read(options.data, options.count)
    if Record.objects.count() != options.count:
        build(world)
    _print_sizes()
    queries = world.queries(options.queries)
    _print_recall(queries[: options.exact])
    alone = [seconds for seconds, _ in answer(queries)]
    _print_latency("1 at a time", alone, sum(alone))
    began = time.perf_counter()
    with get_context("spawn").Pool(PROCESSES) as pool:
        pool.map(_warm, range(PROCESSES), chunksize=1)
        began = time.perf_counter()
        parts = pool.map(answer_together, [queries[number::PROCESSES] for number in range(PROCESSES)], chunksize=1)
        elapsed = time.perf_counter() - began
    _print_latency(f"8 at a time ({PROCESSES} processes)", list(chain.from_iterable(parts)), elapsed)
    print(f"memory of a searching process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most")
    connection.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.search", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=100_000, help="organisations")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--exact", type=int, default=50, help="queries compared with exact search")
    parser.add_argument("--keep", action="store_true", help="use the database of the last run if it has the same size")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    return parser


def _use_own_database(*, create: bool, anew: bool = False) -> None:
    """Point Django to the benchmark's database on the configured server."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grono.site.settings")
    os.environ.setdefault("GRONO_LOG_LEVEL", "WARNING")
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    if create:
        with connection.cursor() as cursor:
            if anew:
                cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            missing = cursor.fetchone() is None
            if missing:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
        connection.close()
    settings.DATABASES["default"]["NAME"] = DATABASE
    connection.settings_dict["NAME"] = DATABASE
    if create:
        for label in ("search", "procrastinate"):
            call_command("migrate", label, verbosity=0)


def build(world: World) -> None:
    """Index the organisations and write their vectors."""
    from django.db import connection

    from grono.kit import registry
    from grono.search.actions import index_everything
    from grono.search.models import Passage, Record

    registry._sources.clear()
    registry.register_search(registry.SearchSource(KIND, "Organisations", world.documents))
    words, meanings = Record._meta.indexes[0], Passage._meta.indexes[0]
    with connection.schema_editor() as editor:
        editor.remove_index(Record, words)
        editor.remove_index(Passage, meanings)
    began = time.perf_counter()
    index_everything()
    print(f"{world.count:,} organisations written in {time.perf_counter() - began:.0f} s", flush=True)
    began = time.perf_counter()
    passages = world.write_passages()
    print(f"{passages:,} vectors written in {time.perf_counter() - began:.0f} s", flush=True)
    for model, index, name in ((Record, words, "words"), (Passage, meanings, "vectors")):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '1GB'")
        with connection.schema_editor() as editor:
            editor.add_index(model, index)
        print(f"index of {name} built in {time.perf_counter() - began:.0f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def answer(queries: Sequence[Query]) -> list[tuple[float, int]]:
    """Search for each query; return seconds and the number of results."""
    from grono.search.queries import filters_from, find

    answers = []
    for text, filters in queries:
        began = time.perf_counter()
        found = find(text, language="pl", filters=filters_from(filters))
        answers.append((time.perf_counter() - began, found.total))
    return answers


def answer_together(queries: Sequence[Query]) -> list[float]:
    """Search in four threads; return the seconds of each answer."""
    threads = 8 // PROCESSES
    with ThreadPoolExecutor(threads) as pool:
        parts = pool.map(answer, [queries[number::threads] for number in range(threads)])
        return [seconds for part in parts for seconds, _ in part]


def _warm(number: int) -> None:
    _use_own_database(create=False)
    answer([("wodór", {}), ("recycling of plastics", {})])


def _print_latency(name: str, seconds: Sequence[float], elapsed: float) -> None:
    cuts = statistics.quantiles(seconds, n=20)
    print(
        f"{name}: p50 {cuts[9] * 1000:.0f} ms, p95 {cuts[18] * 1000:.0f} ms, slowest {max(seconds) * 1000:.0f} ms, "
        f"{len(seconds) / elapsed:.0f} searches a second",
        flush=True,
    )


def _print_recall(queries: Sequence[Query]) -> None:
    """Compare the nearest passages by the index with those of a search through all."""
    from django.db import connection, transaction

    from grono.search import planning
    from grono.search.queries.finding import NEAREST
    from grono.search.queries.nearest import EF_SEARCH

    shares, seconds = [], []
    for text, _ in queries:
        vector = "[" + ",".join(map(str, planning.query_vector(text))) + "]"
        found = []
        for way in (f"hnsw.ef_search = {EF_SEARCH}", "enable_indexscan = off"):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL {way}")
                began = time.perf_counter()
                cursor.execute(_NEAREST, [vector, NEAREST])
                found.append({row[0] for row in cursor.fetchall()})
                seconds.append(time.perf_counter() - began)
        shares.append(len(found[0] & found[1]) / len(found[1]))
    print(
        f"recall of the {NEAREST} nearest {statistics.mean(shares):.3f} ({len(shares)} queries, "
        f"ef_search {EF_SEARCH}); by the index {statistics.median(seconds[::2]) * 1000:.1f} ms, "
        f"through all {statistics.median(seconds[1::2]) * 1000:.0f} ms",
        flush=True,
    )


def _print_sizes() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for name in (
            "search_record",
            "record_lemmas",
            "search_document",
            "search_passage",
            "passage_hnsw",
            "search_word",
        ):
            cursor.execute("SELECT pg_total_relation_size(%s::regclass) / 1048576", [name])
            print(f"{name:<16} {cursor.fetchone()[0]:>7,.0f} MiB")
        cursor.execute("SHOW shared_buffers")
        print(f"shared_buffers {cursor.fetchone()[0]}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
