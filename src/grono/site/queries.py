"""Reads that join modules, for the home page, the dashboard and the console."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q

from grono.accounts.models import Person
from grono.congress.choices import Audience, PlanKind, PlanStatus
from grono.congress.models import Deadline, Edition, Participant
from grono.kit import clock
from grono.meetings.choices import RequestStatus
from grono.meetings.models import Meeting, MeetingRequest
from grono.proposals.choices import CallState, ProposalState
from grono.proposals.models import Assignment, CallForPresentations
from grono.schedule.models import Placement

NEXT_WITHIN = timedelta(hours=3)


@dataclass(frozen=True)
class NowAndNext:
    """Sessions that are on, and those that begin next."""

    now: list[Placement]
    next: list[Placement]


def now_and_next(edition: Edition, limit: int = 3) -> NowAndNext:
    """Return what is on at the visitor's present and what begins next (one query)."""
    moment = clock.now()
    found = list(
        Placement.objects.filter(
            version__plan__edition=edition,
            version__plan__status=PlanStatus.PUBLISHED,
            ends_at__gt=moment,
            starts_at__lt=moment + NEXT_WITHIN,
        )
        .select_related("session", "room")
        .order_by("starts_at", "room__position")
    )
    running = [placement for placement in found if placement.starts_at <= moment]
    coming = [placement for placement in found if placement.starts_at > moment]
    first = coming[0].starts_at if coming else None
    return NowAndNext(running[:limit], [placement for placement in coming if placement.starts_at == first][:limit])


def planned_meetings(edition: Edition) -> int:
    """Return how many meetings the published plan holds."""
    return Meeting.objects.filter(
        plan__edition=edition, plan__kind=PlanKind.MEETINGS, plan__status=PlanStatus.PUBLISHED
    ).count()


def deadlines_for(person: Person | AnonymousUser, edition: Edition, *, organises: bool) -> list[Deadline]:
    """Return the deadlines that concern the person, in order of time."""
    audiences = {Audience.EVERYONE}
    if person.is_authenticated:
        audiences |= {Audience.PARTICIPANT, Audience.MEMBER}
    if organises:
        audiences.add(Audience.ORGANISER)
    return list(edition.deadlines.filter(audience__in=audiences).order_by("at"))


def request_counts(participant: Participant) -> dict[str, int]:
    """Return how many requests wait for the participant's answer, and how many were accepted."""
    mine = Q(requester=participant) | Q(invitee=participant)
    return MeetingRequest.objects.filter(mine).aggregate(
        to_answer=Count("pk", filter=Q(invitee=participant, status=RequestStatus.PENDING)),
        accepted=Count("pk", filter=Q(status=RequestStatus.ACCEPTED)),
    )


def calls_to_answer() -> list[CallForPresentations]:
    """Return the calls for presentations of public editions that take proposals now, the next deadline first."""
    moment = clock.now()
    calls = CallForPresentations.objects.filter(
        edition__is_public=True, state=CallState.PUBLISHED, opens_at__lte=moment, deadline_at__gt=moment
    )
    return list(calls.select_related("edition").order_by("deadline_at", "pk"))


def editions_run_by(person: Person) -> list[Edition]:
    """Return the editions that a person runs and that are not over, the next one first."""
    today = clock.now().date()
    return list(Edition.objects.filter(team__person=person, end_date__gte=today).order_by("start_date", "pk"))


def reviews_waiting(person: Person) -> list[tuple[Edition, int]]:
    """Return for each edition how many proposals wait for a review by a person."""
    rows = Assignment.objects.filter(
        reviewer__person=person, reviewer__is_active=True, proposal__state=ProposalState.SUBMITTED
    ).exclude(review__submitted_at__isnull=False)
    counted = dict(rows.values_list("proposal__call__edition").annotate(Count("pk")))
    return [(edition, counted[edition.pk]) for edition in Edition.objects.filter(pk__in=counted)]
