"""The documents as the tests read them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_ROW = re.compile(r"^\| `([^`]+)`(.*)\|$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def markdown_files() -> list[Path]:
    """Return every Markdown page of the project, the root's and those of the folders that are the project's own."""
    folders = (ROOT / name for name in ("docs", "src", "tests", "scripts", "benchmarks"))
    return sorted([*ROOT.glob("*.md"), *(path for folder in folders for path in folder.rglob("*.md"))])


def read(path: str) -> str:
    """Return a page of docs/."""
    return (DOCS / path).read_text(encoding="utf-8")


def without_code(text: str) -> str:
    """Return a page without its fenced blocks and code spans."""
    return re.sub(r"`[^`\n]*`", "", _FENCE.sub("", text))


def rows(text: str) -> dict[str, str]:
    """Return the table rows that begin with a code span: its text, and the rest of the row."""
    return {found[1]: found[2] for found in _ROW.finditer(text)}


def section(text: str, heading: str) -> str:
    """Return what stands below a heading, up to the next one of its level or above."""
    level = len(heading) - len(heading.lstrip("#"))
    found = re.search(rf"^{re.escape(heading)}$(.*?)(?=^#{{1,{level}}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no heading {heading}"
    return found[1]


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
