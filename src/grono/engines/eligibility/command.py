"""The engine from the command line: rules and a consortium in, a verdict out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from grono.engines.eligibility import library
from grono.engines.eligibility.assessing import assess
from grono.engines.eligibility.case import read_consortium
from grono.engines.eligibility.context import PRESUMABLE
from grono.engines.eligibility.entities import Consortium
from grono.engines.eligibility.outcome import Outcome
from grono.engines.eligibility.reading import read_rules
from grono.engines.eligibility.reporting import report
from grono.engines.eligibility.rules import Rules
from grono.engines.kit.case import CaseError, read_json

EXIT_MET, EXIT_NOT_MET, EXIT_BAD_INPUT, EXIT_UNKNOWN = 0, 1, 2, 3
EXITS = {Outcome.MET: EXIT_MET, Outcome.NOT_MET: EXIT_NOT_MET, Outcome.UNKNOWN: EXIT_UNKNOWN}


def main(argv: Sequence[str] | None = None) -> int:
    """Run with these arguments (default: those of the process); returns the exit code."""
    parser = argparse.ArgumentParser(prog="eligibility", description="Tell whether a consortium may apply.")
    add_arguments(parser)
    return run(parser.parse_args(argv))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that `run` reads."""
    parser.add_argument("rules", help="a JSON document of rules, or the code of a scheme that comes with Grono")
    parser.add_argument("consortium", help="a JSON document of a consortium")
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    parser.add_argument("--on", help="the deadline, as 2027-05-19; by default that of the consortium, else today")
    parser.add_argument("--presume", action="append", default=[], choices=PRESUMABLE, help="what may be presumed")


def run(options: argparse.Namespace) -> int:
    """Assess and print; returns the exit code."""
    try:
        consortium = read_consortium(read_json(Path(options.consortium)))
        on = _day(options.on) or consortium.on or date.today()  # noqa: DTZ011 - a deadline is a day
        rules = find_rules(options.rules, on)
        consortium = Consortium(**{**vars(consortium), "on": on})
        verdict = assess(rules, consortium, presume=options.presume)
    except CaseError as error:
        print(f"bad input: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    if options.json:
        print(json.dumps(verdict.as_document(), indent=1, ensure_ascii=False))
    else:
        print(report(rules, consortium, verdict))
    return EXITS[verdict.outcome]


def find_rules(name: str, on: date) -> Rules:
    """The rules of a file (one document or a library file with versions), else the shipped version valid on a day."""
    path = Path(name)
    if not path.exists() and name in library.schemes():
        return library.rules(name, on)
    if not path.exists() and path.suffix != ".json":
        raise CaseError(name, f"is neither a file nor a scheme (schemes: {', '.join(library.schemes())})")
    root = read_json(path)
    if "versions" not in root.typed(dict):
        return read_rules(root)
    versions = library.read_versions(root)
    found = next((version for version in versions if version.covers(on)), None)
    if found is None:
        raise CaseError(f"{name}: versions", f"none is valid on {on}")
    return found


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CaseError("--on", f"'{text}' is not a date as 2027-05-19") from error
