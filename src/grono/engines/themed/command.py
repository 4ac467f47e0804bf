"""The engine from the command line: one case in, a programme and its bound out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from grono.engines.kit.case import read_json
from grono.engines.kit.command import EXIT_BAD_INPUT, EXITS, require_folder, show_result, solving_parser, write_result
from grono.engines.kit.limits import Limits
from grono.engines.themed.problem import Problem, Solution
from grono.engines.themed.solver import DEFAULT_LIMITS, solve


def main(argv: Sequence[str] | None = None) -> int:
    """Run with these arguments (default: those of the process); returns the exit code."""
    options = _parser().parse_args(argv)
    try:
        problem = Problem.from_json(read_json(options.case))
        start = None if options.start is None else _read_start(options.start)
        limits = Limits(options.seconds, options.steps)
        require_folder(options.output)
    except ValueError as error:
        print(f"bad input: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    result = solve(problem, limits=limits, seed=options.seed, start=start)
    show_result(result, result.log)
    write_result(options.output, result.as_json())
    return EXITS[result.status]


def _parser() -> argparse.ArgumentParser:
    parser = solving_parser(
        "themed",
        "Plan a programme whose talks belong to tracks.",
        seconds=f"default {DEFAULT_LIMITS.seconds:g} unless --steps is given",
        steps="move limit",
        start="a programme, or a result, to start from",
    )
    parser.add_argument("--seed", type=int, default=0)
    return parser


def _read_start(path: Path) -> Solution:
    """A programme from its own file or from a result that `main` has written."""
    root = read_json(path)
    fields = root.typed(dict)
    return Solution.from_json(root.field("solution") if "status" in fields and "solution" in fields else root)
