"""Words of languages that the encoder does not know, carried over into words that it knows.

The encoder has never read Czech or Ukrainian; a sentence in them lands near its neighbours only by the words they
share with Polish or Russian. So each word that a lexicon knows is replaced by the English one, and every other is
respelled the way its known cousin language would write it (Czech ``vodík`` as ``wodik``, Ukrainian ``хімічна`` as
``химична``), which keeps names and international words within reach.

The lexicons are word alignments learned from public translations (see ``data/README.md``). They are rough: good
enough to bring a text into the right neighbourhood, never to be shown to anybody.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

BRIDGED = frozenset({"cs", "uk"})

_WORD = re.compile(r"[\w'’ʼ]+")
_UKRAINIAN_AS_RUSSIAN = str.maketrans("іїєґІЇЄҐ", "ииегИИЕГ", "'’ʼ")
_CZECH_ENDINGS = tuple(
    (re.compile(rf"(?<=\w\w){ending}\b"), other)
    for ending, other in (
        ("ování", "owanie"),
        ("ace", "acja"),
        ("ení", "enie"),
        ("ání", "anie"),
        ("ství", "stwo"),
        ("ický", "iczny"),
        ("ická", "iczna"),
        ("ické", "iczne"),
        ("ost", "ość"),
    )
)
_CZECH_AS_POLISH = str.maketrans(
    {
        "ř": "rz",
        "š": "sz",
        "č": "cz",
        "ž": "ż",
        "v": "w",
        "ě": "ie",
        "ů": "ó",
        "á": "a",
        "é": "e",
        "í": "i",
        "ý": "y",
        "ú": "u",
        "ň": "n",
        "ď": "d",
        "ť": "t",
        "Ř": "Rz",
        "Š": "Sz",
        "Č": "Cz",
        "Ž": "Ż",
        "V": "W",
        "Ě": "Ie",
        "Ů": "Ó",
        "Á": "A",
        "É": "E",
        "Í": "I",
        "Ý": "Y",
        "Ú": "U",
        "Ň": "N",
        "Ď": "D",
        "Ť": "T",
    }
)


@dataclass(frozen=True)
class Lexicon:
    """English words by whole (folded) form and by stem."""

    forms: dict[str, str]
    stems: dict[str, str]

    def english(self, word: str) -> str | None:
        """Return the English word for a word as it is written; an empty text for a word without meaning of its own."""
        folded = fold(word)
        found = self.forms.get(folded)
        return self.stems.get(stem(folded)) if found is None else found


def carried_over(text: str, language: str) -> str:
    """Return a text in a bridged language as the encoder should read it."""
    words = [_carried(word, language) for word in _WORD.findall(text)]
    return " ".join(word for word in words if word) or text


def fold(word: str) -> str:
    """Return a word in small letters without accents, apostrophes alike: the form that a lexicon is looked up by."""
    plain = word.casefold().replace("ʼ", "'").replace("’", "'").replace("й", "j").replace("ї", "ji")
    return "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))


def stem(folded: str) -> str:
    """Return what is left of a folded word without its ending: crude, and the same for learning and for looking up."""
    return folded if len(folded) <= 4 else folded[: max(4, len(folded) - 2)][:7]


@cache
def lexicon(language: str) -> Lexicon:
    """Read the lexicon of a bridged language (half a megabyte; a few milliseconds)."""
    forms: dict[str, str] = {}
    stems: dict[str, str] = {}
    source = files("grono.engines.matching") / "data" / f"lexicon_{language}.tsv"
    for line in source.read_text(encoding="utf-8").splitlines():
        kind, key, english = line.split("\t")
        (stems if kind == "stem" else forms)[key] = english
    return Lexicon(forms, stems)


def respelled(word: str, language: str) -> str:
    """Return the word as Polish (for Czech) or Russian (for Ukrainian) would write it."""
    if language == "uk":
        return word.translate(_UKRAINIAN_AS_RUSSIAN)
    word = word.replace("h", "g").replace("cg", "ch")
    for ending, other in _CZECH_ENDINGS:
        word = ending.sub(other, word)
    return word.translate(_CZECH_AS_POLISH)


def _carried(word: str, language: str) -> str:
    found = lexicon(language).english(word)
    return respelled(word, language) if found is None else found
