"""Simple rankings to stand beside, each built from the same past."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import scipy.sparse as sp
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse.linalg import svds

from grono.engines.matching.collaboration_history import Floats, History, Ints

Ranking = Callable[[Sequence[Ints]], Floats]
#: EASE has a dense matrix over the organisations with this many projects, and this ridge.
EASE_PROJECTS = 3
EASE_RIDGE = 60.0
RANK = 128


def groups_of(history: History, groups: Sequence[Ints]) -> sp.csr_array:
    """Return groups × organisations with ones."""
    pointers = np.concatenate(([0], np.cumsum([len(group) for group in groups])))
    columns = np.concatenate([*groups])
    shape = (len(groups), len(history.organisations))
    return sp.csr_array((np.ones(len(columns), dtype=np.float32), columns, pointers), shape=shape)


def neighbourhoods(history: History) -> dict[str, Ranking]:
    """Return popularity, co-occurrence, cosine and cosine tempered by popularity."""
    popularity = history.popularity()
    joint = (history.members.T @ history.members).tocsr()
    joint.setdiag(0.0)
    joint.eliminate_zeros()
    scale = sp.diags_array(1.0 / np.sqrt(np.maximum(popularity, 1.0)))
    cosine = (scale @ joint @ scale).tocsr().astype(np.float32)
    tempered = (cosine @ sp.diags_array(popularity**0.3)).tocsr().astype(np.float32)
    return {
        "popularity": lambda groups: np.tile(popularity, (len(groups), 1)),
        "co-occurrence": lambda groups: (groups_of(history, groups) @ joint).toarray(),
        "cosine": lambda groups: (groups_of(history, groups) @ cosine).toarray(),
        "cosine × popularity^0.3": lambda groups: (groups_of(history, groups) @ tempered).toarray(),
    }


def ease(history: History) -> Ranking:
    """Return EASE (Steck, WWW 2019) over the more active: B = I − P · diag(1 / P_ii), P = (XᵀX + λI)⁻¹."""
    several = history.members[np.flatnonzero(history.sizes() >= 2)]
    counts = np.bincount(several.indices, minlength=several.shape[1])
    kept = np.flatnonzero(counts >= EASE_PROJECTS)
    if not len(kept):
        kept = np.flatnonzero(counts >= 1)
    gram = (several[:, kept].T @ several[:, kept]).toarray().astype(np.float32)
    gram[np.diag_indices(len(kept))] += EASE_RIDGE
    identity = np.eye(len(kept), dtype=np.float32)
    precision = cho_solve(cho_factor(gram, overwrite_a=True), identity, overwrite_b=True)
    weights = precision / -np.diag(precision)
    weights[np.diag_indices(len(kept))] = 0.0

    def ranking(groups: Sequence[Ints]) -> Floats:
        scores = np.zeros((len(groups), len(history.organisations)), dtype=np.float32)
        scores[:, kept] = groups_of(history, groups)[:, kept] @ weights
        return scores

    return ranking


def two_hop(history: History) -> Ranking:
    """Return two steps organisation → project → organisation from the group (P⁵ of Cooper et al., WWW 2014)."""
    several = history.members[np.flatnonzero(history.sizes() >= 2)]
    counts = np.maximum(np.bincount(several.indices, minlength=several.shape[1]), 1)
    leave = (sp.diags_array(1.0 / counts) @ several.T).tocsr().astype(np.float32)
    arrive = (sp.diags_array(1.0 / np.diff(several.indptr)) @ several).tocsr().astype(np.float32)

    def ranking(groups: Sequence[Ints]) -> Floats:
        once = (groups_of(history, groups) @ leave @ arrive).toarray()
        scores: Floats = np.ascontiguousarray((arrive.T @ (leave.T @ once.T)).T)
        return scores

    return ranking


def factors(history: History) -> Ranking:
    """Return truncated SVD of the co-membership scaled by 1/√(members · projects), × popularity^0.3."""
    several = history.members[np.flatnonzero(history.sizes() >= 2)]
    counts = np.maximum(np.bincount(several.indices, minlength=several.shape[1]), 1).astype(np.float32)
    scale = sp.diags_array(1.0 / np.sqrt(counts))
    scaled = (sp.diags_array(1.0 / np.sqrt(np.diff(several.indptr))) @ several @ scale).astype(np.float32)
    _, _, right = svds(scaled, k=max(1, min(RANK, min(scaled.shape) - 1)), rng=0)
    vectors = np.ascontiguousarray(right.T)
    tempered = np.maximum(history.popularity(), 1.0) ** np.float32(0.3)

    def ranking(groups: Sequence[Ints]) -> Floats:
        scores: Floats = (groups_of(history, groups) @ scale @ vectors) @ vectors.T * tempered
        return scores

    return ranking
