"""Supporters, stands and public funds: what everyone sees, and the organiser's lists."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import FileResponse, HttpResponseBase
from django.shortcuts import render

from grono.congress.models.supporters import LOGOS
from grono.congress.queries import edition_by_slug, public_stamp
from grono.congress.queries import supporters as queries
from grono.congress.views.setup import organised
from grono.kit.access import require
from grono.kit.pages import cached_page


def _stamp(request: HttpRequest, edition_slug: str) -> str | None:
    return public_stamp(edition_slug)


@cached_page(stamp=_stamp)
def supporters(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show who stands behind the congress, level by level."""
    edition = edition_by_slug(edition_slug)
    require(request, "congress.view_edition", edition)
    levels = [level for level in queries.levels_of(edition) if level.supporters.all()]
    return render(request, "congress/supporters.html", {"edition": edition, "levels": levels})


@cached_page(stamp=_stamp)
def exhibitors(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show who has a stand, zone by zone."""
    edition = edition_by_slug(edition_slug)
    require(request, "congress.view_edition", edition)
    context = {"edition": edition, "exhibitors": list(queries.exhibitors_of(edition))}
    return render(request, "congress/exhibitors.html", context)


def logo(request: HttpRequest, edition_slug: str, filename: str) -> HttpResponseBase:
    """Hand out a logo; its address changes with the file, so that whoever has it never asks again."""
    edition = edition_by_slug(edition_slug)
    require(request, "congress.view_edition", edition)
    found = queries.logo_named(edition, f"{LOGOS}/{filename}")
    if found is None or not found.logo.storage.exists(str(found.logo.name)):
        raise Http404(f"No logo {filename}.")
    answer = FileResponse(found.logo.open("rb"), content_type=found.logo_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    who = "public" if edition.is_public else "private"
    answer.headers["Cache-Control"] = f"{who}, max-age=31536000, immutable"
    return answer


def console(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List levels and supporters for the organiser."""
    edition = organised(request, edition_slug)
    return render(
        request, "congress/console_supporters.html", {"edition": edition, "levels": queries.levels_of(edition)}
    )


def console_exhibitors(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List the stands for the organiser."""
    edition = organised(request, edition_slug)
    context = {"edition": edition, "exhibitors": queries.exhibitors_of(edition)}
    return render(request, "congress/console_exhibitors.html", context)


def console_credits(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List for the organiser what public funds demand to be shown."""
    edition = organised(request, edition_slug)
    return render(
        request, "congress/console_credits.html", {"edition": edition, "credits": edition.funding_credits.all()}
    )
