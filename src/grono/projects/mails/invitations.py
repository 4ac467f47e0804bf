"""Mails about invitations to a consortium, each in its reader's language."""

from collections.abc import Iterable

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from grono.accounts.models import Person
from grono.directory.choices import AffiliationRole
from grono.directory.models import Organisation
from grono.kit import clock
from grono.projects.choices import InvitationState, ParticipationRole
from grono.projects.models import ConsortiumInvitation, Project

log = structlog.get_logger(__name__)
_SUBJECTS = {
    "sent": gettext_lazy("Invitation to the consortium of %(project)s"),
    "reminder": gettext_lazy("Your answer is awaited: the consortium of %(project)s"),
    "withdrawn": gettext_lazy("Invitation withdrawn: %(project)s"),
    "accepted": gettext_lazy("%(organisation)s joins %(project)s"),
    "declined": gettext_lazy("%(organisation)s does not join %(project)s"),
    "expired": gettext_lazy("No answer came from %(organisation)s: %(project)s"),
}
#: In which states each event is still worth telling.
_WORTH = {
    "sent": (InvitationState.SENT,),
    "reminder": (InvitationState.SENT,),
    "withdrawn": (InvitationState.WITHDRAWN,),
    "answered": (InvitationState.ACCEPTED, InvitationState.DECLINED),
    "expired": (InvitationState.EXPIRED,),
}
_TO_INVITED = ("sent", "reminder", "withdrawn")


def mail_about_invitation(invitation_id: int, event: str) -> int:
    """Tell the invited organisation that it was ``sent``, still waits (``reminder``) or was ``withdrawn``.

    Whoever invited is told when it was ``answered`` or has ``expired``. What has changed since the job was made is not
    told any more. Returns the number of mails.
    """
    invitation = ConsortiumInvitation.objects.select_related(
        "project__topic", "project__lead_cluster", "organisation", "sent_by", "answered_by"
    ).get(pk=invitation_id)
    if invitation.state not in _WORTH[event]:
        return 0
    people = _invited(invitation) if event in _TO_INVITED else _inviting(invitation)
    return _send(invitation, invitation.state if event == "answered" else event, people)


def _send(invitation: ConsortiumInvitation, event: str, people: Iterable[Person]) -> int:
    mails = []
    for person in people:
        with override(person.language):
            names = {"project": invitation.project.acronym, "organisation": invitation.organisation.name}
            context = {
                "person": person,
                "invitation": invitation,
                "project": invitation.project,
                "coordinator": _coordinator(invitation.project),
                "event": event,
                "days_left": max(1, (invitation.expires_at - clock.now()).days),
                "address": settings.BASE_URL + _page(invitation, event),
            }
            body = render_to_string("projects/workspace/mail_invitation.txt", context)
            subject = " ".join((str(_SUBJECTS[event]) % names).split())
            mails.append(EmailMessage(subject, body, to=[person.email]))
    get_connection().send_messages(mails)
    log.info("invitation_mailed", invitation=invitation.pk, mail_event=event, mails=len(mails))
    return len(mails)


def _page(invitation: ConsortiumInvitation, event: str) -> str:
    if event in _TO_INVITED:
        return reverse("invitation", args=[invitation.pk])
    return reverse("consortium", args=[invitation.project.slug])


def _coordinator(project: Project) -> Organisation | None:
    part = project.participations.filter(role=ParticipationRole.COORDINATOR).select_related("organisation").first()
    return part.organisation if part else None


def _invited(invitation: ConsortiumInvitation) -> list[Person]:
    return representatives(invitation.organisation)


def _inviting(invitation: ConsortiumInvitation) -> list[Person]:
    """Return who invited, when that is known; else the representatives of the coordinator."""
    if invitation.sent_by is not None and invitation.sent_by.is_active:
        return [invitation.sent_by]
    coordinator = _coordinator(invitation.project)
    return representatives(coordinator) if coordinator else []


def representatives(organisation: Organisation) -> list[Person]:
    """Return who represents an organisation at present; nobody else can answer for it."""
    current = organisation.affiliations.filter(
        ended_date=None, role=AffiliationRole.REPRESENTATIVE, person__is_active=True
    )
    return [affiliation.person for affiliation in current.select_related("person").order_by("pk")]
