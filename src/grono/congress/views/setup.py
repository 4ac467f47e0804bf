"""Set-up of an edition: what is missing, the edition itself, rooms, tables, tracks and deadlines."""

import re
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from i18nfield.strings import LazyI18nString

from grono.accounts.access import signed_in
from grono.congress.actions import rooms as room_actions
from grono.congress.actions.editions import change_edition
from grono.congress.actions.parts import InUse
from grono.congress.checklist import steps_of
from grono.congress.forms.setup import EditionForm, ZoneForm
from grono.congress.forms.times import ClosureForm
from grono.congress.models import Edition, Room, Unavailability
from grono.congress.queries import edition_by_slug
from grono.congress.views.forming import add_errors
from grono.kit.access import require


def organised(request: HttpRequest, edition_slug: str) -> Edition:
    """Return the edition that the person runs; raises 404, 403 or leads to sign-in."""
    edition = edition_by_slug(edition_slug)
    require(request, "congress.organise", edition)
    return edition


def setup(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show what is there and what is still missing for a programme."""
    found = organised(request, edition_slug)
    steps = steps_of(found)
    context = {
        "edition": found,
        "needed": [step for step in steps if step.is_needed],
        "useful": [step for step in steps if not step.is_needed],
        "missing": sum(step.is_needed and not step.is_done for step in steps),
        "next": next((step for step in steps if step.is_needed and not step.is_done), None),
    }
    return render(request, "congress/setup.html", context)


def edition(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Change the edition itself."""
    found = organised(request, edition_slug)
    form = EditionForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_edition(form.instance, by=signed_in(request))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The edition is saved."))
            return redirect("console-edition", edition_slug)
    context = {"edition": edition_by_slug(edition_slug), "form": form}
    return render(request, "congress/setup_edition.html", context, status=422 if form.is_bound else 200)


def rooms(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List the rooms with their closures."""
    found = organised(request, edition_slug)
    context = {"edition": found, "rooms": found.rooms.prefetch_related("resource__unavailabilities")}
    return render(request, "congress/rooms.html", context)


@require_POST
def closure(request: HttpRequest, edition_slug: str, pk: int) -> HttpResponse:
    """Enter that a room is closed for a while."""
    found = organised(request, edition_slug)
    room = get_object_or_404(Room, pk=pk, edition=found)
    form = ClosureForm(request.POST, edition=found, auto_id="closure-%s")
    if form.is_valid():
        data = form.cleaned_data
        reason = LazyI18nString({code: data[f"reason_{code}"] for code in ("pl", "en") if data[f"reason_{code}"]})
        try:
            room_actions.close_room(room, data["starts_at"], data["ends_at"], reason=reason, by=signed_in(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The closure is entered."))
    else:
        messages.error(request, " ".join(str(fault) for faults in form.errors.values() for fault in faults))
    return redirect("console-part", edition_slug, "rooms", pk)


@require_POST
def closure_removal(request: HttpRequest, edition_slug: str, pk: int) -> HttpResponse:
    """Take a closure back."""
    found = organised(request, edition_slug)
    entered = get_object_or_404(Unavailability, pk=pk, resource__edition=found, resource__room__isnull=False)
    room = entered.resource.room.pk
    room_actions.reopen_room(entered, by=signed_in(request))
    messages.success(request, _("The room is open again."))
    return redirect("console-part", edition_slug, "rooms", room)


def tables(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List the zones of tables for meetings of two; add a zone."""
    found = organised(request, edition_slug)
    form = ZoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        name = LazyI18nString({code: data[f"zone_{code}"] for code in ("pl", "en") if data[f"zone_{code}"]})
        try:
            added = room_actions.add_zone(
                found, zone=name, prefix=data["prefix"], count=data["count"], by=signed_in(request)
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            text = ngettext("%(n)d table is added.", "%(n)d tables are added.", len(added))
            messages.success(request, text % {"n": len(added)})
            return redirect("console-tables", edition_slug)
    context = {"edition": found, "form": form, "zones": _zones(found)}
    return render(request, "congress/tables.html", context, status=422 if form.is_bound else 200)


def _zones(found: Edition) -> list[dict[str, Any]]:
    """Return the tables by the letter of their numbers, in the order of the hall."""
    rows = []
    for prefix, group in groupby(found.tables.order_by("position"), lambda table: re.sub(r"-?\d+$", "", table.code)):
        zone = list(group)
        rows.append({"prefix": prefix, "name": zone[0].zone, "first": zone[0], "last": zone[-1], "count": len(zone)})
    return rows


@require_POST
def tables_removal(request: HttpRequest, edition_slug: str, prefix: str) -> HttpResponse:
    """Remove a zone of tables."""
    found = organised(request, edition_slug)
    try:
        count = room_actions.remove_zone(found, prefix, by=signed_in(request))
    except InUse as refusal:
        messages.error(request, str(refusal))
    else:
        text = ngettext("%(n)d table is removed.", "%(n)d tables are removed.", count)
        messages.success(request, text % {"n": count})
    return redirect("console-tables", edition_slug)


def tracks(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List the tracks in their order."""
    found = organised(request, edition_slug)
    return render(request, "congress/tracks.html", {"edition": found, "tracks": found.tracks.all()})


def deadlines(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List the deadlines in order of time."""
    found = organised(request, edition_slug)
    return render(request, "congress/deadlines.html", {"edition": found, "deadlines": found.deadlines.all()})
