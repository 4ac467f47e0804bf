"""Empty files to start from, each column explained in comments."""

import csv
import io
from pathlib import Path

from grono.site.folder.tables import TABLES, Table


def write_templates(path: Path) -> list[Path]:
    """Write a commented template of every file into a folder; existing files are never overwritten.

    Returns the files written. Raises ``FileExistsError`` when one is there already.
    """
    path.mkdir(parents=True, exist_ok=True)
    there = [table.file for table in TABLES.values() if (path / table.file).exists()]
    if there:
        raise FileExistsError(f"{path} already holds {', '.join(there)}; choose an empty folder.")
    written = []
    for table in TABLES.values():
        if table.name in ("organisations", "clusters"):
            continue
        file = path / table.file
        file.write_text(template(table), encoding="utf-8")
        written.append(file)
    return written


def template(table: Table) -> str:
    """Return a file with comments, the header and, where there are examples, one row."""
    lines = [f"# {table.note}"]
    if not table.required:
        lines.append("# This file may be left out.")
    for column in table.columns:
        need = "required" if column.required else "may be empty"
        kind = (column.read.__doc__ or "").strip().rstrip(".")
        lines.append(f"# {column.name}: {column.note} ({need}; {kind})")
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    if any(column.example for column in table.columns):
        writer.writerow([column.example for column in table.columns])
    return "\n".join(lines) + "\n" + buffer.getvalue()
