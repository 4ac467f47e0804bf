"""Funding programmes and the versions of their rules."""

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from grono.funding.choices import ProgrammeLevel
from grono.kit.ranges import same


class FundingProgramme(models.Model):
    """A programme that funds projects, for example Horizon Europe or Interreg Czechia–Poland."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = I18nCharField(_("name"), max_length=300)
    portal_id = models.CharField(
        _("number in the EU portal"), max_length=20, null=True, blank=True, unique=True, editable=False
    )
    level = models.CharField(_("level"), max_length=20, choices=ProgrammeLevel, default=ProgrammeLevel.EUROPEAN)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Of a national programme."))
    authority = models.CharField(_("managing authority"), max_length=300, blank=True)
    website = models.URLField(_("web site"), blank=True)

    class Meta:
        verbose_name = _("funding programme")
        verbose_name_plural = _("funding programmes")
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.name)


class RuleScheme(models.Model):
    """A kind of grant with rules of its own, for example the RIA of Horizon Europe; its rules come in versions."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    title = I18nCharField(_("title"), max_length=300)
    programme = models.ForeignKey(
        FundingProgramme,
        verbose_name=_("programme"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="schemes",
    )

    class Meta:
        verbose_name = _("kind of grant")
        verbose_name_plural = _("kinds of grants")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class RuleSet(models.Model):
    """One version of a scheme's eligibility rules, as data; the engine ``eligibility`` reads ``document``.

    Calls with a deadline within ``valid`` follow this version; versions of one scheme never overlap.
    ``read_at_source`` tells whether somebody read the legal text itself rather than notes about it.
    """

    scheme = models.ForeignKey(RuleScheme, on_delete=models.CASCADE, related_name="rule_sets")
    version = models.CharField(_("version"), max_length=20)
    valid = DateRangeField(_("valid"))
    document = models.JSONField(_("rules"))
    source = models.TextField(_("source"))
    read_at_source = models.BooleanField(_("the legal text itself was read"), default=False)
    encoded_date = models.DateField(_("encoded on"))
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("set of rules")
        verbose_name_plural = _("sets of rules")
        ordering = ["scheme", "valid"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "version"], name="rule_set_version_once"),
            models.CheckConstraint(condition=models.Q(valid__isempty=False), name="rule_set_valid_not_empty"),
            ExclusionConstraint(
                name="rule_set_versions_apart",
                expressions=[(same("scheme"), RangeOperators.OVERLAPS), (F("valid"), RangeOperators.OVERLAPS)],
                violation_error_message=_("Two versions of the same rules cannot be valid on the same day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.version}"

    @property
    def first_day(self) -> date | None:
        """Return the first day of the version; ``None`` is open."""
        first: date | None = self.valid.lower
        return first

    @property
    def last_day(self) -> date | None:
        """Return the last day of the version; ``None`` is open."""
        end: date | None = self.valid.upper
        return end - timedelta(days=1) if end else None
