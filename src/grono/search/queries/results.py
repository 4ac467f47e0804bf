"""What a search answers with."""

from dataclasses import dataclass, field

from grono.search.passages import Part

PAGE = 20


@dataclass(frozen=True)
class Hit:
    """A line of the result list.

    ``title`` and ``snippet`` come in parts, the words looked for marked. ``by_words`` says that they occur;
    ``certainty`` is how surely the meaning is near (0 to 1), and 0 when it played no part. ``language`` is that of the
    text shown.
    """

    kind: str
    object_id: int
    language: str
    name: str
    title: list[Part]
    snippet: list[Part]
    path: str
    country: str
    helix_sector: str
    type: str
    is_demonstration: bool
    by_words: bool
    certainty: float


@dataclass(frozen=True)
class Count:
    """A value that results can be narrowed down to, and how many there would be."""

    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True)
class Alternative:
    """Another text to look for when nothing is found. ``count`` is how many records it finds, at most 1,000."""

    reason: str  # "spelling", "fewer", "unfiltered"
    text: str
    count: int


@dataclass(frozen=True)
class Found:
    """One page of results.

    ``total`` counts all records, of which the first ``reachable`` can be paged through. ``facets`` counts the values of
    each facet, the other facets' filters kept. ``searched`` is what was looked for: not ``text`` if a slip was mended.
    ``doubt`` is a text that was perhaps meant. ``alternatives`` and ``nearby`` are given when nothing is found.
    """

    text: str
    searched: str
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    reachable: int = 0
    page: int = 1
    facets: dict[str, list[Count]] = field(default_factory=dict)
    doubt: str = ""
    alternatives: list[Alternative] = field(default_factory=list)
    nearby: list[Hit] = field(default_factory=list)

    @property
    def was_mended(self) -> bool:
        """Return whether something else was looked for than what was typed."""
        return self.searched != self.text

    @property
    def first(self) -> int:
        """Return the number of the first record of the page."""
        return (self.page - 1) * PAGE + 1

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return -(-self.reachable // PAGE)
