"""Placements take rooms and people: the rows by which the database refuses to take one twice."""

from collections.abc import Iterable

from grono.congress.choices import ParticipantStatus
from grono.congress.models import Plan
from grono.congress.plans import book
from grono.schedule.models import Placement, SessionRole


def book_placements(plan: Plan, placements: Iterable[Placement]) -> None:
    """Book the room and everybody with a role for each placement; cancelled participants take no part.

    Raises ``PlanConflict`` when somebody or something would be taken twice.
    """
    rows = list(placements)
    people: dict[int, list[int]] = {}
    roles = SessionRole.objects.filter(session__in=[row.session_id for row in rows])
    for session, resource in roles.exclude(participant__status=ParticipantStatus.CANCELLED).values_list(
        "session", "participant__resource"
    ):
        people.setdefault(session, []).append(resource)
    book(
        plan,
        (
            (resource, row.starts_at, row.ends_at)
            for row in rows
            for resource in (row.room.resource_id, *people.get(row.session_id, ()))
        ),
    )
