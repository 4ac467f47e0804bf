"""Links lead somewhere, the index is whole, decisions name what enforces them, and no page names a machine."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from docs.pages import DOCS, ROOT, anchors, markdown_files, without_code

PAGES = {path.relative_to(ROOT).as_posix(): path for path in markdown_files()}
LINK = re.compile(r"\]\(([^)\s]+)(?: \"[^\"]*\")?\)")
#: Folders of one machine, and hosts from which packages come: neither belongs into a text for everyone.
MACHINES = re.compile(r"(?<![\w.~-])/(?:work|tmp|root|home|Users)/|pypi\.org|pythonhosted|npmjs\.")


def _links(path: Path) -> list[str]:
    found = LINK.findall(without_code(path.read_text(encoding="utf-8")))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_files_that_exist(name: str) -> None:
    path = PAGES[name]
    targets = [unquote(link.partition("#")[0]) for link in _links(path)]
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("name", PAGES)
def test_anchors_lead_to_headings_that_exist(name: str) -> None:
    path = PAGES[name]
    lost = []
    for link in _links(path):
        target, _, anchor = link.partition("#")
        page = path.parent / target if target else path
        if anchor and page.suffix == ".md" and page.exists() and anchor not in anchors(page.read_text("utf-8")):
            lost.append(link)
    assert lost == []


def test_index_links_every_page_of_the_documents() -> None:
    linked = {(DOCS / link.partition("#")[0]).resolve() for link in _links(DOCS / "README.md")}
    pages = {path.resolve() for path in DOCS.rglob("*.md")} - {(DOCS / "README.md").resolve()}
    assert sorted(pages - linked) == []


@pytest.mark.parametrize("path", sorted((DOCS / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_decision_names_files_that_enforce_it(path: Path) -> None:
    line = re.search(
        r"^\*\*Enforced by:\*\* (.+?)(?:\n\n|\Z)", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert line, "no line **Enforced by:**"
    named = re.findall(r"`([^`]+)`", line[1])
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("name", PAGES)
def test_page_names_no_machine(name: str) -> None:
    text = PAGES[name].read_text(encoding="utf-8")
    assert [found[0] for found in MACHINES.finditer(text)] == []
