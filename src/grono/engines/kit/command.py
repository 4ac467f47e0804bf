"""What the command lines of the solving engines share: arguments, exit codes, how a result is shown and written."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from grono.engines.kit.case import CaseError
from grono.engines.kit.result import Level, Result, Status

EXIT_SOLVED, EXIT_INFEASIBLE, EXIT_BAD_INPUT, EXIT_NOTHING = 0, 1, 2, 3
EXITS = {
    Status.OPTIMAL: EXIT_SOLVED,
    Status.FEASIBLE: EXIT_SOLVED,
    Status.INFEASIBLE: EXIT_INFEASIBLE,
    Status.UNKNOWN: EXIT_NOTHING,
}


def solving_parser(
    prog: str, description: str, *, seconds: str, steps: str, case: str = "a JSON case", start: str = ""
) -> argparse.ArgumentParser:
    """Return the arguments that solving engines share; ``start`` says what a search may begin from, if anything."""
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument("case", type=Path, help=case)
    parser.add_argument("-o", "--output", type=Path, help="write the result as JSON")
    parser.add_argument("--seconds", type=float, help=f"time limit ({seconds})")
    parser.add_argument("--steps", type=int, help=f"{steps}: the same answer every time")
    if start:
        parser.add_argument("--start", type=Path, help=start)
    return parser


def show_result(result: Result[Any], details: Iterable[str] = (), *, width: int = 12) -> None:
    """Print status, one line for each level, what else there is to say, and the seconds."""
    show_status(result)
    for level in result.levels:
        print(level_line(level, width))
    for detail in details:
        print(f"  {detail}")
    print(f"seconds  {result.seconds:.2f}")


def show_status(result: Result[Any]) -> None:
    """Print the status with its reason."""
    print(f"status   {result.status}" + (f" ({result.reason})" if result.reason else ""))


def level_line(level: Level, width: int = 12) -> str:
    """Return a level with its value, its sense and what is proven of it."""
    if level.bound is None or level.gap is None:
        proof = "no bound"
    else:
        proof = f"bound {level.bound:g}, gap {100 * level.gap:.2f} %" + (", proven" if level.proven else "")
    return f"  {level.name:<{width}} {level.value:g}  ({level.sense}; {proof})"


def require_folder(output: Path | None) -> None:
    """Raise `CaseError` when a result could not be written there, before any time is spent on it."""
    if output is not None and not output.parent.is_dir():
        raise CaseError(str(output), "its folder does not exist")


def write_result(output: Path | None, document: Mapping[str, Any]) -> None:
    """Write a result as JSON, if anybody wants it."""
    if output is not None:
        output.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
