"""Where compiled loops are kept. Import this before numba.

Numba ties what it keeps to the file of the outermost function alone: after a change in a file that is called from
there it would go on running the old code. So the folder is named after the sources of all engines.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

ENGINES = Path(__file__).resolve().parent.parent


def prepare_numba_cache() -> None:
    """Point numba to a folder of this version of the engines, unless somebody chose one."""
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    for base in (Path("~/.cache/grono/numba").expanduser(), Path(tempfile.gettempdir()) / f"grono-numba-{os.getuid()}"):
        try:
            base.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            continue
        if os.access(base, os.W_OK) and base.stat().st_uid == os.getuid():
            os.environ["NUMBA_CACHE_DIR"] = str(base / _digest())
            return


def _digest() -> str:
    """Return a short name for the sources of all engines as they are now."""
    digest = hashlib.sha256()
    for path in sorted(ENGINES.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
