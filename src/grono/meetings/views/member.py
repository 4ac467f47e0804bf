"""Pages of participants: their requests and their agenda."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.congress.models import Edition, Participant
from grono.congress.queries import edition_by_slug, participant_of
from grono.kit.access import SignInRequired, require
from grono.meetings import actions, queries
from grono.meetings.agenda import chosen_day, day_of, days_of
from grono.meetings.choices import RequestStatus
from grono.meetings.formats.calendar import agenda_calendar
from grono.meetings.forms import RequestForm
from grono.meetings.models import MeetingRequest, UnplacedRequest
from grono.meetings.wording import reason_sentence


def agenda(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show one day of one's own agenda; organisers may name another participant by ``?person=CODE``."""
    edition = edition_by_slug(edition_slug)
    participant = _whose(request, edition)
    if participant is None:
        return no_part(request, edition)
    require(request, "congress.view_agenda", participant)
    day = day_of(participant, chosen_day(edition, request.GET.get("day", "")))
    context = {
        "edition": edition,
        "participant": participant,
        "own": participant.person_id == request.user.pk,
        "day": day,
        "days": days_of(edition),
        "unplaced": [(row, _other(row.request, participant), reason_sentence(row)) for row in _unplaced(participant)],
        "unanswered": queries.requests_of(participant)
        .filter(invitee=participant, status=RequestStatus.PENDING)
        .count(),
    }
    return render(request, "meetings/agenda.html", context)


def _whose(request: HttpRequest, edition: Edition) -> Participant | None:
    code = request.GET.get("person", "")
    if not request.user.is_authenticated:
        raise SignInRequired
    if not code:
        return participant_of(request.user, edition)
    return get_object_or_404(
        Participant.objects.select_related("person", "organisation", "edition"), edition=edition, code=code
    )


def _unplaced(participant: Participant) -> list[UnplacedRequest]:
    return list(queries.unplaced_of(participant))


def _other(wish: MeetingRequest, participant: Participant) -> Participant:
    return wish.invitee if wish.requester_id == participant.pk else wish.requester


def no_part(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Say to somebody signed in that this page belongs to participants, and what to do."""
    return render(request, "meetings/no_part.html", {"edition": edition}, status=403)


def agenda_ics(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Give a participant's agenda to whoever holds its secret key, so that a calendar can subscribe to it."""
    try:
        key = uuid.UUID(request.GET.get("key", ""))
    except ValueError:
        raise Http404("No calendar without its key.") from None
    participant = get_object_or_404(
        Participant.objects.select_related("person", "edition"), edition__slug=edition_slug, calendar_key=key
    )
    response = HttpResponse(agenda_calendar(participant), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{edition_slug}.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def meeting_requests(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List the requests that one has received and sent, with what became of each."""
    edition = edition_by_slug(edition_slug)
    participant = participant_of(request.user, edition)
    if participant is None:
        if not request.user.is_authenticated:
            raise SignInRequired
        return no_part(request, edition)
    wishes = list(queries.requests_of(participant))
    placed = {meeting.request_id: meeting for meeting in queries.meetings_of(participant)}
    reasons = {row.request_id: reason_sentence(row) for row in _unplaced(participant)}
    for wish in wishes:
        wish.other = _other(wish, participant)  # type: ignore[attr-defined]
        wish.meeting = placed.get(wish.pk)  # type: ignore[attr-defined]
        wish.reason = reasons.get(wish.pk, "")  # type: ignore[attr-defined]
    received = [wish for wish in wishes if wish.invitee_id == participant.pk]
    context = {
        "edition": edition,
        "participant": participant,
        "waiting": [wish for wish in received if wish.status == RequestStatus.PENDING],
        "received": [wish for wish in received if wish.status != RequestStatus.PENDING],
        "sent": [wish for wish in wishes if wish.requester_id == participant.pk],
    }
    return render(request, "meetings/requests.html", context)


def request_meeting(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Ask a participant for a meeting."""
    edition = edition_by_slug(edition_slug)
    require(request, "meetings.request_meeting", edition)
    me = participant_of(request.user, edition)
    assert me is not None
    invitee = get_object_or_404(
        Participant.objects.select_related("person", "organisation", "edition"), edition=edition, code=code
    )
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.request_meeting(me, invitee, **form.cleaned_data, by=signed_in(request))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Your request is with %(person)s.") % {"person": invitee})
            return redirect("meeting-requests", edition.slug)
    context = {"edition": edition, "invitee": invitee, "form": form}
    return render(request, "meetings/request_form.html", context, status=422 if form.errors else 200)


@require_POST
def answer(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Accept or decline a request."""
    wish = _wish(edition_slug, code)
    require(request, "meetings.answer_request", wish)
    accepted = request.POST.get("answer") == RequestStatus.ACCEPTED
    return _change(request, wish, lambda: actions.answer_request(wish, accepted, by=signed_in(request)))


@require_POST
def withdrawal(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Take a request back."""
    wish = _wish(edition_slug, code)
    require(request, "meetings.withdraw_request", wish)
    return _change(request, wish, lambda: actions.withdraw_request(wish, by=signed_in(request)))


def _wish(edition_slug: str, code: str) -> MeetingRequest:
    return get_object_or_404(
        MeetingRequest.objects.select_related("edition", *queries.BOTH_SIDES), edition__slug=edition_slug, code=code
    )


def _change(request: HttpRequest, wish: MeetingRequest, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done = {
            RequestStatus.ACCEPTED: _("Accepted. The next plan looks for a slot in which you are both free."),
            RequestStatus.DECLINED: _("Declined."),
            RequestStatus.WITHDRAWN: _("Withdrawn."),
        }
        messages.success(request, done[RequestStatus(wish.status)])
    return redirect("meeting-requests", wish.edition.slug)
