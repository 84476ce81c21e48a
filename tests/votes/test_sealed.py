"""Votes on proposals that are sealed until the close: nobody learns anything of them before, on no channel."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from consult import counters
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.programme import queries
from consult.programme import services as programme
from consult.programme.conflicts import Problem
from consult.proposals import services as proposals
from consult.themes import filing
from consult.themes import services as themes
from consult.votes import export, publishing
from consult.votes import services as votes
from consult.votes.models import MethodName, Tally, Vote
from consult.votes.queries import wrong_tallies
from consult.workshops import cards
from consult.workstreams import services as workstreams
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.workstreams.streams import make_stream

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLOSE = START + timedelta(days=7)
VOTERS = 7


@pytest.fixture
def now():
    with time_machine.travel(START, tick=False) as travelling:
        yield travelling


@pytest.fixture
def voted(db, now):
    """A proposal that seven people support, in a consultation whose votes are sealed."""
    place = make_consultation(title="Le festival", method=MethodName.SUPPORT, sealed_until=CLOSE)
    proposal = make_proposal(place, title="Ouvrir le fab lab le samedi")
    db.session.commit()
    for _voter in range(VOTERS):
        proposals.vote(proposal, voter=make_user(), mark="agree")
    db.session.commit()
    return proposal


def stored(db):
    return [(tally.source.value, tally.mark, tally.count) for tally in db.session.scalars(sa.select(Tally))]


@pytest.mark.both
def test_a_sealed_vote_is_counted_nowhere_until_the_close(db, now, voted):
    now.move_to(CLOSE - timedelta(seconds=1))
    publishing.publish()
    assert (stored(db), voted.support, len(db.session.scalars(sa.select(Vote)).all())) == ([], 0, VOTERS)
    now.move_to(CLOSE)
    publishing.publish()
    publishing.publish()
    db.session.expire_all()
    assert (stored(db), voted.support) == ([("web", "agree", VOTERS)], VOTERS)
    assert [*counters.differences(), *wrong_tallies()] == []


@pytest.mark.both
def test_a_sealed_vote_ends_at_the_second_its_seal_is_broken(db, now, voted):
    now.move_to(CLOSE)
    with pytest.raises(RuleBroken, match="n’est pas ouvert"):
        proposals.vote(voted, voter=make_user(), mark="agree")


def test_votes_cancelled_between_the_close_and_the_count_are_counted_apart(db, now, voted):
    first = db.session.scalars(sa.select(Vote.voter_id).order_by(Vote.voter_id)).first()
    now.move_to(CLOSE)
    votes.cancel_votes(voted.poll_item.poll, voters=[first], actor=make_user(), reason="Un robot.")
    db.session.commit()
    publishing.publish()
    db.session.expire_all()
    assert sorted(stored(db)) == [("cancelled", "agree", 1), ("web", "agree", VOTERS - 1)]
    assert voted.support == VOTERS - 1
    assert [*counters.differences(), *wrong_tallies()] == []


PAGES = (
    "/",
    "/consultations",
    "/consultations/le-festival",
    "/consultations/le-festival/proposals?order=recent",
    "/consultations/le-festival/proposals?order=support",
    "/consultations/le-festival/themes",
    "/consultations/le-festival/synthesis",
    "/search?q=samedi",
)


def test_no_page_tells_anything_of_sealed_votes_to_anybody(db, now, voted, browser, browser_of):
    own, author = f"/proposals/{voted.id}", f"/people/{voted.author_id}"
    people = [
        make_user(),
        make_staff(db.session.get_one(Consultation, voted.consultation_id)),
        make_user(is_admin=True),
    ]
    db.session.commit()
    for reader in (browser, *map(browser_of, people)):
        for address in (*PAGES, own, author):
            html = reader.get(address)
            assert f"<b>{VOTERS}</b>" not in html, address
            assert f"{VOTERS} soutiens" not in html, address
            assert f"{VOTERS} votes" not in html, address
            assert "<b>0</b> soutien" not in html, f"{address} tells something that is not true"
        assert "Résultats visibles à la clôture." in reader.get(own)
        assert "Les plus soutenues" not in reader.get("/consultations/le-festival/proposals?order=recent")


def test_pages_built_on_a_proposal_say_nothing_rather_than_nought(db, now, voted, browser_of):
    place = db.session.get_one(Consultation, voted.consultation_id)
    team = make_staff(place)
    theme = themes.create_theme(place, actor=team, title="Savoir-faire")
    filing.file_proposals([voted], theme=theme, actor=team)
    twin = make_proposal(place, title="Ouvrir le fab lab le dimanche")
    project = workstreams.create_project(make_stream(place), author=team, title="Un atelier", proposals=[voted])
    db.session.flush()
    here = "/consultations/le-festival"
    pages = [f"{here}/themes", f"/themes/{theme.id}", f"/projects/{project.id}", f"{here}/trail", f"{here}/synthesis"]
    pages += [f"{here}/merge?proposal={voted.id}&proposal={twin.id}", f"{here}/board?theme={theme.id}"]
    reader = browser_of(team)
    assert [page for page in pages if re.search(r"\b0(</?\w+>|\s)*soutien", reader.get(page))] == []
    for page in (f"/themes/{theme.id}", f"{here}/board"):
        assert "Les plus soutenues" not in reader.get(page)


def test_a_card_for_the_wall_says_nothing_of_sealed_votes(app, db, now, voted):
    place = db.session.get_one(Consultation, voted.consultation_id)
    with app.test_request_context():
        assert [card.by for card in cards.part(place, 1)] == [voted.author.name]
        now.move_to(CLOSE)
        publishing.publish()
        db.session.expire_all()
        assert [card.by for card in cards.part(place, 1)] == [f"{voted.author.name} · {VOTERS} soutiens"]


def test_everybody_is_told_once_the_seal_is_broken(db, now, voted, browser):
    now.move_to(CLOSE)
    own = f"/proposals/{voted.id}"
    publishing.publish()
    assert f"<b>{VOTERS}</b> soutiens" in browser.get(own)
    assert f"<b>{VOTERS}</b> soutiens" in browser.get("/consultations/le-festival/proposals?order=support")


def test_a_programme_does_not_say_who_supports_the_same_while_votes_are_sealed(db, now, voted):
    """A warning that two sessions draw the same people is made of votes."""
    place = db.session.get_one(Consultation, voted.consultation_id)
    organiser, stream = make_staff(place), make_stream(place)
    given = {"actor": organiser, "starts": CLOSE, "ends": CLOSE + timedelta(hours=1)}
    for title in ("Un atelier", "Une visite"):
        project = workstreams.create_project(stream, author=organiser, title=title, proposals=[voted])
        programme.create_session(place, title=title, project=project, **given)
    db.session.commit()

    def problems():
        return {one.problem for one in queries.warnings(place, queries.draft(place))}

    assert Problem.SAME_BACKERS not in problems()
    now.move_to(CLOSE)
    publishing.publish()
    assert Problem.SAME_BACKERS in problems()


def test_the_journal_of_votes_on_proposals_is_public_once_they_may_be_told(
    db, now, voted, browser, browser_of, tmp_path
):
    address = "/consultations/le-festival/votes/journal"
    admin = browser_of(make_user(is_admin=True))
    publishing.publish()
    for reader in (browser, admin):
        assert "Lignes" not in reader.get(address)
        for name in export.FILES:
            assert "scellé jusqu’à la clôture" in reader.get(f"{address}/{name}", status=409)
    now.move_to(CLOSE)
    publishing.publish()
    head = export.write(db.session.get_one(votes.Poll, voted.poll_item.poll_id), tmp_path)
    db.session.commit()
    assert head.root in browser.get(address)
    for name in export.FILES:
        assert browser.client.get(f"{address}/{name}").data == (tmp_path / name).read_bytes()
    browser.get(f"{address}/passwords.txt", status=404)


def test_an_organiser_seals_the_votes_when_the_consultation_is_made(db, now, browser_of):
    organiser = browser_of(make_user(is_admin=True))
    fields = {"title": "Une place pour tous", "summary": "Que faire de la place ?", "opens": "2026-03-02T10:00"}
    fields |= {"method": "support", "state": "published"}
    past = organiser.submit("/consultations/new", fields | {"sealed_until": "2026-03-01T10:00"}, status=422)
    assert "Les votes doivent pouvoir être donnés avant ce moment." in past.text
    assert "Que faire de la place ?" in past.text
    organiser.submit("/consultations/new", fields | {"sealed_until": "2026-03-20T10:00"})
    poll = db.session.scalars(sa.select(votes.Poll)).one()
    assert (poll.sealed, poll.closes, poll.tells) == (True, datetime(2026, 3, 20, 9, tzinfo=UTC), False)
