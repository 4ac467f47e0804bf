"""A mail backend that keeps mails where they can be read on the site."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from grono.demo.models import SentMail


class OutboxBackend(BaseEmailBackend):
    """Stores every mail in the database and sends none."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the mails and return how many there were."""
        stored = SentMail.objects.bulk_create(
            SentMail(
                to=", ".join(mail.recipients()),
                sender=mail.from_email,
                subject=str(mail.subject),
                body=str(mail.body),
            )
            for mail in email_messages
        )
        return len(stored)
