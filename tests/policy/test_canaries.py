"""S11: what is not there for somebody is on no page, in no list, search, suggestion, feed, export, letter or counter.

Eight roles, and things in every state in which somebody may not read them. Each thing says a word of its own that
nothing else says; every route that can be read is asked for by everybody, with the numbers of these things wherever an
address takes a number. A new route is walked like the others; what its address takes must be known here.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from consult import clock, counters
from consult.accounts.models import User
from consult.consultations.models import State
from consult.db import db as database
from consult.exports.datasets import DATASETS
from consult.exports.formats import FORMATS
from consult.kinds import Visibility
from consult.moderation import house, watch
from consult.moderation.models import Holding, Measure
from consult.notifications.models import Letter
from consult.policy import Role
from consult.proposals import services as proposals
from consult.search import services as search
from consult.themes import filing
from consult.themes.models import Theme
from consult.workstreams import services as workstreams
from consult.workstreams.models import WorkStream
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide, fresh, report
from tests.policy.printed import said_by
from tests.policy.world import World, address, arguments, client_of, make_world, routes

# A part of all requests, most of them a visitor's, unless the proof is asked for whole.
PART, VISITED = (1.0, 1.0) if os.environ.get("PROOF") else (0.08, 0.4)
FOUND_BY = "potiron"  # what all these things say too, so that searches meet them


@dataclass(frozen=True)
class Canary:
    """A thing with its word; who may read it beside its author, by role."""

    word: str
    kind: str
    id: int
    readers: frozenset[str]


TEAM = frozenset({"facilitator", "organiser", "administrator"})


@dataclass(frozen=True)
class Cage:
    """The canaries, and who looks for them."""

    world: World
    canaries: list[Canary]
    people: dict[str, User | None]
    slugs: tuple[str, str]

    def forbidden(self, role: str) -> list[str]:
        """The words that this role must never meet."""
        return [one.word for one in self.canaries if role != "author" and role not in one.readers]

    def numbers(self, kind: str) -> list[int]:
        """The numbers of the canaries of a kind."""
        return [one.id for one in self.canaries if one.kind == kind]


def _words(word: str) -> dict[str, str]:
    return {"title": f"Le {word} et le {FOUND_BY}", "body": f"Un {word} mange un {FOUND_BY}, puis un autre {FOUND_BY}."}


def _cage() -> Cage:
    """Everything that is hidden, held, withdrawn, drafted or elsewhere was first put where much of the house looks."""
    world = make_world()
    place, author = world.consultation, make_user(name="Autrice")
    secret = make_consultation(slug="secrete", state=State.DRAFT)
    moderator = make_staff(place)
    theme = database.session.scalars(sa.select(Theme).order_by(Theme.id)).first()
    stream = database.session.scalars(sa.select(WorkStream)).first()
    assert theme is not None
    assert stream is not None
    made: dict[str, Any] = {}

    def proposal(word: str, where: Any = place, **given: Any) -> Any:
        made[word] = make_proposal(where, author=author, **_words(word), **given)
        return made[word]

    def comment(word: str, on: Any) -> Any:
        made[word] = make_comment(fresh(on), author=author, body=_words(word)["body"])
        return made[word]

    shown = make_proposal(place, author=author)
    for word in ("zqhidden", "zqwithdrawn"):
        filing.file_proposals([proposal(word)], theme=theme, actor=world.organiser)
    comment("zqinside", made["zqhidden"])
    comment("zqhiddenword", shown)
    comment("zqwithdrawnword", shown)
    make_comment(fresh(shown), body="Je réponds.", parent=fresh(made["zqhiddenword"]))
    project = workstreams.create_project(
        stream, author=author, title="Le zqproject", description=_words("zqproject")["body"], proposals=[shown]
    )
    made["zqproject"] = project
    report(made["zqhidden"], reporter=world.organiser)
    for word in ("zqhidden", "zqhiddenword", "zqproject"):
        decide(made[word], Measure.HIDE, moderator=moderator, facts="Les faits.", statement="Le message.")
    proposals.withdraw_proposal(fresh(made["zqwithdrawn"]), actor=author)
    made["zqwithdrawnword"].visibility = Visibility.WITHDRAWN
    search.touch(made["zqwithdrawnword"])
    house.set_rules(place, actor=world.organiser, read={"proposals": Holding.ALWAYS, "comments": Holding.ALWAYS})
    filing.file_proposals([proposal("zqheld")], theme=theme, actor=world.organiser)
    comment("zqheldword", shown)
    head = make_comment(fresh(shown), author=world.organiser)
    made["zqheldreply"] = make_comment(fresh(shown), author=author, body=_words("zqheldreply")["body"], parent=head)
    proposal("zqdraft", draft=True)
    proposal("zqsecret", where=secret)
    database.session.commit()
    with clock.at(clock.now() + 2 * watch.SETTLES):
        watch.look()
    search.sync()
    readers = dict.fromkeys(made, TEAM) | {"zqdraft": frozenset(), "zqsecret": frozenset({"administrator"})}
    kinds = {
        "zqhiddenword": "comment",
        "zqwithdrawnword": "comment",
        "zqinside": "comment",
        "zqheldword": "comment",
        "zqheldreply": "comment",
    }
    kinds |= {"zqproject": "project"}
    elsewhere = make_staff(make_consultation(), Role.ORGANISER)
    people = {
        "visitor": None,
        "unconfirmed": make_user(is_confirmed=False),
        "member": make_user(),
        "author": author,
        "facilitator": moderator,
        "organiser": make_staff(place, Role.ORGANISER),
        "stranger": elsewhere,
        "administrator": world.administrator,
    }
    canaries = [Canary(w, kinds.get(w, "proposal"), thing.id, readers[w]) for w, thing in made.items()]
    database.session.commit()
    return Cage(world, canaries, people, (place.slug, secret.slug))


def _variants(rule: Rule, cage: Cage) -> Iterator[dict[str, Any]]:
    """The values that lead an address to the canaries, else to something that is there."""
    usual = arguments(rule, cage.world)
    pairs = {
        "slug": cage.slugs,
        "proposal_id": [*cage.numbers("proposal"), 1],
        "comment_id": cage.numbers("comment"),
        "project_id": cage.numbers("project"),
        "user_id": [cage.people["author"].id],  # type: ignore[union-attr]
        "dataset": list(DATASETS),
        "format_name": list(FORMATS),
        "extension": ["md", "json", "docx", "odt", "html", "pdf"],
    }
    names = [name for name in rule.arguments if name in pairs]
    if {"kind", "thing_id"} <= rule.arguments:
        for one in cage.canaries:
            yield usual | {"kind": one.kind, "thing_id": one.id}
        return
    for values in product(*(pairs[name] for name in names)):
        yield usual | dict(zip(names, values, strict=True))


def _asked(app: Flask, cage: Cage) -> list[str]:
    """Every address that can be read."""
    more = urlencode({"q": FOUND_BY, "title": f"{FOUND_BY} {FOUND_BY}", "order": "newest"})
    rules = [rule for _method, rule in routes(app, frozenset({"GET"}))]
    asked = [f"{address(rule, values)}?{more}" for rule in rules for values in _variants(rule, cage)]
    author = cage.people["author"]
    assert author is not None
    return [*asked, f"/people/{author.id}?tab=comments", f"/search?q={FOUND_BY}&kind=comment"]


def _leaks(client: FlaskClient, cage: Cage, role: str, asked: list[str]) -> list[str]:
    forbidden, found = cage.forbidden(role), []
    for path in asked:
        response = client.get(path)
        assert response.status_code < 500, (role, path)
        said = said_by(response.data) + response.headers.get("Location", "").lower()
        found += [f"{role} meets {word} at {path}" for word in forbidden if word in said]
    return found


@pytest.mark.slow
def test_no_role_meets_a_word_that_is_not_for_it_on_any_channel(app: Flask, db: Any) -> None:
    cage, chosen = _cage(), random.Random(11)
    asked = _asked(app, cage)
    assert len(cage.people) == 8
    assert len({one.word for one in cage.canaries}) >= 8
    clients = {role: client_of(app, person) for role, person in cage.people.items()}
    told = {person.email: role for role, person in cage.people.items() if person is not None}
    found: list[str] = []
    for role, client in clients.items():
        part = VISITED if role == "visitor" else PART
        found += _leaks(client, cage, role, [path for path in asked if chosen.random() < part])
    assert found == []
    letters = [one for one in db.session.scalars(sa.select(Letter)) if told.get(one.recipient) not in {"author", *TEAM}]
    words = [one.word for one in cage.canaries]
    reported = {"zqhidden"}  # whoever reported a thing is told what became of it
    assert [one.recipient for one in letters for w in words if w in one.text.lower() and w not in reported] == []
    assert list(counters.differences()) == []


def test_the_author_and_the_team_do_meet_what_is_for_them(app: Flask, db: Any) -> None:
    """The control: the words are where they can be met."""
    cage = _cage()
    number = {one.word: one.id for one in cage.canaries}
    author, team = client_of(app, cage.people["author"]), client_of(app, cage.people["facilitator"])
    for word in ("zqhidden", "zqheld", "zqwithdrawn", "zqdraft", "zqsecret"):
        assert word in author.get(f"/proposals/{number[word]}").text
    for word in ("zqhidden", "zqheld", "zqwithdrawn"):
        assert word in team.get(f"/proposals/{number[word]}").text
    for word in ("zqdraft", "zqsecret"):
        assert team.get(f"/proposals/{number[word]}").status_code == 404
    for word in ("zqhiddenword", "zqheldword", "zqproject"):
        kind = "project" if word == "zqproject" else "comment"
        assert word in team.get(f"/moderation/{kind}/{number[word]}").text
    browser = Browser(app)
    assert FOUND_BY in browser.get(f"/search?q={FOUND_BY}")
    assert browser.client.get("/proposals/1").status_code == 200


def test_what_is_printed_is_read_as_well(app: Flask, db: Any) -> None:
    """The control of the reader of files: a word that all may read is found in every format there is."""
    place = make_consultation(slug="imprimee")
    make_proposal(place, title="Le zqprinted", body="Le zqbody.")
    visitor, team = client_of(app, None), client_of(app, make_staff(place))
    database.session.commit()
    found = {
        name: "zqprinted" in said_by(visitor.get(f"/consultations/imprimee/exports/proposals/{name}").data)
        for name in FORMATS
    }
    assert found == dict.fromkeys(FORMATS, True)
    cards = team.get("/consultations/imprimee/cards/1.pdf").data
    assert b"zqbody" not in cards  # it is drawn, in a part that is packed
    assert "zqprinted" in said_by(cards)
    assert "zqbody" in said_by(cards)
