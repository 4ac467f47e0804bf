"""Proposals on the first working day of a call, with messages in English."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from grono.accounts.models import Person
from grono.proposals.models import CallForPresentations
from proposals.calls import START, make_call, make_team


@pytest.fixture
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def open_now(settings) -> None:
    settings.CLOCK = START.isoformat()


@pytest.fixture
def call(db: None, open_now: None) -> CallForPresentations:
    return make_call()


@pytest.fixture
def team(call: CallForPresentations, organiser: Person) -> Person:
    """The organiser, who belongs to the team of the call's edition."""
    return make_team(call.edition, organiser)


@pytest.fixture
def upload(settings, tmp_path):
    """Return a function that makes an uploaded file; what is kept goes to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"

    def make(name: str = "slides.pdf", content: bytes = b"%PDF-1.7 slides") -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content)

    return make
