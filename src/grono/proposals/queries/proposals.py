"""Reads of proposals: one with its content, those of a person, and what a person may present."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import Http404
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.models import Edition
from grono.directory.models import Organisation
from grono.directory.queries import organisations_of
from grono.directory.texts import texts_by_language
from grono.projects.models import Innovation, Project
from grono.proposals.choices import DecisionMailState, ProposalState, SpeakerState
from grono.proposals.content import PLAIN, Content
from grono.proposals.models import Answer, DecisionMail, Proposal, ProposalSpeaker
from grono.proposals.rules import Fault

#: States that a proposer learns from a mail, never before it was sent.
_DECISIONS = (ProposalState.ACCEPTED, ProposalState.WAITING, ProposalState.REJECTED)
#: Projects and innovations offered as a beginning.
MOST_OFFERED = 30


def proposal_by_code(edition_slug: str, code: str) -> Proposal:
    """Return a proposal with its call, speakers and answers; raises ``Http404``."""
    found = (
        Proposal.objects.filter(call__edition__slug=edition_slug, code=code)
        .select_related("call__edition", "type", "track", "proposer", "organisation", "project", "innovation")
        .prefetch_related(
            Prefetch("speakers", queryset=ProposalSpeaker.objects.select_related("person")),
            Prefetch("answers", queryset=Answer.objects.select_related("question")),
        )
        .first()
    )
    if found is None:
        raise Http404(f"No proposal {code}.")
    return found


def content_of(proposal: Proposal) -> tuple[Content, set[str]]:
    """Return a proposal as a content, and the codes of the questions answered by a file."""
    prefetch_related_objects([proposal.call], "tracks")
    answers = list(proposal.answers.select_related("question"))
    content = Content(
        **{name: getattr(proposal, name) for name in PLAIN},
        title=texts_by_language(proposal.title),
        abstract=texts_by_language(proposal.abstract),
        equipment=tuple(proposal.equipment),
        answers={answer.question.code: answer.value for answer in answers if not answer.file},
    )
    return content, {answer.question.code for answer in answers if answer.file}


# --- what a person may present -------------------------------------------------------------------------


def organisations_to_present(person: Person) -> QuerySet[Organisation]:
    """Return the organisations in whose name a person may propose."""
    return organisations_of(person)


def projects_to_present(person: Person) -> QuerySet[Project]:
    """Return the projects a person may present: those in which one of their organisations takes part."""
    mine = organisations_of(person).order_by().values("pk")
    taken_part = Project.objects.filter(Q(participations__organisation__in=mine) | Q(created_by=person.pk)).values("pk")
    return Project.objects.filter(pk__in=taken_part).order_by("acronym", "pk")


def innovations_to_present(person: Person) -> QuerySet[Innovation]:
    """Return the innovations a person may present: those of their organisations, in any state."""
    return Innovation.objects.filter(owner__in=organisations_of(person).order_by().values("pk")).order_by("pk")


def may_present(person: Person, content: Content, *, kept: Proposal | None = None) -> Iterator[Fault]:
    """Yield a fault for each organisation, project or innovation that is not the person's to present.

    What the proposal names already may stay, though the person has left the organisation since.
    """
    for name, offered, sentence in (
        ("organisation", organisations_to_present, _("You do not belong to this organisation.")),
        ("project", projects_to_present, _("None of your organisations takes part in this project.")),
        ("innovation", innovations_to_present, _("This innovation belongs to none of your organisations.")),
    ):
        chosen = getattr(content, name)
        is_new = chosen is not None and (kept is None or getattr(kept, f"{name}_id") != chosen.pk)
        if is_new and not offered(person).filter(pk=chosen.pk).exists():
            yield name, sentence


# --- what a person has proposed ------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnLine:
    """A proposal in the list of its proposer or co-speaker; ``state`` is what they have been told."""

    proposal: Proposal
    state: ProposalState
    speaker: ProposalSpeaker | None

    @property
    def state_name(self) -> str:
        """Return the state in words."""
        return str(self.state.label)


def told_state(proposal: Proposal) -> ProposalState:
    """Return the state that the proposer may know: a decision only once the mail about it was sent."""
    state = ProposalState(proposal.state)
    if state not in _DECISIONS:
        return state
    if hasattr(proposal, "is_told"):
        return state if proposal.is_told else ProposalState.SUBMITTED
    return state if _decision_mails(proposal).exists() else ProposalState.SUBMITTED


def _decision_mails(proposal: Proposal) -> QuerySet[DecisionMail]:
    return DecisionMail.objects.filter(proposal=proposal.pk, state=DecisionMailState.SENT, decision=proposal.state)


def own_proposals(person: Person, edition: Edition) -> list[OwnLine]:
    """Return what a person has proposed to the calls of an edition or speaks in, the latest first (three queries)."""
    spoken = ProposalSpeaker.objects.filter(person=person.pk).exclude(state=SpeakerState.DECLINED)
    sent = DecisionMail.objects.filter(
        proposal=OuterRef("pk"), state=DecisionMailState.SENT, decision=OuterRef("state")
    )
    found = (
        Proposal.objects.filter(Q(proposer=person.pk) | Q(pk__in=spoken.values("proposal")), call__edition=edition)
        .select_related("call__edition", "type", "track", "proposer")
        .prefetch_related(Prefetch("speakers", queryset=ProposalSpeaker.objects.select_related("person")))
        .annotate(is_told=Exists(sent))
        .order_by("-created_at", "pk")
    )
    return [_own_line(proposal, person) for proposal in found]


def _own_line(proposal: Proposal, person: Person) -> OwnLine:
    part = next((row for row in proposal.speakers.all() if row.person_id == person.pk), None)
    return OwnLine(proposal, told_state(proposal), None if proposal.proposer_id == person.pk else part)


def waiting_invitations(person: Person, edition: Edition) -> QuerySet[ProposalSpeaker]:
    """Return the invitations to speak that were sent to a person's address and wait for an answer."""
    return (
        ProposalSpeaker.objects.filter(
            email__iexact=person.email, state=SpeakerState.INVITED, proposal__call__edition=edition
        )
        .exclude(proposal__state=ProposalState.WITHDRAWN)
        .select_related("proposal__call__edition", "proposal__proposer", "proposal__type")
        .order_by("-invited_at", "pk")
    )


def invitation_by_key(edition_slug: str, key: UUID) -> ProposalSpeaker | None:
    """Return an invitation by the secret part of its address, if it is still there."""
    return (
        ProposalSpeaker.objects.filter(key=key, proposal__call__edition__slug=edition_slug)
        .select_related("proposal__call__edition", "proposal__proposer", "proposal__type", "person")
        .first()
    )
