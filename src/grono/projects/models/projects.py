"""Projects and the organisations in them: funded ones as their source states them, and those prepared here."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grono.directory.models import Cluster, Organisation
from grono.funding.models import Topic
from grono.funding.models.calls import validate_currency
from grono.projects.choices import ParticipationRole, ProjectLevel, ProjectState
from grono.projects.models.cordis import CordisImport

#: Names of framework programmes, the same in all languages.
PROGRAMMES = {"HORIZON": "Horizon Europe", "H2020": "Horizon 2020"}


def _trl(label: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )


class Project(models.Model):
    """A project. A funded one from a public source (``source``) carries facts as published, never edited by hand.

    One prepared here has a ``state``, from idea to completed or dropped, and is shown to everybody only when
    ``is_public``. An imported one has no ``state``: it follows from its dates (``grono.projects.rules.state_on``).
    """

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    cordis_id = models.CharField(_("CORDIS id"), max_length=20, null=True, blank=True, unique=True)
    acronym = models.CharField(_("acronym"), max_length=80)
    title = models.CharField(_("title"), max_length=500)
    objective = models.TextField(_("objective"), blank=True)
    funding_scheme = models.CharField(_("type of action"), max_length=60, blank=True)
    topics = models.CharField(_("topic"), max_length=200, blank=True)
    framework_programme = models.CharField(_("framework programme"), max_length=20, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=60, blank=True)
    call_identifier = models.CharField(_("call"), max_length=120, blank=True)
    status = models.CharField(_("status of the grant"), max_length=20, blank=True)
    grant_doi = models.CharField("DOI", max_length=60, blank=True)
    signed_date = models.DateField(_("signed"), null=True, blank=True)
    start_date = models.DateField(_("start"), null=True, blank=True)
    end_date = models.DateField(_("end"), null=True, blank=True)
    total_cost = models.DecimalField(_("total cost, EUR"), max_digits=14, decimal_places=2, null=True, blank=True)
    ec_contribution = models.DecimalField(
        _("EU contribution, EUR"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    state = models.CharField(_("state"), max_length=12, choices=ProjectState, blank=True)
    level = models.CharField(_("level"), max_length=16, choices=ProjectLevel, blank=True)
    is_strategic = models.BooleanField(_("strategic project"), default=False)
    is_public = models.BooleanField(_("shown to everybody"), default=True)
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic applied for"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
    )
    lead_cluster = models.ForeignKey(
        Cluster,
        verbose_name=_("cluster that leads the preparation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="led_projects",
    )
    language = models.CharField(_("language of the text"), max_length=5, default="en")
    outline = models.TextField(_("outline of the work"), blank=True, max_length=20_000)
    duration_months = models.PositiveSmallIntegerField(
        _("duration, months"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    trl_start = _trl(_("technology readiness at the start"))
    trl_end = _trl(_("technology readiness at the end"))
    currency = models.CharField(_("currency"), max_length=3, default="EUR", validators=[validate_currency])
    declared = models.JSONField(
        _("declared for the rules"), default=dict, blank=True, help_text=_("Answers to what the rules of the call ask.")
    )
    website = models.URLField(_("web site"), blank=True)
    is_demonstration = models.BooleanField(_("invented for the demonstration"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("entered"), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version of the text"), default=1, editable=False)
    source = models.CharField(_("source of the facts"), max_length=200, blank=True)
    source_url = models.URLField(_("source"), blank=True)
    published_at = models.DateTimeField(_("published by the source"), null=True, blank=True, editable=False)
    organisations = models.ManyToManyField(Organisation, through="Participation", related_name="projects")

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["acronym", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["", *ProjectState.values]), name="project_state_known"),
            models.CheckConstraint(
                condition=~Q(state="") | ~Q(source=""),
                name="project_has_state_or_source",
                violation_error_message=_("A project prepared here needs a state."),
            ),
            models.CheckConstraint(
                condition=Q(trl_start=None) | Q(trl_end=None) | Q(trl_start__lte=F("trl_end")),
                name="project_trl_in_order",
                violation_error_message=_("Technology readiness goes from 1 to 9 and does not fall."),
            ),
        ]

    def __str__(self) -> str:
        return self.acronym

    def get_absolute_url(self) -> str:
        """Return the address of the project's page in the active language."""
        return reverse("project", args=[self.slug])

    @property
    def programme_name(self) -> str:
        """Return the framework programme by its usual name, or by the code that the source gives."""
        return PROGRAMMES.get(self.framework_programme, self.framework_programme)


class Participation(models.Model):
    """An organisation takes part in a project; partners outside the directory are kept by name."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="participations"
    )
    name = models.CharField(_("name in the source"), max_length=300)
    country = models.CharField(_("country"), max_length=2, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=ParticipationRole)
    ec_contribution = models.DecimalField(
        _("EU contribution, EUR"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    task = models.TextField(_("part in the work"), blank=True, max_length=4000)
    requested_grant = models.DecimalField(
        _("grant requested"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    joined_at = models.DateTimeField(_("joined"), null=True, blank=True, editable=False)
    is_sme = models.BooleanField(_("small or medium-sized enterprise"), null=True, blank=True)
    has_ended = models.BooleanField(_("left the project before its end"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    published_at = models.DateTimeField(_("published by the source"), null=True, blank=True, editable=False)
    cordis_import = models.ForeignKey(
        CordisImport, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation"],
                condition=models.Q(organisation__isnull=False),
                name="participation_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} – {self.project}"
