"""Who reviews what, by which criteria, and what they found."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField

from grono.congress.models import Track
from grono.directory.models import Competence
from grono.proposals.choices import AssignmentOrigin, BidKind
from grono.proposals.models.calls import CallForPresentations
from grono.proposals.models.proposals import Proposal


class Criterion(models.Model):
    """Something by which reviewers judge, from ``lowest`` to ``highest`` points; its weight counts in the total."""

    call = models.ForeignKey(CallForPresentations, on_delete=models.CASCADE, related_name="criteria")
    code = models.SlugField(_("code"), max_length=40)
    name = I18nCharField(_("criterion"), max_length=120)
    note = I18nCharField(_("what the points mean"), max_length=400, blank=True)
    weight = models.DecimalField(
        _("weight"), max_digits=4, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )
    lowest = models.PositiveSmallIntegerField(_("fewest points"), default=1)
    highest = models.PositiveSmallIntegerField(_("most points"), default=5, validators=[MaxValueValidator(100)])
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="criterion_code_unique"),
            models.CheckConstraint(
                condition=Q(highest__gt=F("lowest")),
                name="criterion_points_in_order",
                violation_error_message=_("The most points are more than the fewest."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Reviewer(models.Model):
    """Somebody of the programme committee, with the number of reviews they are ready to write."""

    call = models.ForeignKey(CallForPresentations, on_delete=models.CASCADE, related_name="reviewers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviewing")
    most = models.PositiveSmallIntegerField(_("reviews at most"), default=12)
    expertise = models.TextField(_("expertise"), blank=True, max_length=4000)
    tracks = models.ManyToManyField(Track, verbose_name=_("tracks"), blank=True, related_name="reviewers")
    competences = models.ManyToManyField(Competence, verbose_name=_("competences"), blank=True, related_name="+")
    languages = ArrayField(models.CharField(max_length=5), verbose_name=_("reads"), default=list, blank=True)
    is_active = models.BooleanField(_("takes part"), default=True)

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        ordering = ["person__name_sort", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "person"],
                name="reviewer_once",
                violation_error_message=_("This person is a reviewer already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class Bid(models.Model):
    """What a reviewer says about reviewing a proposal before it is given out."""

    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="bids")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="bids")
    kind = models.CharField(_("bid"), max_length=10, choices=BidKind)

    class Meta:
        verbose_name = _("bid")
        verbose_name_plural = _("bids")
        constraints = [
            models.UniqueConstraint(fields=["reviewer", "proposal"], name="bid_once"),
            models.CheckConstraint(condition=Q(kind__in=BidKind.values), name="bid_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} – {self.proposal}: {self.get_kind_display()}"


class DeclaredConflict(models.Model):
    """A reviewer or an organiser says that this reviewer must not review this proposal."""

    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="conflicts")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="conflicts")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    declared_at = models.DateTimeField(_("declared"))

    class Meta:
        verbose_name = _("declared conflict of interest")
        verbose_name_plural = _("declared conflicts of interest")
        constraints = [models.UniqueConstraint(fields=["reviewer", "proposal"], name="declared_conflict_once")]

    def __str__(self) -> str:
        return f"{self.reviewer} – {self.proposal}"


class AssignmentRun(models.Model):
    """One automatic assignment: what the engine reached and proved (levels, bounds, seconds), and what it could not."""

    call = models.ForeignKey(CallForPresentations, on_delete=models.CASCADE, related_name="assignment_runs")
    quality = models.JSONField(default=dict)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("automatic assignment")
        verbose_name_plural = _("automatic assignments")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.call} {self.made_at:%d.%m %H:%M}"


class Assignment(models.Model):
    """A proposal is given to a reviewer; ``affinity`` (0 to 1) is how near the proposal is to their expertise."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="assignments")
    origin = models.CharField(_("given"), max_length=10, choices=AssignmentOrigin, default=AssignmentOrigin.ENGINE)
    affinity = models.FloatField(_("affinity"), default=0)
    assigned_at = models.DateTimeField(_("given on"))

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "reviewer"], name="assignment_once"),
            models.CheckConstraint(condition=Q(affinity__range=(0, 1)), name="assignment_affinity_range"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} – {self.proposal}"


class Review(models.Model):
    """What a reviewer found; a draft until ``submitted_at``. ``confidence`` from 1 (outside my field) to 3 (expert)."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="review")
    text = models.TextField(_("for the proposer"), blank=True, max_length=8000)
    private_text = models.TextField(_("for the committee only"), blank=True, max_length=8000)
    confidence = models.PositiveSmallIntegerField(
        _("how sure you are"), default=2, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    updated_at = models.DateTimeField(_("changed"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(confidence__range=(1, 3)), name="review_confidence_range")]

    def __str__(self) -> str:
        return str(self.assignment)


class Score(models.Model):
    """Points of one review for one criterion."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(_("points"))

    class Meta:
        verbose_name = _("points")
        verbose_name_plural = _("points")
        ordering = ["criterion__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="score_once")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"


class Comment(models.Model):
    """A remark in the committee's discussion of a proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), max_length=4000)
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:60]}"
