"""Changing what was written: at the request of moderation, by its author; and never over somebody else's change."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult import clock
from consult.accounts.models import Membership
from consult.milestones import services as milestones
from consult.moderation import queries as moderation
from consult.moderation.models import Measure
from consult.workstreams import services
from consult.workstreams.funding import services as funding
from consult.workstreams.funding.models import FundingRequest
from consult.workstreams.models import News
from tests.factories import make_staff
from tests.moderation.acts import decide
from tests.workstreams.streams import Site, words
from tests.workstreams.test_sharing import lay_out

CHANGED = "Ce texte a été modifié entre-temps."


@pytest.fixture
def site(db):
    """A work stream on its way."""
    return Site(db)


def ask_to_reword(site, thing):
    """Moderation asks its author to say it otherwise."""
    decide(thing, Measure.REWORD, moderator=site.staff, until=clock.now() + timedelta(days=2))
    site.db.session.commit()


def test_the_author_of_a_news_rewords_it_when_asked_and_the_team_reads_it_again(site, browser, browser_of):
    author = make_staff(site.consultation, name="Partie depuis")
    news = services.publish_news(site.stream, author=author, title="Des mots vifs", body="Ouh.")
    site.db.session.commit()
    ask_to_reword(site, news)
    site.db.session.execute(sa.delete(Membership).filter_by(user_id=author.id))
    site.db.session.commit()
    theirs, edit = browser_of(author), f"/news/{news.id}/edit"
    page = theirs.get(site.url)
    assert ("À reformuler avant le" in page, edit in page) == (True, True)
    for reader in (browser, browser_of(site.member)):
        page = reader.get(site.url)
        assert ("À reformuler avant le" in page, edit in page) == (False, False)
    browser_of(site.member).get(edit, status=403)
    theirs.submit(edit, {"title": "Des mots posés"})
    assert site.one(News).title == "Des mots posés"
    assert moderation.waiting(site.consultation.id) == 1


def test_a_request_is_changed_by_its_author_until_it_is_answered(site, browser, browser_of):
    fund = funding.set_fund(site.consultation, actor=site.staff, amount=100_00)
    site.db.session.commit()
    member, staff = browser_of(site.member), browser_of(site.staff)
    place = member.submit(f"{site.url}/funding/new", {"title": "Du tissu", "amount": "10", "body": "Vif."}).location
    assert f"{place}/edit" in member.get(place)
    assert f"{place}/edit" not in staff.get(place)
    staff.get(f"{place}/edit", status=403)
    member.submit(f"{place}/edit", {"amount": "0"}, status=422)
    assert "Dites combien vous demandez." in words(member.page)
    member.submit(f"{place}/edit", {"title": "Du fil", "amount": "12,50"})
    one = site.one(FundingRequest)
    assert (one.title, one.amount, one.fund_id) == ("Du fil", 12_50, fund.id)
    stale = member._form(member.get(f"{place}/edit"), f"{place}/edit")
    staff.submit(place, {"granted": "12,50", "answer": "Oui."})
    member.get(f"{place}/edit", status=403)
    member.post(f"{place}/edit", stale | {"amount": "90"}, status=403)
    ask_to_reword(site, site.one(FundingRequest))
    page = member.get(f"{place}/edit")
    assert 'name="amount"' not in page, "what was granted was granted for that sum"
    member.submit(f"{place}/edit", {"body": "Posé."})
    one = site.one(FundingRequest)
    assert (one.body, one.amount, one.granted) == ("Posé.", 12_50, 12_50)
    assert moderation.waiting(site.consultation.id) == 1


def test_nobody_writes_over_a_change_that_they_did_not_see(site, browser_of):
    news = services.publish_news(site.stream, author=site.leader, title="La nouvelle", body="Un.")
    promise = milestones.promise(
        site.consultation, actor=site.leader, title="Le jalon", due=clock.today(), stream=site.stream
    )
    funding.set_fund(site.consultation, actor=site.staff, amount=100_00)
    site.db.session.commit()
    leader = browser_of(site.leader)
    request = leader.submit(f"{site.url}/funding/new", {"title": "Du tissu", "amount": "10", "body": "Un."}).location
    edits = [f"/news/{news.id}/edit", f"/milestones/{promise.id}/edit", f"{request}/edit"]
    edits += [f"{lay_out(leader, site, shelf)}/edit" for shelf in ("minutes", "ads", "resources", "files")]
    for edit in edits:
        form = leader._form(leader.get(edit), edit)
        leader.submit(edit, {"body": "De l’autre."})
        answer = leader.post(edit, form | {"body": "Le mien.", "form_key": "another"}, status=422)
        assert CHANGED in answer.text, edit
        assert ("De l’autre." in answer.text, "Le mien.</textarea>" in answer.text) == (True, True), edit
        again = leader._form(answer.text, edit)
        leader.post(edit, again | {"body": "Le mien, relu."})
        assert "Le mien, relu." in leader.get(edit)
