"""Agreements between organisations, and what came of them."""

from django.conf import settings
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grono.cooperation.choices import (
    CONFIRMED_AGREEMENT,
    FINAL_OUTCOME,
    AgreementKind,
    AgreementOutcome,
    AgreementState,
    AgreementVisibility,
)
from grono.cooperation.models.interests import ExpressionOfInterest
from grono.directory.models import Organisation

LONGEST_TEXT = 4000


class Agreement(models.Model):
    """Two or more organisations agreed to work together; it counts once every one of them has confirmed it.

    ``outcome`` is empty until a party enters one; a final outcome ends the agreement. ``value_eur`` is what the
    agreement was worth to the parties together, in euros.
    """

    interest = models.ForeignKey(
        ExpressionOfInterest,
        verbose_name=_("expression of interest"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="agreements",
    )
    kind = models.CharField(_("kind of agreement"), max_length=20, choices=AgreementKind)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(
        _("what was agreed"), blank=True, max_length=LONGEST_TEXT, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    state = models.CharField(_("state"), max_length=10, choices=AgreementState, default=AgreementState.PROPOSED)
    signed_date = models.DateField(_("signed on"), null=True, blank=True)
    visibility = models.CharField(
        _("who may see it"), max_length=10, choices=AgreementVisibility, default=AgreementVisibility.PARTIES
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=AgreementOutcome, blank=True)
    outcome_note = models.TextField(
        _("note on the outcome"), blank=True, max_length=LONGEST_TEXT, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    outcome_date = models.DateField(_("date of the outcome"), null=True, blank=True)
    value_eur = models.DecimalField(
        _("value in euros"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"))
    parties = models.ManyToManyField(Organisation, through="AgreementParty", related_name="agreements")

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-signed_date", "-proposed_at", "-pk"]
        indexes = [models.Index(fields=["state", "visibility"])]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AgreementKind.values), name="agreement_kind_known"),
            models.CheckConstraint(condition=Q(state__in=AgreementState.values), name="agreement_state_known"),
            models.CheckConstraint(
                condition=Q(visibility__in=AgreementVisibility.values), name="agreement_visibility_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=CONFIRMED_AGREEMENT) | Q(signed_date__isnull=False),
                name="agreement_in_force_has_date",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(state__in=CONFIRMED_AGREEMENT), name="agreement_outcome_only_when_confirmed"
            ),
            models.CheckConstraint(
                condition=(Q(state=AgreementState.ENDED) & Q(outcome__in=FINAL_OUTCOME))
                | (~Q(state=AgreementState.ENDED) & ~Q(outcome__in=FINAL_OUTCOME)),
                name="agreement_final_outcome_ends_it",
            ),
            models.CheckConstraint(
                condition=Q(value_eur=None) | Q(value_eur__gte=0),
                name="agreement_value_not_negative",
                violation_error_message=_("The value is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(outcome_date=None) | Q(signed_date=None) | Q(outcome_date__gte=models.F("signed_date")),
                name="agreement_dates_in_order",
                violation_error_message=_("The outcome cannot come before the signature."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the agreement's page."""
        return reverse("agreement", args=[self.pk])

    @property
    def is_confirmed(self) -> bool:
        """Tell whether all parties have confirmed it."""
        return self.state in CONFIRMED_AGREEMENT


class AgreementParty(models.Model):
    """An organisation is a party to an agreement; ``confirmed_at`` says since when it stands by it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="party_rows")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreement_rows")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("party to an agreement")
        verbose_name_plural = _("parties to agreements")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                name="agreement_party_once",
                violation_error_message=_("An organisation is a party once."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.agreement}"
