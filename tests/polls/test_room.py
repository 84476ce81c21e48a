"""A vote in a room: one code, one ballot; nothing is used by reading, nothing typed is lost, sources are told apart."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult import clock
from consult.audit.models import AuditEntry
from consult.polls import services
from consult.polls.models import PublicPoll
from consult.polls.room import services as room
from consult.polls.room.live import live
from consult.votes import services as votes
from consult.votes.models import Entry, MethodName, Seat, Source
from consult.votes.queries import wrong_journals
from consult.web.limits import Limit
from tests.conftest import Browser
from tests.factories import make_staff, make_user
from tests.polls.scenes import items, make_poll

BALLOTS = {
    MethodName.SUPPORT: ({}, "agree"),
    MethodName.POSITION: ({}, "mixed"),
    MethodName.POINTS: ({"points": 5}, "3"),
    MethodName.RANKING: ({}, "1"),
    MethodName.JUDGEMENT: ({}, "very-good"),
    MethodName.BUDGET: ({"budget": 10}, "agree"),
}


def seated(one: PublicPoll, count: int = 1) -> list[str]:
    return room.make_seats(one, actor=make_user(), count=count)


def used(db: Any) -> list[bool]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Seat.used)))


def ballots(db: Any) -> list[tuple[Source, int]]:
    db.session.rollback()
    query = sa.select(Entry.source, Entry.count).where(Entry.act != "open").order_by(Entry.number)
    return [tuple(row) for row in db.session.execute(query)]


@pytest.mark.parametrize("method", MethodName)
def test_a_code_votes_once_by_every_method(browser: Browser, db: Any, method: MethodName) -> None:
    rules, mark = BALLOTS[method]
    one = make_poll(method=method, **rules)
    [code], item = seated(one), items(one)[0]
    url = f"/polls/{one.id}/room"
    answer = browser.submit(f"{url}?code={code}", {f"item-{item}": mark}, to=url)
    page = browser.follow(answer)
    receipt = db.session.scalar(sa.select(Entry.receipt).where(Entry.act == "cast"))
    assert receipt in page.replace("</span><span>", "")  # in groups of four
    assert "Un parc" in page
    assert used(db) == [True]
    assert ballots(db) == [(Source.ROOM, 1)]
    assert list(wrong_journals()) == []
    browser.submit(url, {"code": code, f"item-{item}": mark}, status=422)
    assert "Ce code n’existe pas, ou il a déjà servi." in browser.page
    assert f'value="{code}"' in browser.page
    assert ballots(db) == [(Source.ROOM, 1)]


def test_reading_the_page_of_a_code_never_uses_it(browser: Browser, db: Any) -> None:
    one = make_poll()
    [code] = seated(one)
    for _ in range(3):
        browser.follow(browser.client.get(f"/v/{one.id}?code={code}"))
        assert f'value="{code}"' in browser.page
    assert used(db) == [False]


def test_a_page_says_nothing_of_a_code_before_it_is_sent(browser: Browser, db: Any) -> None:
    one = make_poll()
    [code] = seated(one)
    pages = [browser.get(f"/polls/{one.id}/room?code={c}").replace(c, "") for c in (code, "abcd-efgh")]
    bare = [re.sub(r'value="[^"]{12,}"', "", page) for page in pages]
    assert bare[0] == bare[1]


@pytest.mark.parametrize("typed", ["ABCDEFGH", "abcdefgh", " abcd efgh ", "abcd-efgh"])
def test_a_code_is_read_however_it_is_typed(
    browser: Browser, db: Any, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = make_poll()
    signs = iter("abcdefgh")
    monkeypatch.setattr("secrets.choice", lambda _signs: next(signs))
    assert seated(one) == ["abcd-efgh"]
    monkeypatch.undo()
    browser.submit(f"/polls/{one.id}/room", {"code": typed, f"item-{items(one)[0]}": "agree"})
    assert ballots(db) == [(Source.ROOM, 1)]


@pytest.mark.parametrize(
    ("code", "chosen", "sentence"),
    [
        ("zzzz-zzzz", "agree", "Ce code n’existe pas, ou il a déjà servi."),
        ("", "agree", "Recopiez le code de votre carte."),
        ("é" * 41, "agree", "40"),
        ("right", "", "Choisissez au moins un élément."),
        ("right", "NaN", "Ce choix n’existe pas pour ce vote."),
    ],
)
def test_what_cannot_be_counted_is_said_and_kept(
    browser: Browser, db: Any, code: str, chosen: str, sentence: str
) -> None:
    one = make_poll()
    [right], [first, second, _third] = seated(one), items(one)
    given = {"code": right if code == "right" else code, f"item-{first}": chosen, f"item-{second}": chosen}
    browser.submit(f"/polls/{one.id}/room", given, status=422)
    assert sentence in browser.page
    assert browser.page.count(" checked") == (2 if chosen else 0)
    assert ballots(db) == []
    assert used(db) == [False]


def test_a_form_sent_again_gives_the_same_receipt(browser: Browser, db: Any) -> None:
    one = make_poll()
    url, [code] = f"/polls/{one.id}/room", seated(one)
    form = browser._form(browser.get(url), url) | {"code": code, f"item-{items(one)[0]}": "agree"}
    assert len({browser.post(url, form).location for _ in range(3)}) == 1
    assert ballots(db) == [(Source.ROOM, 1)]


@pytest.mark.parametrize("days", [-2, 2])
def test_nobody_votes_before_or_after(browser: Browser, db: Any, days: int) -> None:
    one = make_poll()
    url, [code] = f"/polls/{one.id}/room", seated(one)
    form = browser._form(browser.get(url), url) | {"code": code, f"item-{items(one)[0]}": "agree"}
    with clock.at(clock.now() + timedelta(days=days)):
        browser.post(url, form, status=422)
        assert browser.get(url).count('name="code"') == 0
    assert used(db) == [False]


def test_codes_cannot_be_guessed(app: Flask, browser: Browser, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """600 wrong codes from one address pass, here a tenth of them; the next one is told to wait."""
    assert app.view_functions["room.vote"].limit == Limit("room", 60, 10, "code")  # type: ignore[attr-defined]
    monkeypatch.setattr("consult.web.limits.CROWD", 1)
    one = make_poll()
    url = f"/polls/{one.id}/room"
    form = browser._form(browser.get(url), url) | {f"item-{items(one)[0]}": "agree"}
    monkeypatch.setitem(app.config, "LIMITS", True)
    with clock.at(clock.now().replace(minute=1)):
        answers = [browser.client.post(url, data=form | {"code": f"zzzz-{n}"}).status_code for n in range(61)]
    assert answers == [422] * 60 + [429]


def test_a_poll_that_is_not_published_takes_no_ballot(
    browser_of: Callable[..., Browser], browser: Browser, db: Any
) -> None:
    one = make_poll(is_published=False)
    [code], item = seated(one), items(one)[0]
    facilitator = make_staff(one.consultation)
    browser.get(f"/polls/{one.id}/room", 404)
    there = browser_of(facilitator)
    there.submit(f"/polls/{one.id}/room", {"code": code, f"item-{item}": "agree"}, status=422)
    assert "Ce scrutin n’est pas encore publié." in there.page


def test_a_facilitator_prints_cards_that_are_shown_once(browser_of: Callable[..., Browser], db: Any) -> None:
    one = make_poll()
    browser = browser_of(make_staff(one.consultation))
    url = f"/polls/{one.id}/workshop"
    browser.submit(url, {"count": "12"}, status=200)
    codes = re.findall(r'class="seat-code">(\w{4}-\w{4})<', browser.page)
    assert len(set(codes)) == 12
    assert browser.page.count('class="qr"') == 12
    assert all(db.session.get(Seat, (one.poll_id, votes._seat_hash(one.poll, code))) for code in codes)
    assert not any(code in browser.get(url) for code in codes)
    act = db.session.scalar(sa.select(AuditEntry).filter_by(action="poll:seated"))
    assert act.details == {"count": 12}


@pytest.mark.parametrize("count", ["0", "-1", "201", "NaN", ""])
def test_an_odd_number_of_codes_is_refused(browser_of: Callable[..., Browser], db: Any, count: str) -> None:
    one = make_poll()
    browser = browser_of(make_staff(one.consultation))
    browser.submit(f"/polls/{one.id}/workshop", {"count": count}, status=422)
    assert used(db) == []


def test_no_code_is_made_once_the_poll_is_closed(browser_of: Callable[..., Browser], db: Any) -> None:
    one = make_poll()
    facilitator = make_staff(one.consultation)
    with clock.at(clock.now() + timedelta(days=2)):
        browser = browser_of(facilitator)
        browser.submit(f"/polls/{one.id}/workshop", {"count": "3"}, status=422)
    assert "Ce scrutin est clos" in browser.page
    assert used(db) == []


def test_the_page_of_a_room_shows_no_ballot_of_the_web(browser: Browser, db: Any) -> None:
    one = make_poll()
    receipt = services.vote(one, voter=make_user(), choices={items(one)[0]: "agree"})
    db.session.commit()
    for known in (receipt, "0" * 32, "", "é"):
        browser.get(f"/polls/{one.id}/room/done?receipt={known}", 404)


@pytest.mark.parametrize("path", ["", "/screen", "/paper"])
def test_only_the_team_sees_the_pages_of_the_workshop(
    browser_of: Callable[..., Browser], browser: Browser, db: Any, path: str
) -> None:
    one = make_poll()
    url = f"/polls/{one.id}/workshop{path}"
    assert browser.client.get(url).location.startswith("/log-in")
    browser_of(make_user()).get(url, 403)


def test_the_screen_follows_the_ballots(browser_of: Callable[..., Browser], db: Any) -> None:
    one = make_poll()
    codes, item = seated(one, 2), items(one)[1]
    browser = browser_of(make_staff(one.consultation))
    url = f"/polls/{one.id}/workshop/screen"
    page = browser.get(url)
    assert f"localhost/v/{one.id}" in page
    state = re.search(r"state=([\w-]+)", page)[1]
    browser.get(f"{url}?state={state}", 204, HX_Request="true")
    for n, code in enumerate(codes, 1):
        room.vote(one, code=code, choices={item: "agree"})
        db.session.commit()
        live = browser.get(f"{url}?state={state}", HX_Request="true")
        assert "<html" not in live
        assert re.search(r"<b>(\d+)</b>", live)[1] == str(n)
        assert re.findall(r'class="number">(\d+)<', live) == ["0", str(n), "0"]


@pytest.mark.parametrize("method", MethodName)
def test_paper_is_entered_counted_apart_and_taken_back(
    browser_of: Callable[..., Browser], db: Any, method: MethodName
) -> None:
    rules, mark = BALLOTS[method]
    one = make_poll(method=method, **rules)
    facilitator = make_staff(one.consultation, name="Animatrice")
    browser = browser_of(facilitator)
    url = f"/polls/{one.id}/workshop/paper"
    page = browser.follow(browser.submit(url, {"count": "12", f"item-{items(one)[1]}": mark}))
    assert "12 bulletins papier comptés." in page
    assert "Animatrice" in page
    assert ballots(db) == [(Source.PAPER, 12)]
    assert room.received(one.poll) == {Source.WEB: 0, Source.ROOM: 0, Source.PAPER: 12}
    [entered] = room.papers(one)
    assert (entered.choices, entered.count, entered.by) == ({items(one)[1]: mark}, 12, "Animatrice")
    remove = f"{url}/{entered.ballot}/remove"
    form = browser._form(page, remove)
    browser.post(remove, form)
    browser.post(remove, form | {"form_key": "another"}, status=409)
    assert room.received(one.poll) == {Source.WEB: 0, Source.ROOM: 0, Source.PAPER: 0}
    assert room.papers(one) == []
    acts = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action.like("poll:paper%"))).all()
    assert [(act.action, act.actor_id, act.details) for act in acts] == [
        ("poll:paper-entered", facilitator.id, {"ballot": entered.ballot, "count": 12}),
        ("poll:paper-removed", facilitator.id, {"ballot": entered.ballot}),
    ]
    assert list(wrong_journals()) == []


@pytest.mark.parametrize("count", ["0", "-3", "1000001", "NaN", "²", ""])
def test_an_odd_number_of_paper_ballots_is_refused_and_kept(
    browser_of: Callable[..., Browser], db: Any, count: str
) -> None:
    one = make_poll()
    browser = browser_of(make_staff(one.consultation))
    browser.submit(f"/polls/{one.id}/workshop/paper", {"count": count, f"item-{items(one)[0]}": "agree"}, status=422)
    assert f'value="{count}"' in browser.page
    assert browser.page.count(" checked") == 1
    assert ballots(db) == []


def test_every_source_is_counted_apart(db: Any) -> None:
    one, actor = make_poll(), make_user()
    item = items(one)[0]
    for code in seated(one, 3):
        room.vote(one, code=code, choices={item: "agree"})
    room.enter_paper(one, actor=actor, choices={item: "agree"}, count=5)
    voters = [make_user() for _ in range(4)]
    for voter in voters:
        services.vote(one, voter=voter, choices={item: "agree"})
    services.vote(one, voter=voters[0], choices={items(one)[1]: "agree"})
    services.vote(one, voter=voters[1], choices={})
    cancelled = votes.cancel_votes(one.poll, voters=[voters[2].id], actor=actor, reason="Un essai")
    assert room.received(one.poll) == {Source.WEB: 2, Source.ROOM: 3, Source.PAPER: 5}
    assert live(one) == [("Un parc", 9), ("Un quai", 1), ("Une halle", 0)]
    votes.restore_votes(one.poll, cancelled, actor=actor, reason="Une erreur")
    assert room.received(one.poll) == {Source.WEB: 3, Source.ROOM: 3, Source.PAPER: 5}


@pytest.mark.parametrize(
    ("method", "rules", "first", "second", "drawn"),
    [
        (MethodName.POSITION, {}, "agree", "disagree", [1, 0, 0]),
        (MethodName.POINTS, {"points": 9}, "3", "2", [3, 2, 0]),
        (MethodName.RANKING, {}, "2", "3", [1, 0, 0]),
        (MethodName.JUDGEMENT, {}, "good", "fair", [1, 0, 0]),
        (MethodName.BUDGET, {"budget": 30}, "agree", "agree", [1, 1, 0]),
        (MethodName.BUDGET, {"budget": 30, "points": 9}, "3", "2", [3, 2, 0]),
    ],
)
def test_the_screen_draws_what_suits_the_method(
    db: Any, method: MethodName, rules: dict[str, int], first: str, second: str, drawn: list[int]
) -> None:
    one = make_poll(method=method, **rules)
    [code] = seated(one)
    room.vote(one, code=code, choices=dict(zip(items(one), [first, second], strict=False)))
    assert [value for _, value in live(one)] == drawn


@pytest.mark.parametrize("rule", ["sealed", "secret"])
def test_a_sealed_poll_shows_no_result_on_the_screen(browser_of: Callable[..., Browser], db: Any, rule: str) -> None:
    one = make_poll(**{rule: True})
    [code] = seated(one)
    room.vote(one, code=code, choices={items(one)[2]: "agree"})
    room.enter_paper(one, actor=make_user(), choices={items(one)[2]: "agree"}, count=7)
    browser = browser_of(make_staff(one.consultation))
    for page in ("screen", "paper"):
        assert "Une halle" not in re.sub(
            r"<form.*?</form>", "", browser.get(f"/polls/{one.id}/workshop/{page}"), flags=re.S
        )
    with clock.at(clock.now() + timedelta(days=2)):
        for page in ("screen", "paper"):
            assert "Une halle" in browser.get(f"/polls/{one.id}/workshop/{page}")


@pytest.mark.parametrize("rule", ["sealed", "secret"])
def test_nobody_in_the_room_is_told_how_many_voted_before_the_seal_is_broken(
    browser_of: Callable[..., Browser], db: Any, rule: str
) -> None:
    one = make_poll(**{rule: True})
    codes, item = seated(one, 3), items(one)[0]
    browser = browser_of(make_staff(one.consultation))
    addresses = [f"/polls/{one.id}/workshop{page}" for page in ("", "/screen", "/screen?state=0")]

    def pages() -> list[str]:
        return [browser.get(address).split("<main")[1].split('name="csrf_token"')[0] for address in addresses]

    before = pages()
    for code in codes[:2]:
        room.vote(one, code=code, choices={item: "agree"})
    services.vote(one, voter=make_user(), choices={item: "agree"})
    db.session.commit()
    assert pages() == before
    browser.get(f"/polls/{one.id}/workshop/screen?state=sealed", 204, HX_Request="true")
    with clock.at(clock.now() + timedelta(days=2)):
        after = pages()
        live_part = browser.get(f"/polls/{one.id}/workshop/screen?state=sealed", HX_Request="true")
    assert "dont 2 ont servi." in after[0]
    assert "<b>3</b>" in after[1]
    assert "<b>3</b>" in live_part


@pytest.mark.parametrize("seats", [1, 30])
def test_the_pages_ask_the_same_of_the_database_whatever_there_is(
    browser_of: Callable[..., Browser],
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    db: Any,
    seats: int,
) -> None:
    one = make_poll(titles=tuple(f"Option {n}" for n in range(seats + 1)))
    actor = make_user()
    for code in seated(one, seats):
        room.vote(one, code=code, choices={items(one)[0]: "agree"})
        room.enter_paper(one, actor=actor, choices={items(one)[1]: "agree"}, count=2)
    browser = browser_of(make_staff(one.consultation))
    counts = {}
    for page in ("workshop", "workshop/screen", "workshop/paper", "room"):
        with count_queries() as seen:
            browser.get(f"/polls/{one.id}/{page}")
        counts[page] = len(seen)
    assert counts == {"workshop": 8, "workshop/screen": 8, "workshop/paper": 7, "room": 4}
