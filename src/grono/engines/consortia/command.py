"""The engine from the command line: one case in, proposals and their proof out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from grono.engines.consortia import solve
from grono.engines.consortia.case import proposals_to_json, solution_from_json
from grono.engines.consortia.problem import Problem, Solution
from grono.engines.kit.case import CaseError, read_json
from grono.engines.kit.command import EXIT_BAD_INPUT, EXITS, require_folder, show_status, solving_parser, write_result
from grono.engines.kit.limits import Limits
from grono.engines.kit.result import Result


def main(argv: Sequence[str] | None = None) -> int:
    """Run with these arguments (default: those of the process); returns the exit code."""
    options = _parser().parse_args(argv)
    try:
        problem = Problem.from_json(read_json(options.case).value)
        start = None if options.start is None else solution_from_json(problem, read_json(options.start).value)
        limits = Limits(options.seconds, options.steps)
        require_folder(options.output)
    except (CaseError, ValueError) as error:
        print(f"bad input: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    result = solve(problem, limits=limits, start=start)
    _print(problem, result)
    solution = None if result.solution is None else proposals_to_json(problem, result.solution)
    write_result(options.output, result.as_json() | {"solution": solution})
    return EXITS[result.status]


def _parser() -> argparse.ArgumentParser:
    return solving_parser(
        "consortia",
        "Find the best consortia for a call.",
        seconds="default 20 unless --steps is given",
        steps="limit in nodes of the search",
        start="proposals to start from, or an earlier result",
    )


def _print(problem: Problem, result: Result[Solution]) -> None:
    show_status(result)
    for level, proposal in zip(result.levels, result.solution or (), strict=True):
        proof = "proven" if level.proven else f"bound {level.bound:g}, gap {100 * (level.gap or 0.0):.2f} %"
        print(f"  {level.value:<10g} {proof}: {', '.join(problem.ids[i] for i in proposal.members)}")
    print(f"seconds  {result.seconds:.2f}")
