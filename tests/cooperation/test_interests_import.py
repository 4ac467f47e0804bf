"""Expressions of interest, threads and agreements come in from files, all rows or none."""

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.utils.translation import override

from correspondence import days_later, deferred, make_profile
from grono.cooperation.actions import imports_interests as imports
from grono.cooperation.models import Agreement, ExpressionOfInterest, ThreadMessage

pytestmark = pytest.mark.django_db
TITLE = "Sorting of mixed plastics by near infrared"


@pytest.fixture(autouse=True)
def monday(settings) -> Iterator[None]:
    """It is a Monday in May, and messages are compared in English."""
    days_later(settings, 0)
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def two_sides(their_organisation, representative, partner_organisation, partner) -> None:
    """Two organisations with people, one of them with a profile."""
    make_profile(their_organisation)


def text(*lines: str) -> io.StringIO:
    return io.StringIO("\n".join(lines))


def interests_file() -> io.StringIO:
    return text(
        "profile_title,to_organisation,from_organisation,sender,message,sent_at,state,answer,answered_at",
        f"{TITLE},,zelena-sit,,We sort plastics.,2027-05-01T09:30,accepted,Gladly!,2027-05-02T12:00",
        ",zelena-sit,zyzny-krag,,Shall we meet?,2027-05-02,,,",
    )


def test_interests_come_in_once_with_their_answers(representative, partner, partner_organisation, their_organisation):
    first, second = (imports.import_interests(interests_file(), by=None) for _time in range(2))
    assert [(report.created, report.known, report.faults) for report in (first, second)] == [(2, 0, []), (0, 2, [])]
    accepted = ExpressionOfInterest.objects.get(state="accepted")
    assert (accepted.sender, accepted.answered_by, accepted.answer) == (partner, representative, "Gladly!")
    assert accepted.sent_at == datetime.fromisoformat("2027-05-01T09:30:00+02:00")
    assert accepted.expires_at - accepted.sent_at == timedelta(days=21)
    sent = ExpressionOfInterest.objects.get(state="sent")
    assert (sent.sender, sent.to_organisation, sent.profile) == (representative, partner_organisation, None)
    assert deferred() == []


def test_bad_rows_are_named_and_nothing_is_saved():
    report = imports.import_interests(
        text(
            "profile_title,to_organisation,from_organisation,sender,message,sent_at,state",
            "No such profile,,zelena-sit,,Hello,2027-05-01,",
            ",,zelena-sit,,Hello,2027-05-01,",
            ",nowhere,zelena-sit,,Hello,2027-05-01,",
            ",zyzny-krag,zelena-sit,nobody@example.org,Hello,2027-05-01,",
            ",zyzny-krag,zelena-sit,,Hello,yesterday,",
            ",zyzny-krag,zelena-sit,,Hello,2027-05-01,lost",
            ",zyzny-krag,zyzny-krag,,Hello,2027-05-01,",
            ",zyzny-krag,zelena-sit,,Good one,2027-05-01,",
            ",zyzny-krag,zelena-sit,,Another one at once,2027-05-01,",
        ),
        by=None,
    )
    assert [(fault.row, fault.column) for fault in report.faults] == [
        (2, "profile_title"), (3, "to_organisation"), (4, "to_organisation"), (5, "sender"), (6, "sent_at"),
        (7, "state"), (8, "from_organisation"), (10, "state"),
    ]  # fmt: skip
    assert (report.refused, ExpressionOfInterest.objects.count()) == (True, 0)


def test_message_that_is_too_long_is_a_fault():
    report = imports.import_interests(
        text("to_organisation,from_organisation,message,sent_at", f"zyzny-krag,zelena-sit,{'x' * 4001},2027-05-01"),
        by=None,
    )
    assert [(fault.row, fault.column) for fault in report.faults] == [(2, "message")]


def test_threads_come_in_and_what_was_answered_is_read(representative, partner):
    imports.import_interests(interests_file(), by=None)
    lines = (
        "profile_title,from_organisation,organisation,author,text,sent_at",
        f"{TITLE},zelena-sit,zyzny-krag,{representative.email},What volume?,2027-05-02T13:00",
        f"{TITLE},zelena-sit,zelena-sit,,Ten tonnes.,2027-05-02T14:00",
    )
    reports = [imports.import_messages(text(*lines), by=None) for _time in range(2)]
    assert [(report.created, report.known) for report in reports] == [(2, 0), (0, 2)]
    found = [(row.author, row.text, row.read_at is not None) for row in ThreadMessage.objects.all()]
    assert found == [(representative, "What volume?", True), (partner, "Ten tonnes.", False)]


def test_message_to_no_interest_is_a_fault():
    report = imports.import_messages(
        text(
            "to_organisation,from_organisation,organisation,text,sent_at",
            "zyzny-krag,zelena-sit,zelena-sit,Hello,2027-05-02",
        ),
        by=None,
    )
    assert (report.refused, str(report.faults[0])) == (
        True,
        "file, row 2, column from_organisation: there is no such expression of interest",
    )


def test_agreements_come_in_confirmed_and_know_the_interest_behind_them(representative, partner, their_organisation):
    imports.import_interests(interests_file(), by=None)
    lines = (
        "kind,title,description,parties,signed_date,visibility,outcome,outcome_note,outcome_date,value_eur,profile_title",
        f"licence,Licence,About sorting,zyzny-krag;zelena-sit,2027-05-02,public,,,,,{TITLE}",
        "services,Tests,,zelena-sit; zyzny-krag,2026-05-02,clusters,result,A report,2027-01-10,12500.00,",
    )
    reports = [imports.import_agreements(text(*lines), by=None) for _time in range(2)]
    assert [(report.created, report.known, report.faults) for report in reports] == [(2, 0, []), (0, 2, [])]
    licence, tests = Agreement.objects.all()
    assert (licence.state, licence.signed_date, licence.interest.from_organisation.slug) == (
        "in_force", date(2027, 5, 2), "zelena-sit",
    )  # fmt: skip
    assert list(licence.party_rows.values_list("organisation__slug", "confirmed_by")) == [
        ("zyzny-krag", representative.pk),
        ("zelena-sit", partner.pk),
    ]
    assert (tests.state, tests.outcome, tests.value_eur) == ("ended", "result", 12500)


def test_bad_agreements_are_named_and_nothing_is_saved():
    report = imports.import_agreements(
        text(
            "kind,title,parties,signed_date,outcome,outcome_date,value_eur",
            "friendship,A,zyzny-krag;zelena-sit,2027-05-02,,,",
            "licence,B,zyzny-krag,2027-05-02,,,",
            "licence,C,zyzny-krag;nowhere,2027-05-02,,,",
            'licence,D,zyzny-krag;zelena-sit,2027-05-02,,,"12,5"',
            "licence,E,zyzny-krag;zelena-sit,2.05.2027,,,",
            "licence,F,zyzny-krag;zelena-sit,2027-05-02,result,2027-05-01,",
            "licence,G,zyzny-krag;zelena-sit,2027-05-02,result,2027-05-03,-5",
        ),
        by=None,
    )
    assert [(fault.row, fault.column) for fault in report.faults] == [
        (2, "kind"), (3, "parties"), (4, "parties"), (5, "value_eur"), (6, "signed_date"), (7, "outcome_date"),
        (8, "value_eur"),
    ]  # fmt: skip
    assert (report.refused, Agreement.objects.count()) == (True, 0)
