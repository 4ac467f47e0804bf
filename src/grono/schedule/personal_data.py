"""What the programme holds about a person, for export and erasure."""

from collections.abc import Mapping
from typing import Any

from grono.accounts.models import Person
from grono.kit.registry import PersonalData
from grono.schedule.models import Favourite, ProgrammeVisit, ScheduleEdit, SessionRole


def export(person: Person) -> Mapping[str, Any]:
    """Return the person's roles in sessions, what they marked and have seen, and what they changed by hand."""
    roles = SessionRole.objects.filter(participant__person=person).select_related("session__edition")
    marks = Favourite.objects.filter(participant__person=person).select_related("session__edition")
    visits = ProgrammeVisit.objects.filter(participant__person=person).select_related("participant__edition")
    edits = ScheduleEdit.objects.filter(by=person).select_related("version__plan__edition", "session")
    return {
        "roles": [
            {"edition": r.session.edition.slug, "session": r.session.code, "title": str(r.session), "role": r.kind}
            for r in roles
        ],
        "favourites": [
            {"edition": m.session.edition.slug, "session": m.session.code, "keep_free": m.keep_free} for m in marks
        ],
        "programmes_seen": [
            {"edition": v.participant.edition.slug, "version": v.seen_number, "at": v.seen_at.isoformat()}
            for v in visits
        ],
        "changes_by_hand": [
            {
                "edition": e.version.plan.edition.slug,
                "version": e.version.plan.number,
                "session": e.session.code,
                "what": e.kind,
                "at": e.at.isoformat(),
            }
            for e in edits
        ],
    }


def erase(person: Person) -> int:
    """Delete what the person marked and has seen, take their name off changes by hand; return how many rows.

    Roles stay: that somebody spoke is part of the public programme, and their name goes with the person's record.
    """
    marks, _per_model = Favourite.objects.filter(participant__person=person).delete()
    visits, _per_model = ProgrammeVisit.objects.filter(participant__person=person).delete()
    return marks + visits + ScheduleEdit.objects.filter(by=person).update(by=None)


DATA = PersonalData(name="schedule", export=export, erase=erase)
