"""Sessions, and versions of the programme that place them."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Deferrable, F, Func, Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from grono.congress.choices import SessionKind
from grono.congress.models import Edition, Participant, Plan, Room, Slot, Track
from grono.directory.choices import ImportState
from grono.kit.ranges import same
from grono.projects.models import Innovation, Project
from grono.proposals.models import Proposal
from grono.schedule.choices import EditKind, ScheduleFormat, SessionRoleKind


class Session(models.Model):
    """Something people come to hear, see or do; when and where is said by a version of the programme.

    ``guid`` is the same over versions, exports and imports. A cancelled session stays readable and says that it does
    not take place; the next planning leaves it out.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sessions")
    guid = models.UUIDField(unique=True, editable=False, db_default=RandomUUID())
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
    forbidden_rooms = models.ManyToManyField(Room, verbose_name=_("not in these rooms"), blank=True, related_name="+")
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
    innovation = models.ForeignKey(
        Innovation,
        verbose_name=_("innovation shown"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
    )
    proposal = models.OneToOneField(
        Proposal,
        verbose_name=_("proposal it comes from"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="session",
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_note = I18nCharField(_("why it does not take place"), max_length=300, blank=True)
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
    """A version of the programme; the released one is what the public sees.

    ``revision`` grows with every change by hand, so that an editor's page knows what it has not seen yet. ``snapshot``
    and ``changelog`` are written at release: how the sessions looked, and what differs from the release before (both as
    documents of ``rules.changelog``).
    """

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="schedule_version")
    name = models.CharField(_("name"), max_length=80)
    note = models.TextField(_("what changed"), blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    snapshot = models.JSONField(default=dict, blank=True, editable=False)
    changelog = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("version of the programme")
        verbose_name_plural = _("versions of the programme")
        ordering = ["-plan__number"]

    def __str__(self) -> str:
        return self.name


class Period(Func):
    """From – to, as the database compares it."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Placement(models.Model):
    """A session has its time and room in a version. The database lets no two share a room.

    That rule can be put off to the end of a transaction, so that two sessions may change places. A person in two
    sessions at once is allowed in a draft, where the editor marks it, and refused at release.
    """

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
            models.CheckConstraint(condition=models.Q(ends_at__gt=F("starts_at")), name="placement_times_in_order"),
            ExclusionConstraint(
                name="placement_room_once",
                expressions=[
                    (same("version"), RangeOperators.OVERLAPS),
                    (same("room"), RangeOperators.OVERLAPS),
                    (Period("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
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


class ScheduleEdit(models.Model):
    """One change by hand to one session of a draft, in the order of ``number``: what can be undone, and who did it.

    ``group`` binds the changes of one act (both halves of a swap). A place is ``null`` where there was none.
    """

    version = models.ForeignKey(ScheduleVersion, on_delete=models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField(_("number"))
    group = models.PositiveIntegerField(_("act"))
    kind = models.CharField(_("what was done"), max_length=10, choices=EditKind)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    was_room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    was_starts_at = models.DateTimeField(null=True, blank=True)
    will_room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    will_starts_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"))
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("change by hand")
        verbose_name_plural = _("changes by hand")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="schedule_edit_number_once"),
            models.CheckConstraint(condition=Q(kind__in=EditKind.values), name="schedule_edit_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()} {self.session.code}"


class ProgrammeVisit(models.Model):
    """Up to which release a participant has seen the programme: what came later is shown as news."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="programme_visit")
    seen_number = models.PositiveIntegerField(_("version seen"))
    seen_at = models.DateTimeField(_("seen"))

    class Meta:
        verbose_name = _("visit to the programme")
        verbose_name_plural = _("visits to the programme")

    def __str__(self) -> str:
        return f"{self.participant} – {self.seen_number}"


class ScheduleImport(models.Model):
    """A file of a schedule on its way into a draft, from the upload to the report.

    ``reading`` says how the file is to be read (see ``actions.imports.Reading``); ``report`` is what came of it. The
    file is deleted after ``actions.imports.KEPT_DAYS``; the numbers stay.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="schedule_imports")
    file = models.FileField(_("file"), upload_to="imports/", max_length=200, blank=True)
    name = models.CharField(_("name of the file"), max_length=200)
    format = models.CharField(_("format"), max_length=10, choices=ScheduleFormat)
    header = models.JSONField(default=list, blank=True)
    reading = models.JSONField(default=dict, blank=True)
    events = models.PositiveIntegerField(_("events"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    report = models.JSONField(default=dict, blank=True)
    version = models.ForeignKey(
        ScheduleVersion, verbose_name=_("draft"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("import of a schedule")
        verbose_name_plural = _("imports of schedules")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="schedule_import_state_known"),
            models.CheckConstraint(condition=Q(format__in=ScheduleFormat.values), name="schedule_import_format_known"),
        ]

    def __str__(self) -> str:
        return self.name
