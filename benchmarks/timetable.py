"""Timetable engine on generated congresses: one line each with values, bounds, seconds and memory.

Run: ``python -m benchmarks.timetable [--seconds 20] [--dense] [80 120 300 1000]``.
"""

from __future__ import annotations

import argparse
import resource
import time

from benchmarks.timetable_cases import SIZES, congress
from grono.engines.kit.limits import Limits
from grono.engines.kit.result import Level
from grono.engines.timetable import check, solve, warm


def main() -> None:
    """Solve every size and print its line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[80, 120, 300], choices=sorted(SIZES))
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dense", action="store_true", help="every pair of sessions has a conflict weight")
    options = parser.parse_args()
    began = time.monotonic()
    warm()
    print(f"compiled or loaded in {time.monotonic() - began:.1f} s; values with bounds in brackets")
    for size in options.sizes:
        problem = congress(size, *SIZES[size], dense=options.dense)
        result = solve(problem, limits=Limits(seconds=options.seconds), seed=options.seed)
        assert result.solution is not None
        checked = "checked" if not check(problem, result.solution) else "REJECTED"
        values = "  ".join(_text(level) for level in result.levels)
        print(f"{size:>5}  {result.status:<8}  {values}  {result.seconds:.1f} s  {checked}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory {peak} MiB")


def _text(level: Level) -> str:
    bound = "none" if level.bound is None else f"{level.bound:g}"
    return f"{level.name} {level.value:g} [{bound}]"


if __name__ == "__main__":
    main()
