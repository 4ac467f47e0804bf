"""Pages of reviewers: what waits for them, bids, the review of one proposal."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.congress.queries import edition_by_slug
from grono.kit.access import require
from grono.proposals.actions.assigning import declare_conflict
from grono.proposals.actions.bids import save_bids
from grono.proposals.actions.reviewing import add_comment, save_review
from grono.proposals.choices import BidKind, ProposalState
from grono.proposals.forms.reviewing import CommentForm, ConflictForm, ReviewForm
from grono.proposals.models import Assignment, Proposal, Review, Reviewer
from grono.proposals.queries.calls import call_by_code
from grono.proposals.queries.reviewing import (
    assignment_to_review,
    bids_by_proposal,
    proposals_to_bid_on,
    reviews_of,
    with_answers,
    work_of,
)
from grono.proposals.rules import ProposalRefused
from grono.proposals.views.showing import answers_shown, texts_shown


def reviews(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List what a reviewer has to do in the calls of an edition."""
    edition = edition_by_slug(edition_slug)
    work = work_of(signed_in(request), edition)
    context = {
        "edition": edition,
        "work": work,
        "trail": [(str(edition), reverse("edition", args=[edition_slug])), (_("Reviews"), "")],
    }
    return render(request, "proposals/reviews.html", context)


def bids(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Let a reviewer say what they would like to review, and what not."""
    call = call_by_code(edition_slug, code)
    require(request, "proposals.review", call)
    person = signed_in(request)
    reviewer = Reviewer.objects.select_related("person", "call__edition").get(call=call, person=person.pk)
    proposals = proposals_to_bid_on(reviewer)
    if request.method == "POST":
        said = {row.pk: request.POST.get(f"bid-{row.pk}", "") for row in proposals if f"bid-{row.pk}" in request.POST}
        try:
            save_bids(reviewer, said, by=person)
        except ProposalRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Your wishes are saved."))
        return redirect("bids", edition_slug, code)
    known = bids_by_proposal(reviewer)
    context = {
        "edition": call.edition,
        "call": call,
        "lines": [(row, texts_shown(row), known.get(row.pk, "")) for row in proposals],
        "kinds": [("", _("no wish")), *BidKind.choices],
        "trail": [(_("Reviews"), reverse("reviews", args=[edition_slug])), (_("What I would like to review"), "")],
    }
    return render(request, "proposals/bids.html", context)


def review(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Read one proposal and write its review; what others found is shown after one's own is submitted."""
    person = signed_in(request)
    given = assignment_to_review(person, edition_slug, code)
    form = _form(request, given)
    if request.method == "POST" and form.is_valid():
        is_submitted = "submit" in request.POST
        data = form.cleaned_data
        try:
            saved = save_review(
                given,
                form.scores,
                text=data["text"],
                private_text=data["private_text"],
                confidence=data["confidence"],
                submit=is_submitted,
                by=person,
            )
        except (ProposalRefused, ValidationError) as error:
            form.add_error(None, getattr(error, "messages", None) or str(error))
        else:
            is_in = saved.submitted_at is not None
            messages.success(request, _("The review is submitted.") if is_in else _("The draft is saved."))
            return redirect("review", edition_slug, code) if not is_submitted else redirect("reviews", edition_slug)
    return render(request, "proposals/review.html", _context(given, form), status=422 if form.errors else 200)


def _review(given: Assignment) -> Review | None:
    return getattr(given, "review", None)


def _form(request: HttpRequest, given: Assignment) -> ReviewForm:
    found = _review(given)
    scores = {row.criterion.code: row.points for row in found.scores.select_related("criterion")} if found else {}
    criteria = list(given.proposal.call.criteria.all())
    return ReviewForm(request.POST or None, instance=found or Review(), criteria=criteria, scores=scores)


def _context(given: Assignment, form: ReviewForm) -> dict[str, Any]:
    proposal, found = given.proposal, Review.objects.filter(assignment=given).first()
    call = proposal.call
    is_blind = call.is_blind
    is_submitted = found is not None and found.submitted_at is not None
    with_answers(proposal, hides_names=is_blind)
    return {
        "edition": call.edition,
        "call": call,
        "proposal": proposal,
        "texts": texts_shown(proposal),
        "answers": answers_shown(proposal, hides_names=is_blind),
        "speakers": [] if is_blind else _speakers(proposal),
        "is_blind": is_blind,
        "is_open": proposal.state == ProposalState.SUBMITTED,
        "is_submitted": is_submitted,
        "review": found,
        "form": form,
        "others": reviews_of(proposal, besides=given.reviewer) if is_submitted else [],
        "comments": proposal.comments.select_related("author") if is_submitted else [],
        "comment_form": CommentForm(),
        "conflict_form": ConflictForm(),
        "trail": [(_("Reviews"), reverse("reviews", args=[call.edition.slug])), (str(proposal), "")],
    }


def _speakers(proposal: Proposal) -> list[str]:
    return [str(row) for row in proposal.speakers.select_related("person")]


@require_POST
def conflict(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Declare a conflict of interest: the proposal goes to somebody else."""
    person = signed_in(request)
    given = assignment_to_review(person, edition_slug, code)
    form = ConflictForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        declare_conflict(given.proposal, given.reviewer, reason=reason, by=person)
    except ProposalRefused as error:
        messages.error(request, str(error))
        return redirect("review", edition_slug, code)
    messages.success(request, _("Thank you. The organisers will give the proposal to somebody else."))
    return redirect("reviews", edition_slug)


@require_POST
def comment(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Add a remark to the discussion; open to those who have submitted their own review."""
    person = signed_in(request)
    given = assignment_to_review(person, edition_slug, code)
    found = _review(given)
    if found is None or found.submitted_at is None:
        raise Http404("The discussion opens after one's own review.")
    form = CommentForm(request.POST)
    if form.is_valid():
        add_comment(given.proposal, form.cleaned_data["text"], by=person)
        messages.success(request, _("The comment is added."))
    else:
        messages.error(request, _("The comment is empty or too long."))
    return redirect("review", edition_slug, code)
