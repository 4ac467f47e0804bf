"""A verdict as text for the terminal, in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grono.engines.eligibility.entities import Consortium
from grono.engines.eligibility.outcome import Outcome
from grono.engines.eligibility.rules import Rules
from grono.engines.eligibility.verdict import Finding, Verdict

MARKS = {Outcome.MET: "+", Outcome.NOT_MET: "-", Outcome.UNKNOWN: "?"}


def report(rules: Rules, consortium: Consortium, verdict: Verdict) -> str:
    """The verdict, a line for each finding with its numbers, and each missing datum."""
    lines = [
        f"{rules.title['en']} (version {rules.version}), deadline {consortium.on}",
        f"{verdict.outcome}, as encoded on {verdict.encoded}; not legal advice",
        "",
    ]
    for finding in verdict.findings:
        lines += _finding(finding)
    if verdict.presumed:
        lines += ["", f"presumed: {', '.join(map(str, verdict.presumed))}"]
    if rules.not_encoded:
        lines += ["", "not checked:", *(f"  {one['en']}" for one in rules.not_encoded)]
    return "\n".join([*lines, "", f"source: {verdict.source}"])


def _finding(finding: Finding, depth: int = 0) -> Iterator[str]:
    indent = "  " * depth
    title = finding.title.get("en", finding.kind)
    where = f" [{finding.article}]" if finding.article and not depth else ""
    yield f"{indent}{MARKS[finding.outcome]} {title}{where}: {finding.outcome}"
    numbers = _numbers(finding.numbers)
    if numbers:
        yield f"{indent}    {numbers}"
    if finding.missing and not finding.parts:
        yield f"{indent}    missing: {', '.join(map(str, finding.missing))}"
    for part in finding.parts:
        yield from _finding(part, depth + 1)


def _numbers(numbers: Mapping[str, Any]) -> str:
    """The numbers that say something: no empty ones and no tables."""
    return ", ".join(
        f"{name.replace('_', ' ')} {_number(value)}"
        for name, value in numbers.items()
        if value is not None and value != [] and not isinstance(value, dict)
    )


def _number(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.2f}".removesuffix(".00")
    if isinstance(value, list):
        return " ".join(map(_number, value))
    if isinstance(value, dict):
        return f"({_numbers(value)})"
    return str(value)
