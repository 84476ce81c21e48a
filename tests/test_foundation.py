"""The house stands: a vote counts once, a comment is counted, a form sent twice answers once."""

import pytest
import sqlalchemy as sa

from consult import counters
from consult.comments.models import Comment
from consult.proposals import queries, services
from consult.votes.models import Vote
from consult.votes.queries import wrong_tallies
from tests.factories import make_comment, make_consultation, make_proposal, make_user


@pytest.mark.both
def test_a_second_vote_replaces_the_first(db, engine):
    proposal, voter = make_proposal(), make_user()
    for mark in ("agree", "agree", "disagree"):
        services.vote(proposal, voter=voter, mark=mark)
    assert [v.mark for v in db.session.scalars(sa.select(Vote))] == ["disagree"]
    assert proposal.support == 0
    services.vote(proposal, voter=voter, mark="agree")
    assert proposal.support == 1
    assert list(wrong_tallies()) == []
    assert list(counters.differences()) == []


@pytest.mark.both
def test_a_comment_is_counted(db, engine):
    proposal = make_proposal()
    first = make_comment(proposal)
    make_comment(proposal, parent=first)
    assert proposal.comment_count == 2
    assert list(counters.differences()) == []


@pytest.mark.both
def test_pages_neither_repeat_nor_skip(db, engine):
    consultation = make_consultation()
    ids = {make_proposal(consultation).id for _ in range(7)}
    viewer = make_user()
    db.session.commit()
    for order in queries.ORDERS:
        seen, after = [], None
        while True:
            page = queries.published(consultation.id, viewer=viewer, order=order, seed=5, after=after, size=3)
            seen += [p.id for p in page.items]
            if (after := page.after) is None:
                break
        assert sorted(seen) == sorted(ids), order


def test_the_home_page_opens(browser):
    assert "<h1" in browser.get("/")


def test_people_log_in(browser, db):
    user = make_user()
    db.session.commit()
    browser.log_in(user)
    assert db.session.scalars(sa.select(Comment)).all() == []
