"""Declaring what rules ask about an organisation: legal status, figures, small aid, labels.

``by`` is who declares, or ``None`` for the command line. Owners are in ``actions.ownership``.
"""

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import structlog
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.directory.models import Organisation
from grono.funding.choices import AidRegulation
from grono.funding.models import AnnualFigures, Label, LegalFacts, SmallAid
from grono.kit import clock
from grono.kit.countries import is_country

log = structlog.get_logger(__name__)
Fact = TypeVar("Fact", bound=models.Model)


def declare_legal_facts(
    organisation: Organisation, *, legal_status: str, is_innovative: bool | None, by: Person | None
) -> LegalFacts:
    """Say what the organisation is by law and whether it does research itself; empty and ``None`` mean not declared.

    Raises ``ValidationError`` for a status that there is not.
    """
    return _declare(organisation, {"legal_status": legal_status, "is_innovative": is_innovative}, by)


def declare_owners_complete(organisation: Organisation, complete: bool, *, by: Person | None) -> LegalFacts:
    """Say whether the list of owners names every holder of 25 % or more."""
    return _declare(organisation, {"owners_declared": complete}, by)


def declare_aid_complete(organisation: Organisation, complete: bool, *, by: Person | None) -> LegalFacts:
    """Say whether the list of de minimis aid is complete."""
    return _declare(organisation, {"aid_declared": complete}, by)


@transaction.atomic
def _declare(organisation: Organisation, changes: dict[str, Any], by: Person | None) -> LegalFacts:
    _lock(organisation)
    facts = LegalFacts.objects.filter(organisation=organisation).first() or LegalFacts(organisation=organisation)
    for name, value in changes.items():
        setattr(facts, name, value)
    facts.updated_at = clock.now()
    return _saved(facts, "legal_facts_declared", by)


@transaction.atomic
def set_figures(
    organisation: Organisation,
    year: int,
    *,
    staff: Decimal | None,
    turnover: Decimal | None,
    balance: Decimal | None,
    by: Person | None,
) -> AnnualFigures:
    """Enter or correct the figures of one closed year: annual work units and euros; ``None`` is not known.

    Raises ``ValidationError`` when the year is not over, nothing is given, or a number is negative.
    """
    if staff is None and turnover is None and balance is None:
        raise ValidationError(_("Give at least one number for the year %(year)d.") % {"year": year})
    if year >= clock.now().year:
        raise ValidationError({"year": _("The year %(year)d is not closed yet.") % {"year": year}})
    _lock(organisation)
    found = AnnualFigures.objects.filter(organisation=organisation, year=year).first()
    figures = found or AnnualFigures(organisation=organisation, year=year)
    figures.staff, figures.turnover, figures.balance = staff, turnover, balance
    return _saved(figures, "figures_set", by, year=year)


@transaction.atomic
def remove_figures(figures: AnnualFigures, *, by: Person | None) -> None:
    """Take the figures of a year back."""
    _delete(figures, "figures_removed", by)


@transaction.atomic
def add_aid(
    organisation: Organisation,
    *,
    granted_date: date,
    amount: Decimal,
    member_state: str,
    regulation: str = AidRegulation.GENERAL,
    authority: str = "",
    by: Person | None,
) -> SmallAid:
    """Enter de minimis aid that was granted, in euros on the day of the grant.

    Raises ``ValidationError`` for a day in the future, an unknown country or regulation, or a negative amount.
    """
    if granted_date > clock.now().date():
        raise ValidationError({"granted_date": _("Aid counts from the day on which it was granted, which is past.")})
    if not is_country(member_state):
        raise ValidationError({"member_state": _("“%(code)s” is not a country code.") % {"code": member_state}})
    aid = SmallAid(
        organisation=organisation,
        granted_date=granted_date,
        amount=amount,
        member_state=member_state,
        regulation=regulation,
        authority=authority,
    )
    return _saved(aid, "small_aid_added", by)


@transaction.atomic
def remove_aid(aid: SmallAid, *, by: Person | None) -> None:
    """Take an entry of de minimis aid back."""
    _delete(aid, "small_aid_removed", by)


@transaction.atomic
def set_label(
    organisation: Organisation,
    code: str,
    *,
    valid_from: date | None = None,
    valid_until: date | None = None,
    source: str = "",
    by: Person | None,
) -> Label:
    """Enter a label or registration, or correct the one of this code that begins on the same day.

    Raises ``ValidationError`` when it ends before it begins or the code is no code.
    """
    if valid_from and valid_until and valid_until < valid_from:
        raise ValidationError({"valid_until": _("A label cannot end before it begins.")})
    _lock(organisation)
    found = Label.objects.filter(organisation=organisation, code=code, valid_from=valid_from).first()
    label = found or Label(organisation=organisation, code=code, valid_from=valid_from)
    label.valid_until, label.source = valid_until, source
    return _saved(label, "label_set", by, code=code)


@transaction.atomic
def remove_label(label: Label, *, by: Person | None) -> None:
    """Take a label back."""
    _delete(label, "label_removed", by)


def _lock(organisation: Organisation) -> None:
    """Let one change of an organisation's facts happen at a time."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def _saved(fact: Fact, event: str, by: Person | None, **details: object) -> Fact:
    fact.full_clean()
    fact.save()
    log.info(event, organisation=fact.organisation_id, by=by.pk if by else None, **details)  # type: ignore[attr-defined]
    return fact


def _delete(fact: models.Model, event: str, by: Person | None) -> None:
    log.info(event, organisation=fact.organisation_id, by=by.pk if by else None)  # type: ignore[attr-defined]
    fact.delete()
