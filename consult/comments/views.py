"""What one does with a comment: find it, change it, support it, take it back."""

from typing import Any

from flask import Blueprint, Flask, flash, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from consult.comments import around as _around  # noqa: F401  what moderators see of a thread
from consult.comments import queries, services
from consult.comments.models import Comment
from consult.comments.text import body_html
from consult.policy import Permission, access, require
from consult.web.forms import Act, Form
from consult.web.limits import limit
from consult.web.pages import is_htmx, page

bp = Blueprint("comments", __name__)


class EditForm(Form):
    """A comment's text, while it may still be changed."""

    body = TextAreaField(_l("Votre commentaire"), [InputRequired(), Length(max=5_000)])


@bp.get("/comments/<int:comment_id>")
@access("public")
def show(comment_id: int) -> Any:
    """Lead to the comment in its thread."""
    return redirect(_place(queries.get(comment_id, viewer=current_user)))


@bp.route("/comments/<int:comment_id>/edit", methods=["GET", "POST"])
@access(Permission.COMMENT_EDIT)
def edit(comment_id: int) -> Any:
    """Change a comment of one's own, for a while."""
    comment = queries.get(comment_id, viewer=current_user)
    require(Permission.COMMENT_EDIT, comment)
    form = EditForm.from_request(obj=comment)
    if form.submitted():
        services.edit_comment(comment, actor=current_user, body=form.body.data or "", stance=comment.stance)
        flash(_("Votre commentaire est modifié."))
        return redirect(_place(comment))
    return page("comments/edit.html", comment=comment, form=form)


@bp.post("/comments/<int:comment_id>/withdraw")
@access(Permission.COMMENT_WITHDRAW)
def withdraw(comment_id: int) -> Any:
    """Take back a comment of one's own."""
    comment = queries.get(comment_id, viewer=current_user)
    require(Permission.COMMENT_WITHDRAW, comment)
    Act.from_request().demand()
    services.withdraw_comment(comment, actor=current_user)
    flash(_("Votre commentaire est retiré. Les réponses restent en place."))
    return redirect(comment.thread.address + "#comments")


@bp.post("/comments/<int:comment_id>/support")
@access(Permission.VOTE_CAST)
@limit("vote", times=600, minutes=10)
def support(comment_id: int) -> Any:
    """Support a comment, or stop doing so."""
    comment = queries.get(comment_id, viewer=current_user)
    require(Permission.VOTE_CAST, comment)
    Act.from_request().demand()
    mark = request.form.get("mark") or None
    services.support_comment(comment, voter=current_user, mark=mark)
    if is_htmx():
        fresh = queries.get(comment_id, viewer=current_user)
        return page("comments/_supported.html", comment=fresh, mark=mark)
    return redirect(_place(comment))


def _place(comment: Comment) -> str:
    return f"{comment.thread.address}#comment-{comment.id}"


def init_app(app: Flask) -> None:
    """Register the pages, and give templates `comment_html(comment)`."""
    app.register_blueprint(bp)
    app.jinja_env.globals["comment_html"] = body_html
