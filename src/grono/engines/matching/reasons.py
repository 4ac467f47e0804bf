"""Why two profiles match: each reason names the fields and the records that it rests on.

Reasons are data (a kind and values); sentences are made where a language is known. A reason is found anew from the
facts each time, so that it is gone together with the record that it rested on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from grono.engines.matching.fusion import calibrated
from grono.engines.matching.problem import Profile, Weights

#: A similar text is a reason from this certainty on.
SIMILAR = 0.5
#: At most so many reasons of one kind.
SAME_KIND = 3


class Kind(StrEnum):
    """What a reason says; ``value`` is given in brackets."""

    NEED_MET = "need_met"  # the candidate offers what the seeker seeks [competence]
    NEED_SERVED = "need_served"  # the candidate seeks what the seeker offers [competence]
    SIMILAR_TEXT = "similar_text"  # [language of the candidate's text]
    SHARED_COMPETENCE = "shared_competence"  # [competence]
    WORKED_TOGETHER = "worked_together"  # [project]
    PARTNER_OF_PARTNER = "partner_of_partner"  # [the organisation that both worked with]
    WANTED_COUNTRY = "wanted_country"  # [country]
    WANTED_SECTOR = "wanted_sector"  # [sector]
    WANTED_SIZE = "wanted_size"  # [size]
    SAME_REGION = "same_region"  # [region]
    COMPLEMENTARY_REGION = "complementary_region"  # regions of two countries that share a need or competence [region]
    SAME_CLUSTER = "same_cluster"  # [cluster]
    SAME_PROGRAMME = "same_programme"  # [programme]


@dataclass(frozen=True)
class Reason:
    """One reason. ``field`` and ``record`` are the candidate's; ``own_field`` and ``own_record`` the seeker's.

    ``weight`` is the share of the score that it explains (larger is weightier); ``similarity`` (0..1, calibrated) is
    given for similar texts only.
    """

    kind: Kind
    field: str
    record: str
    own_field: str
    own_record: str
    value: str
    weight: float
    similarity: float | None = None

    def to_json(self) -> dict[str, Any]:
        """The reason as JSON types."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Rule:
    """Equal values of the seeker's and the candidate's field are a reason of this kind, counted in this part."""

    kind: Kind
    part: str
    own: str
    other: str


#: Every reason that rests on equal values. The parts of `Weights` are filled from the same rules (see ``scoring``).
RULES = (
    Rule(Kind.NEED_MET, "needs", "seeks", "offers"),
    Rule(Kind.NEED_SERVED, "needs", "offers", "seeks"),
    Rule(Kind.SHARED_COMPETENCE, "competences", "competence", "competence"),
    Rule(Kind.WORKED_TOGETHER, "network", "project", "project"),
    Rule(Kind.PARTNER_OF_PARTNER, "network", "partner", "partner"),
    Rule(Kind.WANTED_COUNTRY, "wishes", "wanted_country", "country"),
    Rule(Kind.WANTED_SECTOR, "wishes", "wanted_sector", "sector"),
    Rule(Kind.WANTED_SIZE, "wishes", "wanted_size", "size"),
    Rule(Kind.SAME_REGION, "place", "region", "region"),
    Rule(Kind.SAME_CLUSTER, "membership", "cluster", "cluster"),
    Rule(Kind.SAME_PROGRAMME, "membership", "programme", "programme"),
)
#: What makes regions of two countries complement each other.
JOINING = frozenset({Kind.NEED_MET, Kind.NEED_SERVED, Kind.SHARED_COMPETENCE})


def explain(seeker: Profile, candidate: Profile, weights: Weights | None = None) -> tuple[Reason, ...]:
    """Return why the candidate suits the seeker, weightiest first; nothing when no record says so.

    The texts of both must be of one version of the encoder.
    """
    weights = weights or Weights()
    found = [reason for rule in RULES for reason in _equal(seeker, candidate, rule, weights)]
    found += _similar(seeker, candidate, weights)
    if any(reason.kind in JOINING for reason in found):
        found += _complementary(seeker, candidate, weights)
    return tuple(sorted(found, key=lambda reason: (-reason.weight, reason.kind, reason.value, reason.record)))


def _equal(seeker: Profile, candidate: Profile, rule: Rule, weights: Weights) -> Iterator[Reason]:
    own: dict[str, str] = {}
    for value, record in seeker.values(rule.own):
        own.setdefault(value, record)
    other: dict[str, str] = {}
    for value, record in candidate.values(rule.other):
        if value in own:
            other.setdefault(value, record)
    for rank, value in enumerate(sorted(other)[:SAME_KIND]):
        # Each further reason of a kind says half as much.
        weight = getattr(weights, rule.part) * 0.5 ** (rank + 1)
        yield Reason(rule.kind, rule.other, other[value], rule.own, own[value], value, weight)


def _similar(seeker: Profile, candidate: Profile, weights: Weights) -> list[Reason]:
    best: Reason | None = None
    for text in candidate.texts:
        for own in seeker.texts:
            sure = calibrated(float(own.vector @ text.vector), text.language)
            if sure >= SIMILAR and (best is None or sure > (best.similarity or 0.0)):
                best = Reason(
                    Kind.SIMILAR_TEXT, text.field, text.record, own.field, own.record, text.language, 0.0, sure
                )
    return [] if best is None else [replace(best, weight=weights.text * (best.similarity or 0.0))]


def _complementary(seeker: Profile, candidate: Profile, weights: Weights) -> list[Reason]:
    for region, record in candidate.values("region"):
        for own, own_record in seeker.values("region"):
            if region[:2] != own[:2]:
                weight = weights.place * 0.25
                return [Reason(Kind.COMPLEMENTARY_REGION, "region", record, "region", own_record, region, weight)]
    return []
