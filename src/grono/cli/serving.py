"""Processes of a running site."""

import hashlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from grono.kit import environ, postgres, processes
from grono.kit.postgres_account import PostgresError

WORKERS = 2


def web_command(*, host: str, port: int) -> list[str]:
    """Return the web server's command. Four threads a process: more only add connections to the database."""
    return [
        sys.executable, "-m", "granian", "grono.site.wsgi:application",
        "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(environ.number("GRONO_WEB_PROCESSES", WORKERS)), "--blocking-threads", "4",
        "--no-ws", "--log-level", "warning",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """Return the worker's command; on SIGTERM it gives running jobs three seconds to stop."""
    return [
        sys.executable, "-m", "grono", "manage", "procrastinate", "worker",
        "--concurrency", "2", "--shutdown-graceful-timeout", "3",
    ]  # fmt: skip


@contextmanager
def database() -> Iterator[postgres.Running | None]:
    """Run the embedded PostgreSQL unless ``DATABASE_URL`` names a server."""
    if environ.text("DATABASE_URL"):
        yield None
        return
    from django.conf import settings

    with postgres.start(settings.VAR / "pg") as server:
        yield server


def run_processes(server: postgres.Running | None, *, host: str, port: int, started: float) -> int:
    """Keep web server and worker running until asked to stop; say when pages are answered; return the exit code.

    ``started`` is when the command began, by the monotonic clock.
    """
    from django.conf import settings

    threading.Thread(target=_announce, args=(f"http://{host}:{port}", started), daemon=True).start()
    children = [
        processes.Child("web server", web_command(host=host, port=port)),
        processes.Child("worker", worker_command(), grace=8.0),
    ]
    return processes.supervise(children, folder=settings.VAR, database=server)


def _announce(address: str, started: float) -> None:
    """Print the address as soon as the web server answers there."""
    while True:
        try:
            with urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 - our own address
                break
        except OSError:
            time.sleep(0.1)
    print(f"Ready after {time.monotonic() - started:.1f} s: {address}  (Ctrl-C stops)", flush=True)


def prepare() -> None:
    """Bring the database up to date and collect the static files, each only if there is something to do."""
    import django
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from grono.kit import page_files

    django.setup()
    page_files.clear()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    _collect_static_files()


def _collect_static_files() -> None:
    """Collect and compress the static files unless the same ones lie there already."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            digest.update(f"{path}:{state.st_size}:{state.st_mtime_ns};".encode())
    stamp = settings.VAR / "static.stamp"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest())


def serve_site(*, host: str, port: int) -> int:
    """Run the whole site on this machine: database, web server, worker."""
    os.environ.setdefault("GRONO_COLLECTED", "1")
    from django.conf import settings

    started = time.monotonic()
    try:
        with processes.sole_owner(settings.VAR), processes.stoppable():
            processes.require_port(host, port)
            with database() as server:
                prepare()
                return run_processes(server, host=host, port=port, started=started)
    except (processes.ProcessError, PostgresError) as error:
        print(error, file=sys.stderr)
        return 1
