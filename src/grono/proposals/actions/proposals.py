"""What a proposer does with a proposal: begin, save, submit, withdraw, confirm."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.kit import clock
from grono.proposals.actions.answers import delete_files_of, save_answers
from grono.proposals.choices import IN_PROGRAMME, ProposalState, SpeakerState
from grono.proposals.content import PLAIN, Content
from grono.proposals.models import Answer, CallForPresentations, Proposal, ProposalSpeaker
from grono.proposals.queries.calls import equipment_of, questions_of
from grono.proposals.queries.proposals import content_of, may_present
from grono.proposals.rules import EditedMeanwhile, Fault, ProposalRefused, content_faults, refuse, submission_faults

log = structlog.get_logger(__name__)
#: Letters and digits that nobody takes for one another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 8
#: What is read of other proposals when one is begun.
KNOWN_BY = ("code", "state", "call", "proposer")
#: Drafts that one person may have in one call.
MOST_DRAFTS = 10


def new_code() -> str:
    """Return a random code for a proposal, short enough to be read out on the phone."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


@dataclass(frozen=True)
class Saved:
    """A proposal as it was saved, and whether that handed it in.

    When it was to be submitted and could not be: what is missing in ``faults``, or why not in ``refusal``.
    """

    proposal: Proposal
    is_handed_in: bool = False
    faults: Sequence[Fault] = ()
    refusal: str = ""


def start_proposal(call: CallForPresentations, content: Content, *, by: Person, code: str = "") -> Proposal:
    """Begin a draft with its proposer as the first speaker; see ``propose``."""
    return propose(call, content, by=by, code=code, submit=False).proposal


@transaction.atomic
def propose(call: CallForPresentations, content: Content, *, by: Person, code: str = "", submit: bool) -> Saved:
    """Begin a proposal and hand it in at once if that is wanted; what cannot be submitted yet is kept as a draft.

    ``code`` is what the form was drawn with: sent twice, it is still one proposal, and the second sending counts as
    a change of it. Raises ``ProposalRefused`` when the call takes nothing now or a limit is reached,
    ``EditedMeanwhile`` when the proposal of this code was changed since, and ``ValidationError`` by field.
    """
    _lock_person(by.pk)  # the second of two simultaneous forms sees the first
    found = list(Proposal.objects.filter(Q(call=call, proposer=by) | Q(code=code)).only(*KNOWN_BY))
    is_taken = any(one.code == code for one in found)
    mine = [one for one in found if one.call_id == call.pk and one.proposer_id == by.pk]
    twin = next((one for one in mine if code and one.code == code), None)
    if twin is not None:
        return _save(locked(twin), content, by=by, changed=0, submit=submit)
    _require_open(call)
    _require_allowance(call, mine)
    _check(call, content, proposer=by)
    moment = clock.now()
    proposal = Proposal(
        call=call,
        proposer=by,
        created_at=moment,
        updated_at=moment,
        code=_free_code(code, is_taken=is_taken),
    )
    _write(proposal, content)
    faults = _missing(call, content) if submit else []
    is_in = submit and not faults
    if is_in:
        _mark_submitted(proposal)
    proposal.save(force_insert=True)
    _name_proposer(proposal)
    save_answers(proposal, content, kept={})
    log.info("proposal_started", proposal=proposal.code, by=by.pk)
    if is_in:
        _announce(proposal, by=by)
    return Saved(proposal, is_in, faults)


def _lock_person(key: int) -> None:
    """Lock the row of a person, so that the limits per person hold for what is sent at the same moment."""
    Person.objects.select_for_update().only("pk").get(pk=key)


def _name_proposer(proposal: Proposal) -> None:
    person = proposal.proposer
    ProposalSpeaker.objects.create(
        proposal=proposal,
        person=person,
        email=person.email,
        name=person.get_full_name(),
        state=SpeakerState.CONFIRMED,
        language=person.language,
        answered_at=proposal.created_at,
    )


def _free_code(code: str, *, is_taken: bool) -> str:
    """Return the code that a form brought if it is one of ours and free, else a new one."""
    is_ours = len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)
    return code if is_ours and not is_taken else new_code()


def _require_open(call: CallForPresentations) -> None:
    if not call.takes_proposals(clock.now()):
        raise ProposalRefused(_("This call takes no proposals now. What you had saved before stays as it is."))


def _require_allowance(call: CallForPresentations, mine: list[Proposal]) -> None:
    _require_fewer_submitted(call, sum(_is_handed_in(one.state) for one in mine))
    drafts = sum(one.state == ProposalState.DRAFT for one in mine)
    if drafts >= MOST_DRAFTS:
        raise ProposalRefused(
            _("You have %(count)d drafts in this call, which is the limit. Submit or delete one first.")
            % {"count": drafts}
        )


def _is_handed_in(state: str) -> bool:
    return state not in {ProposalState.DRAFT, ProposalState.WITHDRAWN}


def _require_fewer_submitted(call: CallForPresentations, count: int) -> None:
    if call.most_per_person and count >= call.most_per_person:
        raise ProposalRefused(
            _("One person may submit %(most)d proposals to this call, and you have submitted %(count)d.")
            % {"most": call.most_per_person, "count": count}
        )


def save_proposal(proposal: Proposal, content: Content, *, by: Person, changed: int) -> Proposal:
    """Save what was edited and leave the state as it is; see ``revise``."""
    return revise(proposal, content, by=by, changed=changed, submit=False).proposal


@transaction.atomic
def revise(proposal: Proposal, content: Content, *, by: Person, changed: int, submit: bool) -> Saved:
    """Save what was edited in a form that was opened when the proposal had ``changed`` changes.

    With ``submit`` a draft is handed in; when it cannot be yet, it is saved all the same. A submitted proposal must
    stay fit to be submitted. Raises ``EditedMeanwhile``, ``ProposalRefused`` and ``ValidationError`` by field; then
    nothing is changed.
    """
    if submit:
        _lock_person(proposal.proposer_id)
    return _save(locked(proposal), content, by=by, changed=changed, submit=submit)


def _save(proposal: Proposal, content: Content, *, by: Person, changed: int, submit: bool) -> Saved:
    """Save a locked proposal, and submit it if that is wanted and nothing keeps it from being submitted."""
    if proposal.changed != changed:
        raise EditedMeanwhile
    _require_editable(proposal, by=by)
    _check(proposal.call, content, proposer=proposal.proposer, kept=proposal)
    kept = {answer.question_id: answer for answer in proposal.answers.select_related("question")}
    faults = _missing(proposal.call, content, kept.values())
    is_draft = proposal.state == ProposalState.DRAFT
    if not is_draft:
        refuse(faults)
    _write(proposal, content)
    proposal.changed += 1
    proposal.updated_at = clock.now()
    refusal = _refusal(proposal) if submit and is_draft and not faults else ""
    is_in = submit and is_draft and not faults and not refusal
    if is_in:
        _mark_submitted(proposal)
    proposal.save()
    save_answers(proposal, content, kept=kept)
    log.info("proposal_saved", proposal=proposal.code, by=by.pk)
    if is_in:
        _announce(proposal, by=by)
    return Saved(proposal, is_in, faults if submit else (), refusal)


def _refusal(proposal: Proposal) -> str:
    """Return why a complete draft cannot be submitted now, or an empty text."""
    try:
        _require_open(proposal.call)
        _require_place(proposal)
    except ProposalRefused as refusal:
        return str(refusal)
    return ""


def _require_place(proposal: Proposal) -> None:
    mine = proposal.call.proposals.filter(proposer=proposal.proposer_id).values_list("state", flat=True)
    _require_fewer_submitted(proposal.call, sum(_is_handed_in(state) for state in mine))


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
    _lock_person(proposal.proposer_id)
    proposal = locked(proposal)
    if proposal.state == ProposalState.SUBMITTED:
        return proposal
    if proposal.state != ProposalState.DRAFT:
        raise ProposalRefused(_("This can no longer be submitted: it is %(state)s.") % {"state": said(proposal)})
    _require_open(proposal.call)
    content, filed = content_of(proposal)
    refuse(submission_faults(proposal.call, content, questions_of(proposal.call), filed))
    _require_place(proposal)
    _mark_submitted(proposal)
    proposal.save(update_fields=["state", "submitted_at"])
    _announce(proposal, by=by)
    return proposal


def _mark_submitted(proposal: Proposal) -> None:
    proposal.state, proposal.submitted_at = ProposalState.SUBMITTED, clock.now()


def _announce(proposal: Proposal, *, by: Person) -> None:
    _tell(proposal, "submitted")
    log.info("proposal_submitted", proposal=proposal.code, by=by.pk)


def said(proposal: Proposal) -> str:
    """Return the state of a proposal in the words of the interface."""
    return str(ProposalState(proposal.state).label)


def _missing(call: CallForPresentations, content: Content, kept: Iterable[Answer] = ()) -> list[Fault]:
    """Return what keeps a content from being submitted; ``kept`` are the answers there were before it."""
    there = {answer.question.code: answer for answer in kept}
    values = {code: answer.value for code, answer in there.items() if not answer.file}
    files = {code: True for code, answer in there.items() if answer.file} | dict(content.files)
    filed = {code for code, file in files.items() if file is not False}
    whole = replace(content, answers={**values, **content.answers})
    return submission_faults(call, whole, questions_of(call), filed)


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
