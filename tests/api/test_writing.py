"""Writing by token: as the pages let its owner, no more; and tokens themselves."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult import clock
from consult.accounts import services as accounts
from consult.accounts.models import Passkey, User
from consult.api.models import ApiToken, Scope
from consult.comments.models import Comment
from consult.db import db as database
from consult.moderation import house
from consult.moderation.models import CharterAcceptance, Holding, Measure
from consult.policy import Role
from consult.proposals.models import Proposal
from consult.votes.models import Vote
from tests.api.conftest import Ask, token_of
from tests.conftest import PASSWORD, Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.merging.acts import merge, results_of
from tests.moderation.acts import decide, fresh

IDEA = {"title": "Un quai sans voitures", "body": "Pour les enfants."}


def count(db: Any, model: Any) -> int:
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)))


@pytest.mark.both
def test_a_program_proposes_comments_and_votes(db: Any, engine: str, ask: Ask) -> None:
    place, person = make_consultation(slug="port"), make_user(name="Ana")
    section, token = place.sections[0].id, token_of(person)
    made = ask("POST", "/consultations/port/proposals", token=token, json=IDEA | {"section_id": str(section)})
    assert (made.status_code, made.headers["Location"]) == (201, f"/api/v1/proposals/{made.json['id']}")
    read = ask("GET", made.headers["Location"]).json
    assert (read["title"], read["author"], read["section_id"]) == (IDEA["title"], "Ana", section)
    talk = f"/proposals/{made.json['id']}/comments"
    said = ask("POST", talk, token=token, json={"body": "Oui.", "stance": "for"})
    reply = ask("POST", talk, token=token, json={"body": "Et non.", "parent": str(said.json["id"])})
    assert ask("GET", reply.headers["Location"]).json["parent_id"] == said.json["id"]
    vote = f"/proposals/{made.json['id']}/vote"
    for mark in ("agree", "mixed"):
        assert ask("PUT", vote, token=token, json={"mark": mark}).json == {"mark": mark}
        assert [row["mark"] for row in ask("GET", "/consultations/port/votes").json["items"]] == [mark]
    assert ask("DELETE", vote, token=token).json == {"mark": None}
    assert (count(db, Vote), count(db, Comment), count(db, Proposal)) == (0, 2, 1)


def test_what_is_wrong_is_said_field_by_field_and_nothing_is_written(db: Any, ask: Ask) -> None:
    place = make_consultation(slug="port")
    proposal, token = make_proposal(place), token_of(make_user())
    path = "/consultations/port/proposals"
    cases: list[tuple[Any, list[str]]] = [
        ({}, ["body", "title"]),
        (IDEA | {"title": "Oh"}, ["title"]),
        (IDEA | {"title": "x" * 201}, ["title"]),
        (IDEA | {"section_id": "999999"}, ["section_id"]),
        (IDEA | {"author_id": "1", "kind": "official"}, ["author_id", "kind"]),
        (IDEA | {"title": 3, "body": ["a"]}, ["body", "title"]),
    ]
    for sent, fields in cases:
        answer = ask("POST", path, token=token, json=sent)
        assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
        assert sorted(answer.json["errors"]) == fields, sent
    for body in (b"", b"{", b"[]", b"\xff\xfe", b'"a"'):
        answer = ask("POST", path, token=token, data=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, body
    assert ask("POST", path, token=token, data=IDEA).status_code == 422
    vote = f"/proposals/{proposal.id}/vote"
    assert [ask("PUT", vote, token=token, json={"mark": m}).status_code for m in ("hurrah", "", None)] == [
        409,
        422,
        422,
    ]
    stranger = make_comment(make_proposal())
    db.session.commit()
    talk = f"/proposals/{proposal.id}/comments"
    assert ask("POST", talk, token=token, json={"body": "a", "parent": str(stranger.id)}).status_code == 409
    assert ask("POST", talk, token=token, json={"body": "a", "parent": "999"}).status_code == 404
    assert (count(db, Proposal), count(db, Comment), count(db, Vote)) == (2, 1, 0)


def test_a_token_does_what_it_is_for_while_it_lives(db: Any, ask: Ask, browser_of: Any) -> None:
    place, person = make_consultation(slug="port"), make_user()
    proposal = make_proposal(place)
    path, vote = "/consultations/port/proposals", f"/proposals/{proposal.id}/vote"
    only_votes = token_of(person, Scope.VOTE)
    refused = ask("POST", path, token=only_votes, json=IDEA)
    assert (refused.status_code, "proposals:write" in refused.json["detail"]) == (403, True)
    assert ask("PUT", vote, token=only_votes, json={"mark": "agree"}).status_code == 200
    for odd in ("consult_nonsense", "é" * 20, only_votes[:-1]):
        answer = ask("PUT", vote, token=odd, json={"mark": "agree"})
        assert (answer.status_code, answer.headers["WWW-Authenticate"][:6]) == (401, "Bearer")
    assert ask("PUT", vote, json={"mark": "agree"}).status_code == 401
    assert ask("PUT", vote, headers={"Authorization": "Basic eDp5"}, json={"mark": "agree"}).status_code == 401
    with clock.at(clock.now() + timedelta(days=31)):
        assert ask("PUT", vote, token=only_votes, json={"mark": "agree"}).status_code == 401
    unconfirmed = token_of(make_user(is_confirmed=False))
    assert ask("PUT", vote, token=unconfirmed, json={"mark": "agree"}).status_code == 403
    banned = make_user()
    dead = token_of(banned)
    accounts.ban(banned, actor=make_user(is_admin=True), reason="Publicité")
    assert ask("PUT", vote, token=dead, json={"mark": "agree"}).status_code == 401
    cookie = browser_of(person).client.put(f"/api/v1{vote}", json={"mark": "agree"})
    assert cookie.status_code == 401  # a cookie writes nothing


def test_tokens_are_shown_once_listed_and_revoked(db: Any, ask: Ask, browser_of: Any) -> None:
    person = make_user()
    proposal = make_proposal(make_consultation(slug="port"))
    browser: Browser = browser_of(person)
    browser.submit("/account/tokens", {"name": "Le site", "scopes": []}, status=422)
    shown = browser.submit("/account/tokens", {"name": "Le site", "scopes": ["votes:write"], "days": "30"}, status=200)
    token = shown.text.split("<code>")[1].split("</code>")[0]
    assert token not in browser.get("/account/tokens")
    db.session.rollback()
    kept = db.session.scalars(sa.select(ApiToken)).one()
    assert token not in {str(getattr(kept, column.key)) for column in ApiToken.__table__.columns}
    vote = f"/proposals/{proposal.id}/vote"
    assert ask("PUT", vote, token=token, json={"mark": "agree"}).status_code == 200
    assert "deux machines" not in browser.get("/account/tokens")
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    assert ask("PUT", vote, token=token, json={"mark": "mixed"}, environ_base=elsewhere).status_code == 200
    assert "deux machines" in browser.get("/account/tokens")
    other = browser_of(make_user())
    revoke = f"/account/tokens/{kept.id}/revoke"
    form = Browser._form(browser.get("/account/tokens"), revoke)
    other.post(revoke, Browser._form(other.get("/account/tokens"), "/account/tokens"), status=404)
    browser.post(revoke, form)
    assert ask("PUT", vote, token=token, json={"mark": "agree"}).status_code == 401


def test_a_token_writes_for_nobody_who_owes_a_second_proof(
    db: Any, ask: Ask, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_consultation(slug="port")
    proposal, leader, citizen = make_proposal(place), make_staff(place), make_user()
    token, vote = token_of(leader), f"/proposals/{proposal.id}/vote"
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)
    refused = ask("PUT", vote, token=token, json={"mark": "agree"})
    assert (refused.status_code, "seconde preuve" in refused.json["detail"]) == (403, True)
    assert ask("GET", f"/proposals/{proposal.id}", token=token).status_code == 200
    assert ask("PUT", vote, token=token_of(citizen), json={"mark": "agree"}).status_code == 200
    database.session.add(Passkey(user_id=leader.id, credential=b"1", public_key=b"2"))
    assert ask("PUT", vote, token=token, json={"mark": "agree"}).status_code == 200


def test_a_program_accepts_the_charter_of_a_consultation_as_people_do(db: Any, ask: Ask) -> None:
    place = make_consultation(slug="port")
    proposal, person = make_proposal(place), make_user()
    house.set_rules(place, actor=make_staff(place, Role.ORGANISER), charter="Chacun parle à son tour.")
    path, talk, token = "/consultations/port/proposals", f"/proposals/{proposal.id}/comments", token_of(person)
    for where, sent in ((path, IDEA), (talk, {"body": "Oui."}), (talk, {"body": "Oui.", "charter": False})):
        refused = ask("POST", where, token=token, json=sent)
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["charter"])
        assert refused.json["charter"] == "/consultations/port/charter"
        assert "« charter »" in refused.json["detail"]
    assert ask("POST", talk, token=token, json={"body": "Oui.", "charter": "yes"}).status_code == 422
    assert (count(db, Comment), count(db, Proposal), count(db, CharterAcceptance)) == (0, 1, 0)
    assert ask("POST", talk, token=token, json={"body": "Oui.", "charter": True}).status_code == 201
    assert ask("POST", path, token=token, json=IDEA).status_code == 201  # accepted once
    assert (count(db, Comment), count(db, Proposal), count(db, CharterAcceptance)) == (1, 2, 1)


@pytest.mark.parametrize("act", ["password", "everywhere", "reset", "factor"])
def test_a_token_ends_with_the_password_and_when_its_owner_logs_out_everywhere(
    db: Any, ask: Ask, browser_of: Any, act: str
) -> None:
    person, administrator = make_user(), make_user(is_admin=True)
    vote = f"/proposals/{make_proposal(make_consultation()).id}/vote"
    token, other, theirs = token_of(person), token_of(make_user()), browser_of(person)
    assert ask("PUT", vote, token=token, json={"mark": "agree"}).status_code == 200
    new = {"current_password": PASSWORD, "password": "une tout autre phrase"}
    if act == "password":
        theirs.submit("/account", new, to="/account/password")
        assert "Il a pris fin" in theirs.get("/account/tokens")
    elif act == "everywhere":
        theirs.submit("/account", to="/log-out/everywhere")
    elif act == "reset":
        accounts.set_password(db.session.merge(person), "une tout autre phrase")
    else:
        browser_of(administrator).submit(f"/admin/accounts/{person.id}", to=f"/admin/accounts/{person.id}/unsecure")
    assert ask("PUT", vote, token=token, json={"mark": "mixed"}).status_code == 401
    assert ask("PUT", vote, token=other, json={"mark": "agree"}).status_code == 200
    assert (
        ask("PUT", vote, token=token_of(db.session.get_one(User, person.id)), json={"mark": "mixed"}).status_code == 200
    )


def test_a_program_answers_what_was_said_of_an_original_where_it_is_read_now(db: Any, ask: Ask) -> None:
    place = make_consultation(slug="port")
    first, second, team = make_proposal(place), make_proposal(place), make_staff(place)
    said, elsewhere = make_comment(first), make_comment(make_proposal(place))
    [merged] = results_of(merge(first, second, actor=team))
    numbers, token = (said.id, said.thread_id), token_of(make_user())
    talk = f"/proposals/{merged.id}/comments"
    reply = ask("POST", talk, token=token, json={"body": "D’accord.", "parent": str(numbers[0])})
    assert reply.status_code == 201
    kept = database.session.get_one(Comment, reply.json["id"])
    assert (kept.parent_id, kept.thread_id) == numbers  # it stands where what it answers stands
    assert ask("POST", talk, token=token, json={"body": "Non.", "parent": str(elsewhere.id)}).status_code == 409


@pytest.mark.both
def test_what_is_held_is_read_by_its_author_with_its_state_and_by_nobody_else(db: Any, engine: str, ask: Ask) -> None:
    place, person = make_consultation(slug="port"), make_user(name="Ana")
    proposal, team = make_proposal(place), make_staff(place, Role.ORGANISER)
    house.set_rules(place, actor=team, read={"proposals": Holding.ALWAYS, "comments": Holding.ALWAYS})
    token, others = token_of(person), ["", token_of(make_user()), token_of(team)]
    kept = ask("POST", "/consultations/port/proposals", token=token, json=IDEA)
    said = ask("POST", f"/proposals/{proposal.id}/comments", token=token, json={"body": "Oui."})
    for made, column, model in ((kept, "visibility", Proposal), (said, "status", Comment)):
        assert (made.status_code, made.json["state"]) == (201, "held")
        place_of_it = made.headers["Location"]
        mine = ask("GET", place_of_it, token=token)
        assert (mine.status_code, mine.json["id"], mine.json[column]) == (200, made.json["id"], "held")
        assert (mine.json["author"], mine.headers["Cache-Control"]) == ("Ana", "private, no-store")
        assert [ask("GET", place_of_it, token=other).status_code for other in others] == [404] * 3
        assert ask("GET", place_of_it, token="x").status_code == 401
        thing = fresh(db.session.get(model, made.json["id"]))
        decide(thing, Measure.PUBLISH)
        db.session.commit()
        assert [ask("GET", place_of_it, token=one).json[column] for one in [token, *others]] == ["published"] * 4
        decide(fresh(thing), Measure.HIDE)
        db.session.commit()
        assert ask("GET", place_of_it, token=token).json[column] == "hidden"
        assert [ask("GET", place_of_it, token=other).status_code for other in others] == [404] * 3
    for table, ids in (("proposals", [proposal.id]), ("comments", [])):
        rows = ask("GET", f"/consultations/port/{table}", token=token).json["items"]
        assert [row["id"] for row in rows] == ids
    inside = ask("POST", f"/proposals/{proposal.id}/comments", token=token, json={"body": "Non."}).headers["Location"]
    assert ask("GET", inside, token=token).status_code == 200
    decide(fresh(proposal), Measure.HIDE)
    db.session.commit()
    assert ask("GET", inside, token=token).status_code == 404  # its answer would name what is hidden
