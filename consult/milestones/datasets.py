"""The tables of milestones: what is promised, and all that was declared of it."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import aliased

from consult.accounts.models import User, Visitor
from consult.datasets import PEOPLE, Query, dataset, identifier, moment, words
from consult.milestones.models import Declaration, Declared, Milestone, MilestoneState
from consult.policy import visible
from consult.workstreams.models import Project

_shown = aliased(Project)


@dataset(
    "milestones",
    _l("Les jalons"),
    (
        identifier("milestones"),
        identifier("workstreams", "workstream_id", _l("Identifiant du chantier ; rien pour toute l’édition")),
        identifier("projects", "project_id", _l("Identifiant du projet")),
        words("title", _l("Le titre")),
        words("body", _l("Le texte, en Markdown")),
        words("starts", _l("Premier jour")),
        words("due", _l("Dernier jour")),
        words("state", _l("Où il en est"), MilestoneState),
        moment("created", _l("Moment de l’annonce")),
    ),
    key=[Milestone.id],
)
def milestones(consultation_id: int) -> Query:
    """What is promised for which day; a project that nobody reads is not named."""
    one = Milestone
    days = (sa.cast(one.starts, sa.String), sa.cast(one.due, sa.String))
    query = sa.select(one.id, one.workstream_id, _shown.id, one.title, one.body, *days, one.state, one.created)
    readable = visible(sa.select(Project), Visitor()).with_only_columns(Project.id)
    query = query.outerjoin(_shown, sa.and_(_shown.id == one.project_id, _shown.id.in_(readable)))
    return query.where(one.consultation_id == consultation_id)


@dataset(
    "declarations",
    _l("Ce qui est déclaré des jalons"),
    (
        identifier("declarations"),
        identifier("milestones", "milestone_id", _l("Identifiant du jalon")),
        words("kind", _l("Annoncé, tenu, reporté, abandonné"), Declared),
        words("before", _l("Le jour prévu avant")),
        words("due", _l("Le jour prévu depuis")),
        words("reason", _l("Pourquoi")),
        words("person", _l("Pseudonyme de la personne")),
        identifier(PEOPLE, "person_id", _l("Identifiant de la personne")),
        moment("created", _l("Moment de la déclaration")),
    ),
    key=[Declaration.id],
)
def declarations(consultation_id: int) -> Query:
    """What was declared of each promise, and why."""
    one = Declaration
    days = (sa.cast(one.before, sa.String), sa.cast(one.due, sa.String))
    query = sa.select(one.id, one.milestone_id, one.kind, *days, one.reason, User.name, one.actor_id, one.created)
    query = query.join(Milestone, Milestone.id == one.milestone_id).outerjoin(User, User.id == one.actor_id)
    return query.where(Milestone.consultation_id == consultation_id)
