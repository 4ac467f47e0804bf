"""From signals to the numbers that the ranker weighs: one row for each candidate of a group.

Every number compares: a signal with the best candidate of the same group, a country with what it would be by chance.
So the weights learned on one directory serve another, smaller or larger one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grono.engines.matching.collaboration_history import Floats, History, Ints
from grono.engines.matching.collaboration_signals import SIGNALS

#: A signal of nought stands this far below the best one.
FLOOR = np.float32(1e-3)
#: Pseudo-counts that pull rare countries and types to "as by chance".
COUNTRY_PRIOR = 20.0
TYPE_PRIOR = 1.0
#: Years in which an organisation's activity loses half of its weight.
ACTIVITY_HALF_LIFE = 1.0

TRAITS = (
    "popularity",
    "activity",
    "years idle",
    "coordinates",
    "team size",
    "works with others",
    "country affinity",
    "country share",
    "same country",
    "type affinity",
    "same type",
    "team size apart",
    "share of the group met",
    "new",
    "new and popular",
    "new and from an apt country",
)
FEATURES = (*SIGNALS, *(f"{signal} share" for signal in SIGNALS), *TRAITS)


@dataclass(frozen=True)
class Traits:
    """What is known of every organisation by itself (arrays over organisations), and affinities of labels.

    ``country_affinity[a, b]`` is the logarithm of how much more often than by chance partners of an organisation from
    a come from b; ``type_affinity`` likewise; the blank label 0 has affinity 0.
    """

    country: Ints
    type: Ints
    popularity: Floats
    activity: Floats
    idle: Floats
    coordinates: Floats
    team: Floats
    together: Floats
    country_affinity: Floats
    country_share: Floats
    type_affinity: Floats


def fit_traits(history: History, *, now: float) -> Traits:
    """Count what the traits need in a history seen at the time ``now`` (years)."""
    popularity = history.popularity()
    members, size = history.members, history.sizes()
    safe = np.maximum(popularity, 1.0)
    known = ~np.isnan(history.started)
    started = np.where(known, history.started, history.started[known].min() if known.any() else now)
    age = np.maximum(now - started, 0.0).astype(np.float32)
    activity = members.T @ (np.float32(0.5) ** (age / ACTIVITY_HALF_LIFE))
    several = (size >= 2).astype(np.float32)
    together = members.T @ several
    ever = np.maximum(together, 1.0)
    country_affinity, country_share = _affinity(history, history.country, len(history.countries), COUNTRY_PRIOR)
    type_affinity, _ = _affinity(history, history.type, len(history.types), TYPE_PRIOR)
    return Traits(
        country=history.country,
        type=history.type,
        popularity=np.log(safe / max(float(popularity.sum()), 1.0) * 1e5),
        activity=np.log((activity + 0.01) / max(float(activity.sum()), 0.01) * 1e4),
        idle=_idle(history, age),
        coordinates=(history.coordinators.sum(axis=0) / safe).astype(np.float32),
        team=(members.T @ (np.log(np.maximum(size, 1.0)) * several)) / ever,
        together=(together / safe).astype(np.float32),
        country_affinity=country_affinity,
        country_share=country_share,
        type_affinity=type_affinity,
    )


def features(traits: Traits, signals: dict[str, Floats], row: int, group: Ints, candidates: Ints) -> Floats:
    """Return candidates × :data:`FEATURES` for one group, which is the given row of the table of signals."""
    levels, shares = [], []
    for name in SIGNALS:
        values = signals[name][row]
        best = max(float(values.max(initial=0.0)), 1e-9)
        share = values[candidates] / np.float32(best)
        levels.append(np.log(share + FLOOR))
        shares.append(share)
    met = signals["met"][row][candidates] / np.float32(max(len(group), 1))
    return np.stack([*levels, *shares, *_traits(traits, group, candidates, met)], axis=1).astype(np.float32)


def _traits(traits: Traits, group: Ints, candidates: Ints, met: Floats) -> list[Floats]:
    """Return the columns of :data:`TRAITS`; ``met`` is the share of the group that a candidate has worked with."""
    country, kind = traits.country[candidates], traits.type[candidates]
    near, alike = _mean(traits.country_affinity, traits.country, group), _mean(traits.type_affinity, traits.type, group)
    same_country = np.bincount(traits.country[group], minlength=len(traits.country_share)) / max(len(group), 1)
    same_type = np.bincount(traits.type[group], minlength=len(traits.type_affinity)) / max(len(group), 1)
    same_country[0] = same_type[0] = 0.0
    team = traits.team[group].mean() if len(group) else np.float32(0.0)
    new = (met <= 0).astype(np.float32)
    return [
        traits.popularity[candidates],
        traits.activity[candidates],
        traits.idle[candidates],
        traits.coordinates[candidates],
        traits.team[candidates],
        traits.together[candidates],
        near[country],
        traits.country_share[country],
        same_country[country].astype(np.float32),
        alike[kind],
        same_type[kind].astype(np.float32),
        np.abs(traits.team[candidates] - team),
        met,
        new,
        new * traits.popularity[candidates],
        new * near[country],
    ]


def _mean(affinity: Floats, labels: Ints, group: Ints) -> Floats:
    """Return the mean affinity of the group to every label."""
    if not len(group):
        return np.zeros(affinity.shape[1], dtype=np.float32)
    mean: Floats = affinity[labels[group]].mean(axis=0)
    return mean


def _affinity(history: History, labels: Ints, count: int, prior: float) -> tuple[Floats, Floats]:
    """Return the logarithm of P(b | a) / P(b) over ordered pairs of partners, and the logarithm of P(b).

    Each member of a project of s has s − 1 partners and counts once altogether.
    """
    one_hot = np.eye(count, dtype=np.float32)[labels]
    members, size = history.members, history.sizes()
    of_project = members @ one_hot
    weight = np.where(size >= 2, 1.0 / np.maximum(size - 1.0, 1.0), 0.0).astype(np.float32)
    pairs = of_project.T @ (of_project * weight[:, None])
    pairs[np.diag_indices(count)] -= (of_project * weight[:, None]).sum(axis=0)
    chance = of_project[size >= 2].sum(axis=0)
    chance = (chance + 1e-3) / (chance + 1e-3).sum()
    likely = (pairs + prior * chance[None, :]) / (pairs.sum(axis=1, keepdims=True) + prior)
    affinity = np.clip(np.log(np.maximum(likely, 1e-9) / chance[None, :]), -5.0, 5.0)
    affinity[0, :] = affinity[:, 0] = 0.0
    share = np.log(chance)
    share[0] = share[1:].mean() if count > 1 else 0.0
    return affinity.astype(np.float32), share.astype(np.float32)


def _idle(history: History, age: Floats) -> Floats:
    """Return the years since each organisation's youngest project began; the longest of all where it has none."""
    longest = float(age.max(initial=0.0))
    idle = np.full(len(history.organisations), longest, dtype=np.float32)
    np.minimum.at(idle, history.members.indices, np.repeat(age, np.diff(history.members.indptr)))
    return idle
