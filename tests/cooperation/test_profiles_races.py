"""Two people act on profiles at the same moment, each with their own connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from grono.cooperation import actions
from grono.cooperation.models import PartneringProfile
from grono.cooperation.rules import EditedMeanwhile, WrongState
from profiles import make_profile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at_the_congress")]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do things at the same moment; return what came of each, in alphabetical order."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=10)
            act()
        except (EditedMeanwhile, WrongState) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_drafts_begun_at_the_same_moment_get_different_references(their_organisation, representative):
    results = at_once(*[lambda: make_profile(their_organisation, by=representative)] * 4)
    references = sorted(PartneringProfile.objects.values_list("reference", flat=True))
    assert (results, references) == (["done"] * 4, [f"TOPL20270519{number:03}" for number in range(1, 5)])


def test_of_two_who_save_the_same_version_at_once_one_is_told(their_organisation, representative):
    profile = make_profile(their_organisation, by=representative)
    edit = lambda: actions.update_profile(profile, by=representative, version=1, fields={"trl": 5})  # noqa: E731
    assert at_once(edit, edit) == ["EditedMeanwhile", "done"]


def test_profile_is_published_and_withdrawn_one_after_the_other(their_organisation, representative):
    profile = make_profile(their_organisation, by=representative)
    actions.submit_profile(profile, by=representative)
    publish = lambda: actions.publish_profile(profile, by=representative)  # noqa: E731
    assert at_once(publish, publish) == ["WrongState", "done"]
