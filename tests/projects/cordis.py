"""CORDIS tables for tests: the small real ones, and tables made of a few cells."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import override

from grono.projects.actions import import_cordis
from grono.projects.models import CordisImport

FILES = Path(__file__).parent / "cordis_files"
REAL = (FILES / "project.csv", FILES / "organization.csv")

PROJECT = {
    "id": "101000001", "acronym": "WIND", "status": "SIGNED", "title": "Power of wind", "startDate": "2024-02-01",
    "endDate": "2029-01-31", "totalCost": "2000000", "ecMaxContribution": "1499998", "legalBasis": "HORIZON.2.5",
    "topics": "HORIZON-CL5", "ecSignatureDate": "2023-12-15", "frameworkProgramme": "HORIZON",
    "subCall": "HORIZON-CL5-2023", "fundingScheme": "HORIZON-RIA", "objective": "Turn the sails.",
    "contentUpdateDate": "2024-01-01 12:00:00", "grantDoi": "10.3030/101000001",
}  # fmt: skip
PARTNER = {
    "projectID": "101000001", "organisationID": "900000001", "vatNumber": "", "name": "MOLINO SL", "shortName": "",
    "SME": "true", "activityType": "PRC", "city": "MADRID", "country": "ES", "nutsCode": "ES300", "geolocation": "",
    "organizationURL": "", "contentUpdateDate": "2024-01-01 12:00:00", "order": "1", "role": "coordinator",
    "ecContribution": "1499998", "endOfParticipation": "false",
}  # fmt: skip


def write_table(
    path: Path, rows: Sequence[Mapping[str, str]], *, separator: str = ",", encoding: str = "utf-8"
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    return path


def import_rows(
    folder: Path, *partners: Mapping[str, str], project: Mapping[str, str] | None = None, **options: Any
) -> CordisImport:
    """Import one project with participants, each given by what differs from ``PROJECT`` and ``PARTNER``."""
    tables = [
        write_table(folder / "project.csv", [{**PROJECT, **(project or {})}]),
        write_table(folder / "organization.csv", [{**PARTNER, **partner} for partner in partners or ({},)]),
    ]
    return import_cordis(tables, by=None, **options)


def notes(record: CordisImport) -> list[str]:
    with override("en"):
        return [str(note) for note in record.notes.all()]
