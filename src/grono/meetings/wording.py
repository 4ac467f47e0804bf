"""Codes of engines in the words of the interface: reasons, levels of quality, kinds of change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grono.congress.quality import LevelRow
from grono.meetings.choices import Priority
from grono.meetings.models import UnplacedRequest
from grono.meetings.rules.comparison import ChangeKind


@dataclass(frozen=True)
class ReasonWords:
    """A reason: its name in lists, the sentence with its numbers, and what an organiser can do about it."""

    name: str | Promise
    sentence: str | Promise
    advice: str | Promise


REASONS = {
    "no_common_slot": ReasonWords(
        gettext_lazy("Never free at the same time"),
        gettext_lazy(
            "The two are never free at the same time. Free slots: %(first)s %(slots_first)s, "
            "%(second)s %(slots_second)s, none in common."
        ),
        gettext_lazy("Ask whether one of them can change an absence, or add a meeting slot."),
    ),
    "slot_not_allowed": ReasonWords(
        gettext_lazy("Limited to other times"),
        gettext_lazy(
            "Slots in which both are free: %(common)s. The request is limited to other rounds or to one fixed slot."
        ),
        gettext_lazy("Allow the request more rounds."),
    ),
    "no_common_table": ReasonWords(
        gettext_lazy("No open table"),
        gettext_lazy("In the slots in which both are free no table is open."),
        gettext_lazy("Open tables in those slots."),
    ),
    "participant_full": ReasonWords(
        gettext_lazy("All slots of one person are taken"),
        gettext_lazy("All slots of %(person)s are taken by meetings: %(held)s of %(slots)s."),
        gettext_lazy("Suggest a colleague from the same organisation."),
    ),
    "lost_to_priority": ReasonWords(
        gettext_lazy("Lost to requests of higher priority"),
        gettext_lazy(
            "Lost to requests of higher priority: in every slot open to both (%(slots)s) one of them has "
            "such a meeting."
        ),
        gettext_lazy("Suggest a colleague from the same organisation."),
    ),
    "precedence": ReasonWords(
        gettext_lazy("Order of meetings"),
        gettext_lazy("It depends on the order with another meeting, and no free slot of the two keeps that order."),
        gettext_lazy("Lift the order between the two meetings."),
    ),
    "tables_full": ReasonWords(
        gettext_lazy("All tables are taken"),
        gettext_lazy(
            "All %(tables)s tables are taken in every slot in which both are still free (number of such slots: "
            "%(slots)s)."
        ),
        gettext_lazy("Add a table in the hall."),
    ),
    "no_common_free_slot": ReasonWords(
        gettext_lazy("Busy with other meetings"),
        gettext_lazy(
            "Of the slots open to both (%(slots)s), other meetings take %(busy_first)s of %(first)s and "
            "%(busy_second)s of %(second)s; none is left for both."
        ),
        gettext_lazy("Add a meeting slot or a round."),
    ),
    "not_coming": ReasonWords(
        gettext_lazy("Somebody does not come"),
        gettext_lazy("%(person)s has cancelled or takes no meetings."),
        gettext_lazy("Nothing to do."),
    ),
    "new": ReasonWords(
        gettext_lazy("New request"),
        gettext_lazy("The request was accepted while the plan was being made; the next plan takes it in."),
        gettext_lazy("Plan again."),
    ),
}


def reason_name(code: str) -> str:
    """Return a reason's name in lists; an unknown code stands for itself."""
    return str(REASONS[code].name) if code in REASONS else code


def reason_sentence(unplaced: UnplacedRequest) -> str:
    """Return why a request has no place, with names and numbers."""
    reason: Mapping[str, Any] = unplaced.reason
    words = REASONS.get(reason.get("code", ""))
    if words is None:
        return _("No place was found.")
    requester, invitee = unplaced.request.requester, unplaced.request.invitee
    names = {requester.code: str(requester), invitee.code: str(invitee)}
    about = [names.get(code, code) for code in reason.get("people", [])]
    return str(words.sentence) % {
        **reason.get("numbers", {}),
        "first": str(requester),
        "second": str(invitee),
        "person": ", ".join(about),
    }


def reason_advice(unplaced: UnplacedRequest) -> str:
    """Return what an organiser can do about a request without a place."""
    words = REASONS.get(unplaced.reason.get("code", ""))
    return str(words.advice) if words else ""


def level_rows(quality: Mapping[str, Any]) -> list[LevelRow]:
    """Return the levels of a plan's quality in order of importance."""
    return [_level_row(level) for level in quality.get("levels", [])]


def _level_row(level: Mapping[str, Any]) -> LevelRow:
    title, explanation = _level_words(level["name"])
    value, bound = round(level["value"]), level["bound"]
    at_most = level["sense"] == "max"
    text = str(value)
    if bound is not None and at_most:
        text = _("%(value)s of at most %(bound)s") % {"value": value, "bound": round(bound)}
    elif bound is not None and not level["proven"]:
        text = _("%(value)s (bound: %(bound)s)") % {"value": value, "bound": round(bound)}
    bar = 100 * level["value"] / bound if at_most and bound else None
    return LevelRow(title, explanation, text, bar, bool(level["proven"]), _proof(level, abs(round(bound or 0) - value)))


def _proof(level: Mapping[str, Any], distance: int) -> str:
    if level["proven"]:
        return _("proven best")
    if level["bound"] is None:
        return _("no bound computed")
    if level["sense"] == "max":
        return ngettext("at most %(count)s more is possible", "at most %(count)s more are possible", distance) % {
            "count": distance
        }
    return ngettext("at most %(count)s fewer is possible", "at most %(count)s fewer are possible", distance) % {
        "count": distance
    }


def _level_words(name: str) -> tuple[str, str]:
    if name.startswith("meetings_"):
        number = int(name.removeprefix("meetings_"))
        label = Priority(number).label if number in Priority.values else str(number)
        return (
            _("Meetings of priority “%(priority)s”") % {"priority": label},
            _("Granted requests of the most important kind.") if number == min(Priority.values) else "",
        )
    return {
        "meetings": (_("Meetings"), _("All requested meetings.")),
        "smallest_share": (
            _("Fewest meetings of one person"),
            _("Among those who could still hold more; the larger, the fairer."),
        ),
        "breaks": (_("Waiting between meetings"), _("Stretches in which somebody waits for their next meeting.")),
        "walking": (_("Changes of hall"), _("How often somebody goes to another hall for their next meeting.")),
        "moves": (
            _("Changes to the published plan"),
            _("Meetings that people hold already and that move or fall out."),
        ),
    }.get(name, (name, ""))


def change_sentence(kind: ChangeKind, other: str) -> str:
    """Return what happens to a meeting with ``other``."""
    return {
        ChangeKind.MOVED: _("Meeting with %(other)s moves"),
        ChangeKind.DROPPED: _("Meeting with %(other)s is taken away"),
        ChangeKind.CANCELLED: _("Meeting with %(other)s is called off"),
        ChangeKind.GAINED: _("New meeting with %(other)s"),
    }[kind] % {"other": other}


def progress_note(progress: Mapping[str, Any]) -> str:
    """Return one line about a running computation: meetings placed so far and the most that could be."""
    levels = [level for level in progress.get("levels", []) if level["name"].startswith("meetings")]
    if not levels or any(level["bound"] is None for level in levels):
        return ""
    return _("Meetings placed so far: %(value)s of at most %(bound)s.") % {
        "value": round(sum(level["value"] for level in levels)),
        "bound": round(sum(level["bound"] for level in levels)),
    }


def phase_name(phase: str) -> str:
    """Return what the engine is doing."""
    return {
        "fill": _("granting as many requests as possible"),
        "share": _("making it fairer"),
        "breaks": _("shortening the waits"),
        "exact": _("looking for a proof"),
        "seats": _("choosing tables"),
    }.get(phase, _("preparing"))
