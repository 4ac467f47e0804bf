"""From checked rows to records, in one transaction: all of the congress or nothing."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.congress import actions as congress
from grono.congress.choices import SlotKind
from grono.congress.models import Deadline, Edition, Participant, Room, Slot, TeamMember, Track, Unavailability
from grono.directory.choices import AffiliationRole
from grono.directory.models import Affiliation, ClusterManager, Competence, Organisation
from grono.kit.sorting import sort_key
from grono.meetings import actions as meetings
from grono.meetings.models import MeetingRound
from grono.projects.models import Project
from grono.schedule import actions as schedule
from grono.schedule.choices import SessionRoleKind
from grono.site.folder.clusters import save_clusters
from grono.site.folder.reading import CongressFolder, Row
from grono.site.folder.texts import both


@transaction.atomic
def save_folder(folder: CongressFolder) -> Edition:
    """Create the edition and everything in it out of the good rows of a checked folder."""
    row = folder.good("edition")[0]
    edition = _save_edition(row)
    _save_tracks_and_deadlines(folder, edition)
    rooms = _save_rooms(folder, edition)
    slots = _save_slots(folder, edition)
    participants = _save_participants(folder, edition, row["organiser_email"])
    save_clusters(folder, participants)
    _save_absences(folder, edition, participants, rooms)
    _save_sessions(folder, edition, participants, rooms, slots)
    _save_requests(folder, edition, participants, slots)
    return edition


def _save_edition(row: Row) -> Edition:
    plain = ("slug", "start_date", "end_date", "timezone", "venue", "address", "town", "country", "latitude",
             "longitude", "languages")  # fmt: skip
    edition = Edition(
        **{name: row[name] for name in plain},
        title=both(row, "title"),
        motto=both(row, "motto"),
        summary=both(row, "summary"),
        is_demonstration=row["demonstration"],
    )
    edition.full_clean()
    edition.save()
    return edition


def save_competences(folder: CongressFolder) -> None:
    """Bring the folder's vocabulary into the directory; words that are known keep their code and get the new names."""
    Competence.objects.bulk_create(
        (
            Competence(
                code=row["code"],
                branch=row["branch"],
                name=LazyI18nString({code: row[code] for code in ("pl", "en", "de", "cs", "uk") if row[code]}),
            )
            for row in folder.good("competences")
        ),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["branch", "name"],
    )


def _save_tracks_and_deadlines(folder: CongressFolder, edition: Edition) -> None:
    Track.objects.bulk_create(
        Track(edition=edition, code=row["code"], name=both(row, "name"), position=position)
        for position, row in enumerate(folder.good("tracks"))
    )
    Deadline.objects.bulk_create(
        Deadline(
            edition=edition,
            code=row["code"],
            title=both(row, "title"),
            at=_local(row["at"], edition),
            audience=row["audience"],
        )
        for row in folder.good("deadlines")
    )


def _save_rooms(folder: CongressFolder, edition: Edition) -> dict[str, Room]:
    rooms = {}
    tables = 0
    for position, row in enumerate(folder.good("rooms")):
        if row["kind"] == "tables":
            zone = row["zone"] or row["code"]
            congress.add_tables(
                edition, zone=both(row, "name"), prefix=zone, count=row["capacity"], first_position=tables
            )
            tables += row["capacity"]
        else:
            rooms[row["code"]] = congress.add_room(
                edition,
                code=row["code"],
                name=both(row, "name"),
                capacity=row["capacity"],
                equipment=row["equipment"],
                floor=row["floor"],
                position=position,
            )
    return rooms


def _save_slots(folder: CongressFolder, edition: Edition) -> dict[str, Slot]:
    rows = folder.good("slots")
    saved = Slot.objects.bulk_create(
        Slot(
            edition=edition,
            kind=row["kind"],
            code=row["code"],
            round_code=row["round"] if row["kind"] == SlotKind.MEETING else "",
            name=both(row, "name"),
            starts_at=_local(row["starts_at"], edition),
            ends_at=_local(row["ends_at"], edition),
        )
        for row in rows
    )
    rounds: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: row["starts_at"]):
        if row["kind"] == SlotKind.MEETING:
            rounds.setdefault(row["round"], row)
    MeetingRound.objects.bulk_create(
        MeetingRound(
            edition=edition,
            code=code,
            name=both(row, "name") if row["name_pl"] else LazyI18nString({"pl": code, "en": code}),
            position=position,
        )
        for position, (code, row) in enumerate(rounds.items())
    )
    return {slot.code: slot for slot in saved}


def _save_participants(folder: CongressFolder, edition: Edition, organiser_email: str | None) -> dict[str, Participant]:
    rows = folder.good("participants")
    people = _save_people(rows, invented=edition.is_demonstration)
    organisations = Organisation.objects.in_bulk({row["organisation"] for row in rows}, field_name="slug")
    saved = congress.add_participants(
        edition,
        [
            {
                "person": people[row["email"]],
                "code": row["code"],
                "organisation": organisations.get(row["organisation"]),
                "job_title": row["job_title"],
                "languages": row["languages"],
                "profile": row["profile"],
                "profile_language": row["profile_language"],
                "takes_meetings": row["meetings"],
            }
            for row in rows
        ],
    )
    participants = {participant.code: participant for participant in saved}
    _save_competence_links(rows, participants)
    _save_roles(rows, edition, people, organisations, organiser_email)
    return participants


def _save_people(rows: list[Row], *, invented: bool) -> dict[str, Person]:
    """Return people by address; those who are known already keep their names and passwords."""
    unusable = make_password(None)
    Person.objects.bulk_create(
        (
            Person(
                email=row["email"],
                given_name=row["given_name"],
                family_name=row["family_name"],
                name_sort=sort_key(f"{row['family_name']} {row['given_name']}"),
                language="pl" if "pl" in row["languages"] or not row["languages"] else "en",
                is_demonstration=invented,
                password=unusable,
            )
            for row in rows
        ),
        ignore_conflicts=True,
    )
    people = {person.email: person for person in Person.objects.filter(email__in=[row["email"] for row in rows])}
    # The organiser vouches for the addresses; signing in still takes a code sent there.
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people.values()),
        ignore_conflicts=True,
    )
    return people


def _save_competence_links(rows: list[Row], participants: dict[str, Participant]) -> None:
    competences = {competence.code: competence.pk for competence in Competence.objects.all()}
    through: tuple[tuple[str, Any], ...] = (
        ("offers", Participant.offers.through),
        ("seeks", Participant.seeks.through),
    )
    for field, model in through:
        model.objects.bulk_create(
            model(participant_id=participants[row["code"]].pk, competence_id=competences[code])
            for row in rows
            for code in dict.fromkeys(row[field])
        )


def _save_roles(
    rows: list[Row],
    edition: Edition,
    people: dict[str, Person],
    organisations: dict[str, Organisation],
    organiser_email: str | None,
) -> None:
    affiliations, managers, team = [], [], []
    for row in rows:
        person, organisation = people[row["email"]], organisations.get(row["organisation"])
        if organisation is not None:
            role = AffiliationRole.REPRESENTATIVE if "representative" in row["roles"] else AffiliationRole.MEMBER
            affiliations.append(
                Affiliation(person=person, organisation=organisation, role=role, job_title=row["job_title"])
            )
            if "manager" in row["roles"]:
                clusters = organisation.coordinated_clusters.all()
                managers += [ClusterManager(cluster=cluster, person=person) for cluster in clusters]
        if "organiser" in row["roles"] or row["email"] == organiser_email:
            team.append(TeamMember(edition=edition, person=person))
    Affiliation.objects.bulk_create(affiliations, ignore_conflicts=True)
    ClusterManager.objects.bulk_create(managers, ignore_conflicts=True)
    TeamMember.objects.bulk_create(team)


def _save_absences(
    folder: CongressFolder, edition: Edition, participants: dict[str, Participant], rooms: dict[str, Room]
) -> None:
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

    Unavailability.objects.bulk_create(
        Unavailability(
            resource_id=(participants if row["kind"] == "participant" else rooms)[row["code"]].resource_id,
            period=DateTimeTZRange(_local(row["starts_at"], edition), _local(row["ends_at"], edition)),
            reason=both(row, "reason"),
        )
        for row in folder.good("availability")
    )


def _save_sessions(
    folder: CongressFolder,
    edition: Edition,
    participants: dict[str, Participant],
    rooms: dict[str, Room],
    slots: dict[str, Slot],
) -> None:
    tracks = {track.code: track for track in edition.tracks.all()}
    rows = folder.good("sessions")
    projects = Project.objects.in_bulk({row["project"] for row in rows if row["project"]}, field_name="cordis_id")
    plain = ("code", "kind", "language", "interpretation", "minutes", "expected", "equipment", "after")
    schedule.add_sessions(
        edition,
        [
            {
                **{name: row[name] for name in plain},
                "title": both(row, "title"),
                "abstract": both(row, "abstract"),
                "track": tracks.get(row["track"]),
                "pinned_start": _local(row["pinned_start"], edition) if row["pinned_start"] else None,
                "pinned_room": rooms.get(row["pinned_room"]),
                "blocks": [slots[code] for code in row["blocks"]],
                "project": projects.get(row["project"]),
                "people": list(_session_people(row, participants)),
            }
            for row in rows
        ],
    )
    sessions = {session.code: session for session in edition.sessions.all()}
    schedule.add_favourites(
        [
            {
                "participant": participants[row["code"]],
                "session": sessions[mark.removesuffix("!")],
                "keep_free": mark.endswith("!"),
            }
            for row in folder.good("participants")
            for mark in dict.fromkeys(row["favourites"])
        ]
    )


def _session_people(row: Row, participants: dict[str, Participant]) -> Iterable[tuple[Participant, str]]:
    if row["moderator"]:
        yield participants[row["moderator"]], SessionRoleKind.MODERATOR
    for code in row["speakers"]:
        yield participants[code], SessionRoleKind.SPEAKER
    for code in row["panellists"]:
        yield participants[code], SessionRoleKind.PANELLIST


def _save_requests(
    folder: CongressFolder, edition: Edition, participants: dict[str, Participant], slots: dict[str, Slot]
) -> None:
    meetings.add_requests(
        edition,
        [
            {
                "code": row["code"],
                "requester": participants[row["requester"]],
                "invitee": participants[row["invitee"]],
                "priority": int(row["priority"]),
                "message": row["message"],
                "allowed_rounds": row["rounds"],
                "fixed_slot": slots.get(row["slot"]),
                "after": row["after"],
            }
            for row in folder.good("requests")
        ],
    )


def _local(moment: datetime, edition: Edition) -> datetime:
    """Return a local time of the edition as an aware instant."""
    return moment.replace(tzinfo=edition.zone)
