"""The public register of moderation as a table: no name, no text."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from consult.datasets import Query, dataset, flag, moment, number, words
from consult.moderation.measures import Measure, Reason
from consult.moderation.models import Appeal, Decision

_line = sa.func.row_number(type_=sa.Integer)
_place = _line.over(partition_by=Decision.consultation_id, order_by=(Decision.created, Decision.id))
_outcome = sa.case(
    (Appeal.id.is_(None), sa.null()), else_=sa.func.coalesce(sa.cast(Appeal.outcome, sa.String), "waiting")
)
_lines = (
    sa.select(
        *(_place.label("number"), Decision.created, Decision.kind, Decision.action, Decision.rule, Decision.delay),
        *(Decision.is_automated, _outcome.label("appeal"), Decision.consultation_id.label("place")),
    )
    .outerjoin(Appeal, Appeal.decision_id == Decision.id)
    .subquery()
)


@dataset(
    "register",
    _l("Le registre de modération"),
    (
        number("number", _l("Numéro de la décision dans cette consultation")),
        moment("created", _l("Moment de la décision")),
        words("kind", _l("Sur quoi : une proposition, un commentaire…")),
        words("action", _l("La mesure"), Measure),
        words("rule", _l("La règle appliquée"), Reason),
        number("delay_seconds", _l("Secondes depuis le premier signalement ; vide : personne n’avait signalé")),
        flag("automated", _l("Décision automatique")),
        words("appeal", _l("Ce qu’a donné le recours ; vide : pas de recours")),
    ),
    key=[_lines.c.number],
)
def register(consultation_id: int) -> Query:
    """What was decided, in order, as the public register tells it."""
    return sa.select(*(column for column in _lines.c if column.name != "place")).where(
        _lines.c.place == consultation_id
    )
