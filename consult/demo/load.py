"""Load the demonstration: play its story with the clock set to each act's moment, in one transaction.

Loading again adds nothing: where one of its consultations is there already, everything is, and what people have entered
since stays as it is.
"""

from datetime import date

import sqlalchemy as sa

from consult import clock
from consult.consultations.models import Consultation
from consult.db import db
from consult.demo import story
from consult.demo.content import PARIS, Demo, Person, read
from consult.demo.stage import Stage


def is_loaded(demo: Demo) -> bool:
    """Whether the demonstration is in the database."""
    slugs = [place.slug for place in demo.consultations]
    return db.session.scalar(sa.select(sa.func.count()).where(Consultation.slug.in_(slugs))) != 0


def load(demo: Demo | None = None, *, today: date | None = None) -> bool:
    """Load the demonstration into the current transaction; say whether there was anything to do."""
    demo = demo or read()
    if is_loaded(demo):
        return False
    stage = Stage(today or clock.now().astimezone(PARIS).date(), demo.password)
    for act in story.acts(demo):
        with clock.at(act.when.on(stage.today)):
            act.play(stage)
            db.session.flush()
    return True


def accounts_to_show(demo: Demo | None = None) -> list[Person]:
    """The accounts whose password is announced at the start, the administrator first."""
    return [person for person in (demo or read()).people if person.demo]
