"""Mails to those who run an edition."""

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from grono.accounts.models import Person
from grono.congress.models import TeamMember

log = structlog.get_logger(__name__)


def mail_team_member(member_id: int, by_id: int) -> int:
    """Tell a new member of a team what they may do and where; nothing goes out when they have left it since."""
    member = TeamMember.objects.select_related("person", "edition").filter(pk=member_id).first()
    if member is None:
        return 0
    with override(member.person.language):
        context = {
            "person": member.person,
            "edition": member.edition,
            "inviter": Person.objects.filter(pk=by_id).first(),
            "address": settings.BASE_URL + reverse("console", args=[member.edition.slug]),
        }
        body = render_to_string("congress/mail_team.txt", context)
        subject = " ".join((_("You help to run: %(edition)s") % {"edition": member.edition.title}).split())
        EmailMessage(subject, body, to=[member.person.email]).send()
    log.info("team_member_mailed", member=member.pk)
    return 1
