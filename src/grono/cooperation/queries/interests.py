"""Reads of expressions of interest, as the two sides see them."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from grono.accounts.models import Person
from grono.cooperation.choices import OPEN_INTEREST, AgreementState, InterestState
from grono.cooperation.models import AgreementParty, ExpressionOfInterest, PartneringProfile, ThreadMessage
from grono.directory.models import Organisation
from grono.directory.queries import organisations_of

_SIDES = ("profile", "from_organisation", "to_organisation")
#: The states by which the inbox is narrowed; ``open`` stands for those that wait for an answer.
FILTERS = ("open", InterestState.ACCEPTED, InterestState.DECLINED, InterestState.EXPIRED, InterestState.WITHDRAWN)


@dataclass(frozen=True)
class Waiting:
    """How much of cooperation waits for a person: to be answered, to be read, to be confirmed."""

    interests: int
    messages: int
    agreements: int

    def __bool__(self) -> bool:
        return bool(self.interests or self.messages or self.agreements)


def possible_senders(person: Person, to: Organisation) -> QuerySet[Organisation]:
    """Return the organisations for which a person may write to another one."""
    return organisations_of(person).filter(is_demonstration=to.is_demonstration).exclude(pk=to.pk)


def interest_by_key(pk: int) -> ExpressionOfInterest:
    """Return an expression of interest with its two sides and its people; raises ``Http404``."""
    found = ExpressionOfInterest.objects.select_related(*_SIDES, "sender", "answered_by")
    return get_object_or_404(found, pk=pk)


def thread_of(interest: ExpressionOfInterest) -> QuerySet[ThreadMessage]:
    """Return the messages of a thread, the oldest first."""
    return interest.messages.select_related("author", "organisation")


def interests_for(person: Person, box: str, state: str = "") -> QuerySet[ExpressionOfInterest]:
    """Return what organisations of a person have ``received`` or ``sent``, the latest first, with ``unread``.

    ``state`` is one of ``FILTERS``, or empty for all. What waits in the box of received ones stands first.
    """
    own = organisations_of(person).values("pk")
    side = "to_organisation" if box == "received" else "from_organisation"
    found = ExpressionOfInterest.objects.filter(**{f"{side}__in": own})
    if state:
        found = found.filter(state__in=OPEN_INTEREST if state == "open" else [state])
    unread = Count("messages", filter=Q(messages__read_at=None) & ~Q(messages__organisation__in=own))
    return found.select_related(*_SIDES, "sender").annotate(unread=unread).order_by("-sent_at", "-pk")


def counts_by_filter(person: Person, box: str) -> dict[str, int]:
    """Return how many each filter of a box would show; the key ``""`` stands for all (one query)."""
    counted = dict(
        interests_for(person, box)
        .order_by()
        .values_list("state")
        .annotate(count=Count("pk", distinct=True))
        .values_list("state", "count")
    )
    waiting = sum(counted.get(state, 0) for state in OPEN_INTEREST)
    return {
        "": sum(counted.values()),
        "open": waiting,
        **{state: counted.get(state, 0) for state in FILTERS if state != "open"},
    }


def waiting_for(person: Person) -> Waiting:
    """Return how much waits for a person, as the dashboard shows it (three queries)."""
    own = organisations_of(person).values("pk")
    represented = organisations_of(person, representing=True).values("pk")
    unread = ThreadMessage.objects.filter(read_at=None).exclude(organisation__in=own)
    return Waiting(
        interests=ExpressionOfInterest.objects.filter(to_organisation__in=own, state__in=OPEN_INTEREST).count(),
        messages=unread.filter(Q(interest__from_organisation__in=own) | Q(interest__to_organisation__in=own)).count(),
        agreements=AgreementParty.objects.filter(
            organisation__in=represented, confirmed_at=None, agreement__state=AgreementState.PROPOSED
        ).count(),
    )


def earlier_interest(
    organisations: QuerySet[Organisation], *, profile: PartneringProfile | None, to: Organisation
) -> ExpressionOfInterest | None:
    """Return the latest interest in the same matter that waits or was accepted, so that nobody writes twice."""
    return (
        ExpressionOfInterest.objects.filter(from_organisation__in=organisations, profile=profile, to_organisation=to)
        .filter(state__in=[*OPEN_INTEREST, InterestState.ACCEPTED])
        .select_related(*_SIDES)
        .order_by("-sent_at", "-pk")
        .first()
    )


def interests_on_page(organisation: Organisation, reader: Person) -> list[ExpressionOfInterest]:
    """Return what an organisation has sent or received and nobody has answered yet; others than its people get none."""
    if not organisations_of(reader).filter(pk=organisation.pk).exists():
        return []
    return list(
        ExpressionOfInterest.objects.filter(Q(from_organisation=organisation) | Q(to_organisation=organisation))
        .filter(state__in=OPEN_INTEREST)
        .select_related(*_SIDES)
    )
