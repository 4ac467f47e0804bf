"""Partnering profiles: what an organisation offers to partners or seeks from them."""

from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grono.cooperation.choices import (
    OFFERS,
    AgreementKind,
    DevelopmentStage,
    IprStatus,
    PartnerSize,
    ProfileLanguage,
    ProfileState,
    ProfileType,
)
from grono.cooperation.validators import validate_countries, validate_distinct, validate_plain_line, validate_readable
from grono.directory.choices import HelixSector
from grono.directory.models import Cluster, Competence, Organisation
from grono.search.lemmas import fold

TITLE_LENGTH = 150
SUMMARY_LENGTH = 500
TEXT_LENGTH = 8000
NOTE_LENGTH = 2000


def _text(label: Any, longest: int, help_text: Any = "") -> models.TextField:
    return models.TextField(
        label,
        blank=True,
        max_length=longest,
        validators=[MaxLengthValidator(longest), validate_readable],
        help_text=help_text,
    )


def _chosen(label: Any, choices: type[models.TextChoices], length: int, help_text: Any = "") -> ArrayField:
    return ArrayField(
        models.CharField(max_length=length, choices=choices),
        verbose_name=label,
        blank=True,
        default=list,
        validators=[validate_distinct],
        help_text=help_text,
    )


class PartneringProfile(models.Model):
    """What an organisation offers or seeks, with the fields of the Enterprise Europe Network.

    ``reference`` is the address for ever: type, country, date and number, for example ``TOPL20270519001``. ``version``
    grows with every change of the text, so that two people who edit at once notice each other. ``cluster`` is the one
    whose manager reviews the profile; without one the staff does.
    """

    reference = models.CharField(_("reference"), max_length=24, unique=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="profiles"
    )
    cluster = models.ForeignKey(
        Cluster,
        verbose_name=_("reviewing cluster"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="profiles",
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("contact person"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="profiles",
    )
    type = models.CharField(_("type of profile"), max_length=3, choices=ProfileType)
    state = models.CharField(_("state"), max_length=10, choices=ProfileState, default=ProfileState.DRAFT)
    language = models.CharField(_("language of the profile"), max_length=5, choices=ProfileLanguage, default="pl")
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, validators=[validate_plain_line])
    summary = _text(_("summary"), SUMMARY_LENGTH)
    description = _text(_("description"), TEXT_LENGTH)
    advantages = _text(_("advantages and innovations"), TEXT_LENGTH)
    stage = models.CharField(_("stage of development"), max_length=20, choices=DevelopmentStage, blank=True)
    trl = models.PositiveSmallIntegerField(
        _("technology readiness level"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text=_("TRL, from 1 (basic principles) to 9 (proven in use)."),
    )
    ipr = models.CharField(_("protection of intellectual property"), max_length=10, choices=IprStatus, blank=True)
    ipr_note = _text(_("note on the protection"), NOTE_LENGTH)
    partner_role = _text(_("partner sought and the partner's role"), NOTE_LENGTH)
    partner_sectors = _chosen(_("helix sectors of the partner"), HelixSector, 20)
    partner_sizes = _chosen(_("type and size of the partner"), PartnerSize, 20)
    partner_countries = ArrayField(
        models.CharField(max_length=2),
        verbose_name=_("countries of the partner"),
        blank=True,
        default=list,
        validators=[validate_countries],
        help_text=_("No country chosen means any country."),
    )
    cooperation_types = _chosen(_("forms of cooperation"), AgreementKind, 20)
    keywords = models.ManyToManyField(Competence, verbose_name=_("keywords"), blank=True, related_name="profiles")
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    is_anonymous = models.BooleanField(
        _("publish without the organisation's name"),
        default=False,
        help_text=_("Readers see the country only. You reveal yourselves to those whose interest you accept."),
    )
    in_matching = models.BooleanField(
        _("may be recommended to other organisations"),
        default=True,
        help_text=_("A profile outside matching can still be found in search and in the list."),
    )
    review_note = _text(_("note of the reviewer"), NOTE_LENGTH)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    is_demonstration = models.BooleanField(_("invented for the demonstration"), default=False)
    folded = models.TextField(editable=False, default="")
    version = models.PositiveIntegerField(_("version of the text"), default=1, editable=False)
    created_at = models.DateTimeField(_("entered"))
    updated_at = models.DateTimeField(_("changed"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    renewed_at = models.DateTimeField(_("renewed"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded that it ends"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("partnering profile")
        verbose_name_plural = _("partnering profiles")
        ordering = ["-published_at", "-created_at", "pk"]
        indexes = [models.Index(fields=["state", "valid_until"]), models.Index(fields=["state", "-published_at"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(type__in=ProfileType.values), name="profile_type_known"),
            models.CheckConstraint(condition=models.Q(state__in=ProfileState.values), name="profile_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state__in=[ProfileState.PUBLISHED, ProfileState.EXPIRED])
                | models.Q(published_at__isnull=False, valid_until__isnull=False),
                name="profile_published_has_dates",
                violation_error_message=_(
                    "A published profile has a day of publication and a day until which it is valid."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ProfileState.REVIEW) | models.Q(submitted_at__isnull=False),
                name="profile_review_was_submitted",
            ),
            models.CheckConstraint(
                condition=models.Q(trl=None) | models.Q(trl__range=(1, 9)),
                name="profile_trl_range",
                violation_error_message=_("The technology readiness level is a number from 1 to 9."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the text without accents, in which the list's search box looks, in step with the profile."""
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """Return the address of the profile's page in the active language."""
        return reverse("profile", args=[self.reference])

    def set_keys(self) -> None:
        """Make the text without accents."""
        self.folded = fold(f"{self.reference} {self.title} {self.summary} {self.description}")

    @property
    def public_organisation(self) -> Organisation | None:
        """Return whose profile it is as far as everybody may know: nobody's when it is anonymous."""
        return None if self.is_anonymous else self.organisation

    @property
    def is_offer(self) -> bool:
        """Tell whether the profile offers something, rather than seeks it."""
        return self.type in OFFERS

    @property
    def partner_size_names(self) -> list[str]:
        """Return the kinds and sizes of partner in words."""
        return [str(PartnerSize(value).label) for value in self.partner_sizes]

    @property
    def cooperation_names(self) -> list[str]:
        """Return the forms of cooperation in words."""
        return [str(AgreementKind(value).label) for value in self.cooperation_types]


#: The folder of the storage in which the files of profiles lie.
FILES = "cooperation"


def attachment_path(attachment: "ProfileAttachment", filename: str) -> str:
    """Return where a file is kept: a random name, so that no address tells whose file it is."""
    return f"{FILES}/{uuid4().hex}{PurePath(filename).suffix.lower()}"


class ProfileAttachment(models.Model):
    """A file that belongs to a profile. It is checked when it comes in and handed out by a view that asks who may."""

    profile = models.ForeignKey(PartneringProfile, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(_("file"), upload_to=attachment_path, max_length=200)
    name = models.CharField(_("name of the file"), max_length=120)
    content_type = models.CharField(_("type of the file"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField("SHA-256", max_length=64)
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "digest"],
                name="attachment_once",
                violation_error_message=_("This file is attached already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def suffix(self) -> str:
        """Return the end of the file's name, such as ``.pdf``."""
        return PurePath(self.name).suffix.lower()
