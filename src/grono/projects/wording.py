"""Partners that are sought, in words of the active language: “enterprise from Czechia”, “brakuje partnera z Czech”.

Polish declines the names of countries, so each that may be asked for has its phrase; others get a neutral one.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from grono.kit.countries import country_name

#: More countries than this are counted instead of named.
NAMED = 3
_FROM: Mapping[str, Promise] = {
    "AL": pgettext_lazy("partner", "from Albania"),
    "AT": pgettext_lazy("partner", "from Austria"),
    "BA": pgettext_lazy("partner", "from Bosnia and Herzegovina"),
    "BE": pgettext_lazy("partner", "from Belgium"),
    "BG": pgettext_lazy("partner", "from Bulgaria"),
    "CH": pgettext_lazy("partner", "from Switzerland"),
    "CY": pgettext_lazy("partner", "from Cyprus"),
    "CZ": pgettext_lazy("partner", "from Czechia"),
    "DE": pgettext_lazy("partner", "from Germany"),
    "DK": pgettext_lazy("partner", "from Denmark"),
    "EE": pgettext_lazy("partner", "from Estonia"),
    "ES": pgettext_lazy("partner", "from Spain"),
    "FI": pgettext_lazy("partner", "from Finland"),
    "FR": pgettext_lazy("partner", "from France"),
    "GB": pgettext_lazy("partner", "from the United Kingdom"),
    "GR": pgettext_lazy("partner", "from Greece"),
    "HR": pgettext_lazy("partner", "from Croatia"),
    "HU": pgettext_lazy("partner", "from Hungary"),
    "IE": pgettext_lazy("partner", "from Ireland"),
    "IS": pgettext_lazy("partner", "from Iceland"),
    "IT": pgettext_lazy("partner", "from Italy"),
    "LI": pgettext_lazy("partner", "from Liechtenstein"),
    "LT": pgettext_lazy("partner", "from Lithuania"),
    "LU": pgettext_lazy("partner", "from Luxembourg"),
    "LV": pgettext_lazy("partner", "from Latvia"),
    "MD": pgettext_lazy("partner", "from Moldova"),
    "ME": pgettext_lazy("partner", "from Montenegro"),
    "MK": pgettext_lazy("partner", "from North Macedonia"),
    "MT": pgettext_lazy("partner", "from Malta"),
    "NL": pgettext_lazy("partner", "from the Netherlands"),
    "NO": pgettext_lazy("partner", "from Norway"),
    "PL": pgettext_lazy("partner", "from Poland"),
    "PT": pgettext_lazy("partner", "from Portugal"),
    "RO": pgettext_lazy("partner", "from Romania"),
    "RS": pgettext_lazy("partner", "from Serbia"),
    "SE": pgettext_lazy("partner", "from Sweden"),
    "SI": pgettext_lazy("partner", "from Slovenia"),
    "SK": pgettext_lazy("partner", "from Slovakia"),
    "TR": pgettext_lazy("partner", "from Türkiye"),
    "UA": pgettext_lazy("partner", "from Ukraine"),
}
#: Countries from which partners are usually sought: Europe and its neighbours.
NEAR = tuple(_FROM)
_FROM_GROUP: Mapping[str, Promise] = {
    "EU-MS": pgettext_lazy("partner", "from an EU member state"),
    "HE-AC": pgettext_lazy("partner", "from a country associated to Horizon Europe"),
    "HE-AC-FULL": pgettext_lazy("partner", "from a country associated to all of Horizon Europe"),
    "EUROSTARS": pgettext_lazy("partner", "from a Eurostars country"),
    "INTERREG-EUROPE": pgettext_lazy("partner", "from a country of Interreg Europe"),
    "ERASMUS-AC": pgettext_lazy("partner", "from a third country associated to Erasmus+"),
    "CREATIVE-EUROPE-AC": pgettext_lazy("partner", "from a non-EU country in Creative Europe"),
    "CERV-AC": pgettext_lazy("partner", "from a non-EU country in CERV"),
    "COSME-AC": pgettext_lazy("partner", "from a non-EU country in COSME"),
    "INTERREG-CENTRAL-EUROPE": pgettext_lazy("partner", "from the area of Interreg Central Europe"),
    "less-developed": pgettext_lazy("partner", "from a less developed region"),
    "transition": pgettext_lazy("partner", "from a transition region"),
    "more-developed": pgettext_lazy("partner", "from a more developed region"),
    "outermost": pgettext_lazy("partner", "from an outermost region"),
}
#: Kinds of partner by name, as a title and as what is missing.
_KINDS: Mapping[str, tuple[Promise, Promise]] = {
    "": (pgettext_lazy("role sought", "partner"), pgettext_lazy("is missing", "a partner")),
    "PRC": (pgettext_lazy("role sought", "enterprise"), pgettext_lazy("is missing", "an enterprise")),
    "SME": (pgettext_lazy("role sought", "SME"), pgettext_lazy("is missing", "an SME")),
    "HES": (pgettext_lazy("role sought", "university"), pgettext_lazy("is missing", "a university")),
    "REC": (
        pgettext_lazy("role sought", "research organisation"),
        pgettext_lazy("is missing", "a research organisation"),
    ),
    "PUB": (pgettext_lazy("role sought", "public body"), pgettext_lazy("is missing", "a public body")),
    "NPO": (
        pgettext_lazy("role sought", "non-profit organisation"),
        pgettext_lazy("is missing", "a non-profit organisation"),
    ),
}
_PUBLIC, _SMALL = {"public", "public-law"}, {"micro", "small", "medium"}


def partner_sought(wanted: Mapping[str, Any]) -> str:
    """Return who is wanted as a title, for example “enterprise from Czechia”.

    ``wanted`` holds lists, each empty or absent when anything will do: ``countries`` (ISO codes and groups of the
    rules), ``not_countries`` (codes that do not help any more), ``regions`` (areas of the rules), ``activity_types``,
    ``legal_statuses``, ``sizes``, ``labels``.
    """
    return " ".join(filter(None, (str(_KINDS[_kind(wanted)][0]), _origin(wanted))))


def partner_lacking(wanted: Mapping[str, Any]) -> str:
    """Return who is missing as a sentence without a full stop, for example “a partner from Czechia is missing”."""
    who = " ".join(filter(None, (str(_KINDS[_kind(wanted)][1]), _origin(wanted))))
    return _("%(who)s is missing") % {"who": who}


def _kind(wanted: Mapping[str, Any]) -> str:
    """Return the one kind of organisation that is wanted, or nothing when several would do."""
    types, statuses = (set(wanted.get(name) or ()) for name in ("activity_types", "legal_statuses"))
    if len(types) == 1 and types <= _KINDS.keys():
        return str(next(iter(types)))
    if wanted.get("sizes") and set(wanted["sizes"]) <= _SMALL:
        return "SME"
    if statuses and statuses <= _PUBLIC:
        return "PUB"
    if statuses and "for-profit" not in statuses:
        return "NPO"
    return "PRC" if statuses == {"for-profit"} else ""


def _origin(wanted: Mapping[str, Any]) -> str:
    places = [*(wanted.get("countries") or ()), *(wanted.get("regions") or ())]
    others = ", ".join(_country(code) for code in wanted.get("not_countries") or ())
    if not places:
        return pgettext("partner", "from a country other than %(countries)s") % {"countries": others} if others else ""
    if len(places) > NAMED:
        where = pgettext("partner", "from one of %(count)d countries") % {"count": len(places)}
    else:
        where = pgettext("partner", " or ").join(_from(code) for code in places)
    if others and any(code in _FROM_GROUP for code in places):
        return pgettext("partner", "%(where)s other than %(countries)s") % {"where": where, "countries": others}
    return where


def _from(code: str) -> str:
    phrase = _FROM.get(code) or _FROM_GROUP.get(code)
    return str(phrase) if phrase else pgettext("partner", "from: %(country)s") % {"country": _country(code)}


def _country(code: str) -> str:
    return country_name(code, get_language() or "en")
