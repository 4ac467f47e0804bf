"""From words as they are written to the forms under which they are found.

PostgreSQL has no Polish, so lemmas are made here: each word enters as it stands and as its lemma, both without
accents and in small letters; "klastrów" is thus found by "klaster", and "łódź" by "lodz".

The Polish dictionary takes 400 MiB and seconds to load. Only what writes documents opens it; for the searcher the
inflections of all lemmas that occur are kept in a table (``InflectedForm``).
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

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


def stem(word: str, language: str) -> str:
    """Return the folded stem of a word, marked with its language so that it never meets a whole word."""
    return f"{fold(_STEMMERS[language].stemWord(word.casefold()))}_{language}"


@cache
def _dictionaries() -> tuple[Any, Any]:
    """Return the dictionaries and a lemmatiser that shares them; loaded when first asked for."""
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    factory = DefaultDictionaryFactory()
    return factory, Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=factory))


@lru_cache(maxsize=100_000)
def lemma(word: str, language: str) -> str:
    """Return the dictionary form of a word as the dictionary writes it; opens the dictionary (see above)."""
    return str(_dictionaries()[1].lemmatize(word.casefold(), language))


@lru_cache(maxsize=100_000)
def forms(word: str, language: str) -> tuple[str, ...]:
    """Return the folded forms under which a word is indexed: itself, its lemma, and the stems of both."""
    plain = fold(word)
    if language not in LEMMATISED:
        return (plain,)
    found = lemma(word, language)
    return tuple(dict.fromkeys((plain, fold(found), stem(found, language), stem(word, language))))


def inflections(lemmas: Collection[str], language: str) -> Iterator[tuple[str, str]]:
    """Yield (folded form, folded lemma) for every inflected form of the given lemmas."""
    for form, found in _dictionaries()[0].get_dictionary(language).items():
        if found in lemmas and (folded := fold(form)) != (plain := fold(found)):
            yield folded, plain


def words(text: str) -> list[str]:
    """Return the words of a text as they stand."""
    return [word for word in WORD.findall(text) if len(word) < 60]


def indexed(text: str, language: str) -> str:
    """Return all forms of all words, for a ``simple`` text-search vector."""
    return " ".join(form for word in words(text) for form in forms(word, language))


def query(text: str, lemmas: Mapping[str, Collection[str]], *, prefix: bool = True) -> str:
    """Return a ``tsquery`` in which every word must be found, in any of its forms and either language.

    ``lemmas`` gives the folded lemmas of folded words. With ``prefix`` the last word also matches as a beginning,
    because it may not be typed to its end. An empty string means that there is nothing to look for.
    """
    found = words(text)[:12]
    terms = []
    for position, word in enumerate(found):
        plain = fold(word)
        stems = [stem(word, language) for language in LEMMATISED]
        alternatives = list(dict.fromkeys([plain, *sorted(lemmas.get(plain, ())), *stems]))
        if prefix and position == len(found) - 1 and len(word) >= 2:
            alternatives.append(f"{plain}:*")
        terms.append("(" + " | ".join(alternatives) + ")")
    return " & ".join(terms)
