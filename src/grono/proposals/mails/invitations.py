"""Mails about co-speakers: the invitation, and the answer to whoever sent it."""

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from grono.proposals.choices import ProposalState, SpeakerState
from grono.proposals.models import ProposalSpeaker

log = structlog.get_logger(__name__)


def mail_about_speaker(speaker_id: int, event: str) -> int:
    """Ask a co-speaker (``invited``), or tell the proposer the answer (``answered``); return the number of mails.

    What has changed since the job was made is not told any more.
    """
    speaker = (
        ProposalSpeaker.objects.select_related("proposal__call__edition", "proposal__proposer", "proposal__type")
        .filter(pk=speaker_id)
        .first()
    )
    if speaker is None or speaker.proposal.state == ProposalState.WITHDRAWN:
        return 0
    if event == "invited":
        return _invite(speaker) if speaker.state == SpeakerState.INVITED else 0
    return _tell_proposer(speaker) if speaker.state != SpeakerState.INVITED else 0


def _invite(speaker: ProposalSpeaker) -> int:
    with override(speaker.language):
        subject = _("%(person)s invites you to speak: %(title)s") % _names(speaker)
        return _send(speaker, "invited", subject, speaker.email, invitation_address(speaker))


def _tell_proposer(speaker: ProposalSpeaker) -> int:
    proposer = speaker.proposal.proposer
    if not proposer.is_active:
        return 0
    with override(proposer.language):
        says = _("%(speaker)s takes part: %(title)s"), _("%(speaker)s does not take part: %(title)s")
        subject = says[speaker.state == SpeakerState.DECLINED] % _names(speaker)
        address = settings.BASE_URL + speaker.proposal.get_absolute_url()
        return _send(speaker, "answered", subject, proposer.email, address)


def invitation_address(speaker: ProposalSpeaker) -> str:
    """Return where a co-speaker answers, in the active language."""
    slug = speaker.proposal.call.edition.slug
    return settings.BASE_URL + reverse("proposal-invitation", args=[slug, speaker.key])


def _names(speaker: ProposalSpeaker) -> dict[str, object]:
    return {"person": speaker.proposal.proposer, "speaker": speaker, "title": speaker.proposal.title}


def _send(speaker: ProposalSpeaker, event: str, subject: str, to: str, address: str) -> int:
    proposal = speaker.proposal
    context = {
        "speaker": speaker,
        "proposal": proposal,
        "edition": proposal.call.edition,
        "event": event,
        "takes_part": speaker.state == SpeakerState.CONFIRMED,
        "address": address,
    }
    body = render_to_string("proposals/mail_speaker.txt", context)
    EmailMessage(" ".join(subject.split()), body, to=[to]).send()
    log.info("speaker_mailed", proposal=proposal.code, speaker=speaker.pk, mail_event=event)
    return 1
