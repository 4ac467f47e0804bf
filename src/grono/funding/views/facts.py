"""The facts about an organisation that rules of funding ask for: one page of small forms."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.accounts.models import Person
from grono.directory.models import Organisation
from grono.funding.actions import facts as actions
from grono.funding.actions import ownership
from grono.funding.forms.facts import AidForm, CompleteForm, FiguresForm, LabelForm, LegalFactsForm, OwnerForm
from grono.funding.models import AnnualFigures, Label, OwnershipShare, SmallAid
from grono.funding.queries.facts import facts_of
from grono.funding.wording.data import label_choices
from grono.kit.access import require

Save = Callable[[Organisation, dict[str, Any], Person], object]


class Section(NamedTuple):
    """A form of the page: what it saves, what is said then, and the heading to which the browser returns."""

    form: Callable[..., forms.Form]
    save: Save
    done: Any
    anchor: str


def _save_legal(organisation: Organisation, data: dict[str, Any], by: Person) -> object:
    return actions.declare_legal_facts(organisation, by=by, **data)


def _save_figures(organisation: Organisation, data: dict[str, Any], by: Person) -> object:
    return actions.set_figures(organisation, data.pop("year"), by=by, **data)


def _save_owner(organisation: Organisation, data: dict[str, Any], by: Person) -> object:
    named = data.pop("owner")
    who = {"owner": named} if isinstance(named, Organisation) else {"owner_name": named}
    return ownership.add_owner(organisation, by=by, **who, **data)


def _save_owners_complete(organisation: Organisation, data: dict[str, Any], by: Person) -> object:
    return actions.declare_owners_complete(organisation, data["complete"], by=by)


def _save_aid(organisation: Organisation, data: dict[str, Any], by: Person) -> object:
    return actions.add_aid(organisation, by=by, **data)


def _save_aid_complete(organisation: Organisation, data: dict[str, Any], by: Person) -> object:
    return actions.declare_aid_complete(organisation, data["complete"], by=by)


def _save_label(organisation: Organisation, data: dict[str, Any], by: Person) -> object:
    return actions.set_label(organisation, data.pop("code"), by=by, **data)


#: The forms of the page by the word in their address.
SECTIONS: Mapping[str, Section] = {
    "legal": Section(LegalFactsForm, _save_legal, gettext_lazy("The legal status is declared."), "legal-status"),
    "figures": Section(FiguresForm, _save_figures, gettext_lazy("The figures are entered."), "figures"),
    "owners": Section(OwnerForm, _save_owner, gettext_lazy("The owner is entered."), "owners"),
    "owners-complete": Section(CompleteForm, _save_owners_complete, gettext_lazy("Noted."), "owners"),
    "aid": Section(AidForm, _save_aid, gettext_lazy("The aid is entered."), "aid"),
    "aid-complete": Section(CompleteForm, _save_aid_complete, gettext_lazy("Noted."), "aid"),
    "labels": Section(LabelForm, _save_label, gettext_lazy("The label is entered."), "labels"),
}
#: What can be taken away again, by the word in the address.
REMOVALS: Mapping[str, tuple[type[Any], Callable[..., None]]] = {
    "figures": (AnnualFigures, actions.remove_figures),
    "owners": (OwnershipShare, ownership.remove_owner),
    "aid": (SmallAid, actions.remove_aid),
    "labels": (Label, actions.remove_label),
}


def facts(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the declared facts with what follows from them, and the forms to declare more."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(request, "funding.view_facts", organisation)
    return _page(request, organisation)


@require_POST
def declare(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """Save one form of the page."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(request, "funding.declare_facts", organisation)
    if section not in SECTIONS:
        raise Http404(section)
    chosen = SECTIONS[section]
    form = _form(section, organisation, request.POST)
    if form.is_valid():
        try:
            chosen.save(organisation, dict(form.cleaned_data), signed_in(request))
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, str(chosen.done))
            return redirect(f"{reverse('funding-facts', args=[slug])}#{chosen.anchor}")
    return _page(request, organisation, {section: form}, status=422)


@require_POST
def remove(request: HttpRequest, slug: str, section: str, pk: int) -> HttpResponse:
    """Take one entry away."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(request, "funding.declare_facts", organisation)
    if section not in REMOVALS:
        raise Http404(section)
    model, act = REMOVALS[section]
    act(get_object_or_404(model, pk=pk, organisation=organisation), by=signed_in(request))
    messages.success(request, _("The entry has been taken away."))
    return redirect(f"{reverse('funding-facts', args=[slug])}#{SECTIONS[section].anchor}")


def _add_errors(form: forms.Form, error: ValidationError) -> None:
    """Put what the action refused beside the fields that it concerns, the rest above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error.messages)
        return
    for name, texts in error.message_dict.items():
        form.add_error(name if name in form.fields else None, texts)


def _form(section: str, organisation: Organisation, data: Any = None) -> forms.Form:
    """Return a form of the page, filled with what is declared or with what was sent."""
    legal = getattr(organisation, "legal_facts", None)
    options: dict[str, Any] = {"data": data, "auto_id": f"{section}-%s"}
    if section == "legal" and legal:
        answer = {True: "yes", False: "no", None: ""}[legal.is_innovative]
        options["initial"] = {"legal_status": legal.legal_status, "is_innovative": answer}
    elif section == "owners-complete":
        options["initial"] = {"complete": bool(legal and legal.owners_declared)}
    elif section == "aid-complete":
        options["initial"] = {"complete": bool(legal and legal.aid_declared)}
    elif section == "aid":
        options["country"] = organisation.country
    elif section == "labels":
        options["labels"] = label_choices()
    return SECTIONS[section].form(**options)


def _page(
    request: HttpRequest, organisation: Organisation, bound: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    """Draw the page; ``bound`` are forms that were sent and refused."""
    drawn = {name: _form(name, organisation) for name in SECTIONS} | dict(bound or {})
    context = {
        "organisation": organisation,
        "facts": facts_of(organisation),
        "forms": {name.replace("-", "_"): form for name, form in drawn.items()},
        "may_declare": request.user.has_perm("funding.declare_facts", organisation),
        "trail": [
            (_("Organisations"), reverse("organisations")),
            (organisation.short_name or organisation.name, reverse("organisation", args=[organisation.slug])),
            (_("Facts for funding"), ""),
        ],
    }
    return render(request, "funding/facts.html", context, status=status)
