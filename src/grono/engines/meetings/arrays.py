"""The problem as arrays, in the shape that the compiled loops read."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from grono.engines.meetings.problem import Meeting, Mode, Problem

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

#: `fairness` when the problem sets none.
UNBOUNDED = 1 << 20


class Data(NamedTuple):
    """M meetings, P participants, T slots; tables fall into C groups that every meeting treats alike.

    A meeting's ``kind`` is its set of allowed groups (K kinds).
    """

    ends: IntArray  # [M, 2] the two participants
    cls: IntArray  # [M] priority class as a rank, 0 first (all 0 when every meeting is required)
    ok: BoolArray  # [M, T] both may meet at the slot, the meeting is allowed there and has a table there
    kind: IntArray  # [M]
    allow: BoolArray  # [K, C]
    cap: IntArray  # [T, C] open tables
    room: IntArray  # [T] open tables of all groups
    by_person: IntArray  # meetings of participant p: by_person[first[p] : first[p + 1]]
    first: IntArray  # [P + 1]
    pre: IntArray  # meetings before m: pre[pre_first[m] : pre_first[m + 1]]
    pre_first: IntArray  # [M + 1]
    suc: IntArray  # meetings after m
    suc_first: IntArray  # [M + 1]
    day: IntArray  # [T]
    engaged: BoolArray  # [P, T] taken by the personal programme: neither free nor idle
    usable: IntArray  # [P] slots at which p could hold at least one of their meetings
    need: IntArray  # [P] the most meetings that p can hold: possible requests, at most the usable slots
    spread: int  # fairness d


def priorities(problem: Problem) -> list[int]:
    """The priority classes of the problem, most important first; one class when every meeting is required."""
    if problem.mode is Mode.ALL_REQUIRED:
        return [1]
    return sorted({meeting.priority for meeting in problem.meetings}) or [1]


def build_data(problem: Problem) -> Data:
    """Arrays of the problem."""
    slots = {slot.id: t for t, slot in enumerate(problem.slots)}
    people = {person.id: p for p, person in enumerate(problem.participants)}
    ends = np.array(
        [[people[a], people[b]] for a, b in (m.participants for m in problem.meetings)], dtype=np.int64
    ).reshape(-1, 2)
    group_of, allow_sets, kind = _table_kinds(problem)
    cap = _capacity(problem, group_of)
    allow = np.zeros((len(allow_sets), cap.shape[1]), dtype=np.bool_)
    for k, groups in enumerate(allow_sets):
        allow[k, list(groups)] = True
    free, engaged = _availability(problem, slots)
    ok = free[ends[:, 0]] & free[ends[:, 1]]
    for m, meeting in enumerate(problem.meetings):
        _restrict(ok[m], meeting, slots)
    ok &= ((cap > 0).astype(np.int64) @ allow.T.astype(np.int64) > 0).T[kind]
    rank = {priority: r for r, priority in enumerate(priorities(problem))}
    by_person, first = _rows(
        len(people), ((int(p), m) for m, pair in enumerate(ends) for p in pair), len(problem.meetings) * 2
    )
    ids = {meeting.id: m for m, meeting in enumerate(problem.meetings)}
    pairs = [(ids[a], ids[b]) for a, b in problem.precedences]
    suc, suc_first = _rows(len(ids), pairs, len(pairs))
    pre, pre_first = _rows(len(ids), ((b, a) for a, b in pairs), len(pairs))
    usable = usable_slots(ends, ok, len(people))
    possible = np.bincount(ends[ok.any(axis=1)].ravel(), minlength=len(people))
    days = {day: i for i, day in enumerate(dict.fromkeys(slot.day for slot in problem.slots))}
    return Data(
        ends=ends,
        cls=np.array([rank.get(m.priority, 0) for m in problem.meetings], dtype=np.int64),
        ok=ok,
        kind=kind,
        allow=allow,
        cap=cap,
        room=cap.sum(axis=1),
        by_person=by_person,
        first=first,
        pre=pre,
        pre_first=pre_first,
        suc=suc,
        suc_first=suc_first,
        day=np.array([days[slot.day] for slot in problem.slots], dtype=np.int64),
        engaged=engaged,
        usable=usable,
        need=np.minimum(possible, usable).astype(np.int64),
        spread=UNBOUNDED if problem.fairness is None else problem.fairness,
    )


def allowed_tables(problem: Problem, meeting: Meeting, owners: dict[str, frozenset[str] | None]) -> frozenset[str]:
    """Tables at which the meeting may be held: its own restriction and those of both participants.

    ``owners`` are the restrictions of the participants by id.
    """
    allowed = frozenset(table.id for table in problem.tables)
    for names in (meeting.tables, *(owners[p] for p in meeting.participants)):
        if names is not None:
            allowed &= names
    return allowed


def table_restrictions(problem: Problem) -> dict[str, frozenset[str] | None]:
    """Restrictions of tables by participant id."""
    return {person.id: person.tables for person in problem.participants}


def usable_slots(ends: IntArray, ok: BoolArray, people: int) -> IntArray:
    """Per participant: the slots at which at least one of their meetings could be held."""
    usable = np.zeros((people, ok.shape[1]), dtype=np.bool_)
    for e in range(2):
        np.logical_or.at(usable, ends[:, e], ok)
    return np.asarray(usable.sum(axis=1), dtype=np.int64)


def _table_kinds(problem: Problem) -> tuple[list[int], list[tuple[int, ...]], IntArray]:
    """Group of each table, groups of each kind, kind of each meeting."""
    owners = table_restrictions(problem)
    index = {table.id: i for i, table in enumerate(problem.tables)}
    known: dict[tuple[object, ...], frozenset[str]] = {}
    sets: list[frozenset[str]] = []
    for meeting in problem.meetings:
        key = (meeting.tables, *(owners[p] for p in meeting.participants))
        if key not in known:
            known[key] = allowed_tables(problem, meeting, owners)
        sets.append(known[key])
    distinct = list(dict.fromkeys(sets)) or [frozenset(index)]
    signatures: dict[tuple[bool, ...], int] = {}
    group_of = [
        signatures.setdefault(tuple(table.id in names for names in distinct), len(signatures))
        for table in problem.tables
    ]
    kinds = {names: k for k, names in enumerate(distinct)}
    groups = [tuple(sorted({group_of[index[name]] for name in names})) for names in distinct]
    return group_of, groups, np.array([kinds[names] for names in sets], dtype=np.int64)


def _capacity(problem: Problem, group_of: list[int]) -> IntArray:
    cap = np.zeros((len(problem.slots), max(group_of, default=0) + 1), dtype=np.int64)
    for table, group in zip(problem.tables, group_of, strict=True):
        for t, slot in enumerate(problem.slots):
            cap[t, group] += slot.id not in table.closed
    return cap


def _availability(problem: Problem, slots: dict[str, int]) -> tuple[BoolArray, BoolArray]:
    shape = (len(problem.participants), len(slots))
    free, engaged = np.ones(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    for p, person in enumerate(problem.participants):
        if person.available is not None:
            free[p] = False
            free[p, [slots[s] for s in person.available]] = True
        free[p, [slots[s] for s in person.forbidden | person.engaged]] = False
        engaged[p, [slots[s] for s in person.engaged]] = True
    return free, engaged


def _restrict(row: BoolArray, meeting: Meeting, slots: dict[str, int]) -> None:
    for names in (meeting.slots, None if meeting.fixed is None else {meeting.fixed}):
        if names is not None:
            mask = np.zeros(len(slots), dtype=np.bool_)
            mask[[slots[s] for s in names]] = True
            row &= mask


def _rows(count: int, pairs: object, size: int) -> tuple[IntArray, IntArray]:
    """Compressed rows of (row, value) pairs."""
    table = np.array(list(pairs), dtype=np.int64).reshape(size, 2)  # type: ignore[call-overload]
    table = table[np.argsort(table[:, 0], kind="stable")]
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(table[:, 0], minlength=count), out=starts[1:])
    return np.ascontiguousarray(table[:, 1]), starts
