"""The speakers of a proposal: who is named, and asking others."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.kit.access import require
from grono.proposals.actions.speakers import invite_speaker, remove_speaker
from grono.proposals.forms.speakers import SpeakerForm
from grono.proposals.models import Proposal
from grono.proposals.queries.proposals import proposal_by_code
from grono.proposals.rules import ProposalRefused


def speakers(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Show who speaks and ask somebody else by mail."""
    proposal = _changeable(request, edition_slug, code)
    form = SpeakerForm(request.POST or None, languages=proposal.call.edition.languages or ["pl", "en"])
    if request.method == "POST" and form.is_valid():
        try:
            invite_speaker(proposal, by=signed_in(request), **form.cleaned_data)
        except ProposalRefused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            form.add_error("email", refusal.messages[0])
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("proposal-speakers", edition_slug, code)
    context = {
        "proposal": proposal,
        "edition": proposal.call.edition,
        "form": form,
        "most": proposal.call.most_speakers,
        "trail": [
            (str(proposal.call.edition), reverse("edition", args=[edition_slug])),
            (_("My proposals"), reverse("proposals", args=[edition_slug])),
            (proposal.code, proposal.get_absolute_url()),
            (_("Speakers"), ""),
        ],
    }
    return render(request, "proposals/speakers.html", context)


@require_POST
def remove(request: HttpRequest, edition_slug: str, code: str, pk: int) -> HttpResponse:
    """Take a co-speaker out."""
    proposal = _changeable(request, edition_slug, code)
    speaker = get_object_or_404(proposal.speakers.all(), pk=pk)
    try:
        remove_speaker(speaker, by=signed_in(request))
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is no longer named in the proposal.") % {"name": speaker})
    return redirect("proposal-speakers", edition_slug, code)


def _changeable(request: HttpRequest, edition_slug: str, code: str) -> Proposal:
    """Return a proposal that the person may change; one they may not even read is not found."""
    person = signed_in(request)
    found = proposal_by_code(edition_slug, code)
    if not person.has_perm("proposals.view_proposal", found):
        raise Http404(f"No proposal {code}.")
    require(request, "proposals.change_proposal", found)
    return found
