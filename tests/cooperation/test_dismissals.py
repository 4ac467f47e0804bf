"""“Not for me”: what is remembered, handed out and forgotten."""

import pytest

from grono.accounts.models import Person
from grono.cooperation.actions.dismissals import dismiss, dismissed, restore
from grono.cooperation.models import Dismissal
from grono.kit.registry import personal_data


def test_dismissing_twice_is_dismissing_once(representative: Person, partner: Person) -> None:
    first = dismiss("organisation", 7, name="Zelená Síť s.r.o.", by=representative)
    assert dismiss("organisation", 7, name="another name", by=representative) == first
    assert (dismissed(representative), dismissed(partner)) == ({"organisation": {7}}, {})


def test_dismissal_is_taken_back_by_whoever_made_it_only(representative: Person, partner: Person) -> None:
    made = dismiss("profile", 7, name="Recycling line", by=representative)
    with pytest.raises(ValueError, match="by the person who made it"):
        restore(made, by=partner)
    assert dismissed(representative) == {"profile": {7}}
    restore(made, by=representative)
    assert dismissed(representative) == {}


def test_dismissals_are_exported_and_erased_with_the_person(representative: Person, partner: Person) -> None:
    made = dismiss("profile", 7, name="Recycling line", by=representative)
    others = dismiss("profile", 7, name="Recycling line", by=partner)
    held = personal_data()["dismissals"]
    assert held.export(representative) == {
        "dismissals": [{"kind": "profile", "name": "Recycling line", "dismissed_at": made.dismissed_at.isoformat()}]
    }
    assert (held.erase(representative), held.erase(representative)) == (1, 0)
    assert list(Dismissal.objects.all()) == [others]
