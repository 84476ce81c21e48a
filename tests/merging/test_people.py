"""Two accounts that are one person: united by an administrator, and by nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from consult import clock, counters
from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.api import services as tokens
from consult.api.models import ApiToken, Scope
from consult.audit.models import AuditEntry
from consult.db import db as database
from consult.errors import RuleBroken
from consult.merging import people
from consult.moderation.measures import Measure
from consult.policy import Role
from consult.proposals import queries as proposals
from consult.proposals import services as voting
from consult.proposals.models import Proposal
from consult.votes.models import Entry, Vote
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide, report

BrowserOf = Callable[[User], Browser]


def _vote(proposal: Proposal, person: User, mark: str | None = "agree") -> None:
    voting.vote(proposals.get_for_vote(proposal.id, viewer=person), voter=person, mark=mark)


@pytest.mark.both
def test_what_one_said_and_voted_becomes_the_other_s_and_one_vote_counts(db: Any, engine: str) -> None:
    administrator, place = make_user(is_admin=True), make_consultation()
    old, kept = make_user(), make_user()
    first, second = make_proposal(place), make_proposal(place)
    said = make_comment(first, author=old)
    report(first, reporter=old)
    report(first, reporter=kept)
    decide(make_proposal(place, author=old))
    for person in (old, kept):
        _vote(first, person)
    _vote(second, old)
    db.session.commit()
    lines = db.session.scalar(sa.select(sa.func.count()).select_from(Entry))
    assert people.unite(old, kept, actor=administrator) == 1
    db.session.commit()
    assert [(v.voter_id, v.item_id) for v in db.session.scalars(sa.select(Vote).order_by(Vote.item_id))] == [
        (kept.id, first.poll_item_id),
        (kept.id, second.poll_item_id),
    ]
    assert db.session.get_one(type(said), said.id).author_id == kept.id
    assert list(counters.differences()) == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Entry)) == lines + 1
    act = db.session.scalars(sa.select(AuditEntry).filter_by(action="account:united")).one()
    assert (act.actor_id, act.thing_id) == (administrator.id, kept.id)
    assert act.details == {"account": old.id, "votes_withdrawn": 1}
    gone = db.session.get_one(User, old.id)
    assert (gone.united_with_id, gone.is_active) == (kept.id, False)
    for pair in ((gone, kept), (kept, gone), (kept, kept)):
        with pytest.raises(RuleBroken):
            people.unite(*pair, actor=administrator)


def test_the_team_is_not_united_and_nobody_who_registered_becomes_a_ghost(db: Any) -> None:
    administrator, person = make_user(is_admin=True), make_user()
    ghost = accounts.find_or_create_ghost(name="JP.Jandot", origin="transcript:1")
    for old, kept in (
        (person, ghost),
        (make_staff(make_consultation(), Role.FACILITATOR), person),
        (make_user(is_admin=True), person),
    ):
        with pytest.raises(RuleBroken):
            people.unite(old, kept, actor=administrator)
    people.unite(ghost, person, actor=administrator)
    again = accounts.find_or_create_ghost(name="JP.Jandot", origin="transcript:1")
    assert again.id == person.id  # a second import finds the person


@pytest.mark.both
def test_uniting_accounts_frees_nobody_who_is_suspended_and_hands_no_token_over(db: Any, engine: str) -> None:
    administrator, place = make_user(is_admin=True), make_consultation()
    old, kept = make_user(), make_user()
    token = tokens.create_token(old, name="Le site", scopes=tuple(Scope), days=30)
    ends = clock.now() + timedelta(days=3)
    decision = decide(make_proposal(place, author=old), Measure.SUSPEND, until=ends)
    db.session.commit()
    people.unite(old, kept, actor=administrator)
    db.session.commit()
    kept = db.session.get_one(User, kept.id)
    held = kept.suspension_in(place.id)
    assert kept.is_restricted
    assert held is not None
    assert (held.user_id, held.decision_id, held.ends) == (kept.id, decision.id, ends)
    assert tokens.find_token(token) is None
    assert db.session.scalars(sa.select(ApiToken).filter_by(user_id=kept.id)).all() == []
    accounts.lift_suspension(kept, decision_id=decision.id)
    assert kept.suspension_in(place.id) is None


def test_near_identical_pseudonyms_of_one_import_are_offered_and_united_by_an_administrator_alone(
    browser_of: BrowserOf, browser: Browser, db: Any
) -> None:
    names = ("JP.Jandot", "JPJandot", "Michel_B", "Aline")
    ghosts = {name: accounts.find_or_create_ghost(name=name, origin="transcript:1") for name in names}
    accounts.find_or_create_ghost(name="jp jandot", origin="transcript:2")  # elsewhere: nothing says it is the same
    place = make_consultation()
    make_proposal(place, author=ghosts["JPJandot"], title="Une idée de Jandot")
    administrator, organiser = make_user(is_admin=True), make_staff(place, Role.ORGANISER)
    old, kept = ghosts["JPJandot"].id, ghosts["JP.Jandot"].id
    db.session.commit()
    assert [[one.name for one in group] for group in people.alike()] == [["JP.Jandot", "JPJandot"]]
    theirs = browser_of(administrator)
    page = theirs.get("/admin/accounts/alike")
    assert f'href="/admin/accounts/{old}/unite?kept={kept}"' in page
    here = f"/admin/accounts/{old}/unite"
    for one, status in ((browser, 302), (browser_of(organiser), 403)):
        one.get(here, status)
    assert "Aucun compte" in theirs.submit(here, {"kept": "personne"}, status=422).text
    assert "C’est le même compte" in theirs.submit(here, {"kept": str(old)}, status=422).text
    page = theirs.follow(theirs.submit(f"{here}?kept={kept}", to=here))
    assert "Ces deux comptes n’en font plus qu’un." in page
    assert browser.client.get(f"/people/{old}").location == f"/people/{kept}"
    assert "Une idée de Jandot" in browser.get(f"/people/{kept}")
    assert "Aucun pseudonyme" in theirs.get("/admin/accounts/alike")


def test_a_look_at_an_address_is_asked_for_and_noted_for_all_administrators_to_read(
    browser_of: BrowserOf, db: Any
) -> None:
    person = make_user(name="Aline", email="aline.secrete@example.org")
    one, other = make_user(is_admin=True, name="Une administratrice"), make_user(is_admin=True)
    theirs, here = browser_of(one), f"/admin/accounts/{person.id}"
    for path in (here, "/admin/accounts", "/admin/accounts?q=Aline"):
        page = theirs.get(path)
        assert "aline.secrete" not in page
        assert "a…@example.org" in page
    assert "Personne n’a rien regardé" in theirs.get("/admin/looks")
    page = theirs.submit(here, to=f"{here}/look", status=200).text
    assert "aline.secrete@example.org" in page
    seen = browser_of(other).get("/admin/looks")
    assert "Une administratrice" in seen
    assert "Aline" in seen
    (act,) = database.session.scalars(sa.select(AuditEntry).filter_by(action="account:read")).all()
    assert (act.actor_id, act.thing_id) == (one.id, person.id)
    with pytest.raises(sa.exc.IntegrityError):
        database.session.execute(sa.delete(AuditEntry))
    database.session.rollback()
    browser_of(make_staff(make_consultation(), Role.ORGANISER)).get("/admin/looks", 404)
