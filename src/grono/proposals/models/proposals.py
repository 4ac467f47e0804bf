"""What somebody proposes to present, with whom, and what they answered."""

from pathlib import PurePath
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from grono.congress.models import Track
from grono.directory.models import Organisation
from grono.projects.models import Innovation, Project
from grono.proposals.choices import ProposalState, SpeakerState
from grono.proposals.models.calls import CallForPresentations, ProposalType, Question


class Proposal(models.Model):
    """A presentation that somebody proposes; a draft belongs to its proposer alone.

    ``code`` is short, random and unique in the edition. ``changed`` counts changes, so that two people who edit at
    once notice each other. ``equipment`` uses the codes of rooms. ``note`` and ``expected`` are what the proposer tells
    the programme committee. ``reminded_at`` is when a draft's proposer was reminded of the deadline.
    """

    call = models.ForeignKey(CallForPresentations, on_delete=models.PROTECT, related_name="proposals")
    code = models.SlugField(_("code"), max_length=12, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.DRAFT)
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="proposals"
    )
    type = models.ForeignKey(ProposalType, verbose_name=_("type"), on_delete=models.PROTECT, related_name="proposals")
    minutes = models.PositiveSmallIntegerField(_("length in minutes"))
    track = models.ForeignKey(
        Track, verbose_name=_("track"), on_delete=models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    language = models.CharField(_("language of the presentation"), max_length=5)
    title = I18nCharField(_("title"), max_length=300)
    abstract = I18nTextField(_("abstract"), blank=True)
    note = models.TextField(_("note for the programme committee"), blank=True, max_length=4000)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
    )
    project = models.ForeignKey(
        Project,
        verbose_name=_("project presented"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposals",
    )
    innovation = models.ForeignKey(
        Innovation,
        verbose_name=_("innovation presented"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposals",
    )
    equipment = ArrayField(models.CharField(max_length=40), verbose_name=_("equipment"), default=list, blank=True)
    expected = models.PositiveIntegerField(_("expected audience"), default=0)
    changed = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("begun"))
    updated_at = models.DateTimeField(_("changed"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["call", "state"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=[ProposalState.DRAFT, ProposalState.WITHDRAWN]) | Q(submitted_at__isnull=False),
                name="proposal_submitted_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProposalState.ACCEPTED, ProposalState.REJECTED, ProposalState.WAITING])
                | Q(decided_at__isnull=False),
                name="proposal_decided_has_date",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        """Return the address of the proposer's page."""
        return reverse("proposal", args=[self.call.edition.slug, self.code])


class ProposalSpeaker(models.Model):
    """Somebody who is to speak: the proposer, or a co-speaker asked by mail.

    A co-speaker has no ``person`` before answering; ``key`` is the secret part of the address in the invitation.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="speakers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="spoken_proposals"
    )
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SpeakerState, default=SpeakerState.INVITED)
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    language = models.CharField(_("language of mails"), max_length=5, default="pl")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "proposal",
                Lower("email"),
                name="proposal_speaker_once",
                violation_error_message=_("This person is named already."),
            ),
            models.CheckConstraint(condition=Q(state__in=SpeakerState.values), name="proposal_speaker_state_known"),
            models.CheckConstraint(
                condition=~Q(state=SpeakerState.CONFIRMED) | Q(person__isnull=False),
                name="proposal_speaker_confirmed_is_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person else self.name or self.email


FILES = "proposals"


def answer_path(_answer: models.Model, filename: str) -> str:
    """Return where a file is kept: a random name, so that no address tells whose file it is."""
    return f"{FILES}/{uuid4().hex}{PurePath(filename).suffix.lower()}"


class Answer(models.Model):
    """The answer to a question: text, number, truth, date as ISO text, or codes of options, in ``value``; or a file."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    value = models.JSONField(_("answer"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to=answer_path, max_length=200, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=120, blank=True)
    content_type = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "question"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.proposal} – {self.question}"
