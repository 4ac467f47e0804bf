"""The engine from the command line: one case in, an explained list out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from grono.engines.kit.case import CaseError, read_json
from grono.engines.kit.result import Result
from grono.engines.matching.case import read_problem
from grono.engines.matching.checker import check
from grono.engines.matching.problem import Entry, Ranking
from grono.engines.matching.ranking import solve

EXIT_SOLVED, EXIT_BAD_INPUT, EXIT_NOTHING = 0, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run with these arguments (default: those of the process); returns the exit code."""
    options = _parser().parse_args(argv)
    try:
        problem = read_problem(read_json(options.case).value)
        if options.output is not None and not options.output.parent.is_dir():
            raise CaseError(str(options.output), "its folder does not exist")
    except CaseError as error:
        print(f"bad input: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    result = solve(problem)
    ranking = result.solution or Ranking(())
    _print(result, ranking)
    if options.output is not None:
        text = json.dumps(result.as_json(), indent=1, ensure_ascii=False)
        options.output.write_text(text + "\n", encoding="utf-8")
    violations = check(problem, ranking)
    for violation in violations:
        print(violation, file=sys.stderr)
    return EXIT_NOTHING if violations else EXIT_SOLVED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="matching", description="Rank candidates for one who seeks partners.")
    parser.add_argument("case", type=Path, help="a JSON case")
    parser.add_argument("-o", "--output", type=Path, help="write the result as JSON")
    return parser


def _print(result: Result[Ranking], ranking: Ranking) -> None:
    print(f"status   {result.status}" + (f" ({result.reason})" if result.reason else ""))
    for level in result.levels:
        print(
            f"  {level.name}  {level.value:.4f}  ({level.sense}; bound {level.bound or 0.0:.4f}, gap {level.gap:.2%})"
        )
    for position, entry in enumerate(ranking.entries, start=1):
        print(_line(position, entry))
    for line in result.log:
        print(f"  {line}")
    print(f"seconds  {result.seconds:.2f}")


def _line(position: int, entry: Entry) -> str:
    reasons = ", ".join(f"{reason.kind} {reason.value} [{reason.record}]" for reason in entry.reasons)
    return f"{position:>3}. {entry.key}  {entry.score:.3f}  {reasons}"
