"""Does a query find the document that means the same in another language?

    python -m benchmarks.cross_language

Mean reciprocal rank (cut at 10) of the right document among all documents of all languages. The other document of the
same topic, in another language, is neither right nor wrong and is passed over. Three ways to rank are compared:

* lexical: BM25 over the folded words, lemmas and stems under which Grono's search indexes and asks words
  (``grono.search.lemmas``), in memory, any word counts;
* semantic: the cosine of the vectors of the embedded encoder;
* hybrid: both by reciprocal-rank fusion, words only where they cover most of the query, as ``fusion.WORDS_COVER`` says.

Topics of half A were looked at when constants were chosen, topics of half B were not.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from benchmarks.cross_language_pairs import LANGUAGES, Document, Query, load
from grono.engines.matching.encoder import embedded
from grono.engines.matching.fusion import WORDS_COVER, fuse
from grono.search.lemmas import EMPTY_WORDS, LEMMATISED, fold, forms, lemma, stem, words

Scores = NDArray[np.float64]
K1, B = 1.2, 0.75
DEEPEST = 10
TITLE_COUNTS = 2


def main() -> None:
    """Print the table."""
    queries, documents = load()
    bm25, cover = lexical(queries, documents)
    cosine = semantic(queries, documents)
    ways = {"lexical": bm25, "semantic": cosine, "hybrid": hybrid(bm25, cover, cosine)}
    pairs = sum(document.topic == query.topic for query in queries for document in documents)
    print(f"{len(queries)} queries, {len(documents)} documents, {pairs} pairs; MRR@{DEEPEST}")
    print(f"{'query → document':<24}{'pairs':>6}" + "".join(f"{way:>10}" for way in ways))
    cells = {way: reciprocal_ranks(scores, queries, documents) for way, scores in ways.items()}
    for own in LANGUAGES:
        for other in LANGUAGES:
            _line(
                f"{own} → {other}",
                cells,
                lambda query, found, own=own, other=other: (query.language, found) == (own, other),
            )
    _line("same language", cells, lambda query, found: query.language == found)
    _line("another language", cells, lambda query, found: query.language != found)
    _line("half A", cells, lambda query, found: query.half == "A")
    _line("half B", cells, lambda query, found: query.half == "B")
    _line("half B, another language", cells, lambda query, found: query.half == "B" and query.language != found)
    _line("all", cells, lambda query, found: True)


def _line(name: str, cells: dict[str, list[tuple[Query, str, float]]], wanted: Callable[[Query, str], bool]) -> None:
    values = {way: [value for query, other, value in found if wanted(query, other)] for way, found in cells.items()}
    count = len(values["hybrid"])
    print(f"{name:<24}{count:>6}" + "".join(f"{fmean(found):>10.3f}" for found in values.values()))


def reciprocal_ranks(
    scores: Scores, queries: Sequence[Query], documents: Sequence[Document]
) -> list[tuple[Query, str, float]]:
    """Return (query, language of the right document, 1/rank or 0) for each pair. Equal scores rank last."""
    found = []
    topics = np.array([document.topic for document in documents])
    for row, query in zip(scores, queries, strict=True):
        for right in np.flatnonzero(topics == query.topic):
            rank = 1 + int((row[topics != query.topic] >= row[right]).sum())
            found.append((query, documents[right].language, 1.0 / rank if rank <= DEEPEST else 0.0))
    return found


def semantic(queries: Sequence[Query], documents: Sequence[Document]) -> Scores:
    """Return the cosines; documents are encoded as search does it, the title on the first line."""
    encoder = embedded()
    texts = [f"{document.title}\n{document.text}" for document in documents]
    return np.asarray(encoder.encode([query.text for query in queries]) @ encoder.encode(texts).T, dtype=np.float64)


def lexical(queries: Sequence[Query], documents: Sequence[Document]) -> tuple[Scores, Scores]:
    """Return the BM25 scores and which share of the weight of the query's words each document has."""
    indexed = [counted(document) for document in documents]
    mean = fmean(found.total() for found in indexed)
    scores, cover = np.zeros((2, len(queries), len(documents)))
    for row, query in enumerate(queries):
        for alternatives in asked(query.text):
            times = np.array([max(found[form] for form in alternatives) for found in indexed], dtype=float)
            having = np.count_nonzero(times)
            weight = math.log(1 + (len(documents) - having + 0.5) / (having + 0.5))
            lengths = np.array([found.total() for found in indexed]) / mean
            scores[row] += weight * times * (K1 + 1) / (times + K1 * (1 - B + B * lengths))
            cover[row] += weight * (times > 0)
        cover[row] /= sum(_weight(alternatives, indexed) for alternatives in asked(query.text))
    return scores, cover


def _weight(alternatives: set[str], indexed: Sequence[Counter[str]]) -> float:
    having = sum(any(found[form] for form in alternatives) for found in indexed)
    return math.log(1 + (len(indexed) - having + 0.5) / (having + 0.5))


def counted(document: Document) -> Counter[str]:
    """Return how often each form of a word stands in a document."""
    found: Counter[str] = Counter()
    for text, times in ((document.title, TITLE_COUNTS), (document.text, 1)):
        for word in words(text):
            for form in forms(word, document.language):
                found[form] += times
    return found


def asked(text: str) -> list[set[str]]:
    """Return the forms of each telling word of a query; its language is not known, so both dictionaries are asked."""
    spoken = words(text)
    telling = [word for word in spoken if fold(word) not in EMPTY_WORDS] or spoken
    return [
        {fold(word)}
        | {fold(lemma(word, language)) for language in LEMMATISED}
        | {stem(word, language) for language in LEMMATISED}
        for word in telling
    ]


def hybrid(bm25: Scores, cover: Scores, cosine: Scores) -> Scores:
    """Return the fused scores."""
    fused = np.zeros_like(cosine)
    for row in range(len(cosine)):
        by_words = [
            int(number) for number in np.argsort(-bm25[row], kind="stable") if cover[row, number] >= WORDS_COVER
        ]
        by_meaning = [int(number) for number in np.argsort(-cosine[row], kind="stable")]
        for hit in fuse({"words": by_words, "meaning": by_meaning}):
            fused[row, hit.key] = hit.score
    return fused


if __name__ == "__main__":
    main()
