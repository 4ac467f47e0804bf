"""Profiles out of a CSV file."""

import csv
import io
from datetime import date

import pytest

from factories import make_competence
from grono.cooperation import actions
from grono.cooperation.models import PartneringProfile
from profiles import complete_fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "at_the_congress")]
COLUMNS = [
    "organisation", "type", "language", "title", "summary", "description",
    "advantages", "stage", "trl", "ipr", "ipr_note", "partner_role",
    "partner_sectors", "partner_sizes", "partner_countries", "cooperation_types", "keywords", "valid_until",
    "anonymous", "published_date",
]  # fmt: skip


def row(**cells: str) -> dict[str, str]:
    fields = {name: str(value) for name, value in complete_fields().items() if not isinstance(value, list)}
    usual = {
        "organisation": "zyzny-krag",
        "partner_countries": "PL;CZ",
        "cooperation_types": "technical;licence",
        "anonymous": "no",
        "published_date": "2027-04-02",
    }
    return fields | usual | cells


def file(*rows: dict[str, str], columns: list[str] = COLUMNS) -> io.StringIO:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return io.StringIO(text.getvalue())


def faults(report) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.rule) for fault in report.faults]


def test_row_with_a_date_is_published_then_and_one_without_is_a_draft(their_organisation, their_cluster):
    word = make_competence()
    report = actions.import_profiles(
        file(row(keywords="biogas"), {"organisation": "zyzny-krag", "type": "BR", "language": "pl", "title": "Szkic"}),
        by=None,
    )
    assert (report.created, report.faults) == (2, [])
    draft, published = PartneringProfile.objects.order_by("state")
    assert (published.reference, published.state, published.published_at.date()) == (
        "TOPL20270402001", "published", date(2027, 4, 2),
    )  # fmt: skip
    assert (published.partner_countries, published.cluster, list(published.keywords.all())) == (
        ["PL", "CZ"], their_cluster, [word],
    )  # fmt: skip
    assert published.is_demonstration
    assert (draft.state, draft.title, draft.trl) == ("draft", "Szkic", None)


def test_row_whose_validity_is_over_is_expired(their_organisation):
    actions.import_profiles(file(row(published_date="2026-04-02", valid_until="2027-03-01")), by=None)
    assert PartneringProfile.objects.get().state == "expired"


def test_second_import_of_the_same_file_brings_nothing(their_organisation):
    actions.import_profiles(file(row()), by=None)
    report = actions.import_profiles(file(row()), by=None)
    assert (report.created, report.known, PartneringProfile.objects.count()) == (0, 1, 1)


@pytest.mark.parametrize(
    ("column", "cell", "rule"),
    [
        ("organisation", "nobody", "there is no organisation with the address nobody"),
        ("type", "XX", "Value 'XX' is not a valid choice."),
        ("trl", "7,5", "the technology readiness level is a number from 1 to 9"),
        ("keywords", "alchemy", "there is no competence with the code alchemy"),
        ("valid_until", "31.08.2027", "“31.08.2027” is not a day; write it as 2027-05-19"),
        ("published_date", "2027-06-01", "the day of publication lies in the future"),
        ("anonymous", "maybe", "“maybe” is neither yes nor no"),
        ("partner_countries", "EL", "“EL” is not a country code; write two letters, for example PL."),
        ("summary", "Too short", "The summary needs at least 100 characters; it has 9."),
        (
            "valid_until",
            "2028-12-31",
            "A profile is valid for one year at most, until 2028-04-02 at the latest. It can be renewed later.",
        ),
    ],
)
def test_row_that_breaks_a_rule_is_refused_with_its_place(column, cell, rule, their_organisation):
    report = actions.import_profiles(file(row(), row(title="Another title here", **{column: cell})), by=None)
    assert (report.faults[0].row > 2, report.refused) == (True, True)
    assert [(fault[1], fault[2]) for fault in faults(report)] == [(column, rule)]
    assert PartneringProfile.objects.count() == 0


def test_bad_rows_can_be_left_out(their_organisation):
    report = actions.import_profiles(file(row(), row(title="Another title here", trl="x")), by=None, skip_bad=True)
    assert (report.created, report.skipped, PartneringProfile.objects.count()) == (1, 1, 1)


def test_anonymous_row_that_names_its_organisation_is_refused(their_organisation):
    report = actions.import_profiles(
        file(row(anonymous="yes", partner_role="Żyzny Krąg seeks a producer of packaging.")), by=None
    )
    assert faults(report) == [
        (2, "partner_role", "An anonymous profile must not name the organisation, but this text contains “Żyzny Krąg”.")
    ]


def test_contact_must_belong_to_the_organisation(their_organisation, representative):
    columns = [*COLUMNS, "contact", "reference"]
    report = actions.import_profiles(file(row(contact="nobody@example.org"), columns=columns), by=None)
    assert faults(report) == [(2, "contact", "nobody with this address belongs to the organisation")]
    actions.import_profiles(
        file(row(contact=representative.email.upper(), reference="TOPL20270101007"), columns=columns), by=None
    )
    profile = PartneringProfile.objects.get()
    assert (profile.contact, profile.reference) == (representative, "TOPL20270101007")
