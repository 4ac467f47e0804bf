"""The SME test and the window of de minimis aid, by the examples of the definitions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engines.eligibility.makers import DAY, figures, held_by, partner
from grono.engines.eligibility import Aid, Entity, Missing, Owner, SizeVerdict, YearFigures, classify
from grono.engines.eligibility.de_minimis import window


def size(entity: Entity, *holdings: Entity) -> str:
    return classify(entity, on=DAY, holdings=holdings).size


@pytest.mark.parametrize(
    ("staff", "turnover", "balance", "expected"),
    [
        (9.9, 2e6, 9e9, "micro"),
        (10, 2e6, 2e6, "small"),
        (9, 2_000_001, 2_000_001, "small"),
        (49, 10e6, 90e6, "small"),
        (50, 1e6, 1e6, "medium"),
        (249, 50e6, 90e6, "medium"),
        (249, 90e6, 43e6, "medium"),
        (249, 50_000_001, 43_000_001, "large"),
        (250, 1, 1, "large"),
    ],
)
def test_size_by_ceilings(staff: float, turnover: float, balance: float, expected: str) -> None:
    assert size(partner("a", "PL", figures=figures(staff, turnover, balance))) == expected


def test_size_adds_linked_wholly_and_partners_in_proportion() -> None:
    own = {"figures": figures(40)}
    assert size(partner("a", **own, owners=held_by("m", 0.51)), partner("m", figures=figures(20))) == "medium"
    assert size(partner("a", **own, owners=held_by("m", 0.50)), partner("m", figures=figures(19))) == "small"
    assert size(partner("a", **own, owners=held_by("m", 0.50)), partner("m", figures=figures(20))) == "medium"
    assert size(partner("a", **own, owners=held_by("m", 0.24)), partner("m", figures=figures(900))) == "small"


def test_size_counts_what_the_enterprise_holds() -> None:
    assert size(partner("a", figures=figures(40)), partner("d", figures=figures(20), owners=held_by("a"))) == "medium"
    assert (
        size(partner("a", figures=figures(40)), partner("d", figures=figures(20), owners=held_by("a", 0.3))) == "small"
    )


def test_size_follows_chains_of_links_and_the_links_of_partners() -> None:
    chain = [partner("m", figures=figures(5), owners=held_by("n")), partner("n", figures=figures(300))]
    assert size(partner("a", figures=figures(5), owners=held_by("m")), *chain) == "large"
    # A partner brings along those linked to it, at its own proportion: 5 + 0.4 · (5 + 300) = 127.
    assert size(partner("a", figures=figures(5), owners=held_by("m", 0.4)), *chain) == "medium"


def test_size_of_a_partner_of_a_partner_does_not_count() -> None:
    far = [partner("m", figures=figures(5), owners=held_by("n", 0.4)), partner("n", figures=figures(900))]
    assert size(partner("a", figures=figures(5), owners=held_by("m", 0.4)), *far) == "micro"


def test_size_under_public_control_is_large() -> None:
    own = figures(5)
    assert size(partner("a", figures=own, owners=held_by("city", 0.25, "public"))) == "large"
    assert size(partner("a", figures=own, owners=(Owner("x", 0.15, "public"), Owner("y", 0.10, "public")))) == "large"
    assert size(partner("a", figures=own, owners=held_by("city", 0.24, "public"))) == "micro"
    assert (
        size(partner("a", figures=own, owners=held_by("m", 0.3)), partner("m", owners=held_by("city", 0.9, "public")))
        == "large"
    )
    assert size(partner("a", figures=own, legal_status="public")) == "large"


@pytest.mark.parametrize("kind", ["venture-capital", "university", "institutional", "small-municipality"])
def test_size_leaves_excepted_owners_out_up_to_a_half(kind: str) -> None:
    assert size(partner("a", figures=figures(5), owners=held_by("v", 0.5, kind))) == "micro"
    assert size(partner("a", figures=figures(5), owners=held_by("v", 0.51, kind))) != "micro"


def test_size_changes_after_two_years_in_a_row() -> None:
    def after(*staff: float) -> str:
        years = tuple(YearFigures(2026 - len(staff) + at, value, 1e6, 1e6) for at, value in enumerate(staff))
        return size(partner("a", figures=years, founded=2026 - len(staff)))

    assert after(40, 40, 60) == "small"
    assert after(40, 60, 60) == "medium"
    assert after(40, 60, 40, 60) == "small"
    # Out of the small ceiling twice, out of the medium one once: medium.
    assert after(40, 60, 300) == "medium"


def test_size_by_one_year_alone_lacks_the_year_before() -> None:
    alone = partner("a", figures=(YearFigures(2025, 20, 1e6, 1e6),))
    found = classify(alone, on=DAY)
    assert (found.size, found.missing) == ("unknown", (Missing("a", "figures.2024"),))
    assert classify(alone, on=DAY, presume=["history"]).size == "small"


def test_size_of_old_figures_lacks_the_last_year() -> None:
    found = classify(partner("a", figures=(YearFigures(2020, 5, 1, 1), YearFigures(2021, 5, 1, 1))), on=DAY)
    assert Missing("a", "figures.2025.staff") in found.missing


def test_size_without_figures_is_bounded_by_owners() -> None:
    assert classify(partner("a"), on=DAY) == SizeVerdict(
        frozenset({"micro", "small", "medium", "large"}),
        {"years": {}, "linked": [], "partners": {}, "public_share": 0.0},
        (Missing("a", "figures"),),
    )


def test_size_of_enterprises_of_one_person_depends_on_the_market() -> None:
    mine = held_by("anna", 1.0, "person")
    found = classify(
        partner("a", figures=figures(40), owners=mine),
        on=DAY,
        holdings=[partner("b", figures=figures(40), owners=mine)],
    )
    assert (found.possible, found.missing) == (frozenset({"small", "medium"}), (Missing("b", "same_market"),))


AID = tuple(Aid(date(year, 5, 1), Decimal(100_000), "2023/2831", "PL") for year in (2023, 2024, 2025, 2026))


def test_window_counts_three_years_and_says_what_is_released() -> None:
    found = window(AID, on=date(2026, 5, 1), member_state="PL", requested=Decimal(50_000))
    assert (found.used, found.available, found.counted) == (300_000, 0, AID[1:])
    assert found.free_from == date(2027, 5, 1)
    assert found.releases == ((date(2027, 5, 1), 100_000), (date(2028, 5, 1), 200_000), (date(2029, 5, 1), 300_000))


def test_window_never_fits_more_than_the_ceiling() -> None:
    assert window((), on=DAY, member_state="PL", requested=Decimal(300_001)).free_from is None
    assert window((), on=DAY, member_state="PL", regulation="2023/2832", requested=Decimal(750_000)).free_from == DAY


def test_window_of_a_leap_day_ends_on_the_first_of_march() -> None:
    leap = (Aid(date(2024, 2, 29), Decimal(1), "2023/2831", "PL"),)
    assert window(leap, on=date(2027, 2, 28), member_state="PL").used == 1
    assert window(leap, on=date(2027, 3, 1), member_state="PL").used == 0
