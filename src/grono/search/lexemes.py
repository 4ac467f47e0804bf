"""What stands in a record's text-search vector, and how it is asked for.

A vector holds the forms of all words (see ``lemmas``), those of the title a second time behind ``t/``, and the tags.
It is written as PostgreSQL reads it, not made from text there, because the parser of ``to_tsvector`` would take stems
and tags apart.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from grono.search.documents import SearchText
from grono.search.facets import tags
from grono.search.lemmas import fold, forms, words

TITLE = "t/"
MOST_WORDS = 5_000  # of one text; nobody reads further either
MOST_POSITIONS = 6  # of one lexeme; enough for the rank
LAST_POSITION = 16_383  # PostgreSQL's own limit


@dataclass
class Analysed:
    """The words of a record: its vector as text, its tags, and what the vocabulary learns from it.

    ``spellings`` gives for each folded word the ways in which it was written.
    """

    tags: list[str]
    vector: str
    title_words: int
    lexemes: set[str]
    spellings: dict[str, list[str]] = field(default_factory=dict)


def analyse(kind: str, texts: Sequence[SearchText]) -> Analysed:
    """Return the words of a record from its texts in all languages; opens the dictionary."""
    places: dict[str, list[str]] = defaultdict(list)
    spellings: dict[str, list[str]] = defaultdict(list)
    position = title_words = 0
    for text in texts:
        title = words(text.title)[:MOST_WORDS]
        title_words = max(title_words, len(title))
        for weight, part in (("A", title), ("B", words(text.body)[:MOST_WORDS])):
            for word in part:
                position = min(position + 1, LAST_POSITION)
                spellings[fold(word)].append(word)
                for form in forms(word, text.language):
                    if len(places[form]) < MOST_POSITIONS:
                        places[form].append(f"{position}{weight}")
        for word in title:
            for form in forms(word, text.language):
                places[TITLE + form] = []
    marks = tags(kind, texts)
    vector = [f"{quoted(form)}:{','.join(found)}" if found else quoted(form) for form, found in places.items()]
    vector += [quoted(mark) for mark in marks]
    lexemes = {form for form in places if not form.startswith(TITLE)}
    return Analysed(marks, " ".join(vector), title_words, lexemes, dict(spellings))


def quoted(lexeme: str) -> str:
    """Return a lexeme as it stands in the text of a vector or a query."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def any_of(lexemes: Iterable[str], *, prefix: str = "") -> str:
    """Return the part of a query that one of the lexemes, or a word beginning with ``prefix``, satisfies."""
    parts = [quoted(lexeme) for lexeme in lexemes]
    if prefix:
        parts.append(f"{quoted(prefix)}:*")
    return "(" + " | ".join(parts) + ")"


def all_of(parts: Collection[str]) -> str:
    """Return a query that satisfies all its parts."""
    return " & ".join(parts)
