"""Whether a work stream may publish something now: asked here, and nowhere else, by every service that adds to it.

What else it must have done first is a registry: a function of the work stream that returns the sentence of what is
missing, or None.
"""

from collections.abc import Callable

import sqlalchemy as sa
from flask_babel import gettext as _

from consult.db import db
from consult.errors import RuleBroken
from consult.workstreams.models import StreamState, WorkStream

Duty = Callable[[int], str | None]  # by the number of the work stream
DUTIES: list[Duty] = []


def duty(function: Duty) -> Duty:
    """Register something that a work stream must have done before it publishes."""
    DUTIES.append(function)
    return function


def refuse_if_closed(stream: WorkStream) -> None:
    """Raise RuleBroken where nobody can join or propose any more."""
    state = db.session.scalar(sa.select(WorkStream.state).filter_by(id=stream.id).with_for_update(read=True))
    if state is not StreamState.OPEN:
        raise RuleBroken(_("Ce chantier est terminé : on peut le lire, on n’y ajoute plus rien."))


def demand(stream: WorkStream) -> None:
    """Raise RuleBroken where the work stream may not publish now: it is closed, or owes something first."""
    refuse_if_closed(stream)
    for owed in DUTIES:
        if sentence := owed(stream.id):
            raise RuleBroken(sentence)
