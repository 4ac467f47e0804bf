"""Asking an organisation to join a consortium, its answer, and what happens when none comes."""

from datetime import timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.directory.choices import AffiliationRole
from grono.directory.models import Organisation
from grono.kit import clock
from grono.projects.actions.consortium import add_member, reassess, require_open, require_same_world
from grono.projects.actions.own import locked
from grono.projects.choices import InvitationState, ParticipationRole
from grono.projects.models import ConsortiumInvitation, ConsortiumRole, Participation, Project
from grono.projects.rules import ProjectRefused

log = structlog.get_logger(__name__)
#: How long an invitation waits for its answer.
WAITS = timedelta(days=21)
#: When the organisation is reminded, counted from the sending.
REMINDERS = (timedelta(days=7), timedelta(days=14))
#: How many invitations one person may send in 24 hours.
INVITATIONS_PER_DAY = 20
_DAY = timedelta(days=1)


@transaction.atomic
def invite(
    project: Project,
    organisation: Organisation,
    *,
    by: Person,
    role: str = ParticipationRole.PARTICIPANT,
    open_role: ConsortiumRole | None = None,
    message: str = "",
) -> ConsortiumInvitation:
    """Ask an organisation to join, perhaps for an open role, and have its representatives told.

    Raises ``ProjectRefused`` when the consortium is closed, the organisation is a partner already, nobody could answer
    for it, or one of the two is real and the other invented; ``ValidationError`` when one waits already.
    """
    _require_allowance(by)
    project = locked(project)
    _require_possible(project, organisation, role, open_role)
    # The job may be late; an overdue one must not stand in the way meanwhile.
    _expire(Q(project=project, organisation=organisation))
    now = clock.now()
    invitation = ConsortiumInvitation(
        project=project,
        organisation=organisation,
        role=role,
        open_role=open_role,
        message=message.strip(),
        sent_by=by,
        sent_at=now,
        expires_at=now + WAITS,
    )
    invitation.full_clean()
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:  # a colleague was faster between the check and the writing
        invitation.validate_constraints()
        raise
    _tell(invitation.pk, "sent")
    log.info("invited", invitation=invitation.pk, project=project.pk, by=by.pk)
    return invitation


def _require_allowance(person: Person) -> None:
    """Refuse what exceeds a day's allowance; the person's row is locked, so that it holds for simultaneous sending."""
    Person.objects.select_for_update().get(pk=person.pk)
    sent = ConsortiumInvitation.objects.filter(sent_by=person, sent_at__gt=clock.now() - _DAY).count()
    if sent >= INVITATIONS_PER_DAY:
        raise ProjectRefused(
            _("You have sent %(count)d invitations in 24 hours, which is the limit. Try again tomorrow.")
            % {"count": sent}
        )


def _require_possible(
    project: Project, organisation: Organisation, role: str, open_role: ConsortiumRole | None
) -> None:
    require_open(project)
    require_same_world(project, organisation)
    if role == ParticipationRole.COORDINATOR:
        raise ProjectRefused(_("The project has a coordinator. Invite a partner; the role can be passed on later."))
    if project.participations.filter(organisation=organisation).exists():
        raise ProjectRefused(_("%(name)s is a partner of this project already.") % {"name": organisation})
    if not organisation.affiliations.filter(ended_date=None, role=AffiliationRole.REPRESENTATIVE).exists():
        raise ProjectRefused(
            _("Nobody represents %(name)s on Grono yet, so nobody could answer the invitation.")
            % {"name": organisation}
        )
    if open_role is not None and (open_role.project_id != project.pk or open_role.filled_by_id):
        raise ProjectRefused(_("This role is filled already or belongs to another project."))


def _tell(invitation_id: int, event: str) -> None:
    from grono.projects.tasks import mail_about_invitation  # the jobs of the module call its actions

    mail_about_invitation.defer(invitation_id=invitation_id, event=event)


@transaction.atomic
def accept_invitation(invitation: ConsortiumInvitation, *, by: Person, answer: str = "") -> Participation:
    """Join: the organisation becomes a partner, the open role it was asked for is filled, the rules are asked again.

    Raises ``ProjectRefused`` when the invitation no longer waits or the consortium is closed; then nothing is changed.
    """
    project = locked(invitation.project)
    _leave_waiting(invitation, InvitationState.ACCEPTED, by=by, answer=answer)
    require_open(project)
    part = add_member(project, invitation.organisation, role=invitation.role)
    _fill(invitation.open_role_id, part)
    reassess(project)
    _tell(invitation.pk, "answered")
    log.info("invitation_accepted", invitation=invitation.pk, project=project.pk, by=by.pk)
    return part


def _fill(role_id: int | None, part: Participation) -> None:
    """Fill an open role; when somebody else filled it meanwhile, the partner is welcome all the same."""
    if role_id is not None:
        ConsortiumRole.objects.filter(pk=role_id, filled_by=None).update(filled_by=part)


@transaction.atomic
def decline_invitation(invitation: ConsortiumInvitation, *, by: Person, answer: str = "") -> None:
    """Say no, perhaps with a reason. Raises ``ProjectRefused`` when the invitation no longer waits."""
    _leave_waiting(invitation, InvitationState.DECLINED, by=by, answer=answer)
    _tell(invitation.pk, "answered")
    log.info("invitation_declined", invitation=invitation.pk, by=by.pk)


@transaction.atomic
def withdraw_invitation(invitation: ConsortiumInvitation, *, by: Person) -> None:
    """Take an invitation back and have the organisation told. Raises ``ProjectRefused`` when it no longer waits."""
    _change_state(invitation, InvitationState.WITHDRAWN)
    _tell(invitation.pk, "withdrawn")
    log.info("invitation_withdrawn", invitation=invitation.pk, by=by.pk)


def _leave_waiting(invitation: ConsortiumInvitation, state: InvitationState, *, by: Person, answer: str) -> None:
    words = answer.strip()
    longest = ConsortiumInvitation._meta.get_field("answer").max_length
    if longest and len(words) > longest:
        raise ValidationError({"answer": _("The answer has at most %(most)d characters.") % {"most": longest}})
    now = clock.now()
    _change_state(invitation, state, still_at=now, answer=words, answered_at=now, answered_by=by)


def _change_state(
    invitation: ConsortiumInvitation, state: InvitationState, *, still_at: object = None, **values: object
) -> None:
    """Leave the waiting state: whoever comes first wins, the other learns what happened."""
    waiting = ConsortiumInvitation.objects.filter(pk=invitation.pk, state=InvitationState.SENT)
    if still_at is not None:
        waiting = waiting.filter(expires_at__gt=still_at)
    changed = waiting.update(state=state, **values)
    invitation.refresh_from_db(fields=["state", "expires_at", *values])
    if changed:
        return
    if invitation.is_waiting:
        raise ProjectRefused(_("The time for the answer has passed. Ask the coordinator to invite you again."))
    raise ProjectRefused(
        _("This can no longer be changed: the invitation is %(state)s.") % {"state": invitation.get_state_display()}
    )


@transaction.atomic
def expire_invitations() -> int:
    """Close what nobody has answered in time and have the senders told; return how many. Repeating does no harm."""
    return _expire(Q())


def _expire(which: Q) -> int:
    overdue = ConsortiumInvitation.objects.filter(which, state=InvitationState.SENT, expires_at__lte=clock.now())
    keys = list(overdue.select_for_update(skip_locked=True).values_list("pk", flat=True))
    ConsortiumInvitation.objects.filter(pk__in=keys).update(state=InvitationState.EXPIRED)
    for key in keys:
        _tell(key, "expired")
    if keys:
        log.info("invitations_expired", count=len(keys))
    return len(keys)


@transaction.atomic
def remind_invited() -> int:
    """Remind those who have not answered after 7 and 14 days, once for each; return how many reminders went out."""
    now = clock.now()
    due = Q()
    for after in REMINDERS:
        due |= Q(sent_at__lte=now - after) & (Q(reminded_at=None) | Q(reminded_at__lt=F("sent_at") + after))
    waiting = ConsortiumInvitation.objects.filter(due, state=InvitationState.SENT, expires_at__gt=now)
    keys = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
    ConsortiumInvitation.objects.filter(pk__in=keys).update(reminded_at=now)
    for key in keys:
        _tell(key, "reminder")
    return len(keys)


@transaction.atomic
def anonymise_invitations(person: Person) -> int:
    """Take a person's name off invitations and answers; the words belong to the organisations and stay."""
    sent = ConsortiumInvitation.objects.filter(sent_by=person).update(sent_by=None)
    return sent + ConsortiumInvitation.objects.filter(answered_by=person).update(answered_by=None)
