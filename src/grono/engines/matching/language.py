"""In which language a text is written, as far as the encoder must know: by its letters, three at a time.

A naive Bayes classifier over letter trigrams, made for texts as short as a query; learned from the same public
translations as the lexicons (see ``data/README.md``). Texts are learned with and without accents, because people type
both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

LATIN = ("cs", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "tr")
BUCKETS = 4096
#: Czech must be this much likelier (natural logarithm, for each word) than any other language.
MARGIN = 0.3
#: Trigrams beyond this tell nothing new.
LONGEST = 300

_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
#: Letters that Russian, Belarusian, Serbian and Macedonian have and Ukrainian has not.
_NOT_UKRAINIAN = re.compile(r"[ыэъёўјљњћђѓќџ]", re.IGNORECASE)


def unknown_language(text: str) -> str | None:
    """Return ``cs`` for a text that looks Czech (or Slovak), ``uk`` for Ukrainian, None for any other.

    Cyrillic without a letter that Ukrainian lacks counts as Ukrainian.
    """
    text = text[:LONGEST]
    if _CYRILLIC.search(text):
        return None if _NOT_UKRAINIAN.search(text) else "uk"
    found = list(buckets(text))
    if not found:
        return None
    likelihoods = _table()[:, found].sum(axis=1)
    czech = likelihoods[0] - likelihoods[1:].max()
    return "cs" if czech >= MARGIN * len(_WORD.findall(text)) else None


def buckets(text: str) -> Iterator[int]:
    """Yield the bucket of each trigram of the words of a text."""
    for word in _WORD.findall(text.lower()):
        framed = f" {word} "
        for start in range(len(framed) - 2):
            yield crc32(framed[start : start + 3].encode("utf-8", "replace")) % BUCKETS


@cache
def _table() -> NDArray[np.float32]:
    """Return the logarithms of the chances of each bucket (languages × buckets)."""
    source = files("grono.engines.matching") / "data" / "trigrams.npy"
    with source.open("rb") as file:
        return np.asarray(np.load(file, allow_pickle=False), dtype=np.float32)
