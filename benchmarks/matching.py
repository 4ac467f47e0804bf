"""Hidden partners: how high does each ranking place the partner that was taken out of a real project?

Run: ``make bench-matching`` or ``python -m benchmarks.matching [--train F] [--test F] [--texts F] [--every]``.

Everything is learned from the training projects alone. Of each test project with at least three known partners (known:
in a training project) one is hidden; the others are given and nothing else is told of the project: no budget, no
date, no partner that is unknown, and of the given only what training says. All known organisations except the given
are ranked; equals share the middle of their ranks. Two drawings are printed, of all pairs of project and partner and
one of each project; ``--every`` asks all pairs. A pair never met when no training project joins the hidden one with
any of the given. *Mixed* keeps, after the first 20 places, one in four for such strangers; *strangers alone* ranks
only them.
"""

from __future__ import annotations

import argparse
import pickle
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.matching_baselines import Ranking, ease, factors, neighbourhoods, two_hop
from benchmarks.matching_cases import Case, cases, one_each, read, sample, split
from grono.engines.matching.collaboration import Collaboration, Participation, fit, mixed_order
from grono.engines.matching.collaboration_features import FEATURES
from grono.engines.matching.collaboration_history import Floats, History, Ints

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SAMPLE = 1800
BATCH = 64
THREADS = 2


def main() -> None:
    """Split or read the projects, build every ranking, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, help="participations to learn from (CSV, may be .gz)")
    parser.add_argument("--test", type=Path, help="all projects of this file are the test")
    parser.add_argument("--texts", type=Path, help="projects with objectives (JSONL) for the second table")
    parser.add_argument("--every", action="store_true", help="ask every pair instead of two drawings")
    options = parser.parse_args()
    with threadpool_limits(limits=THREADS):
        train, test = _projects(options.train, options.test)
        _collaboration_table(train, test, every=options.every)
        texts = options.texts or DATA / "projects.jsonl.gz"
        if texts.is_file():
            from benchmarks.matching_texts import print_table

            print_table(texts)
        elif options.texts:
            raise SystemExit(f"{texts}: no such file")
    print(f"peak memory {_memory()} MiB")


def _projects(train: Path | None, test: Path | None) -> tuple[list[Participation], list[Participation]]:
    """Return what to learn from and what to ask about; one file is split by the year of the start."""
    for path in (train, test):
        if path and not path.is_file():
            raise SystemExit(f"{path}: no such file")
    if test:
        before = [row for _, row in read(train)] if train else split(DATA / "h2020_participations.csv.gz")[0]
        told = {row.project for row in before}
        after = [row for _, row in read(test) if row.project not in told]
    else:
        before, after = split(train or DATA / "h2020_participations.csv.gz")
    if not before or not after:
        raise SystemExit(f"{len(before)} rows to learn from and {len(after)} to ask about: both are needed")
    return before, after


def _collaboration_table(train: Sequence[Participation], test: Sequence[Participation], *, every: bool) -> None:
    began = time.monotonic()
    ours = fit(train)
    seconds = time.monotonic() - began
    everything = cases(test, ours.number)
    if not everything:
        raise SystemExit("no test project has three partners that are known from training")
    print(
        f"{len(ours.history.projects):,} projects and {len(ours.organisations):,} organisations to learn from; "
        f"{len({case.project for case in everything}):,} test projects, {len(everything):,} hidden partners"
    )
    rankings = {name: (build, 0.0) for name, build in neighbourhoods(ours.history).items()}
    for name, builder in (("EASE", ease), ("two-hop walk", two_hop), ("factors (SVD)", factors)):
        rankings[name] = _timed(builder, ours.history)
    rankings["Grono"] = (ours.scores_of_groups, seconds)
    asked = (
        {"every pair": everything}
        if every
        else {"drawn from all pairs": sample(everything, SAMPLE), "one of each project": one_each(everything)}
    )
    for title, chosen in asked.items():
        _print_rankings(title, chosen, rankings, ours)
    weights = sorted(zip(FEATURES, ours.weights, strict=True), key=lambda one: -abs(one[1]))
    print("Weights: " + ", ".join(f"{name} {value:.2f}" for name, value in weights))
    print(f"Grono's model: {len(pickle.dumps(ours)) / 2**20:.0f} MiB pickled")


def _print_rankings(
    title: str, asked: Sequence[Case], rankings: dict[str, tuple[Ranking, float]], ours: Collaboration
) -> None:
    strange = np.array([not ours.met(case.given)[case.hidden] for case in asked])
    print(f"\n{len(asked):,} hidden partners, {title}; {strange.sum():,} never met ({strange.mean():.1%})")
    print(f"{'':<26}{'all pairs':^24}{'never met':^24}{'build':>8}{'a query':>10}")
    print(f"{'':<26}" + f"{'R@20':>8}{'R@100':>8}{'MRR':>8}" * 2)
    for name, (ranking, seconds) in rankings.items():
        began = time.monotonic()
        ranks = ranks_of(asked, ranking)
        each = (time.monotonic() - began) / len(asked) * 1000
        print(f"{name:<26}{figures(ranks)}{figures(ranks[strange])}{seconds:>6.1f} s{each:>7.1f} ms", flush=True)
    ranks = ranks_of(asked, lambda groups: _mixed(groups, ours))
    print(f"{'Grono, mixed':<26}{figures(ranks)}{figures(ranks[strange])}")
    if strange.any():
        hidden = [case for case, new in zip(asked, strange, strict=True) if new]
        ranks = ranks_of(hidden, lambda groups: _strangers_only(groups, ours))
        print(f"{'Grono, strangers alone':<26}{'':<24}{figures(ranks)}")


def _mixed(groups: Sequence[Ints], ours: Collaboration) -> Floats:
    """Turn the mixed order of each group into scores."""
    scores = ours.scores_of_groups(groups)
    for row, group in enumerate(groups):
        scores[row, mixed_order(scores[row], ours.met(group))] = -np.arange(scores.shape[1], dtype=np.float32)
    return scores


def _strangers_only(groups: Sequence[Ints], ours: Collaboration) -> Floats:
    scores = ours.scores_of_groups(groups)
    for row, group in enumerate(groups):
        scores[row, ours.met(group)] = -np.inf
    return scores


def ranks_of(asked: Sequence[Case], ranking: Ranking) -> NDArray[np.float64]:
    """Return the rank of each hidden partner among all but the given; equals share the middle."""
    ranks = np.empty(len(asked))
    for begin in range(0, len(asked), BATCH):
        part = asked[begin : begin + BATCH]
        scores = ranking([case.given for case in part])
        for row, case in enumerate(part):
            line = scores[row]
            line[case.given] = -np.inf
            better = int((line > line[case.hidden]).sum())
            equal = int((line == line[case.hidden]).sum())
            ranks[begin + row] = better + 1 + (equal - 1) // 2
    return ranks


def figures(ranks: NDArray[np.float64]) -> str:
    """Return Recall@20, Recall@100 and the mean reciprocal rank, eight characters each."""
    if not len(ranks):
        return f"{'–':>8}" * 3
    return f"{np.mean(ranks <= 20):>8.3f}{np.mean(ranks <= 100):>8.3f}{np.mean(1 / ranks):>8.3f}"


def _timed(build: Callable[[History], Ranking], history: History) -> tuple[Ranking, float]:
    began = time.monotonic()
    return build(history), time.monotonic() - began


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
