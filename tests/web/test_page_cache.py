"""Pages for passers-by: the same until anything is written, never somebody's own, and no cookie for reading."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from consult import clock
from consult.db import db as database
from consult.moderation.models import Measure
from consult.policy import Activity
from consult.proposals import queries as proposals_of
from consult.proposals import services as proposals
from consult.web.page_cache import SqliteState
from tests.conftest import Browser
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide
from tests.policy.world import address, arguments, make_world, routes

Counter = Callable[[], AbstractContextManager[list[str]]]
# Pages on which a visitor writes: their forms need the half of a token that a cookie keeps.
WRITING = {
    "accounts.forgotten",
    "accounts.log_in",
    "accounts.register",
    "exports.show",
    "moderation.report",
    "moderation.report_person",
    "pages.design",
    "programme.by",
    "programme.index",
    "programme.mine",
    "programme.session",
    "registrations.register",
    "room.vote",
    "workshops.seat",
}


def passer_by(app: Flask, url: str, **headers: str) -> str:
    """What somebody reads who comes for the first time."""
    answer = Browser(app).client.get(url, headers={"Accept-Language": "fr"} | headers)
    assert answer.status_code == 200
    return str(answer.text)


@pytest.mark.both
def test_a_page_is_made_once_until_anything_is_written(
    app: Flask, db: Any, engine: str, count_queries: Counter
) -> None:
    one = make_proposal(make_consultation(), title="Une navette")
    number, url = one.id, f"/proposals/{one.id}"
    with clock.at(clock.now()), count_queries() as seen:
        first = passer_by(app, url)
        asked = len(seen)
        assert passer_by(app, url) == first
    assert len(seen) == asked > 0
    proposals.vote(proposals_of.get(number, viewer=make_user()), voter=make_user(), mark="agree")
    assert passer_by(app, url) != first
    shown = proposals_of.get(number, viewer=make_user())
    decide(shown, Measure.HIDE, moderator=make_staff(shown.consultation))
    answer = app.test_client().get(url)
    assert (answer.status_code, "Une navette" in answer.text) == (404, False)


def test_what_another_process_writes_is_seen(app: Flask, db: Any) -> None:
    url = f"/proposals/{make_proposal(make_consultation(), title='Une navette').id}"
    assert "Une navette" in passer_by(app, url)
    other = sqlite3.connect(str(database.engine.url.database))
    other.execute("UPDATE proposal SET title = 'Un bateau'")
    assert "Une navette" in passer_by(app, url)
    other.commit()
    other.close()
    assert "Un bateau" in passer_by(app, url)


def test_a_new_connection_counts_anew_and_never_stands_for_an_older_one(db: Any) -> None:
    """Each connection counts from the same number, and a new one may lie where an older one lay in memory."""
    state = SqliteState(database.engine)
    seen = set()
    for _ in range(20):
        seen.add(state())
        database.engine.dispose()
    assert len(seen) == 20


def test_nobody_is_given_a_page_that_was_made_for_somebody(app: Flask, db: Any, browser_of: Any) -> None:
    person = make_user(name="Camille")
    url = f"/proposals/{make_proposal(make_consultation()).id}"
    known = browser_of(person)
    assert "Se déconnecter" in known.get(url)
    assert "Se déconnecter" not in passer_by(app, url)
    assert "Se déconnecter" in known.get(url)
    one, other = Browser(app), Browser(app)
    report = url.replace("/proposals/", "/report/proposal/")
    tokens = {each._form(each.get(report), report)["csrf_token"] for each in (one, other, one)}
    assert len(tokens) >= 2
    keys = [each._form(each.get(report), report)["form_key"] for each in (one, other, one)]
    assert len(set(keys)) == 3


def test_each_language_and_each_fragment_is_a_page_of_its_own(app: Flask, db: Any) -> None:
    make_proposal(make_consultation(slug="festival"))
    url = "/consultations/festival/proposals"
    pages = [passer_by(app, url), passer_by(app, url, **{"Accept-Language": "en"})]
    pages += [passer_by(app, url, **{"HX-Request": "true"}), passer_by(app, f"{url}?order=support")]
    assert len(set(pages)) == 4
    assert '<html lang="en">' in pages[1]
    assert "<html" not in pages[2]


def test_what_opens_on_the_minute_is_open_on_the_minute(app: Flask, db: Any) -> None:
    opens = datetime(2031, 5, 1, 10, 30, tzinfo=UTC)
    with clock.at(opens - timedelta(days=1)):
        place = make_consultation(slug="festival", opened=())
        place.phases[0].activities = Activity.PROPOSE.value
        place.phases[0].opens, place.phases[0].closes = opens, opens + timedelta(days=1)
    url = "/consultations/festival/proposals"
    seen = []
    for when in (opens - timedelta(seconds=1), opens, opens + timedelta(days=1, seconds=-1), opens + timedelta(days=1)):
        with clock.at(when):
            seen.append("/proposals/new" in passer_by(app, url))
    assert seen == [False, True, True, False]


def test_reading_sets_no_cookie(app: Flask, db: Any) -> None:
    world = make_world()
    database.session.commit()
    database.session.remove()
    client = app.test_client(use_cookies=False)
    found = set()
    for _method, rule in routes(app, frozenset({"GET"})):
        answer = client.get(address(rule, arguments(rule, world)))
        if answer.status_code == 200 and "Set-Cookie" in answer.headers:
            found.add(rule.endpoint)
        answer.close()
    assert found - WRITING == set()
