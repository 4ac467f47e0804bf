"""Agreements: proposed by one party, confirmed by all the others, and what came of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.cooperation.choices import FINAL_OUTCOME, AgreementOutcome, AgreementState, InterestState
from grono.cooperation.models import Agreement, AgreementParty
from grono.directory.choices import AffiliationRole
from grono.directory.models import Affiliation, Organisation
from grono.kit import clock

log = structlog.get_logger(__name__)
#: How many agreements one person may propose in 24 hours.
AGREEMENTS_PER_DAY = 20


@transaction.atomic
def propose_agreement(
    agreement: Agreement, organisation: Organisation, partners: Sequence[Organisation], *, by: Person
) -> Agreement:
    """Save an agreement that ``organisation`` proposes to its partners, and have them asked to confirm it.

    ``agreement`` carries kind, title, description, visibility, signed_date and interest. Raises ``ValidationError``:
    at least one partner, each once, all invented or all real, each with somebody who can confirm; an interest must be
    accepted and both its sides be parties; no signature in the future.
    """
    _require_parties(organisation, partners)
    _require_interest(agreement, [organisation, *partners])
    _require_past(agreement.signed_date)
    Person.objects.select_for_update().get(pk=by.pk)
    today = Agreement.objects.filter(proposed_by=by, proposed_at__gt=clock.now() - timedelta(days=1)).count()
    if today >= AGREEMENTS_PER_DAY:
        raise ValidationError(
            _("You have proposed %(count)d agreements in 24 hours, which is the limit. Try again tomorrow.")
            % {"count": today}
        )
    agreement.state, agreement.proposed_by, agreement.proposed_at = AgreementState.PROPOSED, by, clock.now()
    agreement.full_clean()
    agreement.save()
    parties = [AgreementParty(agreement=agreement, organisation=party) for party in (organisation, *partners)]
    parties[0].confirmed_by, parties[0].confirmed_at = by, clock.now()
    AgreementParty.objects.bulk_create(parties)
    _tell(agreement, "proposed", by)
    log.info("agreement_proposed", agreement=agreement.pk, parties=len(parties), by=by.pk)
    return agreement


def _require_parties(organisation: Organisation, partners: Sequence[Organisation]) -> None:
    if not partners:
        raise ValidationError(_("Name at least one other party."))
    keys = [organisation.pk, *(partner.pk for partner in partners)]
    if len(set(keys)) != len(keys):
        raise ValidationError(_("An organisation is a party once."))
    for partner in partners:
        if partner.is_demonstration != organisation.is_demonstration:
            raise ValidationError(_("An invented organisation and a real one cannot make an agreement."))
        if not partner.affiliations.filter(role=AffiliationRole.REPRESENTATIVE, ended_date=None).exists():
            raise ValidationError(
                _("Nobody represents %(organisation)s in Grono, so nobody could confirm the agreement.")
                % {"organisation": partner}
            )


def _require_interest(agreement: Agreement, parties: Sequence[Organisation]) -> None:
    interest = agreement.interest
    if interest is None:
        return
    if interest.state != InterestState.ACCEPTED:
        raise ValidationError(_("An agreement can follow only from an accepted expression of interest."))
    if not {interest.from_organisation_id, interest.to_organisation_id} <= {party.pk for party in parties}:
        raise ValidationError(_("Both sides of the expression of interest must be parties to the agreement."))


def _require_past(day: date | None) -> None:
    if day is not None and day > clock.now().date():
        raise ValidationError(_("A date in the future cannot be entered here."))


@transaction.atomic
def confirm_agreement(agreement: Agreement, *, by: Person) -> None:
    """Confirm an agreement for the parties that a person represents; the last confirmation puts it in force.

    Raises ``ValidationError`` when it no longer waits for confirmation, or this person has nothing to confirm.
    """
    locked = _locked(agreement, AgreementState.PROPOSED)
    represented = Affiliation.objects.filter(person=by, role=AffiliationRole.REPRESENTATIVE, ended_date=None)
    waiting = locked.party_rows.filter(confirmed_at=None)
    own = waiting.filter(organisation__in=represented.values("organisation"))
    if not own.update(confirmed_by=by, confirmed_at=clock.now()):
        raise ValidationError(_("You have nothing to confirm here."))
    log.info("agreement_confirmed", agreement=agreement.pk, by=by.pk)
    if not waiting.exists():
        locked.state = AgreementState.IN_FORCE
        locked.signed_date = locked.signed_date or clock.now().date()
        locked.save(update_fields=["state", "signed_date"])
        _tell(locked, "in_force", by)
    agreement.refresh_from_db(fields=["state", "signed_date"])


@transaction.atomic
def withdraw_agreement(agreement: Agreement, *, by: Person) -> None:
    """Take a proposal back, or refuse one; raises ``ValidationError`` for an agreement that is or was in force."""
    locked = _locked(agreement, AgreementState.PROPOSED)
    locked.state = AgreementState.WITHDRAWN
    locked.save(update_fields=["state"])
    _tell(locked, "withdrawn", by)
    agreement.state = locked.state
    log.info("agreement_withdrawn", agreement=agreement.pk, by=by.pk)


@transaction.atomic
def record_outcome(
    agreement: Agreement, *, outcome: str, note: str, day: date, value_eur: Decimal | None, by: Person
) -> None:
    """Enter what came of an agreement; a final outcome ends it.

    May be entered again, by any party, when more is known; what has ended does not go on. Raises ``ValidationError``.
    """
    _require_past(day)
    locked = _locked(agreement, AgreementState.IN_FORCE, AgreementState.ENDED)
    if locked.state == AgreementState.ENDED and outcome == AgreementOutcome.ONGOING:
        raise ValidationError(_("This agreement has ended. For a new cooperation enter a new agreement."))
    locked.outcome, locked.outcome_note, locked.outcome_date, locked.value_eur = outcome, note, day, value_eur
    locked.state = AgreementState.ENDED if outcome in FINAL_OUTCOME else AgreementState.IN_FORCE
    locked.full_clean(exclude=["interest", "proposed_by"])
    locked.save()
    _tell(locked, "outcome", by)
    agreement.refresh_from_db(fields=["state", "outcome", "outcome_note", "outcome_date", "value_eur"])
    log.info("agreement_outcome", agreement=agreement.pk, outcome=outcome, by=by.pk)


def _locked(agreement: Agreement, *states: str) -> Agreement:
    """Return the agreement as it is now, locked; raises ``ValidationError`` when it is in none of the states."""
    locked = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if locked.state not in states:
        agreement.state = locked.state
        raise ValidationError(
            _("This can no longer be changed: the agreement is in the state “%(state)s”.")
            % {"state": locked.get_state_display()}
        )
    return locked


def _tell(agreement: Agreement, event: str, by: Person) -> None:
    from grono.cooperation.tasks import mail_about_agreement  # the jobs of the module call its actions

    mail_about_agreement.defer(agreement_id=agreement.pk, event=event, actor_id=by.pk)


@transaction.atomic
def anonymise_agreements(person: Person) -> int:
    """Take a person's name off the agreements they proposed and confirmed; the agreements stand."""
    proposed = Agreement.objects.filter(proposed_by=person).update(proposed_by=None)
    return proposed + AgreementParty.objects.filter(confirmed_by=person).update(confirmed_by=None)
