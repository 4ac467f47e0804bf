"""The organiser's editor: rooms × time of a draft, and the acts that its script sends."""

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from grono.accounts.access import signed_in
from grono.accounts.models import Person
from grono.congress.choices import PlanStatus
from grono.congress.models import Edition, Room
from grono.schedule import actions, queries
from grono.schedule.actions import CellTaken, EditRefused, VersionMoved
from grono.schedule.models import ScheduleVersion, Session
from grono.schedule.queries.conflicts import Material, material_of
from grono.schedule.queries.editor import editor_cells, editor_frame, editor_state, offer_json
from grono.schedule.queries.places import offers_for
from grono.schedule.rules.clocktimes import local_moment
from grono.schedule.views.organiser import edition_to_organise

OFFERS_AFTER_REFUSAL = 4


def editor(request: HttpRequest, edition_slug: str, number: int) -> HttpResponse:
    """Show a draft for changing it by hand; without the script, as a list that leads to the moves."""
    edition = edition_to_organise(request, edition_slug)
    version = queries.version_by_number(edition, number)
    if version.plan.status != PlanStatus.DRAFT:
        messages.info(request, _("This version is no draft any more. Make a draft from it to change it."))
        return redirect("console-programme-version", edition.slug, number)
    material = material_of(version)
    state = editor_state(version, signed_in(request), material)
    context = {
        "edition": edition,
        "version": version,
        "frame": editor_frame(version, material),
        "state": state,
        "plain": _plain(material, state),
    }
    return render(request, "schedule/editor.html", context)


@require_POST
def new_editor(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Copy the version named (else the released, else the newest one) into a draft and open it."""
    edition = edition_to_organise(request, edition_slug)
    wanted = request.POST.get("version", "")
    if wanted.isdigit():
        version: ScheduleVersion | None = queries.version_by_number(edition, int(wanted))
    else:
        version = queries.released_version(edition) or queries.versions_of(edition).first()
    by = signed_in(request)
    draft = actions.draft_from(version, by=by) if version else actions.empty_draft(edition, by=by)
    return redirect("console-editor", edition.slug, draft.plan.number)


@require_GET
def editor_data(request: HttpRequest, edition_slug: str, number: int) -> JsonResponse:
    """Give the state of a draft; only its revision when the page has seen it (``since``)."""
    edition = edition_to_organise(request, edition_slug)
    version = queries.version_by_number(edition, number)
    is_draft = version.plan.status == PlanStatus.DRAFT
    if is_draft and request.GET.get("since") == str(version.revision):
        return JsonResponse({"revision": version.revision, "isSame": True})
    return JsonResponse(editor_state(version, signed_in(request)))


@require_GET
def editor_places(request: HttpRequest, edition_slug: str, number: int) -> JsonResponse:
    """Give what each cell of a day would mean for a session."""
    edition = edition_to_organise(request, edition_slug)
    version = queries.version_by_number(edition, number)
    session = queries.session_by_code(edition, request.GET.get("session", ""))
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return JsonResponse({"error": _("This is not a day of the edition.")}, status=422)
    return JsonResponse(editor_cells(material_of(version), session.code, day))


@require_POST
def editor_edits(request: HttpRequest, edition_slug: str, number: int) -> JsonResponse:
    """Do one act: 200 with the new state, 409 when somebody was there first, 422 with the rule that forbids it."""
    edition = edition_to_organise(request, edition_slug)
    version = queries.version_by_number(edition, number)
    by = signed_in(request)
    try:
        wanted = _wanted(request)
        done = _do(version, wanted, by=by)
    except (CellTaken, VersionMoved) as error:
        return _conflict(version, error, by, _asked(edition, wanted))
    except EditRefused as error:
        return JsonResponse({"error": str(error)}, status=422)
    return JsonResponse(editor_state(done, by))


@require_POST
def editor_undo(request: HttpRequest, edition_slug: str, number: int) -> JsonResponse:
    """Take the person's last act back; answers as `editor_edits` does."""
    edition = edition_to_organise(request, edition_slug)
    version = queries.version_by_number(edition, number)
    by = signed_in(request)
    try:
        done = actions.undo(version, by=by)
    except (CellTaken, VersionMoved) as error:
        return _conflict(version, error, by, None)
    except EditRefused as error:
        return JsonResponse({"error": str(error)}, status=422)
    return JsonResponse(editor_state(done, by))


def _wanted(request: HttpRequest) -> dict[str, Any]:
    """Return the act that was sent; raises ``EditRefused`` for anything but an object of texts and a number."""
    try:
        wanted = json.loads(request.body)
    except ValueError:
        wanted = None
    if not isinstance(wanted, dict) or not isinstance(wanted.get("revision"), int):
        raise EditRefused(_("The act cannot be read: send an object with act, session and revision."))
    return wanted


def _do(version: ScheduleVersion, wanted: dict[str, Any], *, by: Person) -> ScheduleVersion:
    edition, revision = version.plan.edition, wanted["revision"]
    session = _session(edition, wanted.get("session"))
    act = wanted.get("act")
    if act in ("place", "move"):
        room, starts_at = _room(edition, wanted.get("room")), local_moment(str(wanted.get("starts_at")), edition.zone)
        if starts_at is None:
            raise EditRefused(_("There is no such time on that day in the edition's time zone."))
        return actions.place_session(version, session, room=room, starts_at=starts_at, by=by, revision=revision)
    if act == "remove":
        return actions.remove_session(version, session, by=by, revision=revision)
    if act == "swap":
        other = _session(edition, wanted.get("with"))
        return actions.swap_sessions(version, session, other, by=by, revision=revision)
    raise EditRefused(_("There is no such act; known are place, move, remove and swap."))


def _session(edition: Edition, code: object) -> Session:
    found = Session.objects.filter(edition=edition, code=str(code)).first()
    if found is None:
        raise EditRefused(_("There is no session %(code)s.") % {"code": code})
    return found


def _room(edition: Edition, code: object) -> Room:
    found = edition.rooms.filter(code=str(code)).first()
    if found is None:
        raise EditRefused(_("There is no room %(code)s.") % {"code": code})
    return found


def _asked(edition: Edition, wanted: dict[str, Any]) -> tuple[str, datetime] | None:
    """Return session and start of a placement that was refused."""
    starts_at = local_moment(str(wanted.get("starts_at")), edition.zone)
    return (str(wanted.get("session")), starts_at) if starts_at else None


def _conflict(
    version: ScheduleVersion, error: CellTaken | VersionMoved, by: Person, asked: tuple[str, datetime] | None
) -> JsonResponse:
    """Say who was first, what the draft looks like now, and which places near the one wanted are free."""
    fresh = queries.version_by_number(version.plan.edition, version.plan.number)
    material = material_of(fresh)
    offers = offers_for(material, asked[0], near=asked[1], most=OFFERS_AFTER_REFUSAL) if asked else []
    answer = {
        "error": str(error),
        "reason": "taken" if isinstance(error, CellTaken) else "moved",
        "sessions": list(error.sessions) if isinstance(error, CellTaken) else [],
        "offers": [offer_json(offer) for offer in offers],
    }
    return JsonResponse({**answer, **editor_state(fresh, by, material)}, status=409)


def _plain(material: Material, state: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the draft as a list for readers without the script, in order of time, those without a place last."""
    zone: ZoneInfo = material.edition.zone
    texts: dict[str, list[str]] = {}
    for conflict in state["conflicts"]:
        for code in (conflict["session"], *conflict["others"]):
            texts.setdefault(code, []).append(conflict["text"])
    placed = sorted(material.places.values(), key=lambda one: (one.starts_at, one.session))
    rows = [
        {
            "code": one.session,
            "title": material.rows[one.session]["title"],
            "starts_at": one.starts_at.astimezone(zone),
            "room": material.names.rooms[one.room],
            "texts": texts.get(one.session, []),
        }
        for one in placed
    ]
    waiting = [
        {"code": code, "title": material.rows[code]["title"], "texts": reasons}
        for code, reasons in state["waiting"].items()
    ]
    return [*rows, *waiting]
