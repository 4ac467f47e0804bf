"""What the module adds to the page of an organisation."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from grono.congress.queries import current_edition
from grono.directory.models import Organisation
from grono.kit.registry import Panel
from grono.meetings.queries import people_to_meet


def _people_to_meet(request: HttpRequest, organisation: Organisation) -> Mapping[str, Any] | None:
    """Return who can be met at the current edition; those who do not take part see only how many."""
    edition = current_edition()
    people = list(people_to_meet(edition, organisation)) if edition else []
    if not people:
        return None
    named = request.user.is_authenticated and request.user.has_perm("congress.meet_people", edition)
    return {"edition": edition, "count": len(people), "people": people if named else []}


PEOPLE_TO_MEET = Panel("people-to-meet", "meetings/_people_to_meet.html", _people_to_meet, order=20)
