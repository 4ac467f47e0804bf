"""The neighbourhood of the local search (compiled).

A *cell* is one room in one block; its sessions form a sequence. Most moves change one or two sequences and lay
them out again, each session as early as it fits. What does not fit stays out and costs its priority. A move
remembers the old places of what it touches, so that it can be taken back.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from grono.engines.timetable.problem import LEVELS
from grono.engines.timetable.state import State, fits, inner, lift, put
from grono.engines.timetable.tables import Ints, Tables


class Scratch(NamedTuple):
    """Working memory of the moves."""

    touched: Ints  # [S] sessions of the current move
    start: Ints  # [S] their old steps, by session
    room: Ints  # [S] their old rooms, by session
    mark: NDArray[np.uint8]  # [S] whether touched
    size: Ints  # [1] number touched
    one: Ints  # [S] a sequence
    two: Ints  # [S] another
    cost: Ints  # [L] cost before the move
    places: NDArray[np.int32]  # candidates r * T + t of all sessions, one after the other
    inside_rooms: NDArray[np.float64]  # [1] share of the moves that keep the room
    offset: Ints  # [S + 1] where a session's candidates begin


def build_scratch(tables: Tables) -> Scratch:
    """Working memory for a problem of this size."""
    sessions = len(tables.steps)
    flat = tables.ok.reshape(sessions, tables.ok.shape[1] * tables.ok.shape[2])
    counts = flat.sum(axis=1, dtype=np.int64)
    return Scratch(
        touched=np.zeros(sessions, dtype=np.int64),
        start=np.zeros(sessions, dtype=np.int64),
        room=np.zeros(sessions, dtype=np.int64),
        mark=np.zeros(sessions, dtype=np.uint8),
        size=np.zeros(1, dtype=np.int64),
        one=np.zeros(sessions, dtype=np.int64),
        two=np.zeros(sessions, dtype=np.int64),
        cost=np.zeros(len(LEVELS), dtype=np.int64),
        places=np.nonzero(flat)[1].astype(np.int32),
        inside_rooms=np.zeros(1),
        offset=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
    )


@inner
def touch(p: Tables, x: State, u: Scratch, s: int) -> None:
    """Remember where a session is and lift it."""
    if not u.mark[s]:
        u.mark[s] = 1
        u.touched[u.size[0]] = s
        u.size[0] += 1
        u.start[s] = x.start[s]
        u.room[s] = x.room[s]
    if x.start[s] >= 0:
        lift(p, x, s)


@inner
def keep(u: Scratch) -> None:
    """Accept the move: forget the old places."""
    for i in range(u.size[0]):
        u.mark[u.touched[i]] = 0
    u.size[0] = 0


@inner
def undo(p: Tables, x: State, u: Scratch) -> None:
    """Take the move back."""
    for i in range(u.size[0]):
        if x.start[u.touched[i]] >= 0:
            lift(p, x, u.touched[i])
    for i in range(u.size[0]):
        s = u.touched[i]
        if u.start[s] >= 0:
            put(p, x, s, u.room[s], u.start[s])
    keep(u)


@inner
def read_cell(p: Tables, x: State, r: int, b: int, sequence: Ints) -> int:
    """The sessions of a cell in order of time; their number."""
    n = 0
    t = p.first[b]
    while t < p.first[b + 1]:
        s = x.grid[r, t]
        if s >= 0:
            sequence[n] = s
            n += 1
            t += p.steps[s]
        else:
            t += 1
    return n


@inner
def lay(p: Tables, x: State, sequence: Ints, n: int, r: int, b: int) -> None:
    """Place lifted sessions into a cell in this order, each as early as it fits; some may stay out."""
    cursor = p.first[b]
    for i in range(n):
        s = sequence[i]
        for t in range(cursor, p.first[b + 1] - p.steps[s] + 1):
            if fits(p, x, s, r, t):
                put(p, x, s, r, t)
                cursor = t + p.steps[s]
                break


@inner
def lift_all(p: Tables, x: State, u: Scratch, sequence: Ints, n: int) -> None:
    """Lift a whole sequence."""
    for i in range(n):
        touch(p, x, u, sequence[i])


@inner
def insert_at(sequence: Ints, n: int, i: int, s: int) -> int:
    """Insert s before position i; the new length."""
    for j in range(n, i, -1):
        sequence[j] = sequence[j - 1]
    sequence[i] = s
    return n + 1


@inner
def delete(sequence: Ints, n: int, s: int) -> int:
    """Delete s if it is there; the new length."""
    m = 0
    for i in range(n):
        if sequence[i] != s:
            sequence[m] = sequence[i]
            m += 1
    return m


@inner
def random_place(u: Scratch, s: int) -> int:
    """A random candidate r * T + t of a session, -1 if it has none."""
    n = u.offset[s + 1] - u.offset[s]
    return -1 if n == 0 else u.places[u.offset[s] + np.random.randint(n)]


@inner
def jump(p: Tables, x: State, u: Scratch, s: int) -> None:
    """Put s at a random candidate; what is in the way goes to the place that s left, or out."""
    place = random_place(u, s)
    if place < 0:
        return
    r, t = place // x.grid.shape[1], place % x.grid.shape[1]
    old_start, old_room = x.start[s], x.room[s]
    touch(p, x, u, s)
    kept = u.size[0]
    for q in range(x.grid.shape[0]):
        for v in range(t, t + p.steps[s]):
            o = x.grid[q, v]
            if o >= 0 and (q == r or p.hard[s, o]):
                touch(p, x, u, o)
    if not fits(p, x, s, r, t):
        return
    put(p, x, s, r, t)
    for i in range(kept, u.size[0]):
        o = u.touched[i]
        if i == kept and old_start >= 0 and fits(p, x, o, old_room, old_start):
            put(p, x, o, old_room, old_start)
        else:
            settle(p, x, u, o)


@inner
def settle(p: Tables, x: State, u: Scratch, s: int) -> None:
    """Try a few random candidates for a lifted session; it may stay out."""
    for _ in range(8):
        place = random_place(u, s)
        if place < 0:
            return
        r, t = place // x.grid.shape[1], place % x.grid.shape[1]
        if fits(p, x, s, r, t):
            put(p, x, s, r, t)
            return


@inner
def insert(p: Tables, x: State, u: Scratch, s: int) -> None:
    """Move s to a random position of a random cell; close the gap that it leaves, at times."""
    place = random_place(u, s)
    if place < 0:
        return
    r, b = place // x.grid.shape[1], p.block[place % x.grid.shape[1]]
    if x.start[s] >= 0:
        old_room, old_block = x.room[s], p.block[x.start[s]]
        if (old_room != r or old_block != b) and np.random.random() < 0.7:
            m = read_cell(p, x, old_room, old_block, u.two)
            lift_all(p, x, u, u.two, m)
            m = delete(u.two, m, s)
            lay(p, x, u.two, m, old_room, old_block)
    touch(p, x, u, s)
    n = read_cell(p, x, r, b, u.one)
    lift_all(p, x, u, u.one, n)
    n = insert_at(u.one, n, np.random.randint(n + 1), s)
    lay(p, x, u.one, n, r, b)


@inner
def swap(p: Tables, x: State, u: Scratch, s: int, o: int) -> None:
    """Exchange two placed sessions inside their sequences."""
    r, b = x.room[s], p.block[x.start[s]]
    q, c = x.room[o], p.block[x.start[o]]
    n = read_cell(p, x, r, b, u.one)
    m = read_cell(p, x, q, c, u.two)
    lift_all(p, x, u, u.one, n)
    lift_all(p, x, u, u.two, m)
    exchange(u.one, n, s, o)
    lay(p, x, u.one, n, r, b)
    if r != q or b != c:
        exchange(u.two, m, s, o)
        lay(p, x, u.two, m, q, c)


@inner
def exchange(sequence: Ints, n: int, s: int, o: int) -> None:
    """Write o for s and s for o."""
    for i in range(n):
        if sequence[i] == s:
            sequence[i] = o
        elif sequence[i] == o:
            sequence[i] = s


@inner
def swap_cells(p: Tables, x: State, u: Scratch, r: int, b: int, q: int, c: int) -> None:
    """Exchange all sessions of two cells."""
    if r == q and b == c:
        return
    n = read_cell(p, x, r, b, u.one)
    m = read_cell(p, x, q, c, u.two)
    lift_all(p, x, u, u.one, n)
    lift_all(p, x, u, u.two, m)
    lay(p, x, u.one, n, q, c)
    lay(p, x, u.two, m, r, b)


@inner
def shuffle_cell(p: Tables, x: State, u: Scratch, r: int, b: int) -> None:
    """Lay out a cell in a random order."""
    n = read_cell(p, x, r, b, u.one)
    lift_all(p, x, u, u.one, n)
    for i in range(n - 1, 0, -1):
        j = np.random.randint(i + 1)
        u.one[i], u.one[j] = u.one[j], u.one[i]
    lay(p, x, u.one, n, r, b)


@inner
def move_inside_room(p: Tables, x: State, u: Scratch, s: int) -> None:
    """Give a placed session another time in its room, alone or with its whole cell; who is there changes with it."""
    r, b = x.room[s], p.block[x.start[s]]
    t = np.random.randint(x.grid.shape[1])
    o = x.grid[r, t]
    if np.random.random() < 0.2:
        swap_cells(p, x, u, r, b, r, p.block[t])
    elif o >= 0 and o != s:
        swap(p, x, u, s, o)
    elif o < 0 and p.ok[s, r, t]:
        touch(p, x, u, s)
        if fits(p, x, s, r, t):
            put(p, x, s, r, t)


@inner
def random_move(p: Tables, x: State, u: Scratch) -> bool:
    """Make one random move; False if it left out a session that must be placed."""
    sessions, rooms, blocks = len(p.steps), x.grid.shape[0], len(p.day)
    s = np.random.randint(sessions)
    kind = np.random.random()
    if x.start[s] >= 0 and np.random.random() < u.inside_rooms[0]:
        move_inside_room(p, x, u, s)
    elif x.start[s] < 0:
        if kind < 0.5:
            jump(p, x, u, s)
        else:
            insert(p, x, u, s)
    elif kind < 0.25:
        jump(p, x, u, s)
    elif kind < 0.5:
        insert(p, x, u, s)
    elif kind < 0.78:
        o = np.random.randint(sessions)
        if x.start[o] >= 0 and o != s:
            swap(p, x, u, s, o)
    elif kind < 0.9:
        r, b = x.room[s], p.block[x.start[s]]
        swap_cells(p, x, u, r, b, np.random.randint(rooms), b)
    elif kind < 0.95:
        r, b = x.room[s], p.block[x.start[s]]
        swap_cells(p, x, u, r, b, np.random.randint(rooms), np.random.randint(blocks))
    else:
        shuffle_cell(p, x, u, x.room[s], p.block[x.start[s]])
    kept = True
    for i in range(u.size[0]):
        kept = kept and (x.start[u.touched[i]] >= 0 or not p.must[u.touched[i]])
    return kept
