"""The organiser's console: what waits today, and how good the published plans are."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grono.congress.choices import AccreditationState, ParticipantStatus, PlanKind, PlanStatus, SessionKind
from grono.congress.models import Edition, Plan
from grono.congress.plans import published_plan
from grono.congress.queries import edition_by_slug
from grono.congress.queries.supporters import accreditations_of
from grono.kit.access import require
from grono.meetings import wording as meetings_wording
from grono.meetings.models import Meeting
from grono.proposals.choices import DecisionMailState
from grono.proposals.models import DecisionMail
from grono.schedule import wording as schedule_wording
from grono.schedule.choices import SessionRoleKind
from grono.schedule.queries.attention import calls_with_waiting_proposals, sessions_needing_attention


@dataclass(frozen=True)
class Entry:
    """A line of the to-do list: how many of what, what to do, and where."""

    count: int
    title: str
    text: str
    url: str
    action: str


def console(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show the to-do of the day across programme, meetings and people."""
    edition = edition_by_slug(edition_slug)
    require(request, "congress.organise", edition)
    programme = published_plan(edition, PlanKind.PROGRAMME)
    meetings = published_plan(edition, PlanKind.MEETINGS)
    context = {
        "edition": edition,
        "to_do": list(_to_do(edition, programme, meetings)),
        "programme": programme,
        "programme_levels": schedule_wording.level_rows(programme.quality) if programme else [],
        "meetings": meetings,
        "meeting_levels": meetings_wording.level_rows(meetings.quality) if meetings else [],
        "numbers": {
            "people": edition.participants.filter(status=ParticipantStatus.CONFIRMED).count(),
            "sessions": programme.schedule_version.placements.count() if programme else 0,
            "meetings": meetings.meetings.count() if meetings else 0,
        },
    }
    return render(request, "site/console.html", context)


def _to_do(edition: Edition, programme: Plan | None, meetings: Plan | None) -> Iterator[Entry]:
    """Yield what needs a decision, the most urgent first; nothing means that all is in order."""
    programme_page = reverse("console-programme", args=[edition.slug])
    meetings_page = reverse("console-meetings", args=[edition.slug])
    if cancelled := _cancelled_with_meetings(meetings):
        yield Entry(
            cancelled,
            ngettext("cancellation that still holds meetings", "cancellations that still hold meetings", cancelled),
            _("Re-plan: first you see whom the change touches, then you apply it."),
            meetings_page,
            _("Go to the meeting plan"),
        )
    for plan in _open_drafts(edition, programme, meetings):
        yield Entry(
            1,
            _("draft waits for your decision: %(plan)s") % {"plan": plan},
            _("Look at it, then publish or discard it."),
            programme_page if plan.kind == PlanKind.PROGRAMME else meetings_page,
            _("Look at the draft"),
        )
    if unplaced := meetings.unplaced_requests.count() if meetings else 0:
        yield Entry(
            unplaced,
            ngettext("meeting request without a place", "meeting requests without a place", unplaced),
            _("For each of them the plan says why."),
            meetings_page + "#unplaced",
            _("Show the reasons"),
        )
    yield from _programme_entries(edition, programme, programme_page)
    yield from _preparation_entries(edition, programme_page)


def _programme_entries(edition: Edition, programme: Plan | None, page: str) -> Iterator[Entry]:
    if left_out := programme.schedule_version.unplaced.count() if programme else 0:
        yield Entry(
            left_out,
            ngettext("session without a place", "sessions without a place", left_out),
            _("For each of them the programme says which rule stands against it."),
            page + "#unplaced",
            _("Show the reasons"),
        )
    if panels := _panels_without_moderator(edition):
        yield Entry(
            panels,
            ngettext("panel without a moderator", "panels without a moderator", panels),
            _("A panel needs somebody who leads it."),
            page,
            _("Go to the sessions"),
        )


def _preparation_entries(edition: Edition, programme_page: str) -> Iterator[Entry]:
    """Yield what waits around proposals and the press."""
    if troubled := len(sessions_needing_attention(edition)):
        yield Entry(
            troubled,
            ngettext("session that lost its speakers", "sessions that lost their speakers", troubled),
            _("Find somebody else, or cancel the session: everybody it concerns is told."),
            programme_page,
            _("Show them"),
        )
    if waiting := sum(call.waiting for call in calls_with_waiting_proposals(edition)):  # type: ignore[attr-defined]
        yield Entry(
            waiting,
            ngettext("accepted proposal outside the programme", "accepted proposals outside the programme", waiting),
            _("Take them in, then plan the programme."),
            programme_page,
            _("Go to the programme"),
        )
    if unsent := DecisionMail.objects.filter(proposal__call__edition=edition, state=DecisionMailState.DRAFT).count():
        yield Entry(
            unsent,
            ngettext("mail about a decision not sent yet", "mails about decisions not sent yet", unsent),
            _("Nobody knows about a decision before you send its mail."),
            reverse("console-calls", args=[edition.slug]),
            _("Go to the proposals"),
        )
    if asked := accreditations_of(edition, AccreditationState.REQUESTED).count():
        yield Entry(
            asked,
            ngettext("request for press accreditation", "requests for press accreditation", asked),
            _("Grant or refuse it; the answer goes out by mail."),
            reverse("console-press", args=[edition.slug]),
            _("Answer"),
        )


def _open_drafts(edition: Edition, programme: Plan | None, meetings: Plan | None) -> Iterator[Plan]:
    """Yield drafts that could still be published: made from what is published now, or from nothing."""
    current = {plan.pk for plan in (programme, meetings) if plan}
    for plan in edition.plans.filter(status=PlanStatus.DRAFT):
        if plan.based_on_id is None or plan.based_on_id in current:
            yield plan


def _cancelled_with_meetings(meetings: Plan | None) -> int:
    if meetings is None:
        return 0
    rows = Meeting.objects.filter(plan=meetings)
    cancelled = ParticipantStatus.CANCELLED
    asking = rows.filter(request__requester__status=cancelled).values_list("request__requester", flat=True)
    asked = rows.filter(request__invitee__status=cancelled).values_list("request__invitee", flat=True)
    return len({*asking, *asked})


def _panels_without_moderator(edition: Edition) -> int:
    panels = edition.sessions.filter(kind=SessionKind.PANEL)
    return panels.exclude(roles__kind=SessionRoleKind.MODERATOR).count()
