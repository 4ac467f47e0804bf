"""Who may do what with meetings."""

import rules

from grono.accounts.models import Person
from grono.congress.permissions import is_organiser, is_participant
from grono.meetings.models import MeetingRequest


@rules.predicate
def is_requester(person: Person, request: MeetingRequest | None) -> bool:
    """The person asked for the meeting."""
    return request is not None and request.requester.person_id == person.pk


@rules.predicate
def is_invitee(person: Person, request: MeetingRequest | None) -> bool:
    """The person was asked for the meeting."""
    return request is not None and request.invitee.person_id == person.pk


rules.add_perm("meetings.request_meeting", is_participant)
rules.add_perm("meetings.answer_request", is_invitee)
rules.add_perm("meetings.withdraw_request", is_requester)
rules.add_perm("meetings.view_board", is_participant | is_organiser)
rules.add_perm("meetings.plan_meetings", is_organiser)
