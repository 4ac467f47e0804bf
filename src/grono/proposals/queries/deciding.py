"""Reads of decisions and of the mails about them."""

from collections.abc import Mapping

from django.db.models import Count, Exists, OuterRef, QuerySet

from grono.proposals.choices import DecisionMailState, ProposalState
from grono.proposals.models import CallForPresentations, DecisionMail

TOLD = (ProposalState.ACCEPTED, ProposalState.WAITING, ProposalState.REJECTED)


def decision_counts(call: CallForPresentations) -> Mapping[str, int]:
    """Return how many handed-in proposals are in each state, in the order of states."""
    counts = dict(call.proposals.order_by().values_list("state").annotate(Count("pk")))
    return {state: counts[state] for state in ProposalState.values if state != ProposalState.DRAFT and state in counts}


def _mails(call: CallForPresentations, state: str) -> QuerySet[DecisionMail]:
    rows = DecisionMail.objects.filter(proposal__call=call, state=state)
    return rows.select_related("proposal", "recipient", "sent_by")


def drafts_of(call: CallForPresentations) -> QuerySet[DecisionMail]:
    """Return the drafts of a call by decision and title."""
    return _mails(call, DecisionMailState.DRAFT).order_by("decision", "proposal__code", "pk")


def sent_of(call: CallForPresentations) -> QuerySet[DecisionMail]:
    """Return what was sent, the latest first."""
    return _mails(call, DecisionMailState.SENT).order_by("-sent_at", "pk")


def untold(call: CallForPresentations) -> int:
    """Return how many decided proposals have neither a draft nor a sent mail about this decision."""
    mails = DecisionMail.objects.filter(proposal=OuterRef("pk"), decision=OuterRef("state"))
    return call.proposals.filter(~Exists(mails), state__in=TOLD).count()
