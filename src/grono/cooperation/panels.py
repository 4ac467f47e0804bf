"""What the module adds to the page of an organisation."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from grono.accounts.models import Person
from grono.cooperation.queries.agreements import agreements_of
from grono.cooperation.queries.interests import interests_on_page
from grono.cooperation.queries.profiles import public_profiles_of
from grono.directory.models import Organisation
from grono.kit.registry import Panel

SHOWN = 5


def _profiles(request: HttpRequest, organisation: Organisation) -> Mapping[str, Any] | None:
    """Return the public profiles that carry the organisation's name; its representatives see where to write one."""
    found = list(public_profiles_of(organisation)[: SHOWN + 1])
    may_write = request.user.has_perm("cooperation.write_profile", organisation)
    if not found and not may_write:
        return None
    return {"profiles": found[:SHOWN], "more": len(found) > SHOWN, "may_write": may_write, "organisation": organisation}


PROFILES = Panel("cooperation-profiles", "cooperation/_organisation_profiles.html", _profiles, order=5)


def _cooperation(request: HttpRequest, organisation: Organisation) -> Mapping[str, Any] | None:
    """Return the agreements the reader may see, for its own people what waits for an answer, and how to write to it."""
    person = request.user if isinstance(request.user, Person) else None
    agreements = agreements_of(organisation, request.user)
    interests = interests_on_page(organisation, person) if person else []
    may_write = request.user.has_perm("cooperation.express_interest", organisation)
    if not agreements and not interests and not may_write:
        return None
    return {"agreements": agreements, "interests": interests, "may_write": may_write, "organisation": organisation}


COOPERATION = Panel("cooperation", "cooperation/_organisation_cooperation.html", _cooperation, order=10)
