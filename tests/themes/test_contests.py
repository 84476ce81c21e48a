"""Contests: an author says that a theme is wrong, the team answers, the author is told."""

import re

import pytest
import sqlalchemy as sa

from consult import clock
from consult.errors import RuleBroken
from consult.proposals import services as proposals
from consult.proposals.models import Proposal
from consult.themes import filing
from consult.themes import services as themes
from consult.themes.contests import services
from consult.themes.contests.models import Contest, Outcome
from consult.themes.filing import Moved
from consult.themes.models import Assignment
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.letters import letters  # noqa: F401
from tests.races import race

WHY = "Elle parle de vélo, pas de livres."


def words(html):
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Room:
    """A proposal by Camille that Anne filed among books."""

    def __init__(self, db, more=0):
        self.db = db
        self.consultation = make_consultation()
        self.anne = make_staff(self.consultation, name="Anne")
        self.bob = make_staff(self.consultation, name="Bob")
        self.author = make_user(name="Camille", email="camille@example.org")
        self.books, self.bikes = (
            themes.create_theme(self.consultation, actor=None, title=t) for t in ("Livres", "Vélo")
        )
        self.proposals = [
            make_proposal(self.consultation, author=self.author, title=f"Pédaler {n}") for n in range(1 + more)
        ]
        filing.file_proposals(self.proposals, theme=self.books, actor=self.anne)
        self.proposal = self.proposals[0]
        self.url = f"/proposals/{self.proposal.id}/contest"
        self.queue = f"/consultations/{self.consultation.slug}/contests"
        db.session.commit()

    def contest(self, **given):
        """Camille contests."""
        asked = {"author": self.author, "reason": WHY, "seen": self.books.id} | given
        row = services.contest(self.proposal, **asked)
        self.db.session.flush()
        return self.read(row.id)

    def read(self, contest_id):
        """A contest, with what a decision needs."""
        options = (sa.orm.joinedload(Contest.proposal), sa.orm.joinedload(Contest.author))
        return self.db.session.scalars(sa.select(Contest).filter_by(id=contest_id).options(*options)).one()


@pytest.fixture
def room(db):
    """One proposal, filed."""
    return Room(db)


def test_the_story_of_a_contest(room, browser_of, letters):  # noqa: F811
    camille, anne = browser_of(room.author), browser_of(room.anne)
    history = f"/proposals/{room.proposal.id}/filings"
    for page in (history, f"/proposals/{room.proposal.id}"):
        assert f'href="{room.url}"' in camille.get(page)
        assert f'href="{room.url}"' not in anne.get(page)
    page = words(camille.follow(camille.submit(room.url, {"reason": WHY, "wish": str(room.bikes.id)})))
    assert "L’équipe n’a pas encore répondu." in page
    page = words(anne.get(room.queue))
    assert re.search(
        r"Pédaler 0 « Elle parle de vélo, pas de livres. » Camille .* contre « Livres » souhaite « Vélo »", page
    )
    answer = "C’est vrai, elle y va.\n\nMerci."
    one = re.search(rf'href="({room.queue}/\d+)"', anne.page)[1]
    anne.follow(anne.submit(one, {"theme": str(room.bikes.id), "answer": answer}))
    assert "Aucun classement contesté n’attend de réponse." in words(anne.page)
    assert "rangée ailleurs par Anne" in words(anne.get(f"{room.queue}?state=decided"))
    assert "Rangée ailleurs « C’est vrai, elle y va. Merci. »" in words(anne.get(one))
    page = words(camille.get(history))
    assert "Réponse de l’équipe : « C’est vrai, elle y va. Merci. »" in page
    assert "Rangée dans « Vélo »" in page
    [letter] = letters()
    assert (letter["To"], letter["Subject"]) == ("camille@example.org", "Votre proposition a changé de thème")
    text = " ".join(letter.get_body(("plain",)).get_content().split())
    assert "L’équipe l’a rangée dans « Vélo »." in text
    assert "Sa réponse : « C’est vrai, elle y va. Merci. »" in text
    assert history in text


def test_what_is_kept_is_told_and_not_contested_again(room, letters):  # noqa: F811
    services.decide(
        room.contest(), actor=room.anne, theme=room.books, answer="Elle parle d’un guide.", seen=room.books.id
    )
    assert room.db.session.scalars(sa.select(Contest.outcome)).all() == [Outcome.KEPT]
    assert room.db.session.scalar(sa.select(sa.func.count()).select_from(Assignment)) == 1
    with pytest.raises(RuleBroken, match="déjà examiné"):
        room.contest()
    filing.file_proposals([room.proposal], theme=room.bikes, actor=room.anne)
    room.contest(seen=room.bikes.id)
    room.db.session.commit()
    [letter] = letters()
    assert "la laisse dans « Livres »" in " ".join(letter.get_body(("plain",)).get_content().split())


@pytest.mark.both
def test_a_proposal_has_one_contest_at_a_time_and_one_decision(db, engine, app):
    room = Room(db)
    row = room.contest()
    with pytest.raises(RuleBroken, match="Vous avez déjà contesté"):
        room.contest()
    db.session.commit()
    contest, anne, bob, bikes, seen = row.id, room.anne.id, room.bob.id, room.bikes.id, room.books.id

    def decide(actor):
        person, theme = db.session.get(type(room.anne), actor), db.session.get(type(room.bikes), bikes)
        services.decide(room.read(contest), actor=person, theme=theme, answer="Oui.", seen=seen)

    results = race(app, lambda: decide(anne), lambda: decide(bob))
    assert sorted(type(one).__name__ for one in results) == ["NoneType", "RuleBroken"], results
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Assignment)) == 2


def test_a_proposal_that_its_author_withdrew_waits_for_no_decision(room, browser_of):
    room.contest()
    room.db.session.commit()
    anne = browser_of(room.anne)
    nothing = "Aucun classement contesté n’attend de réponse."
    assert nothing not in words(anne.get(room.queue))
    proposal = room.db.session.get(Proposal, room.proposal.id, options=[sa.orm.joinedload(Proposal.thread)])
    proposals.withdraw_proposal(proposal, actor=room.author)
    room.db.session.commit()
    assert nothing in words(anne.get(room.queue))


def test_the_theme_in_which_it_is_cannot_be_wished_for(room):
    with pytest.raises(RuleBroken, match="C’est déjà son thème"):
        room.contest(wish=room.books)


def test_what_moved_meanwhile_is_said_on_both_sides(room):
    row = room.contest()
    filing.file_proposals([room.proposal], theme=room.bikes, actor=room.bob)
    with pytest.raises(Moved, match="entre-temps"):
        services.decide(row, actor=room.anne, theme=room.books, answer="Non.", seen=room.books.id)
    assert row.outcome is Outcome.WAITING
    with pytest.raises(RuleBroken, match="a changé de thème entre-temps"):
        room.contest()
    filing.file_proposals([room.proposal], theme=None, actor=room.bob)
    with pytest.raises(RuleBroken, match="a changé de thème entre-temps"):
        room.contest(seen=None)


def test_a_contest_outlives_its_theme_and_closed_accounts_are_not_written_to(room, letters):  # noqa: F811
    row = room.contest(wish=room.bikes)
    themes.delete_theme(room.books, actor=room.anne)
    room.author.banned = clock.now()
    room.db.session.flush()
    room.db.session.expire(row, ["theme_id", "outcome"])
    services.decide(row, actor=room.anne, theme=None, answer="Ce thème n’est plus.", seen=None)
    assert (row.outcome, row.theme_title) == (Outcome.MOVED, "Livres")
    room.db.session.commit()
    assert letters() == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"reason": ""}, "obligatoire"),
        ({"reason": "Non."}, "10"),
        ({"reason": "x" * 301}, "300"),
        ({"reason": WHY, "wish": "999"}, "Quel thème"),
        ({"reason": WHY, "seen": "7"}, "a changé de thème entre-temps"),
        ({"reason": WHY, "seen": "\x00"}, "a changé de thème entre-temps"),
    ],
)
def test_what_makes_no_sense_is_refused_and_kept(room, browser_of, data, sentence):
    answer = browser_of(room.author).submit(room.url, data, status=422)
    assert sentence in words(answer.text)
    if data["reason"]:
        assert data["reason"] in answer.text
    assert room.db.session.scalar(sa.select(sa.func.count()).select_from(Contest)) == 0


@pytest.mark.parametrize(
    ("data", "sentence"),
    [({"answer": ""}, "obligatoire"), ({"theme": "999"}, "Son thème"), ({"seen": "9"}, "entre-temps")],
)
def test_a_decision_that_makes_no_sense_is_refused(room, browser_of, data, sentence):
    row = room.contest()
    room.db.session.commit()
    answer = browser_of(room.anne).submit(f"{room.queue}/{row.id}", {"answer": "Oui, bien."} | data, status=422)
    assert sentence in words(answer.text)
    assert room.db.session.scalars(sa.select(Contest.outcome)).all() == [Outcome.WAITING]


def test_only_the_author_contests_and_only_the_team_reads_the_queue(room, browser_of, browser):
    row = room.contest()
    room.db.session.commit()
    stranger = browser_of(make_user())
    stranger.get(room.url, status=403)
    browser_of(room.anne).get(room.url, status=403)
    for address in (room.queue, f"{room.queue}/{row.id}"):
        stranger.get(address, status=403)
        browser_of(room.author).get(address, status=403)
    assert WHY not in browser.get(f"/proposals/{room.proposal.id}/filings")
    browser_of(room.anne).get(f"{room.queue}/999", status=404)


def test_a_proposal_in_no_theme_has_nothing_to_contest(room, browser_of):
    filing.file_proposals([room.db.session.get(Proposal, room.proposal.id)], theme=None, actor=None)
    room.db.session.commit()
    assert "il n’y a rien à contester" in words(browser_of(room.author).get(room.url))


@pytest.mark.both
def test_the_queue_takes_as_many_queries_whatever_it_holds(db, engine, browser_of, count_queries):
    room = Room(db, more=30)
    counts = []
    for some in (room.proposals[:1], room.proposals[1:]):
        for one in some:
            services.contest(one, author=room.author, reason=WHY, seen=room.books.id)
        db.session.commit()
        anne = browser_of(db.session.merge(room.anne))
        with count_queries() as seen:
            anne.get(room.queue)
        counts.append(len(seen))
    assert counts[0] == counts[1]
