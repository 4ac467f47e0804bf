"""Whom past joint work speaks for: the front of the collaborative signal.

``fit(participations)`` learns from past projects; the :class:`Collaboration` it returns scores every organisation as a
further partner of those already given, says which signals speak for one, and names the projects and common partners
on which an explanation can rest. Signals: :mod:`.collaboration_signals`; their weights: :mod:`.collaboration_ranker`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from grono.engines.matching.collaboration_features import FEATURES, Traits, features, fit_traits
from grono.engines.matching.collaboration_history import (
    Floats,
    History,
    Ints,
    Participation,
    build_history,
    years,
)
from grono.engines.matching.collaboration_ranker import learn
from grono.engines.matching.collaboration_signals import SIGNALS, Signals, fit_signals

__all__ = ["Collaboration", "Links", "Participation", "Scored", "Through", "fit", "mixed_order"]

#: Of a mixed ranking the first places go by score alone; of the others one in four is kept for strangers.
HEAD = 20
NEWCOMER = 4


@dataclass(frozen=True, slots=True)
class Scored:
    """An organisation and its score: comparable within one ranking only; higher is better."""

    organisation: str
    score: float


@dataclass(frozen=True, slots=True)
class Through:
    """A common partner of two organisations, with its projects with the one and with the other, newest first."""

    organisation: str
    with_first: tuple[str, ...]
    with_second: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """What joins two organisations: joint projects, newest first, and common partners, the closest first."""

    together: tuple[str, ...]
    through: tuple[Through, ...]


@dataclass(frozen=True)
class Collaboration:
    """Past joint work, ready to be asked; made by :func:`fit`. Can be pickled; changes nothing in itself."""

    history: History
    signals: Signals
    traits: Traits
    weights: NDArray[np.float64]

    @property
    def organisations(self) -> tuple[str, ...]:
        """All organisations that occur in a project, in the order of :meth:`scores`."""
        return self.history.organisations

    @cached_property
    def number(self) -> dict[str, int]:
        """The place of each organisation in :attr:`organisations`."""
        return {name: place for place, name in enumerate(self.organisations)}

    def scores(self, given: Sequence[str]) -> Floats:
        """Score every organisation as the next partner of those given; −∞ for the given ones.

        Organisations without a past are ignored among the given; with nobody left, general activity decides.
        """
        scores: Floats = self.scores_of_groups([self.group(given)])[0]
        return scores

    def scores_of_groups(self, groups: Sequence[Ints]) -> Floats:
        """Return groups × organisations: :meth:`scores` of many groups, given by numbers, at once."""
        table = self.signals.table(groups)
        everybody = np.arange(len(self.organisations), dtype=np.int64)
        weights = self.weights.astype(np.float32)
        result = np.empty((len(groups), len(everybody)), dtype=np.float32)
        for row, group in enumerate(groups):
            result[row] = features(self.traits, table, row, group, everybody) @ weights
            result[row, group] = -np.inf
        return result

    def best(
        self, given: Sequence[str], *, limit: int = 20, strangers: bool = False, mixed: bool = False
    ) -> list[Scored]:
        """Return the best further partners.

        ``strangers`` keeps only those who never worked with anybody given. ``mixed`` lets strangers in, who otherwise
        come after nearly all who met: see :func:`mixed_order`.
        """
        group = self.group(given)
        score = self.scores_of_groups([group])[0]
        met = self.met(group)
        if strangers:
            score[met] = -np.inf
        order = mixed_order(score, met) if mixed else np.argsort(-score, kind="stable")
        order = order[:limit]
        return [Scored(self.organisations[place], float(score[place])) for place in order if np.isfinite(score[place])]

    def parts(self, given: Sequence[str], candidate: str) -> dict[str, float]:
        """Return what each signal and trait adds to a candidate's score, compared with the average organisation.

        Keys are :data:`~.collaboration_signals.SIGNALS` and traits; a candidate without a past has no parts.
        """
        place = self.number.get(candidate)
        if place is None:
            return {}
        group = self.group(given)
        everybody = np.arange(len(self.organisations), dtype=np.int64)
        rows = features(self.traits, self.signals.table([group]), 0, group, everybody)
        added = (rows[place] - rows.mean(axis=0)).astype(np.float64) * self.weights
        parts: dict[str, float] = {}
        for name, value in zip(FEATURES, added, strict=True):
            key = name.removesuffix(" share") if name.removesuffix(" share") in SIGNALS else name
            parts[key] = parts.get(key, 0.0) + float(value)
        return parts

    def links(self, first: str, second: str, *, limit: int = 3) -> Links:
        """Return the joint projects of two organisations and at most ``limit`` common partners.

        Common partners are ordered by the weaker of their two recency-weighted ties. An unknown one has no links.
        """
        a, b = self.number.get(first), self.number.get(second)
        if a is None or b is None or a == b:
            return Links((), ())
        ties = self.signals.recent
        weaker = np.minimum(ties[[a]].toarray().ravel(), ties[[b]].toarray().ravel())
        common = [int(place) for place in np.argsort(-weaker, kind="stable")[:limit] if weaker[place] > 0]
        through = tuple(Through(self.organisations[c], self._joint(a, c), self._joint(b, c)) for c in common)
        return Links(self._joint(a, b), through)

    def group(self, given: Sequence[str]) -> Ints:
        """Return the numbers of the given organisations, each once, without those that have no past."""
        return np.array(sorted({self.number[name] for name in given if name in self.number}), dtype=np.int64)

    def met(self, group: Ints) -> NDArray[np.bool_]:
        """Return a mask of the organisations that ever worked with one of the group."""
        mask = np.zeros(len(self.organisations), dtype=bool)
        mask[self.signals.joint[group].indices] = True
        return mask

    @cached_property
    def _projects(self) -> sp.csr_array:
        """Organisations × projects, for the projects of one organisation."""
        return self.history.members.T.tocsr()

    def _joint(self, first: int, second: int) -> tuple[str, ...]:
        of = self._projects
        shared = np.intersect1d(
            of.indices[of.indptr[first] : of.indptr[first + 1]], of.indices[of.indptr[second] : of.indptr[second + 1]]
        )
        started = np.nan_to_num(self.history.started[shared], nan=-np.inf)
        return tuple(self.history.projects[place] for place in shared[np.argsort(-started, kind="stable")])


def mixed_order(score: Floats, met: NDArray[np.bool_], *, head: int = HEAD, every: int = NEWCOMER) -> Ints:
    """Return the places of a ranking in which, after the ``head`` best, one in ``every`` is kept for a stranger."""
    order = np.argsort(-score, kind="stable")
    rest = order[head:]
    new = ~met[rest]
    turn = np.empty(len(rest))
    turn[new] = np.arange(new.sum()) * every + every - 1.0
    turn[~new] = np.arange((~new).sum()) * every / (every - 1.0)
    mixed: Ints = np.concatenate([order[:head], rest[np.argsort(turn, kind="stable")]])
    return mixed


def fit(participations: Sequence[Participation], *, now: date | None = None, seed: int = 0) -> Collaboration:
    """Learn from past projects.

    Args:
        participations: rows of organisation and project; duplicates count once, rows without either are left out.
        now: from when the past is looked back on; by default the start of the youngest project.
        seed: of the sample of questions from which the weights are learned. The same input gives the same result.
    """
    history = build_history(participations)
    known = history.started[~np.isnan(history.started)]
    seen = years(now) if now else float(known.max()) if len(known) else 0.0
    weights = learn(history, now=seen, seed=seed)
    return Collaboration(history, fit_signals(history, now=seen), fit_traits(history, now=seen), weights)
