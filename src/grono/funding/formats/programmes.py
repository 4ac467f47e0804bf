"""The programmes of the EU portal: their numbers there, and what we call them."""

from dataclasses import dataclass

from django.utils.text import slugify

from grono.funding.choices import ProgrammeLevel
from grono.search.lemmas import fold


@dataclass(frozen=True)
class ProgrammeFacts:
    """A programme as the import creates it; ``portal_id`` is empty for one without a number."""

    portal_id: str
    slug: str
    name: dict[str, str]
    level: str = ProgrammeLevel.EUROPEAN.value


_NAMES = {
    "43108390": ("horizon-europe", "Horizon Europe", "Horyzont Europa"),
    "44181033": ("edf", "European Defence Fund", "Europejski Fundusz Obronny"),
    "43252405": ("life", "LIFE", "LIFE"),
    "43152860": ("digital-europe", "Digital Europe", "Cyfrowa Europa"),
    "43251567": ("cef", "Connecting Europe Facility", "Instrument „Łącząc Europę”"),
    "43298916": ("euratom", "Euratom", "Euratom"),
    "43251589": (
        "cerv",
        "Citizens, Equality, Rights and Values (CERV)",
        "Obywatele, Równość, Prawa i Wartości (CERV)",
    ),
    "43252449": ("rfcs", "Research Fund for Coal and Steel", "Fundusz Badawczy Węgla i Stali"),
    "43353764": ("erasmus-plus", "Erasmus+", "Erasmus+"),
    "43637601": ("pilot-projects", "Pilot projects and preparatory actions", "Projekty pilotażowe i przygotowawcze"),
    "43254019": ("esf-plus", "European Social Fund Plus (ESF+)", "Europejski Fundusz Społeczny Plus (EFS+)"),
    "43252368": ("isf", "Internal Security Fund", "Fundusz Bezpieczeństwa Wewnętrznego"),
    "43252386": ("justice", "Justice", "Sprawiedliwość"),
    "43251814": ("creative-europe", "Creative Europe", "Kreatywna Europa"),
    "43392145": (
        "emfaf",
        "European Maritime, Fisheries and Aquaculture Fund",
        "Europejski Fundusz Morski, Rybacki i Akwakultury",
    ),
    "44416173": ("i3", "Interregional Innovation Investments (I3)", "Międzyregionalne inwestycje innowacyjne (I3)"),
    "43252433": ("pericles", "Pericles IV", "Pericles IV"),
    "43253967": (
        "renewable-energy",
        "EU Renewable Energy Financing Mechanism",
        "Unijny mechanizm finansowania energii odnawialnej",
    ),
    "43252476": ("single-market", "Single Market Programme", "Program na rzecz jednolitego rynku"),
    "45532249": ("eu-agencies", "EU agencies", "Agencje UE"),
    "111111": ("eu-external-action", "EU external action", "Działania zewnętrzne UE"),
}


def programme_facts(portal_id: str, name: str) -> ProgrammeFacts:
    """Return what is known of a programme by its number; one that is not known keeps the name it is given."""
    if portal_id in _NAMES:
        slug, english, polish = _NAMES[portal_id]
        return ProgrammeFacts(portal_id, slug, {"en": english, "pl": polish})
    return ProgrammeFacts(portal_id, slugify(fold(name))[:120] or f"programme-{slugify(portal_id)}", {"en": name})
