"""Programmes of 300 and 1,000 sessions: public pages, exports, editor, proposals, release.

``python -m benchmarks.programme [300 1000]`` makes the congresses in a database of its own (kept in
``var/bench-programme``), starts a web server and prints one table per size. Peers' figures were measured on the same
kind of machine (2 cores) with 300 talks, 350 speakers and 10 rooms on 3 days; ratios are given for 300 sessions only.
Lines for somebody signed in are not kept ready by any cache.
"""

import argparse
import os
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.load import Load, measure
from benchmarks.server import HOST, web_server

if TYPE_CHECKING:
    from grono.congress.models import Edition

CLOCK = "2027-05-19T10:20:00+02:00"
MOVED = 40


@dataclass(frozen=True)
class Line:
    """An address; the best peer's answers per second at 16 clients; what we want (rate, or milliseconds alone)."""

    name: str
    path: str
    peer_rate: float | None = None
    target_rate: float | None = None
    target_ms: float | None = None
    most_queries: int | None = None
    signed_in: bool = False


def lines(edition: "Edition", *, proposals: bool) -> list[Line]:
    """Return what is measured of one congress; peers' rates and targets from the comparison of November 2026."""
    from grono.schedule.queries import released_version

    base = f"/pl/congress/{edition.slug}"
    version = released_version(edition)
    assert version is not None
    editor = f"organiser/programme/versions/{_draft(edition)}/editor/"
    found = [
        Line("programme, one day", f"{base}/programme/", 4.9, 1000),
        Line("programme, all days", f"{base}/programme/list/", 3.0, 1000),
        Line("programme .ics", f"{base}/programme.ics", 4.3, 300),
        Line("schedule.xml", f"{base}/programme.xml", 1.4, 300, most_queries=3),
        Line("schedule.json", f"{base}/schedule.json", 1.2, 300, most_queries=3),
        Line("session", f"{base}/sessions/S0007/", 23, 300, most_queries=4),
        Line("speakers, first page", f"{base}/speakers/", 3.3, 100),
        Line("API programme", f"/api/v1/editions/{edition.slug}/programme", 9.9, 100, most_queries=6),
        Line("editor data", f"{base}/{editor}data/", 9, target_ms=60, signed_in=True),
    ]
    if proposals:
        address = f"{base}/organiser/calls/talks/proposals/"
        found.append(Line("list of 500 proposals", address, 2.5, target_ms=80, most_queries=8, signed_in=True))
    return found


def _draft(edition: "Edition") -> int:
    """Return the number of a draft made from the released version."""
    from grono.schedule import actions
    from grono.schedule.queries import newest_draft, released_version

    draft = newest_draft(edition)
    if draft is None:
        version = released_version(edition)
        assert version is not None
        draft = actions.draft_from(version, by=_organiser(edition))
    return int(draft.plan.number)


def _organiser(edition: "Edition"):  # type: ignore[no-untyped-def]
    return edition.team.select_related("person")[0].person


def cookie_of(edition: "Edition") -> str:
    """Return the cookie of an organiser's session."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(_organiser(edition), backend="django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def queries(line: Line, cookie: str) -> tuple[int, int]:
    """Return the number of queries of the first and the second visit."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from grono.kit.pages import shelf

    shelf.clear()
    counts = []
    for _ in range(2):
        client = Client(headers={"host": HOST, **({"cookie": cookie} if line.signed_in else {})})
        with CaptureQueriesContext(connection) as captured:
            response = client.get(line.path)
        if response.status_code != 200:
            raise SystemExit(f"{line.path} answers {response.status_code}")
        counts.append(len(captured))
    return counts[0], counts[1]


def row(line: Line, port: int, cookie: str, *, compared: bool) -> str:
    """Measure one line and return it as text."""
    cold, warm = queries(line, cookie)
    sent = cookie if line.signed_in else ""
    one = measure(HOST, port, line.path, clients=1, requests=200, seconds=4, cookie=sent)
    many = measure(HOST, port, line.path, clients=16, requests=6000, seconds=5, cookie=sent)
    ratio = f"{many.rate / line.peer_rate:.0f} x" if compared and line.peer_rate else "–"
    return (
        f"{line.name:<22} {one.median_ms:8.2f} {one.p95_ms:8.2f} {one.rate:8.0f} "
        f"{many.median_ms:8.2f} {many.p95_ms:8.2f} {many.rate:8.0f} {cold:4} {warm:4} "
        f"{many.body_bytes / 1024:7.1f} {ratio:>8}  {_verdict(line, one, many, cold)}"
    )


def _verdict(line: Line, one: Load, many: Load, cold: int) -> str:
    parts = []
    if line.target_rate:
        parts.append(f"{line.target_rate:.0f}/s {'met' if many.rate >= line.target_rate else 'MISSED'}")
    if line.target_ms:
        parts.append(f"{line.target_ms:.0f} ms {'met' if one.median_ms <= line.target_ms else 'MISSED'}")
    if line.most_queries:
        parts.append(f"{line.most_queries} queries {'met' if cold <= line.most_queries else 'MISSED'}")
    return ", ".join(parts)


def release(edition: "Edition") -> str:
    """Release drafts in which 40 sessions have moved; return seconds and queries (mails go out as jobs)."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from grono.schedule import actions
    from grono.schedule.queries import released_version

    seconds, counts = [], []
    for _round in range(3):
        version = released_version(edition)
        assert version is not None
        draft = actions.draft_from(version, by=_organiser(edition))
        _swap_pairs(draft)
        with CaptureQueriesContext(connection) as captured:
            began = time.perf_counter()
            actions.release_version(draft, by=_organiser(edition))
            seconds.append(time.perf_counter() - began)
        counts.append(len(captured))
    median = statistics.median(seconds)
    return (
        f"release with {MOVED} moved sessions: median {median:.3f} s, {max(counts)} queries "
        f"(peer 3.2–3.8 s, 804 queries: {3.5 / median:.0f} x; target 0.5 s {'met' if median < 0.5 else 'MISSED'}, "
        f"40 queries {'met' if max(counts) <= 40 else 'MISSED'})"
    )


def _swap_pairs(draft) -> None:  # type: ignore[no-untyped-def]
    """Let pairs of sessions of one room and day change places: 40 have moved and nothing collides by room."""
    from django.db import connection, transaction

    placements = list(draft.placements.order_by("room__position", "starts_at").select_related("session"))
    step = len(placements) // (MOVED // 2)
    pairs = [(placements[at], placements[at + 1]) for at in range(0, step * (MOVED // 2), step)]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS placement_room_once DEFERRED")
        for first, second in pairs:
            first.starts_at, second.starts_at = second.starts_at, first.starts_at
            first.ends_at, second.ends_at = second.ends_at, first.ends_at
            first.save()
            second.save()


def main() -> int:
    """Make the congresses, start a server, measure, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[300, 1000])
    options = parser.parse_args()
    var = Path(os.environ.get("GRONO_VAR", "var")).absolute() / "bench-programme"
    os.environ.update(
        GRONO_VAR=str(var), GRONO_DEMO="1", GRONO_CLOCK=CLOCK, GRONO_COLLECTED="1",
        DJANGO_SETTINGS_MODULE="grono.site.settings",
    )  # fmt: skip
    from grono.cli.serving import database, prepare

    with database():
        prepare()
        from benchmarks.programme_data import call_with_proposals, congress

        with web_server() as port:
            for size in options.sizes:
                edition = congress(size)
                call_with_proposals(edition)
                _table(edition, port, compared=size == 300)
    return 0


def _table(edition: "Edition", port: int, *, compared: bool) -> None:
    print(f"\n{edition.slug}\n{'':<22} {'1 client':^26} {'16 clients':^26} {'queries':^9}")
    print(
        f"{'':<22} {'med ms':>8} {'p95 ms':>8} {'req/s':>8} {'med ms':>8} {'p95 ms':>8} {'req/s':>8} "
        f"{'cold':>4} {'warm':>4} {'KB':>7} {'to peer':>8}  target"
    )
    cookie = cookie_of(edition)
    for line in lines(edition, proposals=compared):
        print(row(line, port, cookie, compared=compared), flush=True)
    print(release(edition), flush=True)


if __name__ == "__main__":
    sys.exit(main())
