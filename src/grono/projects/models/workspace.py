"""The consortium workspace: work packages, milestones, documents, budget, roles to fill, invitations, verdicts."""

from pathlib import PurePath
from uuid import uuid4

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grono.cooperation.models import PartneringProfile
from grono.directory.models import Organisation
from grono.funding.choices import VerdictResult
from grono.funding.models.calls import validate_currency
from grono.projects.choices import CostCategory, InvitationState, ParticipationRole
from grono.projects.models.projects import Participation, Project


class WorkPackage(models.Model):
    """A part of the work, from one month of the project to another (the first is month 1)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="work_packages")
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=8000)
    lead = models.ForeignKey(
        Participation, verbose_name=_("led by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="leads"
    )
    start_month = models.PositiveSmallIntegerField(_("from month"), default=1, validators=[MinValueValidator(1)])
    end_month = models.PositiveSmallIntegerField(_("to month"), default=1, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("work package")
        verbose_name_plural = _("work packages")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="work_package_number_once"),
            models.CheckConstraint(
                condition=Q(start_month__gte=1) & Q(end_month__gte=F("start_month")),
                name="work_package_months_in_order",
                violation_error_message=_("A work package ends in the month it begins or later."),
            ),
        ]

    def __str__(self) -> str:
        return f"WP{self.number} {self.title}"


class Milestone(models.Model):
    """Something that shows progress, with the day it is due and the day it was reached."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(_("milestone"), max_length=200)
    due_date = models.DateField(_("due"))
    reached_date = models.DateField(_("reached"), null=True, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_date", "pk"]

    def __str__(self) -> str:
        return self.name


def document_path(document: "ProjectDocument", filename: str) -> str:
    """Return where a file is kept: a random name, so that no address tells whose file it is."""
    return f"projects/{uuid4().hex}{PurePath(filename).suffix.lower()}"


class ProjectDocument(models.Model):
    """A file of the project, for its partners or, when ``is_public``, for everybody."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="documents")
    file = models.FileField(_("file"), upload_to=document_path, max_length=200)
    name = models.CharField(_("name of the file"), max_length=120)
    content_type = models.CharField(_("type of the file"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField("SHA-256", max_length=64)
    is_public = models.BooleanField(_("shown to everybody"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "digest"],
                name="project_document_once",
                violation_error_message=_("This file is attached already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class BudgetLine(models.Model):
    """What one partner plans to spend in one category, in the project's currency."""

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="budget_lines")
    category = models.CharField(_("category of cost"), max_length=16, choices=CostCategory)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3, default="EUR", validators=[validate_currency])

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["participation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["participation", "category"], name="budget_category_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_amount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.participation} {self.category} {self.amount}"


class ConsortiumRole(models.Model):
    """A place in the consortium that nobody fills yet: ``rule`` is the clause it would satisfy, in the engine's words.

    ``wanted`` narrows who fits: countries (ISO codes), activity types, region classes. ``profile`` is the published
    partnering profile that advertises it.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="open_roles")
    title = models.CharField(_("role sought"), max_length=200)
    description = models.TextField(_("what the partner would do"), blank=True, max_length=2000)
    rule = models.CharField(_("rule that asks for it"), max_length=120, blank=True)
    wanted = models.JSONField(_("who fits"), default=dict, blank=True)
    profile = models.OneToOneField(
        PartneringProfile, on_delete=models.SET_NULL, null=True, blank=True, related_name="consortium_role"
    )
    filled_by = models.ForeignKey(
        Participation, on_delete=models.SET_NULL, null=True, blank=True, related_name="filled_roles"
    )
    created_at = models.DateTimeField(_("entered"))

    class Meta:
        verbose_name = _("role to fill")
        verbose_name_plural = _("roles to fill")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.title


class ConsortiumInvitation(models.Model):
    """An organisation is asked to join the consortium of a project in a role; accepted, it becomes a participation."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="consortium_invitations"
    )
    role = models.CharField(_("role"), max_length=20, choices=ParticipationRole, default=ParticipationRole.PARTICIPANT)
    open_role = models.ForeignKey(
        ConsortiumRole, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitations"
    )
    message = models.TextField(_("message"), blank=True, max_length=4000)
    state = models.CharField(_("state"), max_length=10, choices=InvitationState, default=InvitationState.SENT)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("waits until"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, max_length=4000)
    reminded_at = models.DateTimeField(_("last reminder"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("invitation to a consortium")
        verbose_name_plural = _("invitations to consortia")
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state=InvitationState.SENT), name="invitation_waiting"),
            models.Index(fields=["sent_by", "sent_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation"],
                condition=Q(state=InvitationState.SENT),
                name="invitation_one_waiting",
                violation_error_message=_("This organisation is invited already."),
            ),
            models.CheckConstraint(condition=Q(state__in=InvitationState.values), name="invitation_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[InvitationState.ACCEPTED, InvitationState.DECLINED])
                | Q(answered_at__isnull=False),
                name="invitation_answer_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} → {self.organisation}"

    def get_absolute_url(self) -> str:
        """Return the address of the page on which it is read and answered."""
        return reverse("invitation", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """Tell whether it waits for its answer."""
        return self.state == InvitationState.SENT


class VerdictRecord(models.Model):
    """What an assessment of the consortium said at one moment, kept whenever the outcome or its reasons change.

    ``missing`` lists the fewest further partners that would turn it to met, with candidates out of the directory; a job
    fills it in (``null`` until then). Its shape is written down in ``grono.projects.planning.roles``.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="verdicts")
    result = models.CharField(_("verdict"), max_length=8, choices=VerdictResult)
    scheme_code = models.CharField(_("rules"), max_length=80)
    rules_version = models.CharField(_("version of the rules"), max_length=20)
    document = models.JSONField(_("verdict, rule by rule"))
    digest = models.CharField(max_length=64)
    missing = models.JSONField(_("partners missing"), null=True, blank=True)
    assessed_at = models.DateTimeField(_("assessed"))

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ["-assessed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.project} {self.result} {self.assessed_at:%Y-%m-%d %H:%M}"
