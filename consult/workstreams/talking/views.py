"""The pages of the discussion of a work stream."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from consult.comments import queries as comments
from consult.comments import services
from consult.comments.models import Comment
from consult.db import found
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.web.forms import Form, MemberAct
from consult.web.limits import limit
from consult.web.pages import page
from consult.web.reading import row_number
from consult.workstreams import queries
from consult.workstreams.models import WorkStream
from consult.workstreams.publishing import refuse_if_closed

bp = Blueprint("talk", __name__)


class TalkForm(Form):
    """What a member says to the others."""

    FOR_MEMBERS = True

    body = TextAreaField(_l("Votre message"), [InputRequired(), Length(max=5_000)])


@bp.get("/workstreams/<int:workstream_id>/discussion")
@access("public")
def show(workstream_id: int) -> Any:
    """What is said in the work stream."""
    return _show(queries.get(workstream_id, viewer=current_user), TalkForm(None), None)


def _show(stream: WorkStream, form: TalkForm, parent: Comment | None) -> Any:
    order = request.args.get("order", "newest")
    talk = comments.conversations(stream.thread_id, viewer=current_user, order=order, after=request.args.get("after"))
    return page(
        "workstreams/talk.html",
        fragment="workstreams/_talk.html",
        stream=stream,
        consultation=stream.consultation,
        conversations=talk,
        order=order,
        form=form,
        parent=parent,
        act=MemberAct(None),
    )


@bp.get("/workstreams/<int:workstream_id>/discussion/reply/<int:comment_id>")
@access(Permission.WORKSTREAM_CONTRIBUTE)
def reply(workstream_id: int, comment_id: int) -> Any:
    """The page on which one answers what was said."""
    stream = queries.get(workstream_id, viewer=current_user)
    require(Permission.WORKSTREAM_CONTRIBUTE, stream)
    return _show(stream, TalkForm(None), _said(stream, comment_id))


def _said(stream: WorkStream, comment_id: int) -> Comment:
    comment = comments.get(comment_id, viewer=current_user)
    return found(comment if comment.thread_id == stream.thread_id else None)


@bp.post("/workstreams/<int:workstream_id>/discussion")
@access(Permission.WORKSTREAM_CONTRIBUTE)
@limit("comment", times=60, minutes=60)
def say(workstream_id: int) -> Any:
    """Say something, or answer what was said (`parent`)."""
    stream = queries.get(workstream_id, viewer=current_user)
    require(Permission.WORKSTREAM_CONTRIBUTE, stream)
    form = TalkForm.from_request()
    given = request.form.get("parent", "")
    parent = _said(stream, found(row_number(given))) if given else None
    if form.submitted():
        try:
            refuse_if_closed(stream)
            said = services.post_comment(
                comments.thread(stream.thread_id), author=current_user, body=form.body.data or "", parent=parent
            )
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("Votre message est publié."))
            return redirect(url_for("talk.show", workstream_id=stream.id, _anchor=f"comment-{said.id}"))
    return _show(stream, form, parent)
