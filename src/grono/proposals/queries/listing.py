"""The organiser's list of what was proposed to a call: filters with counts, search, pages.

Texts in several languages are never searched in the database; a call has hundreds of proposals, so that one light
query brings all of them and the rest happens in memory.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import F, Prefetch, QuerySet

from grono.directory.texts import texts_by_language
from grono.proposals.choices import ProposalState
from grono.proposals.models import Answer, CallForPresentations, Proposal, ProposalSpeaker
from grono.search.lemmas import fold

FILTERS = ("state", "type", "track", "language")


@dataclass(frozen=True)
class ProposalFilter:
    """What the list is narrowed to; empty means all. ``type`` and ``track`` are codes."""

    text: str = ""
    state: str = ""
    type: str = ""
    track: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        return self != ProposalFilter()


@dataclass(frozen=True)
class Row:
    """What is counted of one proposal."""

    pk: int
    state: str
    type: str
    track: str
    language: str


class ProposalList:
    """The proposals of a call that have been handed in, narrowed by a filter (one query, three with words)."""

    def __init__(self, call: CallForPresentations, wanted: ProposalFilter) -> None:
        self.call = call
        self.wanted = wanted

    @cached_property
    def rows(self) -> list[Row]:
        """All proposals of the call that the words fit, the latest first."""
        found = _handed_in(self.call).values_list("pk", "state", "type__code", "track__code", "language")
        rows = [Row(pk, state, kind, track or "", language) for pk, state, kind, track, language in found]
        words = fold(self.wanted.text).split()
        if not words:
            return rows
        texts = _searched(self.call)
        return [row for row in rows if all(word in texts[row.pk] for word in words)]

    @cached_property
    def keys(self) -> list[int]:
        """Keys of the proposals that fit the words and every filter."""
        return [row.pk for row in self.rows if _fits(row, self.wanted)]

    def counts(self, name: str) -> dict[str, int]:
        """Return how many proposals each value of one filter would show, the other filters kept."""
        others = replace(self.wanted, **{name: ""})
        return dict(Counter(getattr(row, name) for row in self.rows if _fits(row, others) and getattr(row, name)))


def _fits(row: Row, wanted: ProposalFilter) -> bool:
    return all(getattr(wanted, name) in ("", getattr(row, name)) for name in FILTERS)


def _handed_in(call: CallForPresentations) -> QuerySet[Proposal]:
    found = Proposal.objects.filter(call=call).exclude(state=ProposalState.DRAFT)
    return found.order_by(F("submitted_at").desc(nulls_last=True), "pk")


def _searched(call: CallForPresentations) -> dict[int, str]:
    """Return what is searched of each proposal: number, title in every language, people and organisation."""
    found = _handed_in(call).values_list(
        "pk", "title", "code", "proposer__given_name", "proposer__family_name", "proposer__email", "organisation__name"
    )
    parts = {key: [*texts_by_language(title).values(), *texts] for key, title, *texts in found}
    speakers = ProposalSpeaker.objects.filter(proposal__in=parts, position__gt=0).order_by("pk")
    for key, name, email in speakers.values_list("proposal", "name", "email"):
        parts[key] += [name, email]
    return {key: fold(" ".join(text for text in texts if text)) for key, texts in parts.items()}


def proposals_for_list(keys: Sequence[int]) -> list[Proposal]:
    """Return proposals in the order of the keys with what a line shows (one query)."""
    found = Proposal.objects.filter(pk__in=keys).select_related("type", "track", "proposer", "organisation").only(
        "code", "state", "language", "minutes", "title", "submitted_at", "type__name", "track__name",
        "proposer__given_name", "proposer__family_name", "proposer__email", "organisation__name",
    )  # fmt: skip
    by_key = {proposal.pk: proposal for proposal in found}
    return [by_key[key] for key in keys if key in by_key]


def proposals_for_export(keys: Sequence[int]) -> list[Proposal]:
    """Return proposals in the order of the keys with everything that a spreadsheet shows (four queries)."""
    found = (
        Proposal.objects.filter(pk__in=keys)
        .select_related("type", "track", "proposer", "organisation", "project", "innovation")
        .prefetch_related(
            Prefetch("speakers", queryset=ProposalSpeaker.objects.select_related("person")),
            Prefetch("answers", queryset=Answer.objects.select_related("question")),
        )
    )
    by_key = {proposal.pk: proposal for proposal in found}
    return [by_key[key] for key in keys if key in by_key]
