"""Programmes: generated congresses, the peer `conference_scheduler`, and a folder of CoSPLib workbooks.

Run: ``python -m benchmarks.timetable [DIR] [--seconds 60] [--only NAME]``. With ``--only`` and a folder, only the
workbooks with that name are solved. The objective of a workbook is counted under its own weights; the stored ones
are those that its library publishes, counted by its authors.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from benchmarks import peer_scheduler, timetable_sizes
from benchmarks.cosplib import HEURISTIC, STORED, read_workbook
from grono.engines.kit.limits import Limits
from grono.engines.themed import check, cost_of, solve, warm


def main() -> None:
    """Print the tables, each line as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="a folder of CoSPLib workbooks")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each workbook")
    parser.add_argument("--only", help="workbooks of this name alone, and nothing else")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.only is None:
        for line in timetable_sizes.lines():
            print(line, flush=True)
        for line in peer_scheduler.lines():
            print(line, flush=True)
    if options.folder is not None:
        for line in workbooks(options.folder, options.seconds, options.only, options.seed):
            print(line, flush=True)


def workbooks(folder: Path, seconds: float, only: str | None, seed: int) -> Iterator[str]:
    """One line for each workbook of the folder."""
    warm()
    paths = [path for path in sorted(folder.glob("*.xlsx")) if only in (None, path.stem)]
    yield f"{'workbook':<17} {'status':<9} {'objective':>9} {'bound':>8}  {'stored':<13} {'ratio':>6} seconds"
    for path in paths:
        yield _line(path, seconds, seed)


def _line(path: Path, seconds: float, seed: int) -> str:
    name = path.stem
    problem = read_workbook(path)
    result = solve(problem, limits=Limits(seconds=seconds), seed=seed)
    if result.solution is None:
        return f"{name:<17} {result.status:<9} {result.reason}"
    cost = cost_of(problem, result.solution)
    checked = "checked" if not check(problem, result.solution) else "REJECTED"
    stored = STORED.get(name, ())
    known = " / ".join(f"{value:,}" for value in stored) or (f"({HEURISTIC[name]:,})" if name in HEURISTIC else "-")
    best = min(stored, default=HEURISTIC.get(name))
    ratio = "-" if not best else f"{cost / best:.4f}"
    bound = result.levels[0].bound
    low = "none" if bound is None else f"{bound:,.0f}"
    return f"{name:<17} {result.status:<9} {cost:>9,} {low:>8}  {known:<13} {ratio:>6} {result.seconds:6.1f}  {checked}"


if __name__ == "__main__":
    main()
