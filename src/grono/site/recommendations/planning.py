"""Subjects ⇄ the matching engine: whom to recommend, and on which records each recommendation rests."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Q

from grono.search.models import Passage
from grono.search.planning import encoder_version
from grono.site.recommendations.facts import ORGANISATION, TEXT_FIELDS, Known, Subject

if TYPE_CHECKING:
    from grono.engines.matching.problem import Profile
    from grono.engines.matching.reasons import Reason

#: What two subjects are compared by for “both offer the same”; the engine calls it a competence.
SAME_OFFER = "competence"


@dataclass(frozen=True)
class Ground:
    """One reason: what kind it is, the value both sides share, and the field and record where the candidate says so.

    ``other`` is what is known about the candidate, where the reason rests on such; ``passage`` is the candidate's
    passage that comes nearest, where it rests on a text.
    """

    kind: str
    value: str
    field: str
    record: str
    other: Known | None = None
    passage: str = ""


@dataclass(frozen=True)
class Proposal:
    """A candidate that suits, how well (0 to 1), and why, the weightiest reason first."""

    subject: Subject
    score: float
    grounds: tuple[Ground, ...]


def propose(
    seeker: Subject,
    candidates: Iterable[Subject],
    *,
    limit: int,
    dismissed: Collection[str] = (),
    wishes: Collection[Known] = (),
    collaboration: Mapping[str, float] | None = None,
) -> list[Proposal]:
    """Return the candidates that suit the seeker, varied, the best first; none without a reason (one query).

    ``dismissed`` are codes of candidates, ``wishes`` what the seeker's own profiles ask of partners,
    ``collaboration`` scores made from joint work, by code.
    """
    from grono.engines.matching.problem import Problem
    from grono.engines.matching.ranking import solve

    pool = {candidate.code: candidate for candidate in candidates}
    passages = _passages([seeker, *pool.values()])
    problem = Problem(
        seeker=_profile(seeker, passages, wishes),
        candidates=tuple(_profile(candidate, passages) for candidate in pool.values()),
        dismissed=frozenset(dismissed),
        collaboration={key: score for key, score in (collaboration or {}).items() if key in pool},
        limit=limit,
        version=encoder_version(),
    )
    ranking = solve(problem).solution
    told = {_record(passage): passage.text for found in passages.values() for passage in found}
    return [
        Proposal(
            pool[entry.key],
            entry.score,
            tuple(_ground(reason, pool[entry.key].known, told) for reason in entry.reasons),
        )
        for entry in (ranking.entries if ranking is not None else ())
    ]


def _profile(
    subject: Subject, passages: Mapping[tuple[str, int], list[Passage]], wishes: Collection[Known] = ()
) -> "Profile":
    """Return the engine's profile of a subject."""
    from grono.engines.matching.problem import Fact, Profile, Text

    facts = [Fact(one.field, one.source, one.value) for one in (*subject.known, *wishes)]
    facts += [Fact(SAME_OFFER, one.source, one.value) for one in subject.known if one.field == "offers"]
    texts = [
        Text(TEXT_FIELDS[kind], _record(found), found.language, np.asarray(found.vector, np.float32), found.version)
        for kind, key in subject.texts
        for found in passages.get((kind, key), ())
        if kind != ORGANISATION or _is_prose(found.text)
    ]
    return Profile(subject.code, tuple(texts), tuple(facts))


def _is_prose(text: str) -> bool:
    """Tell whether a passage is a sentence; what an organisation offers and seeks, listed, is compared word by word."""
    return text.rstrip('”"»').endswith((".", "!", "?", "…"))


def _passages(subjects: Iterable[Subject]) -> dict[tuple[str, int], list[Passage]]:
    """Return all passages of the subjects' texts that the present encoder has read, in every language (one query)."""
    wanted: dict[str, set[int]] = {}
    for subject in subjects:
        for kind, key in subject.texts:
            wanted.setdefault(kind, set()).add(key)
    condition = Q(pk=None)
    for kind, keys in wanted.items():
        condition |= Q(kind=kind, object_id__in=keys)
    found: dict[tuple[str, int], list[Passage]] = {}
    for passage in Passage.objects.filter(condition, version=encoder_version()).order_by("pk"):
        found.setdefault((passage.kind, passage.object_id), []).append(passage)
    return found


def _record(passage: Passage) -> str:
    return f"passage:{passage.pk}"


def _ground(reason: "Reason", known: Collection[Known], told: Mapping[str, str]) -> Ground:
    field = "offers" if reason.field == SAME_OFFER else reason.field
    wanted = (field, reason.record, reason.value)
    return Ground(
        kind=str(reason.kind),
        value=reason.value,
        field=reason.field,
        record=reason.record,
        other=next((one for one in known if (one.field, one.source, one.value) == wanted), None),
        passage=told.get(reason.record, ""),
    )
