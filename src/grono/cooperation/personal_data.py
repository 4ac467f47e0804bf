"""Personal data in profiles, conversations, agreements and dismissals: what is handed out and what is erased."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from grono.accounts.models import Person
from grono.cooperation.actions.agreements import anonymise_agreements
from grono.cooperation.actions.interests import anonymise_correspondence
from grono.cooperation.models import AgreementParty, Dismissal, ExpressionOfInterest, PartneringProfile, ThreadMessage
from grono.kit.registry import PersonalData


def _export(person: Person) -> Mapping[str, Any]:
    profiles = PartneringProfile.objects.filter(Q(contact=person) | Q(reviewed_by=person)).select_related(
        "organisation"
    )
    return {
        "contact_of_profiles": [
            {"reference": profile.reference, "title": profile.title, "organisation": profile.organisation.name}
            for profile in profiles
            if profile.contact_id == person.pk
        ],
        "reviewed_profiles": [
            {"reference": profile.reference, "title": profile.title}
            for profile in profiles
            if profile.reviewed_by_id == person.pk
        ],
    }


def _erase(person: Person) -> int:
    """Take the person's name off profiles, which belong to the organisation and stay; return how many changed."""
    return PartneringProfile.objects.filter(contact=person).update(contact=None) + PartneringProfile.objects.filter(
        reviewed_by=person
    ).update(reviewed_by=None)


PROFILES = PersonalData("profiles", _export, _erase)


def _export_correspondence(person: Person) -> Mapping[str, Any]:
    interests = ExpressionOfInterest.objects.filter(Q(sender=person) | Q(answered_by=person)).select_related(
        "from_organisation", "to_organisation", "profile"
    )
    messages = ThreadMessage.objects.filter(author=person).select_related("organisation")
    confirmed = AgreementParty.objects.filter(confirmed_by=person).select_related("agreement", "organisation")
    return {
        "interests": [_interest(interest, person) for interest in interests],
        "messages": [
            {
                "thread": message.interest_id,
                "organisation": message.organisation.name,
                "text": message.text,
                "sent_at": message.sent_at.isoformat(),
            }
            for message in messages
        ],
        "confirmed_agreements": [
            {"title": row.agreement.title, "organisation": row.organisation.name, "confirmed_at": row.confirmed_at}
            for row in confirmed
        ],
    }


def _interest(interest: ExpressionOfInterest, person: Person) -> dict[str, Any]:
    """Return what the person wrote; the other side stays unnamed where the person does not know it either."""
    sent = interest.sender_id == person.pk
    return {
        "thread": interest.pk,
        "from": interest.from_organisation.name,
        "to": None if sent and interest.hides_addressee else interest.to_organisation.name,
        "profile": interest.profile.reference if interest.profile else None,
        "state": interest.state,
        "sent_at": interest.sent_at.isoformat(),
        "message": interest.message if sent else "",
        "answer": interest.answer if interest.answered_by_id == person.pk else "",
    }


def _erase_correspondence(person: Person) -> int:
    return anonymise_correspondence(person) + anonymise_agreements(person)


CORRESPONDENCE = PersonalData("cooperation", _export_correspondence, _erase_correspondence)


def _export_dismissals(person: Person) -> Mapping[str, Any]:
    return {
        "dismissals": [
            {"kind": row.kind, "name": row.name, "dismissed_at": row.dismissed_at.isoformat()}
            for row in Dismissal.objects.filter(person=person)
        ]
    }


def _erase_dismissals(person: Person) -> int:
    """Forget what the person did not want to be proposed; return how many records that were."""
    return Dismissal.objects.filter(person=person).delete()[0]


DISMISSALS = PersonalData("dismissals", _export_dismissals, _erase_dismissals)
