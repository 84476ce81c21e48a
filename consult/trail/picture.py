"""The trail as a picture: kinds of things in columns, from left to right, a line for each edge. Pure.

Readable in black and white: everything is named, nothing is said by a colour. What stands in the picture stands in the
table beside it. Proposals are many: the whole graph counts them by where they lead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

ROW, COLUMN, BOX = 46, 230, 180  # signs of an SVG: its units
MOST = 40  # boxes of one column


@dataclass(frozen=True)
class Node:
    """Something to draw: its kind, its number there, its name."""

    kind: str
    id: int
    title: str


@dataclass(frozen=True)
class Box:
    """A node with its place."""

    node: Node
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    """Boxes and lines; `left` tells, by kind, how many more there are than are drawn."""

    boxes: Sequence[Box]
    lines: Sequence[tuple[int, int, int, int]]
    width: int
    height: int
    left: Mapping[str, int]


def draw(order: Sequence[str], nodes: Iterable[Node], pairs: Iterable[tuple[Node, Node]]) -> Drawing:
    """Lay nodes out in columns by kind, in this order, each column in the order in which its nodes are given."""
    columns: dict[str, list[Node]] = {kind: [] for kind in order}
    for node in dict.fromkeys(nodes):
        columns[node.kind].append(node)
    used = [kind for kind in order if columns[kind]]
    places: dict[Node, Box] = {}
    for across, kind in enumerate(used):
        for down, node in enumerate(columns[kind][:MOST]):
            places[node] = Box(node, across * COLUMN, down * ROW)
    lines = [_line(places[a], places[b]) for a, b in dict.fromkeys(pairs) if a in places and b in places]
    tallest = max((len(columns[kind][:MOST]) for kind in used), default=1)
    left = {kind: len(columns[kind]) - MOST for kind in used if len(columns[kind]) > MOST}
    return Drawing(list(places.values()), lines, max(len(used), 1) * COLUMN - (COLUMN - BOX), tallest * ROW, left)


def _line(a: Box, b: Box) -> tuple[int, int, int, int]:
    if a.x == b.x:  # something took the place of another of its kind
        return a.x + 8, a.y + ROW - 14, b.x + 8, b.y
    return a.x + BOX, a.y + 16, b.x, b.y + 16
