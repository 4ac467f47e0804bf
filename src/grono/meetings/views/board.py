"""The table board of the hall."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from grono.congress.choices import SlotKind
from grono.congress.models import Edition, Slot
from grono.congress.queries import edition_by_slug
from grono.kit import clock
from grono.kit.access import require
from grono.meetings.models import MeetingRound
from grono.meetings.queries import meetings_at


def table_board(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show who sits at which table: now or next, at a chosen slot, or in a whole round for printing."""
    edition = edition_by_slug(edition_slug)
    require(request, "meetings.view_board", edition)
    slots = list(edition.slots.filter(kind=SlotKind.MEETING).order_by("starts_at"))
    rounds = _rounds(edition, slots)
    printed = next((round_ for round_ in rounds if round_.code == request.GET.get("round")), None)
    chosen = next((slot for slot in slots if slot.code == request.GET.get("slot")), None)
    shown = chosen or _now_or_next(slots)
    if printed is not None:
        wanted = [slot for slot in slots if slot.round_code == printed.code]
    else:
        wanted = [shown] if shown else []
    context = {
        "edition": edition,
        "rounds": [(round_, [slot for slot in slots if slot.round_code == round_.code]) for round_ in rounds],
        "printed": printed,
        "shown": shown,
        "live": chosen is None and printed is None,
        "state": _state(shown),
        "boards": _boards(edition, wanted, with_free=printed is None),
    }
    return render(request, "meetings/board.html", context)


def _rounds(edition: Edition, slots: list[Slot]) -> list[MeetingRound]:
    """Return the rounds in order; one that only its slots name, because they were made in the set-up, comes last."""
    rounds = {round_.code: round_ for round_ in MeetingRound.objects.filter(edition=edition)}
    for slot in slots:
        if slot.round_code not in rounds:
            name = slot.name or slot.round_code
            rounds[slot.round_code] = MeetingRound(edition=edition, code=slot.round_code, name=name)
    return list(rounds.values())


def _now_or_next(slots: list[Slot]) -> Slot | None:
    """Return the slot that runs, else the next one, else the last one."""
    now = clock.now()
    return next((slot for slot in slots if slot.ends_at > now), slots[-1] if slots else None)


def _state(slot: Slot | None) -> str:
    if slot is None:
        return ""
    now = clock.now()
    if slot.ends_at <= now:
        return "over"
    return "now" if slot.starts_at <= now else "next"


def _boards(edition: Edition, slots: list[Slot], *, with_free: bool) -> list[dict[str, Any]]:
    """Return per slot the tables by zone, each with its meeting or ``None``."""
    meetings = {(meeting.slot_id, meeting.table_id): meeting for meeting in meetings_at(edition, slots)}
    tables = list(edition.tables.order_by("position"))
    boards = []
    for slot in slots:
        rows = [(table, meetings.get((slot.pk, table.pk))) for table in tables]
        rows = [(table, meeting) for table, meeting in rows if with_free or meeting]
        zones = [(zone, list(group)) for zone, group in groupby(rows, key=lambda row: str(row[0].zone))]
        boards.append({"slot": slot, "zones": zones, "taken": sum(meeting is not None for _, meeting in rows)})
    return boards
