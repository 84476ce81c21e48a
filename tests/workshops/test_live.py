"""A live workshop: seats without accounts, ideas, a board for several, points that the database counts, themes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import db as database
from consult.errors import RuleBroken
from consult.policy import Right, Role
from consult.proposals.models import Origin, Proposal
from consult.themes.models import Theme
from consult.web.limits import Limit
from consult.workshops import candidates, ideas, outcome, points, queries, services
from consult.workshops.models import Candidate, Idea, Point, Stage, Workshop, WorkshopSeat
from tests.conftest import Browser
from tests.factories import make_consultation, make_staff, make_user
from tests.races import race


def make_workshop(consultation: Consultation, actor: User, *, tables: int = 2, given: int = 3) -> Workshop:
    return services.open_workshop(
        consultation, actor=actor, title="Nos envies", question="Que voulez-vous ?", tables=tables, points=given
    )


def seats_of(one: Workshop, actor: User, each: int = 1) -> list[tuple[int, str]]:
    return services.make_seats(one, actor=actor, each=each)


@pytest.fixture
def place(db: Any) -> Consultation:
    """A consultation in which nothing is open: workshops do without phases."""
    return make_consultation(slug="la-ville", title="La ville", opened=())


@pytest.fixture
def facilitator(place: Consultation) -> User:
    return make_staff(place, name="Nora")


@pytest.fixture
def one(place: Consultation, facilitator: User) -> Workshop:
    return make_workshop(place, facilitator)


def again(model: Any) -> list[Any]:
    database.session.rollback()
    return list(database.session.scalars(sa.select(model).order_by(model.id)))


@pytest.mark.both
def test_from_a_table_to_themes(
    app: Flask, db: Any, engine: str, place: Consultation, browser_of: Callable[[User], Browser]
) -> None:
    facilitator = make_staff(place, name="Nora")
    team = browser_of(facilitator)
    made = team.submit(
        "/consultations/la-ville/workshops",
        {"title": "Nos envies", "question": "Que voulez-vous ?", "tables": "2", "points": "3"},
    )
    home = made.location
    team.follow(made)
    team.submit(home, {"each": "1"}, to=f"{home}/seats", status=200)
    codes = re.findall(r'class="seat-code">([^<]+)<', team.page)
    assert re.findall(r"Table (\d)", team.page) == ["1", "2"]
    assert len(codes) == 2
    # The first table, from a phone.
    phone = Browser(app)
    phone.get(phone.client.get(f"/w/1?code={codes[0]}").location)
    assert f'value="{codes[0]}"' in phone.page
    assert [seat.taken for seat in again(WorkshopSeat)] == [False, False]
    phone.follow(phone.submit(f"{home}/seat", {"code": codes[0].upper().replace("-", " ")}))
    assert "Table 1" in phone.page
    for title in ("Un jardin partagé", "Des bancs à l’ombre"):
        phone.follow(phone.submit(f"{home}/seat", {"title": title, "body": "Pour se voir."}, to=f"{home}/ideas"))
    assert "Votre idée est arrivée." in phone.page
    # The second, from paper.
    team.submit(f"{home}/board", {"lines": "Un café associatif\n\n Des concerts \n", "table": "2"}, to=f"{home}/paper")
    assert [(i.title, i.table, i.actor_id is None) for i in again(Idea)] == [
        ("Un jardin partagé", 1, True),
        ("Des bancs à l’ombre", 1, True),
        ("Un café associatif", 2, False),
        ("Des concerts", 2, False),
    ]
    # The board.
    for title in ("Se rencontrer", "Respirer"):
        team.submit(f"{home}/board", {"title": title}, to=f"{home}/candidates")
    board = team._form(team.get(f"{home}/board"), f"{home}/board")
    team.post(f"{home}/board", board | {"card": ["1-0", "2-0"], "column": "2"})
    board = team._form(team.get(f"{home}/board"), f"{home}/board")
    team.post(f"{home}/board", board | {"card": ["3-0"], "column": "1"})
    assert [i.candidate_id for i in again(Idea)] == [2, 2, 1, None]
    assert team.get(f"{home}/board?column=2").index("Un jardin partagé") > 0
    # Points.
    team.submit(home, to=f"{home}/stage")
    assert "C’est l’heure des points" in phone.get(f"{home}/seat/news?stage=ideas", HX_Request="true")
    assert phone.client.get(f"{home}/seat/news?stage=points").status_code == 204
    for given in ({"item-1": "3"}, {"item-1": "1", "item-2": "2"}):
        phone.follow(phone.submit(f"{home}/seat", given, to=f"{home}/points"))
    assert "3 points sont placés." in phone.page
    team.submit(f"{home}/candidates/2", {"paper_points": "4"})
    team.get(f"{home}/screen")
    assert re.findall(r"Respirer|Se rencontrer", team.page)[0] == "Respirer"
    # The end, and what a person makes of it.
    team.submit(home, {"stage": "closed", "seen": "points"}, to=f"{home}/stage")
    assert "L’atelier est terminé" in phone.get(f"{home}/seat")
    assert "Respirer" in Browser(app).get(f"{home}/seat")
    outcome_form = team._form(team.get(f"{home}/outcome"), f"{home}/outcome")
    for _twice in range(2):
        team.post(f"{home}/outcome", outcome_form | {"candidate": ["2"], "pour": "chosen"})
    assert [theme.title for theme in again(Theme)] == ["Respirer"]
    found = again(Proposal)
    assert [(p.title, p.origin, p.theme_id, p.author_id) for p in found] == [
        (title, Origin.MEETING, 1, facilitator.id) for title in ("Un jardin partagé", "Des bancs à l’ombre")
    ]
    assert "à la table 1 de l’atelier « Nos envies »" in found[0].body
    team.submit(f"{home}/outcome", {"candidate": "2", "pour": "chosen"}, status=422)
    assert "Il n’y a rien de plus à faire" in team.page
    team.submit(f"{home}/outcome", {"pour": "all"})
    assert [(p.title, p.theme_id) for p in again(Proposal)][2:] == [
        ("Un café associatif", None),
        ("Des concerts", None),
    ]


@pytest.mark.both
def test_no_seat_gets_more_points_than_the_workshop_gives(app: Flask, db: Any, engine: str) -> None:
    """The database says no to a fourth point, to a fourth number, and to another idea of how many there are."""
    consultation = make_consultation()
    actor = make_staff(consultation)
    one = make_workshop(consultation, actor, given=3)
    [(_table, code), *_rest] = seats_of(one, actor)
    seat = services.sit(one, code=code)
    candidate = candidates.add(one, title="Respirer")
    services.set_stage(one, Stage.POINTS, actor=actor, seen=Stage.IDEAS)
    points.place(one, seat=seat, given={candidate.id: "3"})
    db.session.commit()
    row = {"seat_id": seat.id, "workshop_id": one.id, "candidate_id": candidate.id}
    for more in (
        {"number": 4, "most": 3},
        {"number": 4, "most": 4},
        {"number": 3, "most": 3},
        {"number": 0, "most": 3},
    ):
        with pytest.raises(sa.exc.IntegrityError):
            db.session.execute(sa.insert(Point).values(**row, **more))
        db.session.rollback()
    with pytest.raises(RuleBroken):
        services.edit_workshop(one, actor=actor, title="x", question="", tables=1, points=9)
    db.session.rollback()

    def give(many: str) -> Callable[[], None]:
        def act() -> None:
            mine, here = (
                db.session.get_one(WorkshopSeat, row["seat_id"]),
                db.session.get_one(Workshop, row["workshop_id"]),
            )
            points.place(here, seat=mine, given={row["candidate_id"]: many})

        return act

    assert race(app, *(give(many) for many in ("1", "2", "3", "3", "2", "1"))) == [None] * 6
    db.session.rollback()
    assert db.session.scalars(sa.select(Point.number).order_by(Point.number)).all() in ([1], [1, 2], [1, 2, 3])


def test_themes_come_in_the_order_of_their_points(db: Any, one: Workshop, facilitator: User) -> None:
    """Those of the phones and those of the wall together; where they are equal, the older candidate first."""
    few, many, wall, even = (candidates.add(one, title=title) for title in ("Peu", "Beaucoup", "Au mur", "Autant"))
    [(_table, code), *_rest] = seats_of(one, facilitator)
    services.set_stage(one, Stage.POINTS, actor=facilitator, seen=Stage.IDEAS)
    points.place(one, seat=services.sit(one, code=code), given={few.id: "1", many.id: "2"})
    candidates.edit(wall, title="Au mur", paper_points=5, seen=1)
    candidates.edit(even, title="Autant", paper_points=1, seen=1)
    home = db.session.get_one(Consultation, one.consultation_id)
    outcome.conclude(one, home, actor=facilitator, candidates=[few.id, many.id, wall.id, even.id])
    in_order = sa.select(Theme.title).order_by(Theme.position)
    assert db.session.scalars(in_order).all() == ["Au mur", "Beaucoup", "Peu", "Autant"]


@pytest.mark.both
def test_two_who_sort_at_once_lose_nothing(app: Flask, db: Any, engine: str) -> None:
    """One moves an idea, another moves it elsewhere: the second is told. Ideas sent meanwhile all arrive."""
    consultation = make_consultation()
    actor = make_staff(consultation)
    one = make_workshop(consultation, actor)
    [(_table, code), *_rest] = seats_of(one, actor)
    seat = services.sit(one, code=code)
    homes = [candidates.add(one, title=title).id for title in ("Respirer", "Bouger")]
    idea = ideas.type_in(one, actor=actor, titles=["Un jardin partagé"], table=None)[0].id
    one_id, seat_id, actor_id = one.id, seat.id, actor.id
    db.session.commit()

    def move(home: int) -> Callable[[], Any]:
        def act() -> Any:
            here = db.session.get_one(Workshop, one_id)
            return ideas.move(here, {idea: None}, candidate=db.session.get_one(Candidate, home))

        return act

    def send() -> Any:
        mine = db.session.get_one(WorkshopSeat, seat_id)
        return ideas.send(db.session.get_one(Workshop, one_id), seat=mine, title="Une idée").id

    results = race(app, *(move(home) for home in homes), send, send, send)
    moved = [result for result in results[:2] if result == 1]
    refused = [str(result) for result in results[:2] if isinstance(result, ideas.Moved)]
    assert (len(moved), refused) == (
        1,
        ["« Un jardin partagé » a été déplacée entre-temps. Rien n’a été fait : vérifiez, puis recommencez."],
    )
    assert len(again(Idea)) == 4

    def conclude() -> Any:
        who = db.session.get_one(User, actor_id)
        here = queries.get(one_id, viewer=who)
        return outcome.conclude(here, here.consultation, actor=who, candidates=homes, pour=outcome.Pour.ALL)

    results = race(app, conclude, conclude)
    assert [type(result) for result in results].count(RuleBroken) == 1
    assert (len(again(Theme)), len(again(Proposal))) == (2, 4)


def test_what_a_phone_sends_wrongly_is_said_and_kept(
    app: Flask, db: Any, one: Workshop, facilitator: User, browser: Browser
) -> None:
    [(_table, code), *_rest] = seats_of(one, facilitator)
    home = f"/workshops/{one.id}"
    for wrong, sentence in (
        ("zzzz-zzzz", "Ce code n’existe pas dans cet atelier."),
        ("", "Recopiez le code"),
        ("é" * 41, "40"),
    ):
        browser.submit(f"{home}/seat", {"code": wrong}, status=422)
        assert sentence in browser.page
        assert f'value="{wrong}"' in browser.page
    form = browser._form(browser.get(f"{home}/seat"), f"{home}/seat")
    browser.post(f"{home}/ideas", form | {"title": "Sans code"}, status=422)
    assert "Donnez d’abord le code de votre carte." in browser.page
    browser.submit(f"{home}/seat", {"code": code})
    for title, sentence in (("", "Écrivez votre idée."), ("Oui", "5"), ("é" * 201, "200")):
        browser.submit(f"{home}/seat", {"title": title, "body": "Gardé."}, to=f"{home}/ideas", status=422)
        assert sentence in browser.page
        assert "Gardé." in browser.page
    browser.submit(f"{home}/seat", {"title": "Une idée entière"}, to=f"{home}/ideas")
    candidate = candidates.add(db.session.get_one(Workshop, one.id), title="Respirer").id
    page = browser.get(f"{home}/seat")
    form = {"csrf_token": browser._form(page, f"{home}/ideas")["csrf_token"]}
    browser.post(f"{home}/points", form | {f"item-{candidate}": "1"}, status=422)
    assert "Les points ne se placent pas en ce moment." in browser.page
    here = db.session.get_one(Workshop, one.id)
    services.set_stage(here, Stage.POINTS, actor=facilitator, seen=Stage.IDEAS)
    db.session.commit()
    browser.post(f"{home}/ideas", form | {"title": "Trop tard, hélas"}, status=422)
    assert "Le temps des idées est passé." in browser.page
    for typed, sentence in (("4", "c’est 1 de trop"), ("-1", "nombres entiers"), ("1.5", "nombres entiers")):
        browser.submit(f"{home}/seat", {f"item-{candidate}": typed}, to=f"{home}/points", status=422)
        assert sentence in browser.page
        assert f'value="{typed}"' in browser.page
    browser.post(f"{home}/points", form | {"item-999": "1"}, status=422)
    assert "Ce choix n’existe pas" in browser.page
    browser.submit(f"{home}/seat", {f"item-{candidate}": "2"}, to=f"{home}/points")
    browser.submit(f"{home}/seat", {f"item-{candidate}": ""}, to=f"{home}/points")  # taken back
    here = db.session.get_one(Workshop, one.id)
    services.set_stage(here, Stage.CLOSED, actor=facilitator, seen=Stage.POINTS)
    db.session.commit()
    for path in ("ideas", "points", "seat"):
        browser.post(f"{home}/{path}", form | {"title": "Encore une", "code": code}, status=422)
        assert "L’atelier est terminé" in browser.page
    assert [i.title for i in again(Idea)] == ["Une idée entière"]
    assert db.session.scalars(sa.select(Point.number)).all() == []
    assert app.view_functions["workshops.seat"].limit == Limit("seat", 60, 10, "code")  # type: ignore[attr-defined]


def test_what_the_team_does_too_late_or_wrongly_changes_nothing(
    db: Any, one: Workshop, facilitator: User, browser_of: Callable[[User], Browser]
) -> None:
    team, home = browser_of(facilitator), f"/workshops/{one.id}"
    team.submit(f"{home}/board", {"lines": "Un jardin\nOui\n"}, to=f"{home}/paper", status=422)
    assert "Ligne 2 : une idée compte de 5 à 200 signes." in team.page
    assert "Un jardin\nOui" in team.page
    team.submit(f"{home}/board", {"lines": "Un jardin\nDes bancs"}, to=f"{home}/paper")
    team.submit(f"{home}/board", {"title": "Respirer"}, to=f"{home}/candidates")
    team.submit(f"{home}/board", {"title": "RESPIRER"}, to=f"{home}/candidates", status=422)
    assert "Un thème candidat porte déjà ce nom." in team.page
    board = team._form(team.get(f"{home}/board"), f"{home}/board")
    for sent, sentence in (
        ({"column": "1"}, "Cochez d’abord une idée"),
        ({"card": "1-0", "column": "9"}, "Ce thème candidat vient d’être supprimé."),
        ({"card": "1-1", "column": "1"}, "« Un jardin » a été déplacée entre-temps."),
        ({"card": "99-0", "column": "1"}, "Une des idées cochées n’est plus sur le tableau."),
        ({"card": "x-y", "column": "1"}, "Certaines cartes n’ont pas été reconnues."),
    ):
        team.post(f"{home}/board", board | sent, status=422)
        assert sentence in team.page
    idea = team._form(team.get(f"{home}/ideas/1"), f"{home}/ideas/1")
    team.post(f"{home}/ideas/1", idea | {"title": "Un jardin partagé"})
    del idea["form_key"]
    team.post(f"{home}/ideas/1", idea | {"title": "Un jardin public"}, status=422)
    assert "Cette idée a été modifiée entre-temps." in team.page
    team.submit(f"{home}/ideas/2", to=f"{home}/ideas/2/aside")
    assert "Des bancs" not in team.get(f"{home}/board")
    team.submit(f"{home}/aside", to=f"{home}/ideas/2/aside")
    assert "Des bancs" in team.get(f"{home}/board")
    team.submit(home, {"each": "30"}, to=f"{home}/seats", status=200)
    team.submit(f"{home}/edit", {"tables": "60"})
    team.submit(home, {"each": "30"}, to=f"{home}/seats", status=422)
    assert "plus de 200 cartes" in team.page
    team.submit(home, {"seen": "points"}, to=f"{home}/stage", status=422)
    assert "vient de changer d’étape" in team.page
    team.submit(home, {"stage": "lunch"}, to=f"{home}/stage", status=422)
    team.submit(f"{home}/candidates/1", {"paper_points": "5"})
    team.submit(f"{home}/candidates/1", {"paper_points": "-5"}, status=422)
    team.submit(f"{home}/candidates/1", to=f"{home}/candidates/1/delete", status=409)
    assert "Des points sont placés sur ce thème candidat" in team.page
    team.submit(f"{home}/candidates/1", {"paper_points": "0"})
    team.submit(f"{home}/candidates/1", to=f"{home}/candidates/1/delete")
    assert again(Candidate) == []
    assert [(i.title, i.candidate_id, i.set_aside) for i in again(Idea)] == [
        ("Un jardin partagé", None, False),
        ("Des bancs", None, False),
    ]
    team.submit(f"{home}/outcome", {"candidate": "1", "pour": "none"}, status=422)
    assert "Un des thèmes candidats n’est plus là." in team.page


def test_a_workshop_is_led_by_its_team(one: Workshop, browser_of: Callable[[User], Browser]) -> None:
    stranger = browser_of(make_user())
    for path in ("", "/board", "/board/changes", "/screen", "/outcome", "/aside", "/edit"):
        stranger.get(f"/workshops/{one.id}{path}", 403)
    stranger.get("/consultations/la-ville/workshops", 403)


def test_every_page_costs_the_same_whatever_came(
    db: Any,
    place: Consultation,
    one: Workshop,
    facilitator: User,
    browser_of: Callable[[User], Browser],
    count_queries: Any,
) -> None:
    team, home = browser_of(facilitator), f"/workshops/{one.id}"
    counted = []
    for _round in (1, 2):
        here = db.session.get_one(Workshop, one.id)
        for n in range(1 if not counted else 30):
            made = candidates.add(here, title=f"Thème {len(counted)} {n}")
            kept = ideas.type_in(here, actor=facilitator, titles=[f"Idée numéro {n} {k}" for k in range(3)], table=1)
            ideas.move(here, {kept[0].id: None}, candidate=made)
            ideas.set_aside(kept[1], away=True)
            make_workshop(place, facilitator)
        db.session.commit()
        costs = []
        for path in ("/board", "/screen", "/outcome", "/aside", "", "/board?column=1"):
            with count_queries() as seen:
                team.get(f"{home}{path}")
            costs.append(len(seen))
        with count_queries() as seen:
            team.get("/consultations/la-ville/workshops")
        counted.append([*costs, len(seen)])
    assert counted[0] == counted[1]
    assert max(counted[0]) <= 12


def test_who_may_not_theme_leads_a_workshop_and_makes_no_theme_of_it(one: Workshop, browser_of: Any) -> None:
    person = make_user()
    accounts.give_role(person, consultation_id=one.consultation_id, role=Role.FACILITATOR, withheld=[Right.THEME])
    database.session.commit()
    home = f"/workshops/{one.id}"
    leader = browser_of(person)
    given = leader._form(leader.get(home), "/log-out")
    leader.post(f"{home}/outcome", given | {"pour": "all"}, status=403)
    assert again(Theme) == []
