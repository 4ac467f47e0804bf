"""What the editor's page needs: the parts that stay, and the state of a draft that changes with every act.

Times go as local clock times of the edition (``2027-05-19T09:30``), for the page counts in rows of a day.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from grono.accounts.models import Person
from grono.congress.choices import PlanStatus, SessionKind
from grono.congress.models import Edition, Room
from grono.schedule.choices import EditKind
from grono.schedule.models import ScheduleVersion
from grono.schedule.queries.conflicts import Conflict, Material, material_of
from grono.schedule.queries.places import Cell, Offer, cells_for
from grono.schedule.queries.versions import released_version
from grono.schedule.rules.conflicts import Sitting
from grono.schedule.wording import day_name, edit_sentence, obstacle_sentences

DAY_BEGINS, DAY_ENDS = 8 * 60, 18 * 60  # minutes: what a day without blocks shows
EDITS_SHOWN = 12


def editor_frame(version: ScheduleVersion, material: Material) -> dict[str, Any]:
    """Return what stays while the page is open: days, rooms, blocks, sessions, and the released places."""
    edition = version.plan.edition
    released = released_version(edition)
    people = _people(material)
    return {
        "days": _days(material),
        "rooms": [_room(room, edition) for room in edition.rooms.all()],
        "blocks": [[_clock(start, edition), _clock(end, edition)] for start, end in material.setting.blocks.values()],
        "closures": [
            [code, _clock(start, edition), _clock(end, edition)]
            for code, hall in material.setting.halls.items()
            for start, end in hall.closures
        ],
        "sessions": {code: _session(row, people.get(code, []), edition) for code, row in material.rows.items()},
        "released": _released(released, edition) if released else None,
        "releasedNumber": released.plan.number if released else None,
    }


def editor_state(version: ScheduleVersion, person: Person, material: Material | None = None) -> dict[str, Any]:
    """Return a draft as it is now: places, what has none and why, conflicts, the last acts (ten queries).

    The revision is read first: whatever comes in between is told again by the next look.
    """
    revision = version.revision
    material = material or material_of(version)
    edition, names = material.edition, material.names
    edits = list(
        version.edits.select_related("session", "by", "was_room", "will_room").order_by("-number")[:EDITS_SHOWN]
    )
    reasons = dict(version.unplaced.values_list("session__code", "reason"))
    waiting = [code for code, row in material.rows.items() if code not in material.places and not row["cancelled_at"]]
    return {
        "revision": revision,
        "isDraft": version.plan.status == PlanStatus.DRAFT,
        "places": {code: _place(sitting, edition) for code, sitting in material.places.items()},
        "waiting": {code: obstacle_sentences(reasons[code], names) if code in reasons else [] for code in waiting},
        "conflicts": [conflict_json(conflict) for conflict in material.conflicts()],
        "edits": [
            {"number": edit.number, "text": edit_sentence(edit, edition.zone), "isMine": edit.by_id == person.pk}
            for edit in edits
        ],
        "canUndo": version.edits.filter(by=person, undone_at=None).exclude(kind=EditKind.UNDO).exists(),
    }


def editor_cells(material: Material, code: str, day: date) -> dict[str, Any]:
    """Return what each cell of a day would mean for a session: numbers of sentences, written once each."""
    sentences: dict[str, int] = {}
    cells = [_cell(cell, material.edition, sentences) for cell in cells_for(material, code, day)]
    return {"cells": cells, "sentences": list(sentences)}


def conflict_json(conflict: Conflict) -> dict[str, Any]:
    """Return a conflict as the page takes it."""
    return {
        "kind": conflict.kind,
        "isHard": conflict.is_hard,
        "session": conflict.session,
        "others": list(conflict.others) if conflict.is_hard else [],
        "text": conflict.sentence,
    }


def offer_json(offer: Offer) -> dict[str, Any]:
    """Return a free place as the page takes it."""
    return {
        "room": offer.room,
        "at": offer.starts_at.strftime("%Y-%m-%dT%H:%M"),
        "texts": [conflict.sentence for conflict in offer.conflicts],
    }


def _cell(cell: Cell, edition: Edition, sentences: dict[str, int]) -> list[Any]:
    numbers = [sentences.setdefault(conflict.sentence, len(sentences)) for conflict in cell.conflicts]
    return [cell.room, _clock(cell.starts_at, edition), cell.level, cell.taken, numbers]


def _clock(moment: datetime, edition: Edition) -> str:
    return moment.astimezone(edition.zone).strftime("%Y-%m-%dT%H:%M")


def _place(sitting: Sitting, edition: Edition) -> list[str]:
    return [sitting.room, _clock(sitting.starts_at, edition), _clock(sitting.ends_at, edition)]


def _released(version: ScheduleVersion, edition: Edition) -> dict[str, list[str]]:
    rows = version.placements.values_list("session__code", "room__code", "starts_at")
    return {code: [room, _clock(start, edition)] for code, room, start in rows}


def _room(room: Room, edition: Edition) -> dict[str, Any]:
    return {"code": room.code, "name": str(room), "capacity": room.capacity, "building": room.building}


def _session(row: Mapping[str, Any], people: list[str], edition: Edition) -> dict[str, Any]:
    return {
        "title": str(row["title"]),
        "kind": row["kind"],
        "kindName": str(SessionKind(row["kind"]).label),
        "track": str(row["track__name"]) if row["track__code"] else "",
        "minutes": row["minutes"],
        "expected": row["expected"],
        "language": row["language"].upper(),
        "people": people,
        "isFixed": bool(row["pinned_start"] or row["pinned_room__code"]),
        "isCancelled": row["cancelled_at"] is not None,
        "address": reverse("console-session", args=[edition.slug, row["code"]]),
    }


def _people(material: Material) -> dict[str, list[str]]:
    return {
        code: [material.names.people[person] for person in sorted(subject.people)]
        for code, subject in material.subjects.items()
    }


def _days(material: Material) -> list[dict[str, Any]]:
    """Return the days of the edition with the hours that they show: whole hours around blocks and sessions."""
    edition = material.edition
    stretches = [*material.setting.blocks.values(), *((one.starts_at, one.ends_at) for one in material.places.values())]
    count = (edition.end_date - edition.start_date).days + 1
    return [_day(edition.start_date + timedelta(days=number), stretches, edition) for number in range(count)]


def _day(day: date, stretches: Iterable[tuple[datetime, datetime]], edition: Edition) -> dict[str, Any]:
    first, last = [], []
    for start, end in stretches:
        local, until = start.astimezone(edition.zone), end.astimezone(edition.zone)
        if local.date() == day:
            first.append(local.hour * 60)
            whole = until.hour * 60 + (60 if until.minute else 0)
            last.append(whole if until.date() == day else 24 * 60)
    return {
        "date": day.isoformat(),
        "name": day_name(day),
        "from": min(first, default=DAY_BEGINS),
        "to": max(last, default=DAY_ENDS),
    }
