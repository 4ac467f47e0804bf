"""What each release changed, and releases that are no longer in force."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from grono.congress.choices import PlanStatus
from grono.congress.queries import participant_of
from grono.kit.pages import cached_page
from grono.schedule.actions.visits import note_visit
from grono.schedule.queries import news_for, programme_then, released_version, releases_of, version_by_number
from grono.schedule.views.public import by_day, unreleased
from grono.schedule.views.stamps import edition_of, release_stamp


@cached_page(stamp=release_stamp, shared=True)
def changes(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List the releases with their changes; for a participant, first what is new since they last looked here."""
    edition = edition_of(request, edition_slug)
    releases = releases_of(edition)
    if not releases:
        return unreleased(request, edition)
    me = participant_of(request.user, edition)
    news = news_for(me) if me else None
    if me:
        note_visit(me)
    context = {"edition": edition, "releases": releases, "news": news, "number": releases[0].number}
    return render(request, "schedule/changes.html", context)


@cached_page(stamp=release_stamp, shared=True)
def old_version(request: HttpRequest, edition_slug: str, number: int) -> HttpResponse:
    """Show a release that another one has replaced; the one in force is at the address of the programme."""
    edition = edition_of(request, edition_slug)
    version = version_by_number(edition, number)
    if version.plan.status == PlanStatus.PUBLISHED:
        return redirect("programme", edition.slug)
    if version.plan.status != PlanStatus.SUPERSEDED:
        raise Http404(f"Version {number} was never released.")
    found = programme_then(version)
    context = {
        "edition": edition,
        "programme": found,
        "version": version,
        "current": released_version(edition),
        "days": by_day(found.spots),
    }
    return render(request, "schedule/old_version.html", context)
