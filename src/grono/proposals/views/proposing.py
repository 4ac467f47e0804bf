"""Pages of those who propose: the form, the page of a proposal, the list of one's own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.congress.queries import edition_by_slug
from grono.directory.texts import texts_by_language
from grono.kit import clock
from grono.kit.access import require
from grono.proposals.actions import proposals as actions
from grono.proposals.choices import ProposalState
from grono.proposals.content import Content
from grono.proposals.forms.answers import Attached
from grono.proposals.forms.proposing import ProposalForm
from grono.proposals.models import CallForPresentations, Proposal
from grono.proposals.queries import proposals as queries
from grono.proposals.queries.calls import call_by_code, open_calls, questions_of
from grono.proposals.rules import Fault, ProposalRefused, submission_faults
from grono.proposals.views.showing import answers_shown, file_name, texts_shown


def mine(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List what the person has proposed to an edition or speaks in, and the invitations that wait."""
    person = signed_in(request)
    edition = edition_by_slug(edition_slug)
    context = {
        "edition": edition,
        "lines": queries.own_proposals(person, edition),
        "invitations": queries.waiting_invitations(person, edition),
        "calls": open_calls(edition),
        "moment": clock.now(),
        "trail": [(str(edition), reverse("edition", args=[edition_slug])), (_("My proposals"), "")],
    }
    return render(request, "proposals/mine.html", context)


def new(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Begin a proposal, perhaps from a project or an innovation of one's own."""
    call = call_by_code(edition_slug, code)
    if not request.user.has_perm("proposals.view_call", call):
        raise Http404(f"No call {code}.")
    person = signed_in(request)
    if not request.user.has_perm("proposals.propose", call):
        messages.warning(request, _("This call takes no proposals now."))
        return redirect(call)
    form = ProposalForm(
        request.POST or None,
        request.FILES or None,
        call=call,
        proposer=person,
        content=_beginning(request, call),
        initial={"key": actions.new_code()},
    )
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        submit = "submit" in request.POST
        saved = _attempt(form, lambda: actions.propose(call, form.content, by=person, code=key, submit=submit))
        if saved is not None:
            return _after_saving(request, saved)
    return _form_page(request, form, None)


def _beginning(request: HttpRequest, call: CallForPresentations) -> Content | None:
    """Return a content taken from the project or innovation that the address names, if it is the person's own."""
    person, chosen = signed_in(request), request.GET
    types = list(call.types.all())
    if request.method != "GET" or not types or not (chosen.get("project") or chosen.get("innovation")):
        return None
    languages = call.text_languages
    frame: dict[str, Any] = {"type": types[0], "minutes": types[0].minutes[0], "language": call.spoken_languages[0]}
    project = queries.projects_to_present(person).filter(slug=chosen.get("project", "")).first()
    if project is not None:
        code = project.language if project.language in languages else languages[0]
        text = {code: project.objective[: call.abstract_limit]}
        return Content(**frame, title={code: project.title[: call.title_limit]}, abstract=text, project=project)
    innovation = queries.innovations_to_present(person).filter(slug=chosen.get("innovation", "")).first()
    if innovation is None:
        return None
    title = {code: text for code, text in texts_by_language(innovation.name).items() if code in languages}
    abstract = {code: text for code, text in texts_by_language(innovation.summary).items() if code in languages}
    owner = innovation.owner
    return Content(**frame, title=title, abstract=abstract, innovation=innovation, organisation=owner)


def edit(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Change a proposal as long as its call takes proposals."""
    proposal = _seen(request, edition_slug, code)
    if not request.user.has_perm("proposals.change_proposal", proposal):
        messages.warning(request, _("This proposal can no longer be changed here. Write to the organisers."))
        return redirect(proposal)
    content, _filed = queries.content_of(proposal)
    form = ProposalForm(
        request.POST or None,
        request.FILES or None,
        call=proposal.call,
        proposer=proposal.proposer,
        content=content,
        filed=_attached(proposal),
        initial={"changed": proposal.changed},
    )
    if request.method == "POST" and form.is_valid():
        changed = form.cleaned_data["changed"]
        by = signed_in(request)
        known, submit = -1 if changed is None else changed, "submit" in request.POST
        saved = _attempt(form, lambda: actions.revise(proposal, form.content, by=by, changed=known, submit=submit))
        if saved is not None:
            return _after_saving(request, saved)
    return _form_page(request, form, proposal)


def _attached(proposal: Proposal) -> dict[str, Attached]:
    slug = proposal.call.edition.slug
    return {
        answer.question.code: Attached(
            answer.file_name, reverse("proposal-file", args=[slug, proposal.code, answer.pk])
        )
        for answer in proposal.answers.all()
        if answer.file
    }


def _attempt(form: ProposalForm, act: Callable[[], actions.Saved]) -> actions.Saved | None:
    """Save; what the action refuses stands in the form, beside the field where there is one."""
    try:
        return act()
    except ProposalRefused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as refusal:
        form.add_faults(refusal)
    return None


def _after_saving(request: HttpRequest, saved: actions.Saved) -> HttpResponse:
    proposal = saved.proposal
    if saved.refusal:
        messages.error(request, saved.refusal)
    elif saved.faults:
        return _to_complete(request, proposal)
    elif proposal.state == ProposalState.DRAFT:
        messages.success(request, _("The draft is saved. Only you see it until you submit it."))
    elif saved.is_handed_in:
        messages.success(request, _("Your proposal is submitted. A confirmation is on its way to you by mail."))
    else:
        messages.success(request, _("Your changes are saved. The proposal stays submitted."))
    return redirect("proposal", proposal.call.edition.slug, proposal.code)


def _to_complete(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    messages.warning(request, _("The draft is saved, but it cannot be submitted yet: see what is missing."))
    return redirect(f"{reverse('proposal-edit', args=[proposal.call.edition.slug, proposal.code])}?check=1")


def _form_page(request: HttpRequest, form: ProposalForm, proposal: Proposal | None) -> HttpResponse:
    call, slug = form.call, form.call.edition.slug
    faults: list[tuple[str, str]] = []
    if proposal is not None and "check" in request.GET and request.method == "GET":
        faults = [(_anchor(form, name), sentence) for name, sentence in missing(proposal)]
    page = _("Edit the proposal") if proposal else _("New proposal")
    trail = [(str(call.edition), reverse("edition", args=[slug])), (str(call), reverse("call", args=[slug, call.code]))]
    context = {
        "form": form,
        "call": call,
        "edition": call.edition,
        "proposal": proposal,
        "faults": faults,
        "projects": form.records.get("project", {}).values(),
        "innovations": form.records.get("innovation", {}).values(),
        "trail": [*trail, (page, "")],
    }
    return render(request, "proposals/proposal_form.html", context)


def _anchor(form: ProposalForm, name: str) -> str:
    field = form.field_of(name)
    return form[field].id_for_label or f"section-{name}" if field else ""


def missing(proposal: Proposal) -> list[Fault]:
    """Return what keeps a proposal from being submitted."""
    content, filed = queries.content_of(proposal)
    return submission_faults(proposal.call, content, questions_of(proposal.call), filed)


def proposal(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Show a proposal to its proposer and speakers: where it stands, what is next, what it says."""
    found = _seen(request, edition_slug, code)
    person = signed_in(request)
    is_own = found.proposer_id == person.pk
    state = queries.told_state(found)
    context = {
        "edition": found.call.edition,
        "call": found.call,
        "proposal": found,
        "state": state,
        "is_own": is_own,
        "own_part": next((row for row in found.speakers.all() if row.person_id == person.pk), None),
        "faults": missing(found) if is_own and state == ProposalState.DRAFT else [],
        "texts": texts_shown(found),
        "answers": answers_shown(found),
        "takes_proposals": found.call.takes_proposals(clock.now()),
        "may_change": person.has_perm("proposals.change_proposal", found),
        "may_withdraw": person.has_perm("proposals.withdraw_proposal", found),
        "may_confirm": person.has_perm("proposals.confirm_proposal", found),
        "trail": [
            (str(found.call.edition), reverse("edition", args=[edition_slug])),
            (_("My proposals"), reverse("proposals", args=[edition_slug])),
            (found.code, ""),
        ],
    }
    return render(request, "proposals/proposal.html", context)


@require_POST
def submit(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Hand a draft in."""
    found = _seen(request, edition_slug, code)
    require(request, "proposals.change_proposal", found)
    try:
        actions.submit_proposal(found, by=signed_in(request))
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
    except ValidationError:
        return _to_complete(request, found)
    else:
        messages.success(request, _("Your proposal is submitted. A confirmation is on its way to you by mail."))
    return redirect("proposal", edition_slug, code)


@require_POST
def withdraw(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Take a proposal back; a draft is deleted."""
    found = _seen(request, edition_slug, code)
    require(request, "proposals.withdraw_proposal", found)
    if actions.withdraw_proposal(found, by=signed_in(request)):
        messages.success(request, _("The proposal is withdrawn."))
        return redirect("proposal", edition_slug, code)
    messages.success(request, _("The draft is deleted."))
    return redirect("proposals", edition_slug)


@require_POST
def confirm(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Say that an accepted presentation will be held."""
    found = _seen(request, edition_slug, code)
    if found.state != ProposalState.CONFIRMED:
        require(request, "proposals.confirm_proposal", found)
    try:
        actions.confirm_proposal(found, by=signed_in(request))
    except ProposalRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you: the organisers know that you come."))
    return redirect("proposal", edition_slug, code)


def file(request: HttpRequest, edition_slug: str, code: str, pk: int) -> HttpResponseBase:
    """Hand out a file that answers a question, to those who may read the proposal and to those who review it."""
    person = signed_in(request)
    found = queries.proposal_by_code(edition_slug, code)
    answer = next((one for one in found.answers.all() if one.pk == pk and one.file), None)
    reads_all = person.has_perm("proposals.view_proposal", found)
    if answer is None or not (reads_all or person.has_perm("proposals.review_file", answer)):
        raise Http404(f"No file {pk} of proposal {code}.")
    name = file_name(answer, hides_names=found.call.is_blind and not reads_all)
    return FileResponse(answer.file.open("rb"), as_attachment=True, filename=name, content_type=answer.content_type)


def _seen(request: HttpRequest, edition_slug: str, code: str) -> Proposal:
    """Return a proposal that the person may read; any other is not found, so that codes tell nothing."""
    signed_in(request)
    found = queries.proposal_by_code(edition_slug, code)
    try:
        require(request, "proposals.view_proposal", found)
    except PermissionDenied:
        raise Http404(f"No proposal {code}.") from None
    return found
