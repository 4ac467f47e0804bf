"""Public projects and the organisations in them, as the source states them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grono.directory.models import Organisation
from grono.projects.choices import ParticipationRole


class Project(models.Model):
    """A funded project; facts as published, never edited by hand."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    cordis_id = models.CharField(_("CORDIS id"), max_length=20, null=True, blank=True, unique=True)
    acronym = models.CharField(_("acronym"), max_length=80)
    title = models.CharField(_("title"), max_length=500)
    objective = models.TextField(_("objective"), blank=True)
    funding_scheme = models.CharField(_("type of action"), max_length=60, blank=True)
    topics = models.CharField(_("topic"), max_length=200, blank=True)
    start_date = models.DateField(_("start"), null=True, blank=True)
    end_date = models.DateField(_("end"), null=True, blank=True)
    total_cost = models.DecimalField(_("total cost, EUR"), max_digits=14, decimal_places=2, null=True, blank=True)
    ec_contribution = models.DecimalField(
        _("EU contribution, EUR"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    source = models.CharField(_("source of the facts"), max_length=200)
    source_url = models.URLField(_("source"), blank=True)
    organisations = models.ManyToManyField(Organisation, through="Participation", related_name="projects")

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["acronym", "pk"]

    def __str__(self) -> str:
        return self.acronym


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
    position = models.PositiveSmallIntegerField(default=0)

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
