"""Kept pages on the disk: shared by the processes of one machine, and filled before the first reader comes.

A file is named after the page's key and the database, so that it is never taken for another page. It holds a line of
JSON, then the bodies one after the other.
"""

import hashlib
import json
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.db import connection

DAY = 24 * 60 * 60

Facts = Mapping[str, str]
Bodies = Mapping[str, bytes]


def write(key: Sequence[str], facts: Facts, bodies: Bodies) -> None:
    """Keep a page; a reader sees the whole file or none. A full disk costs nothing but the file."""
    head = json.dumps({"facts": dict(facts), "sizes": {name: len(body) for name, body in bodies.items()}})
    path = _path(key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(head.encode() + b"\n" + b"".join(bodies.values()))
        Path(file.name).replace(path)
    except OSError:
        return


def read(key: Sequence[str]) -> tuple[dict[str, str], dict[str, bytes]] | None:
    """Return the facts and bodies of a page, if it is kept."""
    try:
        head, _newline, content = _path(key).read_bytes().partition(b"\n")
    except OSError:
        return None
    said = json.loads(head)
    bodies, start = {}, 0
    for name, size in said["sizes"].items():
        bodies[name] = content[start : start + size]
        start += size
    return said["facts"], bodies


def clear() -> None:
    """Forget all pages: another version of the program may draw them otherwise."""
    shutil.rmtree(_folder(), ignore_errors=True)


def delete_old(*, days: int) -> int:
    """Delete pages older than this; return how many. Nobody asks for them, because their stamps are over."""
    limit = time.time() - days * DAY
    old = [path for path in _folder().glob("*") if path.stat().st_mtime < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    return Path(settings.VAR) / "pages"


def _path(key: Sequence[str]) -> Path:
    name = "\n".join([str(connection.settings_dict["NAME"]), *key])
    return _folder() / hashlib.sha256(name.encode()).hexdigest()
