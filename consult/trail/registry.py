"""What leads from one thing to another: a registry of edges, filled by the features that own the rows.

@edges("project", "session", label=_l("est devenu une séance"))
def sessions(scope: Scope) -> Iterator[Edge]: ...

Register in the order in which things follow one another: a walk asks each function once.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString

from consult.kinds import Ref


@dataclass(frozen=True)
class Scope:
    """Which edges are asked for: those of a consultation, out of these rows (None: all), as this viewer may read."""

    consultation_id: int
    viewer: Any
    ids: Collection[int] | None = None

    def narrow(self, column: Any) -> sa.ColumnElement[bool]:
        """The condition on the column that holds the source."""
        condition: sa.ColumnElement[bool] = sa.true() if self.ids is None else column.in_(self.ids)
        return condition


@dataclass(frozen=True)
class Edge:
    """From one thing to another. `title` and `page` (endpoint, values) are the target's; `state` how far it is.

    `source_title` names the source, where nothing else may lead to it.
    """

    source_id: int
    target_id: int
    title: str
    page: tuple[str, dict[str, Any]]
    when: datetime
    who: str = ""
    why: str = ""
    state: str = ""
    source_title: str = ""


Function = Callable[[Scope], Iterable[Edge]]


@dataclass(frozen=True)
class Link:
    """A kind of edge: between which kinds of things, what it says; whether a walk goes on along it.

    One that is not followed is shown between things that were reached otherwise.
    """

    source: str
    target: str
    label: LazyString
    function: Function
    followed: bool = True


@dataclass(frozen=True)
class Step:
    """An edge with its kind: what a walk found."""

    link: Link
    edge: Edge
    source: Ref = field(init=False)
    target: Ref = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", Ref(self.link.source, self.edge.source_id))
        object.__setattr__(self, "target", Ref(self.link.target, self.edge.target_id))


LINKS: list[Link] = []


def edges(source: str, target: str, *, label: LazyString, followed: bool = True) -> Callable[[Function], Function]:
    """Register edges from one kind of thing to another."""

    def register(function: Function) -> Function:
        LINKS.append(Link(source, target, label, function, followed))
        return function

    return register
