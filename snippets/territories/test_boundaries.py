"""The outlines of the provinces: complete, side by side, and small enough for a page."""

from __future__ import annotations

import gzip
import re

import pytest

from snippets.territories.boundaries import FILE, MARGIN, SIZE, drawing, known_codes
from snippets.territories.models import Province

KENITRA = ("MA-KEN", "MA-SIK", "MA-SIL")


def rings(path: str) -> list[list[tuple[int, int]]]:
    """Return the corners of each ring of an SVG path."""
    found = []
    for ring in path.split("z")[:-1]:
        numbers = [int(n) for n in re.findall(r"-?\d+", ring)]
        corners = [(numbers[0], numbers[1])]
        for step_x, step_y in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = corners[-1]
            corners.append((x + step_x, y + step_y))
        found.append(corners)
    return found


def sides(path: str) -> list[frozenset]:
    return [
        frozenset((corner, ring[(n + 1) % len(ring)]))
        for ring in rings(path)
        for n, corner in enumerate(ring)
    ]


def area(path: str) -> float:
    return abs(
        sum(
            a[0] * b[1] - b[0] * a[1]
            for ring in rings(path)
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
        )
        / 2
    )


def test_every_province_of_the_kingdom_has_an_outline():
    assert known_codes() == set(Province.objects.values_list("iso_code", flat=True))
    kingdom = drawing(known_codes())
    assert len(kingdom.outlines) == 75
    assert all(area(outline.path) > 0 for outline in kingdom.outlines.values())


@pytest.mark.parametrize("codes", [KENITRA, None])
def test_neighbours_share_their_border_and_nothing_lies_between(codes):
    """Each side belongs to two neighbours, or to one at the edge; and the edge is closed."""
    drawn = drawing(codes or known_codes())
    owners: dict[frozenset, int] = {}
    for outline in drawn.outlines.values():
        for side in sides(outline.path):
            owners[side] = owners.get(side, 0) + 1
    assert set(owners.values()) <= {1, 2}
    shared = [side for side, number in owners.items() if number == 2]
    assert len(shared) > len(owners) / 4
    ends: dict[tuple[int, int], int] = {}
    for side, number in owners.items():
        for corner in side if number == 1 else ():
            ends[corner] = ends.get(corner, 0) + 1
    assert all(number % 2 == 0 for number in ends.values())


@pytest.mark.parametrize("codes", [KENITRA, ("MA-RAB",), None])
def test_drawing_fills_its_box(codes):
    drawn = drawing(codes or known_codes())
    assert max(drawn.width, drawn.height) == SIZE
    corners = [corner for o in drawn.outlines.values() for ring in rings(o.path) for corner in ring]
    for axis, length in ((0, drawn.width), (1, drawn.height)):
        places = [corner[axis] for corner in corners]
        # An outermost corner, as a spit of land, may be too small to be drawn.
        assert MARGIN <= min(places) <= MARGIN + SIZE / 100
        assert 0 <= length - MARGIN - max(places) <= SIZE / 100


def test_ground_is_not_stretched():
    """Aousserd is south of Tangier, and west of it; the Kingdom is higher than wide."""
    kingdom = drawing(known_codes())
    south, north = kingdom.outlines["MA-AOU"], kingdom.outlines["MA-TNG"]
    assert south.y > north.y
    assert south.x < north.x
    assert 0.85 < kingdom.width / kingdom.height < 1


def test_label_of_a_province_stands_in_it():
    for outline in drawing(known_codes()).outlines.values():
        ring = rings(outline.path)[0]
        inside = False
        for (x, y), (next_x, next_y) in zip(ring, ring[1:] + ring[:1], strict=True):
            crosses = (y > outline.y) != (next_y > outline.y)
            if crosses and outline.x < x + (outline.y - y) * (next_x - x) / (next_y - y):
                inside = not inside
        assert inside, outline.code


def test_drawing_is_light():
    """In a page, compressed: the three provinces of Kenitra, and the whole Kingdom."""
    for codes, most in ((KENITRA, 2000), (known_codes(), 5000)):
        paths = "".join(o.path for o in drawing(codes).outlines.values())
        assert len(gzip.compress(paths.encode())) < most
    assert FILE.stat().st_size < 400_000


def test_code_without_an_outline_is_left_out():
    assert set(drawing(["MA-KEN", "XA-1"]).outlines) == {"MA-KEN"}
    assert drawing(["XA-1"]) is None
    assert drawing([]) is None


def test_borders_have_their_licence_beside_them():
    assert "Open Database License" in (FILE.parent / "LICENSE").read_text(encoding="utf-8")
    assert "OpenStreetMap contributors" in (FILE.parent / "README.md").read_text(encoding="utf-8")
