"""Who stands behind the demonstrated edition: invented patrons and sponsors, stands, the press, the strip of a fund."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from grono.accounts.actions import person_by_email
from grono.accounts.models import Person
from grono.congress.actions.parts import save_part
from grono.congress.actions.press import answer_accreditation, request_accreditation
from grono.congress.actions.supporters import save_with_logo
from grono.congress.choices import AccreditationState
from grono.congress.models import Edition, Exhibitor, FundingCredit, Supporter, SupporterLevel
from grono.directory.models import Organisation


@transaction.atomic
def load_supporters(folder: Path, edition: Edition) -> None:
    """Enter what ``supporters.json`` says as an organiser of the edition would."""
    data = json.loads((folder / "supporters.json").read_text(encoding="utf-8"))
    by = edition.team.select_related("person").order_by("pk")[0].person
    known = {one.slug: one for one in Organisation.objects.filter(is_demonstration=True)}
    levels = {row["code"]: SupporterLevel(edition=edition, **row) for row in data["levels"]}
    for level in levels.values():
        save_part(level, by=by)
    for row in data["supporters"]:
        fields = {**row, "level": levels[row["level"]], "organisation": known.get(row.get("organisation", ""))}
        _save(Supporter(**_without_logo(fields)), row, folder, by)
    for row in data["exhibitors"]:
        save_part(Exhibitor(edition=edition, **{**row, "organisation": known[row["organisation"]]}), by=by)
    for row in data["credits"]:
        _save(FundingCredit(edition=edition, **_without_logo(row)), row, folder, by)
    for row in data["press"]:
        _accredit(edition, row, by)


def _without_logo(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "logo"}


def _save(record: Supporter | FundingCredit, row: Mapping[str, Any], folder: Path, by: Person) -> None:
    name = row.get("logo")
    logo = SimpleUploadedFile(name, (folder / name).read_bytes()) if name else None
    save_with_logo(record, logo=logo, by=by)


def _accredit(edition: Edition, row: Mapping[str, Any], by: Person) -> None:
    person = person_by_email(row["email"], given_name=row["given_name"], family_name=row["family_name"])
    Person.objects.filter(pk=person.pk).update(is_demonstration=True)
    asked = request_accreditation(edition, medium=row["medium"], note=row["note"], by=person)
    if row["grant"]:
        answer_accreditation(asked, AccreditationState.GRANTED, answer=row["answer"], by=by)
