"""A map of places, as points of an SVG: no tile is asked of anybody. Pure.

Coordinates are laid flat around the middle of the places (equirectangular): at the scale of a department, a circle
stays one. Points that would lie on one another are counted together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sqrt

from consult.programme.content import Place

WIDTH, HEIGHT, MARGIN = 640, 420, 40
NEAR = 14  # two points closer than this are one


@dataclass(frozen=True, slots=True)
class Point:
    """A dot on the map: where, how large, which places it stands for."""

    x: float
    y: float
    radius: float
    places: tuple[str, ...]
    number: int


def points(places: Iterable[tuple[Place, int]]) -> list[Point]:
    """The dots of places with how many sessions each has; those whose coordinates are unknown have none."""
    known = [(place, count) for place, count in places if place.latitude is not None and place.longitude is not None]
    if not known:
        return []
    middle = sum(place.latitude or 0 for place, _n in known) / len(known)
    flat = [((place.longitude or 0) * cos(radians(middle)), -(place.latitude or 0)) for place, _n in known]
    spots: list[tuple[float, float, list[tuple[Place, int]]]] = []
    for (x, y), one in zip(_fitted(flat), known, strict=True):
        near = next((spot for spot in spots if abs(spot[0] - x) < NEAR and abs(spot[1] - y) < NEAR), None)
        if near:
            near[2].append(one)
        else:
            spots.append((x, y, [one]))
    return [_point(number, *spot) for number, spot in enumerate(spots, 1)]


def _point(number: int, x: float, y: float, some: list[tuple[Place, int]]) -> Point:
    names = tuple(dict.fromkeys(place.venue or place.label for place, _n in some))
    radius = min(26.0, 9 + 2 * sqrt(sum(count for _place, count in some)))
    return Point(round(x, 1), round(y, 1), round(radius, 1), names, number)


def _fitted(flat: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same points inside the frame, at one scale in both directions."""
    left, top = min(x for x, _y in flat), min(y for _x, y in flat)
    wide, high = max(x for x, _y in flat) - left, max(y for _x, y in flat) - top
    inner = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    scale = min(inner[0] / wide if wide else 1e9, inner[1] / high if high else 1e9)
    scale = 0.0 if not wide and not high else scale
    dx, dy = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2
    return [(dx + (x - left) * scale, dy + (y - top) * scale) for x, y in flat]
