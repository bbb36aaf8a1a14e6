"""The figures of provinces on a map: how strongly each is coloured, and where its label stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from snippets.territories.boundaries import Drawing, Outline, drawing

# A figure that is not known has step 0; the others are spread over this many.
STEPS = 4
# In units of the drawing; ``site.css`` has the same font size. The widths are those of wide letters.
FONT_SIZE = 44
LETTER = 0.6 * FONT_SIZE
LINE = 1.2 * FONT_SIZE
# The part of a label's width and height that the province itself must have.
LEAST_FIT = 0.75


@dataclass(frozen=True)
class Place:
    """A province on the map with its observation; ``has_label`` where its name is written on it."""

    outline: Outline
    observation: object
    step: int
    has_label: bool

    @property
    def province(self):
        return self.observation.province


@dataclass(frozen=True)
class ProvinceMap:
    """The observations of ``table`` that are about provinces, in its order."""

    table: object
    drawing: Drawing
    places: list[Place]

    @property
    def extremes(self) -> tuple | None:
        """The observations with the least and the greatest figure, or ``None`` where one is not alone."""
        known = sorted(
            (p.observation for p in self.places if p.observation.value is not None),
            key=lambda observation: observation.value,
        )
        exact = all(observation.qualifier == "exact" for observation in known)
        if len(known) < len(self.places) or not exact:
            return None
        alone = known[0].value < known[1].value and known[-2].value < known[-1].value
        return (known[0], known[-1]) if alone else None


def province_map(table, write: Callable[[object], str]) -> ProvinceMap | None:
    """Return the map of ``table``, or ``None`` where fewer than two of its provinces have an outline.

    ``table`` has ``observations``, each with a ``province`` or ``None`` and a ``value`` or ``None``;
    ``write`` returns how the figure of one is written.
    """
    about = {o.province.iso_code: o for o in table.observations if o.province}
    drawn = drawing(about)
    if drawn is None or len(drawn.outlines) < 2:
        return None
    shown = {code: o for code, o in about.items() if code in drawn.outlines}
    steps = _steps(o.value for o in shown.values())
    labelled = _labelled(drawn, {c: (str(o.province), write(o)) for c, o in shown.items()})
    places = [
        Place(drawn.outlines[code], o, steps.get(o.value, 0), code in labelled)
        for code, o in shown.items()
    ]
    return ProvinceMap(table, drawn, places)


def _steps(values: Iterable) -> dict:
    """Return the step of each known value by its rank: equal values have the same, the greatest the last."""
    ranked = sorted({value for value in values if value is not None}, reverse=True)
    stride = (STEPS - 1) / max(len(ranked) - 1, 1)
    return {value: STEPS - round(rank * stride) for rank, value in enumerate(ranked)}


def _labelled(drawn: Drawing, texts: dict[str, tuple[str, ...]]) -> set[str]:
    """Return the provinces that have room for their texts, so that no two labels meet.

    Where most have none, the few that do would seem to be meant, so none is written.
    """
    boxes: dict[str, tuple[float, float, float, float]] = {}
    for code, lines in texts.items():
        outline = drawn.outlines[code]
        across, down = max(map(len, lines)) * LETTER / 2, len(lines) * LINE / 2
        box = (outline.x - across, outline.y - down, outline.x + across, outline.y + down)
        fits = outline.width >= 2 * across * LEAST_FIT and outline.height >= 2 * down * LEAST_FIT
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= drawn.width and box[3] <= drawn.height
        if fits and inside and not any(_meet(box, other) for other in boxes.values()):
            boxes[code] = box
    return set(boxes) if 2 * len(boxes) >= len(texts) else set()


def _meet(one: tuple, other: tuple) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
