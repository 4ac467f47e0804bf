"""Write ``src/grono/directory/data/europe.json``: the outlines of countries behind Grono's maps.

Run ``python scripts/outline_europe.py countries-50m.json``. The file is Natural Earth's 1:50m map of countries (public
domain) as TopoJSON of the package *world-atlas*.

The outlines are projected (``grono.directory.projection``), clipped to the frame of the map, simplified, and written as
SVG paths with whole kilometres: ``fine`` for the map of one country and ``coarse`` for all of Europe. Simplifying works
on the arcs that neighbours share, so that borders stay common. Crimea, which the source gives to Russia, is drawn as
part of Ukraine (resolution 68/262 of the General Assembly of the United Nations).
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pycountry

from grono.directory.projection import HEIGHT, WIDTH, projected

TARGET = Path(__file__).resolve().parent.parent / "src/grono/directory/data/europe.json"
MARGIN = 60
#: Name: how far a simplified line may stray, and the smallest island kept (kilometres, square kilometres).
DETAIL = {"fine": (1.0, 12.0), "coarse": (4.5, 260.0)}
CRIMEA = (34.1, 45.3)
#: Parts of a country smaller than this share of its largest part do not widen the map of the country.
COUNTED_SHARE = 0.04

XY = tuple[float, float]
Ring = list[XY]


def main(source: Path) -> None:
    """Project, clip, simplify and write."""
    topology = json.loads(source.read_text("utf-8"))
    arcs = [list(_degrees(arc, topology["transform"])) for arc in topology["arcs"]]
    polygons = _polygons_by_country(topology["objects"]["countries"]["geometries"], arcs)
    shapes = {}
    for country, rings_of_arcs in polygons.items():
        shape = _shape(rings_of_arcs, arcs)
        if shape:
            shapes[country] = shape
    text = json.dumps(dict(sorted(shapes.items())), separators=(",", ":"))
    TARGET.write_text(text.replace('},"', '},\n"') + "\n", "utf-8")
    print(f"{len(shapes)} countries, {TARGET.stat().st_size / 1e3:.0f} kB")


def _degrees(arc: Sequence[Sequence[int]], transform: dict[str, list[float]]) -> Iterator[XY]:
    """Undo the quantisation of TopoJSON: whole steps from point to point."""
    x = y = 0
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        yield x * scale_x + move_x, y * scale_y + move_y


def _polygons_by_country(geometries: list[dict[str, Any]], arcs: list[Ring]) -> dict[str, list[list[int]]]:
    """Return the rings of each country as lists of arcs; holes are rings like others (even-odd filling)."""
    rings: dict[str, list[list[int]]] = {}
    for geometry in geometries:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        country = _code(geometry)
        for polygon in polygons:
            owner = "UA" if country == "RU" and _contains(_joined(polygon[0], arcs), CRIMEA) else country
            rings.setdefault(owner, []).extend(polygon)
    rings["UA"] = _merged(rings["UA"], arcs)
    return rings


def _code(geometry: dict[str, Any]) -> str:
    name = geometry["properties"]["name"]
    found = pycountry.countries.get(numeric=str(geometry.get("id", "")).zfill(3))
    return found.alpha_2 if found else {"Kosovo": "XK"}.get(name, f"-{name}")


def _joined(ring: Sequence[int], arcs: list[Ring]) -> Ring:
    """Return the points of a ring: an arc ``~i`` is arc ``i`` backwards, and arcs share their ends."""
    points: Ring = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc if not points else arc[1:])
    return points


def _contains(ring: Ring, point: XY) -> bool:
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


def _merged(rings: list[list[int]], arcs: list[Ring]) -> list[list[int]]:
    """Join rings that have an arc in common by leaving that arc out."""
    seen = Counter(number if number >= 0 else ~number for ring in rings for number in ring)
    left = [number for ring in rings for number in ring if seen[number if number >= 0 else ~number] == 1]
    start = {_ends(number, arcs)[0]: number for number in left}
    merged = []
    while start:
        first, number = start.popitem()
        ring = [number]
        while (end := _ends(ring[-1], arcs)[1]) != first:
            ring.append(start.pop(end))
        merged.append(ring)
    return merged


def _ends(number: int, arcs: list[Ring]) -> tuple[XY, XY]:
    arc = arcs[number] if number >= 0 else arcs[~number][::-1]
    return arc[0], arc[-1]


def _shape(rings: list[list[int]], arcs: list[Ring]) -> dict[str, Any] | None:
    """Return the paths of a country in both details and the box around its main parts, ``None`` outside the frame."""
    shape: dict[str, Any] = {}
    for name, (tolerance, smallest) in DETAIL.items():
        simple = {number: _simplified_arc(arcs, number, tolerance) for ring in rings for number in ring}
        outlines = [_clipped([point for number in ring for point in simple[number][:-1]]) for ring in rings]
        sizes = [abs(_area(outline)) for outline in outlines]
        largest = max(sizes, default=0)
        if largest == 0:
            return None
        kept = [(o, size) for o, size in zip(outlines, sizes, strict=True) if size >= smallest or size == largest]
        shape[name] = "".join(_path(outline) for outline, _ in kept)
        if name == "fine":
            main_parts = [outline for outline, size in kept if size >= COUNTED_SHARE * largest]
            xs, ys = zip(*(point for outline in main_parts for point in outline), strict=True)
            shape["box"] = [round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))]
    return shape if shape["coarse"] else None


def _simplified_arc(arcs: list[Ring], number: int, tolerance: float) -> Ring:
    """Project and simplify an arc always in its own direction, so that both neighbours get the same line."""
    arc = _simplified([projected(latitude, longitude) for longitude, latitude in arcs[max(number, ~number)]], tolerance)
    return arc if number >= 0 else arc[::-1]


def _simplified(line: Ring, tolerance: float) -> Ring:
    """Thin a line by the method of Douglas and Peucker; the ends stay."""
    if line[0] == line[-1] and len(line) > 4:  # a whole island: halve it, for its ends have no distance
        middle = len(line) // 2
        return _simplified(line[: middle + 1], tolerance)[:-1] + _simplified(line[middle:], tolerance)
    keep = [True, *[False] * (len(line) - 2), True]
    stretches = [(0, len(line) - 1)]
    while stretches:
        first, last = stretches.pop()
        far, distance = _farthest(line, first, last)
        if distance > tolerance:
            keep[far] = True
            stretches += [(first, far), (far, last)]
    return [point for point, kept in zip(line, keep, strict=True) if kept]


def _farthest(line: Ring, first: int, last: int) -> tuple[int, float]:
    (x1, y1), (x2, y2) = line[first], line[last]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1.0
    best = (first, 0.0)
    for number in range(first + 1, last):
        x, y = line[number]
        distance = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
        if distance > best[1]:
            best = (number, distance)
    return best


def _clipped(ring: Ring) -> Ring:
    """Cut a ring at the four edges of the frame, one after another (Sutherland and Hodgman)."""
    for axis, bound, sign in (
        (0, -MARGIN, 1),
        (0, WIDTH + MARGIN, -1),
        (1, -MARGIN, 1),
        (1, HEIGHT + MARGIN, -1),
    ):
        ring = list(_cut(ring, axis, bound, sign))
    return ring


def _cut(ring: Ring, axis: int, bound: float, sign: int) -> Iterator[XY]:
    for start, end in zip(ring[-1:] + ring[:-1], ring, strict=True):
        was_in, is_in = ((point[axis] - bound) * sign >= 0 for point in (start, end))
        if was_in != is_in:
            share = (bound - start[axis]) / (end[axis] - start[axis])
            yield (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
        if is_in:
            yield end


def _area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring[-1:] + ring[:-1], ring, strict=True)) / 2


def _path(ring: Ring) -> str:
    """Write a ring as a path of whole, relative steps."""
    points = [(round(x), round(y)) for x, y in ring]
    path, (x, y) = f"M{points[0][0]},{points[0][1]}l", points[0]
    steps = []
    for next_x, next_y in points[1:]:
        if (next_x, next_y) != (x, y):
            steps.append(f"{next_x - x}{'' if next_y - y < 0 else ' '}{next_y - y}")
            x, y = next_x, next_y
    joined = "".join(step if step.startswith("-") or not number else f" {step}" for number, step in enumerate(steps))
    return f"{path}{joined}z"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
