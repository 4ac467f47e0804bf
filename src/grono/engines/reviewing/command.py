"""The engine from the command line: one case in, an assignment and its proof out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from grono.engines.kit.case import CaseError, read_json
from grono.engines.kit.command import EXIT_BAD_INPUT, EXITS, require_folder, show_result, solving_parser, write_result
from grono.engines.kit.limits import Limits
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
    show_result(result, _lacks(problem, result.solution), width=10)
    write_result(options.output, result.as_json())
    return EXITS[result.status]


def _parser() -> argparse.ArgumentParser:
    return solving_parser(
        "reviewing",
        "Give proposals to reviewers.",
        seconds="default: until it is proven",
        steps="most nodes of each branch and bound",
    )


def _lacks(problem: Problem, solution: Solution | None) -> Iterator[str]:
    """Yield one line for each proposal that gets fewer reviews than wanted, and why."""
    for lack in shortfalls(problem, solution) if solution is not None else ():
        why = f"{lack.possible} reviewers without a conflict" if lack.rule == "conflicts" else "reviewers are full"
        yield f"lacks {lack.missing}: {lack.proposal} ({why})"
