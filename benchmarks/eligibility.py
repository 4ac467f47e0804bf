"""Assessments a second of the engine eligibility: every scheme, consortia of several sizes.

Run: ``python -m benchmarks.eligibility [--seconds 0.2] [--undeclared] [codes …]``.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

from grono.engines.eligibility import Consortium, Entity, Money, YearFigures, assess, library
from grono.engines.eligibility.rules import Rules

SIZES = (3, 5, 8, 12)
DAY = date(2026, 6, 1)
PLACES = ("PL22", "CZ08", "DE21", "SK02", "FR10", "IT", "AT12", "HU11", "SI03", "LT02", "ES61", "SE11")
TYPES = ("PRC", "HES", "REC", "PUB", "OTH")


def main() -> None:
    """Print a table: schemes down, sizes across, assessments a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("codes", nargs="*")
    parser.add_argument("--seconds", type=float, default=0.2, help="how long to measure each cell")
    parser.add_argument("--undeclared", action="store_true", help="owners and figures are not declared")
    options = parser.parse_args()
    print(f"{'assessments a second':<26}" + "".join(f"{size:>10}" for size in SIZES))
    for code, versions in library.schemes().items():
        if options.codes and code not in options.codes:
            continue
        cells = [rate(versions[-1], consortium(size, options.undeclared), options.seconds) for size in SIZES]
        print(f"{code:<26}" + "".join(f"{cell:>10,.0f}" for cell in cells), flush=True)


def consortium(size: int, undeclared: bool = False) -> Consortium:
    """Partners from as many countries as there are, with budgets and figures."""
    entities = []
    for number in range(size):
        entity = Entity(
            id=f"partner-{number}",
            country=PLACES[number % len(PLACES)][:2],
            nuts=PLACES[number % len(PLACES)],
            activity_type=TYPES[number % len(TYPES)],
            legal_status="for-profit" if number % len(TYPES) == 0 else "non-profit",
            role="beneficiary" if number else "coordinator",
            costs={"personnel": Money(Decimal(100_000), "EUR"), "travel": Money(Decimal(9_000), "EUR")},
            grant=Money(Decimal(80_000), "EUR"),
        )
        if not undeclared:
            years = tuple(YearFigures(year, 20.0, 2e6, 1e6) for year in (2024, 2025))
            entity = replace(entity, owners=(), aid=(), labels=frozenset(), is_innovative=True, figures=years)
        entities.append(entity)
    return Consortium(tuple(entities), DAY, duration_months=24, trl_start=6, trl_end=8)


def rate(rules: Rules, applicants: Consortium, seconds: float) -> float:
    """How often a second the rules can be assessed; the first assessment, which fills the memory of sets, is free."""
    assess(rules, applicants)
    count, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds:
        assess(rules, applicants)
        count += 1
    return count / passed


if __name__ == "__main__":
    main()
