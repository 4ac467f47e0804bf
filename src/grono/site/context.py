"""What every page may show."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override


def site(request: HttpRequest) -> dict[str, Any]:
    """Give templates the demo switch, the other language's address and whether search engines may come."""
    return {
        "demo_mode": settings.DEMO,
        "indexing": settings.INDEXING,
        "language_links": _language_links(request),
    }


def _language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the same page in each language of the interface, its own name first."""
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
