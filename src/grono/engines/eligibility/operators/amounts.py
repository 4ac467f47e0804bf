"""Sums and shares of costs and grants, and ranges of duration, readiness and declared numbers.

Amounts that are not known may be anything from zero up. Limits of shares lie strictly between 0 and 1, so that it does
not matter whether a share that grows without end reaches its bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from grono.engines.eligibility.conditions import COUNTED_ROLES, Condition
from grono.engines.eligibility.context import Context
from grono.engines.eligibility.entities import Entity, Missing
from grono.engines.eligibility.money import amount_of
from grono.engines.eligibility.operators.base import Evidence, Limits, Test, finite, ids, lacking, split
from grono.engines.eligibility.outcome import Outcome, certain, conjunction

INFINITE = float("inf")
Subject = Literal["costs", "grant"]
PROJECT_NUMBERS = ("duration_months", "trl_start", "trl_end")
#: Shares closer than this are the same: they are quotients of amounts in cents.
SAME = 1e-9


def _unknown_amounts(entities: Iterable[Entity], of: Subject) -> tuple[Missing, ...]:
    return tuple(Missing(entity.id, of) for entity in entities if amount_of(entity, of) is None)


@dataclass(frozen=True)
class Range(Test):
    """A number of the project, a declared number, or a sum of costs or grants lies between two limits.

    ``of`` is ``duration_months``, ``trl_start``, ``trl_end``, ``facts.<name>``, ``costs`` or ``grant``. Amounts are
    summed over the entities of which ``who`` holds, or taken of each of them when ``each``, in ``currency``.
    """

    of: str
    limits: Limits
    who: Condition = COUNTED_ROLES
    each: bool = False
    without: tuple[str, ...] = ()
    currency: str = "EUR"
    kind = "range"

    def assess(self, context: Context) -> Evidence:
        """Found: the number; possible: how large it could become, None without limit."""
        if self.of in ("costs", "grant"):
            return self._amounts(context, cast(Subject, self.of))
        project = context.consortium
        value = project.facts.get(self.of[6:]) if self.of.startswith("facts.") else getattr(project, self.of)
        numbers = {"of": self.of, **self.limits.numbers, "found": value}
        if value is None:
            return Evidence(Outcome.UNKNOWN, self.kind, numbers, (), (Missing(None, self.of),))
        return Evidence(self.limits.decide(value, value), self.kind, numbers)

    def _amounts(self, context: Context, of: Subject) -> Evidence:
        sure, possible = split(context, self.who)
        numbers = {"of": of, **self.limits.numbers, "currency": self.currency, "each": self.each}
        currency = context.currency
        if currency not in (None, self.currency):
            missing = (Missing(None, f"{of}.{self.currency}"),)
            return Evidence(Outcome.UNKNOWN, self.kind, numbers, (), missing)
        decide = self._each if self.each else self._sum
        outcome, low, high = decide(sure, possible, of)
        numbers |= {"found": low, "possible": finite(high)}
        lacks: tuple[Missing, ...] = ()
        if outcome is Outcome.UNKNOWN:
            lacks = (*_unknown_amounts([*sure, *possible], of), *lacking(context, self.who, possible))
        return Evidence(outcome, self.kind, numbers, ids(sure), tuple(dict.fromkeys(lacks)))

    def _sum(self, sure: list[Entity], possible: list[Entity], of: Subject) -> tuple[Outcome, float, float]:
        certain_amounts = [amount_of(entity, of, self.without) for entity in sure]
        others = [amount_of(entity, of, self.without) for entity in possible]
        low = sum(amount for amount in certain_amounts if amount is not None)
        high = INFINITE if None in certain_amounts or None in others else low + sum(filter(None, others))
        return self.limits.decide(low, high), low, high

    def _each(self, sure: list[Entity], possible: list[Entity], of: Subject) -> tuple[Outcome, float, float]:
        outcomes, lows, highs = [], [0.0], [0.0]
        for entity in (*sure, *possible):
            amount = amount_of(entity, of, self.without)
            low, high = (0.0, INFINITE) if amount is None else (amount, amount)
            outcome = self.limits.decide(low, high)
            if outcome is Outcome.NOT_MET and entity in possible:
                outcome = Outcome.UNKNOWN
            outcomes.append(outcome)
            lows.append(low)
            highs.append(high)
        return conjunction(outcomes), max(lows), max(highs)


@dataclass(frozen=True)
class Rate(Test):
    """The grant is at most so much of the costs, in all or for each entity."""

    at_most: float
    who: Condition = COUNTED_ROLES
    each: bool = False
    kind = "rate"

    def assess(self, context: Context) -> Evidence:
        """Found: the (highest) rate, as far as amounts are known."""
        context.refuse_mixed_currencies()
        sure, possible = split(context, self.who)
        excesses = [self._excess(entity) for entity in sure]
        excesses += [(min(low, 0.0), max(high, 0.0)) for low, high in map(self._excess, possible)]
        if not self.each:
            excesses = [(sum(low for low, _ in excesses), sum(high for _, high in excesses))]
        limits = Limits(at_most=SAME)
        outcome = conjunction([limits.decide(low, high) for low, high in excesses])
        entities = [*sure, *possible]
        rates = [_rate([entity]) for entity in entities] if self.each else [_rate(entities)]
        highest = max((rate for rate in rates if rate is not None), default=None)
        numbers = {"at_most": self.at_most, "each": self.each, "found": highest}
        missing: tuple[Missing, ...] = ()
        if outcome is Outcome.UNKNOWN:
            amounts = (*_unknown_amounts(entities, "grant"), *_unknown_amounts(entities, "costs"))
            missing = tuple(dict.fromkeys((*amounts, *lacking(context, self.who, possible))))
        return Evidence(outcome, self.kind, numbers, ids(sure), missing)

    def _excess(self, entity: Entity) -> tuple[float, float]:
        """The smallest and the largest amount by which the grant can pass the limit (negative below it)."""
        grant, costs = amount_of(entity, "grant"), amount_of(entity, "costs")
        high = INFINITE if grant is None else grant - self.at_most * (costs or 0.0)
        low = -INFINITE if costs is None else (grant or 0.0) - self.at_most * costs
        return low, high


def _rate(entities: Sequence[Entity]) -> float | None:
    """Grant by costs, as far as both are known."""
    grants = [amount_of(entity, "grant") for entity in entities]
    costs = [amount_of(entity, "costs") for entity in entities]
    if None in grants or None in costs or not sum(filter(None, costs)):
        return None
    return sum(filter(None, grants)) / sum(filter(None, costs))


@dataclass(frozen=True)
class Share(Test):
    """How the costs or grants are divided: each participant or country has at most, or some entities at least, so much.

    With ``by`` ``participant`` or ``country`` the limit is an upper one and holds for every one of them. With ``who``
    the share is that of the entities of which this holds. The whole is the sum over participants with a counted role,
    ``without`` some categories of cost; a share of nothing is zero.
    """

    of: Subject
    limits: Limits
    by: Literal["participant", "country", "who"]
    who: Condition | None = None
    without: tuple[str, ...] = ()
    kind = "share"

    def assess(self, context: Context) -> Evidence:
        """Found and possible: the smallest and the largest share that the missing data allow."""
        context.refuse_mixed_currencies()
        entities, _ = split(context, COUNTED_ROLES)
        assess = self._of_some if self.by == "who" else self._of_each
        return assess(context, entities)

    def _amount(self, entity: Entity) -> float | None:
        return amount_of(entity, self.of, self.without)

    def _of_some(self, context: Context, entities: list[Entity]) -> Evidence:
        assert self.who is not None
        inside: list[Entity] = []
        unsure: list[Entity] = []
        outside: list[Entity] = []
        for entity in entities:
            place = {Outcome.MET: inside, Outcome.UNKNOWN: unsure, Outcome.NOT_MET: outside}
            place[self.who.holds(entity, context)].append(entity)
        low, high = self._lowest(inside, [*unsure, *outside]), self._highest([*inside, *unsure], outside)
        outcome = self.limits.loosened(SAME).decide(low, high)
        numbers: dict[str, Any] = {"of": self.of, "by": "who", **self.limits.numbers, "found": low, "possible": high}
        numbers["without"] = list(self.without)
        missing: tuple[Missing, ...] = ()
        if outcome is Outcome.UNKNOWN:
            lacks = (*_unknown_amounts(entities, self.of), *lacking(context, self.who, unsure))
            missing = tuple(dict.fromkeys(lacks))
        return Evidence(outcome, self.kind, numbers, ids(inside), missing)

    def _lowest(self, inside: list[Entity], outside: list[Entity]) -> float:
        """The smallest share of ``inside``: its unknown amounts are nothing, those outside grow without end."""
        own, rest = [self._amount(entity) for entity in inside], [self._amount(entity) for entity in outside]
        return 0.0 if None in rest else _quotient(sum(filter(None, own)), sum(filter(None, rest)))

    def _highest(self, inside: list[Entity], outside: list[Entity]) -> float:
        """The largest share of ``inside``: its unknown amounts grow without end, those outside are nothing."""
        own, rest = [self._amount(entity) for entity in inside], [self._amount(entity) for entity in outside]
        return 1.0 if None in own else _quotient(sum(filter(None, own)), sum(filter(None, rest)))

    def _of_each(self, context: Context, entities: list[Entity]) -> Evidence:
        most = self.limits.at_most
        assert most is not None
        amounts = [(self._key(entity), self._amount(entity)) for entity in entities]
        known = sum(amount or 0.0 for _, amount in amounts)
        largest = _largest_possible(amounts, known)
        outcome = certain(always=largest <= most + SAME, possible=_can_all_stay_within(amounts, known, most))
        shares = _known_shares(amounts, known)
        top = max(shares, key=lambda key: shares[key], default=None)
        numbers = {
            "of": self.of,
            "by": self.by,
            "at_most": most,
            "found": shares.get(top or "", 0.0),
            "possible": largest,
            "largest": top,
            "shares": shares,
        }
        missing: tuple[Missing, ...] = ()
        if outcome is Outcome.UNKNOWN:
            placeless = [Missing(entity.id, "country") for entity in entities if self._key(entity) is None]
            missing = (*_unknown_amounts(entities, self.of), *placeless)
        return Evidence(outcome, self.kind, numbers, (top,) if top and self.by == "participant" else (), missing)

    def _key(self, entity: Entity) -> str | None:
        return entity.id if self.by == "participant" else entity.established


Amounts = Sequence[tuple["str | None", "float | None"]]


def _known_shares(amounts: Amounts, known: float) -> dict[str, float]:
    """The share of each participant or country in what is known."""
    shares: dict[str, float] = {}
    for key, amount in amounts:
        if key is not None and amount is not None and known:
            shares[key] = shares.get(key, 0.0) + amount / known
    return shares


def _largest_possible(amounts: Amounts, known: float) -> float:
    """The largest share that anyone can come to have: whoever has no country may join the largest country."""
    if any(amount is None for _, amount in amounts):
        return 1.0
    if not known:
        return 0.0
    shares = _known_shares(amounts, known)
    homeless = sum(amount or 0.0 for key, amount in amounts if key is None) / known
    return max(shares.values(), default=0.0) + homeless


def _can_all_stay_within(amounts: Amounts, known: float, most: float) -> bool:
    """Whether unknown amounts and countries can be such that nobody has more than a share ``most``.

    Everybody without country is best off in a country of his own. With a total T the known part of each must be at
    most ``most``·T, and the groups that can grow must be able to take up T less what is known: linear in T.
    """
    fixed: dict[str, float] = {}
    growing: set[str] = set()
    for number, (key, amount) in enumerate(amounts):
        own = key if key is not None else f"?{number}"
        fixed[own] = fixed.get(own, 0.0) + (amount or 0.0)
        if amount is None:
            growing.add(own)
    least_total = max([known, *(amount / most for amount in fixed.values())])
    room = sum(fixed[own] for own in growing)
    # T - known <= len(growing)·most·T - room
    if len(growing) * most >= 1.0 - SAME:
        return True
    return least_total * (1.0 - len(growing) * most) <= known - room + SAME * max(1.0, known)


def _quotient(part: float, rest: float) -> float:
    return part / (part + rest) if part else 0.0
