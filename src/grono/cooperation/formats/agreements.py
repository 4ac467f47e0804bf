"""Agreements as rows of CSV files."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from grono.cooperation.choices import (
    FINAL_OUTCOME,
    AgreementKind,
    AgreementOutcome,
    AgreementState,
    AgreementVisibility,
    InterestState,
)
from grono.cooperation.formats.records import Records, check, choice, day
from grono.cooperation.models import Agreement, ExpressionOfInterest
from grono.directory.models import Organisation
from grono.kit.imports import SheetRow

REQUIRED = ("kind", "title", "parties", "signed_date")
OPTIONAL = ("description", "visibility", "outcome", "outcome_note", "outcome_date", "value_eur", "profile_title")


@dataclass(frozen=True)
class AgreementEntry:
    """An agreement, unsaved, with its parties."""

    record: Agreement
    parties: tuple[Organisation, ...]


def read_agreement(row: SheetRow, records: Records) -> AgreementEntry | None:
    """Return the agreement of a row as confirmed by all its parties; a row that breaks a rule has faults."""
    found = [records.organisation(row, "parties", slug) for slug in row.parts("parties")]
    parties = tuple(party for party in found if party is not None)
    outcome = choice(row, "outcome", AgreementOutcome)
    record = Agreement(
        kind=choice(row, "kind", AgreementKind),
        title=row["title"],
        description=row["description"],
        state=AgreementState.ENDED if outcome in FINAL_OUTCOME else AgreementState.IN_FORCE,
        signed_date=day(row, "signed_date"),
        visibility=choice(row, "visibility", AgreementVisibility, AgreementVisibility.PARTIES),
        outcome=outcome,
        outcome_note=row["outcome_note"],
        outcome_date=day(row, "outcome_date"),
        value_eur=_amount(row, "value_eur"),
    )
    if len(found) < 2:
        row.fault("parties", _("an agreement has at least two parties"))
    if len({party.is_demonstration for party in parties}) > 1:
        row.fault("parties", _("an invented organisation and a real one cannot make an agreement"))
    if record.outcome_date and record.signed_date and record.outcome_date < record.signed_date:
        row.fault("outcome_date", _("the outcome cannot come before the signature"))
    record.interest = _interest(row, records, parties)
    check(row, record, ("title", "description", "outcome_note", "value_eur"))
    return None if row.faults else AgreementEntry(record, parties)


def _amount(row: SheetRow, column: str) -> Decimal | None:
    try:
        return Decimal(row[column]) if row[column] else None
    except InvalidOperation:
        row.fault(column, _("“%(cell)s” is not an amount such as 120000.50") % {"cell": row[column]})
        return None


def _interest(row: SheetRow, records: Records, parties: tuple[Organisation, ...]) -> ExpressionOfInterest | None:
    """Return the accepted interest in the profile from which the agreement came, if the row names one."""
    profile = records.profile(row)
    if profile is None:
        return None
    found = profile.interests.filter(
        state=InterestState.ACCEPTED, from_organisation__in=parties, to_organisation__in=parties
    ).first()
    if found is None:
        row.fault("profile_title", _("the parties have no accepted expression of interest in this profile"))
    return found
