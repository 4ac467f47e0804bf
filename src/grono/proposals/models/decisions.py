"""Mails about decisions: drafts until somebody sends them on purpose."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grono.proposals.choices import DecisionMailState, ProposalState
from grono.proposals.models.proposals import Proposal


class DecisionMail(models.Model):
    """A mail to one person about one proposal, in that person's language; what was sent is kept."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="decision_mails")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    decision = models.CharField(_("decision"), max_length=10, choices=ProposalState)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=10000)
    state = models.CharField(_("state"), max_length=10, choices=DecisionMailState, default=DecisionMailState.DRAFT)
    written_at = models.DateTimeField(_("written"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("mail about a decision")
        verbose_name_plural = _("mails about decisions")
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "recipient"],
                condition=Q(state=DecisionMailState.DRAFT),
                name="decision_mail_one_draft",
            ),
            models.CheckConstraint(
                condition=Q(state=DecisionMailState.DRAFT) | Q(sent_at__isnull=False),
                name="decision_mail_sent_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
