"""Funding on the first morning of the congress."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

MORNING = "2027-05-19T10:20:00+02:00"


@pytest.fixture
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def at_the_congress(settings) -> None:
    settings.CLOCK = MORNING
