"""Decisions about proposals, many at once."""

from collections.abc import Iterable

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.kit import clock
from grono.proposals.actions.decision_mails import renew_drafts
from grono.proposals.choices import DECIDABLE, ProposalState
from grono.proposals.models import Proposal
from grono.proposals.rules import ProposalRefused

log = structlog.get_logger(__name__)
#: ``submitted`` takes a decision back.
DECISIONS = (ProposalState.ACCEPTED, ProposalState.WAITING, ProposalState.REJECTED, ProposalState.SUBMITTED)
MOST_NAMED = 5


@transaction.atomic
def decide(proposals: Iterable[Proposal], state: str, *, by: Person) -> int:
    """Put all proposals into a state, or none; returns how many changed.

    Nobody is told: mails are written as drafts and sent on purpose (``decision_mails``). Drafts that were not sent yet
    are written anew for the new decision. Raises ``ProposalRefused`` naming the proposals that cannot be decided about
    because they are drafts, withdrawn or confirmed by their proposers.
    """
    if state not in DECISIONS:
        raise ProposalRefused(_("This is no decision about a proposal."))
    keys = [proposal.pk for proposal in proposals]
    rows = list(Proposal.objects.select_for_update(of=["self"]).filter(pk__in=keys).order_by("pk"))
    if settled := [row for row in rows if row.state not in DECIDABLE]:
        names = "; ".join(f"{row} ({row.get_state_display()})" for row in settled[:MOST_NAMED])
        raise ProposalRefused(_("Nothing was changed. No decision can be made about: %(names)s.") % {"names": names})
    changing = [row for row in rows if row.state != state]
    for row in changing:
        row.state, row.changed = ProposalState(state), row.changed + 1
        is_open = state == ProposalState.SUBMITTED
        row.decided_at, row.decided_by = (None, None) if is_open else (clock.now(), by)
    Proposal.objects.bulk_update(changing, ["state", "changed", "decided_at", "decided_by"])
    renew_drafts(changing)
    log.info("proposals_decided", state=state, proposals=len(changing), by=by.pk)
    return len(changing)
