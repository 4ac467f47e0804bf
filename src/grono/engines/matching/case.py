"""A ranking as a JSON case (see docs/reference/matching-case.md)."""

from __future__ import annotations

from typing import Any

import numpy as np

from grono.engines.kit.case import Node
from grono.engines.matching.encoder import Encoder, embedded
from grono.engines.matching.problem import Fact, Problem, Profile, Text, Weights

PROFILE = ("key", "texts", "facts", "in_matching")
TEXT = ("field", "record", "language", "text", "vector", "version")


def read_problem(value: Any, *, encoder: Encoder | None = None) -> Problem:
    """Return the problem of a case; texts without a vector are encoded. `CaseError` names the place of a fault."""
    encoder = encoder or embedded()
    root = Node(value)
    root.only("seeker", "candidates", "dismissed", "collaboration", "weights", "limit", "trade_off")
    try:
        return Problem(
            seeker=_profile(root.field("seeker"), encoder),
            candidates=tuple(_profile(node, encoder) for node in root.field("candidates").items()),
            dismissed=frozenset(node.typed(str) for node in root.field("dismissed", []).items()),
            collaboration={key: node.typed(float) for key, node in root.field("collaboration", {}).members()},
            weights=_weights(root.field("weights", {})),
            limit=root.field("limit", 20).typed(int),
            trade_off=root.field("trade_off", 0.7).typed(float),
            version=encoder.version,
        )
    except ValueError as error:
        # A fault that only shows when all is put together, as a key that stands twice.
        raise error if hasattr(error, "place") else root.fail(str(error)) from error


def _weights(node: Node) -> Weights:
    node.only(*vars(Weights()))
    return Weights(**{name: weight.typed(float) for name, weight in node.members()})


def _profile(node: Node, encoder: Encoder) -> Profile:
    node.only(*PROFILE)
    return Profile(
        key=node.field("key").typed(str),
        texts=tuple(_text(item, encoder) for item in node.field("texts", []).items()),
        facts=tuple(_fact(item) for item in node.field("facts", []).items()),
        in_matching=node.field("in_matching", True).typed(bool),
    )


def _text(node: Node, encoder: Encoder) -> Text:
    node.only(*TEXT)
    if "text" in node.value:
        vector = encoder.encode([node.field("text").typed(str)])[0]
        version = encoder.version
    else:
        values = [item.typed(float) for item in node.field("vector").items()]
        vector = np.array(values, dtype=np.float32)
        version = node.field("version", encoder.version).typed(str)
        if not np.isfinite(vector).all() or (vector.any() and abs(float(np.linalg.norm(vector)) - 1.0) > 0.01):
            raise node.field("vector").fail("must have length 1, or be zero for an empty text")
    field, record = node.field("field").typed(str), node.field("record").typed(str)
    return Text(field, record, node.field("language").typed(str), vector, version)


def _fact(node: Node) -> Fact:
    node.only("field", "record", "value")
    values = (node.field("field").typed(str), node.field("record").typed(str), node.field("value").typed(str))
    try:
        return Fact(*values)
    except ValueError as error:
        raise node.fail(str(error)) from error
