"""Who looks for partners, and among whom: the data of one ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from grono.engines.matching.reasons import Reason

#: What a fact may say about a profile. The values of one field are compared with those of another by equality.
FIELDS = frozenset(
    {
        "offers",  # code of a competence or service
        "seeks",  # the same codes
        "competence",
        "cluster",
        "programme",  # funding programme of a joint or own project
        "project",  # a project in which the profile's organisation takes part
        "partner",  # key of an organisation that it worked with; the record is the project
        "country",
        "region",  # NUTS code
        "sector",  # helix sector
        "size",
        "wanted_country",
        "wanted_sector",
        "wanted_size",
    }
)


@dataclass(frozen=True)
class Fact:
    """One thing that is known: ``record`` names what it rests on, as in ``profile:TOPL20270519001``."""

    field: str
    record: str
    value: str

    def __post_init__(self) -> None:
        if self.field not in FIELDS:
            raise ValueError(f"unknown field '{self.field}' (known: {', '.join(sorted(FIELDS))})")


@dataclass(frozen=True, eq=False)
class Text:
    """A text by its vector (length 1, or zero when empty), with the field and record that it stands in.

    ``version`` is that of the encoder: a text of another version than the problem's is left out.
    """

    field: str
    record: str
    language: str
    vector: NDArray[np.float32]
    version: str = ""


@dataclass(frozen=True, eq=False)
class Profile:
    """One who seeks or is sought. ``in_matching`` is false for whoever left matching."""

    key: str
    texts: tuple[Text, ...] = ()
    facts: tuple[Fact, ...] = ()
    in_matching: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return not self.texts and not self.facts

    def values(self, field: str) -> list[tuple[str, str]]:
        """Return (value, record) of each fact of a field."""
        return [(fact.value, fact.record) for fact in self.facts if fact.field == field]


@dataclass(frozen=True)
class Weights:
    """How much each part of a score counts; a part lies between 0 and 1, and so does the weighted mean."""

    text: float = 3.0
    needs: float = 3.0
    collaboration: float = 2.0
    competences: float = 1.5
    network: float = 1.0
    wishes: float = 1.0
    place: float = 0.5
    membership: float = 0.5

    def __post_init__(self) -> None:
        if min(vars(self).values()) < 0 or not any(vars(self).values()):
            raise ValueError("weights must not be negative, and one must be positive")


@dataclass(frozen=True, eq=False)
class Problem:
    """One ranking: the seeker, the candidates, those he does not want to see again, and signals made elsewhere.

    ``collaboration`` gives scores (any scale from 0 up) of some candidates, by key. ``limit`` is the length of the
    list; ``trade_off`` weighs relevance (1) against difference (0), see `grono.engines.matching.diversity`.
    ``version`` is that of the encoder in use.
    """

    seeker: Profile
    candidates: tuple[Profile, ...]
    dismissed: frozenset[str] = frozenset()
    collaboration: Mapping[str, float] = field(default_factory=dict)
    weights: Weights = field(default_factory=Weights)
    limit: int = 20
    trade_off: float = 0.7
    version: str = ""

    def __post_init__(self) -> None:
        if self.limit < 0 or not 0.0 <= self.trade_off <= 1.0:
            raise ValueError("limit must not be negative and trade_off lies between 0 and 1")
        if len({candidate.key for candidate in self.candidates}) != len(self.candidates):
            raise ValueError("two candidates have the same key")
        lengths = {len(text.vector) for profile in (self.seeker, *self.candidates) for text in self.current(profile)}
        if len(lengths) > 1:
            raise ValueError(f"vectors of one version have one length, not {sorted(lengths)}")
        if any(not 0.0 <= score < float("inf") for score in self.collaboration.values()):
            raise ValueError("collaboration scores must be finite and not negative")

    def current(self, profile: Profile) -> tuple[Text, ...]:
        """Return the texts of a profile that can be compared."""
        return tuple(text for text in profile.texts if text.version == self.version)

    def eligible(self, candidate: Profile) -> bool:
        """Whether a candidate may be shown to the seeker at all."""
        return candidate.in_matching and candidate.key != self.seeker.key and candidate.key not in self.dismissed


@dataclass(frozen=True)
class Entry:
    """One line of the list: ``parts`` (0..1 each) make up the ``score``; ``reasons`` come weightiest first."""

    key: str
    score: float
    parts: Mapping[str, float]
    reasons: tuple[Reason, ...]

    def to_json(self) -> dict[str, Any]:
        """The entry as JSON types."""
        return {
            "key": self.key,
            "score": round(self.score, 6),
            "parts": {name: round(value, 6) for name, value in self.parts.items()},
            "reasons": [reason.to_json() for reason in self.reasons],
        }


@dataclass(frozen=True)
class Ranking:
    """The list, in the order in which it should be shown."""

    entries: tuple[Entry, ...]

    def to_json(self) -> list[dict[str, Any]]:
        """The list as JSON types."""
        return [entry.to_json() for entry in self.entries]
