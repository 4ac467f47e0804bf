"""Between the edition's records and the meetings engine: what is asked of it, and what is kept of its answer.

Imported only where a plan is computed, inside ``actions.plan_meetings``: the engine's libraries take seconds and
memory that pages have no use for.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from grono.congress.choices import ParticipantStatus, PlanKind, SlotKind
from grono.congress.models import Edition, Participant, Plan, Slot, Table, Unavailability
from grono.congress.plans import book, new_plan
from grono.congress.solves import NoSolution
from grono.engines import meetings as engine
from grono.engines.kit.result import Result
from grono.kit import clock
from grono.meetings.choices import RequestStatus
from grono.meetings.models import Meeting, MeetingRequest, UnplacedRequest
from grono.meetings.programme import engagements
from grono.meetings.rules.fairness import histogram

Period = tuple[datetime, datetime]


def build_problem(edition: Edition, *, published: Plan | None = None) -> engine.Problem:
    """Return the edition's accepted requests, people, slots and tables as a problem of the engine.

    Ids are the codes of the records. With a ``published`` plan only slots still ahead take part, and its meetings
    are what people already hold. Raises ``NoSolution`` when there is nothing to plan.
    """
    slots = _slots(edition, published)
    requests = [request for request in accepted_requests(edition) if request.code not in _begun(published)]
    wanted = [request for request in requests if _comes(request.requester) and _comes(request.invitee)]
    _require_material(edition, slots, wanted)
    known = {slot.code for slot in slots}
    people = {person.pk: person for request in wanted for person in (request.requester, request.invitee)}
    return engine.Problem(
        slots=tuple(
            engine.Slot(slot.code, slot.starts_at.astimezone(edition.zone).date().isoformat(), slot.round_code)
            for slot in slots
        ),
        tables=_tables(edition, slots),
        participants=_participants(people.values(), slots),
        meetings=tuple(_meeting(request, slots, known) for request in wanted),
        precedences=_precedences(edition, {request.code for request in wanted}),
        published=_placements(published, known, {request.code for request in wanted}),
    )


def limits(seconds: float) -> engine.Limits:
    """Return the limits of one solve."""
    return engine.Limits(seconds=seconds)


def touched_share(problem: engine.Problem, result: Result[engine.Solution]) -> float:
    """Return the share of participants whose standing meetings the result moves or takes away (0 without one)."""
    if result.solution is None:
        return 0.0
    changed = engine.changes(problem, problem.published, result.solution)
    return len(changed.touched) / len(problem.participants)


def accepted_requests(edition: Edition) -> list[MeetingRequest]:
    """Return the accepted requests of an edition with both participants, in order of priority."""
    return list(
        MeetingRequest.objects.filter(edition=edition, status=RequestStatus.ACCEPTED).select_related(
            "requester__person", "invitee__person", "fixed_slot"
        )
    )


@transaction.atomic
def save(edition: Edition, problem: engine.Problem, result: Result[engine.Solution], *, based_on: Plan | None) -> Plan:
    """Keep a result as a draft plan: meetings, bookings, what was not placed and why, quality.

    Raises ``NoSolution`` with the engine's reason when there is no plan, and ``RuntimeError`` when the plan breaks a
    rule (the engine is then at fault).
    """
    if result.solution is None:
        raise NoSolution(result.reason or _("No plan was found within the time given."))
    violations = engine.check(problem, result.solution)
    if violations:
        raise RuntimeError(f"The meetings engine returned a plan that breaks a rule: {violations[0]}")
    plan = new_plan(edition, PlanKind.MEETINGS, based_on=based_on)
    requests = accepted_requests(edition)
    granted = _save_meetings(plan, requests, result.solution.placements, based_on)
    reasons = engine.explain_unplaced(problem, result.solution)
    tables = len(problem.tables)
    UnplacedRequest.objects.bulk_create(
        UnplacedRequest(plan=plan, request=request, reason=_reason(request, reasons.get(request.code), tables))
        for request in requests
        if request.code not in granted
    )
    plan.quality = _quality(result, requests, granted)
    plan.save(update_fields=["quality"])
    return plan


def _slots(edition: Edition, published: Plan | None) -> list[Slot]:
    slots = edition.slots.filter(kind=SlotKind.MEETING).order_by("starts_at", "pk")
    return [slot for slot in slots if published is None or slot.starts_at > clock.now()]


def _begun(published: Plan | None) -> frozenset[str]:
    """Return the codes of published requests whose meeting has begun: they stay where they were."""
    if published is None:
        return frozenset()
    begun = published.meetings.filter(slot__starts_at__lte=clock.now())
    return frozenset(begun.values_list("request__code", flat=True))


def _comes(participant: Participant) -> bool:
    return participant.status == ParticipantStatus.CONFIRMED and participant.takes_meetings


def _require_material(edition: Edition, slots: Collection[Slot], wanted: Collection[MeetingRequest]) -> None:
    if not wanted:
        raise NoSolution(_("There are no accepted requests to plan."))
    if not slots:
        raise NoSolution(_("There are no meeting slots ahead: add meeting slots to the edition."))
    if not edition.tables.exists():
        raise NoSolution(_("There are no meeting tables: add a hall of tables to the edition."))


def _tables(edition: Edition, slots: Collection[Slot]) -> tuple[engine.Table, ...]:
    tables = list(edition.tables.all())
    closures = _absences(table.resource_id for table in tables)
    return tuple(
        engine.Table(table.code, zone=str(table.zone), closed=_overlapped(slots, closures[table.resource_id]))
        for table in tables
    )


def _participants(people: Iterable[Participant], slots: Collection[Slot]) -> tuple[engine.Participant, ...]:
    people = sorted(people, key=lambda person: person.code)
    absences = _absences(person.resource_id for person in people)
    engaged = engagements(person.pk for person in people)
    every = frozenset(slot.code for slot in slots)
    return tuple(
        engine.Participant(
            person.code,
            available=every - _overlapped(slots, absences[person.resource_id]),
            engaged=_overlapped(slots, engaged[person.pk]),
        )
        for person in people
    )


def _absences(resources: Iterable[int]) -> Mapping[int, list[Period]]:
    found: dict[int, list[Period]] = defaultdict(list)
    for absence in Unavailability.objects.filter(resource__in=list(resources)):
        found[absence.resource_id].append((absence.period.lower, absence.period.upper))
    return found


def _overlapped(slots: Iterable[Slot], periods: Collection[Period]) -> frozenset[str]:
    return frozenset(
        slot.code for slot in slots if any(slot.starts_at < end and start < slot.ends_at for start, end in periods)
    )


def _meeting(request: MeetingRequest, slots: Collection[Slot], known: Collection[str]) -> engine.Meeting:
    allowed: frozenset[str] | None = None
    if request.allowed_rounds:
        allowed = frozenset(slot.code for slot in slots if slot.round_code in request.allowed_rounds)
    fixed = request.fixed_slot.code if request.fixed_slot else None
    if fixed is not None and fixed not in known:
        fixed, allowed = None, frozenset()
    return engine.Meeting(
        request.code,
        (request.requester.code, request.invitee.code),
        priority=request.priority,
        slots=allowed,
        fixed=fixed,
    )


def _precedences(edition: Edition, wanted: Collection[str]) -> tuple[tuple[str, str], ...]:
    links = MeetingRequest.after.through.objects.filter(from_meetingrequest__edition=edition).order_by("pk")
    pairs = links.values_list("to_meetingrequest__code", "from_meetingrequest__code")
    return tuple((before, after) for before, after in pairs if before in wanted and after in wanted)


def _placements(published: Plan | None, known: Collection[str], wanted: Collection[str]) -> dict[str, engine.Placement]:
    if published is None:
        return {}
    rows = published.meetings.values_list("request__code", "slot__code", "table__code")
    return {
        request: engine.Placement(slot, table) for request, slot, table in rows if slot in known and request in wanted
    }


def _save_meetings(
    plan: Plan,
    requests: Iterable[MeetingRequest],
    placements: Mapping[str, engine.Placement],
    based_on: Plan | None,
) -> set[str]:
    """Save the placed meetings and those already begun, with their bookings; return the requests' codes."""
    by_code = {request.code: request for request in requests}
    slots = {slot.code: slot for slot in Slot.objects.filter(edition=plan.edition, kind=SlotKind.MEETING)}
    tables = {table.code: table for table in Table.objects.filter(edition=plan.edition)}
    rows = [
        Meeting(plan=plan, request=by_code[code], slot=slots[place.slot], table=tables[place.table])
        for code, place in placements.items()
    ]
    begun = based_on.meetings.filter(request__code__in=_begun(based_on)) if based_on else Meeting.objects.none()
    rows += [
        Meeting(plan=plan, request=held.request, slot=held.slot, table=held.table)
        for held in begun.select_related("request__requester", "request__invitee", "slot", "table")
    ]
    Meeting.objects.bulk_create(rows)
    book(plan, (taking for meeting in rows for taking in _takings(meeting)))
    return {meeting.request.code for meeting in rows}


def _takings(meeting: Meeting) -> Iterable[tuple[int, datetime, datetime]]:
    for thing in (meeting.table, meeting.request.requester, meeting.request.invitee):
        yield thing.resource_id, meeting.slot.starts_at, meeting.slot.ends_at


def _reason(request: MeetingRequest, reason: engine.Reason | None, tables: int) -> dict[str, Any]:
    """Return a reason as JSON: its code, its numbers and the codes of the people it is about."""
    away = [person.code for person in (request.requester, request.invitee) if not _comes(person)]
    if away:
        return {"code": "not_coming", "numbers": {}, "people": away}
    if reason is None:
        return {"code": "new", "numbers": {}, "people": []}
    numbers = {**reason.numbers, "tables": tables}
    return {"code": str(reason.code), "numbers": numbers, "people": list(reason.participants)}


def _quality(
    result: Result[engine.Solution], requests: Collection[MeetingRequest], granted: Collection[str]
) -> dict[str, Any]:
    """Return the figures that the organiser's console shows."""
    pairs = [(request.code, (request.requester.code, request.invitee.code)) for request in requests]
    levels = [level.as_json() for level in result.levels]
    return {
        "status": str(result.status),
        "seconds": round(result.seconds, 1),
        "levels": levels,
        "requests": len(requests),
        "granted": len(granted),
        "asked": dict(Counter(str(request.priority) for request in requests)),
        "breaks": next((level["value"] for level in levels if level["name"] == "breaks"), None),
        "fairness": [asdict(bucket) for bucket in histogram(pairs, granted)],
    }
