"""What somebody typed, as it is asked of the index."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from grono.search.facets import Filters
from grono.search.lemmas import EMPTY_WORDS, LEMMATISED, fold, stem, words
from grono.search.lexemes import TITLE, all_of, any_of

LONGEST = 2_000  # characters of a text that are looked at
MOST_TERMS = 12


@dataclass(frozen=True)
class Term:
    """A word of the query: as typed, folded, and the lexemes any of which will do.

    ``prefix`` means that it may be the beginning of a word. ``forms`` are all its inflected forms, folded, by which it
    is recognised in a text. ``documents`` is in how many records it occurs, and 0 when it is unknown.
    """

    word: str
    plain: str
    lexemes: tuple[str, ...]
    prefix: bool = False
    forms: frozenset[str] = frozenset()
    documents: int = 0

    def condition(self, mark: str = "") -> str:
        """Return the part of a query that asks for this word; ``mark`` stands before each lexeme."""
        return any_of((mark + lexeme for lexeme in self.lexemes), prefix=mark + self.plain if self.prefix else "")

    def meets(self, word: str) -> bool:
        """Return whether a word of a text is one of the forms looked for."""
        plain = fold(word)
        if plain == self.plain or plain in self.forms or (self.prefix and plain.startswith(self.plain)):
            return True
        return any(stem(word, language) in self.lexemes for language in LEMMATISED)


@dataclass(frozen=True)
class Parsed:
    """A query: its terms, and its words in the order typed, the empty ones too."""

    text: str
    terms: tuple[Term, ...] = ()
    spoken: tuple[str, ...] = field(default=())

    def asked(self, filters: Filters | None = None, *, title: bool = False, without: Collection[Term] = ()) -> str:
        """Return the ``tsquery`` in which every term must be found; empty when there is nothing to look for.

        ``title`` looks in titles alone; ``without`` leaves out some terms.
        """
        mark = TITLE if title else ""
        parts = [term.condition(mark) for term in self.terms if term not in without]
        if filters is not None and parts:
            parts += [any_of(tags) for tags in filters.wanted().values()]
        return all_of(parts)

    def without(self, terms: Collection[Term]) -> str:
        """Return the text without some of its terms."""
        dropped = {term.plain for term in terms}
        return " ".join(word for word in self.spoken if fold(word) not in dropped)

    def corrected(self, better: dict[str, str]) -> str:
        """Return the text with some words, given as typed, replaced."""
        return " ".join(better.get(word, word) for word in self.spoken)


def parse(text: str) -> Parsed:
    """Return the terms of a text: at most twelve different words, the last perhaps unfinished.

    Their lemmas are not known here; see ``vocabulary.informed``.
    """
    text = text.replace("\0", " ")[:LONGEST]
    spoken = words(text)
    telling = [word for word in spoken if fold(word) not in EMPTY_WORDS] or spoken
    distinct = list({fold(word): word for word in telling}.items())[:MOST_TERMS]
    unfinished = bool(spoken) and text.rstrip() == text and text.endswith(spoken[-1]) and len(spoken[-1]) >= 2
    terms = [
        Term(word, plain, _lexemes(plain, word, ()), prefix=unfinished and word == spoken[-1])
        for plain, word in distinct
    ]
    return Parsed(text.strip(), tuple(terms), tuple(spoken))


def with_lemmas(term: Term, lemmas: Iterable[str]) -> Term:
    """Return the term with the lemmas that the vocabulary knows for it."""
    return replace(term, lexemes=_lexemes(term.plain, term.word, sorted(lemmas)))


def _lexemes(plain: str, word: str, lemmas: Sequence[str]) -> tuple[str, ...]:
    stems = [stem(word, language) for language in LEMMATISED]
    return tuple(dict.fromkeys((plain, *lemmas, *stems)))
