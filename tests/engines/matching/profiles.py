"""Profiles made by hand, with vectors of three dimensions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grono.engines.matching import Fact, Profile, Text

VERSION = "v1"


def text(record: str, *values: float, language: str = "pl", field: str = "summary", version: str = VERSION) -> Text:
    vector = np.array(values, dtype=np.float32)
    length = float(np.linalg.norm(vector)) or 1.0
    return Text(field, record, language, (vector / length).astype(np.float32), version)


def facts(record: str, **values: str) -> tuple[Fact, ...]:
    return tuple(Fact(field, record, value) for field, several in values.items() for value in several.split())


def without(profile: Profile, record: str) -> Profile:
    """The profile after a record was deleted."""
    return replace(
        profile,
        texts=tuple(text for text in profile.texts if text.record != record),
        facts=tuple(fact for fact in profile.facts if fact.record != record),
    )
