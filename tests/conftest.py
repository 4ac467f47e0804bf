"""Fixtures that every test may use, and how the tests are spread over processes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = ["cast"]
JOURNEYS = "tests/journeys/"


class JourneysTogether(LoadScopeScheduling):
    """Gives all journeys, which share one site, to one process and first; every other test goes wherever there is room.

    The marks of ``--dist loadgroup`` would say the same, but pytest 9.2 no longer shows them to xdist 3.8.
    """

    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if nodeid.startswith(JOURNEYS) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> JourneysTogether:
    """Spread the tests in our way, whatever way was asked for."""
    return JourneysTogether(config, log)


@pytest.fixture(autouse=True)
def _language_of_the_site() -> Iterator[None]:
    """Let each test begin in the site's language: a request leaves its own language active in the thread."""
    translation.deactivate()
    yield
    translation.deactivate()
