"""The press: what a journalist asks for, and how the organiser answers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.accounts.models import Person
from grono.congress.actions import press as actions
from grono.congress.choices import AccreditationState
from grono.congress.forms.supporters import AccreditationForm, AnswerForm
from grono.congress.models import PressAccreditation
from grono.congress.queries import edition_by_slug, public_stamp
from grono.congress.queries.supporters import accreditation_of, accreditations_of
from grono.congress.views.forming import add_errors
from grono.congress.views.setup import organised
from grono.kit.access import require
from grono.kit.options import counted_options
from grono.kit.pages import cached_page
from grono.kit.spreadsheets import spreadsheet_response

PAGE = 30


def _stamp(request: HttpRequest, edition_slug: str) -> str | None:
    return public_stamp(edition_slug)


@cached_page(stamp=_stamp)
def press(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Say what journalists get, take their request for accreditation and show the answer."""
    edition = edition_by_slug(edition_slug)
    require(request, "congress.view_edition", edition)
    person = request.user if isinstance(request.user, Person) else None
    mine = accreditation_of(person, edition) if person else None
    form = AccreditationForm(request.POST or None, instance=mine) if person else None
    if request.method == "POST":
        by = signed_in(request)
        assert form is not None
        if form.is_valid():
            try:
                actions.request_accreditation(edition, by=by, **form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Your request is with the organiser. The answer comes by mail."))
                return redirect("press", edition_slug)
    context = {"edition": edition, "form": form, "mine": mine}
    return render(request, "congress/press.html", context, status=422 if form and form.is_bound else 200)


@require_POST
def withdrawal(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Take one's own request back."""
    edition = edition_by_slug(edition_slug)
    person = signed_in(request)
    asked = get_object_or_404(PressAccreditation, edition=edition, person=person)
    try:
        actions.withdraw_accreditation(asked, by=person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Your request has been withdrawn."))
    return redirect("press", edition_slug)


def console(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List the requests for the organiser, those that wait first."""
    edition = organised(request, edition_slug)
    state = request.GET.get("state", "")
    state = state if state in AccreditationState.values else ""
    counted = dict(edition.accreditations.order_by().values_list("state").annotate(Count("pk")))
    found = accreditations_of(edition, state).order_by(F("answered_at").desc(nulls_first=True), "-requested_at", "pk")
    context = {
        "edition": edition,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "options": counted_options(counted, state, lambda value: AccreditationState(value).label),
        "state": state,
        "waiting": counted.get(AccreditationState.REQUESTED, 0),
        "form": AnswerForm(auto_id=False),
    }
    return render(request, "congress/console_press.html", context)


@require_POST
def answer(request: HttpRequest, edition_slug: str, pk: int) -> HttpResponse:
    """Grant or refuse a request; the journalist is told by mail."""
    edition = organised(request, edition_slug)
    asked = get_object_or_404(PressAccreditation, pk=pk, edition=edition)
    form = AnswerForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([fault for faults in form.errors.values() for fault in faults])
        answered = actions.answer_accreditation(
            asked, request.POST.get("state", ""), answer=form.cleaned_data["answer"], by=signed_in(request)
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        text = _("%(person)s: %(state)s. The mail goes out now.")
        messages.success(request, text % {"person": answered.person, "state": answered.get_state_display()})
    return redirect("console-press", edition_slug)


def spreadsheet(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Give all requests as a spreadsheet."""
    edition = organised(request, edition_slug)
    columns = [_("Name"), _("E-mail address"), _("Medium"), _("Web site"), _("What they need"), _("State"), _("Answer"),
               _("Asked"), _("Answered")]  # fmt: skip
    rows = [
        [str(row.person), row.person.email, row.medium, row.website, row.note, row.get_state_display(), row.answer,
         row.requested_at.astimezone(edition.zone), row.answered_at and row.answered_at.astimezone(edition.zone)]
        for row in accreditations_of(edition)
    ]  # fmt: skip
    return spreadsheet_response(f"{edition.slug}-press", _("Press"), columns, rows)
