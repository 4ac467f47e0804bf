"""A directory with its reference tables, and messages in English."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from factories import make_competence
from grono.directory.models import Activity, Region


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def vocabulary(db: None) -> None:
    """Two regions, one activity, two competences."""
    Region.objects.create(code="PL22A", level=3, name=LazyI18nString({"pl": "Katowicki", "en": "Katowicki"}))
    Region.objects.create(code="CZ064", level=3, name=LazyI18nString({"pl": "Kraj południowomorawski"}))
    Activity.objects.create(code="22.21", name=LazyI18nString({"en": "Plastic plates"}))
    make_competence("biogas", LazyI18nString({"pl": "biogaz", "en": "biogas"}))
    make_competence("sorting", LazyI18nString({"pl": "sortowanie", "en": "sorting"}))
