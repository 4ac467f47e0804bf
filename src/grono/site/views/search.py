"""The one search box."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from grono.kit import registry
from grono.search.queries import PAGE, find


def search(request: HttpRequest) -> HttpResponse:
    """Find organisations, projects and sessions by words of either language."""
    text = request.GET.get("q", "").strip()[:200]
    sources = registry.search_sources()
    kind = request.GET.get("kind", "")
    kind = kind if kind in sources else ""
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() else 1
    found = find(text, language=request.LANGUAGE_CODE, kind=kind, page=page)
    context = {
        "text": text,
        "kind": kind,
        "found": found,
        "kinds": [
            {"code": code, "label": sources[code].label, "count": count}
            for code, count in found.by_kind.items()
            if code in sources
        ],
        "labels": {code: source.label for code, source in sources.items()},
        "page_number": page,
        "pages": -(-found.total // PAGE),
    }
    return render(request, "site/search.html", context)
