"""Published B2B meeting days: every meeting is required, the total of breaks is minimised (d = 2).

``python -m benchmarks.meetings [DIR]`` prints a line for each ``.dzn`` day and a last line with totals. The days of
Bofill et al. (JAIR 2022) are not part of this repository; they are looked for beside the project.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from grono.engines.kit.case import CaseError
from grono.engines.kit.limits import Limits
from grono.engines.kit.result import Result, Status
from grono.engines.meetings import Problem, Solution, check, solve
from grono.engines.meetings.dzn import read_dzn

INSTANCES = Path(__file__).resolve().parents[2] / "shared" / "data" / "instances" / "b2b"
BASE = "*.original.dzn"
COLUMNS = "{:<30} {:<11} {:>9} {:>7} {:>8}  {}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run; 0 when every day was read and no plan was rejected by the checker."""
    options = _parser().parse_args(argv)
    days = sorted({path for pattern in options.pattern or ["*.dzn"] for path in options.folder.glob(pattern)})
    if not days:
        print(f"no .dzn day in {options.folder}", file=sys.stderr)
        return 2
    limits = Limits(seconds=options.seconds, workers=options.workers)
    print(COLUMNS.format("instance", "status", "objective", "bound", "seconds", "checked"))
    tally: Counter[str] = Counter()
    slowest = total = 0.0
    for day in days:
        try:
            problem = read_dzn(day, options.spread)
        except CaseError as error:
            print(f"{day.name:<30} bad input: {error}")
            tally["bad"] += 1
            continue
        result = solve(problem, limits=limits, seed=options.seed)
        checked = _checked(result, problem)
        tally.update([str(result.status), checked.split()[0]])
        total, slowest = total + result.seconds, max(slowest, result.seconds)
        print(_line(day.name, result, checked), flush=True)
    proven, refuted = tally[Status.OPTIMAL], tally[Status.INFEASIBLE]
    print(
        f"{len(days)} days: {proven} proven optimal, {refuted} proven infeasible, {tally[Status.FEASIBLE]} open, "
        f"{tally[Status.UNKNOWN]} without a plan; {tally['yes']} plans checked, {tally['no']} rejected; "
        f"{total:.1f} s, slowest {slowest:.1f} s; peak memory {_peak():.0f} MB"
    )
    return 1 if tally["no"] or tally["bad"] else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.meetings", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=INSTANCES, help="a folder of .dzn days")
    parser.add_argument("--seconds", type=float, default=60.0, help="limit for each day (default 60)")
    parser.add_argument("--pattern", nargs="*", help=f"which files, such as '{BASE}' (default: all .dzn)")
    parser.add_argument("--workers", type=int, default=2, help="threads of the exact solver (default 2)")
    parser.add_argument("--spread", type=int, default=2, help="fairness d (default 2)")
    parser.add_argument("--seed", type=int, default=1)
    return parser


def _checked(result: Result[Solution], problem: Problem) -> str:
    """Whether the independent checker accepts the plan."""
    if result.solution is None:
        return "-"
    violations = check(problem, result.solution)
    return f"no {violations[0]}" if violations else "yes"


def _line(name: str, result: Result[Solution], checked: str) -> str:
    level = next((level for level in result.levels if level.name == "breaks"), None)
    value = "-" if level is None else f"{level.value:g}"
    bound = "-" if level is None or level.bound is None else f"{level.bound:g}"
    note = f"{checked}  {result.reason}" if result.reason else checked
    return COLUMNS.format(name, result.status, value, bound, f"{result.seconds:.1f}", note)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    raise SystemExit(main())
