"""Mails about agreements, each in its reader's language."""

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from grono.cooperation.choices import AgreementState
from grono.cooperation.mails.interests import people_of
from grono.cooperation.models import Agreement

log = structlog.get_logger(__name__)
_SUBJECTS = {
    "proposed": gettext_lazy("Please confirm the agreement: %(title)s"),
    "in_force": gettext_lazy("The agreement is in force: %(title)s"),
    "withdrawn": gettext_lazy("The proposed agreement was withdrawn: %(title)s"),
    "outcome": gettext_lazy("Outcome of the agreement: %(title)s"),
}


def mail_about_agreement(agreement_id: int, event: str, actor_id: int | None = None) -> int:
    """Tell the parties what happened to an agreement; whoever did it (``actor_id``) gets no mail.

    ``proposed`` goes to those who still have to confirm, if they still have to. Returns the number of mails.
    """
    agreement = Agreement.objects.get(pk=agreement_id)
    rows = agreement.party_rows.select_related("organisation")
    if event == "proposed":
        rows = rows.filter(confirmed_at=None)
        if agreement.state != AgreementState.PROPOSED:
            return 0
    organisations = [row.organisation for row in rows]
    people = {person for organisation in organisations for person in people_of(organisation) if person.pk != actor_id}
    mails = []
    for person in sorted(people, key=lambda person: person.pk):
        with override(person.language):
            context = {
                "person": person,
                "agreement": agreement,
                "event": event,
                "parties": [row.organisation.name for row in agreement.party_rows.select_related("organisation")],
                "address": settings.BASE_URL + reverse("agreement", args=[agreement.pk]),
                "is_demonstration": organisations[0].is_demonstration,
            }
            subject = str(_SUBJECTS[event]) % {"title": agreement.title}
            body = render_to_string("cooperation/mail_agreement.txt", context)
            mails.append(EmailMessage(" ".join(subject.split()), body, to=[person.email]))
    get_connection().send_messages(mails)
    log.info("agreement_mailed", agreement=agreement.pk, mail_event=event, mails=len(mails))
    return len(mails)
