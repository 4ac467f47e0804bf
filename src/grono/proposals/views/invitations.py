"""The page on which a co-speaker answers: its address is the secret that came by mail."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.queries import edition_by_slug
from grono.kit.access import SignInRequired
from grono.proposals.actions.speakers import answer_invitation
from grono.proposals.models import ProposalSpeaker
from grono.proposals.queries.proposals import invitation_by_key
from grono.proposals.rules import ProposalRefused
from grono.proposals.views.showing import texts_shown


def invitation(request: HttpRequest, edition_slug: str, key: UUID) -> HttpResponse:
    """Show who asks to speak in what; take the answer. A yes needs a sign-in, a no does not."""
    edition = edition_by_slug(edition_slug)
    found = invitation_by_key(edition_slug, key)
    if found is None:
        return render(request, "proposals/invitation_gone.html", {"edition": edition}, status=410)
    if request.method == "POST":
        return _answer(request, found)
    context = {
        "edition": edition,
        "speaker": found,
        "proposal": found.proposal,
        "texts": texts_shown(found.proposal),
        "is_other_address": _is_other_address(request, found),
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}",
        "sign_up": f"{reverse('account_signup')}?{urlencode({'email': found.email, 'next': request.get_full_path()})}",
    }
    response = render(request, "proposals/invitation.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _is_other_address(request: HttpRequest, speaker: ProposalSpeaker) -> bool:
    return isinstance(request.user, Person) and request.user.email.lower() != speaker.email.lower()


def _answer(request: HttpRequest, speaker: ProposalSpeaker) -> HttpResponse:
    person = request.user if isinstance(request.user, Person) else None
    takes_part = request.POST.get("answer") == "yes"
    if takes_part and person is None:
        raise SignInRequired
    edition_slug = speaker.proposal.call.edition.slug
    try:
        answer_invitation(speaker, takes_part=takes_part, by=person)
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("proposal-invitation", edition_slug, speaker.key)
    if takes_part:
        messages.success(request, _("You take part. The proposer gets a mail."))
        return redirect("proposal", edition_slug, speaker.proposal.code)
    messages.success(request, _("You do not take part. The proposer gets a mail."))
    return redirect("proposal-invitation", edition_slug, speaker.key)
