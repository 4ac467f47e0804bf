"""Organisations, what they offer and seek, and the people in them."""

import re

from django.conf import settings
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nTextField

from grono.directory.choices import ActivityType, AffiliationRole, Direction, HelixSector
from grono.directory.models.places import Placed, within_the_globe
from grono.directory.models.regions import Region
from grono.directory.models.vocabulary import Activity, Competence
from grono.directory.validators import validate_krs, validate_nip, validate_pic, validate_vat
from grono.kit.sorting import sort_key
from grono.search.lemmas import fold


class Organisation(Placed):
    """A business, public authority, research unit or civic organisation: one identity in all modules."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    name_sort = models.BinaryField(editable=False, default=b"")
    folded = models.TextField(editable=False, default="")
    helix_sector = models.CharField(
        _("helix sector"), max_length=20, choices=HelixSector, default=HelixSector.UNCLASSIFIED
    )
    activity_type = models.CharField(_("activity type"), max_length=3, choices=ActivityType, blank=True)
    country = models.CharField(_("country"), max_length=2, help_text=_("Two letters, ISO 3166."))
    town = models.CharField(_("town"), max_length=120, blank=True)
    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    activities = models.ManyToManyField(
        Activity, verbose_name=_("activities"), blank=True, related_name="organisations"
    )
    pic = models.CharField("PIC", max_length=9, null=True, blank=True, unique=True, validators=[validate_pic])
    nip = models.CharField("NIP", max_length=10, blank=True, validators=[validate_nip])
    krs = models.CharField("KRS", max_length=10, blank=True, validators=[validate_krs])
    vat = models.CharField(
        _("EU VAT number"),
        max_length=15,
        blank=True,
        validators=[validate_vat],
        help_text=_("With the country prefix."),
    )
    website = models.URLField(_("web site"), blank=True)
    summary = I18nTextField(_("in short"), blank=True)
    description = I18nTextField(_("description"), blank=True)
    in_matching = models.BooleanField(
        _("may be proposed as a partner"),
        default=True,
        help_text=_("Without it nobody is recommended this organisation, and it receives no recommendations."),
    )
    is_demonstration = models.BooleanField(_("invented for the demonstration"), default=False)
    source = models.CharField(_("source of the facts"), max_length=200, blank=True)
    competences = models.ManyToManyField(Competence, through="CompetenceClaim", related_name="organisations")
    project_count = models.PositiveIntegerField(_("number of projects"), default=0, editable=False)
    created_at = models.DateTimeField(_("entered"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name_sort", "pk"]
        indexes = [
            models.Index(fields=["name_sort"]),
            models.Index(fields=["country", "helix_sector"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(country=Upper("country")) & models.Q(country__regex=r"^[A-Z]{2}$"),
                name="organisation_country_iso",
                violation_error_message=_("The country is two capital letters, for example PL."),
            ),
            models.UniqueConstraint(fields=["nip"], condition=~models.Q(nip=""), name="organisation_nip_unique"),
            models.UniqueConstraint(fields=["krs"], condition=~models.Q(krs=""), name="organisation_krs_unique"),
            models.UniqueConstraint(fields=["vat"], condition=~models.Q(vat=""), name="organisation_vat_unique"),
            models.CheckConstraint(
                condition=models.Q(helix_sector__in=HelixSector.values), name="organisation_helix_known"
            ),
            within_the_globe("organisation_on_the_globe"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the keys for sorting and finding in step with the names."""
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def monogram(self) -> str:
        """Return one or two letters that stand for the organisation where a picture would."""
        words = re.findall(r"[^\W\d_]+", self.short_name or self.name)
        if len(words) == 1 and words[0].isupper():
            return words[0][:2]
        return "".join(word[0] for word in words[:2]).upper()

    @property
    def website_name(self) -> str:
        """Return the web address as people say it."""
        return self.website.split("://")[-1].removeprefix("www.").rstrip("/")

    def set_keys(self) -> None:
        """Make the sort key, and the text without accents in which the list's search box looks."""
        self.name_sort = sort_key(self.name)
        self.folded = fold(" ".join((self.name, self.short_name, self.name_en, self.town)))


class CompetenceClaim(models.Model):
    """An organisation says that it offers or seeks a competence."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="claims")
    competence = models.ForeignKey(Competence, on_delete=models.CASCADE, related_name="claims")
    direction = models.CharField(_("direction"), max_length=5, choices=Direction)

    class Meta:
        verbose_name = _("competence claim")
        verbose_name_plural = _("competence claims")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "competence", "direction"], name="claim_once")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_direction_display()} {self.competence}"


class Affiliation(models.Model):
    """A person belongs to an organisation, from one date to another."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="affiliations")
    role = models.CharField(_("role"), max_length=20, choices=AffiliationRole, default=AffiliationRole.MEMBER)
    job_title = models.CharField(_("position"), max_length=120, blank=True)
    started_date = models.DateField(_("from"), null=True, blank=True)
    ended_date = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=models.Q(ended_date=None),
                name="affiliation_one_current",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_date=None)
                | models.Q(started_date=None)
                | models.Q(ended_date__gte=models.F("started_date")),
                name="affiliation_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.organisation}"
