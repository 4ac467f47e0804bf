"""Reading participations and making the questions of the matching benchmark: one partner is hidden, find it again."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, cast

import numpy as np

from grono.engines.matching.collaboration import Participation
from grono.engines.matching.collaboration_history import Ints

COUNTRIES = {"EL": "GR", "UK": "GB", "NA": ""}
MISSING = {"", "NA", "N/A", "NULL", "NONE"}
#: The first year of the test when one file is split.
SPLIT = 2019
KNOWN = 3


@dataclass(frozen=True)
class Case:
    """A project of the test: one of its known partners is hidden, the other known ones are given (numbers)."""

    project: str
    hidden: int
    given: Ints


def opened(path: Path) -> IO[str]:
    """Open a text file, compressed or not, with or without a byte order mark."""
    if path.suffix == ".gz":
        return cast(IO[str], gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline=""))
    return path.open(encoding="utf-8-sig", errors="replace", newline="")


def read(path: Path) -> list[tuple[int | None, Participation]]:
    """Return each row with the year in which its project starts; rows without a project or PIC are left out.

    Needed columns are ``rcn`` and ``pic``; the others may be missing or blank.
    """
    with opened(path) as file:
        rows = csv.DictReader(file)
        missing = {"rcn", "pic"} - set(rows.fieldnames or ())
        if missing:
            raise SystemExit(f"{path}: column missing: {', '.join(sorted(missing))}")
        return list(_parsed(rows))


def _parsed(rows: csv.DictReader[str]) -> Iterator[tuple[int | None, Participation]]:
    for row in rows:
        project, organisation = _text(row, "rcn"), _text(row, "pic")
        if not project or not organisation:
            continue
        started = _date(_text(row, "start_date"))
        year = _text(row, "start_year").removesuffix(".0")
        number = int(year) if year.isdigit() else started.year if started else None
        if started is None and number and 1 <= number <= 9999:
            started = date(number, 7, 1)
        country = _text(row, "country").upper()
        yield (
            number,
            Participation(
                project=project,
                organisation=organisation,
                country=COUNTRIES.get(country, country),
                type=_text(row, "type").upper(),
                coordinates=_text(row, "role").lower() == "coordinator",
                started=started,
            ),
        )


def split(path: Path) -> tuple[list[Participation], list[Participation]]:
    """Return the rows of projects that start before :data:`SPLIT`, or nobody knows when, and the later ones."""
    rows = read(path)
    late = {row.project for year, row in rows if year is not None and year >= SPLIT}
    return [row for _, row in rows if row.project not in late], [row for _, row in rows if row.project in late]


def cases(test: Sequence[Participation], number: dict[str, int]) -> list[Case]:
    """Hide every known partner of every project with at least :data:`KNOWN` known ones, one at a time."""
    teams: dict[str, set[int]] = {}
    for row in test:
        if row.organisation in number:
            teams.setdefault(row.project, set()).add(number[row.organisation])
    result = []
    for project, team in sorted(teams.items()):
        if len(team) >= KNOWN:
            members = np.array(sorted(team), dtype=np.int64)
            result += [Case(project, int(hidden), members[members != hidden]) for hidden in members]
    return result


def sample(everything: Sequence[Case], size: int, seed: int = 0) -> list[Case]:
    """Return so many of the cases, drawn without replacement."""
    chosen = np.random.default_rng(seed).permutation(len(everything))[:size]
    return [everything[place] for place in np.sort(chosen)]


def one_each(everything: Sequence[Case], seed: int = 0) -> list[Case]:
    """Return one case of each project."""
    generator = np.random.default_rng(seed)
    by_project: dict[str, list[Case]] = {}
    for case in everything:
        by_project.setdefault(case.project, []).append(case)
    return [group[int(generator.integers(len(group)))] for group in by_project.values()]


def _text(row: dict[str, str], column: str) -> str:
    value = (row.get(column) or "").strip()
    return "" if value.upper() in MISSING else value


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
