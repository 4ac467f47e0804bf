"""Rewrite the demo folder: `python -m scripts.compose_demo [DIR]`."""

import sys
from pathlib import Path

from scripts.compose_demo.folder import compose, write

DEFAULT = Path(__file__).parents[2] / "src" / "grono" / "demo" / "data" / "edition"

if __name__ == "__main__":
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    files = compose()
    write(files, directory)
    sys.stdout.write("".join(f"{name}: {len(rows)} rows\n" for name, rows in files.items()))
