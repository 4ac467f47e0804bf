"""Whom to look at: vectors of texts across languages, hybrid ranking, variety, and the reasons for each match.

`embedded` turns texts into vectors, `fuse` joins rankings, `calibrated` says how far a similarity is to be trusted,
`diversify` keeps a list varied, `solve` ranks candidates for one seeker with reasons, `check` tells whether a list is
right. The model is loaded by the first text only.
"""

from __future__ import annotations

from collections.abc import Sequence

from grono.engines.matching.checker import check
from grono.engines.matching.diversity import diversify
from grono.engines.matching.encoder import Encoder, embedded
from grono.engines.matching.fusion import Fused, calibrated, calibrated_all, fuse
from grono.engines.matching.problem import Entry, Fact, Problem, Profile, Ranking, Text, Weights
from grono.engines.matching.ranking import solve
from grono.engines.matching.reasons import Kind, Reason, explain

__all__ = [
    "Encoder",
    "Entry",
    "Fact",
    "Fused",
    "Kind",
    "Problem",
    "Profile",
    "Ranking",
    "Reason",
    "Text",
    "Weights",
    "calibrated",
    "calibrated_all",
    "check",
    "diversify",
    "embedded",
    "explain",
    "fuse",
    "main",
    "solve",
]


def main(argv: Sequence[str] | None = None) -> int:
    """The command line of the engine: see `grono.engines.matching.command`."""
    from grono.engines.matching import command

    return command.main(argv)
