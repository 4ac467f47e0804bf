"""``grono import cordis`` on the command line."""

import csv
from collections.abc import Iterator

import pytest
from django.utils.translation import override

from grono.cli.cordis import bring_in
from grono.projects.models import CordisImport, Project
from projects.cordis import PARTNER, PROJECT, REAL, write_table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def test_command_says_what_came_of_it(capsys):
    assert bring_in([*map(str, REAL)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(maxsplit=1) for line in lines[:-1]] == [
        ["3", "cells mended"], ["10", "organisations created"], ["10", "participations created"],
        ["3", "projects created"],
    ]  # fmt: skip
    assert lines[-1].startswith("13 rows of project.csv, organization.csv: done,")


def test_command_writes_the_report(tmp_path, capsys):
    tables = [
        write_table(tmp_path / "project.csv", [PROJECT]),
        write_table(
            tmp_path / "organization.csv", [{**PARTNER, "country": "Ruritania"}, {**PARTNER, "vatNumber": "ES1"}]
        ),
    ]
    report = tmp_path / "report.csv"
    assert bring_in([*map(str, tables)], report=str(report)) == 0
    with report.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["file", "row", "record", "column", "outcome", "rule"],
            ["organization.csv", "2", "101000001/900000001", "country", "refused", "“Ruritania” is not a country"],
            ["organization.csv", "3", "101000001/900000001", "vatNumber", "mended",
             "“ES1” is not an EU VAT number and was left out"],
        ]  # fmt: skip
    assert capsys.readouterr().out.splitlines()[-1] == f"Refused rows and mended cells: {report}"


def test_command_names_missing_columns_and_saves_nothing(tmp_path, capsys):
    table = write_table(tmp_path / "project.csv", [{name: cell for name, cell in PROJECT.items() if name != "title"}])
    assert bring_in([str(table)]) == 2
    assert capsys.readouterr().err.splitlines()[-2:] == [
        "project.csv, row 1, column title: this column is missing", "Nothing was saved.",
    ]  # fmt: skip
    assert (Project.objects.count(), CordisImport.objects.count()) == (0, 0)
