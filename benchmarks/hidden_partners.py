"""Hidden partners of real consortia: at which place does Grono propose the organisation that really held the role?

Run: ``make bench-hidden-partners`` or ``python -m benchmarks.hidden_partners [--seed N]``.

Of every project with text and at least three partners one is hidden: one that does not coordinate, drawn with a fixed
seed. Given are the project's title and objective (what a call or a draft would say) and the other partners; every
organisation of the pool but those is ranked for the vacant place. The pool is the whole table of organisations.

An organisation is known by its *other* projects alone. The projects are dealt into fifths; a fifth is asked about with
everything else as the past: the other projects with text, and the table of participations without every project that
has the same start and at least half of the partners in common with one that has a text (both sources hold the same
projects). So the past holds projects that began later, but never the hidden one.

* random eligible: the expected place of a draw among those whom the rules of the role let in;
* popularity: number of projects in the past;
* text only: the mean of the texts of its other projects beside the project's text;
* joint work only: `grono.engines.matching.collaboration` for the given partners;
* Grono: a weighted sum of joint work, text, and the texts of past partners where an organisation has none, learned on
  the other fifths, among those whom the rules let in.

The rules are those of Horizon Europe for research and innovation actions, as clauses of
`grono.engines.consortia.compiling`. Equals share the middle of their ranks. Organisations that occur in no other
project have nothing to be found by; they are reported apart.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from benchmarks.matching_cases import COUNTRIES, opened, read
from benchmarks.matching_texts import participations
from grono.engines.consortia.compiling import requirements
from grono.engines.consortia.explaining import clause_holds, holds_with
from grono.engines.eligibility import Consortium, Entity, library
from grono.engines.matching.collaboration import Participation, fit
from grono.engines.matching.encoder import embedded

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
FOLDS = 5
LEAST = 3
DAY = date(2026, 9, 15)
SCHEME = "horizon-ria"
#: Candidates with which the weights are learned: the best of each signal, and others drawn at random.
HARD, DRAWN = 200, 300
#: Weights before anything is learned, in the order of the features, and how strongly they pull.
PRIOR = np.array([1.0, 3.0, 0.0, 1.0, 0.0])
PULL = 5.0
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Pool:
    """All organisations: ``number`` by PIC, and the same as partners for the rules."""

    number: dict[str, int]
    entities: tuple[Entity, ...]


@dataclass(frozen=True)
class Asked:
    """One hidden partner (number in the pool) with the project and the given partners."""

    project: int
    hidden: int
    given: NDArray[np.int64]


@dataclass(frozen=True)
class Signals:
    """What is known of each organisation for one question: arrays over the pool."""

    asked: Asked
    popularity: Floats
    text: Floats
    has_text: NDArray[np.bool_]
    around: Floats
    joint: Floats
    known: bool


def main() -> None:
    """Ask about every hidden partner and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0, help="of the draw of hidden partners and of the fifths")
    seed = parser.parse_args().seed
    began = time.monotonic()
    with threadpool_limits(limits=2):
        pool, projects = _pool(), _projects()
        asked, rows = _questions(projects, pool, seed)
        folds = np.random.default_rng(seed).permutation(len(projects)) % FOLDS
        signals = _signals(projects, rows, asked, pool, folds)
        eligible = [_eligible(projects, one.asked, pool) for one in signals]
        _print(signals, eligible, folds, len(pool.entities))
    print(f"{time.monotonic() - began:.0f} s")


def _pool() -> Pool:
    with opened(DATA / "organisations.csv.gz") as file:
        rows = list(csv.DictReader(file))
    entities = tuple(
        Entity(row["pic"], country=row["country"] or None, activity_type=row["activity_type"] or None) for row in rows
    )
    return Pool({entity.id: number for number, entity in enumerate(entities)}, entities)


def _projects() -> list[dict[str, Any]]:
    with opened(DATA / "projects.jsonl.gz") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _questions(
    projects: Sequence[dict[str, Any]], pool: Pool, seed: int
) -> tuple[list[Asked], list[list[Participation]]]:
    """Draw one hidden partner of each project; return them with the participations of all projects."""
    generator = np.random.default_rng(seed)
    rows = [[row for row in participations(project) if row.organisation in pool.number] for project in projects]
    asked = []
    for number, team in enumerate(rows):
        members = {row.organisation for row in team}
        others = sorted(members - {row.organisation for row in team if row.coordinates})
        if len(members) >= LEAST and others:
            hidden = others[generator.integers(len(others))]
            given = np.array(sorted(pool.number[name] for name in members - {hidden}), dtype=np.int64)
            asked.append(Asked(number, pool.number[hidden], given))
    named = [[replace(row, project=f"text {row.project}", country=_code(row.country)) for row in team] for team in rows]
    return asked, named


def _code(country: str) -> str:
    """A country code; names, which a few rows have in its place, say nothing."""
    return COUNTRIES.get(country, country) if len(country) == 2 else ""


def _past(rows: Sequence[Sequence[Participation]]) -> list[Participation]:
    """Return the table of participations without the projects that have a text as well."""
    table = [row for _, row in read(DATA / "h2020_participations.csv.gz")]
    teams: dict[str, set[str]] = defaultdict(set)
    by_start: dict[date | None, set[str]] = defaultdict(set)
    for row in table:
        teams[row.project].add(row.organisation)
        by_start[row.started].add(row.project)
    same: set[str] = set()
    for team in rows:
        mine = {row.organisation for row in team}
        for project in by_start[team[0].started] if team else ():
            if 2 * len(teams[project] & mine) >= len(teams[project] | mine):
                same.add(project)
    print(f"{len(teams):,} projects of the past without text, {len(same)} of them left out: they have one")
    return [row for row in table if row.project not in same]


def _signals(
    projects: Sequence[dict[str, Any]],
    rows: Sequence[Sequence[Participation]],
    asked: Sequence[Asked],
    pool: Pool,
    folds: NDArray[np.int64],
) -> list[Signals]:
    """Work out all signals, fifth by fifth."""
    vectors = embedded().encode([f"{project['title']}\n{project['objective']}" for project in projects])
    past = _past(rows)
    result = []
    for fold in range(FOLDS):
        train = [number for number in range(len(projects)) if folds[number] != fold]
        ours = fit([*past, *(row for number in train for row in rows[number])])
        place = np.array([pool.number.get(name, -1) for name in ours.organisations])
        inside = place >= 0
        popularity = np.zeros(len(pool.entities), dtype=np.float32)
        popularity[place[inside]] = ours.history.popularity()[inside]
        texts = _texts(rows, train, vectors, pool)
        ties = ours.signals.recent[inside][:, inside]
        around = np.zeros_like(texts)
        around[place[inside]] = _unit(ties @ texts[place[inside]])
        has_text = texts.any(axis=1)
        for one in (one for one in asked if folds[one.project] == fold):
            scores = ours.scores([pool.entities[number].id for number in one.given])
            joint = np.full(len(pool.entities), scores[np.isfinite(scores)].min() - 1.0, dtype=np.float32)
            joint[place[inside]] = np.where(np.isfinite(scores[inside]), scores[inside], joint.min())
            query = vectors[one.project]
            known = bool(popularity[one.hidden])
            result.append(Signals(one, popularity, texts @ query, has_text, around @ query, joint, known))
    return result


def _texts(rows: Sequence[Sequence[Participation]], train: Sequence[int], vectors: Floats, pool: Pool) -> Floats:
    """Return the mean vector of each organisation's projects among those to learn from, of length 1."""
    texts = np.zeros((len(pool.entities), vectors.shape[1]), dtype=np.float32)
    for number in train:
        texts[sorted({pool.number[row.organisation] for row in rows[number]})] += vectors[number]
    return _unit(texts)


def _unit(vectors: Floats) -> Floats:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9).astype(np.float32)


def _eligible(projects: Sequence[dict[str, Any]], asked: Asked, pool: Pool) -> NDArray[np.bool_]:
    """Return whom the rules let into the vacant place: everybody, unless a role is missing."""
    lead = {row.organisation for row in participations(projects[asked.project]) if row.coordinates}
    partners = [pool.entities[number] for number in asked.given]
    led = tuple(replace(one, role="coordinator") if {one.id} == lead else one for one in partners)
    everybody = (*led, *pool.entities)
    project = Consortium(led, on=DAY)
    compiled = requirements(library.rules(SCHEME, DAY), everybody, project=project).requirements
    present = range(len(led))
    if all(clause_holds(compiled, clause, present) for clause in compiled.clauses):
        free = np.ones(len(pool.entities), dtype=bool)
    else:
        free = holds_with(compiled, present)[len(led) :]
        if not free.any():  # more than one role is missing: no single partner completes the team
            free[:] = True
    free[asked.given] = False
    return free


def _features(one: Signals) -> Floats:
    """Columns over the pool: joint work, text, whether there is one, texts of past partners in its place."""
    own = one.has_text.astype(np.float32)
    lone = np.where(one.has_text, 0.0, one.around).astype(np.float32)
    columns: Floats = np.stack([one.joint, one.text, own, lone, np.log1p(one.popularity)], axis=1)
    return columns


def _learned(signals: Sequence[Signals], eligible: Sequence[NDArray[np.bool_]]) -> NDArray[np.float64]:
    """Return weights that make the hidden partners likely (conditional logit, pulled towards :data:`PRIOR`).

    The best of each signal compete with them, and a sample of the others that stands for all of them by its weight.
    """
    generator = np.random.default_rng(0)
    questions = [_question(one, free, generator) for one, free in zip(signals, eligible, strict=True) if one.known]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        away = weights - PRIOR
        total, slope = PULL / 2 * float(away @ away), PULL * away
        for rows, stands_for in questions:
            score = rows @ weights + stands_for
            likely = np.exp(score - score.max())
            total += float(np.log(likely.sum()) + score.max() - score[0])
            slope = slope + likely @ rows / likely.sum() - rows[0]
        return total, slope

    found: NDArray[np.float64] = minimize(loss, PRIOR, jac=True, method="L-BFGS-B").x
    return found


def _question(
    one: Signals, free: NDArray[np.bool_], generator: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return rows of features, that of the hidden partner first, and the logarithm of how many a row stands for."""
    table = _features(one)
    rivals = free.copy()
    rivals[[*one.asked.given, one.asked.hidden]] = False
    best = np.concatenate([np.argpartition(-table[:, at], HARD)[:HARD] for at in (0, 1, 3)])
    hard = np.unique(best[rivals[best]])
    rivals[hard] = False
    others = np.flatnonzero(rivals & (one.popularity > 0))
    drawn = generator.choice(others, min(DRAWN, len(others)), replace=False)
    rows = table[[one.asked.hidden, *hard, *drawn]].astype(np.float64)
    stands_for = np.zeros(len(rows))
    stands_for[1 + len(hard) :] = np.log(max(len(others), 1) / max(len(drawn), 1))
    return rows, stands_for


def _rank(scores: NDArray[Any], one: Signals, free: NDArray[np.bool_]) -> float:
    """Return the place of the hidden partner; equals share the middle, and nobody outside ``free`` has one."""
    value = scores[one.asked.hidden]
    rivals = scores[free]
    if not free[one.asked.hidden]:
        return float(len(scores))
    return 1.0 + float((rivals > value).sum()) + (float((rivals == value).sum()) - 1.0) / 2.0


def _print(
    signals: Sequence[Signals], eligible: Sequence[NDArray[np.bool_]], folds: NDArray[np.int64], count: int
) -> None:
    ranks: dict[str, list[float]] = defaultdict(list)
    weights = {}
    for fold in range(FOLDS):
        others = [place for place, one in enumerate(signals) if folds[one.asked.project] != fold]
        weights[fold] = _learned([signals[place] for place in others], [eligible[place] for place in others])
    for one, free in zip(signals, eligible, strict=True):
        anybody = np.ones(count, dtype=bool)
        anybody[one.asked.given] = False
        ranks["popularity"].append(_rank(one.popularity, one, anybody))
        ranks["text only"].append(_rank(np.where(one.has_text, one.text, -1.0), one, anybody))
        ranks["joint work only"].append(_rank(one.joint, one, anybody))
        ours = _features(one) @ weights[int(folds[one.asked.project])]
        ranks["Grono"].append(_rank(ours, one, free))
    known = np.array([one.known for one in signals])
    narrowed = sum(bool(free.sum() < count - len(one.asked.given)) for one, free in zip(signals, eligible, strict=True))
    barred = sum(not free[one.asked.hidden] for one, free in zip(signals, eligible, strict=True))
    print(
        f"{len(signals)} hidden partners, one of each project with {LEAST} or more; {count:,} organisations\n"
        f"in {narrowed} of them the rules narrow the place, in {barred} they would bar the one who held it\n"
        f"{int((~known).sum())} occur in no other project and have nothing to be found by"
    )
    drawn = _random(eligible)
    for title, chosen in (("found by something", known), ("all", np.ones_like(known))):
        _table(title, ranks, chosen, drawn)


def _random(eligible: Sequence[NDArray[np.bool_]]) -> tuple[float, float, float, float]:
    """Return the expected figures of a draw among the eligible."""
    sizes = np.array([free.sum() for free in eligible], dtype=np.float64)
    reciprocal = float(np.mean((np.log(sizes) + np.euler_gamma) / sizes))
    return float(np.median(sizes)) / 2, reciprocal, float(np.mean(20 / sizes)), float(np.mean(100 / sizes))


def _table(
    title: str, ranks: dict[str, list[float]], chosen: NDArray[np.bool_], drawn: tuple[float, float, float, float]
) -> None:
    print(f"\n{title}, n = {int(chosen.sum())}")
    print(f"{'':<18}{'median rank':>12}{'MRR':>8}{'R@20':>8}{'R@100':>8}   Grono's MRR, R@20, R@100 beside it")
    ours = _figures(np.array(ranks["Grono"])[chosen])
    rows = {name: _figures(np.array(values)[chosen]) for name, values in ranks.items()}
    for name, own in {"random eligible": drawn, **rows}.items():
        ratios = " ".join(f"{mine / theirs:>6.1f}×" for mine, theirs in zip(ours[1:], own[1:], strict=True))
        print(f"{name:<18}{own[0]:>12,.0f}{own[1]:>8.4f}{own[2]:>8.4f}{own[3]:>8.4f}   {ratios}")


def _figures(ranks: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Median rank, mean reciprocal rank, recall at 20 and at 100."""
    return (
        float(np.median(ranks)),
        float(np.mean(1.0 / ranks)),
        float(np.mean(ranks <= 20)),
        float(np.mean(ranks <= 100)),
    )


if __name__ == "__main__":
    main()
