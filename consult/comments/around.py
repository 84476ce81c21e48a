"""What was said just before and just after a comment, for those who moderate it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.comments.models import Comment
from consult.db import db
from consult.moderation import around
from consult.policy import visible

SIDE = 2  # how many on each side; and what it answers


def _neighbours(comment: Comment, viewer: Any) -> tuple[Sequence[Comment], Sequence[Comment]]:
    here = visible(sa.select(Comment), viewer).where(Comment.thread_id == comment.thread_id)
    here = here.options(joinedload(Comment.author))
    moment, place = (
        sa.tuple_(Comment.created, Comment.id),
        sa.tuple_(sa.literal(comment.created, Comment.created.type), sa.literal(comment.id)),
    )
    earlier = here.where(moment < place).order_by(Comment.created.desc(), Comment.id.desc()).limit(SIDE)
    later = here.where(moment > place).order_by(Comment.created, Comment.id).limit(SIDE)
    before = list(db.session.scalars(earlier))[::-1]
    if comment.parent_id and comment.parent_id not in {one.id for one in before}:
        before = [*db.session.scalars(here.where(Comment.id == comment.parent_id)), *before]
    return before, db.session.scalars(later).all()


around.register("comment", _neighbours)
