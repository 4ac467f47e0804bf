"""Seconds to five proven-best diverse consortia: real calls and a real pool, then large synthetic pools.

``python -m benchmarks.consortia [--data DIR] [--without real|synthetic|million|heavy]``. The real files are not part
of this repository; they are looked for beside the project, and the first table is left out where they are absent.
Each solve is one process-wide warm one; seconds are those of the engine, without building the pool. The prototype's
figures were measured on another day of the same kind of machine: read ratios, not seconds.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.consortia_pools import of_size, real_problems, synthetic_problem
from grono.engines.consortia import Problem, Solution, check, solve
from grono.engines.kit.limits import Limits
from grono.engines.kit.result import Result, Status

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
FILES = ("organisations.csv.gz", "projects.jsonl.gz", "eu_calls.jsonl.gz", "h2020_participations.csv.gz")
SIZES = (3, 5, 8, 12)
#: Seconds: what we aim at and what a first prototype took, by size.
TARGET = {100_000: 1.0, 1_000_000: 5.0}
PROTOTYPE = {
    100_000: {3: 0.24, 5: 0.22, 8: 0.27, 12: 0.73},
    1_000_000: {3: 2.2, 5: 2.1, 8: 3.9, 12: 13.6},
}
HEAVY_SECONDS, HEAVY_GAP = 5.0, 0.02
PARTS = ("real", "synthetic", "million", "heavy")


def main(argv: Sequence[str] | None = None) -> int:
    """Run; 0 when no solution was rejected by the checker."""
    options = _parser().parse_args(argv)
    solve(synthetic_problem(200, 0.02), limits=Limits(steps=100))  # compiles
    parts: dict[str, Callable[[], bool]] = {
        "real": lambda: _real(options.data, options.calls, options.seconds),
        "synthetic": lambda: _synthetic(100_000, options.seconds, (1, 2, 3)),
        "million": lambda: _synthetic(1_000_000, options.seconds, (1,)),
        "heavy": _heavy,
    }
    # every table is printed, also after a rejected solution
    good = min(run() for name, run in parts.items() if name not in options.without)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0 if good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.consortia", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with the real files")
    parser.add_argument("--calls", type=int, default=20, help="how many real calls (default 20)")
    parser.add_argument("--seconds", type=float, default=20.0, help="limit for each solve (default 20)")
    parser.add_argument("--without", nargs="*", choices=PARTS, default=[], help="tables to leave out")
    return parser


def _real(folder: Path, calls: int, seconds: float) -> bool:
    """Real calls and organisations."""
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        print(f"real pool: left out, no {missing[0]} in {folder}", file=sys.stderr)
        return True
    facts, cases = real_problems(folder, calls)
    print(f"real pool: {facts}")
    good = True
    print(f"{'size':>4} {'calls':>6} {'proven':>7} {'median s':>9} {'max s':>7} {'max gap':>8}")
    for size in SIZES:
        results = [_solved(of_size(case, size), seconds) for case in cases]
        good = good and all(accepted for _, accepted in results)
        _row(f"{size:>4} {len(results):>6}", [result for result, _ in results])
    return good


def _synthetic(count: int, seconds: float, seeds: Sequence[int]) -> bool:
    """Pools of drawn organisations, light bonuses."""
    print(f"\nsynthetic pool of {count:,} (drawn fit, eight needs, three bonuses each; {len(seeds)} pools)")
    ratios = f"{'of target':>10} {'of prototype':>13}"
    print(f"{'size':>4} {'pools':>6} {'proven':>7} {'median s':>9} {'max s':>7} {'max gap':>8} {ratios}")
    pools = [synthetic_problem(count, 0.02, seed=seed) for seed in seeds]
    good = True
    for size in SIZES:
        results = [_solved(replace(pool, size=size), seconds) for pool in pools]
        good = good and all(accepted for _, accepted in results)
        median = float(np.median([result.seconds for result, _ in results]))
        ratios = f"{median / TARGET[count]:>10.2f} {median / PROTOTYPE[count][size]:>13.2f}"
        _row(f"{size:>4} {len(results):>6}", [result for result, _ in results], ratios)
    return good


def _heavy() -> bool:
    """Pair bonuses that are not small beside the fit: the gap that is certain after five seconds."""
    print(f"\nheavy pair bonuses, pool of 100,000, the best proposal within {HEAVY_SECONDS:g} s (target: gap ≤ 2 %)")
    print("a bonus is drawn up to this part of the largest fit; partners by chance, or within projects of 3 to 12")
    print(f"{'bonus':>6} {'partners':>9} {'size':>5} {'status':>9} {'seconds':>8} {'gap':>8}")
    good = True
    for share in (0.05, 0.1, 0.3):
        for partners in ("chance", "projects"):
            pool = replace(synthetic_problem(100_000, share, partners=partners), proposals=1)
            for size in SIZES:
                result, accepted = _solved(replace(pool, size=size), HEAVY_SECONDS)
                good = good and accepted
                gap = max(_gaps(result), default=1.0)
                note = "" if gap <= HEAVY_GAP else "  misses the target"
                print(
                    f"{share:>6} {partners:>9} {size:>5} {result.status:>9} {result.seconds:>8.2f} {gap:>8.2%}{note}",
                    flush=True,
                )
    return good


def _solved(problem: Problem, seconds: float) -> tuple[Result[Solution], bool]:
    """A result, and whether the independent checker accepts it."""
    result = solve(problem, limits=Limits(seconds=seconds))
    violations = check(problem, result.solution or ())
    if violations:
        print(f"rejected: {violations[0]}")
    return result, not violations


def _gaps(result: Result[Solution]) -> Iterator[float]:
    return (1.0 if level.gap is None else level.gap for level in result.levels)


def _row(head: str, results: Sequence[Result[Solution]], tail: str = "") -> None:
    proven = sum(result.status is Status.OPTIMAL for result in results)
    seconds = [result.seconds for result in results]
    gap = max((gap for result in results for gap in _gaps(result)), default=0.0)
    print(f"{head} {proven:>7} {np.median(seconds):>9.2f} {max(seconds):>7.2f} {gap:>8.2%} {tail}".rstrip(), flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
