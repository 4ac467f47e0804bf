"""Profiles for tests."""

from datetime import date
from typing import Any

from factories import make_person
from grono.accounts.models import Person
from grono.cooperation import actions
from grono.cooperation.models import PartneringProfile
from grono.directory.models import Organisation


def complete_fields(**fields: Any) -> dict[str, Any]:
    """Return what a profile needs to go to review."""
    usual = {
        "type": "TO",
        "language": "en",
        "title": "Regranulate of LDPE film from farms",
        "summary": "We wash and regranulate dirty agricultural film into LDPE that goes back into film. " * 2,
        "description": "Two lines wash, sort and regranulate film with up to forty per cent of dirt. " * 6,
        "advantages": "Half the water, no sorting by hand.",
        "stage": "on_market",
        "trl": 9,
        "partner_role": "A producer of packaging who tests our material in blown film.",
        "cooperation_types": ["technical", "manufacturing"],
        "valid_until": date(2027, 8, 27),
    }
    return usual | fields


def make_profile(organisation: Organisation, *, by: Person | None = None, **fields: Any) -> PartneringProfile:
    """Make a draft that says all it needs to."""
    keywords = fields.pop("keywords", ())
    return actions.create_profile(
        organisation, by=by or make_person(), fields=complete_fields(**fields), keywords=keywords
    )


def published(organisation: Organisation, *, by: Person | None = None, **fields: Any) -> PartneringProfile:
    """Make a profile that everybody can read."""
    person = by or make_person()
    profile = make_profile(organisation, by=person, **fields)
    actions.submit_profile(profile, by=person)
    return actions.publish_profile(profile, by=person)
