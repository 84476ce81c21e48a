"""What a synthesis rests on, as it stands now: shown, or gone with the rule that says why.

It is contributions, and what the evaluation says (`evidence.py`).

What is gone is never shown, wherever its words were copied to: a sentence that rests on nothing else, or that repeats
its words, is withheld too.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from consult import kinds, text
from consult.comments.models import Comment
from consult.db import db
from consult.evaluation.models import Evaluation
from consult.kinds import READABLE, Ref, Visibility
from consult.moderation import queries as moderation
from consult.proposals.models import Proposal, ProposalKind, ProposalVersion
from consult.synthesis import evidence

Row = Proposal | Comment
LONGEST = 200  # signs of a fact, where it is named
REPEATED = 4  # words in a row that a sentence shares with a contribution: it repeats it


@dataclass(frozen=True)
class Cited:
    """A contribution or a fact: who says it, where; or why it is not shown (`gone`)."""

    ref: Ref
    title: str = ""
    author: str = ""
    date: datetime | None = None
    row: Row | Evaluation | None = field(default=None, compare=False)
    gone: str = ""
    words: frozenset[tuple[str, ...]] = frozenset()

    @property
    def url(self) -> str:
        """Its address; nothing where it is gone."""
        return kinds.url(self.row) if self.row else ""

    def is_repeated_in(self, sentence: str) -> bool:
        """Whether a sentence shares words in a row with it."""
        lengths = {len(run) for run in self.words}
        return any(run in self.words for length in lengths for run in _runs(sentence, length))


def look_up(refs: Iterable[Ref]) -> dict[Ref, Cited]:
    """What these are now, in two queries; two more where some are hidden, as many as it takes to read an evaluation."""
    wanted = set(refs)
    told = evidence.look_up(wanted)
    found = {Ref(kinds.kind_of(row).name, row.id): row for row in _rows(wanted)}
    rules = _rules(found.values())
    older = _older([ref.id for ref, row in found.items() if ref.kind == "proposal" and not _is_shown(row)])
    of_evaluation = {ref: _fact(ref, told.get(ref)) for ref in wanted if ref.kind in evidence.EVIDENCE}
    return of_evaluation | {
        ref: _cited(ref, found.get(ref), rules, older) for ref in wanted if ref.kind not in evidence.EVIDENCE
    }


def _fact(ref: Ref, fact: evidence.Fact | None) -> Cited:
    if fact is None:
        return Cited(ref, gone=_("Le bilan publié ne le dit pas, ou plus."))
    title = fact.title if len(fact.title) <= LONGEST else text.excerpt(fact.title, LONGEST)
    return Cited(ref, title, fact.author, row=fact.evaluation)


def _rows(refs: Collection[Ref]) -> Iterator[Row]:
    proposals = [ref.id for ref in refs if ref.kind == "proposal"]
    comments = [ref.id for ref in refs if ref.kind == "comment"]
    about = sa.select(Proposal).where(Proposal.id.in_(proposals)).options(joinedload(Proposal.author))
    yield from db.session.scalars(about)
    said = sa.select(Comment).where(Comment.id.in_(comments))
    yield from db.session.scalars(said.options(joinedload(Comment.author), joinedload(Comment.thread)))


def _is_shown(row: Row) -> bool:
    around = isinstance(row, Proposal) or row.thread.visibility is Visibility.PUBLISHED
    return around and row.visibility in READABLE


def _rules(rows: Iterable[Row]) -> dict[Ref, str]:
    some = list(rows)
    rules: dict[Ref, str] = {}
    for model in (Proposal, Comment):
        mine = [row for row in some if isinstance(row, model)]
        rules |= {Ref(model.__tablename__, id_): str(rule) for id_, rule in moderation.rules_of(mine).items()}
    return rules


def _older(ids: Collection[int]) -> Mapping[int, list[str]]:
    """What proposals that are gone said before: a sentence may repeat an earlier version."""
    older: dict[int, list[str]] = {}
    if ids:
        query = sa.select(ProposalVersion).where(ProposalVersion.proposal_id.in_(ids))
        for one in db.session.scalars(query):
            older.setdefault(one.proposal_id, []).extend((one.title, one.body))
    return older


def _cited(ref: Ref, row: Row | None, rules: Mapping[Ref, str], older: Mapping[int, list[str]]) -> Cited:
    if row is None:
        return Cited(ref, gone=_("Cette contribution n’existe plus."))
    if _is_shown(row):
        official = isinstance(row, Proposal) and row.kind is ProposalKind.OFFICIAL
        author = _("l’équipe") if official else row.author.name
        date = row.published if isinstance(row, Proposal) else row.created
        return Cited(ref, kinds.title(row), author, date, row)
    said = [row.title, row.body, *older.get(row.id, ())] if isinstance(row, Proposal) else [row.body]
    return Cited(ref, gone=_reason(row, rules.get(ref)), words=frozenset(run for one in said for run in _runs(one)))


def _reason(row: Row, rule: str | None) -> str:
    if row.visibility is Visibility.HIDDEN and rule:
        return str(_("Contribution masquée par la modération. Règle appliquée : %(rule)s.", rule=rule))
    if row.visibility is Visibility.HIDDEN:
        return str(_("Contribution masquée par la modération."))
    if row.visibility is Visibility.WITHDRAWN:
        return str(_("Contribution retirée par son auteur."))
    return str(_("Cette contribution n’est plus publiée."))


def _runs(sentence: str, length: int = REPEATED) -> Iterator[tuple[str, ...]]:
    """Each run of so many words of a text; all of it where it is shorter."""
    words = text.fold("".join(c if c.isalnum() else " " for c in text.plain(sentence))).split()
    for start in range(max(1, len(words) - length + 1)) if words else ():
        yield tuple(words[start : start + length])
