"""Write the parts of the reference pages that follow from the code, or check with ``--check`` that they are current.

Such a part stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``; everything around it is written by hand.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from grono.site.folder import cells
from grono.site.folder.tables import TABLES, Column, Table

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
OPENAPI = REFERENCE.parent / "openapi.json"
PART = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
#: Short names for the forms that the page explains; any other form is given in its own words.
FORMS = {
    reader.__doc__: name
    for reader, name in (
        (cells.text, "text"),
        (cells.code, "code"),
        (cells.mark, "code, with or without `!`"),
        (cells.whole, "whole number"),
        (cells.decimal, "number"),
        (cells.yes_no, "`yes` or `no`"),
        (cells.day, "date"),
        (cells.moment, "time"),
        (cells.email, "e-mail address"),
        (cells.country, "country"),
    )
}
LIST = (cells.several(cells.text).__doc__ or "").removesuffix(cells.text.__doc__ or "")
#: Their columns are those of the directory's import, described on a page of their own.
IMPORTED = {"organisations", "clusters"}


def parts() -> dict[str, str]:
    """Return every generated part by its name."""
    found = {f"folder-{name}": columns(table) for name, table in TABLES.items() if name not in IMPORTED}
    return {**found, "api": endpoints()}


def columns(table: Table) -> str:
    """Return the columns of a file as a Markdown table."""
    rows = [["column", "needed", "what stands in it", "form", "refers to"]]
    rows += [[f"`{column.name}`", *_column(column)] for column in table.columns]
    return "\n".join(_lines(rows)) + "\n"


def _column(column: Column) -> Iterator[str]:
    default = "yes" if column.default is True else column.default
    yield "yes" if column.required else f"no, then `{default}`" if default else "no"
    yield column.note
    form = column.read.__doc__ or ""
    one = form.removeprefix(LIST)
    yield ("list: " if one != form else "") + FORMS.get(one, one.rstrip(".").lower())
    yield ", ".join(f"`{name}.csv`" for name in column.refers)


def endpoints() -> str:
    """Return the endpoints of docs/openapi.json as a Markdown table; a sentence while there are none."""
    description = json.loads(OPENAPI.read_text(encoding="utf-8")) if OPENAPI.exists() else {"paths": {}}
    rows = [["endpoint", "what it returns", "parameters"]]
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            names = [f"`{parameter['name']}`" for parameter in operation.get("parameters", [])]
            text = " ".join((operation.get("description") or operation.get("summary") or "").split())
            rows.append([f"`{method.upper()} {path}`", text, ", ".join(names)])
    return "\n".join(_lines(rows)) + "\n" if len(rows) > 1 else "No endpoints yet.\n"


def _lines(rows: list[list[str]]) -> Iterator[str]:
    for position, row in enumerate(rows):
        yield "| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |"
        if position == 0:
            yield "| " + " | ".join("---" for _ in row) + " |"


def rendered(page: str, known: dict[str, str]) -> str:
    """Return a page with its generated parts made anew; raises ``KeyError`` for a part of an unknown name."""
    return PART.sub(lambda found: f"{found[1]}{known[found[2]]}{found[3]}", page)


def main() -> int:
    """Write or check the pages; return the exit code."""
    known, stale, used = parts(), [], set()
    for path in sorted(REFERENCE.glob("*.md")):
        page = path.read_text(encoding="utf-8")
        used |= {found[2] for found in PART.finditer(page)}
        new = rendered(page, known)
        if new != page:
            stale.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(new, encoding="utf-8")
    missing = sorted(known.keys() - used)
    for name in missing:
        print(f"No page of docs/reference has the part {name}.")
    if "--check" in sys.argv:
        for name in stale:
            print(f"docs/reference/{name} is not current: run python scripts/reference.py")
    return 1 if missing or ("--check" in sys.argv and stale) else 0


if __name__ == "__main__":
    sys.exit(main())
