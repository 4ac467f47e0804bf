"""What Grono proposes to a member: partners, profiles, people to meet, sessions; each with its reasons."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.accounts.models import Person
from grono.congress.models import Edition, Participant
from grono.congress.queries import current_edition, participant_of
from grono.cooperation.actions.dismissals import dismiss, restore
from grono.cooperation.models import Dismissal
from grono.directory.actions import update_organisation
from grono.directory.models import Organisation
from grono.directory.queries import organisations_of
from grono.kit.access import require
from grono.site.recommendations import recommending
from grono.site.recommendations.facts import ORGANISATION, PARTICIPANT, PROFILE, SESSION

PARTNERS, PROFILES, PEOPLE, SESSIONS = 8, 8, 6, 6
KINDS = (ORGANISATION, PROFILE, PARTICIPANT, SESSION)


def recommendations(request: HttpRequest) -> HttpResponse:
    """Show everything that is proposed to the person, for one of the organisations that they represent."""
    person = signed_in(request)
    represented = list(organisations_of(person, representing=True))
    organisation = _chosen(represented, request.GET.get("organisation", ""))
    edition = current_edition()
    me = participant_of(person, edition) if edition else None
    context = {
        "organisation": organisation,
        "represented": represented,
        "me": me,
        "edition": edition,
        "sections": _sections(person, organisation, me, edition),
        "dismissed": Dismissal.objects.filter(person=person),
    }
    return render(request, "site/recommendations.html", context)


def _chosen(represented: list[Organisation], slug: str) -> Organisation | None:
    return next((one for one in represented if one.slug == slug), next(iter(represented), None))


def _sections(
    person: Person, organisation: Organisation | None, me: Participant | None, edition: Edition | None
) -> list[dict[str, Any]]:
    """Return the lists that concern this person, each with its heading and what it says when it is empty."""
    sections: list[dict[str, Any]] = []
    if organisation is not None and organisation.in_matching:
        sections += [
            {
                "id": "partners",
                "title": _("Partners for %(name)s") % {"name": organisation.short_name or organisation.name},
                "lead": _("Organisations whose offers, needs, texts and joint work suit yours."),
                "entries": recommending.organisations_for(organisation, person, limit=PARTNERS),
                "empty": _("Nothing suits so far. Say on your organisation's page what you offer and seek."),
            },
            {
                "id": "profiles",
                "title": _("Profiles you could answer"),
                "lead": _("Offers and requests of others, in any language."),
                "entries": recommending.profiles_for(organisation, person, limit=PROFILES),
                "empty": _("No open profile suits at present."),
            },
        ]
    if me is not None and edition is not None:
        sections += [
            {
                "id": "people",
                "title": _("Whom to meet at the congress"),
                "lead": _("People who take meetings and whom you have not asked yet."),
                "entries": recommending.people_for(me, limit=PEOPLE),
                "empty": _("Nobody is left to propose. All participants are in the list of people."),
            },
            {
                "id": "sessions",
                "title": _("Sessions worth your time"),
                "lead": _("Sessions still to come that you have not marked."),
                "entries": recommending.sessions_for(me, limit=SESSIONS),
                "empty": _("No further session suits. The whole programme is open to you."),
            },
        ]
    return sections


@require_POST
def dismissal(request: HttpRequest) -> HttpResponse:
    """Remember that something is not for this person."""
    person = signed_in(request)
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
    if kind not in KINDS or not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404("No such recommendation.")
    made = dismiss(kind, int(key), name=request.POST.get("name", "").strip() or f"{kind} {key}", by=person)
    messages.success(request, _("“%(name)s” will not be proposed to you again.") % {"name": made.name})
    return _back(request)


@require_POST
def restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Let something be proposed again that the person set aside."""
    person = signed_in(request)
    restore(get_object_or_404(Dismissal, pk=pk, person=person), by=person)
    return _back(request)


@require_POST
def matching(request: HttpRequest, slug: str) -> HttpResponse:
    """Let an organisation leave matching, or come back."""
    person = signed_in(request)
    organisation = get_object_or_404(Organisation, slug=slug)
    require(request, "directory.edit_organisation", organisation)
    update_organisation(organisation, by=person, fields={"in_matching": request.POST.get("take_part") == "yes"})
    return _back(request, organisation)


def _back(request: HttpRequest, organisation: Organisation | None = None) -> HttpResponseRedirect:
    slug = organisation.slug if organisation is not None else request.POST.get("organisation", "")
    known = slug and Organisation.objects.filter(slug=slug).exists()
    return redirect(reverse("recommendations") + (f"?organisation={slug}" if known else ""))
