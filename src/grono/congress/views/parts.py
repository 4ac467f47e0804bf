"""Parts of an edition that organisers add, change, order and remove in the same way: one page for all of them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.accounts.models import Person
from grono.congress.actions import parts as actions
from grono.congress.actions import rooms, slots, supporters
from grono.congress.actions.parts import InUse
from grono.congress.choices import SlotKind
from grono.congress.forms.setup import DeadlineForm, RoomForm, TrackForm
from grono.congress.forms.supporters import CreditForm, ExhibitorForm, LevelForm, SupporterForm
from grono.congress.forms.times import ClosureForm, SlotForm
from grono.congress.models import (
    Deadline,
    Edition,
    Exhibitor,
    FundingCredit,
    Room,
    Slot,
    Supporter,
    SupporterLevel,
    Track,
)
from grono.congress.queries import edition_by_slug
from grono.congress.views.forming import add_errors
from grono.kit.access import require


def _save(form: Any, by: Person) -> None:
    actions.save_part(form.instance, by=by)


def _save_with_logo(form: Any, by: Person) -> None:
    data = form.cleaned_data
    supporters.save_with_logo(form.instance, logo=data["logo_file"], drop_logo=data.get("drop_logo", False), by=by)


def _remove(part: Any, by: Person) -> None:
    actions.remove_part(part, by=by, owned=("supporters",))


class Kind(NamedTuple):
    """A kind of part: its form, the page that lists it, what its page is called, and its acts."""

    model: type[Any]
    form: Callable[..., forms.ModelForm]
    page: str
    title: str | Promise
    save: Callable[[Any, Person], None] = _save
    remove: Callable[[Any, Person], None] = _remove


#: The kinds by the word in their address.
KINDS: Mapping[str, Kind] = {
    "rooms": Kind(
        Room,
        RoomForm,
        "console-rooms",
        gettext_lazy("Room"),
        lambda form, by: rooms.save_room(form.instance, by=by),
        lambda room, by: rooms.remove_room(room, by=by),
    ),
    "slots": Kind(
        Slot,
        SlotForm,
        "console-time",
        gettext_lazy("Time"),
        lambda form, by: slots.save_slot(form.instance, by=by),
        lambda slot, by: slots.remove_slots([slot], by=by),
    ),
    "tracks": Kind(Track, TrackForm, "console-tracks", gettext_lazy("Track")),
    "deadlines": Kind(Deadline, DeadlineForm, "console-deadlines", gettext_lazy("Deadline")),
    "levels": Kind(SupporterLevel, LevelForm, "console-supporters", gettext_lazy("Level of support")),
    "supporters": Kind(
        Supporter,
        SupporterForm,
        "console-supporters",
        gettext_lazy("Supporter"),
        _save_with_logo,
        lambda part, by: supporters.remove_with_logo(part, by=by),
    ),
    "exhibitors": Kind(Exhibitor, ExhibitorForm, "console-exhibitors", gettext_lazy("Stand")),
    "funds": Kind(
        FundingCredit,
        CreditForm,
        "console-credits",
        gettext_lazy("Public funds"),
        _save_with_logo,
        lambda part, by: supporters.remove_with_logo(part, by=by),
    ),
}


def new(request: HttpRequest, edition_slug: str, kind: str) -> HttpResponse:
    """Add a part."""
    edition, chosen = _asked(request, edition_slug, kind)
    part = _blank(request, edition, chosen)
    return _form_page(request, edition, kind, part)


def edit(request: HttpRequest, edition_slug: str, kind: str, pk: int) -> HttpResponse:
    """Change a part."""
    edition, chosen = _asked(request, edition_slug, kind)
    return _form_page(request, edition, kind, _part(edition, chosen, pk))


@require_POST
def removal(request: HttpRequest, edition_slug: str, kind: str, pk: int) -> HttpResponse:
    """Remove a part; what is used stays, and the message says what uses it."""
    edition, chosen = _asked(request, edition_slug, kind)
    part = _part(edition, chosen, pk)
    name = str(part)
    try:
        chosen.remove(part, signed_in(request))
    except InUse as refusal:
        messages.error(request, str(refusal))
        return redirect("console-part", edition_slug, kind, pk)
    messages.success(request, _("“%(name)s” has been removed.") % {"name": name})
    return redirect(chosen.page, edition_slug)


@require_POST
def order(request: HttpRequest, edition_slug: str, kind: str, pk: int) -> HttpResponse:
    """Move a part up or down in its list."""
    edition, chosen = _asked(request, edition_slug, kind)
    part = _part(edition, chosen, pk)
    if not hasattr(part, "position"):
        raise Http404(kind)
    actions.move_part(part, -1 if request.POST.get("to") == "up" else 1, by=signed_in(request))
    return redirect(f"{reverse(chosen.page, args=[edition_slug])}#{kind}-{pk}")


def _asked(request: HttpRequest, edition_slug: str, kind: str) -> tuple[Edition, Kind]:
    edition = edition_by_slug(edition_slug)
    require(request, "congress.organise", edition)
    if kind not in KINDS:
        raise Http404(kind)
    return edition, KINDS[kind]


def _part(edition: Edition, kind: Kind, pk: int) -> Any:
    owner = "level__edition" if kind.model is Supporter else "edition"
    part = get_object_or_404(kind.model, **{"pk": pk, owner: edition})
    if kind.model is not Supporter:
        part.edition = edition
    return part


def _blank(request: HttpRequest, edition: Edition, kind: Kind) -> Any:
    """Return a new part; the address may say of which kind a slot is and to which level a supporter belongs."""
    if kind.model is Supporter:
        number = request.GET.get("level", "")
        levels = edition.supporter_levels.filter(pk=number) if number.isdecimal() else edition.supporter_levels.all()
        return Supporter(level=levels.first())
    if kind.model is Slot:
        meeting = request.GET.get("kind") == SlotKind.MEETING
        return Slot(edition=edition, kind=SlotKind.MEETING if meeting else SlotKind.PROGRAMME)
    return kind.model(edition=edition)


def _form_page(request: HttpRequest, edition: Edition, kind: str, part: Any) -> HttpResponse:
    chosen = KINDS[kind]
    options = {"edition": edition} if chosen.model is Supporter else {}
    form = chosen.form(request.POST or None, request.FILES or None, instance=part, **options)
    name = str(part) if part.pk else ""
    if request.method == "POST" and form.is_valid():
        try:
            chosen.save(form, signed_in(request))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": part})
            return redirect(f"{reverse(chosen.page, args=[edition.slug])}#{kind}-{part.pk}")
    context = {
        "edition": edition,
        "kind": kind,
        "part": part,
        "name": name,
        "title": chosen.title,
        "form": form,
        "page": reverse(chosen.page, args=[edition.slug]),
        "in_supporters": chosen.page in ("console-supporters", "console-exhibitors", "console-credits"),
        "closures": part.resource.unavailabilities.all() if kind == "rooms" and part.pk else None,
        "closure_form": ClosureForm(edition=edition, auto_id="closure-%s") if kind == "rooms" and part.pk else None,
    }
    return render(request, "congress/part.html", context, status=422 if form.is_bound else 200)
