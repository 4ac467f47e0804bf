"""Three values: met, not met, and unknown, joined as in strong Kleene logic."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Outcome(StrEnum):
    """What an assessment says, of a rule or of the whole."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"


def of_bool(value: bool) -> Outcome:
    """A known truth as an outcome."""
    return Outcome.MET if value else Outcome.NOT_MET


def negation(outcome: Outcome) -> Outcome:
    """Met and not met change places; unknown stays."""
    if outcome is Outcome.UNKNOWN:
        return outcome
    return Outcome.NOT_MET if outcome is Outcome.MET else Outcome.MET


def conjunction(outcomes: Iterable[Outcome]) -> Outcome:
    """Met when all are met (also when there are none), not met as soon as one is not."""
    result = Outcome.MET
    for outcome in outcomes:
        if outcome is Outcome.NOT_MET:
            return outcome
        if outcome is Outcome.UNKNOWN:
            result = outcome
    return result


def disjunction(outcomes: Iterable[Outcome]) -> Outcome:
    """Met as soon as one is met, not met when none can be (also when there are none)."""
    result = Outcome.NOT_MET
    for outcome in outcomes:
        if outcome is Outcome.MET:
            return outcome
        if outcome is Outcome.UNKNOWN:
            result = outcome
    return result


def certain(*, always: bool, possible: bool) -> Outcome:
    """Met when it holds in every completion of the data, not met when it holds in none."""
    if always:
        return Outcome.MET
    return Outcome.UNKNOWN if possible else Outcome.NOT_MET
