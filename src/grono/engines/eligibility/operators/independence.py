"""A set of partners, pairwise independent and in distinct countries, so many of them in a given group of countries.

Choosing one partner from each group of linked undertakings, in distinct countries, is a matching of groups to
countries. Augmenting paths keep a matched country matched: a matching grown first over the countries of the subset
and then over the others shows both numbers at their largest at once, so the test is exact and takes no search.

Missing data make it a game. In the best completion open groups stay apart and unknown countries are new ones. In the
worst one each open group joins some closed group; `_always` looks for a choice that breaks the rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

from grono.engines.eligibility.conditions import Condition
from grono.engines.eligibility.context import Context
from grono.engines.eligibility.entities import Entity, Missing
from grono.engines.eligibility.operators.base import Evidence, Test, lacking, split
from grono.engines.eligibility.outcome import Outcome, certain
from grono.engines.eligibility.ownership import Groups

#: How many partial choices the search for a worst case tries before it leaves the answer open.
WORST_CASES = 400


class Seat(NamedTuple):
    """A place that one partner could take: its group, the country and whether that is in the subset."""

    group: str
    country: str
    in_subset: bool
    entity: str


@dataclass(frozen=True)
class Subset:
    """At least so many of the chosen partners in these countries or country groups."""

    codes: tuple[str, ...]
    at_least: int


@dataclass(frozen=True)
class Independent(Test):
    """At least so many pairwise independent entities, in distinct countries unless that is switched off.

    ``apart`` are kinds of owners whose holdings do not make two entities dependent (for example a public body).
    """

    who: Condition
    at_least: int
    subset: Subset | None = None
    distinct_countries: bool = True
    apart: frozenset[str] = frozenset()
    kind = "independent"

    def assess(self, context: Context) -> Evidence:
        """Found and possible: size of the largest set in the worst and in the best completion."""
        groups = context.groups(self.apart)
        sure, unsure = split(context, self.who)
        best = matching(self._best_seats(context, groups, [*sure, *unsure]))
        firm = [entity for entity in sure if groups.of[entity.id] not in groups.open]
        worst = matching(self._worst_seats(context, groups.of, firm))
        enough = self._enough(best)
        outcome = certain(
            always=enough and (self._enough(worst) or self._always(context, groups, sure)), possible=enough
        )
        numbers = {**self._numbers(outcome, worst, best), "linked": _linked(context, groups)}
        chosen = worst if outcome is not Outcome.MET or self._enough(worst) else best
        missing = self._missing(context, groups, sure, unsure) if outcome is Outcome.UNKNOWN else ()
        return Evidence(outcome, self.kind, numbers, tuple(seat.entity for seat in chosen), missing)

    def _numbers(self, outcome: Outcome, worst: Sequence[Seat], best: Sequence[Seat]) -> dict[str, Any]:
        found = max(len(worst), self.at_least) if outcome is Outcome.MET else len(worst)
        numbers: dict[str, Any] = {"needed": self.at_least, "found": found, "possible": len(best)}
        if self.subset is not None:
            numbers["subset"] = list(self.subset.codes)
            numbers["subset_needed"] = self.subset.at_least
            numbers["subset_found"] = sum(seat.in_subset for seat in worst)
            numbers["subset_possible"] = sum(seat.in_subset for seat in best)
        return numbers

    def _enough(self, chosen: Sequence[Seat]) -> bool:
        """Whether a largest matching, grown over the subset first, satisfies both numbers."""
        needed = self.subset.at_least if self.subset is not None else 0
        return len(chosen) >= self.at_least and sum(seat.in_subset for seat in chosen) >= needed

    def _subset_countries(self, context: Context) -> tuple[frozenset[str], frozenset[str]]:
        if self.subset is None:
            return frozenset(), frozenset()
        return context.sets.countries(self.subset.codes, context.on)

    def _best_seats(self, context: Context, groups: Groups, entities: Sequence[Entity]) -> list[Seat]:
        """Where partners could sit if all that is unknown turns out well."""
        subset = self._subset_countries(context)[1]
        allowed = self.who.countries(context)
        seats = []
        for entity in entities:
            group, country = groups.of[entity.id], entity.established
            if country is not None:
                place = country if self.distinct_countries else entity.id
                seats.append(Seat(group, place, country in subset, entity.id))
            else:
                seats.extend(self._free_seats(group, entity, allowed, subset, len(entities)))
        return seats

    def _free_seats(
        self, group: str, entity: Entity, allowed: frozenset[str] | None, subset: frozenset[str], size: int
    ) -> list[Seat]:
        """Where a partner without country could sit: in a country of its own while enough are left."""
        private = f"?{entity.id}"
        if not self.distinct_countries:
            return [Seat(group, private, allowed is None or bool(allowed & subset), entity.id)]
        inside = subset if allowed is None else allowed & subset
        if len(inside) >= size or (not inside and (allowed is None or len(allowed) >= size)):
            return [Seat(group, private, bool(inside), entity.id)]
        if allowed is None:
            return [
                Seat(group, private, False, entity.id),
                *(Seat(group, one, True, entity.id) for one in sorted(inside)),
            ]
        return [Seat(group, one, one in subset, entity.id) for one in sorted(allowed)]

    def _worst_seats(self, context: Context, group: Mapping[str, str], entities: Sequence[Entity]) -> list[Seat]:
        """Where partners sit for certain; one without country sits nowhere if countries must differ."""
        subset = self._subset_countries(context)[0]
        return [
            Seat(group[entity.id], entity.established or "" if self.distinct_countries else entity.id,
                 entity.established in subset, entity.id)
            for entity in entities
            if entity.established is not None or not self.distinct_countries
        ]  # fmt: skip

    def _always(self, context: Context, groups: Groups, sure: Sequence[Entity]) -> bool:
        """Whether the rule holds however open groups join others; False also when the search was cut off.

        Joining more never helps a consortium, so only joining a closed group, or all of them each other, is tried.
        A partner without country is left out, which is at least as bad as any country.
        """
        present = {groups.of[entity.id] for entity in sure}
        closed = sorted(present - groups.open.keys())
        undecided = sorted(present & groups.open.keys())
        if not undecided:
            return False
        joins = closed or [undecided[0]]
        tried = count()

        def holds(decided: dict[str, str], rest: Sequence[str]) -> bool:
            if next(tried) >= WORST_CASES:
                return False
            own = {entity.id: groups.of[entity.id] for entity in sure}
            group = {id: decided.get(one, one) for id, one in own.items()}
            settled = [entity for entity in sure if own[entity.id] not in rest]
            if self._enough(matching(self._worst_seats(context, group, settled))):
                return True
            if not rest:
                return False
            return all(holds({**decided, rest[0]: join}, rest[1:]) for join in joins)

        return holds({}, undecided)

    def _missing(
        self, context: Context, groups: Groups, sure: Sequence[Entity], unsure: Sequence[Entity]
    ) -> tuple[Missing, ...]:
        found = dict.fromkeys(lacking(context, self.who, unsure))
        for entity in (*sure, *unsure):
            if entity.established is None:
                found[Missing(entity.id, "country")] = None
            found |= dict.fromkeys(groups.open.get(groups.of[entity.id], ()))
        return tuple(found)


def matching(seats: Sequence[Seat]) -> list[Seat]:
    """A largest choice of seats with groups and countries all distinct; the subset's countries are served first."""
    by_country: dict[tuple[bool, str], list[Seat]] = {}
    for seat in seats:
        by_country.setdefault((not seat.in_subset, seat.country), []).append(seat)
    taken: dict[str, Seat] = {}
    for key in sorted(by_country):
        _augment(key, by_country, taken, set())
    return list(taken.values())


def _augment(
    country: tuple[bool, str],
    by_country: Mapping[tuple[bool, str], Sequence[Seat]],
    taken: dict[str, Seat],
    seen: set[str],
) -> bool:
    """Give a country a group, moving others along an alternating path (Kuhn's algorithm)."""
    for seat in by_country[country]:
        if seat.group in seen:
            continue
        seen.add(seat.group)
        holder = taken.get(seat.group)
        if holder is None or _augment((not holder.in_subset, holder.country), by_country, taken, seen):
            taken[seat.group] = seat
            return True
    return False


def _linked(context: Context, groups: Groups) -> list[list[str]]:
    """The partners that are under one control, group by group."""
    if len(set(groups.of.values())) == len(groups.of):
        return []
    together: dict[str, list[str]] = {}
    for entity in context.consortium.entities:
        together.setdefault(groups.of[entity.id], []).append(entity.id)
    return [members for members in together.values() if len(members) > 1]
