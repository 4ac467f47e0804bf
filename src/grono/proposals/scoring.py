"""From points to a ranking that knows how sure it is: pure numbers, no records.

A score is taken for ``mean + quality of the proposal + severity of the reviewer + chance``. Qualities and severities
are random effects that shrink towards zero (best linear unbiased prediction, C. R. Henderson, Biometrics 31, 1975), so
that one strict reviewer does not sink a proposal, and a proposal with one review is not believed as much as one with
four. Variances are found by expectation–maximisation, each beside a few imagined observations so that little data give
no nonsense.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Squares of points (of 100) that are expected before any data: of proposals, of reviewers, of chance.
PRIOR = (12.0**2, 8.0**2, 12.0**2)
PRIOR_WEIGHT = 6.0  # imagined observations behind them
ROUNDS = 25
Z80 = 1.2815515655446004  # the normal distribution has 80 % within so many deviations
DRAWS, SEED = 2000, 20270519
#: How much the answer to “how sure are you” counts: outside my field, knows it, expert.
CONFIDENCE = {1: 0.6, 2: 1.0, 3: 1.4}
#: Corrected scores of one proposal this far apart (points of 100, and deviations of chance) are a disagreement.
APART, APART_DEVIATIONS = 30.0, 2.0


@dataclass(frozen=True)
class Mark:
    """One submitted review: keys of proposal and reviewer, the score 0 to 100, and how sure the reviewer is."""

    proposal: int
    reviewer: int
    score: float
    confidence: int = 2


@dataclass(frozen=True)
class Estimate:
    """What the reviews say of one proposal, points of 100.

    ``mean`` is the plain mean weighted by confidence, ``score`` the one corrected for severity, ``low`` to ``high`` the
    interval in which it lies with 80 %, ``chance`` the probability of being among the first N.
    """

    proposal: int
    reviews: int
    mean: float
    score: float
    low: float
    high: float
    chance: float
    disagreement: bool


@dataclass(frozen=True)
class Ranking:
    """Estimates, the best first, and by how many points each reviewer judges higher (+) or lower (–) than others."""

    estimates: Sequence[Estimate]
    severity: Mapping[int, float]


def total_score(points: Mapping[str, int], criteria: Sequence[tuple[str, float, int, int]]) -> float:
    """Return the weighted score 0 to 100 of a review; criteria are (code, weight, lowest, highest).

    Criteria without points are left out, and so is their weight; all weights 0 count alike.
    """
    given = [(weight, (points[code] - low) / (high - low)) for code, weight, low, high in criteria if code in points]
    if not given:
        return 0.0
    whole = sum(weight for weight, _share in given)
    if whole == 0:
        return 100.0 * sum(share for _weight, share in given) / len(given)
    return 100.0 * sum(weight * share for weight, share in given) / whole


def rank(marks: Sequence[Mark], first: int) -> Ranking:
    """Return the ranking of the proposals that have reviews; ``first`` is the N of the probability."""
    if not marks:
        return Ranking((), {})
    model = _Model(marks)
    for _round in range(ROUNDS):
        model.learn()
    model.solve()
    chance = model.chances(first)
    deviation = np.sqrt(model.spread)
    apart = model.apart()
    estimates = [
        Estimate(
            proposal=key,
            reviews=int(model.count[row]),
            mean=float(model.plain[row]),
            score=_bounded(model.quality[row]),
            low=_bounded(model.quality[row] - Z80 * deviation[row]),
            high=_bounded(model.quality[row] + Z80 * deviation[row]),
            chance=float(chance[row]),
            disagreement=bool(apart[row] >= max(APART, APART_DEVIATIONS * np.sqrt(model.noise))),
        )
        for row, key in enumerate(model.proposals)
    ]
    estimates.sort(key=lambda one: (-one.score, -one.mean, one.proposal))
    severity = {key: float(model.effects[column]) for column, key in enumerate(model.reviewers)}
    return Ranking(estimates, severity)


def _bounded(value: float) -> float:
    return float(min(100.0, max(0.0, value)))


class _Model:
    """The mixed model: n proposals, m reviewers, and the mean as one more column without shrinkage."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self.proposals = sorted({mark.proposal for mark in marks})
        self.reviewers = sorted({mark.reviewer for mark in marks})
        rows = {key: place for place, key in enumerate(self.proposals)}
        columns = {key: place for place, key in enumerate(self.reviewers)}
        self.row = np.array([rows[mark.proposal] for mark in marks])
        self.column = np.array([columns[mark.reviewer] for mark in marks])
        self.score = np.array([mark.score for mark in marks], dtype=np.float64)
        self.weight = np.array([CONFIDENCE.get(mark.confidence, 1.0) for mark in marks])
        count = len(self.proposals)
        self.count = np.bincount(self.row, minlength=count)
        weights = np.bincount(self.row, self.weight, count)
        self.plain = np.bincount(self.row, self.weight * self.score, count) / weights
        self.between, self.among, self.noise = PRIOR

    def solve(self) -> None:
        """Solve the equations for the present variances: qualities are eliminated, for their block is diagonal."""
        count, width = len(self.proposals), len(self.reviewers) + 1
        weight = self.weight / self.noise
        cross = np.zeros((count, width))
        np.add.at(cross, (self.row, self.column), weight)
        cross[:, -1] = np.bincount(self.row, weight, count)
        self.precision = cross[:, -1] + 1.0 / self.between
        block = np.zeros((width, width))
        by_reviewer = np.bincount(self.column, weight, width - 1)
        block[np.arange(width - 1), np.arange(width - 1)] = by_reviewer + 1.0 / self.among
        block[-1, :-1] = block[:-1, -1] = by_reviewer
        block[-1, -1] = weight.sum()
        left = np.bincount(self.row, weight * self.score, count)
        right = np.append(np.bincount(self.column, weight * self.score, width - 1), (weight * self.score).sum())
        pull = cross / self.precision[:, None]
        self.covariance = np.linalg.inv(block - cross.T @ pull)
        both = self.covariance @ (right - pull.T @ left)
        self.effects, self.mean = both[:-1], float(both[-1])
        self.own = (left - cross @ both) / self.precision
        self.pull, self.both, self.left, self.cross = pull, both, left, cross
        self.own_spread = 1.0 / self.precision + np.einsum("ij,jk,ik->i", pull, self.covariance, pull)
        # the quality on the scale of points is the mean and the proposal's own part together
        shift = -pull
        shift[:, -1] += 1.0
        self.quality = self.mean + self.own
        self.spread = 1.0 / self.precision + np.einsum("ij,jk,ik->i", shift, self.covariance, shift)

    def learn(self) -> None:
        """One round of expectation–maximisation of the three variances."""
        self.solve()
        rest = self.score - self.mean - self.own[self.row] - self.effects[self.column]
        variances = np.diag(self.covariance)[:-1]
        between = float((self.own**2 + self.own_spread).sum())
        among = float((self.effects**2 + variances).sum())
        noise = float((self.weight * self.score * rest).sum())
        free = len(self.score) - 1
        self.between = (between + PRIOR_WEIGHT * PRIOR[0]) / (len(self.own) + PRIOR_WEIGHT)
        self.among = (among + PRIOR_WEIGHT * PRIOR[1]) / (len(self.effects) + PRIOR_WEIGHT)
        self.noise = (max(noise, 0.0) + PRIOR_WEIGHT * PRIOR[2]) / (free + PRIOR_WEIGHT)

    def chances(self, first: int) -> Floats:
        """Return how often each proposal is among the first N in draws from what is known; always the same draws."""
        count = len(self.proposals)
        if first >= count:
            return np.ones(count)
        if first <= 0:
            return np.zeros(count)
        random = np.random.default_rng(SEED)
        root = np.linalg.cholesky(self.covariance + 1e-9 * np.eye(len(self.covariance)))
        shared = self.both + random.standard_normal((DRAWS, len(self.both))) @ root.T
        own = (self.left - shared @ self.cross.T) / self.precision
        values = own + random.standard_normal((DRAWS, count)) / np.sqrt(self.precision)
        best = np.argpartition(-values, first - 1, axis=1)[:, :first]
        return np.bincount(best.ravel(), minlength=count) / DRAWS

    def apart(self) -> Floats:
        """Return how far apart the corrected scores of each proposal lie."""
        corrected = self.score - self.effects[self.column]
        high = np.full(len(self.proposals), -np.inf)
        low = np.full(len(self.proposals), np.inf)
        np.maximum.at(high, self.row, corrected)
        np.minimum.at(low, self.row, corrected)
        return high - low
