"""A participant's agenda: what they have to be at, day by day, on one line of time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from grono.congress.models import Edition, Participant, Unavailability
from grono.kit import clock
from grono.meetings.models import Meeting
from grono.meetings.programme import attended_by, released_placements
from grono.meetings.queries import meetings_of
from grono.meetings.rules.timeline import Claim, Item, Line, Pause, arrange
from grono.schedule.choices import SessionRoleKind
from grono.schedule.models import Placement


@dataclass(frozen=True)
class MeetingEntry:
    """A meeting seen by one of the two: the other side, and which of them asked."""

    meeting: Meeting
    other: Participant
    asked_by_other: bool
    is_meeting: bool = True

    @property
    def message(self) -> str:
        """Return what the request said."""
        return self.meeting.request.message


@dataclass(frozen=True)
class SessionEntry:
    """A session that a participant attends; ``role`` is what they do in it, if anything."""

    placement: Placement
    role: str
    kept_free: bool
    is_meeting: bool = False


@dataclass(frozen=True)
class Day:
    """One day of an agenda."""

    date: date
    line: Line
    absences: list[Unavailability]
    joinable: dict[datetime, int]
    now: datetime

    @property
    def meetings(self) -> int:
        """Return how many meetings there are."""
        return sum(item.subject.is_meeting for item in self.line.items)

    @property
    def sessions(self) -> int:
        """Return how many sessions there are."""
        return len(self.line.items) - self.meetings


def items_of(participant: Participant) -> list[Item]:
    """Return the meetings and sessions of a participant in an edition, in no particular order."""
    return [
        *(_meeting_item(meeting, participant) for meeting in meetings_of(participant)),
        *(_session_item(placement) for placement in attended_by(participant)),
    ]


def whole_line(participant: Participant) -> Line:
    """Return all days of a participant on one line."""
    return arrange(items_of(participant))


def days_of(edition: Edition) -> list[date]:
    """Return the days of an edition."""
    length = (edition.end_date - edition.start_date).days
    return [edition.start_date + timedelta(days=number) for number in range(length + 1)]


def chosen_day(edition: Edition, wanted: str) -> date:
    """Return the day asked for as ``2027-05-19``; else today, or the first day when the edition is not on."""
    days = days_of(edition)
    today = clock.now().astimezone(edition.zone).date()
    return next((day for day in days if day.isoformat() == wanted), today if today in days else days[0])


def day_of(participant: Participant, day: date) -> Day:
    """Return one day of a participant's agenda."""
    zone = participant.edition.zone
    line = arrange(item for item in items_of(participant) if item.starts_at.astimezone(zone).date() == day)
    absences = Unavailability.objects.filter(resource=participant.resource_id)
    pauses = [step for step in line.steps if isinstance(step, Pause)]
    return Day(day, line, list(absences), _joinable(participant.edition, pauses), clock.now())


def _joinable(edition: Edition, pauses: list[Pause]) -> dict[datetime, int]:
    """Return how many sessions fit wholly into each pause, by the pause's start."""
    if not pauses:
        return {}
    times = list(released_placements(edition).values_list("starts_at", "ends_at"))
    return {
        pause.starts_at: sum(pause.starts_at <= start and end <= pause.ends_at for start, end in times)
        for pause in pauses
    }


def _meeting_item(meeting: Meeting, participant: Participant) -> Item:
    request = meeting.request
    asked_by_other = request.requester_id != participant.pk
    other = request.requester if asked_by_other else request.invitee
    return Item(
        meeting.slot.starts_at,
        meeting.slot.ends_at,
        Claim.BOUND,
        place=f"table {meeting.table.code}",
        hall=str(meeting.table.zone),
        subject=MeetingEntry(meeting, other, asked_by_other),
    )


def _session_item(placement: Placement) -> Item:
    role, kept_free = placement.role, placement.kept_free  # type: ignore[attr-defined]
    claim = Claim.BOUND if role else Claim.KEPT_FREE if kept_free else Claim.MARKED
    label = str(SessionRoleKind(role).label) if role else ""
    return Item(
        placement.starts_at,
        placement.ends_at,
        claim,
        place=f"room {placement.room.code}",
        hall=str(placement.room.name),
        subject=SessionEntry(placement, label, kept_free),
    )
