"""What the board shows: one pane in pages, and the first cards of every column, with the themes suggested for them.

Always the same number of queries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from consult.consultations.models import Section
from consult.db import db
from consult.kinds import Visibility
from consult.policy import visible
from consult.proposals.models import Proposal
from consult.proposals.queries import ORDERS
from consult.search import services as search
from consult.themes.models import Assignment, Theme
from consult.themes.suggestions.models import with_suggestion
from consult.web.pagination import Page, paginate

PREVIEW = 5
MOST_FOUND = 500  # by words: more is no search any more


@dataclass(frozen=True)
class Chosen:
    """What the board is reduced to: the pane's theme (None: unfiled), a section, some words, an order.

    `found`: the proposals that the index finds by these words, whatever their accents and endings.
    """

    theme: Theme | None = None
    section: Section | None = None
    words: str = ""
    order: str = "recent"
    found: Sequence[int] = ()

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """The filters in SQL, the pane apart."""
        lines: list[sa.ColumnElement[bool]] = []
        if self.section is not None:
            lines.append(Proposal.section_id == self.section.id)
        if self.words:
            texts = (Proposal.title, Proposal.body)
            parts = (sa.or_(*(c.icontains(w, autoescape=True) for c in texts)) for w in self.words.split()[:10])
            ids: sa.BindParameter[Any] = sa.bindparam("found", list(self.found), expanding=True, literal_execute=True)
            lines.append(sa.or_(sa.and_(*parts), Proposal.id.in_(ids)))
        return lines


@dataclass(frozen=True)
class Board:
    """The pane (a page of cards), and the first cards of the other columns by theme (None: unfiled)."""

    pane: Page[Proposal]
    columns: Mapping[int | None, Sequence[Proposal]] = field(default_factory=dict)


def board(
    consultation_id: int, themes: Sequence[Theme], *, viewer: Any, chosen: Chosen, after: str | None, size: int = 20
) -> Board:
    """The board of a consultation with these themes, in two queries."""
    pane_id = chosen.theme.id if chosen.theme else None
    cards = _cards(consultation_id, viewer, chosen)
    order = ORDERS.get(chosen.order, ORDERS["recent"])
    pane = paginate(cards.where(_in(pane_id)), order, after=after, size=size)
    others = [one for one in (None, *(t.id for t in themes)) if one != pane_id]
    return Board(pane, _first_cards(consultation_id, others, viewer, chosen))


def matching(consultation_id: int, words: str) -> list[int]:
    """The numbers of the proposals that these words find in the index, the likeliest first."""
    return search.numbers(words, kind="proposal", consultation_id=consultation_id, limit=MOST_FOUND)


def some(consultation_id: int, ids: Sequence[int], *, viewer: Any) -> Sequence[Proposal]:
    """Those of these proposals that stand on the board."""
    return db.session.scalars(_cards(consultation_id, viewer, Chosen()).where(Proposal.id.in_(ids))).all()


def _shown(consultation_id: int, chosen: Chosen) -> list[sa.ColumnElement[bool]]:
    here = Proposal.consultation_id == consultation_id
    return [here, Proposal.visibility == Visibility.PUBLISHED, *chosen.conditions()]


def _cards(consultation_id: int, viewer: Any, chosen: Chosen) -> sa.Select[Any]:
    query = visible(sa.select(Proposal), viewer).where(*_shown(consultation_id, chosen))
    return query.options(joinedload(Proposal.author), with_suggestion())


def _in(theme_id: int | None) -> sa.ColumnElement[bool]:
    return Proposal.theme_id == theme_id if theme_id is not None else Proposal.theme_id.is_(None)


def _first_cards(
    consultation_id: int, columns: Sequence[int | None], viewer: Any, chosen: Chosen
) -> dict[int | None, list[Proposal]]:
    """The first cards of each column: one statement, in which each column reads its own few rows of an index."""
    found: dict[int | None, list[Proposal]] = {column: [] for column in columns}
    if columns:
        shown = _shown(consultation_id, chosen)
        firsts = [_latest_filed(c, shown) if c is not None else _latest_unfiled(shown) for c in columns]
        first = sa.union_all(*(sa.select(one.subquery()) for one in firsts)).subquery("first")
        query = _cards(consultation_id, viewer, Chosen()).join(first, first.c.id == Proposal.id)
        query = query.order_by(first.c.rank.desc(), Proposal.published.desc(), Proposal.id.desc())
        for card in db.session.scalars(query):
            found[card.theme_id].append(card)
    return found


def _latest_filed(theme_id: int, shown: Sequence[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    """What was filed last comes first, so that a card that was just moved is seen where it went."""
    later = aliased(Assignment)
    again = sa.exists().where(later.proposal_id == Assignment.proposal_id, later.id > Assignment.id)
    columns: list[sa.ColumnElement[Any]] = [Proposal.id.label("id"), Assignment.id.label("rank")]
    query = sa.select(*columns).join(Assignment, Assignment.proposal_id == Proposal.id)
    query = query.where(Assignment.theme_id == theme_id, Proposal.theme_id == theme_id, ~again, *shown)
    return query.order_by(Assignment.id.desc()).limit(PREVIEW)


def _latest_unfiled(shown: Sequence[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    columns: list[sa.ColumnElement[Any]] = [Proposal.id.label("id"), sa.literal(0).label("rank")]
    query = sa.select(*columns).where(_in(None), *shown)
    return query.order_by(Proposal.published.desc(), Proposal.id.desc()).limit(PREVIEW)
