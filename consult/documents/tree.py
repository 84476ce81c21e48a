"""The content tree of anything we print.

A `Document` is a tuple of frozen blocks. Blocks check themselves when they are made: a tree that exists can be
printed in every format. Links are `https:`, `http:` or `mailto:` addresses, or `#id` of a heading; others are dropped.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from math import isfinite
from typing import Literal

from consult.documents.hygiene import clean, one_line

Cell = str | int | float | None
Role = Literal["body", "lead", "meta", "heading"]

ACCENT = "#1f4f7b"
DEEPEST_HEADING = 5
NOTHING = "—"
_ID = re.compile(r"[a-z][a-z0-9-]*")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_LINK = re.compile(r"(https?://|mailto:|#)[^\s\"<>\\^`{|}]+", re.IGNORECASE)


def _set(block: object, **values: object) -> None:
    for name, value in values.items():
        object.__setattr__(block, name, value)


@dataclass(frozen=True, slots=True)
class Run:
    r"""A stretch of text in one style; `\n` is a line break."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    link: str = ""

    def __post_init__(self) -> None:
        link = clean(self.link)
        _set(self, text=clean(self.text).replace("\t", " "), link=link if _LINK.fullmatch(link) else "")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 5 under the document's title; without `id`, the document gives it one."""

    level: int
    text: str
    id: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.level <= DEEPEST_HEADING:
            raise ValueError(f"heading level {self.level} is not between 1 and {DEEPEST_HEADING}")
        if self.id and not _ID.fullmatch(self.id):
            raise ValueError(f"heading id {self.id!r} is not made of a-z, 0-9 and -")
        _set(self, text=one_line(self.text) or NOTHING)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs of text. Roles: `lead` opens a part, `meta` says who and when, `heading` titles a passage of a body."""

    runs: tuple[Run, ...]
    role: Role = "body"

    @classmethod
    def of(cls, text: str, role: Role = "body") -> "Paragraph":
        return cls((Run(text),), role)


@dataclass(frozen=True, slots=True)
class Quote:
    """Someone's words, with who said them and when."""

    blocks: "tuple[Block, ...]"
    attribution: str = ""

    def __post_init__(self) -> None:
        _set(self, attribution=one_line(self.attribution))


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list, each item made of blocks; numbered from `start` when `ordered`."""

    items: "tuple[tuple[Block, ...], ...]"
    ordered: bool = False
    start: int = 1

    @classmethod
    def of(cls, texts: Iterable[str], ordered: bool = False) -> "BulletList":
        return cls(tuple((Paragraph.of(text),) for text in texts), ordered)


@dataclass(frozen=True, slots=True)
class Preformatted:
    """Lines whose spaces count."""

    text: str

    def __post_init__(self) -> None:
        _set(self, text=clean(self.text).expandtabs(4).rstrip("\n"))


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line between two passages."""


@dataclass(frozen=True, slots=True)
class TimeBar:
    """A stretch of a day, as a bar from `start` to `end`, parts of its length: for the eye, beside hours in words."""

    start: float
    end: float

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= 1:
            raise ValueError(f"a bar from {self.start} to {self.end} does not lie between 0 and 1")
        _set(self, start=round(self.start, 3), end=max(round(self.end, 3), round(self.start, 3) + 0.001))


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: what is counted, how many."""

    label: str
    value: Cell

    def __post_init__(self) -> None:
        _set(self, label=one_line(self.label), value=_cell(self.value))


@dataclass(frozen=True, slots=True)
class Figures:
    """Key figures, side by side."""

    items: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row; with `row_headers`, the first cell of each row names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_headers: bool = False

    def __post_init__(self) -> None:
        if not self.columns or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"each row of table {self.caption!r} has as many cells as there are columns")
        _set(
            self,
            caption=one_line(self.caption),
            columns=tuple(one_line(column) or NOTHING for column in self.columns),
            rows=tuple(tuple(_cell(cell) for cell in row) for row in self.rows),
        )

    def numeric(self) -> list[bool]:
        """Say of each column whether it holds numbers alone."""
        cells = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        kinds = [{type(cell) for cell in column} - {type(None)} for column in cells]
        return [bool(found) and str not in found for found in kinds]

    def weights(self) -> list[int]:
        """Return the width of each column, from 1 to 10, after its longest text."""
        rows = (self.columns, *self.rows)
        longest = [max(len(str(row[place])) for row in rows) for place in range(len(self.columns))]
        return [max(2, min(10, length // 4)) for length in longest]


@dataclass(frozen=True, slots=True)
class Series:
    """One measure over the categories of a chart."""

    name: str
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if any(value < 0 or not isfinite(value) for value in self.values):
            raise ValueError(f"series {self.name!r} holds a negative or infinite value")
        _set(self, name=one_line(self.name))


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart over `categories` (named by `axis`): `bars` side by side, `stacked` bars, columns in time, a `matrix`."""

    kind: Literal["bars", "stacked", "timeline", "matrix"]
    title: str
    description: str
    axis: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]

    def __post_init__(self) -> None:
        if not self.series or any(len(series.values) != len(self.categories) for series in self.series):
            raise ValueError(f"each series of chart {self.title!r} has one value a category")
        if not one_line(self.title) or not one_line(self.description):
            raise ValueError("a chart has a title and a description")
        _set(
            self,
            title=one_line(self.title),
            description=one_line(self.description),
            axis=one_line(self.axis),
            categories=tuple(one_line(category) for category in self.categories),
        )

    def data(self) -> Table:
        """Return the figures of the chart as a table, shown under it in every format."""
        rows = zip(self.categories, *(series.values for series in self.series), strict=True)
        return Table("", (self.axis, *(series.name for series in self.series)), tuple(rows), row_headers=True)


@dataclass(frozen=True, slots=True)
class Node:
    """Something in a network, and how large it is."""

    name: str
    size: int

    def __post_init__(self) -> None:
        _set(self, name=one_line(self.name) or NOTHING)


@dataclass(frozen=True, slots=True)
class Link:
    """What holds two nodes together, named by their places: two counts, the first of which is drawn."""

    first: int
    second: int
    weight: int
    shared: int = 0


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes on a circle and what links them. `columns` names, in the table, two nodes and the two counts of a link."""

    title: str
    description: str
    columns: tuple[str, str, str, str]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    def __post_init__(self) -> None:
        places = range(len(self.nodes))
        if not places or any(not (one.first in places and one.second in places) for one in self.links):
            raise ValueError(f"each link of network {self.title!r} joins two of its nodes")
        _named_drawing(self)

    def data(self) -> Table:
        """Return the links as a table; the nodes, where nothing links them."""
        names = [node.name for node in self.nodes]
        if not self.links:
            rows: tuple[tuple[Cell, ...], ...] = tuple((node.name, node.size) for node in self.nodes)
            return Table("", (self.columns[0], self.columns[3]), rows, row_headers=True)
        pairs = tuple((names[one.first], names[one.second], one.weight, one.shared) for one in self.links)
        return Table("", self.columns, pairs, row_headers=True)


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a map: an ellipse (`angle` in degrees), how many dots it stands for, the name of the nearest one."""

    name: str
    x: int
    y: int
    rx: int
    ry: int
    angle: int
    count: int
    nearest: str = ""

    def __post_init__(self) -> None:
        _set(self, name=one_line(self.name) or NOTHING, nearest=one_line(self.nearest))


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot of a map; full where it belongs to an area."""

    x: int
    y: int
    is_full: bool = True


@dataclass(frozen=True, slots=True)
class Map:
    """Areas and dots in a field of `width` by `height`. `columns` names in the table an area, count, nearest."""

    title: str
    description: str
    columns: tuple[str, str, str]
    width: int
    height: int
    areas: tuple[Area, ...]
    dots: tuple[Dot, ...] = ()

    def __post_init__(self) -> None:
        if not (self.areas and self.width > 0 and self.height > 0):
            raise ValueError(f"map {self.title!r} has a size and areas")
        _named_drawing(self)

    def data(self) -> Table:
        """Return the areas as a table, under the numbers that they bear on the map."""
        rows = tuple((f"{n}. {one.name}", one.count, one.nearest) for n, one in enumerate(self.areas, 1))
        return Table("", self.columns, rows, row_headers=True)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a plan, in degrees, and how much is counted there."""

    name: str
    latitude: float
    longitude: float
    count: int

    def __post_init__(self) -> None:
        _set(self, name=one_line(self.name) or NOTHING)


@dataclass(frozen=True, slots=True)
class Plan:
    """Places on a plane, at one scale; `others` is counted nowhere on it. `columns` names a place and a count.

    `rest` says in the table what the others are.
    """

    title: str
    description: str
    columns: tuple[str, str]
    spots: tuple[Spot, ...]
    others: int = 0
    rest: str = ""

    def __post_init__(self) -> None:
        if not self.spots or any(abs(one.latitude) > 90 or abs(one.longitude) > 180 for one in self.spots):
            raise ValueError(f"plan {self.title!r} has places, and they are on earth")
        _named_drawing(self)

    def data(self) -> Table:
        """Return the places as a table, under the numbers that they bear on the plan."""
        rows: tuple[tuple[Cell, ...], ...] = tuple((f"{n}. {s.name}", s.count) for n, s in enumerate(self.spots, 1))
        return Table("", self.columns, (*rows, (self.rest, self.others)) if self.others else rows, row_headers=True)


def _named_drawing(drawing: "Network | Map | Plan") -> None:
    if not one_line(drawing.title) or not one_line(drawing.description):
        raise ValueError("a picture has a title and a description")
    _set(drawing, title=one_line(drawing.title), description=one_line(drawing.description))


Drawing = Chart | Network | Map | Plan


@dataclass(frozen=True, slots=True)
class RichText:
    """The Markdown source of a contribution."""

    source: str

    def __post_init__(self) -> None:
        _set(self, source=clean(self.source))


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts a page."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of headings down to level `depth`, each leading to its place."""

    title: str
    depth: int = 2

    def __post_init__(self) -> None:
        _set(self, title=one_line(self.title) or NOTHING)


@dataclass(frozen=True, slots=True)
class Look:
    """What an institution gives to its documents: a colour, and a logo (PNG) with what it shows in words."""

    colour: str = ACCENT
    logo: bytes = b""
    logo_alt: str = ""

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.colour):
            raise ValueError(f"colour {self.colour!r} is not written like #1f4f7b")
        if self.logo and not one_line(self.logo_alt):
            raise ValueError("a logo says in words what it shows")
        _set(self, logo_alt=one_line(self.logo_alt))

    @property
    def ratio(self) -> float:
        """The height of the logo over its width."""
        return int.from_bytes(self.logo[20:24]) / (int.from_bytes(self.logo[16:20]) or 1)


Block = (
    Heading
    | Paragraph
    | Quote
    | BulletList
    | Preformatted
    | Rule
    | TimeBar
    | Figures
    | Table
    | Drawing
    | RichText
    | PageBreak
    | Contents
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole: title page (title, subtitle, author, date), then blocks.

    `language` is a tag such as `fr-FR`, `author` the institution, `look` its colour and logo. Without `cover` the title
    stands above the text, on no page of its own. Raise ValueError for an empty title, another form of
    language, a heading level that is skipped, or an id given twice. Headings without id receive `part-1`, `part-2` …
    """

    title: str
    author: str
    date: date
    blocks: tuple[Block, ...]
    subtitle: str = ""
    language: str = "fr-FR"
    cover: bool = True
    look: Look = Look()
    ids: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        if not one_line(self.title):
            raise ValueError("a document has a title")
        if not _LANGUAGE.fullmatch(self.language):
            raise ValueError(f"language {self.language!r} is not written like fr-FR")
        blocks = tuple(_named(_levelled(self.blocks)))
        ids = frozenset(block.id for block in blocks if isinstance(block, Heading))
        cleaned = {name: one_line(getattr(self, name)) for name in ("title", "author", "subtitle")}
        _set(self, blocks=blocks, ids=ids, **cleaned)

    def headings(self, depth: int = DEEPEST_HEADING) -> list[Heading]:
        """Return the headings down to level `depth`, in order."""
        return [block for block in self.blocks if isinstance(block, Heading) and block.level <= depth]


def _cell(value: Cell) -> Cell:
    if isinstance(value, float) and not isfinite(value):
        return None
    return one_line(value) if isinstance(value, str) else value


def _levelled(blocks: Iterable[Block]) -> Iterator[Block]:
    previous = 0
    for block in blocks:
        if isinstance(block, Heading):
            if block.level > previous + 1:
                raise ValueError(f"heading {block.text!r} of level {block.level} follows level {previous}")
            previous = block.level
        yield block


def _named(blocks: Iterable[Block]) -> Iterator[Block]:
    blocks = list(blocks)
    given = [block.id for block in blocks if isinstance(block, Heading) and block.id]
    taken = set(given)
    if len(taken) < len(given):
        raise ValueError("two headings have the same id")
    number = 0
    for block in blocks:
        if isinstance(block, Heading) and not block.id:
            number = next(n for n in range(number + 1, number + 2 + len(taken)) if f"part-{n}" not in taken)
            block = replace(block, id=f"part-{number}")
        yield block
