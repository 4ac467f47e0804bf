"""The generated parts of the reference pages are those of the code."""

import json
import subprocess
import sys

from docs.pages import ROOT, read, rows, section
from grono.site.folder.tables import TABLES


def test_generated_parts_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_congress_folder_describes_every_file_and_column() -> None:
    page = read("reference/congress-folder.md")
    own = {name: table for name, table in TABLES.items() if name not in ("organisations", "clusters")}
    described = {name: list(rows(section(page, f"### `{table.file}`"))) for name, table in own.items()}
    assert described == {name: [column.name for column in table.columns] for name, table in own.items()}


def test_api_page_lists_every_endpoint() -> None:
    description = json.loads(read("openapi.json"))
    endpoints = [f"{method.upper()} {path}" for path, verbs in description["paths"].items() for method in verbs]
    assert list(rows(read("reference/api.md"))) == endpoints
