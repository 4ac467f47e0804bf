"""Who must not review what."""

from datetime import date

from factories import make_cluster, make_organisation, make_person
from grono.accounts.models import Person
from grono.directory.models import Affiliation, ClusterManager, Organisation
from grono.projects.models import Participation, Project
from grono.proposals.choices import BidKind, ConflictKind, SpeakerState
from grono.proposals.models import Bid, CallForPresentations, DeclaredConflict, ProposalSpeaker
from grono.proposals.queries.conflicts import conflicts_of
from proposals.calls import START, make_submitted
from proposals.committee import make_reviewer


def belong(person: Person, organisation: Organisation, **fields: object) -> None:
    Affiliation.objects.create(person=person, organisation=organisation, **fields)


def kinds(call: CallForPresentations) -> list[list[str]]:
    return [list(map(str, found)) for found in conflicts_of(call).values()]


def test_stranger_has_no_conflict(call):
    make_submitted(call)
    make_reviewer(call)
    assert conflicts_of(call) == {}


def test_own_proposal_is_a_conflict(call):
    proposal = make_submitted(call)
    reviewer = make_reviewer(call, proposal.proposer)
    assert conflicts_of(call) == {(proposal.pk, reviewer.pk): [ConflictKind.OWN]}


def test_invited_speaker_is_recognised_by_address(call):
    reviewer = make_reviewer(call)
    proposal = make_submitted(call)
    ProposalSpeaker.objects.create(
        proposal=proposal, email=reviewer.person.email.upper(), state=SpeakerState.INVITED, position=1
    )
    assert kinds(call) == [["own"]]


def test_shared_organisation_is_a_conflict_while_it_lasts(call):
    proposal = make_submitted(call)
    reviewer = make_reviewer(call)
    organisation = make_organisation()
    belong(proposal.proposer, organisation)
    belong(reviewer.person, organisation)
    assert kinds(call) == [["organisation"]]
    Affiliation.objects.filter(person=reviewer.person).update(ended_date=date(2026, 12, 1))
    assert kinds(call) == []


def test_shared_cluster_is_a_conflict(call):
    ours, theirs = make_organisation(), make_organisation()
    make_cluster(members=(ours, theirs))
    belong(make_submitted(call).proposer, ours)
    belong(make_reviewer(call).person, theirs)
    assert kinds(call) == [["cluster"]]


def test_manager_of_the_cluster_has_a_conflict(call):
    ours = make_organisation()
    cluster = make_cluster(members=(ours,))
    belong(make_submitted(call).proposer, ours)
    ClusterManager.objects.create(cluster=cluster, person=make_reviewer(call).person)
    assert kinds(call) == [["cluster"]]


def test_joint_project_is_a_conflict_for_five_years(call):
    ours, theirs = make_organisation(), make_organisation()
    belong(make_submitted(call).proposer, ours)
    belong(make_reviewer(call).person, theirs)
    project = Project.objects.create(
        slug="joint", acronym="JOINT", title="Joint", state="completed", end_date=date(2022, 2, 1)
    )
    for organisation in (ours, theirs):
        Participation.objects.create(project=project, organisation=organisation, name="-", role="participant")
    assert START.date() == date(2027, 1, 11)
    assert kinds(call) == [["project"]]
    Project.objects.update(end_date=date(2022, 1, 1))
    assert kinds(call) == []


def test_declared_conflicts_and_bids_count(call):
    proposal, reviewer, other = make_submitted(call), make_reviewer(call), make_reviewer(call, make_person())
    DeclaredConflict.objects.create(proposal=proposal, reviewer=reviewer, declared_at=START)
    Bid.objects.create(proposal=proposal, reviewer=other, kind=BidKind.CONFLICT)
    assert kinds(call) == [["declared"], ["declared"]]


def test_conflicts_take_as_many_queries_for_many(call, django_assert_num_queries):
    def fill() -> None:
        belong(make_submitted(call).proposer, make_organisation())
        belong(make_reviewer(call, make_person()).person, make_organisation())

    fill()
    with django_assert_num_queries(9):
        conflicts_of(call)
    fill()
    fill()
    with django_assert_num_queries(9):
        conflicts_of(call)
