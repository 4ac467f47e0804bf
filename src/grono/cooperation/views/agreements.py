"""Pages of agreements: one's own, proposing one, confirming it, its outcome."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.cooperation.actions import agreements as actions
from grono.cooperation.choices import AgreementState, AgreementVisibility, InterestState
from grono.cooperation.forms.agreements import AgreementForm, OutcomeForm
from grono.cooperation.models import Agreement, ExpressionOfInterest
from grono.cooperation.queries import agreements as queries
from grono.cooperation.queries.interests import waiting_for
from grono.directory.models import Organisation
from grono.directory.queries import organisations_of
from grono.kit.access import require

PAGE = 20
MOST_CANDIDATES = 2000


def own_agreements(request: HttpRequest) -> HttpResponse:
    """List the agreements of one's organisations; what waits for confirmation is marked."""
    person = signed_in(request)
    page = Paginator(queries.own_agreements(person), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "waiting": waiting_for(person),
        "may_propose": person.has_perm("cooperation.propose_agreement"),
    }
    return render(request, "cooperation/agreements.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Propose an agreement; ``?interest=`` names the accepted interest behind it, ``?partner=`` the other party."""
    require(request, "cooperation.propose_agreement")
    person = signed_in(request)
    organisations = organisations_of(person, representing=True)
    interest = _interest(request)
    form = AgreementForm(
        request.POST or None,
        organisations=organisations,
        initial=_initial(request, interest, organisations),
        instance=Agreement(interest=interest),
    )
    if request.method == "POST" and form.is_valid():
        organisation = form.cleaned_data["organisation"]
        try:
            agreement = actions.propose_agreement(form.instance, organisation, form.partners, by=person)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Proposed. The other parties are asked to confirm it."))
            return redirect(agreement)
    own = list(organisations)
    context = {
        "form": form,
        "interest": interest,
        "proposer": own[0] if len(own) == 1 else None,
        "candidates": queries.possible_partners(own).values_list("name", flat=True)[:MOST_CANDIDATES],
        "trail": [(_("Agreements"), reverse("agreements")), (_("New agreement"), "")],
    }
    return render(request, "cooperation/agreement_new.html", context, status=422 if form.errors else 200)


def _interest(request: HttpRequest) -> ExpressionOfInterest | None:
    """Return the accepted interest from the address that the person may see; anything else is no interest."""
    key = request.GET.get("interest", "")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    found = (
        ExpressionOfInterest.objects.filter(pk=int(key), state=InterestState.ACCEPTED)
        .select_related("profile", "from_organisation", "to_organisation")
        .first()
    )
    return found if found and request.user.has_perm("cooperation.view_interest", found) else None


def _initial(request: HttpRequest, interest: ExpressionOfInterest | None, organisations: Any) -> dict[str, Any]:
    """Fill in what is known already: the two sides, the profile's title, the form of cooperation it names."""
    known: dict[str, Any] = {"visibility": AgreementVisibility.PUBLIC}
    if interest is None:
        partner = Organisation.objects.filter(slug=request.GET.get("partner", "")[:120]).first()
        return known | ({"partner_1": partner.name} if partner else {})
    keys = set(organisations.values_list("pk", flat=True))
    sides = [interest.to_organisation, interest.from_organisation]
    mine = next((side for side in sides if side.pk in keys), sides[0])
    other = next(side for side in sides if side.pk != mine.pk)
    known |= {"organisation": mine.pk, "partner_1": other.name}
    if interest.profile:
        known["title"] = interest.profile.title
        known["kind"] = next(iter(interest.profile.cooperation_types), None)
    return known


def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an agreement with its parties and its outcome, and what the reader's side can do."""
    found = queries.agreement_by_key(pk)
    require(request, "cooperation.view_agreement", found)
    return _page(request, found)


def _page(request: HttpRequest, agreement: Agreement, outcome_form: OutcomeForm | None = None) -> HttpResponse:
    may_act = request.user.has_perm("cooperation.act_on_agreement", agreement)
    represented = {row.pk for row in organisations_of(signed_in(request), representing=True)} if may_act else set()
    rows = agreement.party_rows.all()
    interest = agreement.interest
    context = {
        "agreement": agreement,
        "to_confirm": [
            row.organisation
            for row in rows
            if row.confirmed_at is None
            and row.organisation_id in represented
            and agreement.state == AgreementState.PROPOSED
        ],
        "may_withdraw": may_act and agreement.state == AgreementState.PROPOSED,
        "outcome_form": (outcome_form or OutcomeForm(instance=Agreement.objects.get(pk=agreement.pk)))
        if may_act and agreement.is_confirmed
        else None,
        "conversation": interest if interest and request.user.has_perm("cooperation.view_interest", interest) else None,
        "is_demonstration": any(row.organisation.is_demonstration for row in rows),
        "trail": _trail(request, agreement),
    }
    bad = outcome_form is not None and bool(outcome_form.errors)
    return render(request, "cooperation/agreement.html", context, status=422 if bad else 200)


def _trail(request: HttpRequest, agreement: Agreement) -> list[tuple[str, str]]:
    """Return the way to the page: one's own agreements, or for others the organisation that comes first."""
    if request.user.has_perm("cooperation.act_on_agreement", agreement):
        return [(_("Agreements"), reverse("agreements")), (agreement.title, "")]
    first = next(iter(agreement.party_rows.all())).organisation
    return [(first.short_name or first.name, reverse("organisation", args=[first.slug])), (agreement.title, "")]


@require_POST
def confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm an agreement for the parties one represents."""
    found = queries.agreement_by_key(pk)
    require(request, "cooperation.act_on_agreement", found)
    return _act(
        request, found, lambda: actions.confirm_agreement(found, by=signed_in(request)), _("You have confirmed it.")
    )


@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal back, or refuse one."""
    found = queries.agreement_by_key(pk)
    require(request, "cooperation.act_on_agreement", found)
    return _act(request, found, lambda: actions.withdraw_agreement(found, by=signed_in(request)), _("Withdrawn."))


@require_POST
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what came of an agreement."""
    found = queries.agreement_by_key(pk)
    require(request, "cooperation.act_on_agreement", found)
    # The form writes into its own instance; the action starts from what is saved.
    form = OutcomeForm(request.POST, instance=Agreement.objects.get(pk=pk))
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.record_outcome(
                found,
                outcome=data["outcome"],
                note=data["outcome_note"],
                day=data["outcome_date"],
                value_eur=data["value_eur"],
                by=signed_in(request),
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The outcome is entered."))
            return redirect(found)
    return _page(request, found, form)


def _act(request: HttpRequest, agreement: Agreement, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(agreement)
