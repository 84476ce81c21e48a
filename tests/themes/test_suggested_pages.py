"""The pages of suggested themes: what facilitators read, and what they send."""

import re

import pytest
import sqlalchemy as sa

from consult.jobs import worker
from consult.jobs.models import Job
from consult.policy import Role
from consult.proposals import services as proposals_
from consult.proposals.models import Proposal
from consult.themes import services
from consult.themes.models import Assignment, How, Theme
from consult.themes.suggestions.models import SuggestedGroup, SuggestedPlace
from consult.themes.suggestions.passages import explain, passages
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.themes.suggested import make_suggestion, make_texts


def words(html):
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Desk:
    """A facilitator in front of a suggestion: one group of three, one of two."""

    def __init__(self, db, browser_of, more=0):
        self.db = db
        self.consultation = make_consultation()
        self.staff = make_staff(self.consultation, name=f"Anne{more or ''}")
        ideas = [
            make_proposal(self.consultation, title=f"Banc {n}", body="Un banc à l’ombre.") for n in range(3 + more)
        ]
        others = [make_proposal(self.consultation, title=f"Arbre {n}") for n in range(2)]
        self.ids = [p.id for p in ideas]
        rows = make_suggestion(self.consultation, {"Bancs": ideas, "Arbres": others}, actor=self.staff)
        self.group, self.other = (row.id for row in rows)
        self.url = f"/consultations/{self.consultation.slug}/suggestions"
        self.page = f"{self.url}/{self.group}"
        db.session.commit()
        self.browser = browser_of(self.staff)

    def send(self, data, *, verb="", status=302):
        """Send a form of the group's page."""
        action = f"{self.page}/{verb}" if verb else self.page
        return self.browser.submit(self.page, data, to=action, status=status)

    @property
    def where(self):
        """The theme of each idea, by its title."""
        self.db.session.rollback()
        query = sa.select(Theme.title).select_from(Proposal).outerjoin(Theme, Theme.id == Proposal.theme_id)
        return list(self.db.session.scalars(query.where(Proposal.id.in_(self.ids)).order_by(Proposal.id)))

    @property
    def names(self):
        """The names of the groups."""
        self.db.session.rollback()
        return list(self.db.session.scalars(sa.select(SuggestedGroup.name).order_by(SuggestedGroup.id)))


@pytest.fixture
def desk(db, browser_of):
    """A suggestion with two groups."""
    return Desk(db, browser_of)


def test_the_groups_are_shown_with_their_figures_and_typical_proposals(desk):
    page = words(desk.browser.get(desk.url))
    assert "2 groupes" in page
    assert re.search(r"Bancs banc 3 propositions à ranger confiance moyenne : 70 % Banc 0 Banc 1 Banc 2", page)


def test_each_proposal_says_why_it_is_there(desk):
    html = desk.browser.get(desk.page)
    assert "<mark>Ba</mark>nc 0" in html
    assert "Confiance : 80 %, sûre" in words(html)
    assert "Confiance : 60 %, probable" in words(html)
    assert "Pourquoi : banc" in words(html)


def test_a_text_that_changed_since_is_shown_without_marks(desk):
    desk.db.session.execute(sa.update(Proposal).values(version=2))
    desk.db.session.commit()
    assert "<mark>" not in desk.browser.get(desk.page)


def test_a_suggestion_is_asked_for_and_followed(db, browser_of, app):
    consultation = make_consultation()
    staff = make_staff(consultation)
    make_texts(consultation)
    url = f"/consultations/{consultation.slug}/suggestions"
    browser = browser_of(staff)
    answer = browser.submit(url, {"count": "3"})
    assert "Ce travail commence dans un instant" in words(browser.follow(answer))
    assert "Un calcul est en cours" in words(browser.get(url))
    worker.drain(app)
    page = words(browser.follow(answer))
    assert "3 groupes suggérés. 15 propositions placées." in page
    page = words(browser.get(url))
    assert "3 groupes" in page
    assert "Moins de 30 textes différents" in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"count": "0"}, "1"),
        ({"count": "zzz"}, "Combien de groupes"),
        ({"count": "9" * 30}, "60"),
        ({"seed": "-1"}, "Tirage"),
        ({"count": "3"}, "Il n’y a encore aucune proposition à regrouper"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_a_sentence(db, browser_of, data, sentence):
    consultation = make_consultation()
    staff = make_staff(consultation)
    db.session.commit()
    url = f"/consultations/{consultation.slug}/suggestions"
    answer = browser_of(staff).submit(url, data, status=422)
    assert sentence in words(answer.text)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 0


def test_a_group_is_accepted_as_a_new_theme(desk):
    page = desk.browser.follow(desk.send({"theme": "new", "title": "S’asseoir", "scope": "all"}))
    assert "3 propositions sont rangées dans « S’asseoir »." in words(page)
    assert desk.where == ["S’asseoir"] * 3
    assert "Tout ce groupe est rangé" in words(page)
    line = words(desk.browser.get(f"/proposals/{desk.ids[0]}/filings"))
    assert "par Anne, suggestion de la machine acceptée" in line


def test_ticked_ones_go_and_the_others_wait(desk):
    ticked = [f"{one}-0" for one in desk.ids[:2]]
    page = desk.browser.follow(desk.send({"card": ticked, "title": "S’asseoir", "scope": "ticked"}))
    assert "1 attend encore ici." in words(page)
    assert desk.where == ["S’asseoir", "S’asseoir", None]


def test_a_proposal_can_go_elsewhere_than_suggested(desk):
    theme, elsewhere = (services.create_theme(desk.consultation, actor=None, title=t) for t in ("Repos", "Autre"))
    desk.db.session.flush()
    other = elsewhere.id
    desk.db.session.execute(sa.update(SuggestedGroup).filter_by(id=desk.group).values(theme_id=theme.id))
    desk.send({"card": [f"{desk.ids[0]}-0"], "theme": str(other), "scope": "ticked"})
    assert desk.where[0] == "Autre"
    assert desk.db.session.scalars(sa.select(Assignment.how)).all() == [How.CHANGED]
    assert "la machine suggérait « Bancs »" in words(desk.browser.get(f"/proposals/{desk.ids[0]}/filings"))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"scope": "ticked"}, "Cochez d’abord une proposition"),
        ({"scope": "zzz"}, "Cochez d’abord une proposition"),
        ({"scope": "all", "title": ""}, "Donnez un nom au nouveau thème"),
        ({"scope": "all", "title": "x" * 200}, "120"),
        ({"scope": "all", "theme": "999"}, "Choix"),
        ({"scope": "all", "version": "7"}, "Quelqu’un d’autre vient de changer ce groupe"),
        ({"scope": "all", "version": "\x00"}, "Quelqu’un d’autre vient de changer ce groupe"),
        ({"card": ["0", "zz"], "scope": "ticked"}, "n’ont pas été reconnues"),
        ({"card": ["999999-0"], "scope": "ticked"}, "n’est plus là"),
    ],
)
def test_what_makes_no_sense_is_refused_and_kept(desk, data, sentence):
    answer = desk.send({"title": "S’asseoir"} | data, status=422)
    assert sentence.lower() in words(answer.text).lower()
    assert desk.where == [None] * 3


def test_one_that_moved_meanwhile_is_not_moved_again(desk):
    form = {"card": [f"{desk.ids[0]}-7"], "title": "S’asseoir", "scope": "ticked"}
    answer = desk.send(form, status=422)
    assert "remise à classer entre-temps" in words(answer.text)
    assert f'value="{desk.ids[0]}-0" id="card-{desk.ids[0]}" checked' in answer.text


def test_a_group_is_renamed_locked_and_merged_on_its_page(desk):
    desk.browser.follow(desk.send({"name": "  S’asseoir  "}, verb="rename"))
    assert "Verrouillé" in words(desk.browser.page)
    desk.send({}, verb="lock")
    assert desk.db.session.scalar(sa.select(SuggestedGroup.is_locked).filter_by(id=desk.group)) is False
    desk.send({"other": str(desk.other)}, verb="merge")
    assert desk.names == ["S’asseoir"]
    assert desk.db.session.scalars(sa.select(SuggestedPlace.group_id).distinct()).all() == [desk.group]
    desk.browser.get(f"{desk.url}/{desk.other}", status=409)
    assert "Ce groupe n’est plus là" in words(desk.browser.page)


@pytest.mark.parametrize(
    ("verb", "data", "sentence"),
    [
        ("rename", {"name": ""}, "obligatoire"),
        ("rename", {"name": "x" * 121}, "120"),
        ("rename", {"name": "Bien", "version": "3"}, "vient de changer ce groupe"),
        ("merge", {"other": "zzz"}, "n’est plus là"),
        ("merge", {"other": "99999"}, "n’est plus là"),
        ("split", {"count": "1"}, "2"),
        ("split", {"count": ""}, "obligatoire"),
    ],
)
def test_what_cannot_be_done_to_a_group_is_said(desk, verb, data, sentence):
    answer = desk.send(data, verb=verb, status=422)
    assert sentence in words(answer.text)
    assert desk.names == ["Bancs", "Arbres"]


def test_a_split_is_asked_for(desk, app):
    answer = desk.send({"count": "2"}, verb="split")
    assert re.fullmatch(r"/jobs/\d+", answer.location)
    answer = desk.send({"name": "Assises"}, verb="rename", status=422)
    assert "Un calcul est en cours" in words(answer.text)


def test_newcomers_are_told_and_placed_on_demand(desk, app):
    desk.db.session.execute(sa.delete(SuggestedPlace).filter_by(proposal_id=desk.ids[0]))
    desk.db.session.commit()
    page = desk.browser.get(desk.url)
    assert "1 proposition n’a pas encore de thème suggéré." in words(page)
    answer = desk.browser.submit(desk.url, to=f"{desk.url}/newcomers")
    worker.drain(app)
    assert "1 proposition placée." in words(desk.browser.follow(answer))
    assert "n’a pas encore de thème suggéré" not in words(desk.browser.get(desk.url))


@pytest.mark.parametrize("who", ["participant", "elsewhere"])
def test_only_the_staff_of_this_consultation_sees_suggestions(desk, browser_of, who):
    person = make_user() if who == "participant" else make_staff(make_consultation(), Role.ORGANISER)
    browser = browser_of(person)
    browser.get(desk.url, status=403)
    browser.get(desk.page, status=403)


def test_a_group_of_another_consultation_is_not_there(desk):
    slug = make_consultation().slug
    desk.db.session.merge(desk.staff).is_admin = True
    desk.db.session.commit()
    desk.browser.get(f"/consultations/{slug}/suggestions/{desk.group}", status=409)


@pytest.mark.both
def test_the_pages_take_as_many_queries_whatever_they_hold(db, engine, browser_of, count_queries):
    counts = []
    for more in (0, 30):
        desk = Desk(db, browser_of, more=more)
        for url in (desk.url, desk.page):
            with count_queries() as seen:
                desk.browser.get(url)
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
    assert max(counts) < 14


def test_a_group_is_read_page_by_page(db, browser_of):
    desk = Desk(db, browser_of, more=22)
    first = desk.browser.get(desk.page)
    more = re.search(r'href="([^"]+after=[^"]+)"', first)[1].replace("&amp;", "&")
    cards = [re.findall(r'id="card-(\d+)"', page) for page in (first, desk.browser.get(more))]
    assert (len(cards[0]), len(cards[1]), len({*cards[0], *cards[1]})) == (20, 5, 25)


def test_passages_show_the_shared_words_in_their_place():
    body = "Il y a trop peu de bancs. " + "Rien. " * 60 + "Et des arbres près des bancs."
    spans = [[e, "body", body.index(w), body.index(w) + len(w)] for e, w in (("banc", "bancs"), ("arbre", "arbres"))]
    why = explain("Des bancs", body, [["banc", "title", 4, 9], *spans], is_current=True)
    assert [(p.words, p.shared) for p in why.title] == [("Des ", False), ("bancs", True)]
    assert [p.words for p in why.body if p.shared] == ["bancs", "arbres"]
    assert why.expressions == ["banc", "arbre"]
    assert not any(p.shared for p in explain("Des bancs", body, [*spans], is_current=False).body)
    assert passages("", []) == []


def test_an_edited_proposal_keeps_its_place(desk):
    proposal = desk.db.session.get(Proposal, desk.ids[0], options=[sa.orm.joinedload(Proposal.thread)])
    author = desk.db.session.get(type(desk.staff), proposal.author_id)
    proposals_.edit_proposal(proposal, actor=author, title="Des assises", body="Partout.", section=None, place="")
    assert "Des assises" in words(desk.browser.get(desk.page))
