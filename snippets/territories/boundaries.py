"""The outlines of the provinces, drawn as the paths of an SVG.

The geometry is ``geometry/provinces.topojson``: neighbours share their borders there, so that they also
share them in a drawing, however coarse it is.
"""

from __future__ import annotations

import heapq
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

FILE = Path(__file__).parent / "geometry" / "provinces.topojson"
# A drawing is this wide or this high, whichever it reaches first, in the units of its ``viewBox``.
SIZE = 1000
MARGIN = 8
# Corners that cut off less than this area are left out, and islands that are smaller than this.
SMALLEST_CORNER = 10
SMALLEST_ISLAND = 8
FEWEST_POINTS = 4

Point = tuple[float, float]


@dataclass(frozen=True)
class Outline:
    """A province in a drawing: the ``d`` of its path, its size, and where its label stands."""

    code: str
    path: str
    width: int
    height: int
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    """Provinces side by side. North is up in every language: the ground is not mirrored."""

    width: int
    height: int
    outlines: dict[str, Outline]


def known_codes() -> frozenset[str]:
    """Return the ISO codes of the provinces whose outline is known."""
    return frozenset(_geometry().provinces)


def drawing(codes: Iterable[str]) -> Drawing | None:
    """Return the provinces with the ISO ``codes`` as large as they fit, or ``None`` if none is known.

    A code without an outline is left out.
    """
    known = known_codes().intersection(codes)
    return _drawn(known) if known else None


@dataclass(frozen=True)
class Geometry:
    """Border lines in degrees, and the provinces made of them.

    A province is a list of polygons, the largest first; a polygon is a list of rings; a ring a list of
    numbers of border lines, as TopoJSON writes them: ``~n`` is the line ``n`` from its end.
    """

    borders: list[list[Point]]
    provinces: dict[str, list[list[list[int]]]]
    labels: dict[str, Point]


@cache
def _geometry() -> Geometry:
    topology = json.loads(FILE.read_text(encoding="utf-8"))
    (scale_x, scale_y), (left, bottom) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    borders = []
    for steps in topology["arcs"]:
        x = y = 0
        border = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            border.append((left + x * scale_x, bottom + y * scale_y))
        borders.append(border)
    provinces = topology["objects"]["provinces"]["geometries"]
    return Geometry(
        borders,
        {province["id"]: province["arcs"] for province in provinces},
        {province["id"]: tuple(province["properties"]["label"]) for province in provinces},
    )


@lru_cache(maxsize=32)
def _drawn(codes: frozenset[str]) -> Drawing:
    geometry = _geometry()
    rings = {
        code: [ring for polygon in geometry.provinces[code] for ring in polygon] for code in codes
    }
    used = {number if number >= 0 else ~number for of in rings.values() for r in of for number in r}
    points = [point for number in used for point in geometry.borders[number]]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    # A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
    narrowing = math.cos(math.radians((south + north) / 2))
    scale = (SIZE - 2 * MARGIN) / max((east - west) * narrowing, north - south)

    def place(point: Point) -> Point:
        x, y = point
        return MARGIN + (x - west) * narrowing * scale, MARGIN + (north - y) * scale

    borders = {number: _border([place(p) for p in geometry.borders[number]]) for number in used}
    outlines = {}
    for code in sorted(codes):
        drawn = [_ring(numbers, borders) for numbers in rings[code]]
        shown = [
            ring for n, ring in enumerate(drawn) if n == 0 or max(_size(ring)) >= SMALLEST_ISLAND
        ]
        x, y = place(geometry.labels[code])
        path = "".join(map(_path, shown))
        outlines[code] = Outline(code, path, *_size(drawn[0]), round(x), round(y))
    width, height = place((east, south))
    return Drawing(round(width) + MARGIN, round(height) + MARGIN, outlines)


def _border(points: list[Point]) -> list[tuple[int, int]]:
    """Return ``points`` without the least corners, on whole units (Visvalingam and Whyatt, 1993).

    The ends stay, because that is where borders meet.
    """
    last = len(points) - 1
    before, after = list(range(-1, last)), list(range(1, last + 2))
    corners = {n: _area(points[n - 1], points[n], points[n + 1]) for n in range(1, last)}
    queue = [(area, n) for n, area in corners.items()]
    heapq.heapify(queue)
    left = len(points)
    while queue and left > FEWEST_POINTS:
        area, n = heapq.heappop(queue)
        if area != corners.get(n):
            continue
        if area >= SMALLEST_CORNER:
            break
        del corners[n]
        left -= 1
        after[before[n]], before[after[n]] = after[n], before[n]
        for beside in (before[n], after[n]):
            if beside in corners:
                triangle = (points[before[beside]], points[beside], points[after[beside]])
                corners[beside] = max(area, _area(*triangle))
                heapq.heappush(queue, (corners[beside], beside))
    kept = [points[n] for n in (0, *sorted(corners), last)]
    return [(round(x), round(y)) for x, y in kept]


def _area(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def _ring(numbers: list[int], borders: dict[int, list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """Return the corners of a ring, the first one at its end again."""
    ring: list[tuple[int, int]] = []
    for number in numbers:
        border = borders[number] if number >= 0 else borders[~number][::-1]
        ring += border[1:] if ring else border
    return ring


def _size(ring: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the width and the height of a ring."""
    width, height = (max(axis) - min(axis) for axis in zip(*ring, strict=True))
    return width, height


def _path(ring: list[tuple[int, int]]) -> str:
    """Return a ring as an SVG path with relative steps, which are the shortest to write."""
    start_x, start_y = ring[0]
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(ring) if (a, b) != (x, y)]
    # The last step is drawn by closing the path.
    written = " ".join(f"{x} {y}" for x, y in steps[:-1])
    return f"M{start_x} {start_y}l{written}z".replace(" -", "-")
