"""Slips of the finger are counted and forgiven by length."""

import pytest

from grono.search.spelling import Candidate, best, distance, grams, pieces, tolerance


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("klaster", "klaster", 0),
        ("stucznych", "sztucznych", 1),  # lost
        ("wodoór", "wodór", 1),  # added
        ("recyklinh", "recykling", 1),  # mistaken
        ("recyklign", "recykling", 1),  # swapped
        ("rceyklign", "recykling", 2),
        ("", "ab", 2),
        ("ca", "abc", 3),  # a swapped pair is not torn apart again
    ],
)
def test_distance_counts_slips(one, other, slips):
    assert distance(one, other, 3) == slips
    assert distance(other, one, 3) == slips


def test_distance_gives_up_beyond_the_limit():
    assert distance("hydrogen", "plastics", 2) == 3


@pytest.mark.parametrize(("word", "slips"), [("woda", 1), ("pet", 0), ("h2o2x", 0), ("wodorem", 1), ("recykling", 2)])
def test_tolerance_grows_with_the_word(word, slips):
    assert tolerance(word) == slips


def test_best_prefers_the_nearest_then_the_same_beginning_then_the_commonest():
    near = [Candidate(word, word, count) for word, count in [("mowa", 9), ("woda", 2), ("woda2", 1), ("wola", 5)]]
    assert [one.word for one in best("wowa", near)] == ["wola", "woda", "mowa"]


def test_grams_mark_beginning_and_end():
    assert grams("pet") == ["^pe", "et$", "pet"]


@pytest.mark.parametrize("word", ["wodór", "recykling", "sztucznych", "przetwórstwo"])
def test_pieces_of_a_word_with_one_slip_are_shared_with_the_word_meant(word):
    slips = [word[:at] + word[at + 1 :] for at in range(len(word))]
    slips += [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
    slips += [word[:at] + "q" + word[at:] for at in range(len(word) + 1)]
    slips += [word[:at] + "q" + word[at + 1 :] for at in range(len(word))]
    assert [slip for slip in slips if not set(pieces(slip)) & set(grams(word))] == []
