"""Feeds, frames, pictures of links, maps: for everybody, without a cookie, and only what everybody may read."""

import io
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from consult import clock
from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.consultations.models import State
from consult.following import services as following
from consult.kinds import Visibility
from consult.proposals import services as proposals
from consult.proposals.models import Proposal
from consult.themes import filing
from consult.themes import services as themes
from consult.themes.following.services import THEMES
from consult.votes import publishing
from consult.votes.models import MethodName
from consult.workstreams import services as workstreams
from consult.workstreams.following.services import WORKSTREAMS
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.policy.world import client_of

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def place(db: Any) -> Any:
    """One public proposal with a comment, a work stream with news; the rest is nobody's to read."""
    place = make_consultation(slug="port", title="Le <port> & « nous »", organiser="La ville")
    team = make_staff(place)
    shown = make_proposal(place, title="Un <quai> & un banc", body="Sans *voitures*.")
    make_comment(shown, body="Oui & non")
    make_comment(shown, body="Canari").visibility = Visibility.HIDDEN
    hidden = make_proposal(place, title="Canari")
    hidden.visibility = hidden.thread.visibility = Visibility.HIDDEN
    make_proposal(place, author=team, title="Canari", draft=True)
    stream = workstreams.open_workstream(place, actor=team, title="Chantier", themes=[])
    workstreams.publish_news(stream, author=team, title="Une nouvelle", body="Bonne")
    make_consultation(slug="brouillon", state=State.DRAFT)
    db.session.commit()
    return place


def test_a_feed_of_ones_own_tells_what_one_follows_until_its_address_is_called_back(
    app: Flask, db: Any, place: Any, browser_of: Any
) -> None:
    person, other = make_user(name="Camille"), make_user()
    theme = themes.create_theme(place, actor=None, title="Accès")
    shown = db.session.scalars(sa.select(Proposal).order_by(Proposal.id)).all()
    filing.file_proposals(shown, theme=theme, actor=None)
    make_proposal(place, title="Ailleurs")
    following.follow(THEMES, theme.id, user=person)
    following.follow(WORKSTREAMS, 1, user=person)
    following.follow(THEMES, theme.id, user=other)
    page = browser_of(person).get(f"/themes/{theme.id}/follow")
    [url] = re.findall(r'href="http://localhost(/follows/[^"]+)"', page)
    answer = app.test_client().get(url)
    feed = ElementTree.fromstring(answer.data)
    titles = {entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")}
    assert titles == {"Un <quai> & un banc", "Une nouvelle"}
    assert ("Canari" in answer.text, answer.headers.get("Set-Cookie")) == (False, None)
    assert app.test_client().get(url.replace("/follows/", "/follows/x")).status_code == 404
    accounts.close_all_sessions(db.session.get_one(User, person.id))
    assert app.test_client().get(url).status_code == 404


def test_feeds_are_atom_and_tell_what_everybody_reads(app: Flask, place: Any) -> None:
    expected = {
        "/consultations/port/feed.atom": ["Un <quai> & un banc"],
        "/proposals/1/feed.atom": ["Commentaire de "],
        "/workstreams/1/feed.atom": ["Une nouvelle"],
    }
    for client in (app.test_client(), client_of(app, make_user(is_admin=True))):
        for url, titles in expected.items():
            answer = client.get(url)
            assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
            feed = ElementTree.fromstring(answer.data)
            found = [entry.findtext(f"{ATOM}title") or "" for entry in feed.iter(f"{ATOM}entry")]
            assert [title[: len(titles[0])] for title in found] == titles
            assert all(feed.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
            assert "Canari" not in answer.text
        for url in ("/proposals/2/feed.atom", "/proposals/3/feed.atom", "/consultations/brouillon/feed.atom"):
            assert client.get(url).status_code == 404


def test_only_frames_may_be_framed_and_they_set_no_cookie(app: Flask, place: Any) -> None:
    client = app.test_client()
    for url in ("/embed/proposals/1", "/embed/consultations/port"):
        answer = client.get(url)
        policy = answer.headers["Content-Security-Policy"]
        assert ("frame-ancestors *" in policy, "script-src" in policy, "Set-Cookie" in answer.headers) == (
            True,
            False,
            False,
        )
        assert ("Un &lt;quai&gt; &amp; un banc" in answer.text, "Canari" in answer.text) == (True, False)
        assert "<script" not in answer.text
    for url in ("/", "/proposals/1", "/consultations/port"):
        assert "frame-ancestors 'none'" in client.get(url).headers["Content-Security-Policy"]
    for url in ("/embed/proposals/2", "/embed/proposals/3", "/embed/consultations/brouillon"):
        assert client.get(url).status_code == 404


def test_frames_tell_no_support_while_votes_are_sealed(app: Flask, db: Any) -> None:
    close = clock.now() + timedelta(days=1)
    place = make_consultation(slug="port", method=MethodName.SUPPORT, sealed_until=close)
    proposals.vote(make_proposal(place), voter=make_user(), mark="agree")
    db.session.commit()
    client, frames = app.test_client(), ("/embed/proposals/1", "/embed/consultations/port")
    assert ["soutien" in client.get(url).text for url in frames] == [False, False]
    with clock.at(close + timedelta(minutes=1)):
        publishing.publish()
        assert ["1 soutien" in client.get(url).text for url in frames] == [True, True]


def test_a_link_has_its_picture_and_its_words(app: Flask, place: Any) -> None:
    client = app.test_client()
    for url in ("/proposals/1/card.png", "/consultations/port/card.png"):
        first, second = client.get(url), client.get(url)
        assert (first.mimetype, first.data) == ("image/png", second.data)
        assert Image.open(io.BytesIO(first.data)).size == (1200, 630)
    page = client.get("/proposals/1").text
    assert '<meta property="og:title" content="Un &lt;quai&gt; &amp; un banc">' in page
    assert 'property="og:image" content="http://localhost/proposals/1/card.png"' in page
    assert 'itemtype="https://schema.org/DiscussionForumPosting"' in page
    assert client.get("/proposals/2/card.png").status_code == 404


def test_the_maps_lead_to_public_pages_alone(app: Flask, place: Any) -> None:
    client = app.test_client()
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text
    maps = [one.text or "" for one in ElementTree.fromstring(client.get("/sitemap.xml").data).iter(f"{MAP}loc")]
    assert maps == ["http://localhost/consultations/port/sitemap.xml"]
    places = [one.text or "" for one in ElementTree.fromstring(client.get(maps[0]).data).iter(f"{MAP}loc")]
    assert [one for one in places if "/proposals/" in one] == ["http://localhost/proposals/1"]
    assert [client.get(one).status_code for one in places] == [200] * len(places)
