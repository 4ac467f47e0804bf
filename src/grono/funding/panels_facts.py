"""What the module adds to the page of an organisation for those who look after it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from grono.directory.models import Organisation
from grono.funding.queries.facts_summary import facts_summary
from grono.kit.registry import Panel


def _facts(request: HttpRequest, organisation: Organisation) -> Mapping[str, Any] | None:
    """Return which facts are declared and which are missing, for those who may see them."""
    if not request.user.has_perm("funding.view_facts", organisation):
        return None
    return {"organisation": organisation, "sections": facts_summary(organisation)}


FACTS = Panel("funding-facts", "funding/_organisation_facts.html", _facts, order=45)
