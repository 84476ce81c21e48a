"""Posting, editing, supporting and withdrawing comments."""

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import clock, counters, text
from consult.accounts.models import User
from consult.accounts.services import name_key
from consult.audit.services import Action, record
from consult.comments.models import Comment, Mention, Stance, Thread
from consult.db import db
from consult.errors import RuleBroken
from consult.kinds import Visibility
from consult.moderation import holding
from consult.moderation import services as moderation
from consult.policy import STAFF
from consult.search import services as search
from consult.votes import services as votes
from consult.votes.models import MethodName


def open_thread(*, consultation_id: int, title: str = "", visibility: Visibility = Visibility.PUBLISHED) -> Thread:
    """A new thread; its owner keeps it and sets its address once it has one."""
    poll = votes.open_poll(MethodName.SUPPORT)
    thread = Thread(consultation_id=consultation_id, poll=poll, title=title[:200], visibility=visibility)
    db.session.add(thread)
    db.session.flush()
    return thread


def post_comment(
    thread: Thread, *, author: User, body: str, stance: Stance | None = None, parent: Comment | None = None
) -> Comment:
    """Add a comment, or a reply to one of the same thread, whose poll must be loaded.

    Raises RuleBroken where the parent is not there any more.
    """
    if parent is not None and (parent.thread_id != thread.id or parent.visibility is not Visibility.PUBLISHED):
        raise RuleBroken(_("Le commentaire auquel vous répondez n’est plus là."))
    reason = holding.why("comments", consultation_id=thread.consultation_id, person=author)
    comment = Comment(
        thread_id=thread.id,
        consultation_id=thread.consultation_id,
        author_id=author.id,
        body=body,
        stance=stance,
        parent_id=parent.id if parent else None,
        root_id=(parent.root_id or parent.id) if parent else None,
        is_team=author.role_in(thread.consultation_id) in STAFF,
        poll_item=votes.add_item(thread.poll),
    )
    db.session.add(comment)
    db.session.flush()
    _note_mentions(comment)
    record(Action.COMMENT_POSTED, comment, actor=author)
    if reason:
        holding.hold(comment, actor=author, reason=reason)
    _changed(comment)
    return comment


def edit_comment(comment: Comment, *, actor: User, body: str, stance: Stance | None) -> None:
    """Change what a comment says; the caller has checked that the delay is not over."""
    comment.body, comment.stance, comment.edited = body, stance, clock.now()
    _note_mentions(comment)
    record(Action.COMMENT_EDITED, comment, actor=actor)
    _changed(comment)
    moderation.reworded(comment, actor=actor)
    holding.look_again(comment, "comments", actor=actor)


def withdraw_comment(comment: Comment, *, actor: User) -> None:
    """Take a comment back: its text is shown no more, its place and the replies stay."""
    comment.visibility = Visibility.WITHDRAWN
    record(Action.COMMENT_WITHDRAWN, comment, actor=actor)
    _changed(comment)


def support_comment(comment: Comment, *, voter: User, mark: str | None) -> None:
    """Support a comment, or stop doing so (None). Its item and the item's poll must be loaded."""
    votes.cast_vote(comment.poll_item, voter=voter, mark=mark)


def _changed(comment: Comment) -> None:
    db.session.flush()
    counters.follow(Thread, comment.thread_id)
    search.touch(comment)


def _note_mentions(comment: Comment) -> None:
    """Find whom the text names: first among those who speak in this consultation, then those registered."""
    db.session.execute(sa.delete(Mention).filter_by(comment_id=comment.id))
    handles = {name_key(h): h for h in text.mentions(comment.body)[:20]}
    if not handles:
        return
    here = sa.exists().where(Comment.author_id == User.id, Comment.consultation_id == comment.consultation_id)
    query = sa.select(User).where(User.name_key.in_(handles.keys() | set(handles.values())))
    people = db.session.scalars(query.order_by(here.asc(), User.origin.desc(), User.id.desc()))
    named = {name_key(user.name): user.id for user in people}  # the last one wins: who speaks here
    rows = [{"comment_id": comment.id, "handle": h, "user_id": named[k]} for k, h in handles.items() if k in named]
    if rows:
        db.session.execute(sa.insert(Mention), rows)
