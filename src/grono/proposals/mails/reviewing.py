"""Mails to the programme committee."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from grono.proposals.models import Assignment, Reviewer


def remind_reviewer(reviewer_id: int) -> bool:
    """Tell a reviewer how many reviews wait for them; tells whether a mail was sent (none when nothing waits)."""
    reviewer = Reviewer.objects.select_related("person", "call__edition").get(pk=reviewer_id)
    waiting = Assignment.objects.filter(reviewer=reviewer, review__submitted_at=None).count()
    if not waiting:
        return False
    edition = reviewer.call.edition
    with override(reviewer.person.language):
        context = {
            "person": reviewer.person,
            "call": reviewer.call,
            "edition": edition,
            "waiting": waiting,
            "address": settings.BASE_URL + reverse("reviews", args=[edition.slug]),
        }
        subject = _("Proposals wait for your review: %(call)s") % {"call": reviewer.call}
        body = render_to_string("proposals/mail_reviewer.txt", context)
        EmailMessage(" ".join(subject.split()), body, to=[reviewer.person.email]).send()
    return True
