"""Find the constants of ``grono.engines.matching.fusion.CURVES``.

    python -m benchmarks.cross_language_curves

For each language of a document a logistic curve is fitted (maximum likelihood, Newton's method) to the similarities of
queries with documents that match and that do not. The queries are those of half A of the cross-language pairs and the
names of the 76 competences, looked for in the other languages. Matches together weigh half as much as the others: of
the nearest texts, which alone a search looks at, about one in three fits. The quality is printed for half B, which the
fit has not seen.
"""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import grono.demo
from benchmarks.cross_language_pairs import LANGUAGES, load
from grono.engines.matching.encoder import embedded
from grono.engines.matching.fusion import CURVES, Curve

COMPETENCES = Path(grono.demo.__file__).parent / "data" / "edition" / "competences.csv"
MATCHES_SHARE = 1 / 3
ROUNDS = 30
Sample = tuple[NDArray[np.float64], NDArray[np.bool_]]


def main() -> None:
    """Print the fitted curves beside those in use, and their quality on half B."""
    names = competences()
    print(f"{'language':<10}{'middle':>8}{'slope':>8}{'in use':>16}{'AUC on B':>10}{'sure of matches, others (B)':>30}")
    for language in LANGUAGES:
        seen, unseen = pairs(language, "A"), pairs(language, "B")
        similarities = np.concatenate([seen[0], names[language][0]])
        curve = fitted(similarities, np.concatenate([seen[1], names[language][1]]))
        used = CURVES[language]
        sure = np.array([curve(float(value)) for value in unseen[0]])
        print(
            f"{language:<10}{curve.middle:>8.3f}{curve.slope:>8.1f}{f'{used.middle}, {used.slope}':>16}"
            f"{auc(unseen):>10.3f}{sure[unseen[1]].mean():>22.2f}, {sure[~unseen[1]].mean():.2f}"
        )


def pairs(language: str, half: str) -> Sample:
    """Return the similarities of queries of a half with documents in a language, and which of them match."""
    queries, documents = load()
    queries = [query for query in queries if query.half == half]
    documents = [document for document in documents if document.language == language]
    encoder = embedded()
    texts = encoder.encode([f"{document.title}\n{document.text}" for document in documents])
    similarities = encoder.encode([query.text for query in queries]) @ texts.T
    matches = np.array([[query.topic == document.topic for document in documents] for query in queries])
    return similarities.ravel().astype(np.float64), matches.ravel()


def competences() -> dict[str, Sample]:
    """Return the same for the names of competences; the document's language is the key."""
    with COMPETENCES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    vectors = {language: embedded().encode([row[language] for row in rows]) for language in LANGUAGES}
    same = np.eye(len(rows), dtype=bool)
    found = {}
    for language in LANGUAGES:
        others = [vectors[other] @ vectors[language].T for other in LANGUAGES if other != language]
        found[language] = (np.concatenate([one.ravel() for one in others]), np.tile(same.ravel(), len(others)))
    return found


def fitted(similarities: NDArray[np.float64], matches: NDArray[np.bool_]) -> Curve:
    """Return the curve of greatest likelihood, with a slight pull of the slope towards nothing."""
    weights = np.where(matches, MATCHES_SHARE / matches.sum(), (1 - MATCHES_SHARE) / (~matches).sum()) * len(matches)
    design = np.column_stack([np.ones_like(similarities), similarities])
    constants = np.zeros(2)
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-design @ constants))
        slope = design.T @ (weights * (matches - chance)) - [0.0, 0.1 * constants[1]]
        bend = (design * (weights * chance * (1 - chance))[:, None]).T @ design + np.diag([0.0, 0.1])
        constants = constants + np.linalg.solve(bend, slope)
    return Curve(float(-constants[0] / constants[1]), float(constants[1]))


def auc(sample: Sample) -> float:
    """Return the chance that a match is more similar than one that is none."""
    similarities, matches = sample
    others = np.sort(similarities[~matches])
    return float(np.searchsorted(others, similarities[matches]).mean() / len(others))


if __name__ == "__main__":
    main()
