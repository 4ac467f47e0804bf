"""The map and the pages of regions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grono.accounts.access import signed_in
from grono.directory import actions, atlas, queries
from grono.directory.drawing import Picture, map_url, picture
from grono.directory.forms import RegionForm
from grono.directory.models import Region
from grono.directory.nuts import country_of, country_region
from grono.directory.queries import OrganisationFilter, RegionCount
from grono.directory.texts import best_text
from grono.directory.views.narrowing import asked_filter, counted_selects, place_name
from grono.kit.access import require
from grono.kit.countries import country_name
from grono.kit.pages import cached_page
from grono.kit.registry import region_panels
from grono.kit.sorting import sort_key

Nearby = list[tuple[Region, RegionCount]]


def _stamp(request: HttpRequest) -> str:
    return queries.directory_stamp()


@cached_page(_stamp)
def europe(request: HttpRequest) -> HttpResponse:
    """Draw where organisations and clusters are, narrowed as the list is; a country or a region fills the map."""
    wanted = asked_filter(request)
    country = wanted.country or country_of(wanted.region)
    context = {
        "wanted": wanted,
        "picture": _map(wanted),
        "selects": counted_selects(wanted),
        "zooms": _zooms(wanted, country),
        "country": country,
        "country_map": map_url(wanted, country=country, region="", town=""),
        "whole_map": map_url(wanted, country="", region="", town=""),
        "place": place_name(wanted),
        "zoomable": not (country or wanted.town),
    }
    return render(request, "directory/map.html", context)


def _map(wanted: OrganisationFilter) -> Picture:
    """Return the picture: NUTS 2 regions over all of Europe, towns in a country; on a phone a step coarser."""
    seats, clusters = queries.organisation_seats(wanted), queries.cluster_seats(wanted)
    points = [seat.point for seat in seats if seat.point is not None]
    if wanted.region or wanted.town:
        return picture(seats, clusters, atlas.frame_of(points) or atlas.EUROPE, wanted)
    frame = atlas.country_frame(wanted.country) if wanted.country else None
    if frame is not None:
        return picture(seats, clusters, frame, wanted, narrow=atlas.by_region)
    return picture(seats, clusters, atlas.EUROPE, wanted, wide=atlas.by_region, narrow=atlas.by_country)


def _zooms(wanted: OrganisationFilter, chosen: str) -> list[tuple[str, str, int, bool]]:
    """Return where the map can be enlarged, countries or the regions of the chosen one.

    Each with name, address, the number of all organisations there, and whether the map shows it.
    """
    counts = queries.counts_by_region()
    language = get_language() or "en"
    if not chosen:
        drawn = [code for code in counts if len(code) == 2 and country_of(code) in atlas.outlines()]
        names = {code: country_name(country_of(code), language) for code in drawn}
        addresses = {code: map_url(wanted, country=country_of(code)) for code in names}
    else:
        country = Region.objects.filter(code=country_region(chosen)).first()
        inside = queries.regions_inside(country) if country else []
        names = {region.code: str(region.name) for region in inside if counts.get(region.code)}
        addresses = {code: map_url(wanted, country=chosen, region=code, town="") for code in names}
    ordered = sorted(names, key=lambda code: sort_key(names[code]))
    return [(names[code], addresses[code], counts[code].total, code == wanted.region) for code in ordered]


@cached_page(_stamp)
def regions(request: HttpRequest) -> HttpResponse:
    """List the regions in which somebody is, country by country."""
    counts = queries.counts_by_region()
    countries = queries.regions_by_code(code for code in counts if len(code) == 2)
    inside = queries.regions_of_countries(countries)
    lines = [(country, counts[code], _with_counts(inside[code], counts)) for code, country in countries.items()]
    lines.sort(key=lambda line: (-line[1].total, line[0].code))
    return render(request, "directory/regions.html", {"lines": lines})


def _with_counts(found: list[Region], counts: dict[str, RegionCount]) -> Nearby:
    """Return those of the regions that hold anything, in the order of the reader's alphabet."""
    here = [(region, counts[region.code]) for region in found if region.code in counts]
    return sorted(here, key=lambda pair: sort_key(str(pair[0].name)))


def region(request: HttpRequest, code: str) -> HttpResponse:
    """Show a region: who is here, which clusters, what they do, offer and seek, and whom to ask."""
    found = queries.region_by_code(code)
    counts = queries.counts_by_region()
    count = counts.get(code, RegionCount())
    promotion, promotion_language = best_text(found.promotion, get_language() or "en")
    wanted = OrganisationFilter(country=found.country) if found.level == 0 else OrganisationFilter(region=code)
    inside = queries.regions_inside(found)
    here = _with_counts(inside, counts)
    context = {
        "region": found,
        "count": count,
        "promotion": promotion,
        "promotion_language": promotion_language,
        "leading": [
            (sector, organisations, count.organisations[sector])
            for sector, organisations in queries.leading_organisations(found)
        ],
        "clusters": queries.clusters_in(found),
        "activities": queries.activities_in(found),
        "competences": queries.competences_in(found),
        "picture": _region_map(found, wanted) if count else None,
        "narrowing": f"country={found.country}" if found.level == 0 else f"region={code}",
        "inside": here,
        "others": len(inside) - len(here),
        "panels": list(region_panels(request, found)),
        "may_edit": request.user.has_perm("directory.edit_region", found),
        "trail": _trail(found),
    }
    return render(request, "directory/region.html", context)


def _region_map(found: Region, wanted: OrganisationFilter) -> Picture:
    seats, clusters = queries.organisation_seats(wanted), queries.cluster_seats(wanted)
    if found.level == 0 and (frame := atlas.country_frame(found.country)):
        return picture(seats, clusters, frame, wanted, narrow=atlas.by_region)
    points = [seat.point for seat in seats if seat.point is not None]
    return picture(seats, clusters, atlas.frame_of(points) or atlas.EUROPE, wanted)


def _trail(found: Region, *last: str) -> list[tuple[str, str]]:
    around = [(str(region.name), reverse("region", args=[region.code])) for region in queries.regions_around(found)]
    own = reverse("region", args=[found.code]) if last else ""
    return [(_("Regions"), reverse("regions")), *around, (str(found.name), own), *((page, "") for page in last)]


def edit_region(request: HttpRequest, code: str) -> HttpResponse:
    """Change what the region says about itself."""
    found = queries.region_by_code(code)
    require(request, "directory.edit_region", found)
    form = RegionForm(request.POST or None, region=found)
    if request.method == "POST" and form.is_valid():
        actions.promote_region(found, by=signed_in(request), promotion=form.promotion)
        messages.success(request, _("The page of the region has been changed."))
        return redirect("region", code=code)
    context: dict[str, Any] = {"region": found, "form": form, "trail": _trail(found, _("Edit"))}
    return render(request, "directory/region_edit.html", context)
