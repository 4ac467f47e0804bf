"""Maps with words and addresses: what the templates draw, and the same as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, ngettext

from grono.directory import atlas, queries
from grono.directory.atlas import Box, Bubble, Frame, Key, Label, Land
from grono.directory.models import Cluster
from grono.directory.projection import projected
from grono.directory.queries import OrganisationFilter, Seats
from grono.kit.countries import country_name

#: Shapes of the helix sectors as elsewhere on the site, around zero with about the area of a circle of radius 1.
SHAPES = {
    "business": "M-.9-.9h1.8v1.8h-1.8z",
    "government": "M0-1.08.94-.54v1.08L0 1.08-.94.54v-1.08z",
    "research": "M0-1.35 1.3.9h-2.6z",
    "unclassified": "M0-1.25 1.25 0 0 1.25-1.25 0z",
}


@dataclass(frozen=True)
class Mark:
    """A bubble or a seat of clusters as it is drawn: a link with a name."""

    url: str
    name: str
    count: int
    x: float
    y: float
    radius: float
    text_size: float = 0
    label: Label | None = None


@dataclass(frozen=True)
class Line:
    """A row of the table behind the map."""

    name: str
    country: str
    url: str
    count: int
    sectors: list[tuple[str, int]]


@dataclass(frozen=True)
class Picture:
    """A map with its marks for wide and for narrow screens, and its table.

    ``missing`` is how many organisations stand nowhere on it. ``shape`` draws the marks of a single helix sector.
    """

    frame: Frame
    lands: list[Land]
    wide: list[Mark]
    narrow: list[Mark]
    seats: list[Mark]
    narrow_seats: list[Mark]
    lines: list[Line]
    clusters: list[Cluster]
    missing: int
    sector: str = ""
    shape: str = ""

    @property
    def total(self) -> int:
        """Organisations on the map."""
        return sum(line.count for line in self.lines)


def picture(
    seats: Sequence[Seats],
    clusters: Sequence[Cluster],
    frame: Frame,
    wanted: OrganisationFilter,
    *,
    wide: Key = atlas.by_town,
    narrow: Key = atlas.by_town,
) -> Picture:
    """Draw organisations and clusters in a frame; ``wide`` and ``narrow`` say how marks are gathered on screens."""
    large, missing = atlas.bubbles(seats, wide, frame, pixels=atlas.WIDE)
    small, _missing = atlas.bubbles(seats, narrow, frame, pixels=atlas.NARROW)
    pins = _cluster_marks(clusters, frame, large, pixels=atlas.WIDE)
    small_pins = _cluster_marks(clusters, frame, small, pixels=atlas.NARROW, by_country=narrow is atlas.by_country)
    if frame.width < atlas.COARSE_FROM:
        atlas.add_labels(large, frame, pixels=atlas.WIDE, obstacles=map(_pin_box, pins))
        atlas.add_labels(small, frame, pixels=atlas.NARROW, obstacles=map(_pin_box, small_pins))
    names = _region_names(large + small)
    return Picture(
        frame=frame,
        lands=atlas.lands(frame, home=wanted.country, inhabited={seat.country for seat in seats}),
        wide=[_mark(bubble, wanted, names) for bubble in large],
        narrow=[_mark(bubble, wanted, names) for bubble in small],
        seats=pins,
        narrow_seats=small_pins,
        lines=[_line(bubble, wanted, names) for bubble in large],
        clusters=list(clusters),
        missing=missing.total(),
        sector=wanted.sector,
        shape=SHAPES.get(wanted.sector, ""),
    )


def map_url(wanted: OrganisationFilter, **changes: str) -> str:
    """Return the address of the map narrowed in this way."""
    return _address("map", wanted, changes)


def _address(page: str, wanted: OrganisationFilter, changes: dict[str, str]) -> str:
    values = asdict(wanted) | changes
    values["q"] = values.pop("text")
    given = {name: value for name, value in values.items() if value}
    return f"{reverse(page)}?{urlencode(given)}" if given else reverse(page)


def _region_names(found: Iterable[Bubble]) -> dict[str, str]:
    codes = {bubble.region for bubble in found if bubble.region}
    return {code: str(region.name) for code, region in queries.regions_by_code(codes).items()} if codes else {}


def _name(bubble: Bubble, names: dict[str, str]) -> str:
    """Return the name of a town, a region or a country; a region without a name is called after its largest town."""
    if bubble.is_town:
        return bubble.town
    if not bubble.region:
        return country_name(bubble.country, get_language() or "en")
    if bubble.region in names:
        return names[bubble.region]
    others = bubble.towns - 1
    if not others:
        return bubble.town
    return ngettext("%(town)s and %(count)d more town", "%(town)s and %(count)d more towns", others) % {
        "town": bubble.town,
        "count": others,
    }


def _list_address(bubble: Bubble, wanted: OrganisationFilter) -> str:
    narrowed = {"country": bubble.country, "town": bubble.key[2]}
    if bubble.region:
        narrowed["region"] = bubble.region
    return _address("organisations", wanted, narrowed)


def _mark(bubble: Bubble, wanted: OrganisationFilter, names: dict[str, str]) -> Mark:
    return Mark(
        url=_list_address(bubble, wanted),
        name=_name(bubble, names),
        count=bubble.count,
        x=bubble.x,
        y=bubble.y,
        radius=bubble.radius,
        text_size=bubble.text_size,
        label=bubble.label,
    )


def _line(bubble: Bubble, wanted: OrganisationFilter, names: dict[str, str]) -> Line:
    sectors = [(sector, bubble.by_sector[sector]) for sector in queries.SECTORS if bubble.by_sector[sector]]
    return Line(_name(bubble, names), bubble.country, _list_address(bubble, wanted), bubble.count, sectors)


def _cluster_marks(
    clusters: Iterable[Cluster], frame: Frame, beside: Iterable[Bubble], *, pixels: int, by_country: bool = False
) -> list[Mark]:
    """Return one mark for each town in which clusters have their seat, or for each country.

    A pin stands on top of the bubble in its place. The radius is that of a pixel: the pin is drawn in pixels.
    """
    pixel = round(frame.width / pixels, 3)
    tops = {(bubble.x, bubble.y): bubble.radius for bubble in beside}
    countries = {bubble.country: (bubble.x, bubble.y) for bubble in beside} if by_country else {}
    groups: dict[tuple[float, float], list[Cluster]] = {}
    for cluster in clusters:
        if cluster.latitude is not None and cluster.longitude is not None:
            x, y = projected(cluster.latitude, cluster.longitude)
            place = countries.get(cluster.country, (round(x, 1), round(y, 1)))
            groups.setdefault(place, []).append(cluster)
    marks = [
        Mark(_cluster_address(here), _cluster_name(here), len(here), x, round(y - _above(tops, x, y, pixel), 1), pixel)
        for (x, y), here in groups.items()
        if frame.holds(x, y)
    ]
    return sorted(marks, key=lambda mark: mark.y)


def _above(tops: dict[tuple[float, float], float], x: float, y: float, pixel: float) -> float:
    return max(tops.get((x, y), 0) - pixel, 0)


def _pin_box(pin: Mark) -> Box:
    """Return the rectangle that a pin takes: 16 pixels wide, 24 high."""
    return pin.x - 8 * pin.radius, pin.y - 24 * pin.radius, pin.x + 8 * pin.radius, pin.y


def _cluster_name(clusters: Sequence[Cluster]) -> str:
    towns = list(dict.fromkeys(cluster.town for cluster in clusters))
    names = ", ".join(str(cluster) for cluster in clusters[:4]) + (" …" if len(clusters) > 4 else "")
    return names if len(clusters) == 1 or len(towns) > 1 else f"{towns[0]}: {names}"


def _cluster_address(clusters: Sequence[Cluster]) -> str:
    """Return the page of a cluster; of several in one town that of their region, else the list of clusters."""
    first = clusters[0]
    if len(clusters) == 1:
        return reverse("cluster", args=[first.slug])
    if first.region_id and len({cluster.region_id for cluster in clusters}) == 1:
        return reverse("region", args=[first.region_id]) + "#clusters"
    return reverse("clusters")
