"""Who wants to meet whom, and plans that say when and at which table."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from grono.congress.models import Edition, Participant, Plan, Slot, Table
from grono.meetings.choices import Priority, RequestStatus


class MeetingRound(models.Model):
    """A stretch of meeting slots that belong together; slots carry its code."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="meeting_rounds")
    code = models.SlugField(_("code"), max_length=40)
    name = I18nCharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("meeting round")
        verbose_name_plural = _("meeting rounds")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="meeting_round_code_unique")]

    def __str__(self) -> str:
        return str(self.name)


class MeetingRequest(models.Model):
    """A participant asks another for a meeting; between two people there is one request at most."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="meeting_requests")
    code = models.CharField(_("code"), max_length=40)
    requester = models.ForeignKey(Participant, on_delete=models.RESTRICT, related_name="requests_sent")
    invitee = models.ForeignKey(Participant, on_delete=models.RESTRICT, related_name="requests_received")
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.SHOULD)
    message = models.TextField(_("message"), blank=True, max_length=1000)
    status = models.CharField(_("status"), max_length=10, choices=RequestStatus, default=RequestStatus.PENDING)
    allowed_rounds = ArrayField(
        models.CharField(max_length=40), verbose_name=_("only in these rounds"), default=list, blank=True
    )
    fixed_slot = models.ForeignKey(
        Slot, verbose_name=_("fixed slot"), on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    after = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="before")
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("meeting request")
        verbose_name_plural = _("meeting requests")
        ordering = ["priority", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="meeting_request_code_unique"),
            models.UniqueConstraint(
                Least("requester", "invitee"),
                Greatest("requester", "invitee"),
                name="meeting_request_once_per_pair",
                violation_error_message=_("There is already a meeting request between these two people."),
            ),
            models.CheckConstraint(
                condition=~models.Q(requester=F("invitee")),
                name="meeting_request_two_people",
                violation_error_message=_("Nobody can ask themselves for a meeting."),
            ),
            models.CheckConstraint(condition=models.Q(priority__in=Priority.values), name="meeting_request_priority"),
        ]

    def __str__(self) -> str:
        return f"{self.requester} → {self.invitee}"


class Meeting(models.Model):
    """A request has its slot and table in a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="meetings")
    request = models.ForeignKey(MeetingRequest, on_delete=models.RESTRICT, related_name="meetings")
    slot = models.ForeignKey(Slot, on_delete=models.RESTRICT, related_name="meetings")
    table = models.ForeignKey(Table, on_delete=models.RESTRICT, related_name="meetings")

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["slot__starts_at", "table__position"]
        constraints = [models.UniqueConstraint(fields=["plan", "request"], name="meeting_once_per_plan")]

    def __str__(self) -> str:
        return f"{self.request} {self.slot} {self.table}"


class UnplacedRequest(models.Model):
    """A request that a plan could not grant, and why."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="unplaced_requests")
    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="unplaced")
    reason = models.JSONField(_("reason"), default=dict)

    class Meta:
        verbose_name = _("request without a place")
        verbose_name_plural = _("requests without a place")
        ordering = ["request__priority", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "request"], name="unplaced_request_once")]

    def __str__(self) -> str:
        return str(self.request)
