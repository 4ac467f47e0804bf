"""A web server of our own for measurements."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

HOST = "127.0.0.1"
SECONDS = 30  # to start


@contextmanager
def web_server() -> Iterator[int]:
    """Start the site's web server on a free port and yield the port; stop it afterwards."""
    from grono.cli.serving import web_command

    port = _free_port()
    server = subprocess.Popen(web_command(host=HOST, port=port))
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://{HOST}:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The web server did not start.")
