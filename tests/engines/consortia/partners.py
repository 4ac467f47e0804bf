"""Random partners and projects for the tests of the consortia engine."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from grono.engines.eligibility import Consortium, Entity, Owner, Rules, YearFigures, library

DAY = date(2026, 9, 15)
PLACES = [
    ("PL", "PL51"), ("PL", "PL22"), ("PL", "PL"), ("CZ", "CZ08"), ("DE", None), ("DE", "DE21"), ("LT", None),
    ("CH", None), ("IT", "ITH1"), ("ES", "ES70"), ("US", None), (None, None), ("UA", None),
]  # fmt: skip
LABELS = ["egtc", "eccp", "key-national-cluster", "growth-cluster"]
SMALL = (YearFigures(2023, 20, 3e6, 2e6), YearFigures(2024, 20, 3e6, 2e6), YearFigures(2025, 20, 3e6, 2e6))
LARGE = tuple(YearFigures(year, 900, 3e8, 2e8) for year in (2023, 2024, 2025))


def entities(*, owned: bool = True, role: str = "beneficiary") -> st.SearchStrategy[Entity]:
    """One partner with an empty id; ``owned``: some have declared owners, the same few enterprises."""
    owner = st.builds(Owner, st.sampled_from(["holding", "fund", "0", "1"]), st.sampled_from([0.3, 0.6]),
                      st.just("enterprise"))  # fmt: skip
    owners = st.sampled_from([None, ()]) | owner.map(lambda one: (one,)) if owned else st.sampled_from([None, ()])
    return st.builds(
        lambda place, kind, status, labels, innovative, figures, held: Entity(
            "", country=place[0], nuts=place[1], activity_type=kind, legal_status=status, role=role,
            labels=labels, is_innovative=innovative, figures=figures, owners=held, helix=None,
        ),
        st.sampled_from(PLACES),
        st.sampled_from(["PRC", "HES", "REC", "PUB", None]),
        st.sampled_from(["public", "public-law", "non-profit", "for-profit", None]),
        st.sampled_from([None, frozenset(), frozenset(LABELS), frozenset(LABELS[:1])]),
        st.sampled_from([True, False, None]),
        st.sampled_from([SMALL, LARGE, None]),
        owners,
    )  # fmt: skip


@st.composite
def pools(draw: st.DrawFn, size: int, *, owned: bool = True) -> tuple[Entity, ...]:
    """So many partners, numbered from 0; perhaps one of them coordinates, and some only stand by."""
    made = [draw(entities(owned=owned)) for _ in range(size)]
    roles = ["beneficiary"] * size
    lead = draw(st.none() | st.integers(0, size - 1))
    if lead is not None:
        roles[lead] = "coordinator"
    aside = draw(st.none() | st.integers(0, size - 1))
    if aside is not None and aside != lead:
        roles[aside] = draw(st.sampled_from(["affiliated", "associated"]))
    named = []
    for number, (entity, role) in enumerate(zip(made, roles, strict=True)):
        # Nobody owns himself, and 0 is not held by 1 while it holds it.
        held = entity.owners and tuple(one for one in entity.owners if not one.id.isdigit() or int(one.id) < number)
        named.append(replace(entity, id=str(number), role=role, owners=held))
    return tuple(named)


FACTS = {
    "civil_purpose": [True, False], "funding_form": ["grant", "blended"], "small_mid_cap": [True, False],
    "smart_specialisation": [True, False], "joint_development": [True], "joint_implementation": [True],
    "joint_staffing": [True, False], "joint_financing": [True, False],
}  # fmt: skip


@st.composite
def projects(draw: st.DrawFn) -> Consortium:
    """A project without partners: deadline, duration, readiness, some facts."""
    facts = {name: draw(st.sampled_from(values)) for name, values in FACTS.items() if draw(st.booleans())}
    return Consortium(
        (),
        on=DAY,
        duration_months=draw(st.sampled_from([None, 12, 24, 70])),
        trl_start=draw(st.sampled_from([None, 2, 6])),
        trl_end=draw(st.sampled_from([None, 4, 8])),
        facts=facts,
    )


def all_rules() -> list[Rules]:
    """Every version of every scheme that comes with Grono."""
    return [version for versions in library.schemes().values() for version in versions]
