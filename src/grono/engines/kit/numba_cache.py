"""Where compiled loops are kept."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def prepare_numba_cache() -> None:
    """Point numba to a folder that it may write, if the package is read-only and nobody chose one."""
    package = Path(__file__).resolve().parent.parent
    if "NUMBA_CACHE_DIR" in os.environ or os.access(package, os.W_OK):
        return
    for folder in (
        Path("~/.cache/grono/numba").expanduser(),
        Path(tempfile.gettempdir()) / f"grono-numba-{os.getuid()}",
    ):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            continue
        if os.access(folder, os.W_OK) and folder.stat().st_uid == os.getuid():
            os.environ["NUMBA_CACHE_DIR"] = str(folder)
            return
