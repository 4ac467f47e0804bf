"""People who come to an edition, and when they or a room are not there."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from grono.congress.choices import ParticipantStatus
from grono.congress.models.editions import Edition
from grono.directory.models import Competence, Organisation
from grono.kit.ranges import same


class Participant(models.Model):
    """A person's part in one edition: for whom they come, what they offer and seek."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations")
    resource = models.OneToOneField("congress.Resource", on_delete=models.RESTRICT, related_name="participant")
    code = models.CharField(_("code"), max_length=40)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="participants",
    )
    job_title = models.CharField(_("position"), max_length=120, blank=True)
    languages = ArrayField(models.CharField(max_length=5), verbose_name=_("speaks"), default=list, blank=True)
    profile = models.TextField(_("profile"), blank=True)
    profile_language = models.CharField(_("language of the profile"), max_length=5, blank=True)
    offers = models.ManyToManyField(Competence, verbose_name=_("offers"), related_name="offered_by", blank=True)
    seeks = models.ManyToManyField(Competence, verbose_name=_("seeks"), related_name="sought_by", blank=True)
    takes_meetings = models.BooleanField(_("open to meetings"), default=True)
    status = models.CharField(
        _("status"), max_length=10, choices=ParticipantStatus, default=ParticipantStatus.CONFIRMED
    )
    calendar_key = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["person__name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "person"], name="participant_once"),
            models.UniqueConstraint(fields=["edition", "code"], name="participant_code_unique"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Unavailability(models.Model):
    """A stretch in which a participant is away or a room is closed."""

    resource = models.ForeignKey("congress.Resource", on_delete=models.CASCADE, related_name="unavailabilities")
    period = DateTimeRangeField(_("from – to"))
    reason = I18nCharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("unavailability")
        verbose_name_plural = _("unavailabilities")
        ordering = ["period"]
        constraints = [
            ExclusionConstraint(
                name="unavailability_no_overlap",
                expressions=[
                    (same("resource"), RangeOperators.OVERLAPS),
                    (F("period"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This stretch overlaps another one already entered."),
            ),
            models.CheckConstraint(condition=models.Q(period__isempty=False), name="unavailability_period_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.period}"
