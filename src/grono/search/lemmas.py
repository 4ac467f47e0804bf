"""From words as they are written to the forms under which they are found.

PostgreSQL has no Polish, so lemmas are made here: each word enters as it stands and as its lemma, both without
accents and in small letters; "klastrów" is thus found by "klaster", and "łódź" by "lodz".

The Polish dictionary takes 400 MiB and seconds to load. Only what writes documents opens it; for the searcher the
inflections of all lemmas that occur are kept in a table (``InflectedForm``).
"""

import re
import threading
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

WORD = re.compile(r"\w+")
#: Words that say nothing of what is sought. They are left out of a query unless it has no others.
EMPTY_WORDS = frozenset(
    """
    a aby albo ale bez by byc co czy dla do gdzie i ich ile jak jako jest jej jego ktora ktore ktory lub ma na nad nie
    o od oraz po pod przez przy sa sie szukam szuka tak to tym u w we wraz z za ze
    an and are as at be by for from in into is it its of on or our seeking that the their this to we who with
    """.split()  # noqa: SIM905 - reads better than seventy quoted words
)
#: Languages whose lemmas are made. A text in another language is found by its plain words.
LEMMATISED = ("pl", "en")
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_ALGORITHMS = {"pl": "polish", "en": "english"}
_own = threading.local()  # a stemmer keeps the word at hand in itself, so threads cannot share one


def fold(text: str) -> str:
    """Return the text in small letters without accents."""
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(_PLAIN))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """Return the folded stem of a word, marked with its language so that it never meets a whole word."""
    if not hasattr(_own, "stemmers"):
        _own.stemmers = {code: snowballstemmer.stemmer(name) for code, name in _ALGORITHMS.items()}
    return f"{fold(_own.stemmers[language].stemWord(word.casefold()))}_{language}"


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
    wanted = {found.encode(): fold(found) for found in lemmas}
    for form, found in _entries(language):
        if found in wanted and (folded := fold(form.decode())) != wanted[found]:
            yield folded, wanted[found]


def _entries(language: str) -> Iterable[tuple[bytes, bytes]]:
    """Return (form, lemma) as the dictionary keeps them: to decode all its words would take twenty times as long."""
    dictionary = _dictionaries()[0].get_dictionary(language)
    kept = getattr(dictionary, "_dict", None)
    if isinstance(kept, dict):
        return kept.items()
    return ((form.encode(), found.encode()) for form, found in dictionary.items())


def words(text: str) -> list[str]:
    """Return the words of a text as they stand."""
    return [word for word in WORD.findall(text) if len(word) < 60]


def indexed(text: str, language: str) -> str:
    """Return all forms of all words, for a ``simple`` text-search vector."""
    return " ".join(form for word in words(text) for form in forms(word, language))
