"""Whom a version touches if it is released: people of the sessions that change, and those who marked them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grono.congress.choices import ParticipantStatus
from grono.congress.models import Participant
from grono.directory.texts import texts_by_language
from grono.schedule.models import Favourite, ScheduleVersion, SessionRole
from grono.schedule.queries.changelog import changes_between
from grono.schedule.queries.versions import released_version
from grono.schedule.rules.changelog import Change, ChangeKind


@dataclass(frozen=True)
class Touched:
    """A participant with the changes that concern them; ``has_role`` tells whether they speak or moderate in one."""

    participant: Participant
    changes: Sequence[Change]
    has_role: bool


def touched_by(version: ScheduleVersion) -> list[Touched]:
    """Return whom the release of a version would touch: those with a role first, then by name.

    Before the first release everybody with a role is touched: they learn their place.
    """
    released = released_version(version.plan.edition)
    if released == version:
        return []
    found = changes_between(released, version) if released else []
    return people_of(version, found) if released else _first_places(version)


def touched_at(version: ScheduleVersion) -> list[Touched]:
    """Return whom the release of a version touched, from the changelog that it wrote."""
    if version.plan.based_on_id is None and not version.changelog:
        return _first_places(version)
    return people_of(version, [Change.from_document(document) for document in version.changelog])


def people_of(version: ScheduleVersion, found: Iterable[Change]) -> list[Touched]:
    """Return the participants whom changes of an edition's programme concern (two queries).

    A new session concerns only those with a role in it.
    """
    by_session: dict[str, list[Change]] = defaultdict(list)
    for change in found:
        by_session[change.session].append(change)
    changes: dict[Participant, list[Change]] = defaultdict(list)
    with_role = set()
    for participant, session in _roles(version, by_session):
        changes[participant] += by_session[session]
        with_role.add(participant)
    for participant, session in _marks(version, by_session):
        known = [change for change in by_session[session] if change.kind != ChangeKind.ADDED]
        if known and not any(change in changes.get(participant, ()) for change in known):
            changes[participant] += known
    rows = [Touched(one, found, one in with_role) for one, found in changes.items()]
    return sorted(rows, key=lambda row: (not row.has_role, bytes(row.participant.person.name_sort)))


def _first_places(version: ScheduleVersion) -> list[Touched]:
    places = version.placements.values_list("session__code", "session__title", "starts_at", "room__code")
    added = [
        Change(ChangeKind.ADDED, code, texts_by_language(title), will_at=start, will_room=room)
        for code, title, start, room in places
    ]
    return [row for row in people_of(version, added) if row.has_role]


def _roles(version: ScheduleVersion, codes: Iterable[str]) -> list[tuple[Participant, str]]:
    rows = SessionRole.objects.filter(session__edition=version.plan.edition_id, session__code__in=codes)
    coming = rows.exclude(participant__status=ParticipantStatus.CANCELLED)
    return [(row.participant, row.session.code) for row in coming.select_related("session", "participant__person")]


def _marks(version: ScheduleVersion, codes: Iterable[str]) -> list[tuple[Participant, str]]:
    rows = Favourite.objects.filter(session__edition=version.plan.edition_id, session__code__in=codes)
    coming = rows.exclude(participant__status=ParticipantStatus.CANCELLED)
    return [(row.participant, row.session.code) for row in coming.select_related("session", "participant__person")]
