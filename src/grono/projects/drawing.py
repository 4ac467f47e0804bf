"""The map of cross-border projects: an arc for each pair of countries, a bubble for each country, and a table.

Everything is in kilometres of the plane of the directory's map (decision 14).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from grono.directory.atlas import EUROPE, NARROW, WIDE, Land, lands, outlines
from grono.projects.queries.geography import Joined

#: Arcs that a drawing holds so that the eye can follow them, on a wide and on a narrow screen; the table has all.
MOST = {WIDE: 45, NARROW: 20}
#: Width of the widest and of the narrowest arc in pixels.
THICK, THIN = 6.0, 0.75
#: Radius of a bubble of nothing, what the largest has on top, and size of its number, in pixels.
SIZES = {WIDE: (6, 10, 10), NARROW: (5, 6, 8)}
#: How far an arc swings out, as a share of its length.
SWING = 0.16
Address = Callable[[str, str], str]


@dataclass(frozen=True)
class Arc:
    """The projects of two countries as they are drawn: a link along a curve."""

    pair: tuple[str, str]
    count: int
    url: str
    path: str
    width: float


@dataclass(frozen=True)
class Bubble:
    """The projects that reach a country as they are drawn."""

    country: str
    count: int
    url: str
    x: float
    y: float
    radius: float
    text_size: float


@dataclass(frozen=True)
class Layer:
    """Arcs and bubbles for one width of screen."""

    arcs: list[Arc]
    bubbles: list[Bubble]


@dataclass(frozen=True)
class Line:
    """A row of the table behind the map."""

    pair: tuple[str, str]
    count: int
    url: str


@dataclass(frozen=True)
class Picture:
    """The map for wide and for narrow screens, and its table; ``outside`` are countries that the map does not show."""

    view_box: str
    lands: list[Land]
    wide: Layer
    narrow: Layer
    lines: list[Line]
    outside: list[str]
    projects: int


def picture(joined: Joined, address: Address, *, home: str = "") -> Picture:
    """Draw the joined countries; with ``home`` only what joins that country with others.

    ``address(country, partner)`` is the list of the projects of one country (``partner`` empty) or of two.
    """
    pairs = {pair: count for pair, count in joined.pairs.items() if not home or home in pair}
    lines = [Line(pair, count, address(*pair)) for pair, count in _sorted(pairs)]
    countries = {country for pair in pairs for country in pair}
    counts = {country: joined.countries[country] for country in countries}

    def of_country(country: str) -> str:
        return address(country, home if country != home else "")

    return Picture(
        view_box=EUROPE.view_box,
        lands=lands(EUROPE, home=home, inhabited=countries),
        wide=_layer(lines, counts, of_country, pixels=WIDE),
        narrow=_layer(lines, counts, of_country, pixels=NARROW),
        lines=lines,
        outside=sorted(country for country in countries if _place(country) is None),
        projects=joined.projects,
    )


def _sorted(pairs: dict[tuple[str, str], int]) -> list[tuple[tuple[str, str], int]]:
    return sorted(pairs.items(), key=lambda item: (-item[1], item[0]))


def _place(country: str) -> tuple[float, float] | None:
    """Return the middle of a country's main parts, or ``None`` for one that is not on the map."""
    outline = outlines().get(country)
    if outline is None:
        return None
    box: list[float] = outline["box"]  # type: ignore[assignment]  # a box is four numbers
    left, top, right, bottom = box
    x, y = (left + right) / 2, (top + bottom) / 2
    return (round(x, 1), round(y, 1)) if EUROPE.holds(x, y) else None


def _layer(lines: list[Line], counts: dict[str, int], of_country: Callable[[str], str], *, pixels: int) -> Layer:
    drawn = [line for line in lines if all(_place(country) for country in line.pair)][: MOST[pixels]]
    most, least = (drawn[0].count, drawn[-1].count) if drawn else (1, 0)
    arcs = [
        Arc(line.pair, line.count, line.url, _curve(*line.pair), _width((line.count - least) / ((most - least) or 1)))
        for line in drawn
    ]
    largest = max(counts.values(), default=1)
    shown = (country for country in counts if _place(country))
    ordered = sorted(shown, key=lambda country: (-counts[country], country))
    bubbles = [_bubble(name, counts[name], of_country(name), pixels=pixels, largest=largest) for name in ordered]
    return Layer(arcs[::-1], bubbles)


def _width(share: float) -> float:
    """Return the width of an arc that is so far, from 0 to 1, between the weakest and the strongest drawn."""
    return round(THIN + (THICK - THIN) * share, 2)


def _curve(one: str, other: str) -> str:
    """Return the path between two countries: a quadratic curve that swings out to its right."""
    (x1, y1), (x2, y2) = _place(one) or (0, 0), _place(other) or (0, 0)
    bend_x = (x1 + x2) / 2 - (y2 - y1) * SWING
    bend_y = (y1 + y2) / 2 + (x2 - x1) * SWING
    return f"M{x1:.0f} {y1:.0f}Q{bend_x:.0f} {bend_y:.0f} {x2:.0f} {y2:.0f}"


def _bubble(country: str, count: int, url: str, *, pixels: int, largest: int) -> Bubble:
    x, y = _place(country) or (0.0, 0.0)
    least, growth, text = SIZES[pixels]
    pixel = EUROPE.width / pixels
    radius = (least + growth * sqrt(count / largest)) * pixel
    return Bubble(country, count, url, x, y, round(radius, 1), round(text * pixel, 1))
