"""Calls, their topics, deadlines and the imports that brought them."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grono.directory.models import Cluster, Competence
from grono.funding.choices import DeadlineModel, TopicOrigin, TopicState
from grono.funding.models.programmes import FundingProgramme, RuleScheme
from grono.search.lemmas import fold

validate_currency = RegexValidator(r"^[A-Z]{3}\Z", _("A currency is three capital letters, for example EUR."))


def _money(label: Any) -> models.DecimalField:
    return models.DecimalField(
        label, max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


def _trl(label: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )


class FundingCall(models.Model):
    """A call for proposals: topics published together under one identifier."""

    identifier = models.CharField(_("call identifier"), max_length=120, unique=True)
    programme = models.ForeignKey(
        FundingProgramme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="calls"
    )
    title = models.CharField(_("title"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["identifier"]

    def __str__(self) -> str:
        return self.identifier


class CallImport(models.Model):
    """One run of the import over one file of the EU portal's topic records."""

    file_name = models.CharField(_("file"), max_length=300)
    digest = models.CharField("SHA-256", max_length=64)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    counts = models.JSONField(_("numbers"), default=dict)
    notes = models.JSONField(_("what was mended or refused"), default=list)

    class Meta:
        verbose_name = _("import of calls")
        verbose_name_plural = _("imports of calls")
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.started_at:%Y-%m-%d %H:%M}"


class Topic(models.Model):
    """What one can apply for: a topic of the EU portal, or a national call entered by hand.

    Budgets are per grant unless the name says otherwise, in ``currency``. ``scheme`` names the encoded rules;
    ``own_rules`` is a document for this topic alone, which goes before the scheme's. ``own_conditions`` are those
    sentences of the source on countries and applicants that go beyond the general rules (one a line), so that a
    verdict by ``scheme`` can say that it does not cover them. ``missing_since`` is when the topic was first absent
    from a later file of its source: it stays here and says so.
    """

    topic_id = models.CharField(_("topic identifier"), max_length=160, unique=True)
    slug = models.SlugField(_("address"), max_length=170, unique=True)
    call = models.ForeignKey(FundingCall, verbose_name=_("call"), on_delete=models.PROTECT, related_name="topics")
    title = models.CharField(_("title"), max_length=500)
    state = models.CharField(_("state"), max_length=12, choices=TopicState, default=TopicState.PUBLISHED)
    origin = models.CharField(_("origin"), max_length=10, choices=TopicOrigin, default=TopicOrigin.PORTAL)
    language = models.CharField(_("language of the text"), max_length=5, default="en")
    action_type = models.CharField(
        _("type of action"), max_length=60, blank=True, help_text=_("For example RIA, IA or CSA.")
    )
    action_type_name = models.CharField(_("type of action in full"), max_length=300, blank=True)
    work_area = models.CharField(_("part of the work programme"), max_length=60, blank=True)
    deadline_model = models.CharField(
        _("way of handing in"), max_length=20, choices=DeadlineModel, default=DeadlineModel.UNKNOWN, blank=True
    )
    opening_date = models.DateField(_("opens on"), null=True, blank=True)
    portal_status = models.CharField(_("status in the source"), max_length=20, blank=True)
    budget_min = _money(_("smallest expected grant"))
    budget_max = _money(_("largest expected grant"))
    budget_total = _money(_("budget of the topic"))
    currency = models.CharField(_("currency"), max_length=3, default="EUR", validators=[validate_currency])
    expected_grants = models.PositiveIntegerField(_("number of grants expected"), null=True, blank=True)
    funding_rate = models.DecimalField(
        _("highest rate of funding, %"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    trl_min = _trl(_("technology readiness at the start"))
    trl_max = _trl(_("technology readiness at the end"))
    duration_max = models.PositiveSmallIntegerField(_("longest duration, months"), null=True, blank=True)
    description = models.TextField(_("description"), blank=True)
    objectives = models.TextField(_("objectives"), blank=True)
    conditions = models.TextField(_("conditions as the source words them"), blank=True)
    own_conditions = models.TextField(_("conditions that go beyond the general rules"), blank=True)
    priorities = ArrayField(
        models.CharField(max_length=80), verbose_name=_("cross-cutting priorities"), blank=True, default=list
    )
    source_keywords = ArrayField(
        models.CharField(max_length=200), verbose_name=_("keywords of the source"), blank=True, default=list
    )
    keywords = models.ManyToManyField(Competence, verbose_name=_("keywords"), blank=True, related_name="topics")
    url = models.URLField(_("page of the call"), max_length=500, blank=True)
    documents_url = models.URLField(_("documents"), max_length=500, blank=True)
    scheme = models.ForeignKey(
        RuleScheme,
        verbose_name=_("encoded rules"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="topics",
    )
    own_rules = models.JSONField(_("rules of this topic alone"), null=True, blank=True)
    source = models.CharField(_("source of the facts"), max_length=300, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    cluster = models.ForeignKey(
        Cluster,
        verbose_name=_("entered by the cluster"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="topics",
    )
    is_demonstration = models.BooleanField(_("invented for the demonstration"), default=False)
    folded = models.TextField(editable=False, default="")
    first_seen_at = models.DateTimeField(_("entered"))
    updated_at = models.DateTimeField(_("changed"))
    missing_since = models.DateTimeField(_("absent from its source since"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["topic_id"]
        indexes = [models.Index(fields=["state", "opening_date"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(budget_min=None) | Q(budget_max=None) | Q(budget_min__lte=F("budget_max")),
                name="topic_budget_in_order",
                violation_error_message=_("The smallest grant cannot be larger than the largest."),
            ),
            models.CheckConstraint(
                condition=(Q(trl_min=None) | Q(trl_min__range=(1, 9)))
                & (Q(trl_max=None) | Q(trl_max__range=(1, 9)))
                & (Q(trl_min=None) | Q(trl_max=None) | Q(trl_min__lte=F("trl_max"))),
                name="topic_trl_in_order",
                violation_error_message=_("Technology readiness goes from 1 to 9 and does not fall."),
            ),
        ]

    def __str__(self) -> str:
        return self.topic_id

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the text without accents, in which the list's search box looks, in step with the topic."""
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        """Return the address of the topic's page in the active language."""
        return reverse("funding-topic", args=[self.slug])

    @property
    def has_own_conditions(self) -> bool:
        """Tell whether the topic's own text goes further than the general rules."""
        return bool(self.own_conditions)

    def set_keys(self) -> None:
        """Make the text without accents."""
        words = (self.topic_id, self.title, self.action_type, *self.source_keywords, self.description)
        self.folded = fold(" ".join(words))


class CutOff(models.Model):
    """A day until which applications for a topic are taken; ``stage`` is 2 for the second stage of two."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="cut_offs")
    deadline_date = models.DateField(_("deadline"))
    stage = models.PositiveSmallIntegerField(_("stage"), default=1)

    class Meta:
        verbose_name = _("cut-off date")
        verbose_name_plural = _("cut-off dates")
        ordering = ["deadline_date", "stage"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "deadline_date", "stage"],
                name="cut_off_once",
                violation_error_message=_("This deadline is entered already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.deadline_date}"


class DeadlineChange(models.Model):
    """The deadlines of a topic changed: what they were, what they became, who or which import changed them."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="deadline_changes")
    before = ArrayField(models.DateField(), verbose_name=_("before"), default=list)
    after = ArrayField(models.DateField(), verbose_name=_("after"), default=list)
    changed_at = models.DateTimeField(_("changed"))
    call_import = models.ForeignKey(CallImport, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("change of deadlines")
        verbose_name_plural = _("changes of deadlines")
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.topic} {self.changed_at:%Y-%m-%d}"


class TopicWatch(models.Model):
    """A person follows a topic and wants to be reminded ``days_before`` each deadline, and told of changes."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watched_topics")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="watches")
    days_before = models.PositiveSmallIntegerField(
        _("remind so many days before"), default=14, validators=[MaxValueValidator(180)]
    )
    created_at = models.DateTimeField(_("since"))
    reminded_of = models.DateField(_("deadline last reminded of"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("watched topic")
        verbose_name_plural = _("watched topics")
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="topic_watched_once")]

    def __str__(self) -> str:
        return f"{self.person} – {self.topic}"
