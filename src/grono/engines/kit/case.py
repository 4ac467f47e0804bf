"""Reading a JSON case: every error names the place, as in ``meetings[3].participants``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
MISSING: Any = object()
KINDS = {
    dict: "an object",
    list: "a list",
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


class CaseError(ValueError):
    """Bad input: ``place`` is the path inside the case, ``message`` the rule that it breaks."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place
        self.message = message


class Node:
    """A value inside a case together with its place."""

    def __init__(self, value: Any, place: str = "") -> None:
        self.value = value
        self.place = place

    def fail(self, message: str) -> CaseError:
        """An error at this place (to be raised by the caller)."""
        return CaseError(self.place or "case", message)

    def typed(self, kind: type[T]) -> T:
        """The value, if it is of this kind (true and false are not numbers; a whole number is a number)."""
        value = self.value
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fail(f"must be {KINDS.get(kind, kind.__name__)}")
        return value

    def field(self, name: str, default: Any = MISSING) -> Node:
        """A member of the object; with a default it may be absent or null."""
        fields = self.typed(dict)
        value = fields.get(name)
        if value is None:
            if default is MISSING:
                raise self.fail(f"needs the field '{name}'")
            value = default
        return Node(value, f"{self.place}.{name}" if self.place else name)

    def only(self, *names: str) -> None:
        """Refuse members of other names, so that a misspelt field is not silently ignored."""
        unknown = sorted(set(self.typed(dict)) - set(names))
        if unknown:
            raise self.fail(f"unknown field '{unknown[0]}' (known: {', '.join(names)})")

    def items(self) -> Iterator[Node]:
        """The elements of a list."""
        for index, value in enumerate(self.typed(list)):
            yield Node(value, f"{self.place}[{index}]")

    def members(self) -> Iterator[tuple[str, Node]]:
        """The members of an object whose names are data."""
        for name, value in self.typed(dict).items():
            yield name, Node(value, f"{self.place}.{name}" if self.place else name)


def read_json(path: Path) -> Node:
    """The root of a JSON file; raises `CaseError` for a file that is missing or is not JSON."""
    try:
        return Node(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CaseError(str(path), f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise CaseError(str(path), "is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise CaseError(f"{path}:{error.lineno}:{error.colno}", f"is not JSON ({error.msg})") from error
