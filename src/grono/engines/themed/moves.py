"""The neighbourhood of the local search (compiled).

A move lifts some submissions and places them again; it remembers their old places, so that it can be taken back.
Each move returns whether all that it lifted has a place again.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np

from grono.engines.themed.state import State, free_slot, inner, lift, put, settle
from grono.engines.themed.tables import Ints, Tables

#: An integer that numba does not take for a constant.
NOWHERE = cast(int, np.int64(-1))


class Scratch(NamedTuple):
    """Working memory of the moves."""

    touched: Ints  # [N] submissions of the current move
    cell: Ints  # [N] their old cells, by submission
    start: Ints  # [N] their old slots, by submission
    mark: Ints  # [N] whether touched
    size: Ints  # [1] number touched
    one: Ints  # [N] a list
    two: Ints  # [N] another
    cells: Ints  # [cells] a list of cells


def build_scratch(p: Tables) -> Scratch:
    """Working memory for a problem of this size."""
    size, cells = len(p.track), p.cell_cost.shape[1] * p.cell_cost.shape[2]
    arrays = [np.zeros(length, dtype=np.int64) for length in (size, size, size, size, 1, size, size, cells)]
    return Scratch(*arrays)


@inner
def touch(p: Tables, x: State, u: Scratch, s: int) -> None:
    """Remember where a submission is, and lift it."""
    if not u.mark[s]:
        u.mark[s] = 1
        u.touched[u.size[0]] = s
        u.size[0] += 1
        u.cell[s] = x.cell[s]
        u.start[s] = x.start[s]
    if x.cell[s] >= 0:
        lift(p, x, s)


@inner
def keep(u: Scratch) -> None:
    """Forget the old places: the move stands."""
    for i in range(u.size[0]):
        u.mark[u.touched[i]] = 0
    u.size[0] = 0


@inner
def undo(p: Tables, x: State, u: Scratch) -> None:
    """Take the move back."""
    for i in range(u.size[0]):
        if x.cell[u.touched[i]] >= 0:
            lift(p, x, u.touched[i])
    for i in range(u.size[0]):
        s = u.touched[i]
        if u.cell[s] >= 0:
            put(p, x, s, u.cell[s], u.start[s])
    settle_touched(p, x, u)
    keep(u)


@inner
def settle_touched(p: Tables, x: State, u: Scratch) -> None:
    """Count the order of all tracks that the move has touched."""
    for i in range(u.size[0]):
        k = p.track[u.touched[i]]
        if x.stale[k]:
            settle(p, x, k)


@inner
def content(x: State, c: int, into: Ints) -> int:
    """The submissions of a cell in the order of their slots; returns how many."""
    n, left = 0, x.talks[c]
    for t in range(x.grid.shape[1]):
        if n == left:
            break
        s = x.grid[c, t]
        if s >= 0 and (n == 0 or into[n - 1] != s):
            into[n] = s
            n += 1
    return n


@inner
def place(p: Tables, x: State, u: Scratch, s: int, c: int, wanted: int) -> bool:
    """Place a submission into a cell: at the wanted slot if that is free, else where it fits, else by closing gaps."""
    owner = x.owner[c]
    if owner >= 0 and owner != p.track[s]:
        return False
    capacity = p.capacity[c // x.in_room.shape[1]]
    if x.used[c] + p.length[s] > capacity:
        return False
    t = wanted if wanted >= 0 and wanted + p.length[s] <= capacity else NOWHERE
    if t >= 0:
        for q in range(t, t + p.length[s]):
            if x.grid[c, q] >= 0:
                t = NOWHERE
                break
    if t < 0:
        t = free_slot(p, x, s, c)
    if t < 0:
        n = content(x, c, u.two)
        for i in range(n):
            touch(p, x, u, u.two[i])
        t = 0
        for i in range(n):
            put(p, x, u.two[i], c, t)
            t += p.length[u.two[i]]
    put(p, x, s, c, t)
    return True


@inner
def random_member(p: Tables, k: int) -> int:
    """A submission of a track."""
    return int(p.member[np.random.randint(p.first_member[k], p.first_member[k + 1])])


@inner
def random_slot(p: Tables, x: State, c: int) -> int:
    """A slot to wish for: any where slots matter, else none in particular."""
    if not p.slotted:
        return -1
    return int(np.random.randint(0, p.capacity[c // x.in_room.shape[1]]))


@inner
def move_one(p: Tables, x: State, u: Scratch) -> bool:
    """A submission to another cell of its track, or to one that nobody has."""
    s = np.random.randint(0, len(p.track))
    k = p.track[s]
    c = NOWHERE
    if np.random.random() < 0.7:
        c = x.cell[random_member(p, k)]
    if c < 0:
        c = np.random.randint(0, len(x.owner))
        if x.owner[c] >= 0 and x.owner[c] != k:
            return False
    if c == x.cell[s] and not p.slotted and not p.ordered[k]:
        return False
    touch(p, x, u, s)
    return bool(place(p, x, u, s, c, random_slot(p, x, c)))


@inner
def swap_two(p: Tables, x: State, u: Scratch) -> bool:
    """Two submissions of one track change places."""
    s = np.random.randint(0, len(p.track))
    o = random_member(p, p.track[s])
    c, d = x.cell[s], x.cell[o]
    if s == o or c < 0 or d < 0 or (c == d and not p.slotted and not p.ordered[p.track[s]]):
        return False
    t, v = x.start[s], x.start[o]
    touch(p, x, u, s)
    touch(p, x, u, o)
    return bool(place(p, x, u, s, d, v) and place(p, x, u, o, c, t))


@inner
def exchange(p: Tables, x: State, u: Scratch, c: int, d: int) -> bool:
    """Two cells change their contents."""
    rooms = x.in_room.shape[1]
    if c == d or x.used[c] > p.capacity[d // rooms] or x.used[d] > p.capacity[c // rooms]:
        return False
    n = content(x, c, u.one)
    m = content(x, d, u.two)
    if n + m == 0 or n + m > len(u.one):
        return False
    for i in range(m):
        u.one[n + i] = u.two[i]
    for i in range(n + m):
        touch(p, x, u, u.one[i])
    return bool(lay(p, x, u, 0, n, d) and lay(p, x, u, n, n + m, c))


@inner
def lay(p: Tables, x: State, u: Scratch, first: int, last: int, c: int) -> bool:
    """Put a part of the list ``u.one`` into an empty cell, at the old slots if they lie in it."""
    capacity = p.capacity[c // x.in_room.shape[1]]
    shifted = False
    for i in range(first, last):
        s = u.one[i]
        shifted = shifted or u.start[s] + p.length[s] > capacity
    t = 0
    for i in range(first, last):
        s = u.one[i]
        put(p, x, s, c, t if shifted else u.start[s])
        t += p.length[s]
    return True


@inner
def swap_cells(p: Tables, x: State, u: Scratch) -> bool:
    """The cells of two blocks, or of two rooms, change their contents."""
    c = x.cell[np.random.randint(0, len(p.track))]
    if c < 0:
        return False
    rooms = x.in_room.shape[1]
    b, r = c // rooms, c % rooms
    kind = np.random.randint(0, 3)
    if kind != 0:
        b = np.random.randint(0, len(p.capacity))
    if kind != 1:
        r = np.random.randint(0, rooms)
    return bool(exchange(p, x, u, c, b * rooms + r))


@inner
def swap_rooms(p: Tables, x: State, u: Scratch) -> bool:
    """A track changes one of its rooms against another in every block."""
    s = np.random.randint(0, len(p.track))
    c = x.cell[s]
    d = x.cell[random_member(p, p.track[s])] if np.random.random() < 0.5 else np.random.randint(0, len(x.owner))
    if c < 0 or d < 0:
        return False
    k, rooms = p.track[s], x.in_room.shape[1]
    r, q = c % rooms, d % rooms
    if r == q:
        return False
    for b in range(len(p.capacity)):
        if x.owner[b * rooms + r] == k or (x.owner[b * rooms + q] == k and np.random.random() < 0.5):
            exchange(p, x, u, b * rooms + r, b * rooms + q)
    return bool(u.size[0] > 0)


@inner
def swap_blocks(p: Tables, x: State, u: Scratch) -> bool:
    """Two blocks change their contents, room by room."""
    b, d = np.random.randint(0, len(p.capacity)), np.random.randint(0, len(p.capacity))
    rooms = x.in_room.shape[1]
    for r in range(rooms):
        c, e = b * rooms + r, d * rooms + r
        if x.used[c] > p.capacity[d] or x.used[e] > p.capacity[b]:
            return False
    for r in range(rooms):
        exchange(p, x, u, b * rooms + r, d * rooms + r)
    return bool(u.size[0] > 0)


@inner
def dissolve(p: Tables, x: State, u: Scratch) -> bool:
    """A cell is emptied into the other cells of its track."""
    s = np.random.randint(0, len(p.track))
    c, k = x.cell[s], p.track[s]
    if c < 0:
        return False
    n = content(x, c, u.one)
    for i in range(n):
        touch(p, x, u, u.one[i])
    for i in range(n):
        done = False
        for _ in range(6):
            d = x.cell[random_member(p, k)]
            if d >= 0 and d != c and place(p, x, u, u.one[i], d, NOWHERE):
                done = True
                break
        if not done:
            return False
    return True


@inner
def refill(p: Tables, x: State, u: Scratch) -> bool:
    """The numbered submissions of a track are laid out anew in their order, in its cells with one more or other."""
    k = p.track[np.random.randint(0, len(p.track))]
    if not p.ordered[k]:
        return False
    n = own_cells(x, u, k)
    if np.random.random() < 0.7:
        c = np.random.randint(0, len(x.owner))
        if x.owner[c] >= 0:
            return False
        if n > 0 and np.random.random() < 0.7:
            u.cells[np.random.randint(0, n)] = c
        else:
            u.cells[n] = c
            n += 1
        u.cells[:n].sort()
    first, last = p.first_member[k], p.first_member[k + 1]
    for i in range(first, last):
        touch(p, x, u, p.member[i])
    return bool(lay_in_order(p, x, u, first, last, n))


@inner
def own_cells(x: State, u: Scratch, k: int) -> int:
    """List the cells of a track in ``u.cells``; returns how many there are."""
    rooms, n = x.in_room.shape[1], 0
    for b in range(x.in_block.shape[1]):
        if x.in_block[k, b]:
            for c in range(b * rooms, (b + 1) * rooms):
                if x.owner[c] == k:
                    u.cells[n] = c
                    n += 1
    return n


@inner
def lay_in_order(p: Tables, x: State, u: Scratch, first: int, last: int, cells: int) -> bool:
    """Fill the cells listed: whoever has the next number, else somebody without one."""
    free = first
    while free < last and p.order[p.member[free]] == 0:
        free += 1
    numbered, plain, c, t = free, first, 0, 0
    rooms = x.in_room.shape[1]
    for number in range(1, last - first + 1):
        if numbered < last and (p.order[p.member[numbered]] <= number or plain == free):
            s = p.member[numbered]
            numbered += 1
        else:
            s = p.member[plain]
            plain += 1
        while c < cells and t + p.length[s] > p.capacity[u.cells[c] // rooms]:
            c += 1
            t = 0
        if c == cells:
            return False
        put(p, x, s, u.cells[c], t)
        t += p.length[s]
    return True


@inner
def random_move(p: Tables, x: State, u: Scratch) -> bool:
    """One move of a random kind; False if it came to nothing and must be taken back."""
    kind = np.random.random()
    if kind < 0.36:
        done = swap_two(p, x, u)
    elif kind < 0.66:
        done = move_one(p, x, u)
    elif kind < 0.86:
        done = swap_cells(p, x, u)
    elif kind < 0.90:
        done = swap_rooms(p, x, u)
    elif kind < 0.94:
        done = dissolve(p, x, u)
    elif kind < 0.995:
        done = refill(p, x, u)
    else:
        done = swap_blocks(p, x, u)
    settle_touched(p, x, u)
    return bool(done)
