"""Expressions of interest and the private threads that follow them."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grono.accounts.models import Person
from grono.cooperation.choices import OPEN_INTEREST, InterestState
from grono.cooperation.models.profiles import PartneringProfile
from grono.directory.models import Organisation

LONGEST_MESSAGE = 4000


def _person(label: Any) -> "models.ForeignKey[Person | None, Person | None]":
    """Return a key to somebody whose name may be erased while the record stays."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )


class ExpressionOfInterest(models.Model):
    """An organisation writes to another, about one of its profiles or directly, and waits for an answer.

    Between two organisations at most one about the same matter waits for an answer; what nobody answers expires, so
    that it blocks nobody. ``to_organisation`` is the owner of the profile, also when the profile does not name it.
    """

    profile = models.ForeignKey(
        PartneringProfile,
        verbose_name=_("profile"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="interests",
    )
    from_organisation = models.ForeignKey(
        Organisation, verbose_name=_("from"), on_delete=models.PROTECT, related_name="interests_sent"
    )
    to_organisation = models.ForeignKey(
        Organisation, verbose_name=_("to"), on_delete=models.PROTECT, related_name="interests_received"
    )
    sender = _person(_("sent by"))
    message = models.TextField(
        _("message"), max_length=LONGEST_MESSAGE, validators=[MaxLengthValidator(LONGEST_MESSAGE)]
    )
    state = models.CharField(_("state"), max_length=10, choices=InterestState, default=InterestState.SENT)
    sent_at = models.DateTimeField(_("sent"))
    seen_at = models.DateTimeField(_("opened"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = _person(_("answered by"))
    answer = models.TextField(
        _("answer"), blank=True, max_length=LONGEST_MESSAGE, validators=[MaxLengthValidator(LONGEST_MESSAGE)]
    )
    expires_at = models.DateTimeField(_("waits until"))
    reminded_at = models.DateTimeField(_("last reminder"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("expression of interest")
        verbose_name_plural = _("expressions of interest")
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state__in=OPEN_INTEREST), name="interest_waiting"),
            models.Index(fields=["sender", "sent_at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=InterestState.values), name="interest_state_known"),
            models.CheckConstraint(
                condition=~Q(from_organisation=F("to_organisation")),
                name="interest_two_organisations",
                violation_error_message=_("An organisation cannot write to itself."),
            ),
            models.CheckConstraint(
                condition=~Q(message="") & Q(LessThanOrEqual(Length("message"), LONGEST_MESSAGE)),
                name="interest_message_length",
                violation_error_message=_("The message has from 1 to 4,000 characters."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[InterestState.ACCEPTED, InterestState.DECLINED]) | Q(answered_at__isnull=False),
                name="interest_answer_has_time",
            ),
            models.UniqueConstraint(
                fields=["from_organisation", "profile"],
                condition=Q(state__in=OPEN_INTEREST, profile__isnull=False),
                name="interest_one_open_per_profile",
                violation_error_message=_("Your organisation already waits for an answer about this profile."),
            ),
            models.UniqueConstraint(
                fields=["from_organisation", "to_organisation"],
                condition=Q(state__in=OPEN_INTEREST, profile=None),
                name="interest_one_open_per_pair",
                violation_error_message=_("Your organisation already waits for an answer from this organisation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_organisation} → {self.to_organisation}"

    def get_absolute_url(self) -> str:
        """Return the address of the page with the thread."""
        return reverse("interest", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for an answer."""
        return self.state in OPEN_INTEREST

    @property
    def takes_messages(self) -> bool:
        """Tell whether the two sides may still write in the thread."""
        return self.is_open or self.state == InterestState.ACCEPTED

    @property
    def hides_addressee(self) -> bool:
        """Tell whether the sender must not see who the profile belongs to, at least not through this interest."""
        return self.profile is not None and self.profile.is_anonymous and self.state != InterestState.ACCEPTED


class ThreadMessage(models.Model):
    """Something one side of an expression of interest wrote to the other; ``read_at`` is when the other opened it."""

    interest = models.ForeignKey(ExpressionOfInterest, on_delete=models.CASCADE, related_name="messages")
    author = _person(_("author"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="thread_messages")
    text = models.TextField(_("message"), max_length=LONGEST_MESSAGE, validators=[MaxLengthValidator(LONGEST_MESSAGE)])
    sent_at = models.DateTimeField(_("sent"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("message of a thread")
        verbose_name_plural = _("messages of threads")
        ordering = ["sent_at", "pk"]
        indexes = [
            models.Index(fields=["interest"], condition=Q(read_at=None), name="thread_unread"),
            models.Index(fields=["author", "sent_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & Q(LessThanOrEqual(Length("text"), LONGEST_MESSAGE)),
                name="thread_message_length",
                violation_error_message=_("The message has from 1 to 4,000 characters."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.interest}: {self.text[:40]}"
