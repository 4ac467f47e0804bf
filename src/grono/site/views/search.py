"""The one search box."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from grono.cooperation.choices import ProfileType
from grono.kit import registry
from grono.search.queries import FACETS, Hit, filters_from, find
from grono.site.search_facets import facets

LONGEST = 2_000  # characters of a query that are looked at


def search(request: HttpRequest) -> HttpResponse:
    """Find records of all kinds by words and meaning; the whole state stands in the address.

    While somebody types, only the results are sent.
    """
    text = request.GET.get("q", "").strip()[:LONGEST]
    number = request.GET.get("page", "1")
    found = find(
        text,
        language=request.LANGUAGE_CODE,
        filters=filters_from({name: request.GET.getlist(name) for name in FACETS}),
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1,
        exact=request.GET.get("exact") == "1",
    )
    groups = facets(found.facets, request.GET)
    context = {
        "text": text,
        "found": found,
        "facets": groups,
        "chosen": [(facet, value) for facet in groups for value in facet.chosen],
        "kept": [(name, value) for name in FACETS for value in request.GET.getlist(name)],
        "lines": _lines(found.hits),
        "nearby": _lines(found.nearby),
    }
    template = "site/_search_results.html" if request.htmx else "site/search.html"  # type: ignore[attr-defined]
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _lines(hits: list[Hit]) -> list[dict[str, object]]:
    """Return the hits with the names of their kinds and types."""
    sources, types = registry.search_sources(), dict(ProfileType.choices)
    return [
        {"hit": hit, "kind": sources[hit.kind].label, "type": types.get(hit.type, "")}
        for hit in hits
        if hit.kind in sources
    ]
