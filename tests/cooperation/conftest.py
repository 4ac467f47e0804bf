"""Cooperation on the first morning of the congress, with messages in English."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

MORNING = "2027-05-19T10:20:00+02:00"


@pytest.fixture
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def at_the_congress(settings) -> None:
    settings.CLOCK = MORNING


@pytest.fixture
def upload(settings, tmp_path):
    """Return a function that makes an uploaded file; what is kept goes to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"

    def make(name: str, content: bytes) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content)

    return make
