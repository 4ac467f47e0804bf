"""Pages of the directory that everyone may see."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grono.directory import atlas, queries
from grono.directory.drawing import Picture, picture
from grono.directory.models import Cluster, Organisation
from grono.directory.queries import OrganisationFilter
from grono.directory.texts import best_text
from grono.directory.views.narrowing import asked_filter, counted_selects, place_name
from grono.kit.countries import country_name
from grono.kit.pages import cached_page
from grono.kit.registry import cluster_panels, organisation_panels
from grono.kit.sorting import sort_key

PAGE = 30


def _stamp(request: HttpRequest, slug: str = "") -> str:
    return queries.directory_stamp()


@cached_page(_stamp)
def organisations(request: HttpRequest) -> HttpResponse:
    """List the organisations with a search box and filters that say how many each would show."""
    wanted = asked_filter(request)
    language = get_language() or "en"
    page = Paginator(queries.find_organisations(wanted), PAGE).get_page(request.GET.get("page"))
    context = {
        "wanted": wanted,
        "page": page,
        "lines": [(organisation, *best_text(organisation.summary, language)) for organisation in page.object_list],
        "competence": queries.competence_by_code(wanted.competence),
        "place": place_name(wanted),
        "selects": counted_selects(wanted),
        "may_import": request.user.has_perm("directory.import_organisations"),
    }
    return render(request, "directory/organisations.html", context)


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who an organisation is, what it offers and seeks, and what the other modules know about it."""
    try:
        found = queries.organisation_by_slug(slug)
    except Http404:
        if survivor := queries.merged_into(slug):
            return redirect("organisation", survivor, permanent=True)
        raise
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
    """Show a cluster: its goal and services, groups and fees, its members by sector and on the map, whom to ask."""
    found = queries.cluster_by_slug(slug)
    memberships = list(queries.current_memberships(found))
    context = {
        "cluster": found,
        "groups": queries.members_by_sector(memberships),
        "working_groups": queries.working_groups(found),
        "fees": found.fees.all(),
        "picture": _cluster_map(found) if memberships else None,
        "panels": list(cluster_panels(request, found)),
        "may_edit": request.user.has_perm("directory.edit_cluster", found),
        "trail": [(_("Clusters"), reverse("clusters")), (str(found), "")],
    }
    return render(request, "directory/cluster.html", context)


def _cluster_map(found: Cluster) -> Picture:
    wanted = OrganisationFilter(cluster=found.slug)
    seats = queries.organisation_seats(wanted)
    points = [seat.point for seat in seats if seat.point is not None]
    return picture(seats, queries.cluster_seats(wanted), atlas.frame_of(points) or atlas.EUROPE, wanted)


def _sector_counts(cluster: Cluster) -> list[tuple[str, int]]:
    """Return how many members each sector has, without the sectors that have none."""
    counts = [(sector, getattr(cluster, f"members_{sector}")) for sector in queries.SECTORS]
    return [(sector, count) for sector, count in counts if count]
