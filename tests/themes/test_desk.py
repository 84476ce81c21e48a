"""The desk: suggestions beside cards, one proposal in full, other themes, what the others do, five thousand cards."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult import clock
from consult.comments.models import Thread
from consult.errors import RuleBroken
from consult.proposals.models import Proposal
from consult.themes import desk as reading
from consult.themes import filing, others, services
from consult.themes.filing import Moved
from consult.themes.models import Assignment, How, OtherTheme, Theme
from consult.themes.suggestions.models import SuggestedGroup
from consult.votes.models import PollItem
from tests.factories import make_consultation, make_proposal, make_user
from tests.themes.suggested import make_suggestion
from tests.themes.test_board import Desk, texts


class Suggested(Desk):
    """A board with two themes and three proposals, all suggested for the first theme."""

    def __init__(self, db, browser_of, proposals=3):
        super().__init__(db, browser_of, proposals)
        theme = db.session.get(Theme, self.access)
        ideas = [db.session.get(Proposal, one) for one in self.ids]
        [group] = make_suggestion(
            self.consultation, {"Accès": ideas}, actor=db.session.merge(self.staff), themes={"Accès": theme}
        )
        self.group = group.id
        db.session.commit()

    @property
    def history(self):
        """How each filing came about, and what was suggested."""
        self.db.session.rollback()
        return list(map(tuple, self.db.session.execute(sa.select(Assignment.how, Assignment.suggested_title))))


@pytest.fixture
def desk(db, browser_of):
    """A desk with suggestions."""
    return Suggested(db, browser_of)


def test_the_suggested_theme_stands_beside_each_unfiled_card(desk):
    html = desk.browser.get(desk.url)
    assert texts(html).count("Suggestion : « Accès », confiance") == 3
    assert re.findall(r'name="accept" value="([^"]+)"', html) == [f"{one}-0-{desk.access}" for one in desk.ids[::-1]]
    desk.move(0, desk.places)
    assert texts(desk.browser.get(desk.url)).count("Suggestion : « Accès », confiance") == 2


def test_one_click_accepts_the_suggestion(desk):
    page = desk.browser.follow(accept(desk, desk.ids[0]))
    assert "Votre dernier rangement : 1 proposition dans « Accès »." in texts(page)
    assert desk.where == [desk.access, None, None]
    assert desk.history == [(How.SUGGESTED, "Accès")]


def accept(desk, proposal_id, theme_id=None, status=302):
    """Press the button beside a card."""
    return desk.browser.submit(
        desk.url, {"accept": f"{proposal_id}-0-{theme_id or desk.access}"}, to=desk.url, status=status
    )


def test_filing_elsewhere_is_told_as_a_change(desk):
    desk.send(desk.ids[:1], desk.places)
    assert desk.history == [(How.CHANGED, "Accès")]


def test_a_group_that_is_no_theme_yet_is_shown_and_leads_to_its_page(desk):
    desk.db.session.execute(sa.update(SuggestedGroup).values(theme_id=None, name="Neuf"))
    html = desk.browser.get(desk.url)
    assert "Suggestion : nouveau groupe « Neuf »" in texts(html)
    assert 'name="accept"' not in html
    desk.send(desk.ids[:1], desk.places)
    assert desk.history == [(How.HAND, "")]
    html = desk.browser.get(f"{desk.url}/{desk.ids[1]}")
    assert f'href="/consultations/{desk.consultation.slug}/suggestions/{desk.group}"' in html


def test_a_suggestion_accepted_too_late_is_refused_in_a_sentence(desk):
    desk.move(0, desk.places)
    assert "a été rangée entre-temps dans « Lieux » par Bob" in texts(accept(desk, desk.ids[0], status=422).text)
    services.delete_theme(desk.db.session.get(Theme, desk.access), actor=desk.db.session.merge(desk.other))
    assert "Ce thème vient d’être supprimé" in texts(accept(desk, desk.ids[1], status=422).text)
    assert desk.where == [desk.places, None, None]


@pytest.mark.parametrize("value", ["-", "zz", "1-0", "0-0-0", "\x00", "9" * 50, "1-0-" + "9" * 12])
def test_a_suggestion_that_makes_no_sense_is_refused(desk, value):
    answer = desk.browser.submit(desk.url, {"accept": value}, to=desk.url, status=422)
    assert "Rien n’a été déplacé" in texts(answer.text)
    assert desk.lines == 0


def test_a_proposal_opens_beside_the_board_and_on_a_page_of_its_own(desk):
    url = f"{desk.url}/{desk.ids[0]}"
    assert f'hx-get="{url}" hx-target="#detail"' in desk.browser.get(desk.url)
    pane = desk.browser.get(url, HX_Request="true")
    assert pane.lstrip().startswith('<aside class="panel desk-detail" id="detail"')
    page = desk.browser.get(url)
    assert "<mark>Id</mark>ée 0" in page
    assert "Suggestion : « Accès »" in texts(page)
    assert "Parce que ce serait bien." in texts(page)
    form = desk.browser._form(page, desk.url)
    assert form.pop("accept") == f"{desk.ids[0]}-0-{desk.access}"
    answer = desk.browser.post(desk.url, form | {"card": f"{desk.ids[0]}-0", "column": str(desk.places)})
    assert answer.location == desk.url
    assert desk.where == [desk.places, None, None]


def test_what_is_not_there_does_not_open(desk, browser_of):
    draft = make_proposal(make_consultation(), draft=True).id
    elsewhere = make_proposal().id
    for one in (draft, elsewhere, 999_999):
        desk.browser.get(f"{desk.url}/{one}", status=404)
    browser_of(make_user()).get(f"{desk.url}/{desk.ids[0]}", status=403)


def linked(db):
    """Every other theme, as (proposal, theme)."""
    db.session.rollback()
    return sorted(map(tuple, db.session.execute(sa.select(OtherTheme.proposal_id, OtherTheme.theme_id))))


def test_a_proposal_touches_other_themes_besides_its_own(desk):
    desk.move(0, desk.access)
    url = f"{desk.url}/{desk.ids[0]}"
    desk.browser.submit(url, {"themes": [str(desk.places)]}, to=f"{url}/themes")
    assert linked(desk.db) == [(desk.ids[0], desk.places)]
    assert re.search(rf'value="{desk.places}" id="other-{desk.places}" checked', desk.browser.get(url))
    desk.move(0, desk.places)  # what becomes the main theme is no longer another one
    assert linked(desk.db) == []
    desk.browser.submit(url, {"themes": [str(desk.access), "zz", "0"]}, to=f"{url}/themes", status=422)
    desk.browser.submit(url, {"themes": [str(desk.access)]}, to=f"{url}/themes")
    desk.browser.submit(url, {"themes": []}, to=f"{url}/themes")
    assert linked(desk.db) == []


def test_nobody_overwrites_the_other_themes_that_somebody_else_noted(desk):
    one, two = (desk.db.session.get(Proposal, n) for n in desk.ids[:2])
    staff = desk.db.session.merge(desk.staff)
    filing.file_proposals([one], theme=desk.db.session.get(Theme, desk.access), actor=staff)
    others.set_others(one, [desk.places], actor=staff, seen=[])
    with pytest.raises(Moved, match="vient de changer ces thèmes"):
        others.set_others(one, [], actor=staff, seen=[])
    with pytest.raises(RuleBroken, match="Rangez d’abord cette proposition"):
        others.set_others(two, [desk.places], actor=staff, seen=[])
    foreign = services.create_theme(make_consultation(), actor=None, title="Ailleurs")
    desk.db.session.flush()
    for gone in (foreign.id, 999_999):
        with pytest.raises(RuleBroken, match="Ce thème vient d’être supprimé"):
            others.set_others(one, [gone], actor=staff, seen=[desk.places])
    desk.db.session.commit()
    assert linked(desk.db) == [(desk.ids[0], desk.places)]
    services.delete_theme(desk.db.session.get(Theme, desk.places), actor=staff)
    desk.db.session.commit()
    assert linked(desk.db) == []


def test_what_the_others_do_is_told_and_one_s_own_is_not(desk):
    url = f"{desk.url}/changes?since={reading.now()}".replace("+", "%2B")
    desk.browser.get(url, status=204, HX_Request="true")
    desk.send(desk.ids[2:], desk.access)
    desk.browser.get(url, status=204, HX_Request="true")
    desk.move(0, desk.places)
    desk.move(1, desk.places)
    told = texts(desk.browser.get(url + "&q=banc", HX_Request="true"))
    assert "Bob a rangé 2 propositions dans « Lieux »." in told
    assert f'href="{desk.url}?q=banc"' in desk.browser.page
    later = (clock.now() + timedelta(minutes=1)).isoformat().replace("+", "%2B")
    for odd in ("", "zz", "2026-01-01", "9" * 40, "%00", later):
        desk.browser.get(f"{desk.url}/changes?since={odd}", status=204, HX_Request="true")


def test_ticks_stay_while_the_board_is_brought_up_to_date(desk):
    html = desk.browser.get(f"{desk.url}?card={desk.ids[0]}-0&card=zz&card=-1-0")
    assert re.findall(r'id="card-(\d+)" checked', html) == [str(desk.ids[0])]


def fill(db, consultation, count):
    """This many published proposals, written at once."""
    author, start = make_user(), db.session.scalar(sa.select(sa.func.max(Proposal.id))) or 0
    ids = range(start + 1_000, start + 1_000 + count)
    now = clock.now()
    poll, place = consultation.poll_id, consultation.id
    db.session.execute(sa.insert(Thread), [{"id": n, "consultation_id": place, "poll_id": poll} for n in ids])
    db.session.execute(sa.insert(PollItem), [{"id": n, "poll_id": poll} for n in ids])
    rows = [
        {
            "id": n,
            "title": f"Idée {n}",
            "body": "Pour voir.",
            "author_id": author.id,
            "consultation_id": consultation.id,
            "thread_id": n,
            "poll_item_id": n,
            "published": now,
        }
        for n in ids
    ]
    db.session.execute(sa.insert(Proposal), rows)
    return ids


def test_five_thousand_proposals_are_painted_in_less_than_twelve_queries(db, browser_of, count_queries):
    desk = Desk(db, browser_of)
    consultation = db.session.merge(desk.consultation)
    ids = fill(db, consultation, 5_000)
    db.session.execute(sa.update(Proposal).where(Proposal.id.in_(ids[:2_000])).values(theme_id=desk.access))
    db.session.commit()
    with count_queries() as seen:
        html = desk.browser.get(desk.url)
    assert len(seen) < 12
    assert "3 003" in texts(html) or "3\u202f003" in html
    assert len(re.findall(r'id="card-', html)) <= 20 + 2 * 5
    with count_queries() as seen:
        desk.send([ids[-1]], desk.access)
    assert len(seen) < 40
