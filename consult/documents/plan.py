"""Places laid flat, without any ground from elsewhere: circles as large as what is counted there, names, a scale bar.

Coordinates are laid around the middle of the places (equirectangular): at the scale of a region, a circle stays one and
distances hold. Each circle bears its number, by which the table knows it; a name that would cover another is left out.
"""

from collections.abc import Iterator, Sequence
from math import cos, floor, log10, radians, sqrt

from consult.documents.ink import FILLS, SIGN, WIDTH, fit, text
from consult.documents.numbers import number
from consult.documents.tree import Plan

HIGH, TOP, SIDE, FOOT = 400.0, 30.0, 110.0, 70.0  # the field, and room around it for names and for the scale
SMALLEST, LARGEST = 11.0, 30.0  # radius of a circle
DEGREE = 111.32  # km of a degree of latitude
ALONE = 4.0  # km shown where all is in one place
LONGEST = 160  # of the scale bar
_INK = FILLS[0][0]

Point = tuple[float, float]
Box = tuple[float, float, float, float]


def plan(drawing: Plan, language: str) -> tuple[list[str], float]:
    """The marks of a plan and its height: large circles first, so that small ones stay in sight."""
    points, pixels = _laid([(one.latitude, one.longitude) for one in drawing.spots])
    most = max(one.count for one in drawing.spots) or 1
    sizes = [SMALLEST + (LARGEST - SMALLEST) * sqrt(max(one.count, 0) / most) for one in drawing.spots]
    order = sorted(range(len(points)), key=lambda n: -sizes[n])
    marks = [f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HIGH - 1}" fill="#ffffff" stroke="#767676"/>']
    for n in order:
        at = f'cx="{points[n][0]:.1f}" cy="{points[n][1]:.1f}" r="{sizes[n]:.1f}"'
        marks.append(f'<circle {at} fill="#dce8f3" fill-opacity="0.8" stroke="{_INK}" stroke-width="2"/>')
    for n in order:
        marks.append(text(points[n][0], points[n][1] + 5, str(n + 1), "middle", "#1b1b1b"))
    counted = [f"{one.name} ({number(one.count, language)})" for one in drawing.spots]
    marks += _names(counted, points, sizes, order)
    return [*marks, *_scale(pixels, language)], HIGH


def _laid(places: Sequence[Point]) -> tuple[list[Point], float]:
    """Where each place is drawn, and how many pixels a kilometre takes."""
    middle = sum(latitude for latitude, _longitude in places) / len(places)
    flat = [(longitude * DEGREE * cos(radians(middle)), -latitude * DEGREE) for latitude, longitude in places]
    left, top = min(x for x, _y in flat), min(y for _x, y in flat)
    wide, high = max(x for x, _y in flat) - left, max(y for _x, y in flat) - top
    room = WIDTH - 2 * SIDE, HIGH - TOP - FOOT - 2 * LARGEST
    pixels = min(room[0] / max(wide, ALONE), room[1] / max(high, ALONE))
    dx = (WIDTH - wide * pixels) / 2
    dy = TOP + LARGEST + (room[1] - high * pixels) / 2
    return [(dx + (x - left) * pixels, dy + (y - top) * pixels) for x, y in flat], pixels


def _names(
    names: Sequence[str], points: Sequence[Point], sizes: Sequence[float], order: Sequence[int]
) -> Iterator[str]:
    """The name beside each circle, on the side where there is room; none where it would cover something."""
    taken = [_around(*point, size) for point, size in zip(points, sizes, strict=True)]
    for n in order:
        (x, y), size, said = points[n], sizes[n], fit(names[n], WIDTH / 2)
        long = len(said) * SIGN
        choices = (
            (x + size + 5, y + 5, "start", (x + size + 4, y - 10, x + size + 6 + long, y + 10)),
            (x - size - 5, y + 5, "end", (x - size - 6 - long, y - 10, x - size - 4, y + 10)),
            (x, y + size + 16, "middle", (x - long / 2, y + size + 3, x + long / 2, y + size + 21)),
            (x, y - size - 6, "middle", (x - long / 2, y - size - 21, x + long / 2, y - size - 3)),
        )
        for at, line, anchor, box in choices:
            inside = box[0] > 2 and box[2] < WIDTH - 2 and box[1] > 2 and box[3] < HIGH - FOOT + 24
            if inside and not any(_cross(box, other) for other in taken):
                taken.append(box)
                yield text(at, line, said, anchor, "#1b1b1b")
                break


def _around(x: float, y: float, size: float) -> Box:
    return x - size, y - size, x + size, y + size


def _cross(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scale(pixels: float, language: str) -> Iterator[str]:
    """A bar of 1, 2 or 5 times a power of ten, in metres or kilometres."""
    most = LONGEST / pixels
    power = 10.0 ** floor(log10(most))
    length = next(step * power for step in (5, 2, 1) if step * power <= most)
    said = f"{number(length, language)}\u00a0km" if length >= 1 else f"{number(round(length * 1000), language)}\u00a0m"
    left, y = 20.0, HIGH - 20
    right = left + length * pixels
    yield f'<path d="M{left} {y - 6}V{y}H{right:.1f}V{y - 6}" fill="none" stroke="#1b1b1b" stroke-width="2"/>'
    yield text(right + 8, y, said, "start", "#1b1b1b")
