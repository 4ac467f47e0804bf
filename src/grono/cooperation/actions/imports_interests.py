"""Bringing in expressions of interest, their threads and agreements from files: all rows or none.

What is known already stays as it is, so that the same file can be read again. Nobody is told by mail: the files carry
what has happened elsewhere or earlier.
"""

from collections.abc import Callable
from datetime import datetime, time
from typing import TypeVar

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.cooperation.formats import agreements as agreement_rows
from grono.cooperation.formats import interests as interest_rows
from grono.cooperation.formats.agreements import AgreementEntry
from grono.cooperation.formats.records import Records
from grono.cooperation.models import Agreement, AgreementParty, ExpressionOfInterest, ThreadMessage
from grono.kit.imports import ImportReport, Sheet, SheetRow, Source, read_sheet

log = structlog.get_logger(__name__)
Entry = TypeVar("Entry")


@transaction.atomic
def import_interests(source: Source, *, by: Person | None) -> ImportReport:
    """Add the expressions of interest of a CSV file that are not known yet, by sides, profile and message.

    Columns: from_organisation (address), message, sent_at; profile_title (exact) or to_organisation (address); sender
    (e-mail; empty is the representative), state, answer, answered_at.
    """
    sheet = read_sheet(source, required=interest_rows.INTEREST_REQUIRED, optional=interest_rows.INTEREST_OPTIONAL)
    known = {_interest_key(interest): interest.is_open for interest in ExpressionOfInterest.objects.all()}
    waiting = {key[:3] for key, is_open in known.items() if is_open}

    def read(row: SheetRow, records: Records) -> ExpressionOfInterest | None:
        interest = interest_rows.read_interest(row, records)
        if interest is not None and interest.is_open and (key := _interest_key(interest)) not in known:
            if key[:3] in waiting:
                row.fault("state", _("an earlier one in the same matter still waits for its answer"))
            waiting.add(key[:3])
        return interest

    return _import(
        sheet,
        read,
        known=set(known),
        key=_interest_key,
        save=ExpressionOfInterest.objects.bulk_create,
        by=by,
    )


def _interest_key(interest: ExpressionOfInterest) -> tuple[object, ...]:
    return interest.from_organisation_id, interest.to_organisation_id, interest.profile_id, interest.message


@transaction.atomic
def import_messages(source: Source, *, by: Person | None) -> ImportReport:
    """Add the messages of threads in a CSV file that are not known yet, by thread, side and text.

    Columns: from_organisation and profile_title or to_organisation name the expression of interest; organisation is
    the side that writes, author an e-mail address (empty is the representative); text, sent_at. What the other side
    has answered counts as read.
    """
    sheet = read_sheet(source, required=interest_rows.MESSAGE_REQUIRED, optional=interest_rows.MESSAGE_OPTIONAL)
    return _import(
        sheet,
        interest_rows.read_message,
        known={_message_key(message) for message in ThreadMessage.objects.all()},
        key=_message_key,
        save=_save_messages,
        by=by,
    )


def _message_key(message: ThreadMessage) -> tuple[object, ...]:
    return message.interest_id, message.organisation_id, message.text


def _save_messages(messages: list[ThreadMessage]) -> None:
    ThreadMessage.objects.bulk_create(messages)
    later = ThreadMessage.objects.filter(interest=OuterRef("interest"), sent_at__gt=OuterRef("sent_at"))
    answered = Exists(later.filter(~Q(organisation=OuterRef("organisation"))))
    threads = {message.interest_id for message in messages}
    ThreadMessage.objects.filter(answered, interest__in=threads, read_at=None).update(read_at=F("sent_at"))


@transaction.atomic
def import_agreements(source: Source, *, by: Person | None) -> ImportReport:
    """Add the agreements of a CSV file that are not known yet, by title and parties; all count as confirmed.

    Columns: kind, title, parties (addresses, separated by ``;``), signed_date; description, visibility, outcome,
    outcome_note, outcome_date, value_eur; profile_title names the profile whose accepted interest led to it.
    """
    sheet = read_sheet(source, required=agreement_rows.REQUIRED, optional=agreement_rows.OPTIONAL)
    parties: dict[int, set[int]] = {}
    for agreement, organisation in AgreementParty.objects.values_list("agreement", "organisation"):
        parties.setdefault(agreement, set()).add(organisation)
    titles = dict(Agreement.objects.values_list("pk", "title"))
    return _import(
        sheet,
        agreement_rows.read_agreement,
        known={(titles[agreement], frozenset(keys)) for agreement, keys in parties.items()},
        key=lambda entry: (entry.record.title, frozenset(party.pk for party in entry.parties)),
        save=_save_agreements,
        by=by,
    )


def _save_agreements(entries: list[AgreementEntry]) -> None:
    records = Records()
    for entry in entries:
        signed = timezone.make_aware(datetime.combine(entry.record.signed_date or timezone.now().date(), time(12)))
        people = [records.representative(party) for party in entry.parties]
        entry.record.proposed_at, entry.record.proposed_by = signed, people[0]
        entry.record.save()
        AgreementParty.objects.bulk_create(
            AgreementParty(agreement=entry.record, organisation=party, confirmed_by=person, confirmed_at=signed)
            for party, person in zip(entry.parties, people, strict=True)
        )


def _import(
    sheet: Sheet,
    read: Callable[[SheetRow, Records], Entry | None],
    *,
    known: set[tuple[object, ...]],
    key: Callable[[Entry], tuple[object, ...]],
    save: Callable[[list[Entry]], object],
    by: Person | None,
) -> ImportReport:
    """Read the rows, and save those that bring something new unless any row breaks a rule."""
    records = Records()
    fresh: dict[tuple[object, ...], Entry] = {}
    for row in sheet.rows:
        entry = read(row, records)
        if entry is not None and key(entry) not in known:
            fresh.setdefault(key(entry), entry)
    report = sheet.report(skip_bad=False)
    if not report.refused:
        save(list(fresh.values()))
        report.created, report.known = len(fresh), len(sheet.rows) - len(fresh)
        log.info("cooperation_imported", file=report.file, created=report.created, by=by.pk if by else None)
    return report
