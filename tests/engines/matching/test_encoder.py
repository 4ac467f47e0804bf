"""The embedded encoder: whatever a text holds, and in whatever company it comes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grono.engines.matching.bridge import carried_over
from grono.engines.matching.encoder import LONGEST, embedded
from grono.engines.matching.language import unknown_language

PLASTICS = "recykling tworzyw sztucznych"
SAME = {
    "en": "plastics recycling",
    "de": "Kunststoffrecycling",
    "cs": "recyklace plastů",
    "uk": "переробка пластику",
}
OTHERS = ("paper mill waste", "hydrogen storage", "stroje na zpracování dřeva", "cyberbezpieczeństwo małych firm")


def similarity(one: str, other: str) -> float:
    first, second = embedded().encode([one, other])
    return float(first @ second)


def test_encoder_is_one_for_the_process():
    assert embedded() is embedded()
    assert embedded().dimensions == 512
    assert embedded().version.partition("+")[0]


@pytest.mark.parametrize("language", sorted(SAME))
def test_same_meaning_in_another_language_is_nearer_than_other_meanings(language):
    assert similarity(PLASTICS, SAME[language]) > 0.6 > max(similarity(PLASTICS, other) for other in OTHERS)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "\ud800", "\u200b\ufeff \x07"])
def test_text_without_anything_to_read_has_a_zero_vector(text):
    assert not embedded().encode([text]).any()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert('x')</script>",
        "a\x00b",
        "tekst \ud83d urwany",
        "ა ბ გ",
        "🙂" * 50,
        "x" * 100_000,
        "słowo " * 20_000,
        "\n".join(["wiersz"] * 5_000),
        "ÄĂ¤ mojibake Å‚",
        "1,5 2.000,00 %",
    ],
)
def test_anything_else_has_a_vector_of_length_one(text):
    vector = embedded().encode([text])[0]
    assert vector.dtype == np.float32
    assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-4)


def test_no_texts_give_no_vectors():
    assert embedded().encode([]).shape == (0, 512)


def test_what_follows_the_longest_length_changes_nothing():
    start = "recykling " * (LONGEST // 10 + 5)
    assert embedded().encode([start])[0] == pytest.approx(embedded().encode([start + "wodór " * 100])[0], abs=1e-6)


def test_first_line_counts_as_a_title():
    body = "Szukamy partnerów do wspólnego projektu w kilku krajach i mamy dwadzieścia lat doświadczenia."
    plain, titled = f"{PLASTICS} {body}", f"{PLASTICS}\n{body}"
    assert similarity(PLASTICS, titled) > similarity(PLASTICS, plain)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=6), st.data())
def test_vector_does_not_depend_on_the_batch(texts, data):
    chosen = data.draw(st.integers(0, len(texts) - 1))
    together, alone = embedded().encode(texts)[chosen], embedded().encode([texts[chosen]])[0]
    assert together == pytest.approx(alone, abs=1e-3)


def test_threads_get_the_same_vectors():
    texts = [f"{PLASTICS} {number}" for number in range(8)]
    expected = embedded().encode(texts)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: embedded().encode([text])[0], texts))
    assert np.array(found) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("recyklace plastového odpadu", "cs"),
        ("udrzba vetrnych elektraren", "cs"),
        ("переробка пластику", "uk"),
        ("переработка отходов и вторичное сырьё", None),
        (PLASTICS, None),
        ("plastics recycling", None),
        ("Kunststoffrecycling für Verpackungen", None),
        ("reciclaje de plásticos", None),
        ("12 %", None),
        ("", None),
    ],
)
def test_language_is_told_by_letters(text, language):
    assert unknown_language(text) == language


@pytest.mark.parametrize(
    ("text", "language", "read"),
    [
        ("recyklace plastů", "cs", "recycling plastics"),
        ("výroba a údržba", "cs", "manufacture maintenance"),
        ("Křižíkova", "cs", "Krziżikowa"),
        ("a", "cs", "a"),
        ("переробка для промисловості", "uk", "recycling industrial"),
        ("Їжакевич", "uk", "Ижакевич"),
        ("і", "uk", "і"),
    ],
)
def test_known_words_are_carried_over_others_respelled_and_fillers_dropped(text, language, read):
    assert carried_over(text, language) == read
