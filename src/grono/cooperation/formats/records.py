"""What rows of files about interest and agreements refer to, and how their cells are read."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.cooperation.models import PartneringProfile
from grono.directory.choices import AffiliationRole
from grono.directory.models import Affiliation, Organisation
from grono.kit.imports import SheetRow


class Records:
    """Organisations, profiles and people by the names under which a file mentions them (three queries)."""

    def __init__(self) -> None:
        self.organisations = Organisation.objects.in_bulk(field_name="slug")
        self.profiles: dict[str, list[PartneringProfile]] = {}
        for profile in PartneringProfile.objects.select_related("organisation"):
            self.profiles.setdefault(profile.title, []).append(profile)
        self.people: dict[int, list[Affiliation]] = {}
        for affiliation in Affiliation.objects.filter(ended_date=None).select_related("person").order_by("pk"):
            self.people.setdefault(affiliation.organisation_id, []).append(affiliation)

    def organisation(self, row: SheetRow, column: str, slug: str | None = None) -> Organisation | None:
        """Return the organisation of a cell, or of one part of it; an unknown address is a fault, an empty one none."""
        wanted = row[column] if slug is None else slug
        found = self.organisations.get(wanted)
        if wanted and found is None:
            row.fault(column, _("“%(slug)s” is not the address of an organisation") % {"slug": wanted})
        return found

    def profile(self, row: SheetRow) -> PartneringProfile | None:
        """Return the profile of exactly this title; none or several are a fault."""
        title = row["profile_title"]
        found = self.profiles.get(title, [])
        if title and len(found) != 1:
            rule = _("%(count)d profiles have the title “%(title)s”") % {"count": len(found), "title": title}
            row.fault("profile_title", rule)
        return found[0] if title and len(found) == 1 else None

    def addressee(self, row: SheetRow, profile: PartneringProfile | None) -> Organisation | None:
        """Return the owner of the profile, or the organisation named; neither is a fault."""
        addressee = profile.organisation if profile else self.organisation(row, "to_organisation")
        if addressee is None and not row["profile_title"] and not row["to_organisation"]:
            row.fault("to_organisation", _("either a profile or an organisation is needed"))
        return addressee

    def person(self, row: SheetRow, column: str, organisation: Organisation) -> Person | None:
        """Return the person of an e-mail address, who must belong to the organisation; empty: who represents it."""
        if not row[column]:
            return self.representative(organisation)
        people = [link.person for link in self.people.get(organisation.pk, [])]
        named = [person for person in people if person.email.lower() == row[column].lower()]
        if not named:
            row.fault(column, _("nobody of %(name)s has this e-mail address") % {"name": organisation})
        return named[0] if named else None

    def representative(self, organisation: Organisation) -> Person | None:
        """Return who represents an organisation, or else anybody of it."""
        people = self.people.get(organisation.pk, [])
        represents = [link for link in people if link.role == AffiliationRole.REPRESENTATIVE]
        return next((link.person for link in (*represents, *people)), None)


def choice(row: SheetRow, column: str, choices: type[models.TextChoices], default: str = "") -> str:
    """Return a cell that must be one of the choices; empty is the default."""
    value = row[column] or default
    if value and value not in choices.values:
        possible = ", ".join(choices.values)
        row.fault(column, _("“%(cell)s” is none of: %(possible)s") % {"cell": value, "possible": possible})
    return value


def day(row: SheetRow, column: str) -> date | None:
    """Return a cell as a date of the form 2027-05-19; empty is none."""
    try:
        found = parse_date(row[column]) if row[column] else None
    except ValueError:
        found = None
    if row[column] and found is None:
        row.fault(column, _("“%(cell)s” is not a date of the form 2027-05-19") % {"cell": row[column]})
    return found


def moment(row: SheetRow, column: str) -> datetime | None:
    """Return a cell as an instant: 2027-05-19T10:20, in the site's time zone unless it has an offset; empty is none."""
    try:
        found = parse_datetime(row[column]) if row[column] else None
    except ValueError:
        found = None
    if row[column] and found is None:
        row.fault(column, _("“%(cell)s” is not a time of the form 2027-05-19T10:20") % {"cell": row[column]})
    return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found


def check(row: SheetRow, record: models.Model, fields: Iterable[str]) -> None:
    """Note what the model's own rules say against some fields, which have columns of the same name."""
    wanted = {*fields}
    row.check(
        record,
        {name: name for name in wanted},
        exclude=[field.name for field in record._meta.fields if field.name not in wanted],
    )
