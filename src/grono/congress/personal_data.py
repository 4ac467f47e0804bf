"""Personal data in teams and press accreditations: what is handed out and what is erased."""

from collections.abc import Mapping
from typing import Any

from grono.accounts.models import Person
from grono.congress.models import PressAccreditation, TeamMember
from grono.kit.registry import PersonalData


def _export_accreditations(person: Person) -> Mapping[str, Any]:
    return {
        "accreditations": [
            {
                "edition": row.edition.slug,
                "medium": row.medium,
                "website": row.website,
                "note": row.note,
                "state": row.state,
                "answer": row.answer,
                "requested_at": row.requested_at.isoformat(),
                "answered_at": row.answered_at and row.answered_at.isoformat(),
            }
            for row in PressAccreditation.objects.filter(person=person).select_related("edition")
        ]
    }


def _erase_accreditations(person: Person) -> int:
    """Delete the person's requests and take their name off the answers they gave; return the rows touched."""
    deleted = PressAccreditation.objects.filter(person=person).delete()[0]
    return deleted + PressAccreditation.objects.filter(answered_by=person).update(answered_by=None)


ACCREDITATIONS = PersonalData("accreditations", _export_accreditations, _erase_accreditations)


def _export_teams(person: Person) -> Mapping[str, Any]:
    rows = TeamMember.objects.filter(person=person).select_related("edition")
    return {"teams": [{"edition": row.edition.slug, "role": row.role} for row in rows]}


def _erase_teams(person: Person) -> int:
    """Take the person out of every team; return how many that were."""
    return TeamMember.objects.filter(person=person).delete()[0]


TEAMS = PersonalData("teams", _export_teams, _erase_teams)
