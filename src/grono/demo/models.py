"""Mails of the demonstration, kept instead of sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SentMail(models.Model):
    """A mail that would have left the house."""

    to = models.TextField(_("to"))
    sender = models.CharField(_("from"), max_length=254)
    subject = models.CharField(_("subject"), max_length=500)
    body = models.TextField(_("text"))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("mail in the demonstration outbox")
        verbose_name_plural = _("demonstration outbox")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.subject
