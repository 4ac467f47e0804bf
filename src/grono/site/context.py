"""What every page may show."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from grono.congress.models import TeamMember
from grono.congress.queries import current_edition


def site(request: HttpRequest) -> dict[str, Any]:
    """Give templates the demo switch, the navigation and the same page in the other languages."""
    return {
        "LANGUAGE_CODE": get_language(),
        "demo_mode": settings.DEMO,
        "indexing": settings.INDEXING,
        "language_links": _language_links(request),
        "navigation": _navigation(request),
    }


def _language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the same page in each language of the interface, named in its own language."""
    current = get_language()
    path = request.get_full_path()
    prefix = f"/{current}/"
    links = []
    for code, name in (("pl", "Polski"), ("en", "English")):
        if path.startswith(prefix):
            target = f"/{code}/{path.removeprefix(prefix)}"
        else:
            with override(code):
                target = reverse("home")
        links.append({"code": code, "name": name, "path": target, "current": code == current})
    return links


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the main menu: what belongs to the congress at hand, then the directory.

    The edition comes from the address where there is one, so that its pages need no query for the menu.
    """
    slug = _edition_slug(request)
    signed_in = request.user.is_authenticated
    entries: list[tuple[str, str, dict[str, str]]] = []
    if slug:
        entries += [
            (_("Congress"), "edition", {"edition_slug": slug}),
            (_("Programme"), "programme", {"edition_slug": slug}),
        ]
        if signed_in:
            entries.append((_("My agenda"), "agenda", {"edition_slug": slug}))
            entries.append((_("People"), "people", {"edition_slug": slug}))
    entries += [
        (_("Organisations"), "organisations", {}),
        (_("Clusters"), "clusters", {}),
        (_("Cooperation"), "profiles", {}),
        (_("Projects"), "projects", {}),
        (_("Calls"), "funding", {}),
    ]
    if slug and signed_in and TeamMember.objects.filter(edition__slug=slug, person=request.user.pk).exists():
        entries.append((_("Organise"), "console", {"edition_slug": slug}))
    items = []
    for label, name, arguments in entries:
        path = reverse(name, kwargs=arguments)
        items.append({"label": label, "path": path, "current": _current(request.path, path, name)})
    return items


def _edition_slug(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is not None and "edition_slug" in match.kwargs:
        return str(match.kwargs["edition_slug"])
    edition = current_edition()
    return edition.slug if edition else ""


def _current(page: str, target: str, name: str) -> str:
    if page == target:
        return "page"
    return "true" if name != "edition" and page.startswith(target) else ""
