"""What may stand in a cell, and how it is read."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$")
YES, NO = {"yes", "true", "1", "tak"}, {"no", "false", "0", "nie"}


class BadCell(Exception):
    """The cell cannot be read; the message is the rule it breaks."""


def text(cell: str) -> str:
    """Any text."""
    return cell


def code(cell: str) -> str:
    """A short name without spaces that other files refer to."""
    if not CODE.match(cell):
        raise BadCell(f"{cell!r} is not a code: letters without accents, digits, - _ . and no spaces")
    return cell


def mark(cell: str) -> str:
    """A code that may end in an exclamation mark."""
    code(cell.removesuffix("!"))
    return cell


def whole(cell: str) -> int:
    """A whole number that is not negative."""
    if not cell.isascii() or not cell.isdigit():
        raise BadCell(f"{cell!r} is not a whole number")
    return int(cell)


def decimal(cell: str) -> float:
    """A number with a decimal point."""
    try:
        return float(cell)
    except ValueError:
        raise BadCell(f"{cell!r} is not a number with a decimal point") from None


def yes_no(cell: str) -> bool:
    """``yes`` or ``no``."""
    if cell.lower() in YES:
        return True
    if cell.lower() in NO:
        return False
    raise BadCell(f"{cell!r} is neither yes nor no")


def day(cell: str) -> date:
    """A date such as ``2027-05-19``."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise BadCell(f"{cell!r} is not a date such as 2027-05-19") from None


def moment(cell: str) -> datetime:
    """A local time such as ``2027-05-19T09:00``, without an offset: the edition's time zone is meant."""
    try:
        value = datetime.fromisoformat(cell)
    except ValueError:
        raise BadCell(f"{cell!r} is not a time such as 2027-05-19T09:00") from None
    if value.tzinfo is not None:
        raise BadCell(f"{cell!r} has an offset; write the local time of the edition without one")
    return value


def email(cell: str) -> str:
    """An e-mail address."""
    if not re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+", cell):
        raise BadCell(f"{cell!r} is not an e-mail address")
    return cell.lower()


def country(cell: str) -> str:
    """A country in two capital letters."""
    from grono.kit.countries import is_country

    if not is_country(cell):
        raise BadCell(f"{cell!r} is not a country in two capital letters such as PL")
    return cell


def one_of(*allowed: str) -> Callable[[str], str]:
    """Return a reader of a word from a fixed list."""

    def read(cell: str) -> str:
        if cell not in allowed:
            raise BadCell(f"{cell!r} is not one of {', '.join(allowed)}")
        return cell

    read.__doc__ = f"One of: {', '.join(allowed)}."
    return read


def several(read_one: Callable[[str], Any]) -> Callable[[str], list[Any]]:
    """Return a reader of a list whose parts are separated by ``;``."""

    def read(cell: str) -> list[Any]:
        return [read_one(part.strip()) for part in cell.split(";") if part.strip()]

    read.__doc__ = f"A list separated by semicolons. {read_one.__doc__ or ''}"
    return read
