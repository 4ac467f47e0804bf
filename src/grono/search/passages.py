"""The parts of a text that a result line shows: around the words looked for, or the sentence nearest in meaning."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grono.search.lemmas import fold
from grono.search.parsing import Term

MOST_PASSAGES = 8
LONG_PASSAGE, LONGEST_PASSAGE, SHORT_PASSAGE = 160, 400, 15  # characters
AROUND = 240  # characters of a snippet
BEGINNING = 3  # letters that all forms of a word found by its stem have in common
MOST_HITS = 200
LOOKED_AT = 20_000  # characters of a text in which the words are sought
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_END = re.compile(r"(?<=[.!?;])\s+|\n+")


@dataclass(frozen=True)
class Part:
    """A stretch of text; ``marked`` if it is a word that was looked for."""

    text: str
    marked: bool = False


def passages(text: str) -> list[str]:
    """Cut a text into stretches of whole sentences, each of which has one meaning; never across the end of a line.

    A whole document is too much for one vector: what it says of one thing is lost among the rest.
    """
    found: list[str] = []
    for line in text[:LOOKED_AT].splitlines():
        stretch = ""
        for sentence in filter(None, map(str.strip, _SENTENCE.split(line))):
            if stretch and len(stretch) + len(sentence) >= LONG_PASSAGE:
                found.append(stretch)
                stretch = ""
            stretch = f"{stretch} {sentence}".strip()
        if stretch:
            found.append(stretch)
    telling = [passage for passage in found if len(passage) >= SHORT_PASSAGE] or found[:1]
    return [passage[:LONGEST_PASSAGE] for passage in dict.fromkeys(telling)][:MOST_PASSAGES]


class Seeker:
    """Finds the words of a query in texts: first quickly by how they begin, then by their forms."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = tuple(terms)
        starts = {form[:BEGINNING] for term in self.terms for form in (term.plain, *term.forms)}
        starts = {start for start in starts if not any(start != other and start.startswith(other) for other in starts)}
        self._begin = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(starts))) + r")\w*") if starts else None

    def words(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield begin, end and the number of the term for each word of the text that was looked for."""
        if self._begin is None:
            return
        for found in self._begin.finditer(text.translate(_FOLDING)):
            for number, term in enumerate(self.terms):
                if term.meets(text[found.start() : found.end()]):
                    yield found.start(), found.end(), number
                    break

    def met(self, text: str) -> int:
        """Return how many of the terms occur in a text."""
        return len({number for _, _, number in self.words(text[:LOOKED_AT])})

    def marked(self, text: str) -> list[Part]:
        """Return the text in parts, the words looked for marked."""
        parts, last = [], 0
        for begin, end, _ in self.words(text):
            if begin > last:
                parts.append(Part(text[last:begin]))
            parts.append(Part(text[begin:end], marked=True))
            last = end
        if last < len(text):
            parts.append(Part(text[last:]))
        return parts

    def snippet(self, text: str) -> list[Part]:
        """Return the stretch of a text in which most different words stand together; empty if none stands there."""
        text = text[:LOOKED_AT]
        hits = [(begin, number) for begin, _, number in self.words(text)][:MOST_HITS]
        if not hits:
            return []
        first = max(hits, key=lambda hit: (len({n for at, n in hits if hit[0] <= at < hit[0] + AROUND}), -hit[0]))[0]
        begin, end = _stretch(text, first)
        lines = (" ".join(line.split()) for line in text[begin:end].splitlines())
        parts = self.marked(" · ".join(filter(None, lines)))
        return [*([Part("… ")] if begin else []), *parts, *([Part(" …")] if end < len(text) else [])]


class _Folding(dict[int, int]):
    """Folds a text letter by letter, so that every word keeps its place."""

    def __missing__(self, letter: int) -> int:
        self[letter] = ord(fold(chr(letter))[:1] or chr(letter))
        return self[letter]


_FOLDING = _Folding()


def _stretch(text: str, first: int) -> tuple[int, int]:
    """Return where to cut: at a line or sentence shortly before the first word, else a few words before it."""
    begin = max(0, first - AROUND // 3)
    breaks = [found.end() for found in _END.finditer(text, begin, first)]
    if breaks:
        begin = breaks[-1]
    elif begin:
        begin = text.find(" ", begin, first) + 1 or begin
    end = min(len(text), begin + AROUND)
    if end < len(text):
        end = max(text.rfind(" ", first + 1, end), first + 1)
    return begin, end
