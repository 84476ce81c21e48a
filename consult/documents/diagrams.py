"""Pictures that are no bars: a matrix, a network, a map. Each returns its marks and its height.

Shapes, sizes and numbers carry the meaning, never a colour alone. What is drawn small is in the table beside it.
"""

from collections.abc import Iterator
from math import cos, pi, sin, sqrt

from consult.documents.ink import FILLS, WIDTH, fit, pill, text
from consult.documents.numbers import number
from consult.documents.plan import plan
from consult.documents.tree import Chart, Map, Network, Plan

_NAMES = 210  # room for the names of the rows of a matrix
_CELL = 44
_HIGH = 420
_RADIUS = 130
_INK, _LIGHT = FILLS[0][0], FILLS[1][1]


def matrix(chart: Chart, language: str) -> tuple[list[str], float]:
    """Rows by columns: a square in each cell, as large as its count, which is written in it."""
    step = (WIDTH - _NAMES) / len(chart.series)
    top = 20.0 * len(chart.series) + 12
    most = max((value for series in chart.series for value in series.values), default=0) or 1
    marks = list(_heads(chart, step, top))
    for row, name in enumerate(chart.categories):
        middle = top + row * _CELL + _CELL / 2
        marks.append(text(0, middle + 5, fit(name, _NAMES - 10)))
        marks.append(f'<path d="M0 {middle + _CELL / 2:.1f}H{WIDTH}" stroke="#767676" stroke-width="0.5"/>')
        for column, series in enumerate(chart.series):
            marks += _cell(series.values[row], most, _NAMES + (column + 0.5) * step, middle, min(step, _CELL), language)
    return marks, top + _CELL * len(chart.categories) + 6


def _heads(chart: Chart, step: float, top: float) -> Iterator[str]:
    """The names of the columns, the last one highest, each at the head of a line that leads to its column: none crosses
    another."""
    for column, series in enumerate(chart.series):
        x, y = _NAMES + (column + 0.5) * step, 20.0 * (len(chart.series) - 1 - column) + 14
        yield text(x - 6, y, fit(series.name, x - 10), "end")
        yield f'<path d="M{x:.1f} {y - 10:.1f}V{top - 4:.1f}" stroke="#767676" stroke-width="0.7"/>'


def _cell(value: float, most: float, x: float, y: float, room: float, language: str) -> Iterator[str]:
    if not value:
        return
    side = max(8.0, (room - 6) * sqrt(value / most))
    at = f'x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" width="{side:.1f}" height="{side:.1f}"'
    yield f'<rect {at} fill="{_LIGHT}" stroke="{_INK}" stroke-width="1"/>'
    yield from pill(x, y, number(value, language))


def draw(drawing: Network | Map | Plan, language: str) -> tuple[list[str], float]:
    """A network, a map of ideas, or a plan of places."""
    if isinstance(drawing, Plan):
        return plan(drawing, language)
    if isinstance(drawing, Map):
        return _map(drawing)
    return [*_links(drawing, language), *_nodes(drawing, language)], _HIGH


def _place(network: Network, index: int) -> tuple[float, float]:
    angle = 2 * pi * index / len(network.nodes) - pi / 2
    return WIDTH / 2 + _RADIUS * cos(angle), _HIGH / 2 + _RADIUS * sin(angle)


def _links(network: Network, language: str) -> Iterator[str]:
    most = max((one.weight for one in network.links), default=0) or 1
    lines = [(one, _place(network, one.first), _place(network, one.second)) for one in network.links]
    for one, (x1, y1), (x2, y2) in lines:
        wide = 1 + 7 * one.weight / most
        yield f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#767676" stroke-width="{wide:.1f}"/>'
    for one, (x1, y1), (x2, y2) in lines[:20]:
        # Not in the very middle: all the diagonals of a circle meet there.
        yield from pill(x1 + (x2 - x1) * 0.38, y1 + (y2 - y1) * 0.38, number(one.weight, language))


def _nodes(network: Network, language: str) -> Iterator[str]:
    largest = max(node.size for node in network.nodes) or 1
    for index, node in enumerate(network.nodes):
        x, y = _place(network, index)
        radius = 10 + 14 * sqrt(max(node.size, 0) / largest)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#ffffff" stroke="{_INK}" stroke-width="2"/>'
        yield text(x, y + 5, number(node.size, language), "middle", "#1b1b1b")
        yield _label(node.name, x, y, radius)


def _label(name: str, x: float, y: float, radius: float) -> str:
    """The name outside of the circle, on its side."""
    if abs(x - WIDTH / 2) < 2:
        above = y < _HIGH / 2
        return text(x, y - radius - 8 if above else y + radius + 20, fit(name, WIDTH - 20), "middle")
    right = x > WIDTH / 2
    room = WIDTH - x - radius - 6 if right else x - radius - 6
    return text(x + radius + 6 if right else x - radius - 6, y + 5, fit(name, room), "start" if right else "end")


def _map(drawing: Map) -> tuple[list[str], float]:
    """Areas under their numbers; a dot is full in an area, hollow elsewhere."""
    scale = WIDTH / drawing.width
    marks = []
    for one in drawing.areas:
        x, y = one.x * scale, one.y * scale
        marks.append(
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{one.rx * scale:.1f}" ry="{one.ry * scale:.1f}" '
            f'transform="rotate({one.angle} {x:.1f} {y:.1f})" fill="{_LIGHT}" fill-opacity="0.5" stroke="{_INK}"/>'
        )
    for dot in drawing.dots:
        paint = _INK if dot.is_full else "#ffffff"
        at = f'cx="{dot.x * scale:.1f}" cy="{dot.y * scale:.1f}"'
        marks.append(f'<circle {at} r="3.5" fill="{paint}" stroke="{_INK}"/>')
    for place, one in enumerate(drawing.areas, 1):
        marks += pill(one.x * scale, one.y * scale, str(place))
    return marks, drawing.height * scale
