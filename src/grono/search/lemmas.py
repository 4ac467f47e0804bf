"""From words as they are written to the forms under which they are found.

PostgreSQL has no Polish, so lemmas are made here: each word enters as it stands and as its lemma, both without
accents and in small letters; "klastrów" is thus found by "klaster", and "łódź" by "lodz".
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import simplemma
import snowballstemmer

WORD = re.compile(r"\w+")
#: Languages whose lemmas are made. A text in another language is found by its plain words.
LEMMATISED = ("pl", "en")
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_STEMMERS = {language: snowballstemmer.stemmer(name) for language, name in (("pl", "polish"), ("en", "english"))}


def fold(text: str) -> str:
    """Return the text in small letters without accents."""
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(_PLAIN))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=100_000)
def forms(word: str, language: str) -> tuple[str, ...]:
    """Return the folded forms of one word in one language: itself, its lemma, and the stem of the lemma."""
    plain = fold(word)
    if language not in LEMMATISED:
        return (plain,)
    lemma = simplemma.lemmatize(word.casefold(), language)
    stem = _STEMMERS[language].stemWord(lemma)
    return tuple(dict.fromkeys((plain, fold(lemma), f"{fold(stem)}_{language}")))


def words(text: str) -> list[str]:
    """Return the words of a text as they stand."""
    return [word for word in WORD.findall(text) if len(word) < 60]


def indexed(text: str, language: str) -> str:
    """Return all forms of all words, for a ``simple`` text-search vector."""
    return " ".join(form for word in words(text) for form in forms(word, language))


def query(text: str, *, prefix: bool = True) -> str:
    """Return a ``tsquery`` in which every word must be found, in any of its forms and either language.

    With ``prefix`` the last word also matches as a beginning, because it may not be typed to its end.
    An empty string means that there is nothing to look for.
    """
    found = words(text)[:12]
    terms = []
    for position, word in enumerate(found):
        alternatives = list(_alternatives(word))
        if prefix and position == len(found) - 1 and len(word) >= 2:
            alternatives.append(f"{fold(word)}:*")
        terms.append("(" + " | ".join(alternatives) + ")")
    return " & ".join(terms)


def _alternatives(word: str) -> Iterable[str]:
    return dict.fromkeys(form for language in LEMMATISED for form in forms(word, language))
