"""The last places of a session, asked for at the same moment over HTTP, from two processes: as many as there are."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult import clock
from consult.db import db as database
from consult.programme import releases
from consult.programme import services as programme
from consult.registrations.models import Desk, Registration
from tests.factories import make_consultation, make_staff
from tests.votes.servers import PROOF, Instance, at_once, instance

PEOPLE, PLACES = (200, 20) if PROOF else (24, 5)

pytestmark = pytest.mark.slow


def make_session() -> int:
    consultation = make_consultation(slug="festival")
    organiser = make_staff(consultation)
    given = {"starts": clock.now() + timedelta(days=3), "registration": True, "capacity": PLACES}
    session = programme.create_session(consultation, actor=organiser, title="Le concert", **given)
    releases.release(consultation, actor=organiser)
    return session.id


def stand(served: Instance) -> list[tuple[int, str]]:
    """The turn of everybody, and where they stand."""

    def rows() -> list[tuple[int, str]]:
        query = sa.select(Registration.number, Registration.state).order_by(Registration.number)
        return [(number, state.value) for number, state in database.session.execute(query)]

    return served.look(rows)


def desk(served: Instance) -> tuple[int | None, int, int]:
    columns = (Desk.places, Desk.taken, Desk.numbered)
    return served.look(lambda: tuple(database.session.execute(sa.select(*columns)).one()))


def expected(*groups: tuple[str, int]) -> list[tuple[int, str]]:
    states = [state for state, count in groups for _n in range(count)]
    return list(enumerate(states, 1))


def test_the_last_places_go_to_as_many_as_there_are_and_the_rest_wait_in_order(tmp_path):
    with instance(tmp_path, make_session) as (served, session_id):
        path = f"/sessions/{session_id}/registration"
        people = served.admit(PEOPLE, path)
        answers = at_once([lambda person=person: served.post(person, path) for person in people])
        assert Counter(answer.status for answer in answers) == {302: PEOPLE}
        assert stand(served) == expected(("seated", PLACES), ("waiting", PEOPLE - PLACES))
        assert desk(served) == (PLACES, PLACES, PEOPLE)
        tickets = [(person, answer.location) for person, answer in zip(people, answers, strict=True)]
        seated = [one for one in tickets if "Annuler mon inscription" in served.ask("GET", one[1]).text]
        seated = [one for one in seated if "liste d’attente. Un message" not in served.ask("GET", one[1]).text]
        assert len(seated) == PLACES
        gone = at_once([lambda one=one: served.post(one[0], one[1], do="cancel") for one in seated])
        assert Counter(answer.status for answer in gone) == {302: PLACES}
        after = (("cancelled", PLACES), ("seated", PLACES), ("waiting", PEOPLE - 2 * PLACES))
        assert stand(served) == expected(*after)
        assert desk(served) == (PLACES, PLACES, PEOPLE)
        assert ("locked" in served.log(), "Traceback" in served.log()) == (False, False)
