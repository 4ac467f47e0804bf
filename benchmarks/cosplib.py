"""Workbooks of CoSPLib as cases of the themed engine.

The terms and their exact meaning follow CoSPLib (github.com/ahmedkheiri/CoSPLib): a penalty of a submission counts
for each slot that it takes; similar tracks are read from the upper half of their sheet; the speaker's clock is
compared with the hours of the sheet *parameters* by start and end of the session alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

import openpyxl

from grono.engines.themed import Block, Problem, Submission, Track, Weights

Row = tuple[Any, ...]
#: Rows of the sheet *parameters* with the weights, from the second on, in its order.
WEIGHTS = (
    "track_block",
    "track_room",
    "block_room",
    "similar",
    "rooms_per_track",
    "parallel",
    "consecutive",
    "zones",
    "order",
    "submission_block",
    "submission_room",
    "presenters",
    "attendees",
    "chairs",
    "presenters_by_slot",
    "attendees_by_slot",
)
#: Objectives that the library stores or its authors publish, by its exact and its extended model.
STORED = {
    "GECCO20": (6223, 7750),
    "OR60F": (685, 433),
    "OR60F3": (720,),
}
#: What its hyper-heuristic reached in 60 s when Grono's own machine ran it.
HEURISTIC = {"GECCO19": 60125, "ISF22": 315044, "OR60F": 4076, "OR60F3": 14271}
DAY = 24 * 60


def read_workbook(path: Path) -> Problem:
    """The problem of a workbook; raises `KeyError` for a missing sheet and `ValueError` for an unreadable cell."""
    book = openpyxl.load_workbook(path, data_only=True)
    sheet = {name: [tuple(row) for row in book[name].iter_rows(values_only=True)] for name in book.sheetnames}
    parameters = sheet["parameters"]
    sessions = [row for row in sheet["sessions"][1:] if row[0] is not None]
    rooms = tuple(str(row[0]) for row in sheet["rooms"][1:] if row[0] is not None)
    room_costs = _costs(sheet["sessions_rooms|penalty"])
    names = [str(row[0]) for row in sessions]
    return Problem(
        blocks=tuple(Block(str(row[0]), int(row[1]), room_costs.get(str(row[0]), {})) for row in sessions),
        rooms=rooms,
        tracks=tuple(_tracks(sheet)),
        submissions=tuple(_submissions(sheet["submissions"], names, rooms, _Clocks(parameters, sessions))),
        weights=Weights(**{name: int(parameters[1 + i][4] or 0) for i, name in enumerate(WEIGHTS)}),
    )


def _tracks(sheet: dict[str, list[Row]]) -> Iterator[Track]:
    by_block = _costs(sheet["tracks_sessions|penalty"])
    by_room = _costs(sheet["tracks_rooms|penalty"])
    similar = _upper_half(sheet["similar tracks"])
    for row in sheet["tracks"][1:]:
        if row[0] is not None:
            name = str(row[0])
            chairs = _people(row[1] if len(row) > 1 else None)
            yield Track(name, chairs, by_block.get(name, {}), by_room.get(name, {}), similar.get(name, {}))


def _submissions(rows: list[Row], blocks: list[str], rooms: tuple[str, ...], clocks: _Clocks) -> Iterator[Submission]:
    header = [None if cell is None else str(cell) for cell in rows[0]]
    for row in rows[1:]:
        if row[0] is None:
            continue
        costs = {name: int(value) for name, value in zip(header[7:], row[7:], strict=False) if name and value}
        yield Submission(
            id=str(row[0]),
            track=str(row[1]),
            slots=int(row[2]),
            order=int(row[3] or 0),
            presenters=_people(row[5]),
            attendees=_people(row[6]),
            block_costs={name: costs[name] for name in blocks if name in costs},
            zone_costs=clocks.costs(str(row[4])),
            room_costs={name: costs[name] for name in rooms if name in costs},
        )


def _people(cell: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in str(cell or "").split(", ") if name))


def _costs(rows: list[Row]) -> dict[str, dict[str, int]]:
    """A sheet of penalties: by the row's name, then by the column's."""
    header = rows[0]
    return {
        str(row[0]): {
            str(name): int(value)
            for name, value in zip(header[1:], row[1:], strict=False)
            if name is not None and value
        }
        for row in rows[1:]
        if row[0] is not None
    }


def _upper_half(rows: list[Row]) -> dict[str, dict[str, int]]:
    names = [str(row[0]) for row in rows[1:] if row[0] is not None]
    return {
        name: {names[j]: int(rows[i + 1][j + 1]) for j in range(i + 1, len(names)) if rows[i + 1][j + 1]}
        for i, name in enumerate(names)
    }


class _Clocks:
    """What the sessions cost somebody in a given time zone."""

    def __init__(self, parameters: list[Row], sessions: list[Row]) -> None:
        self.offset = _offset(str(parameters[1][1]))
        self.good = (_minute(parameters[3][1]), _minute(parameters[4][1]))
        self.bearable = (_minute(parameters[6][1]), _minute(parameters[7][1]))
        self.small, self.large = int(parameters[8][1] or 0), int(parameters[10][1] or 0)
        self.sessions = [(str(row[0]), _minute(row[3]), _minute(row[4])) for row in sessions]

    def costs(self, zone: str) -> dict[str, int]:
        """Costs by session; a session without one is left out."""
        shift = (_offset(zone) - self.offset) * 60
        found = {name: self._cost((start + shift) % DAY, (end + shift) % DAY) for name, start, end in self.sessions}
        return {name: cost for name, cost in found.items() if cost}

    def _cost(self, start: int, end: int) -> int:
        early, late = self.bearable
        if start < early or end > late or end < early:
            return self.large
        if early <= start < self.good[0] or self.good[1] < end <= late:
            return self.small
        return 0


def _offset(zone: str) -> int:
    return int(zone.removeprefix("GMT") or 0)


def _minute(cell: Any) -> int:
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute
    hours, minutes = str(cell).split(":")[:2]
    return int(hours) * 60 + int(minutes)
