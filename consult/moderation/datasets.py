"""The public register of moderation as a table: no name, no text."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from consult.datasets import Query, dataset, flag, moment, number, words
from consult.moderation.measures import Measure, Reason
from consult.moderation.models import Appeal, Decision


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
    key=[Decision.created, Decision.id],
)
def register(consultation_id: int) -> Query:
    """What was decided, in order, as the public register tells it."""
    place = sa.func.row_number().over(order_by=(Decision.created, Decision.id))
    outcome = sa.case(
        (Appeal.id.is_(None), sa.null()),
        else_=sa.func.coalesce(sa.cast(Appeal.outcome, sa.String), "waiting"),
    )
    one = Decision
    query = sa.select(place, one.created, one.kind, one.action, one.rule, one.delay, one.is_automated, outcome)
    return query.outerjoin(Appeal, Appeal.decision_id == one.id).where(one.consultation_id == consultation_id)
