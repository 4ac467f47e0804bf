"""Changing roles without a password, and the outbox. These addresses exist in demo mode only."""

import json
from urllib.parse import urlsplit

from django.contrib.auth import login, logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from grono.congress.models import Participant
from grono.demo.loading import DATA, SLUG
from grono.demo.models import SentMail
from grono.demo.roles import SESSION_KEY, role_by_code


@csrf_exempt
@require_POST
def change_role(request: HttpRequest) -> HttpResponse:
    """Look at the site as somebody else and come back to the same page.

    The form stands on cached pages of visitors and so carries no token; the browser's own word on where the
    request comes from stands in for it.
    """
    _require_same_origin(request)
    role = role_by_code(request.POST.get("role", ""))
    if role is None:
        raise Http404("There is no such role in the demonstration.")
    logout(request)
    if role.participant:
        participant = get_object_or_404(
            Participant.objects.select_related("person"), edition__slug=SLUG, code=role.participant
        )
        login(request, participant.person, backend="django.contrib.auth.backends.ModelBackend")
        request.session[SESSION_KEY] = role.code
    return HttpResponseRedirect(_safe_target(request, role.code))


def outbox(request: HttpRequest) -> HttpResponse:
    """List the mails that the demonstration would have sent, the latest first."""
    return render(request, "demo/outbox.html", {"mails": SentMail.objects.order_by("-pk")[:100]})


def outbox_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mail of the outbox."""
    return render(request, "demo/outbox_mail.html", {"mail": get_object_or_404(SentMail, pk=pk)})


def sources(request: HttpRequest) -> HttpResponse:
    """Credit the sources of the facts about real organisations, with their licences."""
    text = (DATA / "real" / "sources.json").read_text(encoding="utf-8")
    language = get_language() or "en"
    entries = [{**entry, "used": entry["used"].get(language, entry["used"]["en"])} for entry in json.loads(text)]
    return render(request, "demo/sources.html", {"sources": entries})


def _require_same_origin(request: HttpRequest) -> None:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site != "same-origin":
        raise PermissionDenied
    if site is None and origin is not None and urlsplit(origin).netloc != request.get_host():
        raise PermissionDenied


def _safe_target(request: HttpRequest, role: str) -> str:
    """Return the page to go back to; a page that the new role may not see leads home."""
    target = request.POST.get("next", "")
    if role == "visitor" or not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = target if _is_public(target) else reverse("home")
    return target


def _is_public(target: str) -> bool:
    private = (
        "/agenda/", "/organiser/", "/dashboard/", "/meetings/", "/account/", "/edit/", "/recommendations/", "/history/",
        "/interests/", "/interest/", "/cooperation/mine/", "/cooperation/new/", "/cooperation/review/",
        "/cooperation/agreements/", "/directory/import/", "/directory/new/", "/directory/duplicates/",
    )  # fmt: skip
    return target.startswith("/") and not target.startswith("//") and not any(part in target for part in private)
