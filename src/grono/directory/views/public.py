"""Pages of the directory that everyone may see."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grono.directory import queries
from grono.directory.choices import HelixSector
from grono.directory.models import Cluster, Organisation
from grono.directory.queries import OrganisationFilter
from grono.directory.texts import best_text
from grono.kit.countries import country_name
from grono.kit.pages import cached_page
from grono.kit.registry import organisation_panels
from grono.kit.sorting import sort_key

PAGE = 30
_PARAMETERS = ("country", "sector", "cluster", "competence", "kind")


def _stamp(request: HttpRequest, slug: str = "") -> str:
    return queries.directory_stamp()


def _filter(request: HttpRequest) -> OrganisationFilter:
    given = {name: request.GET.get(name, "").strip()[:120] for name in _PARAMETERS}
    return OrganisationFilter(text=request.GET.get("q", "").strip()[:100], **given)


@cached_page(_stamp)
def organisations(request: HttpRequest) -> HttpResponse:
    """List the organisations with a search box and filters that say how many each would show."""
    wanted = _filter(request)
    language = get_language() or "en"
    page = Paginator(queries.find_organisations(wanted), PAGE).get_page(request.GET.get("page"))
    context = {
        "wanted": wanted,
        "page": page,
        "lines": [(organisation, *best_text(organisation.summary, language)) for organisation in page.object_list],
        "competence": queries.competence_by_code(wanted.competence),
        "selects": _selects(wanted),
        "may_import": request.user.has_perm("directory.import_organisations"),
    }
    return render(request, "directory/organisations.html", context)


def _selects(wanted: OrganisationFilter) -> list[dict[str, Any]]:
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
    selects = []
    for name, name_of in names.items():
        value = getattr(wanted, name)
        counted = queries.count_by(wanted, name)
        if value:
            counted.setdefault(value, 0)
        options = [
            {"value": key, "label": str(name_of(key)), "count": count, "selected": key == value}
            for key, count in counted.items()
            if count or key == value
        ]
        options.sort(key=lambda option: sort_key(str(option["label"])))
        selects.append({"name": name, "label": labels[name], "options": options})
    return selects


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who an organisation is, what it offers and seeks, and what the other modules know about it."""
    found = queries.organisation_by_slug(slug)
    language = get_language() or "en"
    summary, summary_language = best_text(found.summary, language)
    description, description_language = best_text(found.description, language)
    claims = queries.claims_by_direction(found)
    panels = list(organisation_panels(request, found))
    context = {
        "organisation": found,
        "summary": summary,
        "summary_language": summary_language,
        "description": description if description != summary else "",
        "description_language": description_language,
        "offers": claims["offer"],
        "seeks": claims["seek"],
        "panels": panels,
        "panel_names": {panel.name for panel, _values in panels},
        "may_edit": request.user.has_perm("directory.edit_organisation", found),
        "trail": _organisation_trail(found, language),
    }
    return render(request, "directory/organisation.html", context)


def _organisation_trail(found: Organisation, language: str) -> list[tuple[str, str]]:
    listing = reverse("organisations")
    return [
        (_("Organisations"), listing),
        (country_name(found.country, language), f"{listing}?country={found.country}"),
        (found.short_name or found.name, ""),
    ]


@cached_page(_stamp)
def clusters(request: HttpRequest) -> HttpResponse:
    """List the clusters with their goal and how many members of which sector they have."""
    found = sorted(queries.clusters_with_counts(), key=lambda cluster: sort_key(str(cluster.name)))
    context = {
        "demonstration": [(cluster, _sector_counts(cluster)) for cluster in found if cluster.is_demonstration],
        "real": [(cluster, _sector_counts(cluster)) for cluster in found if not cluster.is_demonstration],
    }
    return render(request, "directory/clusters.html", context)


def cluster(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a cluster: its goal and services, its members by sector, who coordinates it."""
    found = queries.cluster_by_slug(slug)
    memberships = list(queries.current_memberships(found))
    context = {
        "cluster": found,
        "groups": queries.members_by_sector(memberships),
        "may_edit": request.user.has_perm("directory.edit_cluster", found),
        "trail": [(_("Clusters"), reverse("clusters")), (str(found), "")],
    }
    return render(request, "directory/cluster.html", context)


def _sector_counts(cluster: Cluster) -> list[tuple[str, int]]:
    """Return how many members each sector has, without the sectors that have none."""
    counts = [(sector, getattr(cluster, f"members_{sector}")) for sector in queries.SECTORS]
    return [(sector, count) for sector, count in counts if count]
