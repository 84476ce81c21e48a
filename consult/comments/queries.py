"""Reading threads: one page of conversations with their replies, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import ORMOption

from consult.comments.models import Comment, Mention, Thread
from consult.db import db, found
from consult.kinds import Visibility
from consult.moderation import queries as moderation
from consult.policy import awaited, awaits, visible
from consult.votes import queries as votes
from consult.votes.models import PollItem
from consult.web.pagination import Order, Page, paginate

ORDERS: dict[str, Order] = {
    "oldest": [(Comment.created, False), (Comment.id, False)],
    "newest": [(Comment.created, True), (Comment.id, True)],
    "support": [(Comment.support, True), (Comment.id, True)],
}

KEPT = (Visibility.PUBLISHED, Visibility.HIDDEN)


@dataclass
class Said:
    """A comment as shown: with its replies and the reader's mark; or only its place, when its text is not shown.

    `awaits`: it waits for the team, and whoever reads may read it meanwhile.
    """

    comment: Comment
    mark: str | None = None
    replies: list["Said"] = field(default_factory=list)
    awaits: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether the text is there to read; otherwise only the place is shown."""
        return self.awaits or self.comment.visibility is Visibility.PUBLISHED

    @property
    def keeps_place(self) -> bool:
        """Whether its place is shown: what moderation hides leaves one, what was withdrawn only above its replies."""
        return self.awaits or self.comment.visibility in KEPT or bool(self.replies)


@dataclass(frozen=True)
class Conversations:
    """One page of a thread, the reader's marks on the items that were asked about, the rules that hide comments."""

    items: Sequence[Said]
    after: str | None
    marks: dict[int, str]
    rules: Mapping[int, LazyString] = field(default_factory=dict)


def _options() -> tuple[ORMOption, ...]:
    return (joinedload(Comment.author), selectinload(Comment.mentions))


def conversations(
    thread_id: int | Collection[int],
    *,
    viewer: Any,
    order: str = "oldest",
    after: str | None = None,
    size: int = 20,
    items: Sequence[int] = (),
) -> Conversations:
    """One page of a thread, or of several together: comments at their head, each with all its replies; and the marks on
    these other items too.

    At most four queries, and one where something is hidden. The caller may read the threads.
    """
    threads = [thread_id] if isinstance(thread_id, int) else list(thread_id)
    reply = aliased(Comment)
    answered = sa.exists().where(reply.root_id == Comment.id, reply.visibility == Visibility.PUBLISHED)
    heads = sa.select(Comment).where(
        Comment.thread_id == threads[0] if len(threads) == 1 else Comment.thread_id.in_(threads),
        Comment.root_id.is_(None),
        sa.or_(Comment.visibility.in_(KEPT), answered, *_waiting_for(viewer)),
    )
    page = paginate(
        heads.options(joinedload(Comment.author)), ORDERS.get(order, ORDERS["oldest"]), after=after, size=size
    )
    replies = _replies([c.id for c in page.items])
    comments = [*page.items, *chain(*replies.values())]
    _load_mentions(comments)
    marks = votes.marks_of(viewer, [*items, *(c.poll_item_id for c in comments)])
    rules = moderation.rules_of(comments)
    return Conversations([_say(c, replies, marks, viewer) for c in page.items], page.after, marks, rules)


def _waiting_for(viewer: Any) -> tuple[sa.ColumnElement[bool], ...]:
    """What this viewer alone reads in its place: visitors read nothing that waits, and their pages ask for nothing."""
    return (awaited(Comment, viewer),) if viewer.is_authenticated else ()


def _replies(roots: Sequence[int]) -> dict[int, list[Comment]]:
    """All replies under these comments, by their root, oldest first."""
    rows: dict[int, list[Comment]] = defaultdict(list)
    if roots:
        query = sa.select(Comment).where(Comment.root_id.in_(roots)).options(joinedload(Comment.author))
        for comment in db.session.scalars(query.order_by(Comment.created, Comment.id)):
            rows[comment.root_id or 0].append(comment)
    return rows


def _load_mentions(comments: Sequence[Comment]) -> None:
    """Most comments name nobody: only those with an @ are looked up, all at once."""
    naming = [comment.id for comment in comments if "@" in comment.body]
    found: dict[int, list[Mention]] = defaultdict(list)
    if naming:
        for mention in db.session.scalars(sa.select(Mention).where(Mention.comment_id.in_(naming))):
            found[mention.comment_id].append(mention)
    for comment in comments:
        set_committed_value(comment, "mentions", found[comment.id])


def _say(head: Comment, replies: dict[int, list[Comment]], marks: dict[int, str], viewer: Any) -> Said:
    talk = (head, *replies.get(head.id, ()))
    said = {c.id: Said(c, marks.get(c.poll_item_id), awaits=awaits(viewer, c)) for c in talk}
    for one in replies.get(head.id, ()):
        said[one.parent_id or head.id].replies.append(said[one.id])
    return _without_empty_places(said[head.id])


def _without_empty_places(said: Said) -> Said:
    said.replies = [r for r in map(_without_empty_places, said.replies) if r.keeps_place]
    return said


def get(comment_id: int, *, viewer: Any) -> Comment:
    """A comment that this viewer may read, with what acts on it need; or the 404 page."""
    query = visible(sa.select(Comment), viewer).where(Comment.id == comment_id).options(*_options(), *_for_acts())
    comment: Comment | None = db.session.scalars(query).one_or_none()
    return found(comment)


def _for_acts() -> tuple[ORMOption, ...]:
    return (
        joinedload(Comment.thread).joinedload(Thread.poll),
        joinedload(Comment.poll_item).joinedload(PollItem.poll),
        Comment.with_phases(),
    )


def thread(thread_id: int) -> Thread:
    """A thread, with the poll in which its comments are voted on; or the 404 page."""
    query = sa.select(Thread).filter_by(id=thread_id).options(joinedload(Thread.poll))
    return found(db.session.scalars(query).one_or_none())


def by_author(author_id: int, *, viewer: Any, after: str | None = None, size: int = 20) -> Page[Comment]:
    """One page of what a person commented, as far as this viewer may read it, the latest first."""
    return _latest(Comment.author_id == author_id, viewer=viewer, after=after, size=size)


def in_threads(threads: sa.Select[Any], *, viewer: Any, after: str | None = None, size: int = 20) -> Page[Comment]:
    """One page of what is said in these threads, the latest first; what moderation hid is left out for everybody."""
    here = sa.and_(Comment.thread_id.in_(threads), Comment.visibility == Visibility.PUBLISHED)
    return _latest(here, viewer=viewer, after=after, size=size)


def _latest(which: sa.ColumnElement[bool], *, viewer: Any, after: str | None, size: int) -> Page[Comment]:
    query = visible(sa.select(Comment), viewer).where(which)
    query = query.options(*_options(), joinedload(Comment.thread), joinedload(Comment.consultation))
    return paginate(query, [(Comment.id, True)], after=after, size=size)
