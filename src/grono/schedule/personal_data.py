"""What the programme holds about a person, for export and erasure."""

from collections.abc import Mapping
from typing import Any

from grono.accounts.models import Person
from grono.kit.registry import PersonalData
from grono.schedule.models import Favourite, SessionRole


def export(person: Person) -> Mapping[str, Any]:
    """Return the person's roles in sessions and the sessions they marked."""
    roles = SessionRole.objects.filter(participant__person=person).select_related("session__edition")
    marks = Favourite.objects.filter(participant__person=person).select_related("session__edition")
    return {
        "roles": [
            {"edition": r.session.edition.slug, "session": r.session.code, "title": str(r.session), "role": r.kind}
            for r in roles
        ],
        "favourites": [
            {"edition": m.session.edition.slug, "session": m.session.code, "keep_free": m.keep_free} for m in marks
        ],
    }


def erase(person: Person) -> int:
    """Delete what the person marked and return how many rows that were.

    Roles stay: that somebody spoke is part of the public programme, and their name goes with the person's record.
    """
    deleted, _per_model = Favourite.objects.filter(participant__person=person).delete()
    return deleted


DATA = PersonalData(name="schedule", export=export, erase=erase)
