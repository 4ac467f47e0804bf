"""Reads of calls for presentations and of what their forms ask."""

from django.db.models import Count, Q, QuerySet, prefetch_related_objects
from django.http import Http404

from grono.congress.models import Edition
from grono.kit import clock
from grono.proposals.choices import CallState, ProposalState
from grono.proposals.models import CallForPresentations, Question


def call_by_code(edition_slug: str, code: str) -> CallForPresentations:
    """Return a call with its edition, its types and its tracks; raises ``Http404``."""
    found = (
        CallForPresentations.objects.filter(edition__slug=edition_slug, code=code)
        .select_related("edition")
        .prefetch_related("types", "tracks")
        .first()
    )
    if found is None:
        raise Http404(f"No call {code}.")
    return found


def public_calls(edition: Edition) -> QuerySet[CallForPresentations]:
    """Return the calls of an edition that were published, what ends next first."""
    return edition.calls_for_presentations.exclude(state=CallState.DRAFT).prefetch_related("types", "tracks")


def open_calls(edition: Edition) -> list[CallForPresentations]:
    """Return the calls of an edition that take proposals now, grace included."""
    moment = clock.now()
    calls = public_calls(edition).select_related("edition").filter(opens_at__lte=moment)
    return [call for call in calls if call.takes_proposals(moment)]


def calls_with_counts(edition: Edition) -> QuerySet[CallForPresentations]:
    """Return all calls of an edition for its organisers, with ``handed_in`` and ``drafts``."""
    gone = [ProposalState.DRAFT, ProposalState.WITHDRAWN]
    return edition.calls_for_presentations.annotate(
        handed_in=Count("proposals", filter=~Q(proposals__state__in=gone) & Q(proposals__isnull=False)),
        drafts=Count("proposals", filter=Q(proposals__state=ProposalState.DRAFT)),
    )


def questions_of(call: CallForPresentations) -> QuerySet[Question]:
    """Return the questions of a call in order, with their types; asked for once for a loaded call."""
    prefetch_related_objects([call], "questions__types")
    return call.questions.all()


def equipment_of(edition: Edition) -> list[str]:
    """Return the codes of what the rooms of an edition have, in alphabetical order; asked for once for an edition."""
    prefetch_related_objects([edition], "rooms")
    return sorted({code for room in edition.rooms.all() for code in room.equipment})
