"""Mails about decisions: prepared, read and changed, sent on purpose."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grono.accounts.access import signed_in
from grono.proposals.actions import decision_mails as actions
from grono.proposals.choices import DecisionMailState, ProposalState
from grono.proposals.forms.reviewing import MailForm
from grono.proposals.models import CallForPresentations, DecisionMail
from grono.proposals.queries.deciding import decision_counts, drafts_of, sent_of, untold
from grono.proposals.rules import ProposalRefused
from grono.proposals.views.reviewers import managed, page


def decisions(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Show what was decided, the drafts, and what was sent; prepare drafts or send the chosen ones."""
    call = managed(request, edition_slug, code)
    if request.method == "POST":
        _act(request, call)
        return redirect("console-decisions", edition_slug, code)
    context = page(call, "decisions") | {
        "counts": [(ProposalState(state).label, count) for state, count in decision_counts(call).items()],
        "drafts": drafts_of(call),
        "sent": sent_of(call),
        "untold": untold(call),
    }
    return render(request, "proposals/console_decisions.html", context)


def _act(request: HttpRequest, call: CallForPresentations) -> None:
    person = signed_in(request)
    if request.POST.get("act") == "prepare":
        count = actions.prepare_mails(call.proposals.all(), by=person)
        text = ngettext("%(count)d draft was written.", "%(count)d drafts were written.", count)
        messages.success(request, text % {"count": count})
        return
    keys = [int(key) for key in request.POST.getlist("mail") if key.isascii() and key.isdigit() and len(key) < 19]
    chosen = list(DecisionMail.objects.filter(pk__in=keys, proposal__call=call))
    if not chosen:
        messages.error(request, _("No mail was chosen."))
        return
    count = actions.send_mails(chosen, by=person)
    messages.success(
        request, ngettext("%(count)d mail was sent.", "%(count)d mails were sent.", count) % {"count": count}
    )


def mail(request: HttpRequest, edition_slug: str, code: str, pk: int) -> HttpResponse:
    """Read a mail; change it while it is a draft."""
    call = managed(request, edition_slug, code)
    rows = DecisionMail.objects.select_related("proposal", "recipient")
    found = get_object_or_404(rows, pk=pk, proposal__call=call)
    is_draft = found.state == DecisionMailState.DRAFT
    form = MailForm(request.POST or None, instance=DecisionMail.objects.get(pk=pk)) if is_draft else None
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            actions.change_mail(found, subject=data["subject"], body=data["body"], by=signed_in(request))
        except (ProposalRefused, ValidationError) as error:
            form.add_error(None, getattr(error, "messages", None) or str(error))
        else:
            messages.success(request, _("The draft is saved. It is sent only when you send it."))
            return redirect("console-decisions", edition_slug, code)
    back = (_("Decisions"), reverse("console-decisions", args=[edition_slug, code]))
    context = page(call, "decisions", back, (str(found.recipient), "")) | {"mail": found, "form": form}
    return render(request, "proposals/console_mail.html", context, status=422 if form and form.errors else 200)
