"""The filters that the list of organisations and the map have in common."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grono.directory import queries
from grono.directory.choices import HelixSector
from grono.directory.queries import OrganisationFilter
from grono.kit.countries import country_name
from grono.kit.options import counted_options

PARAMETERS = ("country", "region", "town", "sector", "cluster", "competence", "kind")


def asked_filter(request: HttpRequest) -> OrganisationFilter:
    """Return what the address narrows the organisations to."""
    given = {name: request.GET.get(name, "").strip()[:120] for name in PARAMETERS}
    return OrganisationFilter(text=request.GET.get("q", "").strip()[:100], **given)


def place_name(wanted: OrganisationFilter) -> str:
    """Return the town or region that is asked for, as people call it; empty when none is."""
    if wanted.town or not wanted.region:
        return wanted.town
    region = queries.regions_by_code([wanted.region]).get(wanted.region)
    return str(region.name) if region else wanted.region


def counted_selects(wanted: OrganisationFilter) -> list[dict[str, Any]]:
    """Return the filters of the list as fields with counted options, in the order in which they are read."""
    language = get_language() or "en"
    sectors = dict(HelixSector.choices)
    clusters = queries.cluster_names()
    kinds = {"real": _("real, from public sources"), "demonstration": _("demonstration, invented")}
    names = {
        "country": lambda code: country_name(code, language),
        "sector": lambda code: sectors.get(code, code),
        "cluster": lambda slug: clusters.get(slug, slug),
        "kind": lambda kind: kinds.get(kind, kind),
    }
    labels = {"country": _("Country"), "sector": _("Helix sector"), "cluster": _("Cluster"), "kind": _("Real or not")}
    return [
        {
            "name": name,
            "label": labels[name],
            "options": counted_options(queries.count_by(wanted, name), getattr(wanted, name), name_of),
        }
        for name, name_of in names.items()
    ]
