"""Hidden partners where texts exist: text alone, joint work alone, both.

The projects are dealt into fifths; each fifth is asked about with the other four as the past (most have no date, so
there is no later part to ask about). Of a project with at least three organisations known from the past, one is
hidden and the others are given, together with the project's title and objective. The text of an organisation is the
mean of the vectors of its projects in the past. Both: reciprocal-rank fusion, k = 60.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching_cases import KNOWN, opened
from grono.engines.matching.collaboration import Collaboration, Participation, fit
from grono.engines.matching.encoder import embedded

FOLDS = 5
RRF = 60.0


def print_table(path: Path) -> None:
    """Print the second table for a file of projects with objectives."""
    from benchmarks.matching import figures

    projects = [project for project in _projects(path) if project["objective"].strip()]
    vectors = embedded().encode([f"{project['title']}\n{project['objective']}" for project in projects])
    folds = np.random.default_rng(0).permutation(len(projects)) % FOLDS
    ranks: dict[str, list[float]] = {"text": [], "joint work": [], "both": []}
    strange: list[bool] = []
    for fold in range(FOLDS):
        train, test = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        ours = fit([row for place in train for row in participations(projects[place])])
        texts = profiles(ours, [projects[place] for place in train], vectors[train])
        for place in test:
            _ask(ours, texts, projects[place], vectors[place], ranks, strange)
    new = np.array(strange)
    print(f"\n{len(new):,} hidden partners of {len(projects)} projects with texts; {new.sum():,} never met")
    print(f"{'':<26}{'all pairs':^24}{'never met':^24}\n{'':<26}" + f"{'R@20':>8}{'R@100':>8}{'MRR':>8}" * 2)
    for name, values in ranks.items():
        each = np.array(values)
        print(f"{name:<26}{figures(each)}{figures(each[new])}")


def participations(project: dict[str, Any]) -> Iterator[Participation]:
    """Return the participations of a project as the file has it; participants without a PIC are left out."""
    try:
        started = date.fromisoformat(str(project.get("start_date") or "")[:10])
    except ValueError:
        started = None
    for row in project.get("participants") or ():
        if row.get("pic"):
            lead = row.get("role") == "coordinator"
            kind, country = row.get("activity_type") or "", row.get("country") or ""
            yield Participation(str(project["id"]), str(row["pic"]), country, kind, lead, started)


def profiles(
    ours: Collaboration, projects: Sequence[dict[str, Any]], vectors: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the mean vector of each organisation's projects, of length 1."""
    sums = np.zeros((len(ours.organisations), vectors.shape[1]), dtype=np.float32)
    for project, vector in zip(projects, vectors, strict=True):
        members = {row.organisation for row in participations(project)}
        sums[[ours.number[name] for name in members]] += vector
    return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)


def _ask(
    ours: Collaboration,
    texts: NDArray[np.float32],
    project: dict[str, Any],
    vector: NDArray[np.float32],
    ranks: dict[str, list[float]],
    strange: list[bool],
) -> None:
    team = ours.group([row.organisation for row in participations(project)])
    if len(team) < KNOWN:
        return
    near = texts @ vector
    for hidden in team:
        given = team[team != hidden]
        joint = ours.scores_of_groups([given])[0]
        text = near.copy()
        text[given] = -np.inf
        places = {"text": _places(text), "joint work": _places(joint)}
        fused = sum(1.0 / (RRF + place) for place in places.values())
        for name, place in (*places.items(), ("both", _places(np.asarray(fused)))):
            ranks[name].append(float(place[hidden]))
        strange.append(not ours.met(given)[hidden])


def _places(scores: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return the rank of each score, 1 for the highest."""
    places = np.empty(len(scores))
    places[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return places


def _projects(path: Path) -> Iterator[dict[str, Any]]:
    with opened(path) as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
