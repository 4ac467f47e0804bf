"""Reads of requests and plans."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from grono.congress.choices import ParticipantStatus, PlanKind, PlanStatus
from grono.congress.models import Booking, Edition, Participant, Plan, Slot
from grono.congress.plans import published_plan
from grono.directory.models import Organisation
from grono.meetings.choices import RequestStatus
from grono.meetings.models import Meeting, MeetingRequest, UnplacedRequest
from grono.meetings.rules.comparison import Comparison, Held, compare

BOTH_SIDES = (
    "requester__person",
    "requester__organisation",
    "invitee__person",
    "invitee__organisation",
)
REQUEST_SIDES = tuple(f"request__{name}" for name in BOTH_SIDES)


def requests_of(participant: Participant) -> QuerySet[MeetingRequest]:
    """Return all requests in which a participant is one of the two, the latest first."""
    return (
        MeetingRequest.objects.filter(Q(requester=participant) | Q(invitee=participant))
        .select_related(*BOTH_SIDES)
        .order_by("-created_at", "pk")
    )


def meetings_of(participant: Participant) -> QuerySet[Meeting]:
    """Return a participant's meetings in the published plan, in order of time."""
    return (
        Meeting.objects.filter(plan__edition=participant.edition_id, plan__status=PlanStatus.PUBLISHED)
        .filter(Q(request__requester=participant) | Q(request__invitee=participant))
        .select_related("plan", "slot", "table", *REQUEST_SIDES)
        .order_by("slot__starts_at")
    )


def unplaced_of(participant: Participant) -> QuerySet[UnplacedRequest]:
    """Return a participant's requests for which the published plan has no place."""
    return (
        UnplacedRequest.objects.filter(plan__edition=participant.edition_id, plan__status=PlanStatus.PUBLISHED)
        .filter(Q(request__requester=participant) | Q(request__invitee=participant))
        .select_related(*REQUEST_SIDES)
    )


def unplaced_in(plan: Plan, reason: str = "") -> QuerySet[UnplacedRequest]:
    """Return what a plan has no place for, all or with one reason's code, the most important first."""
    rows = plan.unplaced_requests.select_related(*REQUEST_SIDES)
    return rows.filter(reason__code=reason) if reason else rows


def missed(plan: Plan) -> int:
    """Return how many requests have no place though both people come."""
    return plan.unplaced_requests.exclude(reason__code="not_coming").count()


def reasons_in(plan: Plan) -> list[tuple[str, int]]:
    """Return the codes of reasons with how often each occurs, the most frequent first."""
    rows = plan.unplaced_requests.order_by().values_list("reason__code").annotate(count=Count("pk"))
    return list(rows.order_by("-count", "reason__code"))


def meetings_at(edition: Edition, slots: Iterable[Slot]) -> QuerySet[Meeting]:
    """Return the published meetings of some slots with both people."""
    return (
        Meeting.objects.filter(plan__edition=edition, plan__status=PlanStatus.PUBLISHED, slot__in=list(slots))
        .select_related("table", *REQUEST_SIDES)
        .order_by("slot__starts_at", "table__position")
    )


def compare_plans(published: Plan, draft: Plan) -> Comparison:
    """Compare a draft with the plan in force; people who have cancelled by now are left out."""
    gone = Participant.objects.filter(edition=draft.edition_id, status=ParticipantStatus.CANCELLED)
    withdrawn = MeetingRequest.objects.filter(edition=draft.edition_id, status=RequestStatus.WITHDRAWN)
    return compare(
        _held(published),
        _held(draft),
        gone=frozenset(gone.values_list("code", flat=True)),
        withdrawn=frozenset(withdrawn.values_list("code", flat=True)),
    )


def _held(plan: Plan) -> list[Held]:
    rows = plan.meetings.values_list(
        "request__code", "request__requester__code", "request__invitee__code", "slot__code", "table__code"
    )
    return [Held(request, (first, second), slot, table) for request, first, second, slot, table in rows]


def latest_draft(edition: Edition) -> Plan | None:
    """Return the draft made last, unless a later plan has been published since."""
    last = Plan.objects.filter(edition=edition, kind=PlanKind.MEETINGS).select_related("based_on").first()
    return last if last is not None and last.status == PlanStatus.DRAFT else None


@dataclass(frozen=True)
class Open:
    """What waits for the organiser: people and requests that the published plan does not know about."""

    cancelled: list[Participant]
    accepted_since: int
    withdrawn_since: int
    unanswered: int


def open_matters(edition: Edition) -> Open:
    """Return what has changed since the published plan was made."""
    plan = published_plan(edition, PlanKind.MEETINGS)
    requests = MeetingRequest.objects.filter(edition=edition)
    cancelled = Participant.objects.filter(
        edition=edition, status=ParticipantStatus.CANCELLED, resource__bookings__plan=plan
    )
    accepted = requests.filter(status=RequestStatus.ACCEPTED)
    known = Q(meetings__plan=plan) | Q(unplaced__plan=plan)
    return Open(
        cancelled=list(cancelled.select_related("person").annotate(lost=Count("pk"))) if plan else [],
        accepted_since=accepted.exclude(known).count() if plan else accepted.count(),
        withdrawn_since=requests.filter(status=RequestStatus.WITHDRAWN, meetings__plan=plan).count() if plan else 0,
        unanswered=requests.filter(status=RequestStatus.PENDING).count(),
    )


def people_with_counts(edition: Edition, text: str = "") -> QuerySet[Participant]:
    """Return the participants of an edition with numbers: meetings (``held``), accepted requests (``asked``)."""
    people = Participant.objects.filter(edition=edition).select_related("person", "organisation")
    for word in text.split():
        people = people.filter(
            Q(person__given_name__icontains=word)
            | Q(person__family_name__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(code__iexact=word)
        )
    accepted = MeetingRequest.objects.filter(status=RequestStatus.ACCEPTED)
    held = Booking.objects.filter(
        resource=OuterRef("resource"), plan__kind=PlanKind.MEETINGS, plan__status=PlanStatus.PUBLISHED
    )
    return people.annotate(
        held=_count(held, "resource"),
        asked=_count(accepted.filter(requester=OuterRef("pk")), "requester")
        + _count(accepted.filter(invitee=OuterRef("pk")), "invitee"),
    )


def _count(rows: QuerySet[Any], column: str) -> Coalesce:
    """Count rows of another table; joins would multiply them with each other."""
    return Coalesce(Subquery(rows.order_by().values(column).annotate(count=Count("pk")).values("count")), 0)


def people_to_meet(edition: Edition, organisation: Organisation) -> QuerySet[Participant]:
    """Return an organisation's participants who come and take meetings."""
    return Participant.objects.filter(
        edition=edition, organisation=organisation, status=ParticipantStatus.CONFIRMED, takes_meetings=True
    ).select_related("person")
