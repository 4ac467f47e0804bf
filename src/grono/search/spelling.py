"""Words as they were meant: letter groups that find candidates, and the distance that chooses among them."""

from collections.abc import Iterable
from dataclasses import dataclass

GRAM = 3


@dataclass(frozen=True)
class Candidate:
    """A word that occurs: folded, as written, and in how many records."""

    word: str
    shown: str
    documents: int


def grams(word: str) -> list[str]:
    """Return the groups of three letters of a folded word, its beginning and its end marked."""
    framed = f"^{word}$"
    return sorted({framed[start : start + GRAM] for start in range(len(framed) - GRAM + 1)})


def pieces(word: str) -> list[str]:
    """Return letter groups of which a word meant keeps at least one, for all but the rarest double slips.

    Three groups or more that do not overlap: a slip breaks one of them, two neighbours swapped across a border two. All
    the others would only bring more candidates to compare. Short words need all their groups.
    """
    framed = f"^{word}$"
    if len(framed) < 3 * GRAM:
        return grams(word)
    return sorted({framed[start : start + GRAM] for start in range(0, len(framed) - GRAM + 1, GRAM)})


def tolerance(word: str) -> int:
    """Return how many slips are forgiven: none in short words and in anything with a digit."""
    if len(word) < 4 or any(letter.isdigit() for letter in word):
        return 0
    return 1 if len(word) < 8 else 2


def distance(one: str, other: str, limit: int) -> int:
    """Return how many letters were added, lost, mistaken or swapped with a neighbour; ``limit + 1`` if more.

    Optimal string alignment (Damerau 1964; Boytsov 2011, section 2.3), given up once a row exceeds the limit.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, facing in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return min(last[-1], limit + 1)


def best(word: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates within the tolerance: nearest first, then of the same first letter, then commonest."""
    limit = tolerance(word)
    near = [
        (slips, other.word[:1] != word[:1], -other.documents, other.word, other)
        for other in candidates
        if 0 < (slips := distance(word, other.word, limit)) <= limit
    ]
    return [found[-1] for found in sorted(near, key=lambda found: found[:-1])]
