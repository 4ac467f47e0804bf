"""States and types of a congress."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ResourceKind(models.TextChoices):
    """What can be booked."""

    ROOM = "room", _("room")
    TABLE = "table", _("table")
    PERSON = "person", _("person")


class SlotKind(models.TextChoices):
    """What a stretch of the congress is kept for."""

    PROGRAMME = "programme", _("programme block")
    MEETING = "meeting", _("meeting slot")


class TeamRole(models.TextChoices):
    """What a person may do in an edition."""

    ORGANISER = "organiser", _("organiser")


class ParticipantStatus(models.TextChoices):
    """Whether a participant comes."""

    CONFIRMED = "confirmed", _("takes part")
    CANCELLED = "cancelled", _("has cancelled")


class PlanKind(models.TextChoices):
    """What a set of bookings belongs to."""

    PROGRAMME = "programme", _("programme")
    MEETINGS = "meetings", _("meeting plan")


class PlanStatus(models.TextChoices):
    """The life of a plan: one at a time is published."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")


class SolveStatus(models.TextChoices):
    """How far a computation has got."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("computing")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped, best kept")
    FAILED = "failed", _("failed")


class Audience(models.TextChoices):
    """Whom a deadline concerns."""

    EVERYONE = "everyone", _("everyone")
    PARTICIPANT = "participant", _("participants")
    MEMBER = "member", _("member organisations")
    ORGANISER = "organiser", _("organisers")


class SessionKind(models.TextChoices):
    """What happens in a session; nothing runs beside a plenary."""

    PLENARY = "plenary", _("plenary")
    PANEL = "panel", _("panel")
    TALK = "talk", _("talk")
    WORKSHOP = "workshop", _("workshop")


class TrackRule(models.TextChoices):
    """How sessions of one track lie to each other."""

    NEAR = "near", _("near each other, if possible not at once")
    APART = "apart", _("never at the same time")
    TOGETHER = "together", _("in one room, one after the other")


class SupporterKind(models.TextChoices):
    """How somebody stands behind a congress."""

    PATRON = "patron", _("patron")
    ORGANISER = "organiser", _("co-organiser")
    PARTNER = "partner", _("partner")
    SPONSOR = "sponsor", _("sponsor")
    MEDIA = "media", _("media partner")


class AccreditationState(models.TextChoices):
    """The life of a request for press accreditation."""

    REQUESTED = "requested", _("waits for an answer")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
