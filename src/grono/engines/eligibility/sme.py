"""The size of an enterprise by Recommendation 2003/361/EC, with what its owners and holdings add.

Linked enterprises (more than half, in both directions and through chains) count wholly, partners (25 to 50 %) in
proportion, together with what is linked to them. A quarter or more under public control makes an enterprise
large, whatever its figures, except for the owners of Art. 3(2). A ceiling changes the status only when it is crossed in
two years in a row (Art. 4(2)). What is not known leaves several sizes possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from grono.engines.eligibility.entities import Entity, Missing, Owner, YearFigures
from grono.engines.eligibility.ownership import MAJORITY, NOTABLE

if TYPE_CHECKING:
    from grono.engines.eligibility.context import Context

SIZES = ("micro", "small", "medium", "large")
INFINITE = float("inf")


class Ceiling(NamedTuple):
    """Staff stays below, and turnover or balance sheet total (euros) does not pass."""

    staff: float
    turnover: float
    balance: float


CEILINGS = {
    "micro": Ceiling(10, 2e6, 2e6),
    "small": Ceiling(50, 10e6, 10e6),
    "medium": Ceiling(250, 50e6, 43e6),
}
#: Owners that do not link those they control: persons only do in the same market, public bodies count on their own.
NOT_LINKING = frozenset({"person", "public", "small-municipality"})
#: Owners that up to 50 % leave an enterprise autonomous (Art. 3(2), second subparagraph).
EXCEPTED = frozenset({"venture-capital", "university", "institutional", "small-municipality"})
FIGURES = ("staff", "turnover", "balance")
Flag = frozenset[bool]
TRUE, FALSE, OPEN = frozenset({True}), frozenset({False}), frozenset({True, False})


@dataclass(frozen=True)
class SizeVerdict:
    """Which sizes the data allow, with the numbers behind it.

    ``size`` is the size when only one is possible, else ``unknown``. ``numbers`` hold for each year the lower bounds
    of the consolidated figures and whether they are complete, the linked and partner enterprises and the public share.
    """

    possible: frozenset[str]
    numbers: Mapping[str, Any] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()

    @property
    def size(self) -> str:
        """One of micro, small, medium, large, unknown."""
        return next(iter(self.possible)) if len(self.possible) == 1 else "unknown"


class Part(NamedTuple):
    """An undertaking whose figures count with a weight; the weight of one that may not count starts at zero."""

    entity: str
    least: float
    most: float


def classify(entity: Entity, context: Context) -> SizeVerdict:
    """Return the size of an entity on the day of the context, looking at the partners and holdings it knows.

    Source: Commission Recommendation 2003/361/EC, annex, Articles 2 to 6.
    """
    lacks: dict[Missing, None] = {}
    public = _public_share(entity, context)
    if entity.legal_status in ("public", "public-law") or public[0] >= NOTABLE:
        return SizeVerdict(frozenset({"large"}), {"public_share": public[0]})
    parts = _parts(entity, context, lacks)
    years = _years(entity, parts, context)
    flags = {year: _flags(year, parts, context, lacks) for year in years}
    possible = _possible(entity, flags, context, lacks)
    if public[1] >= NOTABLE:
        possible |= {"large"}
    lacks.update(dict.fromkeys(public[2]))
    numbers = {
        "years": {str(year): _totals(year, parts, context) for year in years},
        "linked": [part.entity for part in parts if part.most == 1.0 and part.entity != entity.id],
        "partners": {part.entity: part.most for part in parts if part.most < 1.0},
        "public_share": public[0],
    }
    return SizeVerdict(possible, numbers, tuple(lacks) if len(possible) > 1 else ())


def _public_share(entity: Entity, context: Context) -> tuple[float, float, tuple[Missing, ...]]:
    """The least and the largest share under public control, directly or through controlled owners."""
    owners = context.ownership.owners.get(entity.id)
    if owners is None:
        return 0.0, 1.0, (Missing(entity.id, "owners"),)
    least = most = 0.0
    lacks: dict[Missing, None] = {}
    for owner in owners:
        low, high, why = _public_owner(owner, context)
        least, most = least + low * owner.share, most + high * owner.share
        lacks.update(dict.fromkeys(why))
    return least, most, tuple(lacks)


def _public_owner(owner: Owner, context: Context) -> tuple[float, float, tuple[Missing, ...]]:
    """Whether what an owner holds is under public control: 0 or 1 as least and most."""
    if owner.kind == "public" or (owner.kind == "small-municipality" and owner.share > MAJORITY):
        return 1.0, 1.0, ()
    if owner.kind != "enterprise":
        return 0.0, 0.0, ()
    known = context.ownership.undertakings.get(owner.id)
    if known is not None and known.legal_status in ("public", "public-law"):
        return 1.0, 1.0, ()
    if known is None and context.ownership.owners.get(owner.id) == ():
        return 0.0, 0.0, ()
    if known is None:
        return 0.0, 1.0, (Missing(owner.id, "owners"),)
    low, high, why = _public_share(known, context)
    return float(low > MAJORITY), float(high > MAJORITY), why


def _parts(entity: Entity, context: Context, lacks: dict[Missing, None]) -> list[Part]:
    """The enterprise itself, those linked to it and its partners, each once with its weight."""
    groups = context.groups(NOT_LINKING)
    group = groups.of[entity.id]
    linked = groups.members(group)
    parts = {id: Part(id, 1.0, 1.0) for id in linked if _is_undertaking(id, context)}
    for id, share in _partners(set(linked), context):
        for member in groups.members(groups.of[id]):
            if member not in parts and _is_undertaking(member, context):
                parts[member] = Part(member, share, share)
    for id in _through_persons(set(linked), context):
        if id not in parts:
            parts[id] = Part(id, 0.0, 1.0)
            lacks[Missing(id, "same_market")] = None
    for missing in groups.open.get(group, ()):
        lacks[missing] = None
        parts["?"] = Part("?", 0.0, 1.0)
    return list(parts.values())


def _is_undertaking(id: str, context: Context) -> bool:
    return context.ownership.kinds.get(id, "enterprise") not in NOT_LINKING


def _partners(linked: set[str], context: Context) -> Iterable[tuple[str, float]]:
    """Owners and holdings of 25 to 50 % of a group, with the share."""
    for id, owners in context.ownership.owners.items():
        for owner in owners or ():
            if not NOTABLE <= owner.share <= MAJORITY or owner.kind in NOT_LINKING | EXCEPTED:
                continue
            if id in linked and owner.id not in linked:
                yield owner.id, owner.share
            elif owner.id in linked and id not in linked:
                yield id, owner.share


def _through_persons(linked: set[str], context: Context) -> Iterable[str]:
    """Enterprises under the same natural person: linked only if in the same or an adjacent market (Art. 3(3))."""
    with_persons = context.groups(NOT_LINKING - {"person"})
    for id in with_persons.members(with_persons.of[next(iter(linked))]):
        if id not in linked and _is_undertaking(id, context):
            yield id


def _figures(id: str, year: int, context: Context) -> YearFigures:
    """The figures of a year; zero before the enterprise began, unknown when not declared."""
    known = context.ownership.undertakings.get(id)
    if known is not None and known.founded is not None and year < known.founded:
        return YearFigures(year, 0.0, 0.0, 0.0)
    found = (figures for figures in (known.figures if known else None) or () if figures.year == year)
    return next(found, YearFigures(year))


def _years(entity: Entity, parts: Iterable[Part], context: Context) -> list[int]:
    """The closed years to look at, without gaps, from the first that is known to the last that counts."""
    last = context.on.year - 1
    given = [figures.year for figures in entity.figures or () if figures.year <= last]
    if not given:
        return []
    # In the first months of a year the accounts of the year before are not closed yet.
    final = max(given) if max(given) >= last - 1 else last
    return list(range(min(given), final + 1))


def _flags(year: int, parts: Iterable[Part], context: Context, lacks: dict[Missing, None]) -> dict[str, Flag]:
    """Whether the consolidated figures of a year lie within each ceiling: true, false, or either."""
    least = dict.fromkeys(FIGURES, 0.0)
    most = dict.fromkeys(FIGURES, 0.0)
    unknown: list[Missing] = []
    for part in parts:
        figures = _figures(part.entity, year, context)
        for name in FIGURES:
            value: float | None = getattr(figures, name)
            least[name] += part.least * (value or 0.0)
            most[name] += INFINITE if value is None else part.most * value
            if value is None and part.entity != "?":
                unknown.append(Missing(part.entity, f"figures.{year}.{name}"))
    flags = {size: _within(ceiling, least, most) for size, ceiling in CEILINGS.items()}
    if OPEN in flags.values():
        lacks.update(dict.fromkeys(unknown))
    return flags


def _within(ceiling: Ceiling, least: Mapping[str, float], most: Mapping[str, float]) -> Flag:
    if least["staff"] >= ceiling.staff:
        return FALSE
    if least["turnover"] > ceiling.turnover and least["balance"] > ceiling.balance:
        return FALSE
    money = most["turnover"] <= ceiling.turnover or most["balance"] <= ceiling.balance
    return TRUE if most["staff"] < ceiling.staff and money else OPEN


def _possible(
    entity: Entity, flags: Mapping[int, Mapping[str, Flag]], context: Context, lacks: dict[Missing, None]
) -> frozenset[str]:
    """The sizes that the flags of the years allow, by the rule of two years for each ceiling."""
    if not flags:
        lacks[Missing(entity.id, "figures")] = None
        return frozenset(SIZES)
    began = entity.founded is not None and entity.founded >= min(flags)
    states = {size: _status([flags[year][size] for year in sorted(flags)], began) for size in CEILINGS}
    if OPEN in states.values() and not began:
        without = {size: _status([flags[year][size] for year in sorted(flags)], True) for size in CEILINGS}
        if without != states:
            if context.presumes("history", entity.id):
                states = without
            else:
                lacks[Missing(entity.id, f"figures.{min(flags) - 1}")] = None
    possible, smaller = set(), False
    for size in SIZES[:-1]:
        if not smaller and True in states[size]:
            possible.add(size)
        smaller = smaller or states[size] == TRUE
    return frozenset(possible if smaller else possible | {"large"})


def _status(flags: list[Flag], began: bool) -> Flag:
    """Whether an enterprise counts as within a ceiling after these years; it begins anywhere if not ``began`` here."""
    reachable = {(flag, flag) for flag in flags[0]}
    if not began:
        reachable |= {(status, flag) for status in (True, False) for flag in flags[0]}
    for flag in flags[1:]:
        reachable = {(now if now == before else status, now) for status, before in reachable for now in flag}
    return frozenset(status for status, _ in reachable)


def _totals(year: int, parts: Iterable[Part], context: Context) -> dict[str, Any]:
    """The consolidated figures of a year as far as they are known."""
    totals: dict[str, Any] = dict.fromkeys(FIGURES, 0.0)
    totals["complete"] = True
    for part in parts:
        figures = _figures(part.entity, year, context)
        for name in FIGURES:
            value = getattr(figures, name)
            totals[name] += part.least * (value or 0.0)
            totals["complete"] = totals["complete"] and value is not None
    return totals
