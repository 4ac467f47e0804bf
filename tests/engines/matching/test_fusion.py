"""Fusion and calibration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grono.engines.matching import calibrated, calibrated_all, fuse

RANKINGS = st.dictionaries(
    st.sampled_from(["title", "words", "meaning"]), st.lists(st.integers(0, 9), unique=True), max_size=3
)


def test_hit_of_both_sources_comes_first():
    hits = fuse({"words": ["a", "b"], "meaning": ["b", "c"]})
    assert [hit.key for hit in hits] == ["b", "a", "c"]
    assert hits[0].ranks == {"words": 2, "meaning": 1}
    assert hits[0].score == pytest.approx(1 / 62 + 1 / 61)


def test_weights_decide_between_sources():
    assert [hit.key for hit in fuse({"words": ["a"], "meaning": ["b"]}, weights={"meaning": 2.0})] == ["b", "a"]


def test_negative_weights_are_refused():
    with pytest.raises(ValueError, match="negative"):
        fuse({"words": ["a"]}, weights={"words": -1.0})


@given(RANKINGS)
def test_fused_list_holds_every_key_once_in_falling_order(rankings):
    hits = fuse(rankings)
    assert sorted(hit.key for hit in hits) == sorted(set().union(*rankings.values()))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@given(RANKINGS, st.integers(0, 9))
def test_fusion_is_monotone(rankings, key):
    """A hit that moves up in a source, all else equal, never falls."""
    for source, ranking in rankings.items():
        if key in ranking[1:]:
            place = ranking.index(key)
            better = [*ranking[: place - 1], key, ranking[place - 1], *ranking[place + 1 :]]
            before = next(hit.score for hit in fuse(rankings) if hit.key == key)
            after = next(hit.score for hit in fuse({**rankings, source: better}) if hit.key == key)
            assert after > before


@given(RANKINGS)
def test_one_source_keeps_its_order(rankings):
    for ranking in rankings.values():
        assert [hit.key for hit in fuse({"words": ranking})] == ranking


@given(st.floats(-1, 1), st.floats(-1, 1), st.sampled_from(["pl", "en", "de", "cs", "uk", "lt"]))
def test_calibration_rises_within_its_bounds(one, other, language):
    low, high = sorted((one, other))
    assert 0.0 <= calibrated(low, language) <= calibrated(high, language) <= 1.0


@pytest.mark.parametrize("similarity", [0.3, 0.45, 0.6, 0.9])
def test_unknown_language_takes_the_most_careful_curve(similarity):
    known = [calibrated(similarity, language) for language in ("pl", "en", "de", "cs", "uk")]
    assert calibrated(similarity, "lt") == calibrated(similarity, "") < min(known)


def test_calibration_of_many_equals_that_of_each():
    languages = ["pl", "uk", "lt"]
    each = [calibrated(0.4, language) for language in languages]
    assert calibrated_all(np.full(3, 0.4), languages) == pytest.approx(each)
