"""Seconds to proven assignments of reviewers: 500 proposals × 100 reviewers, three reviews each.

``python -m benchmarks.reviewing [--proposals 500] [--reviewers 100] [--cases 5] [--seconds 30]``. Generated cases:
proposals and reviewers have subjects (twelve of them, blurred), affinity is the cosine, one pair in twenty has a
conflict of interest, and the loads leave little room (15 to 17 reviews at most, where 15 are needed on average).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

import numpy as np

from grono.engines.kit.limits import Limits
from grono.engines.reviewing import Problem, check, solve

SUBJECTS, WIDTH, CONFLICTS, WANTED = 12, 32, 0.05, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run; 0 when every assignment keeps the rules."""
    options = _parser().parse_args(argv)
    print("case  most  least  status     seconds  weakest       affinity            loads")
    good = True
    for seed in range(options.cases):
        case = generated(options.proposals, options.reviewers, seed)
        started = time.perf_counter()
        result = solve(case, limits=Limits(seconds=options.seconds))
        seconds = time.perf_counter() - started
        good &= result.solution is not None and not check(case, result.solution)
        shown = [f"{level.value:g}/{'–' if level.bound is None else f'{level.bound:g}'}" for level in result.levels[2:]]
        least, most = case.loads[0]
        print(f"{seed:4}  {most:4}  {least:5}  {result.status:9}  {seconds:7.2f}  {'  '.join(shown)}", flush=True)
    return 0 if good else 1


def generated(proposals: int, reviewers: int, seed: int) -> Problem:
    """Return a case of this size; the same for the same seed."""
    random = np.random.default_rng(seed)
    subjects = random.normal(size=(SUBJECTS, WIDTH))
    texts = subjects[random.integers(SUBJECTS, size=proposals)] + random.normal(size=(proposals, WIDTH))
    fields = subjects[random.integers(SUBJECTS, size=reviewers)] + random.normal(size=(reviewers, WIDTH))
    cosine = texts @ fields.T / np.linalg.norm(texts, axis=1)[:, None] / np.linalg.norm(fields, axis=1)
    each = -(-proposals * WANTED // reviewers)
    loads = (each // 2 if seed % 2 else 0, each + seed % 3)
    return Problem(
        proposals=tuple(f"p{row}" for row in range(proposals)),
        reviewers=tuple(f"r{column}" for column in range(reviewers)),
        affinity=np.clip(np.rint(cosine * 1000), 0, 1000).astype(np.int64),
        conflicts=random.random((proposals, reviewers)) < CONFLICTS,
        wanted=(WANTED,) * proposals,
        loads=(loads,) * reviewers,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.reviewing", description=__doc__)
    parser.add_argument("--proposals", type=int, default=500)
    parser.add_argument("--reviewers", type=int, default=100)
    parser.add_argument("--cases", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=30.0, help="limit for each solve (default 30)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
