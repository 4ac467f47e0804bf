"""Typed reading of environment variables; every setting of Grono comes through here."""

import os
from pathlib import Path


class SettingError(Exception):
    """An environment variable has a value that cannot be used."""


def text(name: str, default: str = "") -> str:
    """Return the variable as it stands, or ``default`` when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """Return a yes/no variable; anything but 1/0, true/false, yes/no, on/off is an error."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name} is {value!r}; use 1 or 0.")


def number(name: str, default: int) -> int:
    """Return a whole-number variable."""
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise SettingError(f"{name} is {value!r}; use a whole number.") from None


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Return a comma-separated variable as a list without blanks."""
    value = text(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else list(default)


def folder(name: str, default: Path) -> Path:
    """Return a path variable, made absolute."""
    return Path(text(name, str(default))).expanduser().absolute()
