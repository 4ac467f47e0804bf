"""The organiser builds a call: settings, types of presentations, questions, preview, publishing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.congress.queries import edition_by_slug
from grono.kit import clock
from grono.kit.access import require
from grono.proposals.actions import calls as actions
from grono.proposals.choices import QuestionKind
from grono.proposals.forms.calls import CallForm, NewCallForm, QuestionForm, TypeForm
from grono.proposals.forms.proposing import ProposalForm
from grono.proposals.models import CallForPresentations, ProposalType, Question
from grono.proposals.queries.calls import call_by_code, calls_with_counts, questions_of
from grono.proposals.rules import ProposalRefused
from grono.proposals.views.calls import phase

#: How long a new call is proposed to be open.
USUAL_WEEKS = 6


def calls(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List the calls of an edition with what came in."""
    edition = edition_by_slug(edition_slug)
    require(request, "congress.organise", edition)
    found = list(calls_with_counts(edition).select_related("edition"))
    context = {"edition": edition, "calls": [(call, phase(call)) for call in found]}
    return render(request, "proposals/console_calls.html", context)


def new(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Begin a call with usual types and limits; everything can be changed on the next page."""
    edition = edition_by_slug(edition_slug)
    require(request, "congress.organise", edition)
    with timezone.override(edition.zone):
        opening = timezone.localtime(clock.now()).replace(minute=0, second=0, microsecond=0)
        ending = (opening + timedelta(weeks=USUAL_WEEKS)).replace(hour=23, minute=59)
        form = NewCallForm(request.POST or None, edition=edition, initial={"opens_at": opening, "deadline_at": ending})
        if request.method == "POST" and form.is_valid():
            by = signed_in(request)
            call = _saved(form, lambda: actions.create_call(edition, by=by, **form.fields_of_call))
            if call is not None:
                messages.success(request, _("The call is begun as a draft. Go through the tabs, then publish it."))
                return redirect("console-call", edition_slug, call.code)
        context = {"edition": edition, "form": form, "trail": _trail(edition_slug, (_("New call"), ""))}
        return render(request, "proposals/console_call_new.html", context)


def call(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Change the settings of a call."""
    found = _managed(request, edition_slug, code)
    with timezone.override(found.edition.zone):
        form = CallForm(request.POST or None, call=found)
        if request.method == "POST" and form.is_valid():
            by = signed_in(request)
            if _saved(form, lambda: actions.change_call(found, by=by, **form.changes)) is not None:
                messages.success(request, _("The settings are saved."))
                return redirect("console-call", edition_slug, code)
        return _page(request, found, "proposals/console_call.html", {"form": form, "here": "settings"})


@require_POST
def state(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Publish a call, or close it."""
    found = _managed(request, edition_slug, code)
    closes = request.POST.get("state") == "closed"
    act = actions.close_call if closes else actions.publish_call
    said = _("The call is closed.") if closes else _("The call is published.")
    _act(request, lambda: act(found, by=signed_in(request)), said)
    return redirect("console-call", edition_slug, code)


@require_POST
def delete(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Delete a call that nobody has answered."""
    found = _managed(request, edition_slug, code)
    if _act(request, lambda: actions.delete_call(found, by=signed_in(request)), _("The call is deleted.")):
        return redirect("console-calls", edition_slug)
    return redirect("console-call", edition_slug, code)


def form(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Show what the form asks: types of presentations and questions, each with its acts."""
    found = _managed(request, edition_slug, code)
    context = {"here": "form", "questions": questions_of(found), "kinds": QuestionKind.choices}
    return _page(request, found, "proposals/console_form.html", context)


def preview(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Show the form as a proposer will see it; nothing can be sent."""
    found = _managed(request, edition_slug, code)
    shown = ProposalForm(call=found, proposer=signed_in(request))
    for field in shown.fields.values():
        field.disabled = True
    return _page(request, found, "proposals/console_preview.html", {"form": shown, "here": "preview"})


def kind(request: HttpRequest, edition_slug: str, code: str, pk: int | None = None) -> HttpResponse:
    """Add a type of presentation, or change one."""
    found = _managed(request, edition_slug, code)
    record = get_object_or_404(ProposalType, call=found, pk=pk) if pk else ProposalType(call=found)
    entered = TypeForm(request.POST or None, call=found, kind=record)
    if request.method == "POST" and entered.is_valid():
        by = signed_in(request)
        if _saved(entered, lambda: actions.save_type(found, entered.filled, by=by)) is not None:
            messages.success(request, _("The type is saved."))
            return redirect("console-call-form", edition_slug, code)
    heading = _("Type of presentation") if pk else _("New type of presentation")
    return _page(request, found, "proposals/console_part.html", {"form": entered, "here": "form", "heading": heading})


def question(request: HttpRequest, edition_slug: str, code: str, pk: int | None = None) -> HttpResponse:
    """Add a question, or change one."""
    found = _managed(request, edition_slug, code)
    wanted = request.GET.get("kind", "")
    first = wanted if wanted in QuestionKind.values else QuestionKind.LINE
    record = get_object_or_404(Question, call=found, pk=pk) if pk else Question(call=found, kind=first)
    entered = QuestionForm(request.POST or None, call=found, question=record)
    if request.method == "POST" and entered.is_valid():
        by = signed_in(request)
        act = lambda: actions.save_question(found, entered.filled, by=by, types=entered.chosen_types)  # noqa: E731
        if _saved(entered, act) is not None:
            messages.success(request, _("The question is saved."))
            return redirect("console-call-form", edition_slug, code)
    heading = _("Question") if pk else _("New question")
    return _page(request, found, "proposals/console_part.html", {"form": entered, "here": "form", "heading": heading})


@require_POST
def remove_kind(request: HttpRequest, edition_slug: str, code: str, pk: int) -> HttpResponse:
    """Remove a type that no proposal uses."""
    found = _managed(request, edition_slug, code)
    record = get_object_or_404(ProposalType, call=found, pk=pk)
    _act(request, lambda: actions.remove_type(record, by=signed_in(request)), _("The type is removed."))
    return redirect("console-call-form", edition_slug, code)


@require_POST
def remove_question(request: HttpRequest, edition_slug: str, code: str, pk: int) -> HttpResponse:
    """Remove a question that nobody has answered."""
    found = _managed(request, edition_slug, code)
    record = get_object_or_404(Question, call=found, pk=pk)
    _act(request, lambda: actions.remove_question(record, by=signed_in(request)), _("The question is removed."))
    return redirect("console-call-form", edition_slug, code)


@require_POST
def move_kind(request: HttpRequest, edition_slug: str, code: str, pk: int) -> HttpResponse:
    """Move a type one place up or down."""
    return _move(request, _managed(request, edition_slug, code), ProposalType, pk)


@require_POST
def move_question(request: HttpRequest, edition_slug: str, code: str, pk: int) -> HttpResponse:
    """Move a question one place up or down."""
    return _move(request, _managed(request, edition_slug, code), Question, pk)


def _move(
    request: HttpRequest, call: CallForPresentations, model: type[ProposalType] | type[Question], pk: int
) -> HttpResponse:
    record: Any = get_object_or_404(model, call=call, pk=pk)
    actions.move(record, up=request.POST.get("up") == "yes", by=signed_in(request))
    anchor = "types" if model is ProposalType else "questions"
    return redirect(f"{reverse('console-call-form', args=[call.edition.slug, call.code])}#{anchor}")


def _managed(request: HttpRequest, edition_slug: str, code: str) -> CallForPresentations:
    found = call_by_code(edition_slug, code)
    require(request, "proposals.manage_call", found)
    return found


def _page(request: HttpRequest, call: CallForPresentations, template: str, more: dict[str, Any]) -> HttpResponse:
    context = {
        "edition": call.edition,
        "call": call,
        "phase": phase(call),
        "trail": _trail(call.edition.slug, (str(call), "")),
        **more,
    }
    return render(request, template, context)


def _trail(edition_slug: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Calls for presentations"), reverse("console-calls", args=[edition_slug])), *more]


def _saved(form: forms.Form, act: Callable[[], Any]) -> Any:
    """Save and return what was saved; what the action refuses stands in the form, then return ``None``."""
    try:
        return act()
    except ProposalRefused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as refusal:
        by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
        for name, sentences in by_field.items():
            for sentence in sentences:
                form.add_error(_field_of(form, name), sentence)
    return None


def _field_of(form: forms.Form, name: str) -> str | None:
    return (
        next((field for field in form.fields if field == name or field.startswith(f"{name}_")), None) if name else None
    )


def _act(request: HttpRequest, act: Callable[[], object], said: str) -> bool:
    """Do something and say that it is done, or say why it is refused."""
    try:
        act()
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, said)
    return True
