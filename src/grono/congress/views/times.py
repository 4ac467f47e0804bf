"""Time of an edition: blocks for sessions and slots for meetings, day by day, with a generator for each."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.congress.actions import slots as actions
from grono.congress.actions.parts import InUse
from grono.congress.choices import SlotKind
from grono.congress.forms.times import FrameForm, RoundForm, days_of
from grono.congress.models import Edition, Slot
from grono.congress.views.forming import add_errors
from grono.congress.views.setup import organised

_FORMS = {SlotKind.PROGRAMME: FrameForm, SlotKind.MEETING: RoundForm}


def time(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Show the days with their blocks and slots; the generators show first what they would make, then make it."""
    edition = organised(request, edition_slug)
    forms = {kind: form(edition=edition, auto_id=f"{kind}-%s") for kind, form in _FORMS.items()}
    preview: list[Slot] = []
    if request.method == "POST":
        kind = SlotKind.MEETING if request.POST.get("kind") == SlotKind.MEETING else SlotKind.PROGRAMME
        forms[kind] = form = _FORMS[kind](request.POST, edition=edition, auto_id=f"{kind}-%s")
        if form.is_valid():
            try:
                if "preview" not in request.POST:
                    return _make(request, edition, form)
                preview = actions.slots_of(edition, form.frame())
            except ValidationError as error:
                add_errors(form, error)
            except InUse as refusal:
                form.add_error(None, str(refusal))
    context = {
        "edition": edition,
        "days": _days(edition, list(edition.slots.all())),
        "block_form": forms[SlotKind.PROGRAMME],
        "round_form": forms[SlotKind.MEETING],
        "preview": _days(edition, preview) if preview else [],
        "preview_count": len(preview),
    }
    return render(request, "congress/time.html", context, status=422 if any(f.errors for f in forms.values()) else 200)


def _make(request: HttpRequest, edition: Edition, form: FrameForm) -> HttpResponse:
    made = actions.add_slots(edition, form.frame(), replace=form.cleaned_data["replace"], by=signed_in(request))
    if form.kind == SlotKind.MEETING:
        text = ngettext("%(n)d meeting slot is added.", "%(n)d meeting slots are added.", len(made))
    else:
        text = ngettext("%(n)d block is added.", "%(n)d blocks are added.", len(made))
    messages.success(request, text % {"n": len(made)})
    return redirect("console-time", edition.slug)


def _days(edition: Edition, slots: list[Slot]) -> list[dict[str, Any]]:
    """Return the days of the edition, each with its blocks, and its meeting slots by round."""
    by_day: dict[date, list[Slot]] = {day: [] for day in days_of(edition)}
    for slot in slots:
        by_day.setdefault(slot.starts_at.astimezone(edition.zone).date(), []).append(slot)
    rows = []
    for day, found in sorted(by_day.items()):
        rounds: dict[str, list[Slot]] = {}
        for slot in found:
            if slot.kind == SlotKind.MEETING:
                rounds.setdefault(slot.round_code, []).append(slot)
        blocks = [slot for slot in found if slot.kind == SlotKind.PROGRAMME]
        rows.append({"day": day, "blocks": blocks, "rounds": list(rounds.values())})
    return rows


@require_POST
def removal(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Remove all blocks or all meeting slots of a day."""
    edition = organised(request, edition_slug)
    day, kind = request.POST.get("day", ""), request.POST.get("kind", "")
    wanted = [
        slot
        for slot in edition.slots.filter(kind=kind).select_related("edition")
        if slot.starts_at.astimezone(edition.zone).date().isoformat() == day
    ]
    try:
        actions.remove_slots(wanted, by=signed_in(request))
    except InUse as refusal:
        messages.error(request, str(refusal))
    else:
        text = ngettext("%(n)d entry is removed.", "%(n)d entries are removed.", len(wanted)) % {"n": len(wanted)}
        messages.success(request, text if wanted else _("There was nothing to remove."))
    return redirect("console-time", edition_slug)
