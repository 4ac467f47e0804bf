"""What the command lines of the solving engines share: exit codes, and where the result is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grono.engines.kit.case import CaseError
from grono.engines.kit.result import Status

EXIT_SOLVED, EXIT_INFEASIBLE, EXIT_BAD_INPUT, EXIT_NOTHING = 0, 1, 2, 3
EXITS = {
    Status.OPTIMAL: EXIT_SOLVED,
    Status.FEASIBLE: EXIT_SOLVED,
    Status.INFEASIBLE: EXIT_INFEASIBLE,
    Status.UNKNOWN: EXIT_NOTHING,
}


def require_folder(output: Path | None) -> None:
    """Raise `CaseError` when a result could not be written there, before any time is spent on it."""
    if output is not None and not output.parent.is_dir():
        raise CaseError(str(output), "its folder does not exist")


def write_result(output: Path | None, document: Mapping[str, Any]) -> None:
    """Write a result as JSON, if anybody wants it."""
    if output is not None:
        output.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
