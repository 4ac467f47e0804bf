"""De minimis aid of a single undertaking: what still fits under the ceiling, and from when more does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from grono.engines.eligibility.entities import Aid

#: Ceilings in euros per single undertaking and member state in any three years (Art. 3(2) of each regulation).
CEILINGS = {"2023/2831": Decimal(300_000), "2023/2832": Decimal(750_000)}
YEARS = 3


@dataclass(frozen=True)
class Window:
    """What was granted in the window that ends on a day, in euros.

    ``releases`` say how much will be available from which day on, if nothing more is granted; ``free_from`` is the
    first day on which the requested amount fits, None when it never does.
    """

    ceiling: Decimal
    used: Decimal
    available: Decimal
    counted: tuple[Aid, ...]
    releases: tuple[tuple[date, Decimal], ...]
    free_from: date | None


def window(
    aid: Sequence[Aid],
    *,
    on: date,
    member_state: str,
    regulation: str = "2023/2831",
    requested: Decimal = Decimal(0),
    ceiling: Decimal | None = None,
    years: int = YEARS,
) -> Window:
    """Sum the aid of all enterprises of one single undertaking that counts on a day.

    Aid counts under the regulation by which it was granted, in the member state that granted it, from the day of the
    grant until the day before its third anniversary. Source: Regulations (EU) 2023/2831 and 2023/2832, Art. 3.
    """
    limit = CEILINGS[regulation] if ceiling is None else ceiling
    same = [one for one in aid if one.regulation == regulation and one.member_state == member_state]
    counted = tuple(one for one in same if one.granted <= on < years_after(one.granted, years))
    ends = sorted({years_after(one.granted, years) for one in counted})
    free = {day: limit - sum((one.amount for one in counted if years_after(one.granted, years) > day), Decimal(0))
            for day in (on, *ends)}  # fmt: skip
    return Window(
        ceiling=limit,
        used=limit - free[on],
        available=max(free[on], Decimal(0)),
        counted=counted,
        releases=tuple((day, max(free[day], Decimal(0))) for day in ends),
        free_from=next((day for day, amount in free.items() if requested <= amount), None),
    )


def years_after(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
