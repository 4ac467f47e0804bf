"""What the data are called that rules ask for, and in which part of the site each is entered."""

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


class Place(StrEnum):
    """Where a datum is entered."""

    FACTS = "facts"
    ORGANISATION = "organisation"
    BUDGET = "budget"
    PROJECT = "project"
    NOWHERE = "nowhere"


#: Each datum by the first word of its name: what it is called, where it is entered, and the heading there.
_DATA = {
    "country": (gettext_lazy("country"), Place.ORGANISATION, ""),
    "nuts": (gettext_lazy("region (NUTS)"), Place.ORGANISATION, ""),
    "activity_type": (gettext_lazy("type of activity"), Place.ORGANISATION, ""),
    "helix": (gettext_lazy("helix sector"), Place.ORGANISATION, ""),
    "legal_status": (gettext_lazy("legal status"), Place.FACTS, "legal-status"),
    "is_innovative": (gettext_lazy("whether it does research and development itself"), Place.FACTS, "legal-status"),
    "figures": (gettext_lazy("staff, turnover and balance sheet total"), Place.FACTS, "figures"),
    "owners": (gettext_lazy("owners"), Place.FACTS, "owners"),
    "aid": (gettext_lazy("de minimis aid received"), Place.FACTS, "aid"),
    "labels": (gettext_lazy("labels and registrations"), Place.FACTS, "labels"),
    "costs": (gettext_lazy("planned costs"), Place.BUDGET, ""),
    "grant": (gettext_lazy("grant applied for"), Place.BUDGET, ""),
    "coordinator": (gettext_lazy("who coordinates"), Place.PROJECT, ""),
    "role": (gettext_lazy("role in the project"), Place.PROJECT, ""),
    "duration_months": (gettext_lazy("duration of the project"), Place.PROJECT, ""),
    "trl_start": (gettext_lazy("technology readiness at the start"), Place.PROJECT, ""),
    "trl_end": (gettext_lazy("technology readiness at the end"), Place.PROJECT, ""),
    "facts": (gettext_lazy("declaration about the project"), Place.PROJECT, ""),
    "sets": (gettext_lazy("what the list of countries or regions says about this place"), Place.NOWHERE, ""),
}
_FIGURES = {
    "staff": gettext_lazy("staff in %(year)s"),
    "turnover": gettext_lazy("turnover in %(year)s"),
    "balance": gettext_lazy("balance sheet total in %(year)s"),
}


def datum_name(datum: str) -> str:
    """Return what a datum is called; one that has no name here is shown as it is written in rules."""
    head, *rest = datum.split(".")
    if head == "figures" and len(rest) == 2 and rest[1] in _FIGURES:
        return str(_FIGURES[rest[1]]) % {"year": rest[0]}
    if head == "figures" and rest:
        return _("figures of the year %(year)s") % {"year": rest[0]}
    if head not in _DATA:
        return datum
    return str(_DATA[head][0])


def datum_names(data: Iterable[str]) -> list[str]:
    """Return what data are called, each once; figures of several years become one name."""
    every = list(dict.fromkeys(data))
    figures = [datum for datum in every if datum.startswith("figures.")]
    years = sorted({datum.split(".")[1] for datum in figures})
    names = [datum_name(datum) for datum in every if len(figures) == 1 or datum not in figures]
    if len(figures) > 1:
        names.append(
            ngettext("figures of the year %(years)s", "figures of the years %(years)s", len(years))
            % {"years": ", ".join(years)}
        )
    return names


def ended(text: str) -> str:
    """Return a sentence with its full stop, which a name or a question at the end may have brought along."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def datum_place(datum: str) -> tuple[Place, str]:
    """Return where a datum is entered, and the heading there."""
    _name, place, anchor = _DATA.get(datum.split(".")[0], ("", Place.NOWHERE, ""))
    return place, anchor


#: Labels and registrations that encoded rules ask for.
_LABELS = {
    "key-national-cluster": gettext_lazy("coordinates a key national cluster (Poland)"),
    "growth-cluster": gettext_lazy("coordinates a supra-regional growth cluster (Poland)"),
    "eccp": gettext_lazy("registered on the European Cluster Collaboration Platform"),
    "egtc": gettext_lazy("European grouping of territorial cooperation (EGTC)"),
}


def label_name(code: str) -> str:
    """Return what a label is called; one that has no name here is shown by its code."""
    return str(_LABELS.get(code, code))


def label_choices() -> list[tuple[str, str]]:
    """Return the labels that rules ask for, by code and name."""
    return [(code, str(name)) for code, name in _LABELS.items()]
