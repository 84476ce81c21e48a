"""One proposal, as people take part in it: reading, voting, commenting, replying."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from consult.comments import queries as comments
from consult.comments.models import Comment
from consult.db import found
from consult.kinds import Ref, Visibility
from consult.merging import queries as merging
from consult.moderation import queries as moderation
from consult.moderation.agreeing import agreed
from consult.moderation.words import REASONS
from consult.policy import Permission, access, require
from consult.proposals import queries, services
from consult.proposals.blueprint import bp
from consult.proposals.forms import ORIGINS, STATUSES, CommentForm
from consult.proposals.models import Proposal
from consult.themes import queries as themes
from consult.web.forms import Act, MemberAct
from consult.web.limits import limit
from consult.web.pages import is_htmx, page
from consult.web.reading import row_number
from consult.workstreams import queries as workstreams


@bp.get("/proposals/<int:proposal_id>")
@access("public")
def show(proposal_id: int) -> Any:
    """One proposal: what it says, what people think of it, what they say about it, what became of it."""
    try:
        proposal = queries.get(proposal_id, viewer=current_user)
    except NotFound:
        return _masked(proposal_id)
    return _show(proposal, CommentForm(None))


def _masked(proposal_id: int) -> Any:
    """What a proposal leaves that moderation hides: its place and the rule; a 404 page like the one of all others."""
    masking = moderation.masking(Ref("proposal", proposal_id))
    return page("moderation/masked.html", decision=masking, reasons=REASONS), 404


def _show(proposal: Proposal, form: CommentForm, parent: Comment | None = None) -> Any:
    order = request.args.get("order", "oldest")
    rework = merging.around(proposal, viewer=current_user)
    talk = comments.conversations(
        [proposal.thread_id, *rework.threads],
        viewer=current_user,
        order=order,
        after=request.args.get("after"),
        items=[proposal.poll_item_id],
    )
    return page(
        "proposals/show.html",
        fragment="comments/_thread.html",
        proposal=proposal,
        consultation=proposal.consultation,
        mark=talk.marks.get(proposal.poll_item_id),
        conversations=talk,
        rework=rework,
        order=order,
        form=form,
        parent=parent,
        act=MemberAct(None),
        themes=themes.of_proposal(proposal),
        followups=workstreams.of_proposal(proposal, viewer=current_user),
        statuses=STATUSES,
        origins=ORIGINS,
    )


@bp.post("/proposals/<int:proposal_id>/vote")
@access(Permission.VOTE_CAST)
@limit("vote", times=600, minutes=10)
def vote(proposal_id: int) -> Any:
    """Vote on a proposal, change one's mind, or withdraw the vote."""
    proposal = queries.get_for_vote(proposal_id, viewer=current_user)
    require(Permission.VOTE_CAST, proposal)
    Act.from_request().demand()
    mark = request.form.get("mark") or None
    services.vote(proposal, voter=current_user, mark=mark)
    if is_htmx():
        fresh = queries.get(proposal_id, viewer=current_user)
        return page("votes/_panel.html", proposal=fresh, mark=mark, act=MemberAct(None))
    return redirect(url_for("proposals.show", proposal_id=proposal.id, _anchor="vote"))


@bp.post("/proposals/<int:proposal_id>/comments")
@access(Permission.COMMENT_CREATE)
@limit("comment", times=60, minutes=60)
def comment(proposal_id: int) -> Any:
    """Say something about a proposal, or answer what was said (`parent`)."""
    proposal = queries.get(proposal_id, viewer=current_user)
    require(Permission.COMMENT_CREATE, proposal)
    form = CommentForm.from_request()
    parent = _parent()
    if not (form.submitted() and agreed(form, proposal.consultation, person=current_user)):
        return _show(proposal, form, parent)
    said = services.comment(
        proposal,
        author=current_user,
        body=form.body.data or "",
        stance=form.chosen_stance(),
        parent=parent,
        beside=merging.around(proposal, viewer=current_user).threads if parent else (),
    )
    if said.visibility is Visibility.HELD:
        flash(_("Votre commentaire est bien arrivé : l’équipe le lit avant qu’il paraisse."))
    else:
        flash(_("Votre commentaire est publié."))
    return redirect(url_for("proposals.show", proposal_id=proposal.id, _anchor=f"comment-{said.id}"))


def _parent() -> Comment | None:
    given = request.values.get("parent", "")
    if not given:
        return None
    return comments.get(found(row_number(given)), viewer=current_user)


@bp.get("/proposals/<int:proposal_id>/reply/<int:comment_id>")
@access(Permission.COMMENT_CREATE)
def reply(proposal_id: int, comment_id: int) -> Any:
    """The page on which one answers a comment."""
    proposal = queries.get(proposal_id, viewer=current_user)
    require(Permission.COMMENT_CREATE, proposal)
    parent = comments.get(comment_id, viewer=current_user)
    return page(
        "comments/reply.html",
        proposal=proposal,
        consultation=proposal.consultation,
        parent=parent,
        form=CommentForm(None),
    )
