"""Learn the lexicons and trigrams of ``grono.engines.matching`` from public translations.

    python scripts/lexicon.py --schema FOLDER --annotations FOLDER --nace FILE

``FOLDER`` are the unpacked packages ``@openstreetmap/id-tagging-schema`` and ``cldr-annotations-full``, ``FILE`` is
the table of NACE labels in many languages. The phrases are aligned word by word with IBM model 1 (Brown et al. 1993).
"""

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grono.engines.matching.bridge import BRIDGED, fold, stem
from grono.engines.matching.language import BUCKETS, LATIN, buckets

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src/grono/engines/matching/data"
COMPETENCES = ROOT / "src/grono/demo/data/edition/competences.csv"
ROUNDS = 6
LONGEST_PHRASE = 25
#: A pair of words is kept from this probability on, after `PRIOR` sightings of something else were added.
LEAST, PRIOR = 0.3, 0.6
ENGLISH_FILLERS = "the a an of and or for to in on with by at from as is are not other its it"
#: Words that carry no meaning of their own are dropped from a text before it is encoded.
FILLERS = {
    "cs": "a i z ze v ve na do pro s se si od o k u za po při nad pod je jsou nebo který která které",
    "uk": "і й та в у на до для з із зі що який яка які за по від або про як це",
}
WORD = re.compile(r"[^\W\d_][\w']*")
Phrases = list[tuple[list[str], list[str]]]
Meanings = dict[str, str]


def main() -> None:
    """Write one lexicon for each bridged language, and the trigrams that tell languages apart."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("schema", "annotations", "nace"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    sources = parser.parse_args()
    english = dict(phrases("en", sources))
    for language in sorted(BRIDGED):
        found = [
            (words(text), english_words(english[key])) for key, text in phrases(language, sources) if key in english
        ]
        lines = lexicon(found, FILLERS[language].split())
        path = TARGET / f"lexicon_{language}.tsv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{path.name}: {len(lines)} entries from {len(found)} phrases")
    np.save(TARGET / "trigrams.npy", trigrams(sources), allow_pickle=False)


def trigrams(sources: argparse.Namespace) -> NDArray[np.float16]:
    """Return the logarithms of the chances of each bucket of trigrams in each language (smoothed by one half)."""
    counts = np.full((len(LATIN), BUCKETS), 0.5)
    for number, language in enumerate(LATIN):
        for _, text in phrases(language, sources):
            for found in (*buckets(text), *buckets(fold(text))):
                counts[number, found] += 1
    return np.log(counts / counts.sum(axis=1, keepdims=True)).astype(np.float16)


def phrases(language: str, sources: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Yield (key, text) of every phrase that the sources have in a language; equal keys translate each other."""
    schema = json.loads((sources.schema / f"dist/translations/{language}.json").read_text(encoding="utf-8"))
    yield from leaves(schema[language])
    path = sources.annotations / f"annotations/{language}/annotations.json"
    for sign, found in json.loads(path.read_text(encoding="utf-8"))["annotations"]["annotations"].items():
        yield f"{sign} name", " ".join(found.get("tts", []))
        yield f"{sign} words", " ".join(found.get("default", []))
    for kind, table in (("nace", sources.nace), ("competence", COMPETENCES)):
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield f"{kind} {row['code']}", row.get(language) or ""


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (path, text) of every text in a tree of objects."""
    if isinstance(tree, dict):
        for name, branch in tree.items():
            yield from leaves(branch, f"{path}/{name}")
    elif isinstance(tree, str):
        yield path, tree


def words(text: str) -> list[str]:
    """Return the folded words of a text."""
    return [word for word in WORD.findall(fold(text)) if len(word) > 1]


def english_words(text: str) -> list[str]:
    """Return the English words of a text that mean something."""
    fillers = ENGLISH_FILLERS.split()
    return [word for word in WORD.findall(text.lower()) if word not in fillers]


def lexicon(pairs: Phrases, fillers: list[str]) -> list[str]:
    """Return the lines of a lexicon: whole forms first, then stems."""
    forms = aligned(pairs, lambda word: word) | {fold(filler): "" for filler in fillers}
    stems = aligned(pairs, stem)
    lines = [f"form\t{form}\t{forms[form]}" for form in sorted(forms)]
    return lines + [f"stem\t{key}\t{stems[key]}" for key in sorted(stems)]


def aligned(pairs: Phrases, shorten: Callable[[str], str]) -> Meanings:
    """Return the most probable English word of each word (shortened first) where it is probable enough."""
    short = [([*map(shorten, phrase), ""], english) for phrase, english in pairs]
    short = [
        (phrase, english) for phrase, english in short if english and len(phrase) + len(english) < 2 * LONGEST_PHRASE
    ]
    chance: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    total: dict[str, float] = {}
    for _ in range(ROUNDS):
        count: dict[tuple[str, str], float] = defaultdict(float)
        total = defaultdict(float)
        for phrase, english in short:
            for meaning in english:
                whole = sum(chance[meaning, word] for word in phrase) or 1.0
                for word in phrase:
                    share = chance[meaning, word] / whole
                    count[meaning, word] += share
                    total[word] += share
        chance = defaultdict(float, {pair: value / total[pair[1]] for pair, value in count.items()})
    best: dict[str, tuple[float, str]] = {}
    for (meaning, word), probability in chance.items():
        sure = probability * total[word] / (total[word] + PRIOR)
        if word and sure >= LEAST:
            best[word] = max(best.get(word, (0.0, "")), (sure, meaning))
    return {word: meaning for word, (_, meaning) in best.items()}


if __name__ == "__main__":
    main()
