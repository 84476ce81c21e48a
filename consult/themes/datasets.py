"""The tables of themes: what they are, and every proposal that was filed, moved or taken out."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from consult.accounts.models import User, Visitor
from consult.datasets import PEOPLE, Query, dataset, identifier, moment, number, words
from consult.kinds import READABLE, Visibility
from consult.policy import readable
from consult.proposals.models import Proposal
from consult.themes.models import Assignment, Colour, How, OtherTheme, Theme

PROPOSAL = _l("Identifiant de la proposition")
THEME = _l("Identifiant du thème")


@dataset(
    "themes",
    _l("Les thèmes"),
    (
        identifier("themes"),
        words("title", _l("Le titre")),
        words("summary", _l("De quoi il y est question, en Markdown")),
        words("colour", _l("La couleur"), Colour),
        number("position", _l("Sa place dans l’ordre")),
        words("facilitator", _l("Pseudonyme de qui l’anime")),
        number("proposals", _l("Nombre de propositions publiées")),
        number("support", _l("Nombre de soutiens à ses propositions")),
        words("slug", _l("Son nom dans les adresses")),
        moment("created", _l("Moment de la création")),
        identifier(PEOPLE, "facilitator_id", _l("Identifiant de qui l’anime")),
    ),
    key=[Theme.position, Theme.id],
)
def themes(consultation_id: int) -> Query:
    """Themes, in their order, with what they hold."""
    filed = (Proposal.theme_id == Theme.id, Proposal.visibility == Visibility.PUBLISHED)
    shown = sa.select(Proposal).where(*filed, readable(Proposal, Visitor()))
    count = shown.with_only_columns(sa.func.count()).correlate(Theme).scalar_subquery()
    support = shown.with_only_columns(sa.func.coalesce(sa.func.sum(Proposal.support), 0)).correlate(Theme)
    query = sa.select(
        *(Theme.id, Theme.title, Theme.summary, Theme.colour, Theme.position, User.name),
        *(count, support.scalar_subquery(), Theme.slug, Theme.created, Theme.facilitator_id),
    )
    return query.outerjoin(User, User.id == Theme.facilitator_id).where(Theme.consultation_id == consultation_id)


def _of_shown(query: Query, consultation_id: int) -> Query:
    shown = (Proposal.visibility.in_(READABLE), readable(Proposal, Visitor()))
    return query.where(Proposal.consultation_id == consultation_id, *shown)


@dataset(
    "assignments",
    _l("Le classement, geste par geste"),
    (
        identifier("assignments"),
        identifier("proposals", "proposal_id", PROPOSAL),
        identifier("themes", "before_id", _l("Identifiant du thème d’avant")),
        words("before", _l("Titre du thème d’avant ; vide : à classer")),
        identifier("themes", "theme_id", _l("Identifiant du thème d’après")),
        words("theme", _l("Titre du thème d’après ; vide : à classer")),
        words("how", _l("À la main, sur une suggestion, repris d’un import…"), How),
        words("suggested", _l("Titre du thème que la machine suggérait")),
        moment("created", _l("Moment du geste")),
    ),
    key=[Assignment.id],
)
def assignments(consultation_id: int) -> Query:
    """Every proposal that was filed, in the order of the acts."""
    one = Assignment
    query = sa.select(
        *(one.id, one.proposal_id, one.before_id, one.before_title, one.theme_id, one.theme_title),
        *(one.how, one.suggested_title, one.created),
    )
    return _of_shown(query.join(one.proposal), consultation_id)


@dataset(
    "other-themes",
    _l("Les autres thèmes que touche une proposition"),
    (identifier("proposals", "proposal_id", PROPOSAL), identifier("themes", "theme_id", THEME)),
    key=[OtherTheme.proposal_id, OtherTheme.theme_id],
)
def other_themes(consultation_id: int) -> Query:
    """The themes that proposals touch besides their own."""
    query = sa.select(OtherTheme.proposal_id, OtherTheme.theme_id)
    return _of_shown(query.join(Proposal, Proposal.id == OtherTheme.proposal_id), consultation_id)
