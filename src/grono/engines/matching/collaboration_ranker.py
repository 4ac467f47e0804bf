"""Learning how much each signal says, from the past alone.

For every project of the last years one known member at a time is taken out; the rest is the group, the member the
answer among all organisations known before those years. The weights maximise the conditional logit likelihood
P(j | G) = exp(w·x_j) / Σ_k exp(w·x_k) (McFadden, 1974), drawn towards :data:`PRIOR` by a quadratic penalty, so that a
small directory, which cannot teach much, keeps what was learned on a large one. Of the candidates who are not the
answer, the best by each signal are kept, of the others a sample that stands for all of them by its weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from grono.engines.matching.collaboration_features import FEATURES, features, fit_traits
from grono.engines.matching.collaboration_history import Floats, History, Ints
from grono.engines.matching.collaboration_signals import SIGNALS, fit_signals

#: Years that are held out one by one, the last first, and questions asked in each.
FOLDS = 2
QUESTIONS = 3000
#: Members known before the year, at least, that a project needs in order to be asked about.
KNOWN = 3
#: Best candidates kept by each signal, and sampled others.
HARD = 20
SAMPLED = 60
#: Strength of the pull to the prior, in questions.
PULL = 40.0
BATCH = 64

#: Where learning starts: what Horizon 2020 teaches (CORDIS, © European Union, CC BY 4.0; projects begun before 2019).
#: Signals overlap, so a single weight says little: one of two that go together may well be negative.
PRIOR: dict[str, float] = {
    "cosine": 0.01,
    "met": 0.04,
    "recent": -0.13,
    "alike": 0.36,
    "alike_broad": 0.24,
    "alike_recent": -0.13,
    "alike_often": 0.21,
    "walk": -0.25,
    "walk_on": 0.94,
    "cosine share": -1.2,
    "met share": -1.18,
    "recent share": -0.25,
    "alike share": 0.03,
    "alike_broad share": -0.24,
    "alike_recent share": 0.31,
    "alike_often share": 1.69,
    "walk share": 1.4,
    "walk_on share": -1.8,
    "popularity": 0.08,
    "activity": -0.23,
    "years idle": -0.35,
    "coordinates": 0.72,
    "team size": -0.16,
    "works with others": 0.63,
    "country affinity": 1.67,
    "country share": -0.07,
    "same country": 0.66,
    "type affinity": 1.24,
    "same type": 0.44,
    "team size apart": -0.38,
    "share of the group met": 2.77,
    "new": 0.39,
    "new and popular": 0.46,
    "new and from an apt country": 1.16,
}


@dataclass(frozen=True)
class Questions:
    """Rows of features, question by question; ``starts`` has one more entry than there are questions.

    ``answer`` is the row of the right candidate, ``weight`` the logarithm of how many a row stands for.
    """

    rows: Floats
    starts: Ints
    answer: Ints
    weight: NDArray[np.float64]


def prior() -> NDArray[np.float64]:
    """Return the weights that hold before anything is learned."""
    return np.array([PRIOR[name] for name in FEATURES])


def learn(history: History, *, now: float, seed: int = 0) -> NDArray[np.float64]:
    """Return the weight of each of :data:`FEATURES`, learned on the last years of this history."""
    folds = []
    for fold in range(FOLDS):
        earlier, asked = held_out(history, now - fold)
        if len(asked):
            folds.append(ask(history.take(earlier), history, asked, now=now - fold - 1.0, seed=seed + fold))
    together = [fold for fold in folds if fold is not None]
    return fit_weights(together) if together else prior()


def held_out(history: History, until: float) -> tuple[NDArray[np.bool_], Ints]:
    """Return a mask of the projects begun a year before ``until`` or earlier, and the numbers of the later ones."""
    with np.errstate(invalid="ignore"):
        within = (history.started > until - 1.0) & (history.started <= until)
        earlier = ~(history.started > until - 1.0)
    return earlier, np.flatnonzero(within & (history.sizes() >= KNOWN))


def ask(earlier: History, history: History, projects: Ints, *, now: float, seed: int) -> Questions | None:
    """Make questions of these projects out of what was known earlier, at most :data:`QUESTIONS`; None without any."""
    generator = np.random.default_rng(seed)
    known = earlier.popularity() > 0
    asked = []
    for project in projects:
        team = history.team(int(project))
        team = team[known[team]]
        if len(team) >= KNOWN:
            asked += [(int(hidden), team[team != hidden]) for hidden in team]
    if not asked:
        return None
    chosen = generator.permutation(len(asked))[:QUESTIONS]
    asked = [asked[number] for number in np.sort(chosen)]
    signals, traits = fit_signals(earlier, now=now), fit_traits(earlier, now=now)
    rows, answers, weights = [], [], []
    lengths: list[int] = []
    for begin in range(0, len(asked), BATCH):
        part = asked[begin : begin + BATCH]
        table = signals.table([group for _, group in part])
        for row, (hidden, group) in enumerate(part):
            candidates, weight = _candidates(table, row, group, hidden, known, generator)
            rows.append(features(traits, table, row, group, candidates))
            answers.append(sum(lengths) + int(np.searchsorted(candidates, hidden)))
            weights.append(weight)
            lengths.append(len(candidates))
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    return Questions(np.concatenate(rows), starts, np.array(answers, dtype=np.int64), np.concatenate(weights))


def fit_weights(folds: Sequence[Questions]) -> NDArray[np.float64]:
    """Maximise the penalised likelihood of the answers (L-BFGS on standardised features)."""
    rows = np.concatenate([fold.rows for fold in folds])
    offsets = np.cumsum([0, *(len(fold.rows) for fold in folds)])
    starts = np.concatenate([fold.starts[:-1] + offset for fold, offset in zip(folds, offsets, strict=False)])
    answer = np.concatenate([fold.answer + offset for fold, offset in zip(folds, offsets, strict=False)])
    weight = np.concatenate([fold.weight for fold in folds])
    scale = rows.std(axis=0).astype(np.float64)
    scale[scale < 1e-6] = 1.0
    rows = (rows - rows.mean(axis=0)) / scale.astype(np.float32)
    lengths = np.diff(np.append(starts, len(rows)))
    begin = prior() * scale
    chosen = rows[answer].sum(axis=0).astype(np.float64)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = (rows @ weights.astype(np.float32)).astype(np.float64) + weight
        top = np.maximum.reduceat(score, starts)
        likely = np.exp(score - np.repeat(top, lengths))
        total = np.add.reduceat(likely, starts)
        likely /= np.repeat(total, lengths)
        away = weights - begin
        value = (np.log(total) + top).sum() - (score[answer] - weight[answer]).sum() + PULL / 2 * (away @ away)
        slope = (likely.astype(np.float32) @ rows).astype(np.float64) - chosen + PULL * away
        return float(value) / len(starts), slope / len(starts)

    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 60})
    learned: NDArray[np.float64] = found.x / scale
    return learned


def _candidates(
    table: dict[str, Floats],
    row: int,
    group: Ints,
    hidden: int,
    known: NDArray[np.bool_],
    generator: np.random.Generator,
) -> tuple[Ints, NDArray[np.float64]]:
    """Return the candidates of a question in ascending order and the logarithm of how many each stands for."""
    allowed = known.copy()
    allowed[group] = False
    hard = np.zeros(len(known), dtype=bool)
    for name in SIGNALS:
        values = table[name][row]
        count = min(HARD, len(values))
        best = np.argpartition(-values, count - 1)[:count]
        hard[best[values[best] > 0]] = True
    hard[hidden] = True
    hard &= allowed
    others = np.flatnonzero(allowed & ~hard)
    sample = generator.choice(others, min(SAMPLED, len(others)), replace=False) if len(others) else others
    weight = np.zeros(len(known))
    weight[sample] = np.log(max(len(others), 1) / max(len(sample), 1))
    candidates = np.sort(np.concatenate([np.flatnonzero(hard), sample])).astype(np.int64)
    return candidates, weight[candidates]
