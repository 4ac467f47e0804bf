"""What a proposer does with a proposal: begin, save, submit, withdraw, confirm."""

import secrets
from collections.abc import Mapping

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.kit import clock
from grono.proposals.actions.answers import delete_files_of, save_answers
from grono.proposals.choices import IN_PROGRAMME, ProposalState, SpeakerState
from grono.proposals.content import PLAIN, Content
from grono.proposals.models import CallForPresentations, Proposal, ProposalSpeaker
from grono.proposals.queries.calls import equipment_of, questions_of
from grono.proposals.queries.proposals import content_of, may_present
from grono.proposals.rules import EditedMeanwhile, ProposalRefused, content_faults, refuse, submission_faults

log = structlog.get_logger(__name__)
#: Letters and digits that nobody takes for one another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 8
#: Drafts that one person may have in one call.
MOST_DRAFTS = 10


def new_code() -> str:
    """Return a random code for a proposal, short enough to be read out on the phone."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


@transaction.atomic
def start_proposal(call: CallForPresentations, content: Content, *, by: Person, code: str = "") -> Proposal:
    """Begin a draft with its proposer as the first speaker.

    ``code`` is what the form was drawn with: sent twice, it is still one proposal, and the second sending counts as
    a change of it. Raises ``ProposalRefused`` when the call takes nothing now or a limit is reached,
    ``EditedMeanwhile`` when the proposal of this code was changed since, and ``ValidationError`` by field.
    """
    # The person's row is locked, so that the limits hold for simultaneous forms and the second of two sees the first.
    Person.objects.select_for_update().only("pk").get(pk=by.pk)
    mine = list(call.proposals.filter(proposer=by).only("code", "state", "changed"))
    twin = next((one for one in mine if code and one.code == code), None)
    if twin is not None:
        return save_proposal(twin, content, by=by, changed=0)
    _require_open(call)
    _require_allowance(call, mine)
    _check(call, content, proposer=by)
    moment = clock.now()
    proposal = Proposal(call=call, proposer=by, created_at=moment, updated_at=moment, code=_free_code(code))
    _write(proposal, content)
    proposal.save(force_insert=True)
    ProposalSpeaker.objects.create(
        proposal=proposal,
        person=by,
        email=by.email,
        name=by.get_full_name(),
        state=SpeakerState.CONFIRMED,
        language=by.language,
        answered_at=moment,
    )
    save_answers(proposal, content)
    log.info("proposal_started", proposal=proposal.code, by=by.pk)
    return proposal


def _free_code(code: str) -> str:
    """Return the code that a form brought if it is one of ours and free, else a new one."""
    is_ours = len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)
    return code if is_ours and not Proposal.objects.filter(code=code).exists() else new_code()


def _require_open(call: CallForPresentations) -> None:
    if not call.takes_proposals(clock.now()):
        raise ProposalRefused(_("This call takes no proposals now. What you had saved before stays as it is."))


def _require_allowance(call: CallForPresentations, mine: list[Proposal]) -> None:
    _require_fewer_submitted(call, sum(_is_handed_in(one) for one in mine))
    drafts = sum(one.state == ProposalState.DRAFT for one in mine)
    if drafts >= MOST_DRAFTS:
        raise ProposalRefused(
            _("You have %(count)d drafts in this call, which is the limit. Submit or delete one first.")
            % {"count": drafts}
        )


def _is_handed_in(proposal: Proposal) -> bool:
    return proposal.state not in {ProposalState.DRAFT, ProposalState.WITHDRAWN}


def _require_fewer_submitted(call: CallForPresentations, count: int) -> None:
    if call.most_per_person and count >= call.most_per_person:
        raise ProposalRefused(
            _("One person may submit %(most)d proposals to this call, and you have submitted %(count)d.")
            % {"most": call.most_per_person, "count": count}
        )


@transaction.atomic
def save_proposal(proposal: Proposal, content: Content, *, by: Person, changed: int) -> Proposal:
    """Save what was edited in a form that was opened when the proposal had ``changed`` changes.

    A submitted proposal must stay fit to be submitted. Raises ``EditedMeanwhile``, ``ProposalRefused`` and
    ``ValidationError`` by field; then nothing is changed.
    """
    proposal = locked(proposal)
    if proposal.changed != changed:
        raise EditedMeanwhile
    _require_editable(proposal, by=by)
    _check(proposal.call, content, proposer=proposal.proposer, kept=proposal)
    _write(proposal, content)
    proposal.changed += 1
    proposal.updated_at = clock.now()
    proposal.save()
    save_answers(proposal, content)
    if proposal.state != ProposalState.DRAFT:
        _check_complete(proposal)
    log.info("proposal_saved", proposal=proposal.code, by=by.pk)
    return proposal


def _require_editable(proposal: Proposal, *, by: Person) -> None:
    if proposal.state == ProposalState.WITHDRAWN:
        raise ProposalRefused(_("The proposal is withdrawn."))
    if by.pk == proposal.proposer_id and not by.has_perm("proposals.manage_call", proposal.call):
        _require_open(proposal.call)
        if proposal.state not in {ProposalState.DRAFT, ProposalState.SUBMITTED}:
            raise ProposalRefused(_("The proposal is decided about: ask the organisers to change it."))


def _check(call: CallForPresentations, content: Content, *, proposer: Person, kept: Proposal | None = None) -> None:
    refuse(
        [
            *content_faults(call, content, questions_of(call), equipment_of(call.edition)),
            *may_present(proposer, content, kept=kept),
        ]
    )


def _write(proposal: Proposal, content: Content) -> None:
    for name in PLAIN:
        setattr(proposal, name, getattr(content, name))
    proposal.equipment = list(content.equipment)
    proposal.title = _texts(content.title)
    proposal.abstract = _texts(content.abstract)


def _texts(texts: Mapping[str, str]) -> LazyI18nString:
    return LazyI18nString({code: text for code, text in texts.items() if text})


def locked(proposal: Proposal) -> Proposal:
    """Return the proposal as it is now, kept from everybody else until the transaction ends."""
    found = Proposal.objects.select_for_update(of=("self",)).select_related("call__edition", "proposer", "type")
    return found.get(pk=proposal.pk)


@transaction.atomic
def submit_proposal(proposal: Proposal, *, by: Person) -> Proposal:
    """Hand a draft in; its proposer gets a mail. Submitting again changes nothing and sends nothing.

    Raises ``ValidationError`` by field with everything that is missing, and ``ProposalRefused``.
    """
    Person.objects.select_for_update().only("pk").get(pk=proposal.proposer_id)  # for the limit per person
    proposal = locked(proposal)
    if proposal.state == ProposalState.SUBMITTED:
        return proposal
    if proposal.state != ProposalState.DRAFT:
        raise ProposalRefused(_("This can no longer be submitted: it is %(state)s.") % {"state": said(proposal)})
    _require_open(proposal.call)
    _check_complete(proposal)
    mine = proposal.call.proposals.filter(proposer=proposal.proposer).only("state")
    _require_fewer_submitted(proposal.call, sum(_is_handed_in(one) for one in mine))
    proposal.state = ProposalState.SUBMITTED
    proposal.submitted_at = clock.now()
    proposal.save(update_fields=["state", "submitted_at"])
    _tell(proposal, "submitted")
    log.info("proposal_submitted", proposal=proposal.code, by=by.pk)
    return proposal


def said(proposal: Proposal) -> str:
    """Return the state of a proposal in the words of the interface."""
    return str(ProposalState(proposal.state).label)


def _check_complete(proposal: Proposal) -> None:
    content, filed = content_of(proposal)
    refuse(submission_faults(proposal.call, content, questions_of(proposal.call), filed))


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by: Person) -> bool:
    """Take a proposal back; a draft is deleted with its files. Tell whether the proposal is still there.

    When it was accepted, the organisers are told by mail.
    """
    proposal = locked(proposal)
    if proposal.state == ProposalState.DRAFT:
        delete_files_of(proposal)
        log.info("proposal_deleted", proposal=proposal.code, by=by.pk)
        proposal.delete()
        return False
    if proposal.state != ProposalState.WITHDRAWN:
        was_accepted = proposal.state in IN_PROGRAMME
        proposal.state = ProposalState.WITHDRAWN
        proposal.updated_at = clock.now()
        proposal.changed += 1
        proposal.save(update_fields=["state", "updated_at", "changed"])
        _tell(proposal, "withdrawn")
        if was_accepted:
            _tell(proposal, "withdrawn_after_acceptance")
        log.info("proposal_withdrawn", proposal=proposal.code, by=by.pk)
    return True


@transaction.atomic
def confirm_proposal(proposal: Proposal, *, by: Person) -> None:
    """Say that an accepted presentation will be held; confirming again changes nothing. Raises ``ProposalRefused``."""
    proposal = locked(proposal)
    if proposal.state == ProposalState.CONFIRMED:
        return
    if proposal.state != ProposalState.ACCEPTED:
        raise ProposalRefused(_("Only an accepted proposal can be confirmed."))
    proposal.state = ProposalState.CONFIRMED
    proposal.confirmed_at = clock.now()
    proposal.save(update_fields=["state", "confirmed_at"])
    log.info("proposal_confirmed", proposal=proposal.code, by=by.pk)


def _tell(proposal: Proposal, event: str) -> None:
    from grono.proposals.tasks import mail_about_proposal  # the jobs of the module call its actions

    mail_about_proposal.defer(proposal_id=proposal.pk, event=event)
