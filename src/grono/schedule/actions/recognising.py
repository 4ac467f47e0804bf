"""What an edition has already, so that the words of a file can be recognised: rooms, tracks, sessions, people."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from grono.congress.models import Edition, Participant, Room, Track
from grono.directory.texts import texts_by_language
from grono.schedule.choices import SessionRoleKind
from grono.schedule.formats.events import EventPerson
from grono.schedule.formats.frab import person_guid
from grono.schedule.models import Session
from grono.search.lemmas import fold

_DEGREES = re.compile(r"\b(?:prof|dr|hab|inz|mgr|lic|doc|mr|mrs|ms|phd|msc|ing|eng|mba)\b\.?")


def plain(text: str) -> str:
    """Return a name without accents, capitals, degrees and punctuation, for comparison."""
    return " ".join(re.sub(r"[^\w]+", " ", _DEGREES.sub(" ", fold(text))).split())


def _by_name(records: Iterable[Any]) -> dict[str, Any]:
    """Return records by their codes and by their names in every language; of two that share a name, the first."""
    found: dict[str, Any] = {}
    rows = list(records)
    for record in rows:
        for name in texts_by_language(record.name).values():
            found.setdefault(plain(name), record)
    return {plain(record.code): record for record in rows} | found


@dataclass(frozen=True)
class Rooms:
    """The rooms of an edition by their names and codes."""

    by_name: Mapping[str, Room]
    by_code: Mapping[str, Room]

    def named(self, name: str) -> Room | None:
        """Return the room that a file calls so."""
        return self.by_name.get(plain(name))

    def coded(self, code: str) -> Room | None:
        """Return the room of a code."""
        return self.by_code.get(code)


@dataclass(frozen=True)
class Tracks:
    """The tracks of an edition by their names and codes."""

    by_name: Mapping[str, Track]

    def named(self, name: str) -> Track | None:
        """Return the track that a file calls so."""
        return self.by_name.get(plain(name))


@dataclass(frozen=True)
class Sessions:
    """The sessions of an edition by GUID and code; ``elsewhere`` are the GUIDs of other editions."""

    by_guid: Mapping[UUID, Session]
    by_code: Mapping[str, Session]
    elsewhere: frozenset[UUID]

    def coded(self, code: str) -> Session | None:
        """Return the session of a code; capitals do not matter."""
        return self.by_code.get(code.casefold()) if code else None


@dataclass(frozen=True)
class Speakers:
    """The participants of an edition by mail address, GUID and name."""

    by_email: Mapping[str, Participant]
    by_guid: Mapping[UUID, Participant]
    by_name: Mapping[str, list[Participant]]

    def find(self, person: EventPerson) -> tuple[Participant | None, str]:
        """Return the participant whom a file names, or why it is nobody here. The mail address counts most."""
        if person.email:
            found = self.by_email.get(person.email.strip().casefold())
            if found is not None:
                return found, ""
        if person.guid is not None and person.guid in self.by_guid:
            return self.by_guid[person.guid], ""
        names = {"name": person.name or person.email}
        same = self.by_name.get(plain(person.name), []) if person.name else []
        if len(same) == 1:
            return same[0], ""
        if same:
            return None, _("%(name)s: several participants bear this name; only the name is kept") % names
        if not person.name:
            return None, _("%(name)s is no participant and has no name in the file; left out") % names
        return None, _("%(name)s is no participant; only the name is kept, in the description") % names

    def role_of(self, person: EventPerson) -> str:
        """Return the role that a file gives somebody; who has none speaks."""
        role = person.role.casefold()
        return role if role in SessionRoleKind.values else str(SessionRoleKind.SPEAKER)


@dataclass(frozen=True)
class Recognised:
    """All that an edition has of what a file may name."""

    rooms: Rooms
    tracks: Tracks
    sessions: Sessions
    speakers: Speakers

    @classmethod
    def of(cls, edition: Edition, guids: Collection[UUID]) -> "Recognised":
        """Read an edition (five queries); ``guids`` are those of the file."""
        rooms = list(Room.objects.filter(edition=edition))
        sessions = list(Session.objects.filter(edition=edition))
        elsewhere = Session.objects.filter(guid__in=guids).exclude(edition=edition).values_list("guid", flat=True)
        return cls(
            rooms=Rooms(_by_name(rooms), {room.code: room for room in rooms}),
            tracks=Tracks(_by_name(Track.objects.filter(edition=edition))),
            sessions=Sessions(
                by_guid={session.guid: session for session in sessions},
                by_code={session.code.casefold(): session for session in sessions},
                elsewhere=frozenset(elsewhere),
            ),
            speakers=_speakers(edition),
        )


def _speakers(edition: Edition) -> Speakers:
    people = list(Participant.objects.filter(edition=edition).select_related("person"))
    by_name: dict[str, list[Participant]] = {}
    for participant in people:
        given, family = participant.person.given_name, participant.person.family_name
        for name in {plain(f"{given} {family}"), plain(f"{family} {given}")}:
            by_name.setdefault(name, []).append(participant)
    return Speakers(
        by_email={participant.person.email.casefold(): participant for participant in people},
        by_guid={person_guid(edition, participant.code): participant for participant in people},
        by_name=by_name,
    )
