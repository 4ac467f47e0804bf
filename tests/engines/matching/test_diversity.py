"""Maximal marginal relevance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grono.engines.matching import diversify

ENTRIES = st.lists(st.tuples(st.floats(0, 1), st.integers(-2, 2), st.integers(-2, 2)), max_size=8)


def split(entries):
    vectors = np.array([entry[1:] for entry in entries], dtype=float).reshape(-1, 2)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return [entry[0] for entry in entries], np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)


@given(ENTRIES)
def test_trade_off_of_one_is_plain_order(entries):
    relevance, vectors = split(entries)
    plain = sorted(range(len(entries)), key=lambda number: -relevance[number])
    assert diversify(relevance, vectors, limit=len(entries), trade_off=1.0) == plain


@given(ENTRIES, st.integers(0, 10), st.floats(0, 1))
def test_each_entry_stands_once_and_the_most_relevant_first(entries, limit, trade_off):
    relevance, vectors = split(entries)
    order = diversify(relevance, vectors, limit=limit, trade_off=trade_off)
    assert len(order) == len(set(order)) == min(limit, len(entries))
    assert all(relevance[order[0]] >= relevance[number] for number in order)


def test_twin_of_the_first_gives_way_to_something_else():
    vectors = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    assert diversify([0.9, 0.8, 0.7], vectors, limit=2) == [0, 2]


@pytest.mark.parametrize(("relevance", "trade_off"), [([0.5], 0.7), ([0.5, 0.5], 1.1), ([0.5, 0.5], -0.1)])
def test_bad_shapes_and_trade_offs_are_refused(relevance, trade_off):
    with pytest.raises(ValueError, match=r"entry|between"):
        diversify(relevance, np.zeros((2, 2)), limit=2, trade_off=trade_off)
