"""The organiser's ranking with decisions, and the page of one proposal."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grono.accounts.access import signed_in
from grono.kit.spreadsheets import spreadsheet_response
from grono.proposals.actions.deciding import DECISIONS, decide
from grono.proposals.actions.reviewing import add_comment
from grono.proposals.choices import DECIDABLE, ProposalState
from grono.proposals.forms.reviewing import CommentForm
from grono.proposals.models import CallForPresentations, Proposal
from grono.proposals.queries import ranking as queries
from grono.proposals.queries.conflicts import conflicts_of
from grono.proposals.queries.proposals import proposal_by_code
from grono.proposals.queries.ranking import RankedProposal
from grono.proposals.queries.reviewing import reason_names, reviews_of
from grono.proposals.rules import ProposalRefused
from grono.proposals.views.reviewers import managed, page
from grono.proposals.views.showing import answers_shown, texts_shown

USUAL_FIRST, MOST_FIRST = 20, 5000
FILTERS = ("state", "track")


def ranking(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Show the ranking with its uncertainty; decide about the chosen ones, or about the first N."""
    call = managed(request, edition_slug, code)
    if request.method == "POST":
        _decide(request, call)
        return redirect(request.get_full_path())
    first = _first(request)
    lines, found = queries.ranking_of(call, first)
    chosen = {name: request.GET.get(name, "")[:60] for name in FILTERS}
    context = page(call, "ranking") | {
        "first": first,
        "lines": [line for line in lines if _fits(line, chosen)],
        "total": len(lines),
        "reviewed": len(found.estimates),
        "left": queries.reviews_left(call),
        "states": [(value, ProposalState(value).label, count) for value, count in queries.states_of(lines).items()],
        "tracks": sorted({line.proposal.track for line in lines if line.proposal.track}, key=lambda one: one.position),
        "chosen": chosen,
        "decisions": [(value, _WORDS[value]()) for value in DECISIONS],
    }
    return render(request, "proposals/console_ranking.html", context)


_WORDS = {
    ProposalState.ACCEPTED: lambda: _("Accept"),
    ProposalState.WAITING: lambda: _("Put on the waiting list"),
    ProposalState.REJECTED: lambda: _("Do not accept"),
    ProposalState.SUBMITTED: lambda: _("Take the decision back"),
}


def _first(request: HttpRequest) -> int:
    given = request.GET.get("first", "")
    return min(int(given), MOST_FIRST) if given.isascii() and given.isdigit() and len(given) < 9 else USUAL_FIRST


def _fits(line: RankedProposal, chosen: dict[str, str]) -> bool:
    track = line.proposal.track.code if line.proposal.track else ""
    return chosen["state"] in ("", line.proposal.state) and chosen["track"] in ("", track)


def _decide(request: HttpRequest, call: CallForPresentations) -> None:
    """Carry out what the form asks: a decision about the ticked ones, or the first N of the ranking."""
    state = request.POST.get("state", "")
    try:
        if request.POST.get("act") == "first":
            chosen, state = _first_ones(call, _first(request)), ProposalState.ACCEPTED
        else:
            chosen = list(call.proposals.filter(code__in=request.POST.getlist("proposal")))
        if not chosen:
            raise ProposalRefused(_("No proposal was chosen."))
        count = decide(chosen, state, by=signed_in(request))
    except ProposalRefused as error:
        messages.error(request, str(error))
        return
    text = ngettext("%(count)d proposal was changed.", "%(count)d proposals were changed.", count) % {"count": count}
    messages.success(request, f"{text} " + _("Nobody has been told yet: mails are prepared under “Decisions”."))


def _first_ones(call: CallForPresentations, first: int) -> list[Proposal]:
    """Return those of the first N of the ranking that nothing was decided about yet."""
    lines, _found = queries.ranking_of(call, first)
    best = [line.proposal for line in lines if line.estimate][:first]
    return [proposal for proposal in best if proposal.state == ProposalState.SUBMITTED]


def spreadsheet(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Give the ranking as XLSX."""
    call = managed(request, edition_slug, code)
    lines, _found = queries.ranking_of(call, _first(request))
    return spreadsheet_response(f"{code}-ranking", _("Ranking"), _columns(), _rows(lines))


def _columns() -> list[str]:
    return [
        _("Place"),
        _("Code"),
        _("Title"),
        _("Proposed by"),
        _("Organisation"),
        _("Type"),
        _("Track"),
        _("State"),
        _("Reviews"),
        _("Mean"),
        _("Corrected score"),
        _("80 %: from"),
        _("80 %: to"),
        _("Chance of being among the first"),
        _("Reviewers disagree"),
    ]


def _rows(lines: Iterable[RankedProposal]) -> Iterable[list[Any]]:
    for line in lines:
        one, found = line.proposal, line.estimate
        numbers: list[Any] = [None] * 5
        if found:
            numbers = [round(value, 1) for value in (found.mean, found.score, found.low, found.high)]
            numbers.append(round(found.chance, 3))
        yield [
            line.place,
            one.code,
            one.title,
            str(one.proposer),
            str(one.organisation or ""),
            str(one.type),
            str(one.track or ""),
            one.get_state_display(),
            line.reviews,
            *numbers,
            bool(found and found.disagreement),
        ]


def proposal(request: HttpRequest, edition_slug: str, code: str, proposal: str) -> HttpResponse:
    """Show one proposal to its organisers: content, reviews, conflicts, discussion; decide about it."""
    call = managed(request, edition_slug, code)
    found = proposal_by_code(edition_slug, proposal)
    comment_form = CommentForm(request.POST if request.POST.get("act") == "comment" else None)
    if request.method == "POST":
        if request.POST.get("act") == "comment" and comment_form.is_valid():
            add_comment(found, comment_form.cleaned_data["text"], by=signed_in(request))
            return redirect(request.path)
        if request.POST.get("act") != "comment":
            _decide(request, call)
            return redirect(request.path)
    committee = list(call.reviewers.select_related("person").filter(is_active=True))
    barred = conflicts_of(call, proposals=[found], reviewers=committee)
    context = page(call, "proposals", (str(found), "")) | {
        "proposal": found,
        "texts": texts_shown(found),
        "answers": answers_shown(found),
        "reviews": reviews_of(found),
        "assignments": found.assignments.select_related("reviewer__person", "review"),
        "barred": [(row, reason_names(barred[found.pk, row.pk])) for row in committee if (found.pk, row.pk) in barred],
        "comments": found.comments.select_related("author"),
        "comment_form": comment_form,
        "decisions": [(value, _WORDS[value]()) for value in DECISIONS if value != found.state],
        "is_decidable": found.state in DECIDABLE,
    }
    return render(request, "proposals/console_proposal.html", context)
