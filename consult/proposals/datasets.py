"""The tables of proposals: themselves, their versions, what was said of them, how people voted."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import aliased

from consult.accounts.models import User, Visitor
from consult.comments.models import Comment, Stance
from consult.consultations.models import Section
from consult.datasets import Query, author, dataset, flag, identifier, moment, number, words
from consult.db import Base
from consult.kinds import READABLE, Visibility
from consult.policy import readable
from consult.proposals.models import Origin, Proposal, ProposalKind, ProposalVersion, Status
from consult.votes.models import Poll, PollItem, Source, Tally

PROPOSAL = _l("Identifiant de la proposition")
CREATED = _l("Moment de la publication")


def _shown(consultation_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Proposals that everybody reads; those that others replaced too."""
    here = Proposal.consultation_id == consultation_id
    return here, Proposal.visibility.in_(READABLE), readable(Proposal, Visitor())


@dataset(
    "proposals",
    _l("Les propositions"),
    (
        identifier("proposals"),
        words("title", _l("Le titre")),
        words("body", _l("Le texte, en Markdown")),
        words("section", _l("Titre de la rubrique")),
        words("kind", _l("Proposition de l’équipe ou d’un citoyen"), ProposalKind),
        author()[0],
        moment("created", CREATED),
        words("status", _l("Ce que l’équipe a répondu"), Status),
        words("theme", _l("Titre du thème")),
        number("support", _l("Nombre de soutiens, comme sur sa page")),
        number("comments", _l("Nombre de commentaires, comme sur sa page")),
        author()[1],
        identifier("sections", "section_id", _l("Identifiant de la rubrique")),
        identifier("themes", "theme_id", _l("Identifiant du thème")),
        words("place", _l("Le lieu dont elle parle")),
        words("origin", _l("Comment elle est arrivée : en ligne, sur papier, en réunion…"), Origin),
        number("version", _l("Numéro de la dernière version")),
        moment("edited", _l("Moment du dernier changement")),
        words("answer", _l("La réponse de l’équipe, en Markdown")),
        moment("answered", _l("Moment de la réponse")),
        words("visibility", _l("Publiée, ou remplacée par d’autres"), Visibility),
    ),
    key=[Proposal.id],
)
def proposals(consultation_id: int) -> Query:
    """Proposals that everybody reads, in the order of their numbers; what became of replaced ones is in `reworks`."""
    return proposals_where(*_shown(consultation_id))


def proposals_where(*conditions: sa.ColumnElement[bool]) -> Query:
    """The same columns of other proposals: who may read them is for the caller to say."""
    theme = Base.metadata.tables["theme"]
    query = sa.select(
        *(Proposal.id, Proposal.title, Proposal.body, Section.title, Proposal.kind, User.name, Proposal.published),
        *(Proposal.status, theme.c.title, Proposal.support, Proposal.comment_count, Proposal.author_id),
        *(Proposal.section_id, Proposal.theme_id, Proposal.place, Proposal.origin, Proposal.version, Proposal.edited),
        *(Proposal.answer, Proposal.answered, Proposal.visibility),
    )
    joined = query.join(User, User.id == Proposal.author_id).outerjoin(Section, Section.id == Proposal.section_id)
    return joined.outerjoin(theme, theme.c.id == Proposal.theme_id).where(*conditions)


@dataset(
    "versions",
    _l("Les versions des propositions"),
    (
        identifier("proposals", "proposal_id", PROPOSAL),
        number("number", _l("Numéro de la version")),
        words("title", _l("Le titre")),
        words("body", _l("Le texte, en Markdown")),
        *author(),
        moment("created", CREATED),
    ),
    key=[ProposalVersion.proposal_id, ProposalVersion.number],
)
def versions(consultation_id: int) -> Query:
    """What each proposal said, from its first version to its last."""
    one = ProposalVersion
    query = sa.select(one.proposal_id, one.number, one.title, one.body, User.name, one.author_id, one.created)
    joined = query.join(Proposal, Proposal.id == one.proposal_id).join(User, User.id == one.author_id)
    return joined.where(*_shown(consultation_id))


def _said(consultation_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Published comments of proposals that everybody reads."""
    shown = (Comment.consultation_id == consultation_id, Comment.visibility == Visibility.PUBLISHED)
    return *shown, readable(Comment, Visitor()), *_shown(consultation_id)


@dataset(
    "comments",
    _l("Les commentaires"),
    (
        identifier("comments"),
        identifier("proposals", "proposal_id", PROPOSAL),
        words("proposal", _l("Titre de la proposition")),
        author()[0],
        words("body", _l("Le texte, en Markdown")),
        moment("created", CREATED),
        identifier("comments", "parent_id", _l("Identifiant du commentaire auquel il répond")),
        words("stance", _l("Pour, contre ou neutre"), Stance),
        words("status", _l("Publié"), Visibility),
        author()[1],
        flag("is_team", _l("Écrit par l’équipe")),
        moment("edited", _l("Moment du dernier changement")),
        number("support", _l("Nombre de soutiens, comme sur sa page")),
    ),
    key=[Comment.id],
)
def comments(consultation_id: int) -> Query:
    """Published comments of proposals that everybody reads, in the order of their numbers.

    What answers a comment that is shown no more answers the head of its conversation.
    """
    return comments_where(*_said(consultation_id))


def comments_where(*conditions: sa.ColumnElement[bool]) -> Query:
    """The same columns of other comments: who may read them is for the caller to say."""
    above, head = aliased(Comment), aliased(Comment)
    query = sa.select(
        *(Comment.id, Proposal.id, Proposal.title, User.name, Comment.body, Comment.created),
        sa.func.coalesce(above.id, head.id),
        *(Comment.stance, Comment.visibility, Comment.author_id, Comment.is_team, Comment.edited, Comment.support),
    )
    joined = query.join(Proposal, Proposal.thread_id == Comment.thread_id).join(User, User.id == Comment.author_id)
    for one, number_of in ((above, Comment.parent_id), (head, Comment.root_id)):
        joined = joined.outerjoin(one, sa.and_(one.id == number_of, one.visibility == Visibility.PUBLISHED))
    return joined.where(*conditions)


MARK = _l("La position : d’accord, mitigé, pas d’accord…")
COUNT = _l("Combien de personnes l’ont prise, comme sur la page")
_count = sa.func.sum(Tally.count)


def _told(query: Query, *shown: sa.ColumnElement[bool]) -> Query:
    """All sources together, never who. A poll that keeps its result sealed is left out until its close."""
    told = query.join(PollItem, PollItem.id == Tally.item_id).join(Poll, Poll.id == PollItem.poll_id)
    return told.where(*shown, Tally.source != Source.CANCELLED, Poll.tells).having(_count > 0)


@dataset(
    "votes",
    _l("Les votes sur les propositions"),
    (identifier("proposals", "proposal_id", PROPOSAL), words("mark", MARK), number("count", COUNT)),
    key=[Proposal.id, Tally.mark],
)
def votes(consultation_id: int) -> Query:
    """How many people took each position on each proposal, as pages show it."""
    query = sa.select(Proposal.id, Tally.mark, _count).join(Proposal, Proposal.poll_item_id == Tally.item_id)
    return _told(query, *_shown(consultation_id)).group_by(Proposal.id, Tally.mark)


@dataset(
    "comment-votes",
    _l("Les soutiens aux commentaires"),
    (
        identifier("comments", "comment_id", _l("Identifiant du commentaire")),
        words("mark", MARK),
        number("count", COUNT),
    ),
    key=[Comment.id, Tally.mark],
)
def comment_votes(consultation_id: int) -> Query:
    """How many people took each position on each comment."""
    query = sa.select(Comment.id, Tally.mark, _count).join(Comment, Comment.poll_item_id == Tally.item_id)
    joined = query.join(Proposal, Proposal.thread_id == Comment.thread_id)
    return _told(joined, *_said(consultation_id)).group_by(Comment.id, Tally.mark)
