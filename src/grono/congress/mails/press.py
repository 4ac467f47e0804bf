"""Mails to journalists about their accreditation."""

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from grono.congress.choices import AccreditationState
from grono.congress.models import PressAccreditation

log = structlog.get_logger(__name__)


def mail_accreditation(accreditation_id: int, state: str) -> int:
    """Send the answer to a request; nothing goes out when it has changed or gone since. Returns the number of mails."""
    found = PressAccreditation.objects.select_related("person", "edition").filter(pk=accreditation_id).first()
    if found is None or found.state != state or not found.person.is_active:
        return 0
    with override(found.person.language):
        granted = found.state == AccreditationState.GRANTED
        subject = _("Press accreditation granted: %(edition)s") if granted else _("Press accreditation: %(edition)s")
        context = {
            "person": found.person,
            "accreditation": found,
            "edition": found.edition,
            "granted": granted,
            "address": settings.BASE_URL + reverse("press", args=[found.edition.slug]),
        }
        body = render_to_string("congress/mail_accreditation.txt", context)
        title = " ".join((subject % {"edition": found.edition.title}).split())
        EmailMessage(title, body, to=[found.person.email]).send()
    log.info("accreditation_mailed", accreditation=found.pk, state=state)
    return 1
