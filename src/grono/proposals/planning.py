"""Between the records of a call and the engine that gives out reviews: how near a proposal is to a reviewer.

Imported only where reviews are given out, inside ``actions.assigning``. Affinity is made of what the texts have in
common, the track, the languages and the reviewer's own bid; all of it is 0 to 1 and becomes whole thousandths.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from grono.directory.texts import texts_by_language
from grono.engines import reviewing as engine
from grono.engines.kit.limits import Limits
from grono.engines.kit.result import Result
from grono.kit import solving
from grono.proposals.choices import IN_PROGRAMME, BidKind
from grono.proposals.models import Assignment, Bid, CallForPresentations, Proposal, ProposalSpeaker, Reviewer
from grono.proposals.queries.conflicts import Conflicts, conflicts_of
from grono.search.planning import encode

SECONDS = 20.0  # of one assignment
#: What counts how much; the two add up to one.
TEXTS, TRACK = 0.75, 0.25
UNREAD = 0.25  # what is left of an affinity when the reviewer reads none of the proposal's languages
NO_TRACK = 0.5  # of a reviewer who named no tracks, or a proposal without one
BIDS: Mapping[str, float] = {BidKind.WANT: 0.3, BidKind.CAN: 0.1}  # added
RATHER_NOT = 0.25  # what is left
MOST_PRESENTED = 5  # earlier presentations of a reviewer that are read

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Material:
    """What is given out: proposals × reviewers, their affinity, conflicts and what is given already."""

    proposals: Sequence[Proposal]
    reviewers: Sequence[Reviewer]
    affinity: Matrix
    conflicts: Conflicts
    problem: engine.Problem


def material_of(call: CallForPresentations, proposals: Sequence[Proposal], fixed: Sequence[Assignment]) -> Material:
    """Return the problem of giving these proposals to the active reviewers; ``fixed`` assignments stay.

    Reviews of those who no longer take part count as given. Ids in the problem are keys as text.
    """
    reviewers = list(
        call.reviewers.filter(is_active=True)
        .select_related("person")
        .prefetch_related("tracks", "competences")
        .order_by("pk")
    )
    conflicts = conflicts_of(call, proposals=proposals, reviewers=reviewers)
    affinity = affinities(proposals, reviewers)
    return Material(
        proposals, reviewers, affinity, conflicts, _problem(call, proposals, reviewers, affinity, conflicts, fixed)
    )


def _problem(
    call: CallForPresentations,
    proposals: Sequence[Proposal],
    reviewers: Sequence[Reviewer],
    affinity: Matrix,
    conflicts: Conflicts,
    fixed: Sequence[Assignment],
) -> engine.Problem:
    rows = {row.pk: place for place, row in enumerate(proposals)}
    columns = {row.pk: place for place, row in enumerate(reviewers)}
    barred = np.zeros(affinity.shape, dtype=np.bool_)
    for proposal, reviewer in conflicts:
        barred[rows[proposal], columns[reviewer]] = True
    wanted = np.full(len(rows), call.reviews_wanted, dtype=np.int64)
    given = np.zeros(affinity.shape, dtype=np.int64)
    for one in fixed:
        if one.reviewer_id not in columns:
            wanted[rows[one.proposal_id]] -= 1
        elif not barred[rows[one.proposal_id], columns[one.reviewer_id]]:
            given[rows[one.proposal_id], columns[one.reviewer_id]] = 1
    wanted = np.maximum(np.maximum(wanted, 0), given.sum(1))
    most = np.maximum(np.array([row.most for row in reviewers], dtype=np.int64), given.sum(0))
    return engine.Problem(
        proposals=tuple(str(row.pk) for row in proposals),
        reviewers=tuple(str(row.pk) for row in reviewers),
        affinity=np.rint(affinity * 1000).astype(np.int64),
        conflicts=barred,
        wanted=tuple(int(count) for count in wanted),
        loads=tuple((0, int(count)) for count in most),
        fixed=tuple((str(proposals[row].pk), str(reviewers[column].pk)) for row, column in np.argwhere(given)),
    )


def solve(problem: engine.Problem) -> Result[engine.Solution]:
    """Run the engine in a process of its own and check what it returns.

    Raises ``EngineCrashed`` when it dies, ``RuntimeError`` when its answer breaks a rule.
    """
    limits = Limits(seconds=SECONDS)
    result: Result[engine.Solution] = solving.run(
        "grono.engines.reviewing", "solve", {"problem": problem, "limits": limits}
    )
    if result.solution is not None and (violations := engine.check(problem, result.solution)):
        raise RuntimeError(f"The reviewing engine returned an assignment that breaks a rule: {violations[0]}")
    return result


def quality_of(problem: engine.Problem, result: Result[engine.Solution]) -> dict[str, Any]:
    """Return what is kept of a run as JSON: levels with their bounds, sizes, seconds, and what lacks why."""
    lacking = engine.shortfalls(problem, result.solution) if result.solution is not None else []
    return {
        "status": str(result.status),
        "reason": result.reason,
        "seconds": round(result.seconds, 2),
        "levels": [level.as_json() for level in result.levels],
        "proposals": len(problem.proposals),
        "reviewers": len(problem.reviewers),
        "wanted": sum(problem.wanted),
        "short": [
            {"proposal": int(one.proposal), "missing": one.missing, "rule": one.rule, "possible": one.possible}
            for one in lacking
        ],
    }


def affinities(proposals: Sequence[Proposal], reviewers: Sequence[Reviewer]) -> Matrix:
    """Return how near each proposal is to each reviewer, n × m, 0 to 1."""
    if not proposals or not reviewers:
        return np.zeros((len(proposals), len(reviewers)))
    near = TEXTS * _texts_in_common(proposals, reviewers) + TRACK * _tracks(proposals, reviewers)
    near *= np.where(_readable(proposals, reviewers), 1.0, UNREAD)
    return np.clip(_with_bids(near, proposals, reviewers), 0.0, 1.0)


def _texts_in_common(proposals: Sequence[Proposal], reviewers: Sequence[Reviewer]) -> Matrix:
    """Return how near the best passage of each reviewer comes to each proposal, measured against the call's usual pair.

    A list of fields and an abstract are never very alike, so what counts is how much nearer they are than other pairs:
    the share of pairs that a normal distribution would put below. Each language is measured by itself, because texts
    lie nearer to each other in some than in others.
    """
    texts, owners, languages = [], [], []
    for row, proposal in enumerate(proposals):
        abstracts = texts_by_language(proposal.abstract)
        for language, title in texts_by_language(proposal.title).items():
            texts.append(f"{title}. {abstracts.get(language, '')}")
            owners.append(row)
            languages.append(language)
    passages, readers = _passages(reviewers)
    near = np.zeros((len(proposals), len(reviewers)))
    if not texts or not passages:
        return near
    alike = encode(texts) @ encode(passages).T
    best = np.full((len(texts), len(reviewers)), -1.0)
    for place, reader in enumerate(readers):
        best[:, reader] = np.maximum(best[:, reader], alike[:, place])
    known = best[0] > -1.0
    for language in sorted(set(languages)):
        places = [place for place, of_text in enumerate(languages) if of_text == language]
        share = _share_below(best[np.ix_(places, known)])
        for place, values in zip(places, share, strict=True):
            near[owners[place], known] = np.maximum(near[owners[place], known], values)
    return near


def _share_below(values: Matrix) -> Matrix:
    """Return for each value the share that a normal distribution of all values would put below it; 0.5 if all agree."""
    spread = float(values.std())
    return ndtr((values - values.mean()) / spread) if spread else np.full_like(values, 0.5)


def _passages(reviewers: Sequence[Reviewer]) -> tuple[list[str], list[int]]:
    """Return what is known of the reviewers' field, and whose each passage is.

    Their own words, the competences they chose, and what they presented at congresses before.
    """
    presented = _presented(reviewers)
    passages, readers = [], []
    for column, reviewer in enumerate(reviewers):
        competences = [str(one) for one in reviewer.competences.all()]
        own = [reviewer.expertise.strip(), ", ".join(competences), *presented.get(reviewer.person_id, ())]
        found = [passage for passage in own if passage]
        passages += found
        readers += [column] * len(found)
    return passages, readers


def _presented(reviewers: Sequence[Reviewer]) -> Mapping[int, list[str]]:
    people = [reviewer.person_id for reviewer in reviewers]
    rows = ProposalSpeaker.objects.filter(person__in=people, proposal__state__in=IN_PROGRAMME).order_by("-pk")
    found: dict[int, list[str]] = {}
    for person, title, abstract in rows.values_list("person", "proposal__title", "proposal__abstract"):
        if person is not None and len(found.setdefault(person, [])) < MOST_PRESENTED:
            found[person].append(f"{title}. {abstract}")
    return found


def _tracks(proposals: Sequence[Proposal], reviewers: Sequence[Reviewer]) -> Matrix:
    chosen = [{track.pk for track in reviewer.tracks.all()} for reviewer in reviewers]
    return np.array(
        [
            [
                NO_TRACK if not tracks or proposal.track_id is None else float(proposal.track_id in tracks)
                for tracks in chosen
            ]
            for proposal in proposals
        ]
    )


def _readable(proposals: Sequence[Proposal], reviewers: Sequence[Reviewer]) -> NDArray[np.bool_]:
    written = [{*texts_by_language(proposal.title)} for proposal in proposals]
    reads = [set(reviewer.languages) for reviewer in reviewers]
    return np.array([[not known or bool(known & texts) for known in reads] for texts in written])


def _with_bids(near: Matrix, proposals: Sequence[Proposal], reviewers: Sequence[Reviewer]) -> Matrix:
    rows = {row.pk: place for place, row in enumerate(proposals)}
    columns = {row.pk: place for place, row in enumerate(reviewers)}
    bids = Bid.objects.filter(proposal__in=rows, reviewer__in=columns)
    for proposal, reviewer, kind in bids.values_list("proposal", "reviewer", "kind"):
        place = rows[proposal], columns[reviewer]
        near[place] = near[place] * RATHER_NOT if kind == BidKind.RATHER_NOT else near[place] + BIDS.get(kind, 0.0)
    return near
