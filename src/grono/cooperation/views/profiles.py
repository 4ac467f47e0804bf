"""Pages of the profiles that everyone may read: the list, the feed, a profile and its files."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grono.cooperation.choices import ProfileLanguage, ProfileState, ProfileType
from grono.cooperation.formats.atom import MOST, profiles_feed
from grono.cooperation.formats.json_ld import json_ld_block, profile_json_ld
from grono.cooperation.forms.profiles import RenewalForm, ReviewForm
from grono.cooperation.models import PartneringProfile, ProfileAttachment
from grono.cooperation.queries import profiles as queries
from grono.cooperation.queries.profiles import ProfileFilter
from grono.cooperation.rules import is_public, may
from grono.directory.choices import HelixSector
from grono.directory.queries import organisations_of
from grono.kit import clock
from grono.kit.countries import country_name
from grono.kit.options import counted_options
from grono.kit.pages import cached_page

PAGE = 20
_PARAMETERS = ("type", "country", "sector", "keyword", "language", "organisation")
_VERBS = ("submit", "publish", "withdraw", "renew", "revise")


def _stamp(request: HttpRequest, reference: str = "") -> str:
    return queries.profiles_stamp()


def _filter(request: HttpRequest) -> ProfileFilter:
    given = {name: request.GET.get(name, "").strip()[:120] for name in _PARAMETERS}
    return ProfileFilter(text=request.GET.get("q", "").strip()[:100], **given)


@cached_page(_stamp)
def profiles(request: HttpRequest) -> HttpResponse:
    """List the public profiles with a search box and filters that say how many each would show."""
    wanted = _filter(request)
    page = Paginator(queries.find_profiles(wanted), PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    person = request.user
    context = {
        "wanted": wanted,
        "page": page,
        "selects": _selects(wanted),
        "feed": reverse("profiles-feed") + (f"?{query.urlencode()}" if wanted else ""),
        "represented": person.is_authenticated and organisations_of(person, representing=True).exists(),
        "may_review": person.has_perm("cooperation.open_review_queue"),
    }
    return render(request, "cooperation/profiles.html", context)


def _selects(wanted: ProfileFilter) -> list[dict[str, Any]]:
    """Return the filters of the list as fields with counted options."""
    language = get_language() or "en"
    words = queries.keyword_names()
    types, sectors, languages = (dict(choices.choices) for choices in (ProfileType, HelixSector, ProfileLanguage))
    fields: tuple[tuple[str, str, Any], ...] = (
        ("type", _("Type of profile"), lambda value: types.get(value, value)),
        ("country", _("Country"), lambda value: country_name(value, language)),
        ("sector", _("Helix sector"), lambda value: sectors.get(value, value)),
        ("keyword", _("Keyword"), lambda value: words.get(value, value)),
        ("language", _("Language"), lambda value: languages.get(value, value)),
    )
    return [
        {
            "name": name,
            "label": label,
            "options": counted_options(queries.count_by(wanted, name), getattr(wanted, name), name_of),
        }
        for name, label, name_of in fields
    ]


@cached_page(_stamp)
def feed(request: HttpRequest) -> HttpResponse:
    """Return the latest profiles that fit the filters of the list, as an Atom feed."""
    wanted = _filter(request)
    query = request.GET.urlencode() if wanted else ""
    found = queries.find_profiles(wanted)[:MOST]
    text = profiles_feed(found, query=query, language=get_language() or "en")
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@cached_page(_stamp)
def profile(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a profile: what is offered or sought, what partner is to answer, and how to answer."""
    found = queries.profile_by_reference(reference)
    if not request.user.has_perm("cooperation.view_profile", found):
        if found.state in {ProfileState.EXPIRED, ProfileState.PUBLISHED}:
            return render(request, "cooperation/profile_gone.html", {"reference": reference}, status=410)
        raise Http404(f"No profile {reference}.")
    return render(request, "cooperation/profile.html", profile_context(request, found))


def profile_context(request: HttpRequest, found: PartneringProfile) -> dict[str, Any]:
    """Return what the page of a profile shows to the person who asks."""
    person, public = request.user, is_public(found, clock.now().date())
    revealed = person.has_perm("cooperation.view_identity", found)
    writes = person.has_perm("cooperation.write_profile", found)
    return {
        "profile": found,
        "organisation": found.organisation if revealed else None,
        "country_code": found.organisation.country,
        "contact": found.contact if revealed and person.is_authenticated else None,
        "is_public": public,
        "files": [(attachment, _shown_name(attachment, number, revealed)) for number, attachment in _numbered(found)],
        "json_ld": json_ld_block(profile_json_ld(found)) if public else "",
        "interest_url": _interest_url(found) if public and not writes else "",
        "writes": writes,
        "reviews": found.state == ProfileState.REVIEW and person.has_perm("cooperation.review_profile", found),
        "verbs": [verb for verb in _VERBS if may(found, verb)] if writes else [],
        "review_form": ReviewForm(),
        "renewal_form": RenewalForm(),
        "trail": [
            (_("Cooperation"), reverse("profiles")),
            (found.get_type_display().capitalize(), f"{reverse('profiles')}?type={found.type}"),
            (found.reference, ""),
        ],
    }


def _interest_url(found: PartneringProfile) -> str:
    """Return where one answers a profile; empty on a site without expressions of interest."""
    try:
        return reverse("interest-new", args=[found.reference])
    except NoReverseMatch:
        return ""


def _numbered(found: PartneringProfile) -> list[tuple[int, ProfileAttachment]]:
    return list(enumerate(found.attachments.all(), start=1))


def _shown_name(attachment: ProfileAttachment, number: int, revealed: bool) -> str:
    """Return the name of a file as the reader may see it: a name may tell whose file it is."""
    return attachment.name if revealed else f"{attachment.profile.reference}-{number}{attachment.suffix}"


def attachment(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
    """Hand out a file of a profile to those who may read the profile, to be saved and never shown in place."""
    found = get_object_or_404(ProfileAttachment.objects.select_related("profile__organisation"), pk=pk)
    profile = queries.profile_by_reference(reference)
    numbers = {one.pk: number for number, one in _numbered(profile)}
    if found.pk not in numbers or not request.user.has_perm("cooperation.view_profile", profile):
        raise Http404(f"No file {pk} of a profile {reference}.")
    revealed = request.user.has_perm("cooperation.view_identity", profile)
    answer = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=_shown_name(found, numbers[found.pk], revealed),
        content_type=found.content_type,
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
