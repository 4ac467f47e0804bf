"""Rules, reasons and levels of quality in the words of the interface."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grono.congress.equipment import equipment_name
from grono.congress.models import Edition
from grono.congress.quality import LevelRow
from grono.schedule.choices import EditKind
from grono.schedule.models import ScheduleEdit
from grono.schedule.rules.conflicts import ConflictKind, Found, Stretch

CONFLICTS = {
    ConflictKind.ROOM: gettext_lazy("%(room)s is taken twice at once: by %(session)s and %(other)s."),
    ConflictKind.AWAY: gettext_lazy("%(session)s: %(people)s is away on %(when)s."),
    ConflictKind.MEETING: gettext_lazy("%(session)s: %(people)s has a booked meeting on %(when)s."),
    ConflictKind.CLOSED: gettext_lazy("%(session)s: %(room)s is closed on %(when)s."),
    ConflictKind.OUTSIDE: gettext_lazy("%(session)s does not lie within a programme block."),
    ConflictKind.BLOCK: gettext_lazy("%(session)s may lie only in these blocks: %(blocks)s."),
    ConflictKind.EQUIPMENT: gettext_lazy("%(session)s: %(room)s does not have: %(needs)s."),
    ConflictKind.FORBIDDEN_ROOM: gettext_lazy("%(session)s must not be in %(room)s."),
    ConflictKind.ORDER: gettext_lazy("%(session)s must end before %(other)s begins."),
    ConflictKind.PLENARY: gettext_lazy(
        "Nothing may run beside a plenary: %(session)s and %(other)s are at the same time."
    ),
    ConflictKind.TRAVEL: gettext_lazy(
        "%(people)s: %(amount)s min between %(session)s and %(other)s in another building; "
        "the way takes %(travel)s min."
    ),
    ConflictKind.TURNAROUND: gettext_lazy(
        "%(room)s: %(amount)s min between %(session)s and %(other)s; %(turnaround)s min are needed."
    ),
    ConflictKind.APART: gettext_lazy(
        "Track “%(track)s”: its sessions never run at the same time, but %(session)s and %(other)s do."
    ),
    ConflictKind.PINNED: gettext_lazy("%(session)s is fixed elsewhere: %(pin)s. The next planning would move it back."),
    ConflictKind.CAPACITY: gettext_lazy("%(session)s: %(amount)s more people are expected than %(room)s has seats."),
}


@dataclass(frozen=True)
class Names:
    """Names of an edition's things by their codes; ``pins`` are the fixed places in words."""

    sessions: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    rooms: Mapping[str, str] = field(default_factory=dict)
    blocks: Mapping[str, str] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)
    tracks: Mapping[str, str] = field(default_factory=dict)

    def session(self, code: str) -> str:
        """Return title and code of a session."""
        if code not in self.sessions:
            return code
        return _("“%(title)s” (%(code)s)") % {"title": self.sessions[code], "code": code}


def moment(at: datetime, zone: tzinfo) -> str:
    """Return a weekday, date and time as people of the language write them."""
    return formats.date_format(at.astimezone(zone), "l j.m, H:i")


def day_name(day: date) -> str:
    """Return weekday and date of a day."""
    return formats.date_format(day, "l j.m")


def obstacle_sentences(reason: Mapping[str, Any], names: Names) -> list[str]:
    """Return why a session has no place, the strongest reason first."""
    found = reason.get("obstacles", [])
    if not found:
        return [_("A free place exists, but the time for computing ran out. Plan again with more time.")]
    return [_obstacle(item, names) for item in found]


def _obstacle(item: Mapping[str, Any], names: Names) -> str:
    own, *others = item["where"] or [""]
    sentence = _obstacle_words(item["rule"], own, others, names)
    if not item["of"] or item["starts"] == item["of"]:
        return sentence
    share = _("(%(starts)s of %(of)s possible starts)") % {"starts": item["starts"], "of": item["of"]}
    return f"{sentence} {share}"


def _obstacle_words(rule: str, own: str, others: Sequence[str], names: Names) -> str:
    rooms = ", ".join(names.rooms.get(code, code) for code in others)
    sessions = ", ".join(names.session(code) for code in others if code in names.sessions)
    people = ", ".join(names.people[code] for code in others if code in names.people)
    if rule == "precedence":
        return _("The order cannot be kept: %(first)s must end before %(second)s begins.") % {
            "first": names.session(own),
            "second": sessions,
        }
    values = {"rooms": rooms, "sessions": sessions, "people": people}
    sentences = {
        "away": _("%(people)s is away."),
        "closure": _("All suitable rooms are closed: %(rooms)s."),
        "person": _("%(people)s is already in %(sessions)s at that time."),
        "exclusive": _("Nothing may run beside a plenary: %(sessions)s."),
        "room": _("Every suitable room is taken, by %(sessions)s."),
        "forbidden-room": _("All suitable rooms are forbidden to it."),
        "turnaround": _("%(rooms)s would not be free long enough before or after %(sessions)s."),
        "travel": _("%(people)s could not come in time from or to another building: %(sessions)s."),
        "apart": _("Its track never runs twice at once, and %(sessions)s is at that time."),
        "length": _("No block that it may use is long enough."),
        "taken-out": _("Taken out by hand."),
        "import-no-time": _("The imported file gives it no time."),
        "import-no-room": _("The imported file gives it no room of this edition."),
        "import-outside": _("The imported file gives it a day that is none of this edition."),
        "import-overlap": _("In the imported file %(sessions)s has the same room at that time."),
        "import-displaced": _("%(sessions)s, from the imported file, has its room at that time."),
    }
    if rule == "equipment":
        needs = ", ".join(equipment_name(code) for code in others)
        return _("No room that it may use has: %(needs)s.") % {"needs": needs} if needs else _("There is no room.")
    return sentences[rule] % values if rule in sentences else _("No place was found.")


def contradiction_sentence(rule: str, where: Sequence[str], names: Names) -> str:
    """Return why fixed sessions cannot be where they are fixed: the things and the rule."""
    codes = [code for code in where if code in names.sessions]
    first, second = (*(names.session(code) for code in codes), "", "")[:2]
    last = where[-1]
    values = {
        "first": first,
        "second": second,
        "all": ", ".join(names.session(code) for code in codes),
        "when": names.pins.get(codes[0], "") if codes else "",
        "later": names.pins.get(codes[1], "") if len(codes) > 1 else "",
        "person": names.people.get(last, last),
        "room": names.rooms.get(last, last),
        "block": names.blocks.get(last, last),
        "rule": last,
    }
    if rule == "pinned-room" and len(codes) == 1:
        return _("%(first)s is fixed at %(when)s, but its room is closed then or not suitable.") % values
    sentences = {
        "pinned-person": _(
            "%(person)s is in two sessions at once: %(first)s fixed at %(when)s and %(second)s fixed at %(later)s. "
            "Rule: one person is in one session at a time."
        ),
        "pinned-room": _(
            "%(room)s is needed twice: %(first)s is fixed there at %(when)s and %(second)s at %(later)s. "
            "Rule: one session in one room at a time."
        ),
        "pinned-exclusive": _(
            "%(first)s (%(when)s) and %(second)s (%(later)s) are fixed at one time. "
            "Rule: nothing runs beside a plenary."
        ),
        "pinned-precedence": _("%(first)s must end before %(second)s begins, but they are fixed the other way round."),
        "pinned-away": _("%(first)s is fixed at %(when)s, but %(person)s is away then."),
        "pinned-block": _("%(first)s is fixed at %(when)s, where it does not fit into a block that it may use."),
        "pinned-forbidden": _("%(first)s is fixed at %(when)s, a start that is forbidden to it."),
        "pinned-turnaround": _(
            "%(room)s is not free long enough between %(first)s (%(when)s) and %(second)s (%(later)s), which are fixed."
        ),
        "pinned-travel": _(
            "%(person)s cannot get in time from one building to the other: %(first)s is fixed at %(when)s and "
            "%(second)s at %(later)s."
        ),
        "pinned-apart": _(
            "%(first)s (%(when)s) and %(second)s (%(later)s) are fixed at one time. "
            "Rule: sessions of their track never run at the same time."
        ),
        "pinned-start": _(
            "%(first)s is fixed at %(when)s. Rule: a fixed start lies inside a programme block, "
            "a multiple of 5 minutes after the block begins."
        ),
        "pinned-rooms": _("More suitable rooms are needed at one time than there are, for: %(all)s."),
        "case": _("%(first)s breaks a rule: %(rule)s."),
    }
    return sentences.get(rule, sentences["case"]) % values


def conflict_sentence(found: Found, names: Names, edition: Edition) -> str:
    """Return what stands against a session at its place: the things, the rule and the numbers."""
    kind, things = found.kind, found.things
    rooms = [names.rooms.get(code, code) for code in things]
    values = {
        "session": names.session(found.session),
        "other": names.session(found.others[0]) if found.others else "",
        "people": ", ".join(names.people.get(code, code) for code in things),
        "room": rooms[0] if rooms else "",
        "amount": found.amount,
        "turnaround": edition.turnaround_minutes,
        "travel": edition.travel_minutes,
        "when": _stretch_words(found.stretch, edition.zone),
        "needs": ", ".join(equipment_name(code) for code in things[1:]),
        "blocks": ", ".join(names.blocks.get(code, code) for code in things),
        "track": names.tracks.get(things[0], things[0]) if things else "",
        "pin": names.pins.get(found.session, ""),
    }
    if kind is ConflictKind.CLASH:
        return _clash_sentence(found, names)
    return _conflict_words(kind, len(things)) % values


def _conflict_words(kind: ConflictKind, count: int) -> str:
    if kind is ConflictKind.PERSON:
        return ngettext(
            "%(people)s is in two sessions at once: %(session)s and %(other)s.",
            "%(people)s are in two sessions at once: %(session)s and %(other)s.",
            count,
        )
    return str(CONFLICTS[kind])


def _clash_sentence(found: Found, names: Names) -> str:
    """Return how many people marked a session and something beside it; the three worst neighbours by name."""
    pairs = list(zip(found.others, found.things, strict=True))[:3]
    values = {
        "count": found.amount,
        "session": names.session(found.session),
        "others": ", ".join(f"{names.session(code)}: {number}" for code, number in pairs),
    }
    return (
        ngettext(
            "%(count)s person marked %(session)s and also something at the same time (%(others)s).",
            "%(count)s people marked %(session)s and also something at the same time (%(others)s).",
            found.amount,
        )
        % values
    )


def edit_sentence(edit: ScheduleEdit, zone: tzinfo) -> str:
    """Return who did what to which session by hand, and when."""
    values = {
        "who": str(edit.by) if edit.by else _("Somebody"),
        "session": str(edit.session),
        "at": formats.date_format(edit.at.astimezone(zone), "H:i"),
        "room": str(edit.will_room or ""),
        "when": moment(edit.will_starts_at, zone) if edit.will_starts_at else "",
    }
    if edit.kind == EditKind.UNDO:
        return _("%(who)s took a change to “%(session)s” back at %(at)s.") % values
    if edit.will_starts_at is None:
        return _("%(who)s took “%(session)s” out at %(at)s.") % values
    return _("%(who)s put “%(session)s” in %(room)s, %(when)s (at %(at)s).") % values


def _stretch_words(stretch: Stretch | None, zone: tzinfo) -> str:
    if stretch is None:
        return ""
    start, end = (edge.astimezone(zone) for edge in stretch)
    until = formats.date_format(end, "H:i") if start.date() == end.date() else moment(end, zone)
    return f"{moment(start, zone)}–{until}"


def level_rows(quality: Mapping[str, Any]) -> list[LevelRow]:
    """Return the levels of a version's quality in order of importance."""
    return [_level_row(level) for level in quality.get("levels", [])]


def _level_row(level: Mapping[str, Any]) -> LevelRow:
    title, explanation = _level_words(level["name"])
    value, bound = round(level["value"]), level["bound"]
    text = str(value)
    bar = None
    if bound is not None and level["sense"] == "max":
        text = _("%(value)s of at most %(bound)s") % {"value": value, "bound": round(bound)}
        bar = 100 * value / bound if bound else None
    elif bound is not None and not level["proven"]:
        text = _("%(value)s, at least %(bound)s") % {"value": value, "bound": round(bound)}
    return LevelRow(title, explanation, text, bar, bool(level["proven"]), _proof(level, value))


def _proof(level: Mapping[str, Any], value: int) -> str:
    if level["proven"]:
        return _("proven: no programme can do better")
    if level["bound"] is None:
        return _("no bound computed")
    distance = abs(round(level["bound"]) - value)
    if level["sense"] == "max":
        return ngettext("at most %(count)s more is possible", "at most %(count)s more are possible", distance) % {
            "count": distance
        }
    return ngettext("at most %(count)s fewer is possible", "at most %(count)s fewer are possible", distance) % {
        "count": distance
    }


def _level_words(name: str) -> tuple[str, str]:
    return {
        "placed": (_("Sessions with a place"), _("How many sessions have a time and a room.")),
        "clashes": (
            _("Clashes of interests"),
            _("People who marked two sessions that run at once, counted per pair of sessions."),
        ),
        "overflow": (_("People beyond the seats"), _("Expected audience that does not fit into the room, summed up.")),
        "changes": (
            _("Changes to the released programme"),
            _("New times and new rooms of sessions that already had a place."),
        ),
        "cohesion": (
            _("Scattered tracks"),
            _("Sessions of one track at the same time, and rooms that a track uses beyond one."),
        ),
        "preferences": (_("Wishes not kept"), _("Preferred rooms and blocks that sessions did not get.")),
        "lateness": (
            _("Gaps at the start of blocks"),
            _("Minutes from the start of the block to the start of each session, summed up."),
        ),
    }.get(name, (name, ""))


def phase_name(phase: str) -> str:
    """Return what the engine is improving now: the title of a level; an unknown phase has no name."""
    title, explanation = _level_words(phase)
    return title if explanation else ""


def progress_note(progress: Mapping[str, Any]) -> str:
    """Return one line about a running computation: sessions placed so far."""
    for level in progress.get("levels", []):
        if level["name"] == "placed":
            return _("%(placed)s sessions have a place so far.") % {"placed": round(level["value"])}
    return ""
