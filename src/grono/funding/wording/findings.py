"""Findings of the engine as sentences: the numbers behind an outcome, in the active language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from grono.funding.amounts import amount_text
from grono.funding.wording.data import ended
from grono.kit.countries import country_name

Numbers = Mapping[str, Any]


@dataclass(frozen=True)
class Names:
    """What ids in a verdict stand for: partners and holdings, regions, groups of countries, declared facts."""

    partners: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

    def partner(self, key: str) -> str:
        """Return the name of a partner; one that is no longer in the directory is called so."""
        return self.partners.get(key) or _("an organisation that is no longer in the directory")

    def listed(self, keys: Iterable[str]) -> str:
        """Return the names of partners one after the other."""
        return ", ".join(self.partner(key) for key in keys)

    def fact(self, name: str) -> str:
        """Return what applicants declare about a project under a name."""
        return self.facts.get(name, name)

    def place(self, code: str) -> str:
        """Return the name of a country, a region or a group of countries."""
        if code in self.groups:
            return self.groups[code]
        return self.regions.get(code) or country_name(code, get_language() or "en")


def sentence(kind: str, numbers: Numbers, outcome: str, names: Names) -> str:
    """Return what stands behind the outcome of a rule, as one sentence; empty when the operator has nothing to say."""
    write = _SENTENCES.get(kind)
    pieces = [piece for piece in write(numbers, outcome, names) if piece] if write else []
    return ended(capfirst("; ".join(pieces))) if pieces else ""


def _limits(numbers: Numbers, show: Callable[[Any], str]) -> list[str]:
    """Return the limits of a rule: ``needed`` and ``at_most``, of which either may be absent."""
    needed, at_most = numbers.get("needed"), numbers.get("at_most")
    if needed is not None and needed == at_most:
        return [_("exactly %(number)s needed") % {"number": show(needed)}]
    least = _("at least %(number)s needed") % {"number": show(needed)} if needed is not None else ""
    most = _("at most %(number)s allowed") % {"number": show(at_most)} if at_most is not None else ""
    return [least, most]


def _possible(numbers: Numbers, outcome: str, show: Callable[[Any], str]) -> str:
    """Return how far missing data could change a number that is not enough yet."""
    found, possible = numbers.get("found"), numbers.get("possible")
    if outcome != "unknown" or possible is None or possible == found:
        return ""
    return _("up to %(number)s once the missing data are known") % {"number": show(possible)}


def _whole(number: Any) -> str:
    return number_format(Decimal(str(number)).normalize(), force_grouping=True)


def _percent(share: Any) -> str:
    """Return a share of 0…1 as a percentage with at most one decimal place."""
    rounded = Decimal(str(round(float(share) * 100, 1)))
    return _("%(number)s %%") % {"number": number_format(rounded.normalize() if rounded % 1 else int(rounded))}


def _count(numbers: Numbers, outcome: str, names: Names) -> list[str]:
    count = numbers["found"]
    found = ngettext("%(count)d partner counts", "%(count)d partners count", count) % {"count": count}
    return [found, *_limits(numbers, _whole), _possible(numbers, outcome, _whole)]


def _countries(numbers: Numbers, outcome: str, names: Names) -> list[str]:
    count = numbers["found"]
    found = ngettext("%(count)d country", "%(count)d countries", count) % {"count": count}
    return [_with_places(found, numbers, names), *_limits(numbers, _whole), _possible(numbers, outcome, _whole)]


def _regions(numbers: Numbers, outcome: str, names: Names) -> list[str]:
    count = numbers["found"]
    found = ngettext("%(count)d region", "%(count)d regions", count) % {"count": count}
    return [_with_places(found, numbers, names), *_limits(numbers, _whole), _possible(numbers, outcome, _whole)]


def _with_places(found: str, numbers: Numbers, names: Names) -> str:
    places = ", ".join(names.place(code) for code in numbers.get("places", ()))
    return f"{found} ({places})" if places else found


def _every(numbers: Numbers, outcome: str, names: Names) -> list[str]:
    total, found, failing = numbers["needed"], numbers["found"], numbers.get("failing", ())
    if not total:
        return [_("there is no partner to whom this applies")]
    passing = ngettext(
        "%(found)d of %(count)d partner satisfies this", "%(found)d of %(count)d partners satisfy this", total
    )
    return [
        passing % {"found": found, "count": total},
        _("not satisfied by: %(names)s") % {"names": names.listed(failing)} if failing else "",
    ]


def _lead(numbers: Numbers, outcome: str, names: Names) -> list[str]:
    lead = numbers.get("lead")
    if lead is None:
        return [_("nobody is named as coordinator yet")]
    said = {
        "met": _("the coordinator, %(name)s, satisfies this"),
        "not met": _("the coordinator, %(name)s, does not satisfy this"),
    }
    return [said.get(outcome, _("of the coordinator, %(name)s, it is not known")) % {"name": names.partner(lead)}]


def _all(numbers: Numbers, outcome: str, names: Names) -> list[str]:
    return [_parts_met(numbers), _("all are needed")]


def _any(numbers: Numbers, outcome: str, names: Names) -> list[str]:
    return [_parts_met(numbers), _("one is enough")]


def _parts_met(numbers: Numbers) -> str:
    count = numbers["found"]
    return ngettext("%(count)d of the conditions below is met", "%(count)d of the conditions below are met", count) % {
        "count": count
    }


def _not(numbers: Numbers, outcome: str, names: Names) -> list[str]:
    return [_("the condition below must not be met")]


def _fact(numbers: Numbers, outcome: str, names: Names) -> list[str]:
    what = names.fact(numbers["fact"])
    found = numbers.get("found")
    if found is None:
        return [_("not declared yet: %(what)s") % {"what": what}]
    shown = {True: _("yes"), False: _("no")}.get(found, str(found)) if isinstance(found, bool) else str(found)
    return [_("declared: %(what)s – %(value)s") % {"what": what, "value": shown}]


def _range(numbers: Numbers, outcome: str, names: Names) -> list[str]:
    of = numbers["of"]
    if of in {"costs", "grant"}:
        return _amounts(numbers, outcome)
    found = numbers.get("found")
    if of == "duration_months":
        said = _("the project lasts %(number)s") % {"number": _months(found)} if found is not None else ""
        return [said or _("the duration of the project is not entered"), *_limits(numbers, _months)]
    if of in {"trl_start", "trl_end"}:
        what = _("technology readiness at the start") if of == "trl_start" else _("technology readiness at the end")
    else:
        what = names.fact(of.removeprefix("facts."))
    shown = _("%(what)s: %(number)s") % {"what": what, "number": _whole(found)} if found is not None else ""
    return [shown or _("not declared yet: %(what)s") % {"what": what}, *_limits(numbers, _whole)]


def _months(count: Any) -> str:
    number = int(count)
    return ngettext("%(count)d month", "%(count)d months", number) % {"count": number}


def _amounts(numbers: Numbers, outcome: str) -> list[str]:
    currency = numbers["currency"]

    def show(amount: Any) -> str:
        return amount_text(Decimal(str(amount)), currency)

    if "found" not in numbers:
        return [
            _("the budget is in another currency; the rule counts in %(currency)s") % {"currency": currency},
            *_limits(numbers, show),
        ]
    each, grant = numbers.get("each"), numbers["of"] == "grant"
    if each:
        said = (
            _("the largest grant of one partner is %(amount)s")
            if grant
            else _("the largest costs of one partner are %(amount)s")
        )
    else:
        said = _("the grants make up %(amount)s") if grant else _("the costs make up %(amount)s")
    return [said % {"amount": show(numbers["found"])}, *_limits(numbers, show)]


def _rate(numbers: Numbers, outcome: str, names: Names) -> list[str]:
    found = numbers.get("found")
    if found is None:
        said = _("the rate of funding is not known yet")
    elif numbers.get("each"):
        said = _("the highest rate of funding of a partner is %(share)s") % {"share": _percent(found)}
    else:
        said = _("the rate of funding is %(share)s") % {"share": _percent(found)}
    return [said, *_limits(numbers, _percent)]


def _share(numbers: Numbers, outcome: str, names: Names) -> list[str]:
    by, largest, found = numbers["by"], numbers.get("largest"), _percent(numbers["found"])
    grant = numbers["of"] == "grant"
    if by == "who":
        said = _("their share of the grants is %(share)s") if grant else _("their share of the costs is %(share)s")
        return [said % {"share": found}, *_limits(numbers, _percent), _possible(numbers, outcome, _percent)]
    if largest is None:
        return [_("no amounts are entered yet"), *_limits(numbers, _percent)]
    name = names.partner(largest) if by == "participant" else names.place(largest)
    said = _("the largest share is that of %(name)s: %(share)s") % {"name": name, "share": found}
    return [said, *_limits(numbers, _percent)]


def _independent(numbers: Numbers, outcome: str, names: Names) -> list[str]:
    count = numbers["found"]
    found = ngettext("%(count)d independent partner counts", "%(count)d independent partners count", count)
    pieces = [found % {"count": count}, *_limits(numbers, _whole), _possible(numbers, outcome, _whole)]
    if "subset" in numbers:
        where = ", ".join(names.place(code) for code in numbers["subset"])
        inside = {"needed": numbers["subset_needed"], "found": numbers["subset_found"]}
        pieces.append(_("of them %(count)d here: %(where)s") % {"count": inside["found"], "where": where})
        pieces += _limits(inside, _whole)
    for linked in numbers.get("linked", ()):
        pieces.append(_("under one control, so counted once: %(names)s") % {"names": names.listed(linked)})
    return pieces


def _aid(numbers: Numbers, outcome: str, names: Names) -> list[str]:
    years = ngettext("in any %(count)d year", "in any %(count)d years", numbers["years"]) % {"count": numbers["years"]}
    most = _("at most %(amount)s %(years)s allowed") % {"amount": _euros(numbers["at_most"]), "years": years}
    return [most, *(_undertaking(one, names) for one in numbers["undertakings"])]


def _undertaking(one: Numbers, names: Names) -> str:
    """Return what a single undertaking received, asks for and could still get."""
    said = _("%(names)s: received %(used)s, asks for %(requested)s, still available %(available)s") % {
        "names": names.listed(one["members"]),
        "used": _euros(one["used"]),
        "requested": _euros(one["requested"]),
        "available": _euros(one["available"]),
    }
    if one.get("free_from") and one["requested"] > one["available"]:
        day = date_format(date.fromisoformat(one["free_from"]), "j E Y")
        said += _(" (it would fit from %(day)s)") % {"day": day}
    return said


def _euros(amount: Any) -> str:
    return amount_text(Decimal(str(amount)), "EUR")


_SENTENCES: dict[str, Callable[[Numbers, str, Names], list[str]]] = {
    "count": _count,
    "countries": _countries,
    "regions": _regions,
    "every": _every,
    "lead": _lead,
    "all": _all,
    "any": _any,
    "not": _not,
    "fact": _fact,
    "range": _range,
    "rate": _rate,
    "share": _share,
    "independent": _independent,
    "aid": _aid,
}
