"""The board works as a plain form, refuses what it cannot do in a sentence, and keeps what was chosen."""

import re

import pytest
import sqlalchemy as sa

from consult.consultations import queries as consultations
from consult.policy import Role
from consult.proposals import services as proposals
from consult.proposals.models import Proposal
from consult.search import services as search
from consult.themes import filing, services
from consult.themes.models import Assignment
from tests.factories import make_consultation, make_proposal, make_staff, make_user


class Desk:
    """A facilitator in front of a board: two themes, three proposals."""

    def __init__(self, db, browser_of, proposals=3):
        self.db = db
        self.consultation = make_consultation()
        self.staff = make_staff(self.consultation, name="Anne")
        self.other = make_staff(self.consultation, name="Bob")
        themes = [services.create_theme(self.consultation, actor=None, title=t) for t in ("Accès", "Lieux")]
        self.access, self.places = (t.id for t in themes)
        self.ids = [make_proposal(self.consultation, title=f"Idée {n}").id for n in range(proposals)]
        self.url = f"/consultations/{self.consultation.slug}/board"
        db.session.commit()
        self.browser = browser_of(self.staff)

    def send(self, cards, column, *, status=302, url=None):
        """Tick cards (numbers are cards seen unfiled), choose a column, press the button."""
        ticked = [f"{c}-0" if isinstance(c, int) else c for c in cards]
        data = {"card": ticked, "column": str(column)}
        return self.browser.submit(url or self.url, data, to=self.url, status=status)

    def move(self, place, theme_id):
        """Somebody else files a proposal."""
        theme = self.db.session.get(services.Theme, theme_id)
        proposal = self.db.session.get(Proposal, self.ids[place])
        filing.file_proposals([proposal], theme=theme, actor=self.db.session.merge(self.other))
        self.db.session.commit()

    @property
    def where(self):
        """The theme of each proposal."""
        self.db.session.rollback()
        return list(self.db.session.scalars(sa.select(Proposal.theme_id).order_by(Proposal.id)))

    @property
    def lines(self):
        """How long the history is."""
        return self.db.session.scalar(sa.select(sa.func.count()).select_from(Assignment))


@pytest.fixture
def desk(db, browser_of):
    """A board with three proposals to file."""
    return Desk(db, browser_of)


def texts(html):
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_ticked_cards_go_into_the_column_chosen(desk):
    desk.browser.follow(desk.send(desk.ids[:2], desk.access))
    assert desk.where == [desk.access, desk.access, None]
    assert "Votre dernier rangement : 2 propositions dans « Accès »." in texts(desk.browser.page)
    desk.send([f"{desk.ids[0]}-{desk.access}"], 0)
    assert desk.where == [None, desk.access, None]
    assert desk.lines == 3


def test_htmx_receives_the_board_alone(desk):
    html = desk.browser.get(desk.url, HX_Request="true")
    assert html.lstrip().startswith('<div class="flow" id="desk"')
    assert "<h1" not in html


def test_the_last_filing_is_taken_back_in_one_click(desk):
    page = desk.browser.follow(desk.send(desk.ids, desk.places))
    undo = f"{desk.url}/undo"
    assert f'action="{undo}"' in page
    page = desk.browser.follow(desk.browser.submit(desk.url, to=undo))
    assert "3 propositions sont revenues." in texts(page)
    assert desk.where == [None] * 3
    assert f'action="{undo}"' not in page


def test_an_undo_that_comes_too_late_says_why(desk):
    desk.browser.follow(desk.send(desk.ids, desk.places))
    form = desk.browser._form(desk.browser.page, f"{desk.url}/undo")
    desk.move(0, desk.access)
    answer = desk.browser.post(f"{desk.url}/undo", form, status=422)
    assert "« Idée 0 » a été rangée entre-temps dans « Accès » par Bob." in texts(answer.text)
    assert desk.where == [desk.access, desk.places, desk.places]


def test_a_card_that_moved_meanwhile_is_refused_and_the_choice_is_kept(desk):
    desk.move(0, desk.places)
    answer = desk.send(desk.ids[:2], desk.access, status=422)
    assert "« Idée 0 » a été rangée entre-temps dans « Lieux » par Bob." in texts(answer.text)
    assert desk.where == [desk.places, None, None]
    ticked = re.findall(r'name="card" value="([^"]+)"[^>]* checked', answer.text)
    assert sorted(ticked) == sorted([f"{desk.ids[0]}-{desk.places}", f"{desk.ids[1]}-0"])
    assert f'<option value="{desk.access}" selected>' in answer.text


@pytest.mark.parametrize(
    ("cards", "column", "sentence"),
    [
        ([], "access", "Cochez d’abord une proposition, ou plusieurs."),
        ([0], "", "Ce thème vient d’être supprimé."),
        ([0], "999999", "Ce thème vient d’être supprimé."),
        ([0], "9" * 40, "Ce thème n’existe pas."),
        ([0], "\x00", "Ce thème vient d’être supprimé."),
        (["999999-0"], "access", "n’est plus là"),
        (["0", "-", "a-b", "1-", "\x00", "1-0-0", "٣-0", "9" * 40 + "-0"], "access", "n’ont pas été reconnues"),
        ([f"{n}-0" for n in range(1, 502)], "access", "500 propositions au plus"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(desk, cards, column, sentence):
    column = str(desk.access) if column == "access" else column
    cards = [desk.ids[0] if card == 0 else card for card in cards]
    answer = desk.send(cards, column, status=422)
    assert sentence in texts(answer.text)
    assert (desk.where, desk.lines) == ([None] * 3, 0)


def test_a_theme_deleted_while_someone_files_into_it_is_told(desk):
    form = desk.browser._form(desk.browser.get(desk.url), desk.url)
    services.delete_theme(desk.db.session.get(services.Theme, desk.access), actor=desk.db.session.merge(desk.other))
    desk.db.session.commit()
    data = form | {"card": [f"{desk.ids[0]}-0"], "column": str(desk.access)}
    answer = desk.browser.post(desk.url, data, status=422)
    assert "Ce thème vient d’être supprimé." in texts(answer.text)
    assert f'value="{desk.ids[0]}-0" id="card-{desk.ids[0]}" checked' in answer.text


def test_what_is_not_published_is_not_on_the_board(desk):
    gone = desk.db.session.get(Proposal, desk.ids[0], options=[sa.orm.joinedload(Proposal.thread)])
    proposals.withdraw_proposal(gone, actor=desk.db.session.merge(desk.staff))
    desk.db.session.commit()
    assert "Idée 0" not in desk.browser.get(desk.url)
    desk.send(desk.ids[:1], desk.access, status=422)
    assert desk.where == [None] * 3


def test_a_proposal_of_another_consultation_stays_where_it_is(desk):
    stranger = make_proposal(title="Ailleurs").id
    desk.db.session.commit()
    desk.send([stranger], desk.access, status=422)
    assert desk.where == [None] * 4


def test_the_same_form_sent_twice_files_once(desk):
    form = desk.browser._form(desk.browser.get(desk.url), desk.url)
    data = form | {"card": [f"{desk.ids[0]}-0"], "column": str(desk.access)}
    first, second = (desk.browser.post(desk.url, data) for _ in range(2))
    assert first.location == second.location
    assert desk.lines == 1


def test_words_section_and_pane_reduce_the_board(desk):
    desk.move(1, desk.places)
    here = consultations.get(desk.consultation.slug, viewer=desk.staff)
    special = make_proposal(here, title="Un banc à 100 %", section=here.sections[0])
    desk.db.session.commit()

    def cards(query):
        return set(re.findall(r'id="card-(\d+)"', desk.browser.get(desk.url + query)))

    ids = [str(one) for one in desk.ids]
    assert cards("") == {*ids, str(special.id)}
    assert cards("?q=100+%25") == {str(special.id)}
    assert cards("?q=idée+1") == {ids[1]}
    assert cards("?section=section-1") == {str(special.id)}
    assert cards(f"?theme={desk.places}") == {*ids, str(special.id)}
    for odd in ("?theme=zzz&section=zzz&order=zzz&after=zzz", "?theme=" + "9" * 40, "?q=%00", "?q=" + "a" * 5000):
        desk.browser.get(desk.url + odd)


def test_words_are_found_in_titles_and_texts_whatever_their_accents_and_endings(desk):
    here = consultations.get(desk.consultation.slug, viewer=desk.staff)
    bike = make_proposal(here, title="Des VÉLOS à prêter", body="Pour l’École du village.")
    boat = make_proposal(here, title="Une barque", body="Comme les vélos, mais sur l’eau.")
    filing.file_proposals([boat], theme=desk.db.session.get(services.Theme, desk.places), actor=None)
    bike, boat = bike.id, boat.id
    desk.db.session.commit()
    search.sync()

    def cards(query):
        return {int(one) for one in re.findall(r'id="card-(\d+)"', desk.browser.get(f"{desk.url}?q={query}"))}

    assert cards("velo") == cards("vélo") == cards("VELOS") == {bike, boat}
    assert cards("école") == cards("ecoles") == {bike}
    assert (cards("barq"), cards("illag")) == ({boat}, {bike})
    assert cards("velo+barque") == {boat}
    assert cards("zzz") == set()


def test_cards_come_in_the_order_chosen(desk):
    first, second, third = (desk.db.session.get(Proposal, one) for one in desk.ids)
    first.support, second.support, third.support = 1, 3, 2
    first.comment_count, second.comment_count, third.comment_count = 3, 1, 2
    desk.db.session.commit()

    def cards(order):
        return [int(one) for one in re.findall(r'id="card-(\d+)"', desk.browser.get(f"{desk.url}?order={order}"))]

    one, two, three = desk.ids
    assert cards("recent") == [three, two, one]
    assert cards("support") == [two, three, one]
    assert cards("discussed") == [one, three, two]


def test_filters_survive_a_filing(desk):
    url = f"{desk.url}?theme={desk.places}&q=Id&order=support"
    form = desk.browser.get(url)
    action = re.search(r'<form class="board"[^>]*action="([^"]+)"', form)[1].replace("&amp;", "&")
    data = desk.browser._form(form, action.replace("&", "&amp;")) | {
        "card": [f"{desk.ids[0]}-0"],
        "column": str(desk.places),
    }
    assert desk.browser.post(action, data).location == action == url


@pytest.mark.parametrize("who", ["participant", "elsewhere", "nobody"])
def test_only_the_staff_of_this_consultation_sees_the_board_and_files(desk, browser_of, browser, who):
    if who == "participant":
        browser = browser_of(make_user())
    elif who == "elsewhere":
        browser = browser_of(make_staff(make_consultation(), Role.ORGANISER))
    data = desk.browser._form(desk.browser.get(desk.url), desk.url)
    browser.get(desk.url, status=302 if who == "nobody" else 403)
    token = browser._form(
        browser.get("/log-in") if who == "nobody" else browser.get("/"), "/log-in" if who == "nobody" else "/log-out"
    )
    data |= {"card": [f"{desk.ids[0]}-0"], "column": str(desk.access), "csrf_token": token["csrf_token"]}
    browser.post(desk.url, data, status=401 if who == "nobody" else 403)
    browser.post(f"{desk.url}/undo", data, status=401 if who == "nobody" else 403)
    assert (desk.where, desk.lines) == ([None] * 3, 0)


def test_a_board_of_a_draft_does_not_exist_for_others(db, browser_of):
    draft = make_consultation(state="draft")
    user = make_staff(make_consultation())
    slug = draft.slug
    db.session.commit()
    browser_of(user).get(f"/consultations/{slug}/board", status=404)


@pytest.mark.both
def test_the_board_takes_as_many_queries_whatever_it_holds(db, engine, browser_of, count_queries):
    desk = Desk(db, browser_of, proposals=1)
    counts = []
    for more in (0, 30):
        here = consultations.get(desk.consultation.slug, viewer=desk.staff)
        for n in range(more):
            theme = services.create_theme(here, actor=None, title=f"Thème {n}") if n < 6 else None
            some = [make_proposal(here) for _ in range(2)]
            filing.file_proposals(some[:1], theme=theme, actor=desk.staff)
        db.session.commit()
        with count_queries() as seen:
            desk.browser.get(f"{desk.url}?q=e")
        counts.append(len(seen))
    assert counts == [10, 10]


def test_the_pane_goes_on_where_it_stopped(db, browser_of):
    desk = Desk(db, browser_of, proposals=25)
    page = desk.browser.get(desk.url)
    first = re.findall(r'id="card-(\d+)"', page)
    more = re.search(r'href="([^"]+after=[^"]+)"', page)[1].replace("&amp;", "&")
    second = re.findall(r'id="card-(\d+)"', desk.browser.get(more))
    assert (len(first), len(second), len({*first, *second})) == (20, 5, 25)


def test_a_card_just_filed_is_the_first_of_its_column(db, browser_of):
    desk = Desk(db, browser_of, proposals=12)
    for place in [*range(1, 12), 0]:
        desk.move(place, desk.access)
    column = desk.browser.get(desk.url).split(f'data-column="{desk.access}"')[1].split("</section>")[0]
    shown = [int(one) for one in re.findall(r'id="card-(\d+)"', column)]
    assert shown == [desk.ids[0], *desk.ids[:7:-1][:4]]
