"""Writing in the name of whoever's token was sent: through the forms, the policy and the services of the pages."""

from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from consult.api import services
from consult.api.models import Scope
from consult.api.operations import Refused, answer, operation, person, require_scope, sent
from consult.comments import queries as comments
from consult.consultations import queries as consultations
from consult.db import found
from consult.merging import queries as merging
from consult.moderation.agreeing import AgreeingForm, agreed
from consult.policy import Permission, access, require
from consult.proposals import queries as proposals
from consult.proposals import services as writing
from consult.proposals.forms import CommentForm, ProposalForm
from consult.web.forms import Form
from consult.web.reading import row_number


class ApiCommentForm(CommentForm):
    """A comment; a program says in `parent` which one it answers."""

    parent = StringField(
        _l("Numéro du commentaire auquel il répond, de cette proposition ou d’une de celles qu’elle réunit"),
        [Length(max=10)],
    )


class VoteForm(Form):
    """A position."""

    mark = StringField(_l("La position : agree, mixed, disagree"), [InputRequired(), Length(max=16)])


def _begin() -> Any:
    """Whoever writes, by a token that may."""
    require_scope()
    services.note_use(g.token, address=request.remote_addr or "")
    return person()


def _demand_charter(form: AgreeingForm, consultation: Any, author: Any) -> None:
    """Let those write who accepted the charter of this consultation, or do so now. Raises Refused for others."""
    if agreed(form, consultation, person=author):
        return
    address = url_for("moderation.charter", slug=consultation.slug)
    message = _(
        "Lisez d’abord la charte (%(address)s), puis renvoyez votre texte avec « charter » : true.",
        address=address,
    )
    raise Refused(message, {"charter": [_("« true » est attendu.")]}, charter=address)


def _written(endpoint: str, one: Any, **values: Any) -> Any:
    """Where it is read from now on, and its state: what is held is read there by its author alone."""
    address = url_for(f"api.{endpoint}", **values)
    return answer({"id": one.id, "url": address, "state": one.visibility.value}, 201, {"Location": address})


@operation(
    "POST",
    "/consultations/<slug>/proposals",
    _l("Proposer"),
    answers="written",
    let_in=access(Permission.PROPOSAL_CREATE),
    form=ProposalForm,
    scope=Scope.PROPOSE,
    status=201,
)
def create_proposal(slug: str) -> Any:
    """Publish a proposal."""
    author = _begin()
    consultation = consultations.get(slug, viewer=author)
    require(Permission.PROPOSAL_CREATE, consultation)
    form = sent(ProposalForm, consultation=consultation, places=consultations.places(consultation.id))
    _demand_charter(form, consultation, author)
    one = writing.create_proposal(
        consultation,
        author=author,
        title=form.title.data or "",
        body=form.body.data or "",
        section=form.section(consultation),
        place=form.place.data or "",
    )
    return _written("read_proposal", one, proposal_id=one.id)


@operation(
    "POST",
    "/proposals/<int:proposal_id>/comments",
    _l("Commenter une proposition, ou répondre"),
    answers="written",
    let_in=access(Permission.COMMENT_CREATE),
    form=ApiCommentForm,
    scope=Scope.COMMENT,
    status=201,
)
def create_comment(proposal_id: int) -> Any:
    """Publish a comment."""
    author = _begin()
    proposal = proposals.get(proposal_id, viewer=author)
    require(Permission.COMMENT_CREATE, proposal)
    form = sent(ApiCommentForm)
    _demand_charter(form, proposal.consultation, author)
    asked = form.parent.data
    parent = comments.get(found(row_number(asked)), viewer=author) if asked else None
    one = writing.comment(
        proposal,
        author=author,
        body=form.body.data or "",
        stance=form.chosen_stance(),
        parent=parent,
        beside=merging.around(proposal, viewer=author).threads if parent else (),
    )
    return _written("read_comment", one, comment_id=one.id)


@operation(
    "PUT",
    "/proposals/<int:proposal_id>/vote",
    _l("Voter, ou changer d’avis"),
    answers="vote",
    let_in=access(Permission.VOTE_CAST),
    form=VoteForm,
    scope=Scope.VOTE,
)
def cast_vote(proposal_id: int) -> Any:
    """Vote on a proposal."""
    voter = _begin()
    proposal = proposals.get_for_vote(proposal_id, viewer=voter)
    require(Permission.VOTE_CAST, proposal)
    form = sent(VoteForm)
    writing.vote(proposal, voter=voter, mark=form.mark.data)
    return answer({"mark": form.mark.data})


@operation(
    "DELETE",
    "/proposals/<int:proposal_id>/vote",
    _l("Retirer son vote"),
    answers="vote",
    let_in=access(Permission.VOTE_CAST),
    scope=Scope.VOTE,
)
def withdraw_vote(proposal_id: int) -> Any:
    """Take a vote back."""
    voter = _begin()
    proposal = proposals.get_for_vote(proposal_id, viewer=voter)
    require(Permission.VOTE_CAST, proposal)
    writing.vote(proposal, voter=voter, mark=None)
    return answer({"mark": None})
