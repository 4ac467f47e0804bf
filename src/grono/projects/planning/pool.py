"""Who could join a project: the organisations near to what a call needs, how well they suit, and on what it rests."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log1p

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from grono.cooperation.queries.profiles import public_profiles
from grono.directory.models import Organisation
from grono.funding.models import Topic
from grono.funding.points import LONGEST, points_of
from grono.projects.choices import PoolChoice
from grono.projects.models import Participation, PartnerAffinity
from grono.projects.queries import factual, public_participations
from grono.projects.queries.innovations import public_innovations
from grono.search.planning import calibrated, encode
from grono.search.queries import nearest

#: Points of the call that count as its needs, and how surely a text must be about the same to meet one.
NEEDS, SURE = 10, 0.5
#: Records of each kind that are looked at for a need.
NEAR = 120
#: Organisations that are weighed at most; those without any text near come in by the number of their projects.
LARGEST_POOL = 20_000
#: What a need is worth when somebody meets it, and a pair that worked together; an organisation's fit is at most 1.
NEED_WORTH, PAIR_WORTH, AFFINITY_WORTH = 0.4, 0.05, 0.3
_OWN_KINDS = ("organisation", "profile", "innovation")


@dataclass(frozen=True)
class Need:
    """A passage of the call: something that the consortium must be able to do."""

    text: str
    vector: NDArray[np.float32]


@dataclass(frozen=True)
class Evidence:
    """On which text it rests that an organisation meets a need: the record (kind and key), the passage, how surely."""

    kind: str
    key: int
    passage: str
    sure: float


@dataclass(frozen=True)
class Candidate:
    """An organisation of the pool: how well it suits (0 to 1) and its evidence by number of the need."""

    organisation: Organisation
    fit: float
    evidence: Mapping[int, Evidence]


def needs_of(topic: Topic | None, text: str) -> list[Need]:
    """Return what the work needs: the points that the call's text lists, or those of ``text`` without a call.

    A text without such points counts as a whole.
    """
    told, whole = (text, text) if topic is None else (topic.description, topic.title)
    texts = points_of(told)[:NEEDS] or [whole[:LONGEST]]
    return [Need(one, vector) for one, vector in zip(texts, encode(texts), strict=True)]


def candidates(
    needs: Sequence[Need], *, among: str, members: Collection[int], project: int | None = None
) -> list[Candidate]:
    """Return the pool: members first, then whoever takes part in matching and could join, in the order of keys.

    ``members`` are keys of those who are in already; they are weighed as well, wherever they come from. The text of
    ``project``, for which partners are sought, proves nothing about anybody.
    """
    evidence = _evidence(needs, besides=project)
    affinity = _affinities(members)
    pool = _pool(among).exclude(pk__in=members).select_related("region")
    named = pool.filter(pk__in={*evidence, *affinity})
    others = pool.exclude(pk__in={*evidence, *affinity}).order_by("-project_count", "pk")[:LARGEST_POOL]
    inside = Organisation.objects.filter(pk__in=members).select_related("region").order_by("pk")
    ordered = [*inside, *sorted([*named, *others], key=lambda one: one.pk)]
    return [
        Candidate(one, _fit(evidence.get(one.pk, {}), affinity.get(one.pk, 0.0)), evidence.get(one.pk, {}))
        for one in ordered
    ]


def _pool(among: str) -> QuerySet[Organisation]:
    found = Organisation.objects.filter(in_matching=True)
    if among == PoolChoice.ALL:
        return found
    return found.filter(is_demonstration=among == PoolChoice.INVENTED)


def _fit(evidence: Mapping[int, Evidence], affinity: float) -> float:
    """Return the mean of the three surest needs, raised by what joint work says; at most 1."""
    surest = sorted((one.sure for one in evidence.values()), reverse=True)[:3]
    told = sum(surest) / 3
    return min(1.0, told + AFFINITY_WORTH * affinity)


def _affinities(members: Collection[int]) -> dict[int, float]:
    found: dict[int, float] = {}
    rows = PartnerAffinity.objects.filter(organisation__in=members).values_list("partner", "score")
    for partner, score in rows:
        found[partner] = max(found.get(partner, 0.0), score)
    return found


def _evidence(needs: Sequence[Need], *, besides: int | None) -> dict[int, dict[int, Evidence]]:
    """Return for each organisation the best text for each need that some text of it comes near to."""
    best: dict[int, dict[int, Evidence]] = defaultdict(dict)
    for kind in ("project", *_OWN_KINDS):
        left_out = [besides] if kind == "project" and besides is not None else []
        nearby = [nearest(kind, need.vector, limit=NEAR, exclude=left_out) for need in needs]
        owners = _owners(kind, {one.object_id for near in nearby for one in near})
        for number, near in enumerate(nearby):
            for one in near:
                sure = calibrated(one.similarity, one.language)
                found = Evidence(kind, one.object_id, one.passage, sure)
                for owner in owners.get(one.object_id, ()):
                    if number not in best[owner] or best[owner][number].sure < sure:
                        best[owner][number] = found
    return best


def _owners(kind: str, keys: Collection[int]) -> Mapping[int, list[int]]:
    """Return the organisations behind records: themselves, whoever takes part, whoever wrote."""
    if kind == "organisation":
        return {key: [key] for key in keys}
    rows: Iterable[tuple[int, int | None]]
    if kind == "project":
        rows = public_participations().filter(project__in=keys).values_list("project", "organisation")
    elif kind == "profile":
        rows = public_profiles().filter(pk__in=keys, is_anonymous=False).values_list("pk", "organisation")
    else:
        rows = public_innovations().filter(pk__in=keys).values_list("pk", "owner")
    owners: dict[int, list[int]] = defaultdict(list)
    for key, owner in rows:
        if owner is not None:
            owners[key].append(owner)
    return owners


def joint_projects(keys: Collection[int]) -> dict[tuple[int, int], int]:
    """Return how many funded projects each pair of these organisations shares (one query)."""
    together: dict[int, list[int]] = defaultdict(list)
    rows = Participation.objects.filter(factual("project__"), organisation__in=keys).order_by("project", "organisation")
    for project, organisation in rows.values_list("project", "organisation"):
        together[project].append(organisation)
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for partners in together.values():
        for pair in combinations(partners, 2):
            counts[pair] += 1
    return counts


def pair_bonus(shared: int, size: int) -> float:
    """Return what it is worth that two organisations worked together so many times: little, and less each time.

    A consortium of ``size`` has size − 1 pairs for each two members: the bonus shrinks as they grow in number, so that
    joint work weighs the same beside fit at any size.
    """
    return PAIR_WORTH * log1p(shared) * 2 / (size - 1)
