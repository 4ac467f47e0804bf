"""Personal data in requests and meetings: what is handed out and what is erased."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from grono.accounts.models import Person
from grono.congress.choices import PlanStatus
from grono.kit.registry import PersonalData
from grono.meetings.choices import RequestStatus
from grono.meetings.models import Meeting, MeetingRequest


def _export(person: Person) -> Mapping[str, Any]:
    requests = MeetingRequest.objects.filter(_of(person, "")).select_related(
        "edition", "requester__person", "invitee__person"
    )
    meetings = Meeting.objects.filter(_of(person, "request__"), plan__status=PlanStatus.PUBLISHED).select_related(
        "slot", "table", "request__edition", "request__requester__person", "request__invitee__person"
    )
    return {
        "requests": [
            {
                "edition": request.edition.slug,
                "from": str(request.requester),
                "to": str(request.invitee),
                "priority": request.priority,
                "message": request.message if request.requester.person_id == person.pk else "",
                "status": request.status,
                "asked_at": request.created_at.isoformat(),
            }
            for request in requests
        ],
        "meetings": [
            {
                "edition": meeting.request.edition.slug,
                "people": [str(meeting.request.requester), str(meeting.request.invitee)],
                "starts_at": meeting.slot.starts_at.isoformat(),
                "ends_at": meeting.slot.ends_at.isoformat(),
                "table": meeting.table.code,
            }
            for meeting in meetings
        ],
    }


@transaction.atomic
def _erase(person: Person) -> int:
    """Empty the messages a person wrote and withdraw what waits for an answer; return the rows touched.

    Who met whom stays with the edition: the name itself is erased where names are kept.
    """
    sent = MeetingRequest.objects.filter(requester__person=person)
    waiting = MeetingRequest.objects.filter(_of(person, ""), status=RequestStatus.PENDING)
    return sent.exclude(message="").update(message="") + waiting.update(status=RequestStatus.WITHDRAWN)


def _of(person: Person, prefix: str) -> Q:
    return Q(**{f"{prefix}requester__person": person}) | Q(**{f"{prefix}invitee__person": person})


REQUESTS = PersonalData("meetings", _export, _erase)
