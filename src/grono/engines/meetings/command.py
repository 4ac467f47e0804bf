"""The engine from the command line: one case in, a plan and its proof out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from grono.engines.kit.case import CaseError, read_json
from grono.engines.kit.command import EXIT_BAD_INPUT, EXITS, require_folder, show_result, solving_parser, write_result
from grono.engines.kit.limits import Limits
from grono.engines.meetings import replan, solve
from grono.engines.meetings.dzn import read_dzn
from grono.engines.meetings.problem import Problem, Solution


def main(argv: Sequence[str] | None = None) -> int:
    """Run with these arguments (default: those of the process); returns the exit code."""
    options = _parser().parse_args(argv)
    try:
        problem = _read(options.case)
        start = None if options.start is None else Solution.from_json(read_json(options.start).value)
        limits = Limits(options.seconds, options.steps, options.workers)
        require_folder(options.output)
    except (CaseError, ValueError) as error:
        print(f"bad input: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    if options.replan:
        result = replan(problem, start, limits=limits, seed=options.seed)
    else:
        result = solve(problem, limits=limits, seed=options.seed, start=start)
    show_result(result, width=16)
    write_result(options.output, result.as_json())
    return EXITS[result.status]


def _parser() -> argparse.ArgumentParser:
    parser = solving_parser(
        "meetings",
        "Plan a round of meetings.",
        case="a JSON case, or a .dzn day",
        seconds="default 20 unless --steps is given",
        steps="step limit",
        start="a plan to start from",
    )
    parser.add_argument("--workers", type=int, default=1, help="threads of the exact solver")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--replan", action="store_true", help="repair the published plan with few changes")
    return parser


def _read(path: Path) -> Problem:
    if path.suffix != ".dzn":
        return Problem.from_json(read_json(path).value)
    if not path.is_file():
        raise CaseError(str(path), "there is no such file")
    return read_dzn(path)
