"""Searches for partners: what was asked, how far it is, and the proposals that came of it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grono.projects.choices import PoolChoice, SearchState
from grono.projects.models.projects import Project

LARGEST = 16


class ConsortiumSearch(models.Model):
    """One search for the best consortia of ``size`` members around those who are in already.

    ``document`` holds the proposals in the words of ``planning.consortia`` (keys and numbers, no sentences).
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="searches")
    size = models.PositiveSmallIntegerField(
        _("size of the consortium"), validators=[MinValueValidator(2), MaxValueValidator(LARGEST)]
    )
    among = models.CharField(_("among"), max_length=10, choices=PoolChoice)
    state = models.CharField(_("state"), max_length=8, choices=SearchState, default=SearchState.WAITING)
    document = models.JSONField(_("proposals"), default=dict, blank=True)
    error = models.TextField(_("why it failed"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(_("asked for"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("search for partners")
        verbose_name_plural = _("searches for partners")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=[SearchState.WAITING, SearchState.RUNNING]),
                name="consortium_search_one_at_a_time",
                violation_error_message=_("A search for this project is under way already."),
            ),
            models.CheckConstraint(condition=Q(state__in=SearchState.values), name="consortium_search_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.project} ({self.size})"
