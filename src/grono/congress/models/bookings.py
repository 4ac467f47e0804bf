"""Who or what is taken when. The database itself refuses a double booking."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from grono.congress.choices import PlanKind, PlanStatus, ResourceKind, SolveStatus
from grono.congress.models.editions import Edition
from grono.kit.ranges import same


class Resource(models.Model):
    """A room, a table or a person: anything that can be in one place at a time."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="resources")
    kind = models.CharField(_("kind"), max_length=10, choices=ResourceKind)

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Plan(models.Model):
    """A set of bookings that belong together: one version of the programme, one plan of meetings."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="plans")
    kind = models.CharField(_("kind"), max_length=10, choices=PlanKind)
    number = models.PositiveIntegerField(_("number"))
    status = models.CharField(_("status"), max_length=10, choices=PlanStatus, default=PlanStatus.DRAFT)
    based_on = models.ForeignKey("self", verbose_name=_("made from"), on_delete=models.SET_NULL, null=True, blank=True)
    quality = models.JSONField(_("quality"), default=dict, blank=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind", "number"], name="plan_number_unique"),
            models.UniqueConstraint(
                fields=["edition", "kind"],
                condition=models.Q(status=PlanStatus.PUBLISHED),
                name="plan_one_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Booking(models.Model):
    """One resource is taken for one stretch of time by one plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="bookings")
    resource = models.ForeignKey(Resource, on_delete=models.RESTRICT, related_name="bookings")
    period = DateTimeRangeField(_("from – to"))
    is_published = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        constraints = [
            ExclusionConstraint(
                name="booking_once_within_plan",
                expressions=[
                    (same("plan"), RangeOperators.OVERLAPS),
                    (same("resource"), RangeOperators.OVERLAPS),
                    (F("period"), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="booking_once_when_published",
                expressions=[
                    (same("resource"), RangeOperators.OVERLAPS),
                    (F("period"), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(is_published=True),
            ),
            models.CheckConstraint(condition=models.Q(period__isempty=False), name="booking_period_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.period}"


class Solve(models.Model):
    """One run of an engine: what was asked, how far it has got, what came out."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="solves")
    kind = models.CharField(_("kind"), max_length=10, choices=PlanKind)
    status = models.CharField(_("status"), max_length=10, choices=SolveStatus, default=SolveStatus.QUEUED)
    parameters = models.JSONField(default=dict, blank=True)
    progress = models.JSONField(default=dict, blank=True)
    message = models.TextField(_("message"), blank=True)
    plan = models.ForeignKey(Plan, on_delete=models.SET_NULL, null=True, blank=True, related_name="solves")
    stop_requested = models.BooleanField(default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("computation")
        verbose_name_plural = _("computations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind"],
                condition=models.Q(status__in=[SolveStatus.QUEUED, SolveStatus.RUNNING]),
                name="solve_one_at_a_time",
                violation_error_message=_("A computation of this kind is already running for this edition."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}: {self.get_status_display()}"
