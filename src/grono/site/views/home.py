"""Home, the edition's home and the dashboard."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grono.accounts.access import signed_in
from grono.accounts.models import Person
from grono.congress.models import Edition
from grono.congress.queries import current_edition, edition_by_slug, numbers, participant_of, public_stamp
from grono.cooperation.queries.interests import waiting_for
from grono.cooperation.queries.profiles import profiles_to_review, public_profiles
from grono.directory.models import Cluster, Organisation
from grono.directory.queries import organisations_of
from grono.funding.queries.fitting import FittingTopic, topics_for
from grono.kit import clock
from grono.kit.access import require
from grono.kit.pages import cached_page
from grono.projects.queries import public_participations
from grono.projects.queries.innovations import InnovationFilter, find_innovations
from grono.projects.queries.workspace import invitations_waiting_for, projects_of_person
from grono.proposals.queries.calls import open_calls
from grono.site import queries
from grono.site.recommendations.recommending import organisations_for

PROPOSED = 3  # partners on the dashboard
SHOWN = 3  # calls on the dashboard, innovations on the page of the edition


def _home_stamp(request: HttpRequest) -> str | None:
    edition = current_edition()
    return f"{edition.pk}:{edition.stamp}:{_minute()}" if edition else None


def _edition_stamp(request: HttpRequest, edition_slug: str) -> str | None:
    stamp = public_stamp(edition_slug)
    return stamp and f"{stamp}.{_minute()}"


def _minute() -> str:
    return clock.now().strftime("%Y%m%d%H%M")


@cached_page(_home_stamp)
def home(request: HttpRequest) -> HttpResponse:
    """Show the edition that is on or comes next; without one, what the platform is for."""
    edition = current_edition()
    if edition is None:
        return render(request, "site/start.html", {"organisations": Organisation.objects.count()})
    return _edition_page(request, edition)


@cached_page(_edition_stamp)
def edition_home(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show one edition: motto, date, place, next deadline, what is on, one clear action for each role."""
    edition = edition_by_slug(edition_slug)
    require(request, "congress.view_edition", edition)
    return _edition_page(request, edition)


def _edition_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    organises = request.user.has_perm("congress.organise", edition)
    deadlines = queries.deadlines_for(request.user, edition, organises=organises)
    moment = clock.now()
    context = {
        "edition": edition,
        "moment": moment,
        "action": clear_action(request, edition, organises=organises),
        "happening": queries.now_and_next(edition),
        "deadlines": deadlines,
        "next_deadline": next((deadline for deadline in deadlines if deadline.at >= moment), None),
        "statistics": _statistics(edition),
        "organises": organises,
        "open_calls": open_calls(edition),
        "innovations": find_innovations(InnovationFilter())[:SHOWN],
    }
    return render(request, "site/edition.html", context)


def _calls_for(represented: list[Organisation], managed: list[Cluster]) -> list[FittingTopic]:
    """Return the open calls that fit what a person's organisations, or the members of their clusters, do."""
    members = Organisation.objects.filter(memberships__cluster__in=managed, memberships__left_date=None)
    organisations = represented or list(members.distinct().order_by("pk"))
    return topics_for(organisations, limit=SHOWN, texts=_texts_of(organisations)) if organisations else []


def _texts_of(organisations: list[Organisation]) -> dict[int, list[tuple[str, int]]]:
    """Return what else tells what organisations do, by key: their public projects and profiles (two queries)."""
    texts: dict[int, list[tuple[str, int]]] = {organisation.pk: [] for organisation in organisations}
    parts = public_participations().filter(organisation__in=texts).values_list("organisation", "project")
    profiles = public_profiles().filter(organisation__in=texts).values_list("organisation", "pk")
    for kind, rows in (("project", parts), ("profile", profiles)):
        for owner, key in rows:
            texts[owner].append((kind, key))
    return texts


def _statistics(edition: Edition) -> list[tuple[int, str]]:
    """Return the edition in numbers, each with the noun in the form its number demands."""
    counted = numbers(edition)
    people, organisations, countries = counted["people"], counted["organisations"], counted["countries"]
    sessions, rooms, meetings = edition.sessions.count(), edition.rooms.count(), queries.planned_meetings(edition)
    return [
        (people, ngettext("participant", "participants", people)),
        (organisations, ngettext("organisation", "organisations", organisations)),
        (countries, ngettext("country", "countries", countries)),
        (sessions, ngettext("session", "sessions", sessions)),
        (rooms, ngettext("room", "rooms", rooms)),
        (meetings, ngettext("planned meeting", "planned meetings", meetings)),
    ]


def clear_action(request: HttpRequest, edition: Edition, *, organises: bool) -> dict[str, str]:
    """Return the one thing this person most likely came for: an address and a label."""
    if organises:
        return {"url": reverse("console", args=[edition.slug]), "label": _("Open the organiser's console")}
    person = request.user
    if isinstance(person, Person):
        managed = person.managed_clusters.select_related("cluster").first()
        if managed is not None:
            return {"url": reverse("cluster", args=[managed.cluster.slug]), "label": _("See your cluster")}
        represented = list(organisations_of(person, representing=True))
        if represented:
            return {"url": reverse("organisation", args=[represented[0].slug]), "label": _("See your organisation")}
        if participant_of(person, edition) is not None:
            return {"url": reverse("agenda", args=[edition.slug]), "label": _("Open my agenda")}
    return {"url": reverse("programme", args=[edition.slug]), "label": _("See the programme")}


def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the signed-in person what waits for them, across all modules."""
    person = signed_in(request)
    edition = current_edition()
    me = participant_of(person, edition) if edition else None
    represented = list(organisations_of(person, representing=True))
    managed = [one.cluster for one in person.managed_clusters.select_related("cluster").order_by("pk")]
    consortia = projects_of_person(person)
    prepared = {line.project.topic_id: line for line in reversed(consortia)}
    context: dict[str, Any] = {
        "edition": edition,
        "me": me,
        "requests": queries.request_counts(me) if me else None,
        "organised": queries.editions_run_by(person),
        "may_add_edition": person.has_perm("congress.add_edition"),
        "presentations": queries.calls_to_answer(),
        "reviews": queries.reviews_waiting(person),
        "represented": represented,
        "managed": managed,
        "waiting": waiting_for(person) if represented else None,
        "to_review": profiles_to_review(person).count() if managed else 0,
        "partners": organisations_for(represented[0], person, limit=PROPOSED) if represented else [],
        "invitations": list(invitations_waiting_for(person)) if represented else [],
        "consortia": consortia,
        "calls": [(one, prepared.get(one.topic.pk)) for one in _calls_for(represented, managed)],
    }
    return render(request, "site/dashboard.html", context)
