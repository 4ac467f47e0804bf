"""Facts about organisations that eligibility rules ask for. Each may be absent, and absent is not the same as no."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grono.directory.models import Organisation
from grono.funding.choices import AidRegulation, LegalStatus, OwnerKind


def _amount(label: Any) -> models.DecimalField:
    return models.DecimalField(
        label, max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


class LegalFacts(models.Model):
    """What an organisation declares about itself; no row, or an empty field, means that nothing is declared.

    ``owners_declared`` says that the list of owners is complete, so that an empty list means no owner of 25 % or more.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="legal_facts")
    legal_status = models.CharField(_("legal status"), max_length=12, choices=LegalStatus, blank=True)
    owners_declared = models.BooleanField(_("the list of owners is complete"), default=False)
    aid_declared = models.BooleanField(_("the list of small aid is complete"), default=False)
    is_innovative = models.BooleanField(_("does research and development itself"), null=True, blank=True)
    updated_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("declared facts")
        verbose_name_plural = _("declared facts")

    def __str__(self) -> str:
        return str(self.organisation)


class AnnualFigures(models.Model):
    """Staff in annual work units, turnover and balance sheet total in euros, of one closed year."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="annual_figures")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    staff = models.DecimalField(
        _("staff, annual work units"),
        max_digits=9,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    turnover = _amount(_("turnover, EUR"))
    balance = _amount(_("balance sheet total, EUR"))

    class Meta:
        verbose_name = _("figures of a year")
        verbose_name_plural = _("figures by year")
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="figures_once_a_year")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}"


class OwnershipShare(models.Model):
    """Somebody holds a share of an organisation, in percent; an owner outside the directory is kept by name."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="owners")
    owner = models.ForeignKey(
        Organisation,
        verbose_name=_("owner in the directory"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="holdings",
    )
    owner_name = models.CharField(_("owner"), max_length=300, blank=True)
    kind = models.CharField(_("kind of owner"), max_length=20, choices=OwnerKind, default=OwnerKind.ENTERPRISE)
    percent = models.DecimalField(
        _("share, %"), max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("share in ownership")
        verbose_name_plural = _("shares in ownership")
        ordering = ["-percent", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "owner"], condition=Q(owner__isnull=False), name="owner_once"
            ),
            models.CheckConstraint(
                condition=Q(owner=None) | ~Q(owner=F("organisation")),
                name="owner_is_another",
                violation_error_message=_("An organisation does not own itself."),
            ),
            models.CheckConstraint(condition=Q(owner__isnull=False) | ~Q(owner_name=""), name="owner_is_named"),
            models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="owner_share_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.owner or self.owner_name} {self.percent} %"


class SmallAid(models.Model):
    """De minimis aid that an organisation was granted, in euros on the day of the grant."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="small_aid")
    granted_date = models.DateField(_("granted on"))
    amount = models.DecimalField(_("amount, EUR"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    regulation = models.CharField(_("regulation"), max_length=10, choices=AidRegulation, default=AidRegulation.GENERAL)
    member_state = models.CharField(_("member state that granted it"), max_length=2)
    authority = models.CharField(_("authority that granted it"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("de minimis aid")
        verbose_name_plural = _("de minimis aid")
        ordering = ["-granted_date", "pk"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.granted_date} {self.amount}"


class Label(models.Model):
    """A registration or label that rules ask for, for example a key national cluster or an ECCP registration."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="labels")
    code = models.SlugField(_("code"), max_length=60)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("label or registration")
        verbose_name_plural = _("labels and registrations")
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code", "valid_from"], name="label_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.code}"
