"""The timetable engine on generated congresses: one line each with values, bounds, seconds and memory.

Run alone: ``python -m benchmarks.timetable_sizes [--seconds 20] [--dense] [80 120 300 1000]``.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator, Sequence

from benchmarks.timetable_cases import SIZES, congress
from grono.engines.kit.limits import Limits
from grono.engines.kit.progress import ProgressReport
from grono.engines.kit.result import Level
from grono.engines.timetable import check, solve, warm

DEFAULT_SIZES = (80, 120, 300)


def lines(
    sizes: Sequence[int] = DEFAULT_SIZES, *, seconds: float = 20.0, seed: int = 0, dense: bool = False
) -> Iterator[str]:
    """Solve every size and say what came out; with ``dense`` every pair of sessions has a conflict weight."""
    began = time.monotonic()
    warm()
    yield f"compiled or loaded in {time.monotonic() - began:.1f} s; values with bounds in brackets"
    for size in sizes:
        yield _line(size, seconds, seed, dense)
    yield f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB"


def _line(size: int, seconds: float, seed: int, dense: bool) -> str:
    problem = congress(size, *SIZES[size], dense=dense)
    complete: list[float] = []

    def watch(report: ProgressReport) -> None:
        if not complete and report.levels[0].proven:
            complete.append(report.elapsed)

    result = solve(problem, limits=Limits(seconds=seconds), seed=seed, progress=watch)
    assert result.solution is not None
    checked = "checked" if not check(problem, result.solution) else "REJECTED"
    values = "  ".join(_text(level) for level in result.levels)
    first = f"all placed after {complete[0]:.1f} s" if complete else "not all placed"
    return f"{size:>5}  {result.status:<8}  {values}  {result.seconds:.1f} s  {first}  {checked}"


def _text(level: Level) -> str:
    bound = "none" if level.bound is None else f"{level.bound:g}"
    gap = "" if level.gap is None or level.name == "placed" or level.proven else f" {100 * level.gap:.2f} %"
    return f"{level.name} {level.value:g} [{bound}]{gap}"


def main() -> None:
    """Print the lines as they come."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=list(DEFAULT_SIZES), choices=sorted(SIZES))
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dense", action="store_true", help="every pair of sessions has a conflict weight")
    options = parser.parse_args()
    for line in lines(options.sizes, seconds=options.seconds, seed=options.seed, dense=options.dense):
        print(line, flush=True)


if __name__ == "__main__":
    main()
