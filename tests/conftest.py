"""Fixtures that every test may use."""

from collections.abc import Iterator

import pytest
from django.utils import translation

pytest_plugins = ["cast"]


@pytest.fixture(autouse=True)
def _language_of_the_site() -> Iterator[None]:
    """Let each test begin in the site's language: a request leaves its own language active in the thread."""
    translation.deactivate()
    yield
    translation.deactivate()
