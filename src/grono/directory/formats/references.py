"""Tables that the rows of a file refer to."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from grono.kit.imports import SheetRow

_NUTS = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
_NACE = re.compile(r"[A-U]|\d{2}(\.\d{1,2}){0,2}")


@dataclass
class References:
    """Codes that exist: NUTS regions, NACE activities, competences with their keys.

    While a table is empty (nobody has loaded the reference tables) its codes are taken on trust if their shape is
    right, and collected in ``new_regions`` and ``new_activities``.
    """

    regions: set[str]
    activities: set[str]
    competences: dict[str, int]
    new_regions: set[str] = field(default_factory=set)
    new_activities: set[str] = field(default_factory=set)

    def region(self, row: SheetRow) -> str | None:
        """Return the code in ``nuts_code``, or ``None`` when the cell is empty or wrong."""
        code = row["nuts_code"]
        if not code or code in self.regions:
            return code or None
        if not self.regions and _NUTS.fullmatch(code):
            self.new_regions.add(code)
            return code
        row.fault("nuts_code", _("%(code)s is not a NUTS region") % {"code": code})
        return None

    def activity_codes(self, row: SheetRow) -> list[str]:
        """Return the codes in ``nace_codes``."""
        codes = row.parts("nace_codes")
        for code in codes:
            if code in self.activities:
                continue
            if not self.activities and _NACE.fullmatch(code):
                self.new_activities.add(code)
            else:
                row.fault("nace_codes", _("%(code)s is not a NACE code") % {"code": code})
        return codes

    def competence_keys(self, row: SheetRow, column: str) -> list[int]:
        """Return the keys of the competences in a column."""
        codes = row.parts(column)
        for code in codes:
            if code not in self.competences:
                row.fault(column, _("there is no competence %(code)s") % {"code": code})
        return [self.competences[code] for code in codes if code in self.competences]
