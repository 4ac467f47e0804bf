"""A call for presentations: what may be proposed, until when, and what the form asks."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from grono.congress.choices import SessionKind
from grono.congress.models import Edition, Track
from grono.proposals.choices import CallState, QuestionKind


class CallForPresentations(models.Model):
    """An edition asks for presentations.

    ``deadline_at`` is what is announced; proposals are taken and edited ``grace_minutes`` longer, which is not
    announced. Limits of 0 do not limit. ``is_blind`` hides proposers from reviewers, and questions that name them.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="calls_for_presentations")
    code = models.SlugField(_("code"), max_length=40)
    title = I18nCharField(_("title"), max_length=200)
    text = I18nTextField(_("what you look for"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CallState, default=CallState.DRAFT)
    opens_at = models.DateTimeField(_("opens"))
    deadline_at = models.DateTimeField(_("deadline"))
    grace_minutes = models.PositiveIntegerField(
        _("grace after the deadline, in minutes"), default=0, validators=[MaxValueValidator(14 * 24 * 60)]
    )
    content_languages = ArrayField(
        models.CharField(max_length=5), verbose_name=_("languages of the texts"), default=list, blank=True
    )
    session_languages = ArrayField(
        models.CharField(max_length=5), verbose_name=_("languages of the presentations"), default=list, blank=True
    )
    tracks = models.ManyToManyField(Track, verbose_name=_("tracks"), blank=True, related_name="calls")
    most_per_person = models.PositiveSmallIntegerField(_("proposals per person"), default=0)
    most_speakers = models.PositiveSmallIntegerField(_("speakers per proposal"), default=0)
    title_limit = models.PositiveSmallIntegerField(
        _("characters of a title"), default=120, validators=[MinValueValidator(20), MaxValueValidator(300)]
    )
    abstract_limit = models.PositiveIntegerField(
        _("characters of an abstract"), default=3000, validators=[MinValueValidator(200), MaxValueValidator(20000)]
    )
    abstract_least = models.PositiveIntegerField(_("at least so many characters"), default=0)
    asks_organisation = models.BooleanField(_("a proposal names the organisation behind it"), default=True)
    is_blind = models.BooleanField(_("reviewers do not see who proposes"), default=False)
    reviews_wanted = models.PositiveSmallIntegerField(
        _("reviews per proposal"), default=3, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    review_deadline_at = models.DateTimeField(_("reviews due"), null=True, blank=True)

    class Meta:
        verbose_name = _("call for presentations")
        verbose_name_plural = _("calls for presentations")
        ordering = ["deadline_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="call_code_unique"),
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="call_state_known"),
            models.CheckConstraint(
                condition=Q(deadline_at__gt=F("opens_at")),
                name="call_dates_in_order",
                violation_error_message=_("The deadline comes after the opening."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        """Return the address of the public page of the call."""
        return reverse("call", args=[self.edition.slug, self.code])

    @property
    def closes_at(self) -> datetime:
        """Return until when proposals are taken: the deadline and the grace after it."""
        return self.deadline_at + timedelta(minutes=self.grace_minutes)

    @property
    def text_languages(self) -> list[str]:
        """Return the languages in which titles and abstracts may be written: the call's own, else the edition's."""
        return self.content_languages or self.edition.languages or [code for code, _name in settings.LANGUAGES]

    @property
    def spoken_languages(self) -> list[str]:
        """Return the languages in which presentations may be held: the call's own, else the edition's."""
        return self.session_languages or self.edition.languages or [code for code, _name in settings.LANGUAGES]

    def takes_proposals(self, moment: datetime) -> bool:
        """Tell whether proposals can be submitted and edited at a moment."""
        return self.state == CallState.PUBLISHED and self.opens_at <= moment < self.closes_at


class ProposalType(models.Model):
    """A form that a presentation may have in this call, with the lengths in minutes it may ask for."""

    call = models.ForeignKey(CallForPresentations, on_delete=models.CASCADE, related_name="types")
    code = models.SlugField(_("code"), max_length=40)
    name = I18nCharField(_("name"), max_length=120)
    note = I18nCharField(_("a few words"), max_length=300, blank=True)
    kind = models.CharField(_("kind of session"), max_length=10, choices=SessionKind, default=SessionKind.TALK)
    minutes = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("lengths in minutes"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("type of presentation")
        verbose_name_plural = _("types of presentations")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="proposal_type_code_unique"),
            models.CheckConstraint(condition=Q(minutes__len__gt=0), name="proposal_type_has_length"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Question(models.Model):
    """A question of the form beside the ones that every proposal answers.

    ``options`` (for questions with a choice) is a list of ``{"code": …, "label": {language: text}}``. ``types`` limits
    the question to some types of presentations; none means all.
    """

    call = models.ForeignKey(CallForPresentations, on_delete=models.CASCADE, related_name="questions")
    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=QuestionKind)
    label = I18nCharField(_("question"), max_length=300)
    help_text = I18nCharField(_("help"), max_length=400, blank=True)
    options = models.JSONField(_("options"), default=list, blank=True)
    types = models.ManyToManyField(ProposalType, verbose_name=_("only for"), blank=True, related_name="questions")
    is_required = models.BooleanField(_("must be answered"), default=False)
    is_public = models.BooleanField(_("the answer is shown on the page of the session"), default=False)
    names_proposer = models.BooleanField(_("hidden from reviewers when reviews are blind"), default=False)
    longest = models.PositiveIntegerField(_("characters at most"), default=0)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="question_code_unique"),
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="question_kind_known"),
        ]

    def __str__(self) -> str:
        return str(self.label)
