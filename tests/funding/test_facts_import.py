"""Facts about organisations from CSV files."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from factories import make_organisation
from grono.funding.actions.facts_import import KINDS, import_facts
from grono.funding.models import AnnualFigures, Label, LegalFacts, OwnershipShare, SmallAid

REFERENCE = Path(__file__).resolve().parents[2] / "docs/reference/funding-facts-csv.md"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "at_the_congress")]
GOOD = {
    "legal_facts.csv": "organisation,legal_status,is_innovative,owners_complete,aid_complete\n"
    "zyzny-krag,for-profit,yes,yes,no\n",
    "figures.csv": "organisation,year,staff,turnover,balance\nzyzny-krag,2025,12.5,1200000,\n",
    "owners.csv": "organisation,owner,owner_name,kind,percent\nzyzny-krag,matka,,enterprise,60\n"
    "zyzny-krag,,Fundusz,venture-capital,40\n",
    "aid.csv": "organisation,granted_date,amount,member_state,authority\nzyzny-krag,2026-03-01,1000.50,PL,PARP\n",
    "labels.csv": "organisation,code,valid_from\nzyzny-krag,eccp,2026-01-01\n",
}


@pytest.fixture
def folder(tmp_path, their_organisation):
    """Return a function that writes files and names their folder; the owner of the good ones is there."""
    make_organisation("Matka S.A.", slug="matka", is_demonstration=True)

    def write(**changes):
        for name, text in {**GOOD, **{f"{key}.csv": value for key, value in changes.items()}}.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def counts():
    return [model.objects.count() for model in (LegalFacts, AnnualFigures, OwnershipShare, SmallAid, Label)]


def test_import_takes_all_files_of_a_folder(folder, their_organisation):
    reports = import_facts(folder(), by=None)
    assert [(report.file, report.created, report.refused) for report in reports] == [
        ("legal_facts.csv", 1, False),
        ("figures.csv", 1, False),
        ("owners.csv", 2, False),
        ("aid.csv", 1, False),
        ("labels.csv", 1, False),
    ]
    legal = LegalFacts.objects.get()
    assert (legal.legal_status, legal.is_innovative, legal.owners_declared, legal.aid_declared) == (
        "for-profit", True, True, False,
    )  # fmt: skip
    figures = AnnualFigures.objects.get()
    assert (figures.staff, figures.turnover, figures.balance) == (Decimal("12.5"), Decimal(1200000), None)
    assert SmallAid.objects.get().granted_date == date(2026, 3, 1)


def test_import_of_the_same_files_again_adds_nothing(folder):
    import_facts(folder(), by=None)
    reports = import_facts(folder(), by=None)
    assert [(report.created, report.known) for report in reports] == [(0, 1), (0, 1), (0, 2), (0, 1), (0, 1)]
    assert counts() == [1, 1, 2, 1, 1]


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("figures", "organisation,year,staff\nzyzny-krag,2027,3\n",
         "figures.csv, row 2, column year: The year 2027 is not closed yet."),
        ("figures", "organisation,year,staff\nzyzny-krag,2025,many\n",
         "figures.csv, row 2, column staff: “many” is not a number; write it as 1234.50"),
        ("figures", "organisation,staff\nzyzny-krag,3\n", "figures.csv, row 1, column year: this column is missing"),
        ("owners", "organisation,owner,percent\nzyzny-krag,nobody,5\n",
         "owners.csv, row 2, column owner: there is no organisation with the address nobody"),
        ("owners", "organisation,owner,percent\nzyzny-krag,matka,60\nmatka,zyzny-krag,5\n",
         "owners.csv, row 3, column owner: Ownership would be circular (each is owned by the next): "
         "Matka S.A. → Żyzny Krąg sp. z o.o. → Matka S.A."),
        ("owners", "organisation,owner_name,percent\nzyzny-krag,Fundusz,101\n",
         "owners.csv, row 2, column percent: Ensure this value is less than or equal to 100."),
        ("aid", "organisation,granted_date,amount,member_state\nzyzny-krag,3 March,5,PL\n",
         "aid.csv, row 2, column granted_date: “3 March” is not a day; write it as 2027-05-19"),
        ("aid", "organisation,granted_date,amount,member_state\nnikt,2026-03-01,5,PL\n",
         "aid.csv, row 2, column organisation: there is no organisation with the address nikt"),
        ("legal_facts", "organisation,is_innovative\nzyzny-krag,perhaps\n",
         "legal_facts.csv, row 2, column is_innovative: “perhaps” is neither yes nor no"),
        ("legal_facts", "organisation,legal_status\nzyzny-krag,club\n",
         "legal_facts.csv, row 2, column legal_status: Value 'club' is not a valid choice."),
        ("labels", "organisation,code,valid_from,valid_until\nzyzny-krag,eccp,2026-01-01,2025-01-01\n",
         "labels.csv, row 2, column valid_until: A label cannot end before it begins."),
    ],
)  # fmt: skip
def test_import_with_a_fault_names_its_place_and_saves_nothing(folder, file, text, fault):
    reports = import_facts(folder(**{file: text}), by=None)
    assert [str(found) for report in reports for found in report.faults] == [fault]
    assert all(report.refused for report in reports)
    assert counts() == [0, 0, 0, 0, 0]


def test_import_of_an_unknown_file_or_none_is_refused(tmp_path):
    strange = tmp_path / "facts.csv"
    strange.write_text("organisation\n", encoding="utf-8")
    (report,) = import_facts([strange], by=None)
    assert report.refused
    with pytest.raises(FileNotFoundError):
        import_facts(tmp_path, by=None)


def test_reference_names_every_column_of_every_file():
    sections = re.split(r"^## ", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    documented = {section.split()[0]: set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) for section in sections}
    assert documented == {name: {*kind.required, *kind.optional} for name, kind in KINDS.items()}
