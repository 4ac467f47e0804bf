"""The drawing of a map: which stretch of Europe it shows, its countries, and the marks on it.

Everything is in kilometres of the plane of ``projection``. Nothing here knows of requests or the database.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import sqrt
from pathlib import Path

from grono.directory.nuts import country_region
from grono.directory.places import Point
from grono.directory.projection import HEIGHT, WIDTH, projected
from grono.directory.queries.map import Seats

OUTLINES = Path(__file__).resolve().parent / "data" / "europe.json"
#: A frame at least this wide shows simplified outlines.
COARSE_FROM = 2500
LEAST_WIDTH = 240
#: Widths of the drawing in CSS pixels for which the two sets of marks are made.
WIDE, NARROW = 820, 360


@dataclass(frozen=True)
class Frame:
    """The stretch of the plane that is drawn; its shape is always that of the whole map."""

    x: float = 0
    y: float = 0
    width: float = WIDTH

    @property
    def height(self) -> float:
        """Kilometres from top to bottom."""
        return self.width * HEIGHT / WIDTH

    @property
    def view_box(self) -> str:
        """Return the value of SVG's ``viewBox``."""
        return f"{self.x:.0f} {self.y:.0f} {self.width:.0f} {self.height:.0f}"

    def overlaps(self, box: Sequence[float]) -> bool:
        """Tell whether a rectangle (left, top, right, bottom) shows in the frame."""
        left, top, right, bottom = box
        return left < self.x + self.width and right > self.x and top < self.y + self.height and bottom > self.y

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point shows in the frame."""
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


EUROPE = Frame()


def frame_around(box: Sequence[float], *, margin: float = 0.08, least: float = LEAST_WIDTH) -> Frame:
    """Return the smallest frame around a rectangle (left, top, right, bottom) with a margin on each side."""
    left, top, right, bottom = box
    width = max((right - left) * (1 + 2 * margin), (bottom - top) * (1 + 2 * margin) * WIDTH / HEIGHT, least)
    frame = Frame(0, 0, min(width, WIDTH))
    return replace(frame, x=(left + right - frame.width) / 2, y=(top + bottom - frame.height) / 2)


def country_frame(country: str) -> Frame | None:
    """Return the frame around the main parts of a country, or ``None`` for a country that is not on the map."""
    outline = outlines().get(country)
    return frame_around(outline["box"]) if outline else None  # type: ignore[arg-type]  # a box is four numbers


def frame_of(points: Iterable[Point]) -> Frame | None:
    """Return the frame around points, or ``None`` without any."""
    places = [projected(*point) for point in points]
    if not places:
        return None
    xs, ys = zip(*places, strict=True)
    return frame_around((min(xs), min(ys), max(xs), max(ys)), margin=0.2)


@cache
def outlines() -> dict[str, dict[str, object]]:
    """Return the countries: ``fine`` and ``coarse`` paths and ``box``, by code of ISO 3166."""
    found: dict[str, dict[str, object]] = json.loads(OUTLINES.read_text("utf-8"))
    return found


@dataclass(frozen=True)
class Land:
    """A country as it is drawn; ``is_home`` marks the one that the map is about, ``is_open`` those with anybody in."""

    code: str
    path: str
    is_home: bool = False
    is_open: bool = False


def lands(frame: Frame, *, home: str, inhabited: Collection[str]) -> list[Land]:
    """Return the countries that show in a frame, in the detail that suits it."""
    detail = "coarse" if frame.width >= COARSE_FROM else "fine"
    return [
        Land(code, str(outline[detail]), is_home=code == home, is_open=code in inhabited)
        for code, outline in outlines().items()
        if frame.overlaps(outline["box"])  # type: ignore[arg-type]  # a box is four numbers
    ]


@dataclass
class Bubble:
    """Organisations of one place, region or country: where they are drawn, and how many of which sector they are."""

    key: tuple[str, str, str]
    x: float
    y: float
    town: str = ""
    towns: int = 1
    by_sector: Counter[str] = field(default_factory=Counter)
    radius: float = 0
    text_size: float = 0
    label: "Label | None" = None

    @property
    def count(self) -> int:
        """Organisations of all sectors."""
        return self.by_sector.total()

    @property
    def country(self) -> str:
        """Code of ISO 3166."""
        return self.key[0]

    @property
    def region(self) -> str:
        """NUTS code of what the bubble stands for; empty for a whole country and where it is not known."""
        return self.key[1]

    @property
    def is_town(self) -> bool:
        """Tell whether the bubble stands for a single town."""
        return bool(self.key[2])

    def size(self, pixel: float, *, small: bool) -> None:
        """Set radius and size of the number for a pixel of so many kilometres; small bubbles carry no number."""
        radius = 4 + 1.5 * sqrt(self.count) if small else 3.5 + 2.2 * sqrt(self.count)
        self.radius = round(min(radius, 30) * pixel, 1)
        self.text_size = round(11 * pixel, 1) if self.count > 4 else 0


@dataclass(frozen=True)
class Label:
    """The name of a town beside its bubble; ``anchor`` says whether it starts, ends or is centred in the point."""

    x: float
    y: float
    size: float
    anchor: str


Key = Callable[[Seats], tuple[str, str, str]]


def by_country(seats: Seats) -> tuple[str, str, str]:
    """Bubbles of countries."""
    return seats.country, "", ""


def by_region(seats: Seats) -> tuple[str, str, str]:
    """Bubbles of NUTS 2 regions; where the region is not known, of towns."""
    if len(seats.region) >= 4 and seats.region.startswith(country_region(seats.country)):
        return seats.country, seats.region[:4], ""
    return by_town(seats)


def by_town(seats: Seats) -> tuple[str, str, str]:
    """Bubbles of towns; where the town has no name, of its region."""
    return seats.country, "" if seats.town else seats.region, seats.town


def bubbles(seats: Iterable[Seats], key: Key, frame: Frame, *, pixels: int) -> tuple[list[Bubble], Counter[str]]:
    """Gather seats into bubbles, the largest first, sized for a drawing so many pixels wide.

    A bubble stands at its town with most organisations and counts also those of its region whose town is not known.
    Its area grows with the number of organisations. Those that stand nowhere in the frame come second, by country.
    """
    groups: dict[tuple[str, str, str], list[Seats]] = {}
    for seat in seats:
        groups.setdefault(key(seat), []).append(seat)
    drawn, missing = [], Counter[str]()
    for group, members in groups.items():
        bubble = _bubble(group, members)
        if bubble is not None and frame.holds(bubble.x, bubble.y):
            bubble.size(frame.width / pixels, small=pixels < WIDE)
            drawn.append(bubble)
        else:
            missing[group[0]] += sum(seat.count for seat in members)
    return sorted(drawn, key=lambda bubble: (-bubble.count, bubble.key)), missing


def _bubble(group: tuple[str, str, str], members: list[Seats]) -> Bubble | None:
    towns: Counter[tuple[Point, str]] = Counter()
    for seat in members:
        if seat.point is not None:
            towns[seat.point, seat.town] += seat.count
    if not towns:
        return None
    point, town = max(towns, key=lambda place: (towns[place], place[1]))
    x, y = projected(*point)
    by_sector = Counter[str]()
    for seat in members:
        by_sector[seat.sector] += seat.count
    return Bubble(group, round(x, 1), round(y, 1), town, len({name for _, name in towns}), by_sector)


Box = tuple[float, float, float, float]


def add_labels(found: Sequence[Bubble], frame: Frame, *, pixels: int, obstacles: Iterable[Box] = ()) -> None:
    """Give the towns their names from the largest down, where a name meets no bubble, no obstacle and no other name."""
    pixel = frame.width / pixels
    taken = [(b.x - b.radius, b.y - b.radius, b.x + b.radius, b.y + b.radius) for b in found]
    taken += obstacles
    for bubble in found:
        for label, box in _labels(bubble, 12 * pixel, 2 * pixel) if bubble.is_town else ():
            inside = frame.holds(box[0], box[1]) and frame.holds(box[2], box[3])
            if inside and not any(_meet(box, other) for other in taken):
                bubble.label = label
                taken.append(box)
                break


def _labels(bubble: Bubble, size: float, gap: float) -> Iterator[tuple[Label, Box]]:
    """Yield where a name may stand, with the box it takes: to the right, to the left, below and above."""
    length, away = 0.58 * size * len(bubble.town), bubble.radius + gap
    for anchor, x, y, left in (
        ("start", bubble.x + away, bubble.y, bubble.x + away),
        ("end", bubble.x - away, bubble.y, bubble.x - away - length),
        ("middle", bubble.x, bubble.y + away + size / 2, bubble.x - length / 2),
        ("middle", bubble.x, bubble.y - away - size / 2, bubble.x - length / 2),
    ):
        label = Label(round(x, 1), round(y, 1), round(size, 1), anchor)
        yield label, (left, y - size / 2, left + length, y + size / 2)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
