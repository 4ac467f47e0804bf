"""The organiser's list of what was proposed, on the page and as a spreadsheet."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from grono.directory.texts import texts_by_language
from grono.kit.access import require
from grono.kit.options import counted_options
from grono.kit.spreadsheets import spreadsheet_response
from grono.kit.templatetags.grono import language_name
from grono.proposals.choices import ProposalState, SpeakerState
from grono.proposals.models import CallForPresentations, Proposal, Question
from grono.proposals.queries.calls import call_by_code, questions_of
from grono.proposals.queries.listing import (
    FILTERS,
    ProposalFilter,
    ProposalList,
    proposals_for_export,
    proposals_for_list,
)
from grono.proposals.views.showing import answer_text

PAGE = 50


def proposals(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """List what was handed in to a call, with search, filters that say how many each would show, and pages."""
    call = _managed(request, edition_slug, code)
    wanted = _filter(request)
    found = ProposalList(call, wanted)
    page = Paginator(found.keys, PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": call.edition,
        "call": call,
        "here": "proposals",
        "wanted": wanted,
        "page": page,
        "lines": [(one, _address(call, one)) for one in proposals_for_list(list(page.object_list))],
        "selects": _selects(call, wanted, found),
        "query": request.GET.urlencode(),
        "trail": [(_("Calls for presentations"), reverse("console-calls", args=[edition_slug])), (str(call), "")],
    }
    return render(request, "proposals/console_proposals.html", context)


def _filter(request: HttpRequest) -> ProposalFilter:
    given = {name: request.GET.get(name, "").strip()[:60] for name in FILTERS}
    return ProposalFilter(text=request.GET.get("q", "").strip()[:100], **given)


def _address(call: CallForPresentations, proposal: Proposal) -> str:
    """Return where an organiser reads a proposal: with its reviews where there are any pages for them."""
    try:
        return reverse("console-proposal", args=[call.edition.slug, call.code, proposal.code])
    except NoReverseMatch:
        return proposal.get_absolute_url()


def _selects(call: CallForPresentations, wanted: ProposalFilter, found: ProposalList) -> list[dict[str, Any]]:
    names = {
        "state": {value: str(label) for value, label in ProposalState.choices},
        "type": {kind.code: str(kind) for kind in call.types.all()},
        "track": {track.code: str(track) for track in call.tracks.all()},
    }
    labels = {"state": _("State"), "type": _("Type"), "track": _("Track"), "language": _("Language")}

    return [
        {
            "name": name,
            "label": labels[name],
            "options": counted_options(found.counts(name), getattr(wanted, name), partial(_named, names.get(name))),
        }
        for name in FILTERS
    ]


def _named(names: Mapping[str, str] | None, value: str) -> str:
    """Return the name of a filter's value; languages, which have no list here, are named by their code."""
    return language_name(value) if names is None else names.get(value, value)


def spreadsheet(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Return the list, narrowed as on the page, as XLSX with everything that proposers answered."""
    call = _managed(request, edition_slug, code)
    found = proposals_for_export(ProposalList(call, _filter(request)).keys)
    questions = questions_of(call)
    columns = [*_columns(call), *(str(question) for question in questions)]
    rows = (_row(call, one, questions) for one in found)
    return spreadsheet_response(f"{edition_slug}-{code}", _("Proposals"), columns, rows)


def _columns(call: CallForPresentations) -> list[str]:
    texts = [f"{label} ({language})" for label in (_("Title"), _("Abstract")) for language in call.text_languages]
    return [
        _("Code"), _("State"), _("Type"), _("Minutes"), _("Track"), _("Language"), *texts, _("Proposed by"),
        _("E-mail address"), _("Organisation"), _("Project"), _("Innovation"), _("Speakers"), _("Equipment"),
        _("Expected audience"), _("Note"), _("Submitted"),
    ]  # fmt: skip


def _row(call: CallForPresentations, proposal: Proposal, questions: Iterable[Question]) -> list[Any]:
    answers = {answer.question_id: answer_text(answer) for answer in proposal.answers.all()}
    submitted = proposal.submitted_at
    return [
        proposal.code,
        proposal.get_state_display(),
        proposal.type,
        proposal.minutes,
        proposal.track,
        language_name(proposal.language),
        *_texts(call, proposal),
        proposal.proposer,
        proposal.proposer.email,
        proposal.organisation,
        proposal.project,
        proposal.innovation,
        [f"{row} <{row.email}>" for row in proposal.speakers.all() if row.state != SpeakerState.DECLINED],
        proposal.equipment,
        proposal.expected or None,
        proposal.note,
        submitted and submitted.astimezone(call.edition.zone),
        *(answers.get(question.pk) for question in questions),
    ]


def _texts(call: CallForPresentations, proposal: Proposal) -> Iterator[str]:
    for texts in (texts_by_language(proposal.title), texts_by_language(proposal.abstract)):
        for language in call.text_languages:
            yield texts.get(language, "")


def _managed(request: HttpRequest, edition_slug: str, code: str) -> CallForPresentations:
    call = call_by_code(edition_slug, code)
    require(request, "proposals.manage_call", call)
    return call
