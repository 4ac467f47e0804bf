"""What differs between two versions of the programme."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

Place = tuple[datetime, str]


@dataclass(frozen=True)
class Difference:
    """A session lay at ``was`` and lies at ``will`` (start and name of the room); ``None`` is no place."""

    session: str
    was: Place | None
    will: Place | None


def differences(before: Mapping[str, Place], after: Mapping[str, Place]) -> list[Difference]:
    """Return the sessions whose start or room differs, in order of the new (else the old) start."""
    found = [
        Difference(session, before.get(session), after.get(session))
        for session in {**before, **after}
        if before.get(session) != after.get(session)
    ]
    return sorted(found, key=lambda item: ((item.will or item.was or ("",))[0], item.session))
