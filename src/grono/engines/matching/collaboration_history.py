"""Who worked with whom, as arrays: the input of the collaborative signal.

A *participation* is one organisation in one project. :class:`History` holds all of them as a sparse matrix of projects
× organisations with what is known of both; nothing here is learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Participation:
    """One organisation in one project. Blank texts and ``None`` mean unknown."""

    project: str
    organisation: str
    country: str = ""
    type: str = ""
    coordinates: bool = False
    started: date | None = None


@dataclass(frozen=True)
class History:
    """Participations as arrays; rows of ``members`` are projects, its columns organisations.

    ``members`` and ``coordinators`` are 0/1 in float32, ``started`` is in years (NaN: unknown). ``country``
    and ``type`` number the values of ``countries`` and ``types``; number 0 is the blank, which says nothing.
    """

    organisations: tuple[str, ...]
    projects: tuple[str, ...]
    members: sp.csr_array
    coordinators: sp.csr_array
    started: NDArray[np.float64]
    country: Ints
    type: Ints
    countries: tuple[str, ...]
    types: tuple[str, ...]

    def take(self, rows: Ints | NDArray[np.bool_]) -> History:
        """Return the history of these projects alone; organisations keep their numbers, some then have no project."""
        numbers = np.arange(len(self.projects))[rows]
        return History(
            organisations=self.organisations,
            projects=tuple(self.projects[number] for number in numbers),
            members=self.members[numbers],
            coordinators=self.coordinators[numbers],
            started=self.started[numbers],
            country=self.country,
            type=self.type,
            countries=self.countries,
            types=self.types,
        )

    def sizes(self) -> Floats:
        """Return the number of organisations of each project."""
        return np.diff(self.members.indptr).astype(np.float32)

    def popularity(self) -> Floats:
        """Return the number of projects of each organisation."""
        counts = np.bincount(self.members.indices, minlength=len(self.organisations))
        return counts.astype(np.float32)

    def team(self, project: int) -> Ints:
        """Return the organisations of the project with this number."""
        pointers = self.members.indptr
        return self.members.indices[pointers[project] : pointers[project + 1]].astype(np.int64)


def build_history(participations: Sequence[Participation]) -> History:
    """Number organisations and projects in the order of their identifiers, whatever the order of the rows.

    A pair that occurs twice counts once. Rows without a project or organisation are left out.
    """
    rows = [row for row in participations if row.project and row.organisation]
    organisations = {name: number for number, name in enumerate(sorted({row.organisation for row in rows}))}
    projects = {name: number for number, name in enumerate(sorted({row.project for row in rows}))}
    shape = (len(projects), len(organisations))
    of_project = np.array([projects[row.project] for row in rows], dtype=np.int64)
    of_organisation = np.array([organisations[row.organisation] for row in rows], dtype=np.int64)
    leads = np.array([row.coordinates for row in rows], dtype=bool)
    countries, country = _labels([row.country for row in rows], of_organisation, shape[1])
    types, kind = _labels([row.type for row in rows], of_organisation, shape[1])
    started = [None if row.started is None else years(row.started) for row in rows]
    return History(
        organisations=tuple(organisations),
        projects=tuple(projects),
        members=_binary(of_project, of_organisation, shape),
        coordinators=_binary(of_project[leads], of_organisation[leads], shape),
        started=_first(started, of_project, shape[0]),
        country=country,
        type=kind,
        countries=countries,
        types=types,
    )


def years(day: date) -> float:
    """Return a date in years: 2018-07-02 is about 2018.5."""
    return 1970.0 + (day - date(1970, 1, 1)).days / DAYS_PER_YEAR


def _binary(rows: Ints, columns: Ints, shape: tuple[int, int]) -> sp.csr_array:
    matrix = sp.csr_array((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)
    matrix.sum_duplicates()
    matrix.sort_indices()
    matrix.data[:] = 1.0
    return matrix


def _first(values: Sequence[float | None], owners: Ints, count: int) -> NDArray[np.float64]:
    """Return the first known value of each owner, NaN where none is known."""
    result = np.full(count, np.nan)
    for value, owner in zip(values, owners, strict=True):
        if value is not None and np.isnan(result[owner]):
            result[owner] = value
    return result


def _labels(values: Sequence[str], owners: Ints, count: int) -> tuple[tuple[str, ...], Ints]:
    """Return the labels, the blank first, and the number of each owner's most frequent one (ties: alphabetical)."""
    names = ("", *sorted({value for value in values if value}))
    number = {name: place for place, name in enumerate(names)}
    counts = np.zeros((count, len(names)), dtype=np.int32)
    np.add.at(counts, (owners, np.array([number[value] for value in values], dtype=np.int64)), 1)
    counts[:, 0] = 0
    return names, counts.argmax(axis=1).astype(np.int64)
