"""Placements take rooms and people: the rows by which the database refuses to take one twice."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from grono.congress.choices import ParticipantStatus
from grono.congress.plans import Takings
from grono.schedule.models import ScheduleVersion, SessionRole


def takings_of(version: ScheduleVersion) -> Takings:
    """Return the room and everybody with a role for each placement; cancelled participants take no part."""
    people: dict[int, list[int]] = defaultdict(list)
    roles = SessionRole.objects.filter(session__edition=version.plan.edition_id)
    coming = roles.exclude(participant__status=ParticipantStatus.CANCELLED)
    for session, resource in coming.values_list("session", "participant__resource"):
        people[session].append(resource)
    return _takings(version, people)


def _takings(version: ScheduleVersion, people: dict[int, list[int]]) -> Iterator[tuple[int, datetime, datetime]]:
    rows = version.placements.values_list("session", "room__resource", "starts_at", "ends_at")
    for session, room, starts_at, ends_at in rows:
        for resource in (room, *people[session]):
            yield resource, starts_at, ends_at
