"""Every environment variable is described, and nothing is described that nobody reads."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from docs.pages import ROOT, read, rows

READERS = {"text", "flag", "number", "words", "folder", "get", "pop", "setdefault"}


def _calls(path: Path) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield the variables that a file reads or sets, each with its default as written."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=attr), args=[ast.Constant(value=str(name)), *more]):
                if attr in READERS and ast.unparse(owner) in {"environ", "os.environ"}:
                    named = [keyword.value for keyword in node.keywords if keyword.arg == "default"]
                    yield name, next(iter([*more, *named]), None) if attr != "setdefault" else None
            case ast.Subscript(value=owner, slice=ast.Constant(value=str(name))):
                if ast.unparse(owner) == "os.environ":
                    yield name, None
            case ast.Compare(left=ast.Constant(value=str(name)), comparators=[owner]):
                if ast.unparse(owner) == "os.environ":
                    yield name, None


def _variables() -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for path in [*(ROOT / "src").rglob("*.py"), ROOT / "tests" / "own_cluster.py"]:
        for name, default in _calls(path):
            found.setdefault(name, []).extend([default] if default is not None else [])
    for name in re.findall(r"^([A-Z_]+) \?=", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(name, [])
    found.pop("PYTEST_XDIST_WORKER", None)  # pytest-xdist sets it for its own processes
    found["GRONO_SUPERVISED_BY"] = []  # written and looked for by kit/processes.py under the name MARK
    return found


def test_variables_described_are_those_read() -> None:
    assert sorted(rows(read("reference/settings.md"))) == sorted(_variables())


def test_defaults_described_are_those_in_the_code() -> None:
    described = rows(read("reference/settings.md"))
    wrong = [
        f"{name}: {default.value}"
        for name, defaults in _variables().items()
        for default in defaults
        if isinstance(default, ast.Constant) and str(default.value).strip()
        if not isinstance(default.value, bool) and f"`{default.value}`" not in described[name]
    ]
    assert wrong == []
