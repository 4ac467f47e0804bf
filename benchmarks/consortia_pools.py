"""Pools for the measurements of consortia: real organisations and calls, and drawn ones."""

from __future__ import annotations

import csv
import gzip
import json
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from grono.engines.consortia import AtLeast, DistinctAtLeast, Pairs, Problem, Requirements
from grono.engines.matching.encoder import embedded

MEMBER_STATES = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
ASSOCIATED = "AL AM BA CH FO GB GE IL IS KR MD ME MK NO NZ RS TN TR UA XK CA"
OTHER_NAMES = {"EL": "GR", "UK": "GB", "Spain": "ES"}
NAMES = ("member state", "member state or associated")
#: Parts of a call that count as its needs, the weight of each, and how many of the pool cover one.
NEEDS, NEED_WEIGHT, COVERING = 8, 0.2, 0.08
#: Bonus for joint work in a consortium of three: this for each doubling of the number of joint projects, at most so
#: much; in larger ones a pair counts less, so that what one member has from all partners stays at most twice that.
JOINT, MOST_JOINT = 0.02, 0.08


def real_problems(folder: Path, calls: int) -> tuple[str, list[Problem]]:
    """A line about the pool, and one problem (of size 3) for each of so many calls for research actions.

    The fit to a call is the likeness of its text to those of the organisation's projects, from 0 to 1 over the pool;
    an organisation without texts is given those of one to three projects by lot, with some noise. The needs are the
    parts of the call's text, covered by the organisations most like them. Bonuses are for joint work.
    """
    with gzip.open(folder / "organisations.csv.gz", "rt", encoding="utf-8") as file:
        organisations = list(csv.DictReader(file))
    with gzip.open(folder / "projects.jsonl.gz", "rt", encoding="utf-8") as file:
        projects = [project for line in file if (project := json.loads(line)).get("objective", "").strip()]
    number = {row["pic"]: i for i, row in enumerate(organisations)}
    mixture, known = _mixture(projects, number)
    texts = embedded().encode([f"{project['title']}\n{project['objective']}" for project in projects])
    pairs = _joint_work(folder, projects, number)
    chosen = _calls(folder, calls)
    requirements = _research_action([row["country"] for row in organisations])
    ids = tuple(row["pic"] for row in organisations)
    noise = np.random.default_rng(3)
    problems = []
    for call in chosen:
        parts = _parts(call)
        asked = embedded().encode([f"{call['title']}\n{call['description']}", *parts])
        likeness = mixture @ (texts @ asked.T).astype(np.float64)
        likeness += noise.normal(0.0, 0.02, likeness.shape)
        problems.append(_problem(ids, likeness, requirements, pairs))
    facts = (
        f"{len(ids):,} organisations, {known:,} with texts of their own projects, synthetic profiles for the rest; "
        f"{len(pairs.partners) // 2:,} pairs with joint work; {len(problems)} calls; three countries, one member state"
    )
    return facts, problems


def of_size(problem: Problem, size: int) -> Problem:
    """A real problem for consortia of this size."""
    pairs = problem.bonuses
    return replace(problem, size=size, pairs=replace(pairs, weights=pairs.weights * (2.0 / (size - 1))))


def _problem(ids: tuple[str, ...], likeness: NDArray[np.float64], requirements: Requirements, pairs: Pairs) -> Problem:
    whole, parts = likeness[:, 0], likeness[:, 1:]
    low, high = np.quantile(whole, 0.05), whole.max()
    coverage = np.zeros(len(ids), dtype=np.uint64)
    for need in range(parts.shape[1]):
        covers = parts[:, need] >= np.quantile(parts[:, need], 1.0 - COVERING)
        coverage |= covers.astype(np.uint64) << np.uint64(need)
    return Problem(
        ids=ids,
        fit=np.clip((whole - low) / (high - low), 0.0, 1.0),
        coverage=coverage,
        need_weights=np.full(parts.shape[1], NEED_WEIGHT),
        size=3,
        requirements=requirements,
        pairs=pairs,
    )


def _mixture(projects: list[dict[str, Any]], number: dict[str, int]) -> tuple[csr_array, int]:
    """Which projects speak for each organisation (rows sum to 1), and for how many they are their own."""
    rows = [
        (number[str(partner["pic"])], at)
        for at, project in enumerate(projects)
        for partner in project.get("participants") or ()
        if str(partner.get("pic")) in number
    ]
    own = {row for row, _ in rows}
    lot = np.random.default_rng(2)
    for row in set(number.values()) - own:
        rows.extend((row, int(at)) for at in lot.integers(0, len(projects), lot.integers(1, 4)))
    where = np.array(sorted(set(rows))).T
    table = csr_array((np.ones(where.shape[1]), (where[0], where[1])), shape=(len(number), len(projects)))
    sums = np.asarray(table.sum(axis=1)).ravel()
    return csr_array(table.multiply((1.0 / np.maximum(sums, 1.0))[:, None])), len(own)


def _joint_work(folder: Path, projects: list[dict[str, Any]], number: dict[str, int]) -> Pairs:
    """Bonuses by the number of joint projects."""
    teams: dict[str, set[int]] = {}
    with gzip.open(folder / "h2020_participations.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["pic"] in number:
                teams.setdefault(row["rcn"], set()).add(number[row["pic"]])
    for project in projects:
        members = {number[pic] for p in project.get("participants") or () if (pic := str(p.get("pic"))) in number}
        teams.setdefault(f"text {project['id']}", set()).update(members)
    ends = np.array([pair for team in teams.values() for pair in combinations(sorted(team), 2)])
    together = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(number), len(number)))
    together.sum_duplicates()
    first, second = together.nonzero()
    bonus = np.minimum(MOST_JOINT, JOINT * (1.0 + np.log2(together.data)))
    return Pairs.from_arrays(len(number), first, second, bonus)


def _calls(folder: Path, count: int) -> list[dict[str, Any]]:
    """So many calls for research actions, spread over the file."""
    with gzip.open(folder / "eu_calls.jsonl.gz", "rt", encoding="utf-8") as file:
        everything = [json.loads(line) for line in file]
    fitting = [call for call in everything if "RIA" in (call.get("actionType") or "") and call.get("description")]
    steps = np.linspace(0, len(fitting) - 1, min(count, len(fitting))).astype(int)
    return [fitting[at] for at in steps]


def _parts(call: dict[str, Any]) -> list[str]:
    """The call's text in parts of about equal numbers of sentences."""
    sentences = [text for text in re.split(r"(?<=[.;])\s+", call["description"]) if len(text) > 30]
    groups = np.array_split(np.array(sentences or [call["title"]], dtype=object), NEEDS)
    return [" ".join(group) for group in groups if len(group)]


def _research_action(countries: list[str]) -> Requirements:
    """Three members from three member states or associated countries, one of them from a member state."""
    names = [OTHER_NAMES.get(name, name) for name in countries]
    code = {name: at for at, name in enumerate(sorted(set(names) - {""}))}
    member = np.array([name in MEMBER_STATES.split() for name in names], dtype=np.uint64)
    eligible = np.array([name in f"{MEMBER_STATES} {ASSOCIATED}".split() for name in names], dtype=np.uint64)
    return Requirements(
        flags=member | eligible << np.uint64(1),
        countries=np.array([code.get(name, -1) for name in names], dtype=np.int32),
        regions=np.full(len(names), -1, dtype=np.int32),
        clauses=(DistinctAtLeast("three-countries", "country", 1, 3), AtLeast("one-member-state", 0, 1)),
        names=NAMES,
    )


def synthetic_problem(count: int, bonus: float, *, seed: int = 1, partners: str = "chance") -> Problem:
    """A drawn pool: fit Beta(2, 5), eight needs that 18 % cover each, forty countries, about six partners each."""
    rng = np.random.default_rng(seed)
    coverage = np.zeros(count, dtype=np.uint64)
    for need in range(8):
        coverage |= (rng.random(count) < 0.18).astype(np.uint64) << np.uint64(need)
    share = 1.0 / np.arange(1, 41)
    countries = rng.choice(40, count, p=share / share.sum()).astype(np.int32)
    fit = rng.beta(2, 5, count)
    ends = rng.integers(0, count, (2, 3 * count)) if partners == "chance" else _teams(rng, count)
    ends = ends[:, ends[0] != ends[1]]
    return Problem(
        ids=tuple(map(str, range(count))),
        fit=fit,
        coverage=coverage,
        need_weights=np.full(8, 0.25),
        size=3,
        requirements=Requirements(
            flags=(countries < 27).astype(np.uint64) | (countries < 35).astype(np.uint64) << np.uint64(1),
            countries=countries,
            regions=np.full(count, -1, dtype=np.int32),
            clauses=(DistinctAtLeast("three-countries", "country", 1, 3), AtLeast("one-member-state", 0, 1)),
            names=NAMES,
        ),
        pairs=Pairs.from_arrays(count, ends[0], ends[1], bonus * float(fit.max()) * rng.random(ends.shape[1])),
    )


def _teams(rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    """Pairs within projects of three to twelve partners, about six for each organisation."""
    found = []
    for _ in range(3 * count // 31):
        team = rng.integers(0, count, rng.integers(3, 13))
        found.append(team[np.array(np.triu_indices(len(team), 1))])
    return np.concatenate(found, axis=1)
