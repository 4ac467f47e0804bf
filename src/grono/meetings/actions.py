"""What can be done with meetings: asking, answering, planning, publishing."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from grono.accounts.models import Person
from grono.congress.choices import ParticipantStatus, PlanKind, PlanStatus
from grono.congress.models import Edition, Participant, Plan, Solve
from grono.congress.plans import PlanOutdated, publish_plan, published_plan
from grono.congress.solves import Reporter, queue_solve, run_solve
from grono.kit import solving
from grono.meetings.choices import RequestStatus
from grono.meetings.models import MeetingRequest

log = structlog.get_logger(__name__)
ENGINE = "grono.engines.meetings"
#: The largest share of participants whose standing meetings a re-plan may change.
TOUCHED_SHARE = 0.02
#: What the engine may move by choice, tried in turn: seating the result can send a few more to another table.
MOVED_SHARES = (0.02, 0.01, 0.0)
SECONDS = 20
REPLAN_SECONDS = 5


@transaction.atomic
def request_meeting(
    requester: Participant, invitee: Participant, *, priority: int, message: str, by: Person
) -> MeetingRequest:
    """Ask a participant for a meeting; a request withdrawn earlier is taken up again.

    Raises ``ValidationError``: nobody meets themselves, a pair has one request, both must come and take meetings.
    """
    for participant in (requester, invitee):
        _require_meetings(participant)
    pair = [requester.pk, invitee.pk]
    wish = MeetingRequest.objects.filter(
        edition=requester.edition_id, requester__in=pair, invitee__in=pair, status=RequestStatus.WITHDRAWN
    ).first() or MeetingRequest(edition=requester.edition, code=secrets.token_hex(6))
    wish.requester, wish.invitee = requester, invitee
    wish.priority, wish.message = priority, message
    wish.status, wish.answered_at = RequestStatus.PENDING, None
    wish.full_clean()
    try:
        with transaction.atomic():
            wish.save()
    except IntegrityError:  # the same request came in between the check and the writing
        raise ValidationError(_("There is already a meeting request between these two people.")) from None
    log.info("meeting_requested", request=wish.pk, by=by.pk)
    return wish


def _require_meetings(participant: Participant) -> None:
    if participant.status != ParticipantStatus.CONFIRMED:
        raise ValidationError(_("%(person)s has cancelled and does not come.") % {"person": participant})
    if not participant.takes_meetings:
        raise ValidationError(_("%(person)s takes no meetings at this congress.") % {"person": participant})


def answer_request(wish: MeetingRequest, accepted: bool, *, by: Person) -> None:
    """Accept or decline a request that waits for an answer; raises ``ValidationError`` for any other."""
    status = RequestStatus.ACCEPTED if accepted else RequestStatus.DECLINED
    _change_status(wish, status, among=[RequestStatus.PENDING], by=by)


def withdraw_request(wish: MeetingRequest, *, by: Person) -> None:
    """Take a request back; a meeting already in the published plan stays there until the next plan.

    Raises ``ValidationError`` for a request that was declined or withdrawn.
    """
    _change_status(wish, RequestStatus.WITHDRAWN, among=[RequestStatus.PENDING, RequestStatus.ACCEPTED], by=by)


def _change_status(wish: MeetingRequest, status: RequestStatus, *, among: Sequence[str], by: Person) -> None:
    now = timezone.now()
    changed = MeetingRequest.objects.filter(pk=wish.pk, status__in=among).update(status=status, answered_at=now)
    if not changed:
        wish.refresh_from_db(fields=["status"])
        raise ValidationError(
            _("This request can no longer be changed: %(status)s.") % {"status": wish.get_status_display()}
        )
    wish.status, wish.answered_at = status, now
    log.info("meeting_request_answered", request=wish.pk, status=str(status), by=by.pk)


@transaction.atomic
def add_requests(edition: Edition, rows: Sequence[Mapping[str, Any]]) -> list[MeetingRequest]:
    """Enter many accepted requests at once.

    Rows hold code, requester, invitee, priority, message, allowed_rounds, fixed_slot and ``after``: the codes of
    requests whose meetings must come earlier. The database refuses what breaks a constraint.
    """
    now = timezone.now()
    saved = MeetingRequest.objects.bulk_create(
        MeetingRequest(
            edition=edition,
            status=RequestStatus.ACCEPTED,
            answered_at=now,
            **{name: value for name, value in row.items() if name != "after"},
        )
        for row in rows
    )
    by_code = {wish.code: wish for wish in saved}
    link = MeetingRequest.after.through
    link.objects.bulk_create(
        link(from_meetingrequest=by_code[row["code"]], to_meetingrequest=by_code[earlier])
        for row in rows
        for earlier in dict.fromkeys(row.get("after", ()))
    )
    return saved


@transaction.atomic
def request_meeting_plan(edition: Edition, *, by: Person, replan: bool = False) -> Solve:
    """Have a plan computed by the worker: afresh, or with few changes to the published one.

    Raises ``AlreadySolving`` while another computation of meetings is under way.
    """
    from grono.meetings.tasks import compute_meeting_plan

    solve = queue_solve(edition, PlanKind.MEETINGS, by=by, parameters={"replan": replan})
    compute_meeting_plan.defer(solve_id=solve.pk)
    return solve


def plan_meetings(solve_id: int, *, also: Callable[[Any], None] | None = None) -> Plan | None:
    """Run a queued computation of meetings; return its draft plan, or ``None`` when there is none.

    Parameters of the solve: ``seconds`` (the engine's limit), ``replan`` (repair the published plan with few
    changes). The new draft takes the place of earlier ones.
    """
    return run_solve(solve_id, _compute, also=also)


def _compute(solve: Solve, reporter: Reporter) -> Plan:
    # Imported here because it brings the engine's libraries, which only the process that solves should load.
    from grono.meetings import planning

    published = published_plan(solve.edition, PlanKind.MEETINGS)
    replan = bool(solve.parameters.get("replan")) and published is not None
    seconds = solve.parameters.get("seconds", REPLAN_SECONDS if replan else SECONDS)
    with override(solve.asked_by.language if solve.asked_by else None):
        problem = planning.build_problem(solve.edition, published=published)
        asked = {"problem": problem, "limits": planning.limits(seconds)}
        if replan:
            for share in MOVED_SHARES:
                result = _run_engine("replan", {**asked, "touch_share": share}, reporter)
                if planning.touched_share(problem, result) <= TOUCHED_SHARE:
                    break
        else:
            result = _run_engine("solve", asked, reporter)
        plan = planning.save(solve.edition, problem, result, based_on=published)
    drafts = Plan.objects.filter(edition=solve.edition, kind=PlanKind.MEETINGS, status=PlanStatus.DRAFT)
    drafts.exclude(pk=plan.pk).delete()
    return plan


def _run_engine(function: str, arguments: Mapping[str, Any], reporter: Reporter) -> Any:
    return solving.run(ENGINE, function, arguments, on_report=reporter, should_stop=reporter.should_stop)


@transaction.atomic
def publish_meeting_plan(plan: Plan, *, by: Person | None, notify: bool = True) -> None:
    """Put a draft in force and, with ``notify``, have everyone told whose agenda it changes.

    Raises ``PlanOutdated`` when the published plan or the participants have changed since the draft was made, and
    ``PlanConflict`` when a meeting collides with the published programme.
    """
    from grono.meetings.tasks import tell_participants

    cancelled = (
        Participant.objects.filter(edition=plan.edition, status=ParticipantStatus.CANCELLED)
        .filter(resource__bookings__plan=plan)
        .distinct()
    )
    if names := ", ".join(str(participant) for participant in cancelled.select_related("person")):
        raise PlanOutdated(_("Since this draft was made, these people have cancelled: %(names)s.") % {"names": names})
    publish_plan(plan, by=by)
    if notify:
        tell_participants.defer(plan_id=plan.pk)


@transaction.atomic
def discard_meeting_plan(plan: Plan, *, by: Person) -> None:
    """Delete a draft; raises ``PlanOutdated`` for a plan that is or was published."""
    if plan.status != PlanStatus.DRAFT:
        raise PlanOutdated(_("Only a draft can be discarded."))
    plan.delete()
    log.info("meeting_plan_discarded", number=plan.number, by=by.pk)
