"""Who may not review what, and why: read in a constant number of queries, however many proposals there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q

from grono.directory.models import Affiliation, ClusterManager, Membership
from grono.kit import clock
from grono.projects.choices import ProjectState
from grono.projects.models import Participation
from grono.proposals.choices import BidKind, ConflictKind, ProposalState, SpeakerState
from grono.proposals.models import (
    Bid,
    CallForPresentations,
    DeclaredConflict,
    Proposal,
    ProposalSpeaker,
    Reviewer,
)

YEARS = 5
Pair = tuple[int, int]  # keys of a proposal and of a reviewer
Conflicts = Mapping[Pair, list[ConflictKind]]


@dataclass
class Side:
    """What a proposal, or a reviewer, is tied to: keys of people, organisations, clusters and projects."""

    people: set[int] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    organisations: set[int] = field(default_factory=set)
    clusters: set[int] = field(default_factory=set)
    projects: set[int] = field(default_factory=set)


def conflicts_of(
    call: CallForPresentations,
    *,
    proposals: Iterable[Proposal] | None = None,
    reviewers: Iterable[Reviewer] | None = None,
) -> Conflicts:
    """Return the conflicts of interest of a call by pair (key of the proposal, key of the reviewer).

    A proposal stands for its proposer, its speakers, its organisation and theirs, and what it presents. Proposals and
    reviewers may be narrowed down; drafts and withdrawn proposals are left out.
    """
    rows = list(
        call.proposals.exclude(state__in=[ProposalState.DRAFT, ProposalState.WITHDRAWN]).select_related(
            "proposer", "innovation"
        )
        if proposals is None
        else proposals
    )
    committee = list(call.reviewers.select_related("person") if reviewers is None else reviewers)
    ours = _of_proposals(rows)
    theirs = {row.pk: Side({row.person_id}, {row.person.email.casefold()}) for row in committee}
    _tie([*ours.values(), *theirs.values()])
    for row in rows:
        if row.project_id is not None:
            ours[row.pk].projects.add(row.project_id)
    found: dict[Pair, list[ConflictKind]] = {}
    for proposal, one in ours.items():
        for reviewer, other in theirs.items():
            if kinds := _shared(one, other):
                found[proposal, reviewer] = kinds
    for pair in _declared(ours, theirs):
        found.setdefault(pair, []).append(ConflictKind.DECLARED)
    return found


def _of_proposals(rows: Iterable[Proposal]) -> dict[int, Side]:
    sides = {}
    for row in rows:
        side = Side({row.proposer_id}, {row.proposer.email.casefold()})
        if row.organisation_id is not None:
            side.organisations.add(row.organisation_id)
        if row.innovation is not None:
            side.organisations.add(row.innovation.owner_id)
        sides[row.pk] = side
    speakers = ProposalSpeaker.objects.filter(proposal__in=sides).exclude(state=SpeakerState.DECLINED)
    for proposal, person, email in speakers.values_list("proposal", "person", "email"):
        sides[proposal].addresses.add(email.casefold())
        if person is not None:
            sides[proposal].people.add(person)
    return sides


def _tie(sides: list[Side]) -> None:
    """Add the organisations of the people, their clusters, and the projects of the last years."""
    people = set().union(*(side.people for side in sides)) if sides else set()
    homes = _grouped(
        Affiliation.objects.filter(person__in=people, ended_date=None).values_list("person", "organisation")
    )
    managed = _grouped(ClusterManager.objects.filter(person__in=people).values_list("person", "cluster"))
    for side in sides:
        for person in side.people:
            side.organisations |= homes[person]
            side.clusters |= managed[person]
    organisations = set().union(*(side.organisations for side in sides)) if sides else set()
    members = Membership.objects.filter(organisation__in=organisations, left_date=None)
    clusters = _grouped(members.values_list("organisation", "cluster"))
    since = clock.now().date() - timedelta(days=round(365.25 * YEARS))
    recent = (
        Participation.objects.filter(organisation__in=organisations)
        .filter(Q(project__end_date__gte=since) | Q(project__end_date=None))
        .exclude(project__state=ProjectState.DROPPED)
    )
    projects = _grouped(recent.values_list("organisation", "project"))
    for side in sides:
        for organisation in side.organisations:
            side.clusters |= clusters[organisation]
            side.projects |= projects[organisation]


def _grouped(rows: Iterable[tuple[int, int]]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, value in rows:
        found[key].add(value)
    return found


def _shared(proposal: Side, reviewer: Side) -> list[ConflictKind]:
    kinds = []
    if proposal.people & reviewer.people or proposal.addresses & reviewer.addresses:
        kinds.append(ConflictKind.OWN)
    if not proposal.organisations.isdisjoint(reviewer.organisations):
        # whoever shares the organisation shares its clusters and projects too: one reason is enough
        return [*kinds, ConflictKind.ORGANISATION]
    if not proposal.clusters.isdisjoint(reviewer.clusters):
        kinds.append(ConflictKind.CLUSTER)
    if not proposal.projects.isdisjoint(reviewer.projects):
        kinds.append(ConflictKind.PROJECT)
    return kinds


def _declared(proposals: Iterable[int], reviewers: Iterable[int]) -> set[Pair]:
    chosen = Q(proposal__in=list(proposals), reviewer__in=list(reviewers))
    declared = DeclaredConflict.objects.filter(chosen).values_list("proposal", "reviewer")
    bids = Bid.objects.filter(chosen, kind=BidKind.CONFLICT).values_list("proposal", "reviewer")
    return {*declared, *bids}
