"""Reading the picture of a consultation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.db import db
from consult.proposals import queries as proposals
from consult.proposals.models import Proposal
from consult.themes.models import Theme
from consult.themes.picture.models import ThemeMap


@dataclass(frozen=True)
class Shown:
    """A theme as an area: its ellipse, how many proposals it had, the theme nearest to it, its typical proposals.

    `number`: its place among the themes of the consultation, as the list of themes says it.
    """

    number: int
    theme: Theme
    x: int
    y: int
    rx: int
    ry: int
    angle: int
    count: int
    nearest: Theme | None
    typical: Sequence[Proposal]


@dataclass(frozen=True)
class Dot:
    """A proposal as a dot, in the colour of its theme, if any."""

    x: int
    y: int
    hue: str


def get(consultation_id: int) -> ThemeMap | None:
    """The picture, with the job that draws it."""
    query = sa.select(ThemeMap).filter_by(consultation_id=consultation_id).options(joinedload(ThemeMap.job))
    return db.session.scalars(query).one_or_none()


def areas(found: ThemeMap, themes: Sequence[Theme], *, viewer: Any) -> list[Shown]:
    """The areas of the themes that are still there, in the order of these."""
    known: Mapping[int, Theme] = {theme.id: theme for theme in themes}
    numbers = {theme.id: number for number, theme in enumerate(themes, 1)}
    ids = [one for line in found.areas for one in line[8]]
    titles = {proposal.id: proposal for proposal in proposals.some(ids, viewer=viewer)}
    shown = []
    for theme, x, y, rx, ry, angle, count, nearest, typical in found.areas:
        if theme in known:
            some = [titles[one] for one in typical if one in titles]
            shown.append(Shown(numbers[theme], known[theme], x, y, rx, ry, angle, count, known.get(nearest), some))
    return sorted(shown, key=lambda one: one.number)


def dots(found: ThemeMap, themes: Sequence[Theme]) -> list[Dot]:
    """The dots; those of a theme that went are in no colour."""
    hues = {theme.id: theme.colour.hue for theme in themes}
    return [Dot(x, y, hues.get(theme, "")) for x, y, theme in found.dots]
