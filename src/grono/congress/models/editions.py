"""An edition of the congress, its venue, rooms, tables, slots and tracks."""

from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from grono.congress.choices import Audience, SlotKind, TeamRole, TrackRule
from grono.kit.ranges import same


def validate_timezone(name: str) -> None:
    """Refuse a time zone that the IANA database does not know."""
    if name not in available_timezones():
        raise ValidationError(_("%(name)s is not a time zone; write for example Europe/Warsaw."), params={"name": name})


class Edition(models.Model):
    """One congress: when, where, under which motto. ``stamp`` grows whenever a public page may change."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = I18nCharField(_("title"), max_length=200)
    motto = I18nCharField(_("motto"), max_length=400, blank=True)
    summary = I18nTextField(_("what it is about"), blank=True)
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"))
    timezone = models.CharField(_("time zone"), max_length=60, default="Europe/Warsaw", validators=[validate_timezone])
    languages = ArrayField(models.CharField(max_length=5), verbose_name=_("languages"), default=list, blank=True)
    venue = models.CharField(_("venue"), max_length=200)
    address = models.CharField(_("street address"), max_length=200, blank=True)
    town = models.CharField(_("town"), max_length=120)
    country = models.CharField(_("country"), max_length=2)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("demonstration edition"), default=False)
    is_public = models.BooleanField(_("public"), default=True)
    turnaround_minutes = models.PositiveSmallIntegerField(
        _("minutes between two sessions in a room"), default=0, validators=[MaxValueValidator(120)]
    )
    travel_minutes = models.PositiveSmallIntegerField(
        _("minutes on the way between two buildings"), default=0, validators=[MaxValueValidator(120)]
    )
    stamp = models.PositiveBigIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-start_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_date__gte=models.F("start_date")),
                name="edition_dates_in_order",
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which the edition's times are shown."""
        return ZoneInfo(self.timezone)


class TeamMember(models.Model):
    """A person who runs an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="team")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="editions_run")
    role = models.CharField(_("role"), max_length=20, choices=TeamRole, default=TeamRole.ORGANISER)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team")
        constraints = [models.UniqueConstraint(fields=["edition", "person"], name="team_member_once")]

    def __str__(self) -> str:
        return f"{self.person} – {self.edition}"


class Track(models.Model):
    """A thread of the programme."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tracks")
    code = models.SlugField(_("code"), max_length=40)
    name = I18nCharField(_("name"), max_length=200)
    rule = models.CharField(_("its sessions lie"), max_length=10, choices=TrackRule, default=TrackRule.NEAR)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="track_code_unique")]

    def __str__(self) -> str:
        return str(self.name)


class Room(models.Model):
    """A room for sessions."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="rooms")
    resource = models.OneToOneField("congress.Resource", on_delete=models.RESTRICT, related_name="room")
    code = models.SlugField(_("code"), max_length=40)
    name = I18nCharField(_("name"), max_length=120)
    capacity = models.PositiveIntegerField(_("seats"))
    equipment = ArrayField(models.CharField(max_length=40), verbose_name=_("equipment"), default=list, blank=True)
    floor = models.CharField(_("floor"), max_length=40, blank=True)
    building = models.CharField(_("building"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="room_code_unique"),
            models.CheckConstraint(condition=models.Q(capacity__gt=0), name="room_has_seats"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Table(models.Model):
    """A table for meetings of two, in a zone of a hall."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tables")
    resource = models.OneToOneField("congress.Resource", on_delete=models.RESTRICT, related_name="table")
    code = models.CharField(_("number"), max_length=20)
    zone = I18nCharField(_("zone"), max_length=120, blank=True)
    position = models.PositiveIntegerField(_("order along the hall"), default=0)

    class Meta:
        verbose_name = _("table")
        verbose_name_plural = _("tables")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="table_code_unique")]

    def __str__(self) -> str:
        return self.code


def _no_overlap(kind: str, message: Any) -> ExclusionConstraint:
    """Return the rule that slots of one kind in one edition lie apart."""
    period = models.Func("starts_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField())
    return ExclusionConstraint(
        name=f"slot_{kind}_no_overlap",
        expressions=[(same("edition"), RangeOperators.OVERLAPS), (period, RangeOperators.OVERLAPS)],
        condition=models.Q(kind=kind),
        violation_error_message=message,
    )


class Slot(models.Model):
    """A programme block in which sessions may lie, or one meeting slot of a round."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="slots")
    kind = models.CharField(_("kind"), max_length=10, choices=SlotKind)
    code = models.SlugField(_("code"), max_length=40)
    round_code = models.SlugField(_("meeting round"), max_length=40, blank=True)
    name = I18nCharField(_("name"), max_length=120, blank=True)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="slot_code_unique"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="slot_times_in_order",
                violation_error_message=_("A slot ends after it begins."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind=SlotKind.PROGRAMME) | ~models.Q(round_code=""),
                name="meeting_slot_has_round",
            ),
            _no_overlap(SlotKind.PROGRAMME, _("This block overlaps another one.")),
            _no_overlap(SlotKind.MEETING, _("This slot overlaps another one.")),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Refuse times in the wrong order before they are compared with other slots."""
        if self.starts_at and self.ends_at and self.starts_at >= self.ends_at:
            raise ValidationError({"ends_at": _("A slot ends after it begins.")})


class Deadline(models.Model):
    """A date by which somebody must have done something."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="deadlines")
    code = models.SlugField(_("code"), max_length=40)
    title = I18nCharField(_("what"), max_length=200)
    at = models.DateTimeField(_("by"))
    audience = models.CharField(_("for"), max_length=12, choices=Audience, default=Audience.EVERYONE)

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="deadline_code_unique")]

    def __str__(self) -> str:
        return str(self.title)
