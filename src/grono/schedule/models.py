"""Sessions, and versions of the programme that place them."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from grono.congress.models import Edition, Participant, Plan, Room, Slot, Track
from grono.projects.models import Project
from grono.schedule.choices import SessionKind, SessionRoleKind


class Session(models.Model):
    """Something people come to hear, see or do; when and where is said by a version of the programme."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sessions")
    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=SessionKind, default=SessionKind.TALK)
    title = I18nCharField(_("title"), max_length=300)
    abstract = I18nTextField(_("abstract"), blank=True)
    track = models.ForeignKey(
        Track,
        verbose_name=_("track"),
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="sessions",
    )
    language = models.CharField(_("language"), max_length=5, default="pl")
    interpretation = ArrayField(
        models.CharField(max_length=5), verbose_name=_("interpreted into"), default=list, blank=True
    )
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), validators=[MinValueValidator(5)])
    expected = models.PositiveIntegerField(_("expected audience"), default=0)
    equipment = ArrayField(
        models.CharField(max_length=40), verbose_name=_("required equipment"), default=list, blank=True
    )
    pinned_start = models.DateTimeField(_("fixed start"), null=True, blank=True)
    pinned_room = models.ForeignKey(
        Room, verbose_name=_("fixed room"), on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    allowed_blocks = models.ManyToManyField(Slot, verbose_name=_("only in these blocks"), blank=True, related_name="+")
    after = models.ManyToManyField(
        "self", verbose_name=_("later than"), symmetrical=False, blank=True, related_name="before"
    )
    project = models.ForeignKey(
        Project,
        verbose_name=_("project discussed"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
    )
    people = models.ManyToManyField(Participant, through="SessionRole", related_name="sessions")

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="session_code_unique"),
            models.CheckConstraint(condition=models.Q(minutes__gte=5), name="session_has_length"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class SessionRole(models.Model):
    """A participant speaks, moderates or sits on the panel."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="roles")
    participant = models.ForeignKey(Participant, on_delete=models.RESTRICT, related_name="session_roles")
    kind = models.CharField(_("role"), max_length=10, choices=SessionRoleKind, default=SessionRoleKind.SPEAKER)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("role in a session")
        verbose_name_plural = _("roles in sessions")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "participant"], name="session_role_once"),
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(kind=SessionRoleKind.MODERATOR),
                name="session_one_moderator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} – {self.get_kind_display()}"


class Favourite(models.Model):
    """A participant marks a session; ``keep_free`` keeps meetings away from it."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="favourites")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="favourites")
    keep_free = models.BooleanField(_("no meetings during this session"), default=False)

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        constraints = [models.UniqueConstraint(fields=["participant", "session"], name="favourite_once")]

    def __str__(self) -> str:
        return f"{self.participant} ★ {self.session}"


class ScheduleVersion(models.Model):
    """A version of the programme; the released one is what the public sees."""

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="schedule_version")
    name = models.CharField(_("name"), max_length=80)
    note = models.TextField(_("what changed"), blank=True)

    class Meta:
        verbose_name = _("version of the programme")
        verbose_name_plural = _("versions of the programme")
        ordering = ["-plan__number"]

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """A session has its time and room in a version."""

    version = models.ForeignKey(ScheduleVersion, on_delete=models.CASCADE, related_name="placements")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="placements")
    room = models.ForeignKey(Room, on_delete=models.RESTRICT, related_name="placements")
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["starts_at", "room__position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "session"], name="placement_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="placement_times_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.starts_at:%d.%m %H:%M}"


class UnplacedSession(models.Model):
    """A session that a version could not place, and why."""

    version = models.ForeignKey(ScheduleVersion, on_delete=models.CASCADE, related_name="unplaced")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    reason = models.JSONField(_("reason"), default=dict)

    class Meta:
        verbose_name = _("session without a place")
        verbose_name_plural = _("sessions without a place")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "session"], name="unplaced_session_once")]

    def __str__(self) -> str:
        return str(self.session)
