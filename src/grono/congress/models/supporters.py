"""Those without whom no congress happens: patrons, partners, sponsors, exhibitors, the press, public funds."""

from pathlib import PurePath
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from grono.congress.choices import AccreditationState, SupporterKind
from grono.congress.models.editions import Edition
from grono.directory.models import Organisation

#: The folder of the logos.
LOGOS = "congress"


def picture_path(_record: models.Model, filename: str) -> str:
    """Return where a logo is kept: a random name, so that two files never meet."""
    return f"{LOGOS}/{uuid4().hex}{PurePath(filename).suffix.lower()}"


class SupporterLevel(models.Model):
    """A level of patrons, partners or sponsors, for example “strategic partner” or “gold sponsor”."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="supporter_levels")
    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=SupporterKind)
    name = I18nCharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("level of support")
        verbose_name_plural = _("levels of support")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="supporter_level_code_unique"),
            models.CheckConstraint(condition=Q(kind__in=SupporterKind.values), name="supporter_kind_known"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Supporter(models.Model):
    """A patron, partner or sponsor; from the directory, or only by name. The logo says its name in ``name``."""

    level = models.ForeignKey(SupporterLevel, on_delete=models.CASCADE, related_name="supporters")
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="supports",
    )
    name = models.CharField(_("name"), max_length=200)
    text = I18nTextField(_("a few words"), blank=True)
    website = models.URLField(_("web site"), blank=True)
    logo = models.FileField(_("logo"), upload_to=picture_path, max_length=200, blank=True)
    logo_type = models.CharField(max_length=40, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("supporter")
        verbose_name_plural = _("supporters")
        ordering = ["level__position", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["level", "name"], name="supporter_once_in_level")]

    def __str__(self) -> str:
        return self.name


class Exhibitor(models.Model):
    """An organisation with a stand."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="exhibitors")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="stands"
    )
    stand = models.CharField(_("stand"), max_length=20)
    zone = I18nCharField(_("zone"), max_length=120, blank=True)
    text = I18nTextField(_("what is shown"), blank=True)

    class Meta:
        verbose_name = _("exhibitor")
        verbose_name_plural = _("exhibitors")
        ordering = ["stand", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "stand"],
                name="exhibitor_stand_once",
                violation_error_message=_("This stand is taken."),
            ),
            models.UniqueConstraint(
                fields=["edition", "organisation"],
                name="exhibitor_once",
                violation_error_message=_("This organisation has a stand already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stand} {self.organisation}"


class PressAccreditation(models.Model):
    """A journalist asks to report from an edition; the organiser answers."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="accreditations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="accreditations")
    medium = models.CharField(_("for which medium"), max_length=200)
    website = models.URLField(_("web site of the medium"), blank=True)
    note = models.TextField(_("what you need"), blank=True, max_length=2000)
    state = models.CharField(
        _("state"), max_length=10, choices=AccreditationState, default=AccreditationState.REQUESTED
    )
    answer = models.TextField(_("answer"), blank=True, max_length=2000)
    requested_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("press accreditation")
        verbose_name_plural = _("press accreditations")
        ordering = ["-requested_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "person"],
                name="accreditation_once",
                violation_error_message=_("You have asked for accreditation already."),
            ),
            models.CheckConstraint(condition=Q(state__in=AccreditationState.values), name="accreditation_state_known"),
            models.CheckConstraint(
                condition=Q(state=AccreditationState.REQUESTED) | Q(answered_at__isnull=False),
                name="accreditation_answer_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.medium}"


class FundingCredit(models.Model):
    """The strip that public funds demand: logo, sentence and project number, shown on every page of the edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="funding_credits")
    name = models.CharField(_("fund or institution"), max_length=200)
    text = I18nTextField(_("sentence that must be shown"), blank=True)
    website = models.URLField(_("web site"), blank=True)
    logo = models.FileField(_("logo"), upload_to=picture_path, max_length=200, blank=True)
    logo_type = models.CharField(max_length=40, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("funding credit")
        verbose_name_plural = _("funding credits")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="funding_credit_once")]

    def __str__(self) -> str:
        return self.name
