"""What a release says has changed: whatever differs from the one before is named, and only a copy of it is refused."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa

from consult.errors import RuleBroken
from consult.policy import Role
from consult.programme import changes as telling
from consult.programme import queries, releases, services
from consult.programme.changes import Change, changes
from consult.programme.content import Person, Place, Programme, Talk
from consult.programme.models import Release, Room, Session, Venue, Vocabulary
from consult.programme.wording import CHANGES, FIELDS
from tests.factories import make_consultation, make_staff
from tests.programme.test_pages import words

TALK = Talk("guid", "L’atelier", 1, starts=datetime(2026, 10, 28, 13, tzinfo=UTC), place="Rouge")
ROOM = Place("Rouge", room="Rouge", venue="La halle", address="1 place Barbès")
WHOLE = Programme("Le festival", (TALK,), (ROOM,), version="1")
OTHER = {
    "starts": datetime(2026, 10, 28, 14, tzinfo=UTC),
    "ends": datetime(2026, 10, 28, 15, tzinfo=UTC),
    "day": date(2026, 10, 29),
    "capacity": 3,
    "registration": True,
    "publics": ("Enfants",),
    "speakers": (Person("Ana"),),
    "project_id": 7,
    "extra": {"url": "x"},
}


@pytest.fixture(autouse=True)
def french(app):
    """Dates are said in the language of a request."""
    with app.test_request_context():
        yield


def told(before, after):
    """Each change with the names of its fields."""
    return [(one.change, one.fields) for one in changes(before, after)]


def test_each_field_of_a_session_and_of_a_place_is_told():
    for name in {one.name for one in fields(Talk)} - {"guid", "id", "is_cancelled"}:
        after = replace(WHOLE, talks=(replace(TALK, **{name: OTHER.get(name, "autre")}),))
        expected = [(Change.MOVED, ())] if name in telling.MOVES else [(Change.EDITED, (name,))]
        assert told(WHOLE, after) == expected
    place = {one.name for one in fields(Place)} - {"label", "venue", "address"}
    assert place == set(telling.FIELDS_OF_PLACES)
    assert place | set(telling.FIELDS_OF_TALKS) | set(telling.FIELDS_OF_ALL) == set(FIELDS)
    assert set(CHANGES) == set(Change)


def test_another_venue_or_address_moves_the_sessions_of_a_room():
    for given in ({"venue": "Le moulin"}, {"address": "2 rue Basse"}):
        one = changes(WHOLE, replace(WHOLE, places=(replace(ROOM, **given),)))[0]
        assert one.change is Change.MOVED
        assert one.before == "mercredi 28 octobre 2026, 14:00, Rouge, La halle, 1 place Barbès"
        assert one.after == one.before.replace("La halle", given.get("venue", "La halle")).replace(
            "1 place Barbès", given.get("address", "1 place Barbès")
        )
    both = replace(WHOLE, talks=(replace(TALK, title="Le bal", place=""),))
    assert told(WHOLE, both) == [(Change.MOVED, ("title",))]


def test_places_and_the_programme_itself_are_told_once():
    step = {"accessibility": "De plain-pied", "capacity": 30, "opens": time(9)}
    assert told(WHOLE, replace(WHOLE, places=(replace(ROOM, **step),))) == [
        (Change.PLACE, ("capacity", "accessibility", "opens"))
    ]
    empty = Place("Bleue", venue="Le moulin")
    [one] = changes(WHOLE, replace(WHOLE, places=(ROOM, empty)))
    assert (one.change, one.title, one.before, one.after) == (Change.PLACE, "Bleue", "", "Bleue, Le moulin")
    after = replace(WHOLE, title="La fête", starts=date(2026, 10, 28), version="")
    assert told(WHOLE, after) == [(Change.WHOLE, ("title", "starts"))]
    gone = replace(WHOLE, talks=(replace(TALK, is_cancelled=True),))
    assert told(gone, replace(gone, talks=(replace(TALK, is_cancelled=True, price="3 €"),))) == [
        (Change.EDITED, ("price",))
    ]


def test_only_a_copy_of_the_last_release_is_refused(db, browser_of, browser):
    consultation = make_consultation(title="Le festival", slug="festival")
    organiser = make_staff(consultation, Role.ORGANISER, name="Inès")
    given = {"actor": organiser}
    halle, moulin = (services.save_venue(consultation, name=n, **given) for n in ("La halle", "Le moulin"))
    room = services.save_room(consultation, name="Rouge", venue=halle, **given)
    session = services.create_session(consultation, title="L’atelier", room=room, **given)
    releases.release(consultation, actor=organiser)
    with pytest.raises(RuleBroken, match="Rien n’a changé"):
        releases.release(consultation, actor=organiser)
    db.session.commit()
    base, team = "/consultations/festival/programme", browser_of(organiser)
    assert "Rien n’a changé" in team.get(f"{base}/release")
    room, moulin = db.session.get(Room, room.id), db.session.get(Venue, moulin.id)
    services.save_room(consultation, room, name="Rouge", venue=moulin, **given)
    db.session.commit()
    page = words(team.get(f"{base}/release"))
    moved = "Autre moment ou autre lieu L’atelier Rouge, La halle Rouge, Le moulin"
    assert moved in page
    team.submit(f"{base}/release", {"note": ""})
    assert moved in words(browser.get(f"{base}/changes"))
    public = queries.terms(consultation.id, Vocabulary.PUBLIC)[0]
    session, moulin = db.session.get(Session, session.id), db.session.get(Venue, moulin.id)
    services.edit_session(session, publics=[public], language="oc", **given)
    services.save_venue(consultation, moulin, name="Le moulin", accessibility="Une rampe", **given)
    services.set_up(consultation, title="La fête", starts=None, ends=None, **given)
    db.session.commit()
    page = words(team.get(f"{base}/release"))
    for said in (
        "Séance modifiée L’atelier publics, langue",
        "Lieu modifié Rouge accessibilité",
        "Le programme lui-même La fête titre",
    ):
        assert said in page, said
    team.submit(f"{base}/release", {"note": ""})
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.max(Release.number))) == 3
