"""Reading without a connection: the service worker, the page shown when nothing else can be, the manifest."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

COLOUR = "#5b2a7a"  # the accent of the light theme, as browsers need it outside of pages


@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Give the script that keeps pages of the programme in the browser; its scope is the whole site."""
    pages = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            pages[code] = reverse("offline")
    files = [static("site/css/site.css"), static("site/img/favicon.svg"), static("site/js/offline.js")]
    context = {"pages": json.dumps(pages), "files": json.dumps(files)}
    text = render_to_string("site/sw.js", context)
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no connection, with the pages kept in this browser; the same for everybody."""
    return HttpResponse(render_to_string("site/offline.html"))


@cache_control(max_age=86400)
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the site to browsers that can put it on the home screen."""
    document = {
        "name": "Grono",
        "short_name": "Grono",
        "description": _("Clusters cooperate all year and hold their congress."),
        "lang": get_language(),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": COLOUR,
        "background_color": "#ffffff",
        "icons": [{"src": static("site/img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(document, content_type="application/manifest+json")
