"""What citizens do with a theme: propose in it, follow it by mail or feed, read its figures over time."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa

from consult import clock
from consult.consultations import queries as consultations
from consult.following import services as following
from consult.kinds import Visibility
from consult.policy import Activity
from consult.proposals import services as proposals
from consult.proposals.models import Proposal
from consult.themes import filing, services, trends
from consult.themes.following.models import ThemeFollow
from consult.themes.following.services import THEMES
from consult.themes.models import Assignment, How, Theme
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.letters import letters  # noqa: F401

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = timedelta(days=1)
NEW = {"title": "Un banc à l’ombre", "body": "Pour se reposer en chemin.", "section_id": ""}


def words(html):
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Place:
    """A consultation with one theme, and a member."""

    def __init__(self, db):
        self.db = db
        self.consultation = make_consultation(sections=0)
        self.theme = services.create_theme(self.consultation, actor=None, title="Lieux & bancs")
        self.member = make_user(name="Camille", email="camille@example.org")
        db.session.commit()
        self.id, self.slug = self.theme.id, self.consultation.slug
        self.url = f"/consultations/{self.slug}/themes/{self.id}/propose"

    def file(self, *titles, author=None, when=None):
        """File proposals of these titles, at some time."""
        here = consultations.get(self.slug, viewer=make_user(is_admin=True))
        theme, author = self.db.session.get(Theme, self.id), author or make_user()
        with clock.at(when or clock.now()):
            some = [make_proposal(here, author=author, title=title) for title in titles]
            filing.file_proposals(some, theme=theme, actor=None)
        self.db.session.commit()
        return some


@pytest.fixture
def place(db):
    """One theme."""
    return Place(db)


def test_a_proposal_written_for_a_theme_is_filed_there_by_its_author(place, browser_of):
    camille = browser_of(place.member)
    answer = camille.client.get(f"/consultations/{place.slug}/proposals/new?theme={place.id}")
    assert answer.location == place.url
    assert "Dans le thème : Lieux &amp; bancs" in words(camille.get(place.url))
    camille.follow(camille.submit(place.url, NEW))
    assert "Votre proposition est publiée. Merci !" in words(camille.page)
    line = place.db.session.scalars(sa.select(Assignment)).one()
    assert (line.how, line.theme_id, line.actor_id) == (How.AUTHOR, place.id, place.member.id)
    assert "par Camille, écrite pour ce thème" in words(camille.get(f"/proposals/{line.proposal_id}/filings"))


def test_what_was_typed_is_kept_when_it_is_refused_and_when_the_theme_goes(place, browser_of):
    camille = browser_of(place.member)
    answer = camille.submit(place.url, NEW | {"title": ""}, status=422)
    assert "Pour se reposer en chemin." in answer.text
    form = camille._form(camille.get(place.url), place.url)
    services.delete_theme(place.db.session.get(Theme, place.id), actor=None)
    page = words(camille.follow(camille.post(place.url, form | NEW)))
    assert "Le thème n’existe plus : l’équipe la rangera ailleurs." in page
    assert place.db.session.scalars(sa.select(Proposal.theme_id)).all() == [None]
    assert camille.client.get(place.url).location == f"/consultations/{place.slug}/proposals/new"


def test_nobody_proposes_in_a_theme_when_proposing_is_closed(db, browser_of, browser):
    closed = make_consultation(opened=(Activity.COMMENT,))
    theme = services.create_theme(closed, actor=None, title="Fermé")
    db.session.flush()
    url = f"/consultations/{closed.slug}/themes/{theme.id}/propose"
    browser_of(make_user()).get(url, status=403)
    browser.get(url, status=302)


def test_those_for_whom_there_is_nothing_new_do_not_keep_the_others_waiting(place, letters, monkeypatch):  # noqa: F811
    """One who wrote all that is new, and follows longest, would be the first of every round."""
    monkeypatch.setattr(following, "AT_ONCE", 1)
    writer, reader = make_user(), place.db.session.merge(place.member)
    for person in (writer, reader):
        following.follow(THEMES, place.id, user=person)
        place.db.session.flush()
    longest = clock.now() - DAY
    place.db.session.execute(sa.update(ThemeFollow).filter_by(user_id=writer.id).values(told=longest))
    place.db.session.commit()
    place.file("Un banc", author=writer, when=clock.now() + timedelta(hours=1))
    with clock.at(clock.now() + timedelta(days=2)):
        for _round in range(2):
            following.tell_followers()
        assert len(letters()) == 1


def test_a_member_follows_by_mail_and_is_told_once(place, browser_of, letters):  # noqa: F811
    camille = browser_of(place.member)
    url = f"/themes/{place.id}/follow"
    page = camille.follow(camille.submit(url))
    assert "Vous suivez ce thème." in words(page)
    camille.submit(url, to=f"/themes/{place.id}/unfollow")
    camille.submit(url)
    later = clock.now() + timedelta(days=2)
    place.file("Un banc", "Un arbre", when=clock.now() + timedelta(hours=1))
    place.file("La mienne", author=place.db.session.merge(place.member), when=clock.now() + timedelta(hours=1))
    following.tell_followers()  # less than a day after the last news
    assert letters() == []
    with clock.at(later):
        following.tell_followers()
        following.tell_followers()
    with clock.at(later + timedelta(days=2)):
        following.tell_followers()  # nothing new since
        [letter] = letters()
    text = letter.get_body(("plain",)).get_content()
    assert letter["To"] == "camille@example.org"
    assert letter["Subject"].split() == ["2", "propositions", "nouvelles", "dans", "«", "Lieux", "&", "bancs", "»"]
    assert ("– Un banc\n" in text, "– Un arbre\n" in text, "La mienne" in text) == (True, True, False)
    assert f"/themes/{place.id}\n" in text


def test_the_link_of_a_letter_shows_then_stops_without_logging_in(place, browser, app):
    following.follow(THEMES, place.id, user=place.member)
    assert following.follow(THEMES, place.id, user=place.member) is False
    place.db.session.commit()
    with app.test_request_context():
        url = f"/follow/stop/{following.token(THEMES, place.id, place.member.id)}"
    assert "Camille ne recevra plus de message" in words(browser.get(url))
    assert place.db.session.scalar(sa.select(sa.func.count()).select_from(ThemeFollow)) == 1
    answer = browser.submit(url, status=200)
    assert "Plus aucun message ne partira vers Camille" in words(answer.text)
    assert place.db.session.scalar(sa.select(sa.func.count()).select_from(ThemeFollow)) == 0
    for odd in ("x", url[13:-2] + "zz", "WzEsMV0.abc", "WyJ4IiwxLDFd.abc"):
        browser.get(f"/follow/stop/{odd}", status=404)


def test_closed_accounts_and_hidden_proposals_make_no_letter(place, letters):  # noqa: F811
    following.follow(THEMES, place.id, user=place.member)
    gone = make_user(email="partie@example.org")
    following.follow(THEMES, place.id, user=gone)
    gone.banned = clock.now()
    [one] = place.file("Un banc", when=clock.now() + timedelta(hours=1))
    row = place.db.session.get(Proposal, one.id, options=[sa.orm.joinedload(Proposal.thread)])
    proposals.withdraw_proposal(row, actor=make_user(is_admin=True))
    place.db.session.commit()
    with clock.at(clock.now() + timedelta(days=2)):
        following.tell_followers()
        assert letters() == []


def test_a_theme_that_is_deleted_is_followed_no_more(place):
    following.follow(THEMES, place.id, user=place.member)
    services.delete_theme(place.theme, actor=None)
    assert place.db.session.scalar(sa.select(sa.func.count()).select_from(ThemeFollow)) == 0


def test_the_feed_is_atom_and_holds_what_everybody_may_read(place, browser):
    place.file("Un banc <b>&</b> un arbre", "Une fontaine")
    [hidden] = place.file("Cachée")
    row = place.db.session.get(Proposal, hidden.id, options=[sa.orm.joinedload(Proposal.thread)])
    proposals.withdraw_proposal(row, actor=make_user(is_admin=True))
    place.db.session.commit()
    answer = browser.client.get(f"/themes/{place.id}/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    root = ElementTree.fromstring(answer.data)
    assert root.find(f"{ATOM}title").text.startswith("Lieux & bancs – ")
    assert [e.find(f"{ATOM}title").text for e in root.iter(f"{ATOM}entry")] == [
        "Une fontaine",
        "Un banc <b>&</b> un arbre",
    ]
    assert all(e.find(f"{ATOM}id").text.startswith("http") for e in root.iter(f"{ATOM}entry"))
    assert f'href="/themes/{place.id}/feed.atom"' in browser.get(f"/themes/{place.id}")


@pytest.mark.both
def test_figures_are_counted_by_week_without_a_gap(db, engine):
    place = Place(db)
    monday = datetime(2026, 3, 2, 12, tzinfo=UTC)
    [one] = place.file("Un", when=monday)
    place.file("Deux", "Trois", when=monday + timedelta(days=20))
    with clock.at(monday + timedelta(days=8)):
        thread = db.session.get(Proposal, one.id, options=[sa.orm.joinedload(Proposal.thread)])
        make_comment(
            db.session.scalars(
                sa.select(Proposal)
                .filter_by(id=thread.id)
                .options(Proposal.with_phases(), sa.orm.joinedload(Proposal.thread))
            ).one()
        )
    db.session.commit()
    found = trends.trend(place.id)
    assert [(p.start.isoformat(), p.proposals, p.comments) for p in found.periods] == [
        ("2026-03-02", 1, 0),
        ("2026-03-09", 0, 1),
        ("2026-03-16", 2, 0),
    ]
    place.file("Un an plus tard", when=monday + timedelta(days=365))
    found = trends.trend(place.id)
    assert (found.monthly, found.periods[0].proposals, len(found.periods)) == (True, 3, 13)


def test_the_figures_are_drawn_and_told_in_a_table(place, browser):
    assert "Aucune proposition dans ce thème" in words(browser.get(f"/themes/{place.id}/figures"))
    place.file("Un", "Deux")
    html = browser.get(f"/themes/{place.id}/figures")
    assert re.search(
        r'role="img" aria-labelledby="by-proposals-t by-proposals-d"><title[^>]*>Propositions par semaine', html
    )
    assert re.search(r"À partir du Propositions Commentaires .* 2 0 ", words(html))


def test_a_draft_is_followed_by_nobody_else(db, browser, browser_of):
    draft = make_consultation(state="draft")
    theme = services.create_theme(draft, actor=None, title="Caché")
    staff = make_staff(draft)
    db.session.commit()
    for page in ("follow", "feed.atom", "figures"):
        browser.get(f"/themes/{theme.id}/{page}", status=404)
    browser_of(staff).get(f"/themes/{theme.id}/follow")


@pytest.mark.parametrize("rows", [1, 30])
def test_pages_take_as_many_queries_for_one_row_as_for_thirty(place, browser, count_queries, rows):
    place.file(*[f"Idée {n}" for n in range(rows)])
    counted = []
    for page in ("follow", "feed.atom", "figures"):
        with count_queries() as seen:
            browser.client.get(f"/themes/{place.id}/{page}")
        counted.append(len(seen))
    assert counted == [2, 3, 5]


def test_what_is_said_in_a_theme_is_read_in_one_place(db, browser, count_queries):
    consultation = make_consultation()
    theme = services.create_theme(consultation, actor=None, title="Accès")
    inside, outside = make_proposal(consultation, title="Dedans"), make_proposal(consultation)
    filing.file_proposals([inside], theme=theme, actor=None)
    make_comment(inside, body="Dit dedans.")
    make_comment(outside, body="Dit dehors.")
    make_comment(inside, body="Masqué.").visibility = Visibility.HIDDEN
    db.session.commit()
    counted = []
    for more in (0, 30):
        for n in range(more):
            make_comment(inside, body=f"Encore {n}.")
        db.session.commit()
        with count_queries() as seen:
            page = browser.get(f"/themes/{theme.id}/discussions")
        counted.append(len(seen))
        assert ("Dit dedans." in page, "Dit dehors." in page, "Masqué." in page) == (not more, False, False)
    assert counted[0] == counted[1]
    assert "Suivants" in page
    assert "Dit dedans." in browser.get(re.search(r'href="(/themes/\d+/discussions\?after=[^"]+)"', page)[1])
