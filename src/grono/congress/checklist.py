"""What is still missing for a programme: steps that this module and those above it check on an edition.

A module registers its steps in its ``apps.py``; each function takes an edition and returns steps in their order.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grono.congress.choices import SlotKind
from grono.congress.equipment import INTERPRETATION
from grono.congress.models import Edition


@dataclass(frozen=True)
class Step:
    """One thing to do before a programme can be planned and shown.

    ``is_needed`` tells what nothing can be planned without from what is good to have; ``note`` says what is there or
    what is missing; ``url`` leads to the page where it is done and ``action`` names that.
    """

    title: str
    is_done: bool
    note: str
    url: str
    action: str
    is_needed: bool = True


Steps = Callable[[Edition], Iterable[Step]]
_steps: dict[int, Steps] = {}


def register(order: int, steps: Steps) -> None:
    """Add steps to the list; the same order registered again replaces them."""
    _steps[order] = steps


def steps_of(edition: Edition) -> list[Step]:
    """Return all steps of an edition in order, done or not."""
    return [step for order in sorted(_steps) for step in _steps[order](edition)]


def frame_steps(edition: Edition) -> list[Step]:
    """Return the steps that make the frame of a programme: rooms, blocks, tracks, slots and tables for meetings."""
    return [_rooms(edition), _blocks(edition), _interpretation(edition), _tracks(edition), _meetings(edition)]


def public_steps(edition: Edition) -> list[Step]:
    """Return what is left for the public: deadlines, supporters, and showing the edition to everyone."""
    deadlines = edition.deadlines.count()
    supporters = sum(level.supporters.count() for level in edition.supporter_levels.all())
    return [
        Step(
            _("Dates that matter"),
            deadlines > 0,
            ngettext("%(n)d deadline", "%(n)d deadlines", deadlines) % {"n": deadlines},
            reverse("console-deadlines", args=[edition.slug]),
            _("Add deadlines"),
            is_needed=False,
        ),
        Step(
            _("Those who stand behind the congress"),
            supporters > 0,
            ngettext("%(n)d supporter", "%(n)d supporters", supporters) % {"n": supporters},
            reverse("console-supporters", args=[edition.slug]),
            _("Add supporters"),
            is_needed=False,
        ),
        Step(
            _("Open to everyone"),
            edition.is_public,
            _("Everyone can see the edition.") if edition.is_public else _("Only the team can see the edition."),
            reverse("console-edition", args=[edition.slug]),
            _("Show the edition"),
            is_needed=False,
        ),
    ]


def _rooms(edition: Edition) -> Step:
    capacities = list(edition.rooms.values_list("capacity", flat=True))
    note = ngettext("%(n)d room", "%(n)d rooms", len(capacities)) % {"n": len(capacities)}
    if capacities:
        note += ", " + _("the largest with %(seats)d seats") % {"seats": max(capacities)}
    url = reverse("console-rooms", args=[edition.slug])
    return Step(_("Rooms for sessions"), bool(capacities), note, url, _("Add rooms"))


def _blocks(edition: Edition) -> Step:
    """Every day of the edition has time for sessions, unless nothing is planned for it on purpose."""
    starts = edition.slots.filter(kind=SlotKind.PROGRAMME).values_list("starts_at", flat=True)
    days = {start.astimezone(edition.zone).date() for start in starts}
    length = (edition.end_date - edition.start_date).days + 1
    empty = [day for day in (edition.start_date + timedelta(n) for n in range(length)) if day not in days]
    if not days:
        note = _("No time is set aside for sessions yet.")
    elif empty:
        text = ngettext("%(n)d day has no programme blocks.", "%(n)d days have no programme blocks.", len(empty))
        note = text % {"n": len(empty)}
    else:
        note = ngettext("%(n)d block, every day", "%(n)d blocks, every day", len(starts)) % {"n": len(starts)}
    url = reverse("console-time", args=[edition.slug])
    return Step(_("Programme blocks"), bool(days), note, url, _("Make blocks"))


def _interpretation(edition: Edition) -> Step:
    """An edition in several languages has a room in which interpreters can work."""
    rooms = edition.rooms.filter(equipment__contains=[INTERPRETATION]).count()
    if len(edition.languages) < 2:
        note = _("The congress is held in one language.")
    else:
        text = ngettext("%(n)d room with interpretation", "%(n)d rooms with interpretation", rooms)
        note = text % {"n": rooms}
    url = reverse("console-rooms", args=[edition.slug])
    done = rooms > 0 or len(edition.languages) < 2
    return Step(_("Interpretation"), done, note, url, _("Mark rooms with interpretation"), is_needed=False)


def _tracks(edition: Edition) -> Step:
    count = edition.tracks.count()
    note = ngettext("%(n)d track", "%(n)d tracks", count) % {"n": count}
    url = reverse("console-tracks", args=[edition.slug])
    return Step(_("Tracks of the programme"), count > 0, note, url, _("Add tracks"), is_needed=False)


def _meetings(edition: Edition) -> Step:
    slots = edition.slots.filter(kind=SlotKind.MEETING).count()
    tables = edition.tables.count()
    note = _("%(slots)s at %(tables)s") % {
        "slots": ngettext("%(n)d meeting slot", "%(n)d meeting slots", slots) % {"n": slots},
        "tables": ngettext("%(n)d table", "%(n)d tables", tables) % {"n": tables},
    }
    place = "console-time" if not slots else "console-tables"
    url = reverse(place, args=[edition.slug])
    title = _("Time and tables for meetings of two")
    return Step(title, slots > 0 and tables > 0, note, url, _("Make meeting slots and tables"), is_needed=False)
