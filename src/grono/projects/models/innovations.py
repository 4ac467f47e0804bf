"""Innovations and solutions: the catalogue by branch and readiness."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from grono.directory.models import Activity, Competence, Organisation
from grono.projects.choices import InnovationState, Readiness, Sought
from grono.projects.models.projects import Project
from grono.search.lemmas import fold


class Innovation(models.Model):
    """What somebody has made and others can use, pilot, buy or put money into.

    ``branches`` are NACE activities of those who would use it; ``sought`` says what the owner wants for it.
    """

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = I18nCharField(_("name"), max_length=200)
    summary = I18nTextField(_("in short"), blank=True)
    description = I18nTextField(_("description"), blank=True)
    owner = models.ForeignKey(
        Organisation, verbose_name=_("owner"), on_delete=models.CASCADE, related_name="innovations"
    )
    project = models.ForeignKey(
        Project,
        verbose_name=_("project it comes from"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="innovations",
    )
    branches = models.ManyToManyField(Activity, verbose_name=_("branches"), blank=True, related_name="innovations")
    keywords = models.ManyToManyField(Competence, verbose_name=_("keywords"), blank=True, related_name="innovations")
    readiness = models.CharField(_("readiness"), max_length=10, choices=Readiness)
    trl = models.PositiveSmallIntegerField(
        _("technology readiness level"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
    )
    sought = ArrayField(
        models.CharField(max_length=10, choices=Sought), verbose_name=_("sought"), blank=True, default=list
    )
    sought_note = I18nTextField(_("what exactly is sought"), blank=True)
    website = models.URLField(_("web site"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=InnovationState, default=InnovationState.DRAFT)
    is_demonstration = models.BooleanField(_("invented for the demonstration"), default=False)
    source = models.CharField(_("source of the facts"), max_length=300, blank=True)
    source_url = models.URLField(_("source"), blank=True)
    folded = models.TextField(editable=False, default="")
    created_at = models.DateTimeField(_("entered"))
    updated_at = models.DateTimeField(_("changed"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("innovation")
        verbose_name_plural = _("innovations")
        ordering = ["-published_at", "pk"]
        indexes = [models.Index(fields=["state", "readiness"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=InnovationState.values), name="innovation_state_known"),
            models.CheckConstraint(
                condition=Q(trl=None) | Q(trl__range=(1, 9)),
                name="innovation_trl_range",
                violation_error_message=_("The technology readiness level is a number from 1 to 9."),
            ),
            models.CheckConstraint(
                condition=~Q(state=InnovationState.PUBLISHED) | Q(published_at__isnull=False),
                name="innovation_published_has_date",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the text without accents, in which the list's search box looks, in step with the innovation."""
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """Return the address of the innovation's page in the active language."""
        return reverse("innovation", args=[self.slug])

    @property
    def sought_names(self) -> list[str]:
        """Return what the owner seeks in words."""
        return [str(Sought(value).label) for value in self.sought]

    def set_keys(self) -> None:
        """Make the text without accents, in all the languages it has."""
        parts = (self.name, self.summary)
        texts = (value for part in parts for value in (part.data.values() if hasattr(part, "data") else [part]))
        self.folded = fold(" ".join(str(text) for text in texts))
