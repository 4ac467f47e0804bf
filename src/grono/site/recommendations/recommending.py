"""Whom and what to recommend: first a pool of candidates from every signal, then the engine's choice among them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Q

from grono.accounts.models import Person
from grono.congress.choices import ParticipantStatus, PlanStatus
from grono.congress.models import Participant
from grono.cooperation.actions.dismissals import dismissed
from grono.cooperation.models import AgreementParty, ExpressionOfInterest, PartneringProfile
from grono.cooperation.queries.profiles import public_profiles
from grono.directory.choices import Direction, HelixSector
from grono.directory.models import CompetenceClaim, Organisation
from grono.kit import clock
from grono.meetings.models import MeetingRequest
from grono.projects.queries import affinities_of
from grono.schedule.models import Favourite, Session
from grono.search.queries import nearest
from grono.site.recommendations import facts, planning
from grono.site.recommendations.facts import ORGANISATION, PARTICIPANT, PROFILE, SESSION, Known, Subject
from grono.site.recommendations.planning import Proposal
from grono.site.recommendations.wording import sentence

POOL = 80  # candidates from each signal
SENTENCES = 3
#: Reasons of which one at least must speak for a recommendation; a shared place or cluster only adds to them.
STRONG = frozenset({"need_met", "need_served", "similar_text", "worked_together", "partner_of_partner"})


@dataclass(frozen=True)
class Recommendation:
    """What is proposed, and the sentences that say why, the weightiest first."""

    subject: Subject
    score: float
    sentences: tuple[str, ...]


def organisations_for(organisation: Organisation, person: Person, *, limit: int) -> list[Recommendation]:
    """Return organisations that suit one; those it already talks or works with are left out."""
    seeker = _seeker(organisation)
    if seeker is None:
        return []
    likely = affinities_of(organisation)
    keys = _similar(ORGANISATION, seeker) | _by_competence(seeker) | likely.keys()
    keys -= _talked_with(organisation) | {organisation.pk}
    candidates = facts.of_organisations(keys, _partners(seeker)).values()
    wishes = _wishes(organisation)
    return _chosen(seeker, candidates, ORGANISATION, person, limit, wishes=wishes, joint_work=likely)


def profiles_for(organisation: Organisation, person: Person, *, limit: int) -> list[Recommendation]:
    """Return profiles of others that an organisation could answer; those it has answered are left out."""
    seeker = _seeker(organisation)
    if seeker is None:
        return []
    words = [one.value for one in seeker.known if one.field in {"offers", "seeks"}]
    by_word = public_profiles().filter(keywords__code__in=words).values_list("pk", flat=True)[:POOL]
    keys = _similar(PROFILE, seeker) | set(by_word)
    answered = ExpressionOfInterest.objects.filter(from_organisation=organisation, profile__isnull=False)
    pool = public_profiles().filter(pk__in=keys - set(answered.values_list("profile", flat=True)))
    candidates = facts.of_profiles(pool.exclude(organisation=organisation)).values()
    return _chosen(seeker, candidates, PROFILE, person, limit)


def people_for(me: Participant, *, limit: int) -> list[Recommendation]:
    """Return whom a participant could ask for a meeting; those already asked, and colleagues, are left out."""
    asked = MeetingRequest.objects.filter(Q(requester=me) | Q(invitee=me))
    known = {key for pair in asked.values_list("requester", "invitee") for key in pair}
    people = Participant.objects.filter(
        edition=me.edition_id, status=ParticipantStatus.CONFIRMED, takes_meetings=True
    ).exclude(pk__in={*known, me.pk})
    if me.organisation_id:
        people = people.exclude(organisation=me.organisation_id)
    seeker = facts.of_participants(Participant.objects.filter(pk=me.pk)).get(me.pk)
    if seeker is None:
        return []
    return _chosen(seeker, facts.of_participants(people).values(), PARTICIPANT, me.person, limit)


def sessions_for(me: Participant, *, limit: int) -> list[Recommendation]:
    """Return sessions of the released programme still to come that a participant has neither marked nor a part in."""
    marked = Favourite.objects.filter(participant=me).values("session")
    coming = (
        Session.objects.filter(
            edition=me.edition_id,
            placements__version__plan__status=PlanStatus.PUBLISHED,
            placements__ends_at__gt=clock.now(),
        )
        .exclude(pk__in=marked)
        .exclude(roles__participant=me)
        .distinct()
    )
    seeker = facts.of_participants(Participant.objects.filter(pk=me.pk)).get(me.pk)
    if seeker is None:
        return []
    return _chosen(seeker, facts.of_sessions(coming).values(), SESSION, me.person, limit)


def _seeker(organisation: Organisation) -> Subject | None:
    """Return the organisation as the one who seeks, with what its own open profiles say; ``None`` if it left."""
    found = facts.of_organisations([organisation.pk]).get(organisation.pk)
    if found is None:
        return None
    own = public_profiles().filter(organisation=organisation).order_by("pk").values_list("pk", flat=True)
    return replace(found, texts=(*found.texts, *((PROFILE, key) for key in own)))


def _chosen(
    seeker: Subject,
    candidates: Iterable[Subject],
    kind: str,
    person: Person,
    limit: int,
    *,
    wishes: Collection[Known] = (),
    joint_work: Mapping[int, float] | None = None,
) -> list[Recommendation]:
    """Let the engine choose, and put its reasons into words; what only shares a cluster or a place is left out.

    ``joint_work`` says how likely past projects make some candidates, by key: they rise, but it is no reason by itself.
    """
    left_out = {f"{kind}:{key}" for key in dismissed(person).get(kind, ())}
    collaboration = {f"{kind}:{key}": score for key, score in (joint_work or {}).items()}
    proposals = planning.propose(
        seeker, candidates, limit=limit, dismissed=left_out, wishes=wishes, collaboration=collaboration
    )
    return [_worded(proposal) for proposal in proposals if STRONG.intersection(g.kind for g in proposal.grounds)]


def _worded(proposal: Proposal) -> Recommendation:
    said = [sentence(ground, proposal.subject) for ground in proposal.grounds]
    sentences = tuple(dict.fromkeys(one for one in said if one))[:SENTENCES]
    return Recommendation(proposal.subject, proposal.score, sentences)


def _partners(seeker: Subject) -> set[int]:
    return {int(one.value) for one in seeker.known if one.field == "partner"}


def _similar(kind: str, seeker: Subject) -> set[int]:
    return {near.object_id for text in seeker.texts for near in nearest(kind, text, limit=POOL)}


def _by_competence(seeker: Subject) -> set[int]:
    """Return organisations that offer what the seeker seeks, or seek what it offers."""
    offers = [one.value for one in seeker.known if one.field == "offers"]
    seeks = [one.value for one in seeker.known if one.field == "seeks"]
    claims = CompetenceClaim.objects.filter(
        Q(direction=Direction.OFFER, competence__code__in=seeks)
        | Q(direction=Direction.SEEK, competence__code__in=offers)
    )
    return set(claims.values_list("organisation", flat=True)[:POOL])


def _talked_with(organisation: Organisation) -> set[int]:
    """Return whom an organisation has written to or heard from, or has an agreement with."""
    interests = ExpressionOfInterest.objects.filter(Q(from_organisation=organisation) | Q(to_organisation=organisation))
    found = {key for pair in interests.values_list("from_organisation", "to_organisation") for key in pair}
    own = AgreementParty.objects.filter(organisation=organisation).values("agreement")
    return found | set(AgreementParty.objects.filter(agreement__in=own).values_list("organisation", flat=True))


def _wishes(organisation: Organisation) -> list[Known]:
    """Return what the open profiles of an organisation ask of partners."""
    sectors = dict(HelixSector.choices)
    wishes = []
    for profile in PartneringProfile.objects.filter(organisation=organisation, pk__in=public_profiles().values("pk")):
        source = f"{PROFILE}:{profile.pk}"
        wishes += [Known("wanted_country", code, code, source) for code in profile.partner_countries]
        wishes += [Known("wanted_sector", code, str(sectors[code]), source) for code in profile.partner_sectors]
    return wishes
