"""Personal data in invitations to consortia: what is handed out and what is erased."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from grono.accounts.models import Person
from grono.kit.registry import PersonalData
from grono.projects.actions.invitations import anonymise_invitations
from grono.projects.models import ConsortiumInvitation


def _export(person: Person) -> Mapping[str, Any]:
    """Return the invitations that the person sent or answered, with the person's own words only."""
    found = ConsortiumInvitation.objects.filter(Q(sent_by=person) | Q(answered_by=person))
    return {
        "invitations": [
            {
                "project": invitation.project.acronym,
                "organisation": invitation.organisation.name,
                "state": invitation.state,
                "sent_at": invitation.sent_at.isoformat(),
                "message": invitation.message if invitation.sent_by_id == person.pk else "",
                "answer": invitation.answer if invitation.answered_by_id == person.pk else "",
            }
            for invitation in found.select_related("project", "organisation").order_by("sent_at", "pk")
        ]
    }


INVITATIONS = PersonalData("consortium_invitations", _export, anonymise_invitations)
