"""Signals of joint work: how close each organisation is to those already given.

With the matrix X of projects × organisations (0/1), nᵢ projects of organisation i and s_p members of project p, a
group G of given organisations and a candidate j:

* ``cosine``   Σ_{i∈G} C_ij / √(nᵢ n_j) · n_j^0.3, where C = XᵀX: cosine of the item-based neighbourhood model
  (Sarwar et al., WWW 2001), its bias to rare organisations tempered by popularity;
* ``met``      how many of G have ever worked with j;
* ``recent``   Σ_{i∈G} Σ_p 2^(−age_p/2 years) / (s_p − 1) over joint projects: Newman's weight of collaboration
  (Physical Review E 64, 016132, 2001), halved every two years;
* ``alike``    Σ_{p∋j} o_p² / √s_p, where o_p = Σ_{i∈G∩p} nᵢ^(−0.35): past projects whose team resembles G speak for
  their other members (neighbourhood of sessions: Jannach and Ludewig, RecSys 2017), the resemblance squared, because
  teams come back together; ``alike_broad`` has the exponent 1.25, ``alike_recent`` the square halved every four years,
  ``alike_often`` the cube of the plain number of members in common, over s_p^0.75;
* ``walk``     probability that a walk i → project → j from a random i∈G ends in j, and ``walk_on`` of two such steps
  (P³ and P⁵: Cooper et al., WWW 2014), which reaches partners of partners.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from grono.engines.matching.collaboration_history import Floats, History, Ints

SIGNALS = ("cosine", "met", "recent", "alike", "alike_broad", "alike_recent", "alike_often", "walk", "walk_on")
#: Years in which joint work loses half of its weight, for pairs and for teams.
PAIR_HALF_LIFE = 2.0
TEAM_HALF_LIFE = 4.0
#: Exponents: popularity beside the cosine, rarity of an organisation, size of a project.
POPULARITY = 0.3
RARITY = 0.35
SIZE = 0.5
SQUARE = 2.0
BROAD = 1.25
OFTEN = 3.0
OFTEN_SIZE = 0.75


@dataclass(frozen=True)
class Signals:
    """Sparse matrices from which all signals are computed for any group; see :func:`fit_signals`.

    ``members`` are the projects with two or more members (float32, projects × organisations), ``age`` their age in
    years; ``joint``, ``cosine`` and ``recent`` are organisation × organisation with an empty diagonal.
    """

    members: sp.csr_array
    by_organisation: sp.csr_array
    size: Floats
    age: Floats
    popularity: Floats
    joint: sp.csr_array
    cosine: sp.csr_array
    recent: sp.csr_array

    def table(self, groups: Sequence[Ints]) -> dict[str, Floats]:
        """Return each signal as an array of groups × organisations; members of the group have 0."""
        given = self._given(groups)
        steps = self._walk(given)
        overlap = given @ sp.diags_array(rarity(self.popularity)) @ self.by_organisation
        common = given @ self.by_organisation
        fresh = (0.5 ** (self.age / TEAM_HALF_LIFE)).astype(np.float32)
        result = {
            "cosine": (given @ self.cosine).toarray(),
            "met": (given @ _ones(self.joint)).toarray(),
            "recent": (given @ self.recent).toarray(),
            "alike": self._votes(overlap, SQUARE, self.size**-SIZE),
            "alike_broad": self._votes(overlap, BROAD, self.size**-SIZE),
            "alike_recent": self._votes(overlap, SQUARE, self.size**-SIZE * fresh),
            "alike_often": self._votes(common, OFTEN, self.size**-OFTEN_SIZE),
            "walk": steps[0],
            "walk_on": steps[1],
        }
        for row, group in enumerate(groups):
            for values in result.values():
                values[row, group] = 0.0
        return result

    def _given(self, groups: Sequence[Ints]) -> sp.csr_array:
        lengths = np.array([len(group) for group in groups], dtype=np.int64)
        pointers = np.concatenate(([0], np.cumsum(lengths)))
        columns = np.concatenate([*groups, np.empty(0, dtype=np.int64)])
        ones = np.ones(len(columns), dtype=np.float32)
        return sp.csr_array((ones, columns, pointers), shape=(len(groups), len(self.popularity)))

    def _votes(self, overlap: sp.csr_array, exponent: float, weight: Floats) -> Floats:
        """Let every project vote for its members with its overlap to this power."""
        powered = overlap.copy()
        powered.data **= exponent
        votes: Floats = (powered @ sp.diags_array(weight.astype(np.float32)) @ self.members).toarray()
        return votes

    def _walk(self, given: sp.csr_array) -> tuple[Floats, Floats]:
        """Walk once and twice over the projects. Whoever starts in nobody's project goes nowhere."""
        start = sp.diags_array(1.0 / np.maximum(np.diff(given.indptr), 1).astype(np.float32)) @ given
        leave = sp.diags_array(1.0 / np.maximum(np.bincount(self.members.indices, minlength=given.shape[1]), 1))
        arrive = (sp.diags_array(1.0 / self.size) @ self.members).astype(np.float32)
        scaled = (leave @ self.by_organisation).astype(np.float32)
        once = start @ scaled @ arrive
        twice = np.asarray((arrive.T @ (scaled.T @ once.toarray().T)).T, dtype=np.float32)
        return once.toarray(), np.ascontiguousarray(twice)


def fit_signals(history: History, *, now: float) -> Signals:
    """Prepare the signals of a history, seen at the time ``now`` (years); a project without a date counts as old.

    Projects of one member make an organisation popular; they say nothing about pairs.
    """
    size = history.sizes()
    several = size >= 2
    members = history.members[np.flatnonzero(several)]
    size = size[several]
    started = history.started[several]
    dated = started[~np.isnan(started)]
    age = np.maximum(now - np.where(np.isnan(started), dated.min() if len(dated) else now, started), 0.0)
    age = age.astype(np.float32)
    popularity = history.popularity()
    joint = _pairs(members, np.ones_like(size))
    scale = sp.diags_array(np.maximum(popularity, 1.0) ** np.float32(-0.5))
    tempered = sp.diags_array(np.maximum(popularity, 1.0) ** np.float32(POPULARITY - 0.5))
    fresh = 0.5 ** (age / PAIR_HALF_LIFE) / np.maximum(size - 1.0, 1.0)
    return Signals(
        members=members,
        by_organisation=members.T.tocsr(),
        size=size,
        age=age,
        popularity=popularity,
        joint=joint,
        cosine=(scale @ joint @ tempered).tocsr().astype(np.float32),
        recent=_pairs(members, fresh),
    )


def rarity(popularity: Floats) -> Floats:
    """Return nᵢ^(−0.35): to share somebody rare says more than to share somebody who is everywhere."""
    weight: Floats = np.maximum(popularity, 1.0) ** np.float32(-RARITY)
    return weight


def _pairs(members: sp.csr_array, weight: Floats) -> sp.csr_array:
    """Return Σ_p weight_p over the projects of each pair, without the diagonal."""
    pairs = (members.T @ sp.diags_array(weight.astype(np.float32)) @ members).tocsr()
    pairs.setdiag(0.0)
    pairs.eliminate_zeros()
    pairs.sort_indices()
    single: sp.csr_array = pairs.astype(np.float32)
    return single


def _ones(matrix: sp.csr_array) -> sp.csr_array:
    return sp.csr_array((np.ones_like(matrix.data), matrix.indices, matrix.indptr), shape=matrix.shape)
