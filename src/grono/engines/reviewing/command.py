"""The engine from the command line: one case in, an assignment and its proof out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from grono.engines.kit.case import CaseError, read_json
from grono.engines.kit.command import EXIT_BAD_INPUT, EXITS, require_folder, write_result
from grono.engines.kit.limits import Limits
from grono.engines.kit.result import Level, Result
from grono.engines.reviewing import shortfalls, solve
from grono.engines.reviewing.problem import Problem, Solution


def main(argv: Sequence[str] | None = None) -> int:
    """Run with these arguments (default: those of the process); returns the exit code."""
    options = _parser().parse_args(argv)
    try:
        problem = Problem.from_json(read_json(options.case).value)
        limits = Limits(options.seconds, options.steps)
        require_folder(options.output)
    except (CaseError, ValueError) as error:
        print(f"bad input: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    result = solve(problem, limits=limits)
    _print(problem, result)
    write_result(options.output, result.as_json())
    return EXITS[result.status]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reviewing", description="Give proposals to reviewers.")
    parser.add_argument("case", type=Path, help="a JSON case")
    parser.add_argument("-o", "--output", type=Path, help="write the result as JSON")
    parser.add_argument("--seconds", type=float, help="time limit (default: until it is proven)")
    parser.add_argument("--steps", type=int, help="most nodes of each branch and bound: the same answer every time")
    return parser


def _print(problem: Problem, result: Result[Solution]) -> None:
    print(f"status   {result.status}" + (f" ({result.reason})" if result.reason else ""))
    for level in result.levels:
        print(_line(level))
    for lack in shortfalls(problem, result.solution) if result.solution is not None else ():
        why = f"{lack.possible} reviewers without a conflict" if lack.rule == "conflicts" else "reviewers are full"
        print(f"  lacks {lack.missing}: {lack.proposal} ({why})")
    print(f"seconds  {result.seconds:.2f}")


def _line(level: Level) -> str:
    if level.bound is None or level.gap is None:
        proof = "no bound"
    else:
        proof = f"bound {level.bound:g}, gap {100 * level.gap:.2f} %" + (", proven" if level.proven else "")
    return f"  {level.name:<10} {level.value:g}  ({level.sense}; {proof})"
