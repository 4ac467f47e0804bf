"""People of an edition, for those who take part in it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from grono.congress.choices import ParticipantStatus
from grono.congress.models import Participant
from grono.congress.queries import edition_by_slug, participant_of, people_of
from grono.kit.access import require

PAGE = 30


def people(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List who takes part, with a search over names, organisations and competences."""
    edition = edition_by_slug(edition_slug)
    require(request, "congress.meet_people", edition)
    text = request.GET.get("q", "").strip()[:100]
    page = Paginator(people_of(edition, text), PAGE).get_page(request.GET.get("page"))
    context = {"edition": edition, "page": page, "text": text, "me": participant_of(request.user, edition)}
    return render(request, "congress/people.html", context)


def participant(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Show one participant: for whom they come, what they offer and seek."""
    edition = edition_by_slug(edition_slug)
    require(request, "congress.meet_people", edition)
    found = (
        Participant.objects.filter(edition=edition, code=code)
        .select_related("person", "organisation")
        .prefetch_related("offers", "seeks")
        .first()
    )
    if found is None:
        raise Http404(f"No participant {code}.")
    context = {
        "edition": edition,
        "participant": found,
        "me": participant_of(request.user, edition),
        "is_cancelled": found.status == ParticipantStatus.CANCELLED,
    }
    return render(request, "congress/participant.html", context)
