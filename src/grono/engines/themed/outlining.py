"""From the outline of stage 1 to a first programme: rooms for the cells of each track, then its submissions."""

from __future__ import annotations

import numpy as np

from grono.engines.themed.relaxation import Outline
from grono.engines.themed.tables import Ints, Tables


def draw(p: Tables, outline: Outline) -> tuple[Ints, Ints]:
    """Cell and first slot [N] of every submission that the outline finds a place for; -1 for the others."""
    owner = _rooms(p, outline.cells)
    rooms = owner.shape[1]
    cell = np.full(len(p.track), -1, dtype=np.int64)
    start = np.full(len(p.track), -1, dtype=np.int64)
    used = np.zeros(owner.shape, dtype=np.int64)
    for s in np.lexsort((p.order, -p.length)):
        b = int(outline.block[s])
        if b < 0:
            continue
        for r in np.flatnonzero(owner[b] == p.track[s]):
            if used[b, r] + p.length[s] <= p.capacity[b]:
                cell[s], start[s] = b * rooms + r, used[b, r]
                used[b, r] += p.length[s]
                break
    return cell, start


def _rooms(p: Tables, cells: Ints) -> Ints:
    """The track of each cell [B, R], -1 for none: the largest tracks choose first, each room for all its blocks."""
    _, blocks, rooms = p.cell_cost.shape
    owner = np.full((blocks, rooms), -1, dtype=np.int64)
    need = cells.copy()
    for k in np.argsort(-cells.sum(axis=1), kind="stable"):
        while need[k].any():
            wanted = (need[k] > 0)[:, None] & (owner < 0)
            covered = wanted.sum(axis=0)
            if not covered.any():
                break
            cost = np.where(wanted, p.cell_cost[k], 0).sum(axis=0) + p.rooms_weight
            each = np.where(covered > 0, cost / np.maximum(covered, 1), np.inf)
            room = int(np.argmin(each - 1e-6 * covered))
            owner[wanted[:, room], room] = k
            need[k] -= wanted[:, room]
    return owner
