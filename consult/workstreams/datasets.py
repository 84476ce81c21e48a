"""The tables of work streams: themselves, their themes, projects and news; for the team, who asked to join."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from consult.accounts.models import User, Visitor
from consult.datasets import PEOPLE, Query, author, dataset, identifier, moment, words
from consult.kinds import READABLE, Visibility
from consult.policy import Permission, readable
from consult.proposals.models import Proposal
from consult.workstreams.models import (
    Member,
    MemberState,
    News,
    Project,
    ProjectProposal,
    ProjectState,
    StreamState,
    WorkStream,
    WorkStreamTheme,
)

STREAM = _l("Identifiant du chantier")
CREATED = _l("Moment de la création")


@dataset(
    "workstreams",
    _l("Les chantiers"),
    (
        identifier("workstreams"),
        words("title", _l("Le titre")),
        words("charter", _l("Le reste de sa charte, en Markdown")),
        words("place", _l("Où il se réunit")),
        words("facilitator", _l("Pseudonyme de qui l’anime")),
        words("state", _l("Ouvert ou terminé"), StreamState),
        moment("created", CREATED),
        words("slug", _l("Son nom dans les adresses")),
        identifier(PEOPLE, "facilitator_id", _l("Identifiant de qui l’anime")),
        words("aim", _l("Son but")),
        words("publics", _l("Ses publics")),
        words("principle", _l("Le principe qui le guide")),
    ),
    key=[WorkStream.id],
)
def workstreams(consultation_id: int) -> Query:
    """Work streams and what they are for."""
    one = WorkStream
    query = sa.select(
        *(one.id, one.title, one.charter, one.place, User.name, one.state, one.created, one.slug, one.facilitator_id),
        *(one.aim, one.publics, one.principle),
    )
    return query.outerjoin(User, User.id == one.facilitator_id).where(one.consultation_id == consultation_id)


@dataset(
    "workstream-themes",
    _l("Les thèmes des chantiers"),
    (
        identifier("workstreams", "workstream_id", STREAM),
        identifier("themes", "theme_id", _l("Identifiant du thème")),
    ),
    key=[WorkStreamTheme.workstream_id, WorkStreamTheme.theme_id],
)
def workstream_themes(consultation_id: int) -> Query:
    """Out of which themes work streams were opened."""
    query = sa.select(WorkStreamTheme.workstream_id, WorkStreamTheme.theme_id)
    joined = query.join(WorkStream, WorkStream.id == WorkStreamTheme.workstream_id)
    return joined.where(WorkStream.consultation_id == consultation_id)


def _shown(model: Any, consultation_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    here = model.consultation_id == consultation_id
    return here, model.visibility == Visibility.PUBLISHED, readable(model, Visitor())


@dataset(
    "projects",
    _l("Les projets"),
    (
        identifier("projects"),
        identifier("workstreams", "workstream_id", STREAM),
        words("title", _l("Le titre")),
        words("description", _l("Le texte, en Markdown")),
        words("audience", _l("Pour qui")),
        words("lead", _l("Qui le porte")),
        words("partners", _l("Avec qui")),
        words("needs", _l("Ce qu’il lui faut")),
        words("territory", _l("Où")),
        words("state", _l("Où il en est"), ProjectState),
        *author(),
        moment("created", CREATED),
    ),
    key=[Project.id],
)
def projects(consultation_id: int) -> Query:
    """What work streams prepare."""
    one = Project
    query = sa.select(
        *(one.id, one.workstream_id, one.title, one.description, one.audience, one.lead, one.partners, one.needs),
        *(one.territory, one.state, User.name, one.author_id, one.created),
    )
    return query.join(User, User.id == one.author_id).where(*_shown(one, consultation_id))


@dataset(
    "project-proposals",
    _l("Les propositions dont viennent les projets"),
    (
        identifier("projects", "project_id", _l("Identifiant du projet")),
        identifier("proposals", "proposal_id", _l("Identifiant de la proposition")),
    ),
    key=[ProjectProposal.project_id, ProjectProposal.proposal_id],
)
def project_proposals(consultation_id: int) -> Query:
    """From which proposals projects come."""
    query = sa.select(ProjectProposal.project_id, ProjectProposal.proposal_id)
    joined = query.join(Project, Project.id == ProjectProposal.project_id)
    joined = joined.join(Proposal, Proposal.id == ProjectProposal.proposal_id)
    shown = (Proposal.visibility.in_(READABLE), readable(Proposal, Visitor()))
    return joined.where(*_shown(Project, consultation_id), *shown)


@dataset(
    "news",
    _l("Les nouvelles des chantiers"),
    (
        identifier("news"),
        identifier("workstreams", "workstream_id", STREAM),
        words("title", _l("Le titre")),
        words("body", _l("Le texte, en Markdown")),
        *author(),
        moment("created", _l("Moment de la publication")),
        moment("edited", _l("Moment du dernier changement")),
    ),
    key=[News.id],
)
def news(consultation_id: int) -> Query:
    """What work streams tell."""
    one = News
    query = sa.select(
        *(one.id, one.workstream_id, one.title, one.body, User.name, one.author_id, one.created, one.edited)
    )
    return query.join(User, User.id == one.author_id).where(*_shown(one, consultation_id))


PERSON = (
    identifier("workstreams", "workstream_id", STREAM),
    words("person", _l("Pseudonyme de la personne")),
    identifier(PEOPLE, "person_id", _l("Identifiant de la personne")),
)
ORGANISATION = words("organisation", _l("Sa structure"))


def _people(consultation_id: int, *columns: Any) -> Query:
    name = sa.func.coalesce(User.name, Member.name)  # who has no account here has a name that was written down
    query = sa.select(Member.id, Member.workstream_id, name, Member.user_id, *columns, Member.created)
    joined = query.outerjoin(User, User.id == Member.user_id).join(WorkStream, WorkStream.id == Member.workstream_id)
    return joined.where(WorkStream.consultation_id == consultation_id)


@dataset(
    "members",
    _l("Les membres des chantiers"),
    (
        identifier("members"),
        *PERSON,
        words("role", _l("Son rôle")),
        ORGANISATION,
        moment("created", _l("Moment de la demande")),
    ),
    key=[Member.id],
)
def members(consultation_id: int) -> Query:
    """Who builds in which work stream, as its page says."""
    accepted = Member.state == MemberState.ACCEPTED
    return _people(consultation_id, Member.role, Member.organisation).where(accepted)


@dataset(
    "join-requests",
    _l("Les demandes pour entrer dans un chantier"),
    (
        identifier("join-requests"),
        *PERSON,
        words("state", _l("Demande, acceptée, refusée, partie"), MemberState),
        ORGANISATION,
        words("motivation", _l("Pourquoi elle veut en être")),
        moment("created", _l("Moment de la demande")),
    ),
    key=[Member.id],
    permission=Permission.DATA_EXPORT,
)
def join_requests(consultation_id: int) -> Query:
    """Who asked to build in which work stream, and why: for the team."""
    return _people(consultation_id, Member.state, Member.organisation, Member.motivation)
