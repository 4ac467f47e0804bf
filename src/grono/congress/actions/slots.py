"""Time of an edition: blocks for the programme and slots for meetings, one by one or many at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import formats
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.congress.actions.parts import refuse_if_used
from grono.congress.choices import SlotKind
from grono.congress.models import Edition, Slot
from grono.congress.plans import touch
from grono.congress.stretches import NoSuchTime, Stretch, cut, moment
from grono.kit.slugs import numbered
from grono.search.lemmas import fold

log = structlog.get_logger(__name__)
MOST_SLOTS = 500
CODE_LENGTH = 40


@dataclass(frozen=True)
class Frame:
    """What a generator is asked for: on which days, in which stretches; ``minutes`` cuts them into slots.

    ``name`` is a text in several languages; for meetings it names the round, from which the round's code is made.
    """

    kind: str
    days: Sequence[date]
    stretches: Sequence[Stretch]
    name: Mapping[str, str]
    minutes: int = 0
    gap: int = 0


def slots_of(edition: Edition, frame: Frame) -> list[Slot]:
    """Return the slots that a frame makes, unsaved and in order. Raises ``ValidationError`` naming the rule."""
    stretches = list(cut(frame.stretches, frame.minutes, frame.gap)) if frame.minutes else list(frame.stretches)
    if not stretches:
        raise ValidationError(_("Nothing is left between the breaks: make the day longer or the slots shorter."))
    if len(stretches) * len(frame.days) > MOST_SLOTS:
        raise ValidationError(_("That would be more than %(most)d slots.") % {"most": MOST_SLOTS})
    is_meeting = frame.kind == SlotKind.MEETING
    round_code = round_of(frame.name) if is_meeting else ""
    taken = set(edition.slots.values_list("code", flat=True))
    slots = []
    for day in sorted(frame.days):
        for stretch in stretches:
            slot = Slot(edition=edition, kind=frame.kind, round_code=round_code)
            slot.starts_at, slot.ends_at = (_moment(edition, day, minute) for minute in stretch)
            slot.name = LazyI18nString(dict(frame.name)) if frame.name else automatic_name(slot)
            slot.code = _code(slot, taken)
            taken.add(slot.code)
            slots.append(slot)
    return slots


def round_of(name: Mapping[str, str]) -> str:
    """Return the code of the meeting round that bears a name."""
    return slugify(fold(next(filter(None, name.values()), "")))[:CODE_LENGTH] or "round"


@transaction.atomic
def add_slots(edition: Edition, frame: Frame, *, replace: bool = False, by: Person) -> list[Slot]:
    """Add the slots of a frame; with ``replace`` those of the same kind on these days go first.

    Raises ``ValidationError`` when a new slot overlaps one that stays, and ``InUse`` when one that has to go is used.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if replace:
        _remove(edition, [slot for slot in edition.slots.filter(kind=frame.kind) if _day(slot) in set(frame.days)])
    slots = slots_of(edition, frame)
    refuse_overlap(slots, edition.slots.filter(kind=frame.kind))
    saved = Slot.objects.bulk_create(slots)
    touch(edition)
    log.info("slots_added", edition=edition.pk, kind=frame.kind, count=len(saved), replace=replace, by=by.pk)
    return saved


@transaction.atomic
def save_slot(slot: Slot, *, by: Person) -> None:
    """Save one slot. Raises ``ValidationError`` when it overlaps another of its kind, naming that one."""
    edition = Edition.objects.select_for_update().get(pk=slot.edition_id)
    slot.clean()
    if not edition.start_date <= _day(slot) <= edition.end_date:
        raise ValidationError({"day": _("This is not a day of the edition.")})
    refuse_overlap([slot], edition.slots.filter(kind=slot.kind).exclude(pk=slot.pk))
    if not slot.name:
        slot.name = _usual_name(slot)
    if not slot.code:
        slot.code = _code(slot, set(edition.slots.values_list("code", flat=True)))
    slot.full_clean()
    slot.save()
    touch(edition)
    log.info("slot_saved", slot=slot.pk, by=by.pk)


@transaction.atomic
def remove_slots(slots: Sequence[Slot], *, by: Person) -> None:
    """Remove slots of one edition. Raises ``InUse`` naming the sessions or meetings that need them."""
    if slots:
        _remove(slots[0].edition, slots)
        log.info("slots_removed", edition=slots[0].edition_id, count=len(slots), by=by.pk)


def refuse_overlap(new: Iterable[Slot], standing: Iterable[Slot]) -> None:
    """Raise ``ValidationError`` for the first new slot that overlaps a standing one, naming both."""
    others = list(standing)
    for slot in new:
        for other in others:
            if slot.starts_at < other.ends_at and other.starts_at < slot.ends_at:
                raise ValidationError(
                    _("%(new)s overlaps %(other)s, which is there already.") % {"new": when(slot), "other": when(other)}
                )


def automatic_name(slot: Slot) -> LazyI18nString:
    """Return the name of a block that nobody named: its weekday and times, in each language of the site."""
    start, end = (at.astimezone(slot.edition.zone) for at in (slot.starts_at, slot.ends_at))
    names = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            names[language] = f"{formats.date_format(start, 'l')}, {start:%H:%M}–{end:%H:%M}"
    return LazyI18nString(names)


def _usual_name(slot: Slot) -> LazyI18nString:
    """Return what a slot without a name is called: as the others of its meeting round, else by its time."""
    if slot.kind == SlotKind.MEETING:
        fellow = slot.edition.slots.filter(round_code=slot.round_code).exclude(pk=slot.pk).first()
        if fellow is not None and fellow.name:
            name: LazyI18nString = fellow.name
            return name
    return automatic_name(slot)


def when(slot: Slot) -> str:
    """Return a day and the times of a slot as people of the language write them."""
    start, end = (at.astimezone(slot.edition.zone) for at in (slot.starts_at, slot.ends_at))
    return f"{formats.date_format(start, 'j.m, H:i')}–{formats.date_format(end, 'H:i')}"


def _remove(edition: Edition, slots: Sequence[Slot]) -> None:
    refuse_if_used(*slots)
    Slot.objects.filter(pk__in=[slot.pk for slot in slots]).delete()
    touch(edition)


def _code(slot: Slot, taken: set[str]) -> str:
    """Return a free code for a new slot, made of its round, day and start."""
    local = slot.starts_at.astimezone(slot.edition.zone)
    return numbered("-".join(filter(None, (slot.round_code[:24], f"{local:%m%d-%H%M}"))), taken)


def _day(slot: Slot) -> date:
    return slot.starts_at.astimezone(slot.edition.zone).date()


def _moment(edition: Edition, day: date, minute: int) -> Any:
    try:
        return moment(day, minute, edition.zone)
    except NoSuchTime:
        raise ValidationError(
            _("On %(day)s there is no %(hour)02d:%(minute)02d, because the clocks are put forward.")
            % {"day": formats.date_format(day, "j E Y"), "hour": minute // 60, "minute": minute % 60}
        ) from None
