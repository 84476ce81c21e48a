"""What a work stream tells: its discussion, its news by mail to whoever may read them."""

from datetime import timedelta

import pytest

from consult import clock
from consult.comments.models import Comment
from consult.following import services as following
from consult.workstreams import services
from consult.workstreams.following.services import WORKSTREAMS
from consult.workstreams.models import Audience, StreamState, WorkStream
from tests.letters import letters  # noqa: F401
from tests.workstreams.streams import Site, words


@pytest.fixture
def site(db):
    """A work stream on its way."""
    return Site(db)


def test_members_talk_and_everybody_reads(site, browser, browser_of, count_queries):
    member, url = browser_of(site.member), f"{site.url}/discussion"
    member.submit(url, {"body": "Qui apporte le café ?"})
    first = site.one(Comment)
    member.submit(f"{url}/reply/{first.id}", {"body": "Moi."}, to=url)
    page = browser.get(url)
    assert words(page).index("Qui apporte le café ?") < words(page).index("Moi.")
    assert browser.client.get(f"/comments/{first.id}").location == f"{url}#comment-{first.id}"
    assert "Les membres du chantier écrivent ici" in page
    token = member._form(member.get(url), url)
    assert "Votre message" in words(member.post(url, token | {"body": ""}, status=422).text)
    browser_of(site.other).post(url, token | {"body": "Et moi ?"}, status=403)
    member.get(f"{url}/reply/999", status=404)
    with count_queries() as seen:
        browser.get(url)
    assert len(seen) == 6
    assert site.count(Comment) == 2
    site.one(WorkStream).state = StreamState.CLOSED
    site.db.session.commit()
    answer = member.post(url, token | {"body": "Trop tard", "form_key": "new"}, status=422)
    assert "Ce chantier est terminé" in answer.text


def test_news_go_by_mail_to_those_who_may_read_them(site, browser_of, letters):  # noqa: F811
    kenza = browser_of(site.other)
    page = kenza.follow(kenza.submit(f"{site.url}/follow"))
    assert "Vous suivez ce chantier." in words(page)
    for person in (site.member, site.leader):
        following.follow(WORKSTREAMS, site.id, user=person)
    site.db.session.commit()
    with clock.at(clock.now() + timedelta(hours=1)):
        stream = site.one(WorkStream)
        services.publish_news(stream, author=site.leader, title="Pour tous", body="Venez.")
        services.publish_news(stream, author=site.leader, title="Entre nous", body="…", audience=Audience.MEMBERS)
        site.db.session.commit()
    for days in (2, 2, 4):
        with clock.at(clock.now() + timedelta(days=days)):
            following.tell_followers()
    with clock.at(clock.now() + timedelta(days=4)):
        sent = {one["To"]: one.get_body(("plain",)).get_content() for one in letters()}
    assert sorted(sent) == sorted([site.other.email, site.member.email])  # whoever wrote them knows them
    assert ["Pour tous" in text for text in sent.values()] == [True, True]
    assert ("Entre nous" in sent[site.other.email], "Entre nous" in sent[site.member.email]) == (False, True)
