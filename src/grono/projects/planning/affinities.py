"""Participations ⇄ the collaborative signal of the matching engine: whom past projects speak for."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from grono.projects.choices import ParticipationRole
from grono.projects.models import Participation
from grono.projects.queries.projects import factual

if TYPE_CHECKING:
    from grono.engines.matching.collaboration import Participation as Past

#: Goes into the digest: raised when what is computed from the same rows changes.
VERSION = 1
#: Organisations whose scores are computed together: nine arrays of so many × all organisations, in single precision.
BATCH = 32


class Part(NamedTuple):
    """One organisation of the directory in one project; ``country`` and ``type`` are the organisation's."""

    project: int
    organisation: int
    role: str
    country: str
    type: str
    started: date | None
    in_matching: bool


@dataclass(frozen=True, eq=False)
class Likely:
    """The likeliest partners of an organisation: keys, scores (the best one has 1) and who worked with it already."""

    organisation: int
    partners: NDArray[np.int64]
    scores: NDArray[np.float32]
    met: NDArray[np.bool_]


def joint_work() -> list[Part]:
    """Return who took part in what, in a fixed order (one query); partners outside the directory are left out.

    Only projects that everybody may see and that have a grant say anything about working together.
    """
    counted = Participation.objects.filter(factual("project__"), organisation__isnull=False)
    rows = counted.order_by("project", "organisation")
    fields = (
        "project",
        "organisation",
        "role",
        "organisation__country",
        "organisation__activity_type",
        "project__start_date",
        "organisation__in_matching",
    )
    return [Part(*row) for row in rows.values_list(*fields).iterator(chunk_size=10_000)]


def digest_of(parts: Iterable[Part], *, limit: int) -> str:
    """Return a text that is the same as long as :func:`likely_partners` would return the same."""
    digest = hashlib.sha256(f"{VERSION} {limit}".encode())
    for part in parts:
        digest.update(repr(tuple(part)).encode())
    return digest.hexdigest()


def likely_partners(parts: Sequence[Part], *, limit: int) -> Iterator[Likely]:
    """Yield the best partners of each organisation that has a past, strangers among them, at most ``limit`` each.

    Whoever left matching counts as a partner of others, because that is a fact, but is proposed to nobody and is
    proposed nobody. The engine's scores are logarithms of how likely a partner is, so exp(score − best) compares.
    """
    from grono.engines.matching.collaboration import fit, mixed_order

    if not parts:
        return
    model = fit([_past(part) for part in parts])
    keys = np.array([int(name) for name in model.organisations])
    taking_part = np.isin(keys, [part.organisation for part in parts if part.in_matching])
    seekers = np.flatnonzero(taking_part)
    for begin in range(0, len(seekers), BATCH):
        groups = [seekers[place : place + 1] for place in range(begin, min(begin + BATCH, len(seekers)))]
        for group, scores in zip(groups, model.scores_of_groups(groups), strict=True):
            met = model.met(group)
            allowed = taking_part & np.isfinite(scores)
            pool = np.union1d(_highest(scores, allowed & met, limit), _highest(scores, allowed & ~met, limit))
            best = pool[mixed_order(scores[pool], met[pool])[:limit]]
            relative = np.exp(scores[best] - scores[best].max(initial=-np.inf))
            yield Likely(int(keys[group[0]]), keys[best], relative, met[best])


def _highest(scores: NDArray[np.float32], among: NDArray[np.bool_], limit: int) -> NDArray[np.int64]:
    """Return the places of the ``limit`` highest scores among some, in no order, without sorting all."""
    places = np.flatnonzero(among)
    return places[np.argpartition(-scores[places], limit)[:limit]] if len(places) > limit else places


def _past(part: Part) -> "Past":
    from grono.engines.matching.collaboration import Participation as Past

    return Past(
        project=str(part.project),
        organisation=str(part.organisation),
        country=part.country,
        type=part.type,
        coordinates=part.role == ParticipationRole.COORDINATOR,
        started=part.started,
    )
