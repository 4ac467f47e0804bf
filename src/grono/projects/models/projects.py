"""Public projects and the organisations in them, as the source states them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grono.directory.models import Organisation
from grono.projects.choices import ParticipationRole
from grono.projects.models.cordis import CordisImport

#: Names of framework programmes, the same in all languages.
PROGRAMMES = {"HORIZON": "Horizon Europe", "H2020": "Horizon 2020"}


class Project(models.Model):
    """A funded project; facts as published, never edited by hand."""

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
    source = models.CharField(_("source of the facts"), max_length=200)
    source_url = models.URLField(_("source"), blank=True)
    published_at = models.DateTimeField(_("published by the source"), null=True, blank=True, editable=False)
    organisations = models.ManyToManyField(Organisation, through="Participation", related_name="projects")

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["acronym", "pk"]

    def __str__(self) -> str:
        return self.acronym

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
