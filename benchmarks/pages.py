"""Public pages as a visitor without a session meets them: time, rate, queries, bytes.

``python -m benchmarks.pages`` runs over the data of ``make demo-data`` and starts a web server of its own. Peers'
figures were measured on the same kind of machine (2 cores) over 300 talks; the demonstration has fewer sessions, so
read the ratios as orders of magnitude.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import Load, measure
from benchmarks.server import HOST, web_server

CLOCK = "2027-05-19T10:20:00+02:00"


@dataclass(frozen=True)
class Page:
    """A page, the answers per second of the best peer at 16 clients (None: not measured), and the target."""

    name: str
    path: str
    peer_rate: float | None = None
    target_rate: float | None = None


def pages() -> list[Page]:
    """Return the pages of the current edition."""
    from grono.congress.queries import current_edition
    from grono.schedule.models import Placement

    edition = current_edition()
    if edition is None:
        raise SystemExit("There is no edition. Run make demo-data first.")
    base = f"/pl/congress/{edition.slug}"
    placement = Placement.objects.filter(version__plan__edition=edition).select_related("session").first()
    if placement is None:
        raise SystemExit("The programme is not published. Run make demo-data first.")
    return [
        Page("edition home", f"{base}/"),
        Page("programme, one day", f"{base}/programme/", 4.9, 1000),
        Page("programme, now", f"{base}/programme/now/"),
        Page("programme .ics", f"{base}/programme.ics", 4.3, 300),
        Page("session", f"{base}/sessions/{placement.session.code}/", 23, 300),
        Page("organisations", "/pl/organisations/", 3.3, 100),
        Page("clusters", "/pl/clusters/"),
        Page("projects", "/pl/projects/"),
        Page("search", "/pl/search/?q=recykling"),
    ]


def queries(path: str) -> tuple[int, int]:
    """Return the number of queries of the first and the second visit."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from grono.kit.pages import shelf

    shelf.clear()
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            response = Client().get(path, headers={"host": "127.0.0.1"})
        if response.status_code != 200:
            raise SystemExit(f"{path} answers {response.status_code}")
        counts.append(len(captured))
    return counts[0], counts[1]


def line(page: Page, port: int) -> str:
    """Measure one page and return its line of the table."""
    cold, warm = queries(page.path)
    one = measure(HOST, port, page.path, clients=1, requests=300, seconds=4)
    many = measure(HOST, port, page.path, clients=16, requests=8000, seconds=5)
    return (
        f"{page.name:<20} {one.median_ms:8.2f} {one.p95_ms:8.2f} {one.rate:8.0f} "
        f"{many.median_ms:8.2f} {many.p95_ms:8.2f} {many.rate:8.0f} {cold:4} {warm:4} "
        f"{many.body_bytes / 1024:7.1f} {_ratio(many, page.peer_rate):>9} {_target(many, page.target_rate):>14}"
    )


def _ratio(load: Load, peer: float | None) -> str:
    return f"{load.rate / peer:.0f} x" if peer else "–"


def _target(load: Load, target: float | None) -> str:
    if target is None:
        return "–"
    return f"{target:.0f}/s {'met' if load.rate >= target else 'MISSED'}"


def main() -> int:
    """Start a server, measure every page, print the table."""
    var = Path(os.environ.get("GRONO_VAR", "var")).absolute()
    os.environ.update(
        GRONO_VAR=str(var), GRONO_DEMO="1", GRONO_CLOCK=CLOCK, GRONO_COLLECTED="1",
        DJANGO_SETTINGS_MODULE="grono.site.settings",
    )  # fmt: skip
    from grono.cli.serving import database, prepare

    with database():
        prepare()
        with web_server() as port:
            print(f"{'':<20} {'1 client':^26} {'16 clients':^26} {'queries':^9}")
            print(
                f"{'page':<20} {'med ms':>8} {'p95 ms':>8} {'req/s':>8} {'med ms':>8} {'p95 ms':>8} {'req/s':>8} "
                f"{'cold':>4} {'warm':>4} {'KB':>7} {'to peer':>9} {'target':>14}"
            )
            for page in pages():
                print(line(page, port), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
