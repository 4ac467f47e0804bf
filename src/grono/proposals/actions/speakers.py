"""Co-speakers: asked by mail, they answer for themselves."""

from datetime import datetime

import structlog
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.kit import clock
from grono.proposals.actions.proposals import locked
from grono.proposals.choices import ProposalState, SpeakerState
from grono.proposals.models import Proposal, ProposalSpeaker
from grono.proposals.rules import ProposalRefused

log = structlog.get_logger(__name__)
#: Invitations that one person may send in an hour, whatever was removed meanwhile.
INVITATIONS_PER_HOUR = 20
_HOUR = 3600


@transaction.atomic
def invite_speaker(proposal: Proposal, *, email: str, name: str, language: str, by: Person) -> ProposalSpeaker:
    """Name somebody as a co-speaker and ask them by mail.

    A person whom the site knows is written to in the language of their mails. Raises ``ProposalRefused`` when the
    call's number of speakers or the hour's invitations are used up, ``ValidationError`` by field.
    """
    moment = clock.now()
    _require_allowance(by, moment)
    proposal = locked(proposal)
    if proposal.state == ProposalState.WITHDRAWN:
        raise ProposalRefused(_("The proposal is withdrawn."))
    _require_room(proposal)
    known = Person.objects.filter(email__iexact=email, is_active=True).only("language").first()
    speaker = ProposalSpeaker(
        proposal=proposal,
        email=email.strip().lower(),
        name=name.strip(),
        language=known.language if known else language,
        position=_next_position(proposal),
        invited_at=moment,
    )
    speaker.full_clean(exclude=["proposal", "person"])
    try:
        with transaction.atomic():
            speaker.save()
    except IntegrityError:  # named by somebody else between the check and the writing
        speaker.validate_constraints()
        raise
    _tell(speaker, "invited")
    log.info("speaker_invited", proposal=proposal.code, speaker=speaker.pk, by=by.pk)
    return speaker


def _require_allowance(person: Person, moment: datetime) -> None:
    """Count the invitation; the person's row is locked, so that the count holds for simultaneous sending."""
    Person.objects.select_for_update().only("pk").get(pk=person.pk)
    key = f"proposals:invitations:{person.pk}:{moment:%Y%m%d%H}"
    sent = cache.get(key, 0)
    if sent >= INVITATIONS_PER_HOUR:
        raise ProposalRefused(
            _("You have sent %(count)d invitations in this hour, which is the limit. Go on in the next one.")
            % {"count": sent}
        )
    cache.set(key, sent + 1, _HOUR)


def _require_room(proposal: Proposal) -> None:
    most = proposal.call.most_speakers
    if most and proposal.speakers.exclude(state=SpeakerState.DECLINED).count() >= most:
        raise ProposalRefused(_("A proposal of this call has at most %(most)d speakers.") % {"most": most})


def _next_position(proposal: Proposal) -> int:
    return max(proposal.speakers.values_list("position", flat=True), default=0) + 1


@transaction.atomic
def answer_invitation(speaker: ProposalSpeaker, *, takes_part: bool, by: Person | None) -> ProposalSpeaker:
    """Say yes or no; a yes needs a person, a no can come from whoever holds the invitation.

    Who has said yes can still say no. The proposer is told by mail. Raises ``ProposalRefused``.
    """
    proposal = locked(speaker.proposal)
    speaker = ProposalSpeaker.objects.select_for_update().get(pk=speaker.pk)
    if speaker.person_id == proposal.proposer_id:
        raise ProposalRefused(_("You propose this yourself. Withdraw the proposal if you cannot come."))
    if proposal.state in {ProposalState.WITHDRAWN, ProposalState.REJECTED} and takes_part:
        raise ProposalRefused(_("This proposal is no longer under way."))
    state = SpeakerState.CONFIRMED if takes_part else SpeakerState.DECLINED
    if takes_part:
        _take_part(proposal, speaker, by)
    elif speaker.person_id is not None and (by is None or by.pk != speaker.person_id):
        raise ProposalRefused(_("The person who has accepted this invitation signs in to change the answer."))
    if speaker.state == state:
        return speaker
    speaker.state = state
    speaker.answered_at = clock.now()
    speaker.save()
    _tell(speaker, "answered")
    log.info("speaker_answered", proposal=proposal.code, speaker=speaker.pk, state=state, by=by and by.pk)
    return speaker


def _take_part(proposal: Proposal, speaker: ProposalSpeaker, by: Person | None) -> None:
    if by is None:
        raise ProposalRefused(_("Sign in first, so that the programme knows who you are."))
    if speaker.person_id not in {None, by.pk}:
        raise ProposalRefused(_("Somebody else has answered this invitation already."))
    if proposal.speakers.filter(person=by).exclude(pk=speaker.pk).exists():
        raise ProposalRefused(_("You are named in this proposal already."))
    if speaker.state == SpeakerState.DECLINED:
        _require_room(proposal)
    speaker.person = by
    speaker.name = by.get_full_name() or speaker.name
    speaker.language = by.language


@transaction.atomic
def remove_speaker(speaker: ProposalSpeaker, *, by: Person) -> None:
    """Take a co-speaker out of a proposal. Raises ``ProposalRefused`` for the proposer."""
    proposal = locked(speaker.proposal)
    if speaker.person_id == proposal.proposer_id:
        raise ProposalRefused(_("Whoever proposes cannot be removed."))
    speaker.delete()
    log.info("speaker_removed", proposal=proposal.code, by=by.pk)


def _tell(speaker: ProposalSpeaker, event: str) -> None:
    from grono.proposals.tasks import mail_about_speaker  # the jobs of the module call its actions

    mail_about_speaker.defer(speaker_id=speaker.pk, event=event)
