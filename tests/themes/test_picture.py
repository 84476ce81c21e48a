"""The picture of a consultation: what is alike is near, the same each time, and readable as a table."""

import re

import pytest
import sqlalchemy as sa

from consult.errors import RuleBroken
from consult.jobs import runs, worker
from consult.jobs.models import Job
from consult.proposals import services as proposals
from consult.proposals.models import Proposal
from consult.themes import filing, services
from consult.themes.analysis.picture import DOTS, HIGH, WIDE, draw
from consult.themes.analysis.texts import CannotAnalyse, Text
from consult.themes.models import Theme
from consult.themes.picture import services as picture
from consult.themes.picture.models import ThemeMap
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.themes.suggested import CANTINE, LIVRES, TEXTS, VELO, make_texts

ALL = [(subject, Text(title, body)) for subject in TEXTS for title, body in TEXTS[subject]]


def words(html):
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def far(one, other):
    """The square of a distance."""
    return (one.x - other.x) ** 2 + (one.y - other.y) ** 2


def test_what_is_alike_is_near_and_the_picture_is_always_the_same():
    texts, themes = [text for _s, text in ALL], [subject for subject, _t in ALL]
    found = draw(texts, themes)
    assert found == draw(texts, themes)
    assert {area.theme: area.count for area in found.areas} == {VELO: 5, CANTINE: 5, LIVRES: 5}
    assert all(area.nearest in themes and area.nearest != area.theme for area in found.areas)
    assert all(themes[row] == area.theme for area in found.areas for row in area.central)
    assert all(0 < dot.x < WIDE and 0 < dot.y < HIGH for dot in found.dots)
    middles = {area.theme: area for area in found.areas}
    for dot in found.dots:
        assert min(middles, key=lambda theme: far(dot, middles[theme])) == themes[dot.row]


@pytest.mark.parametrize(
    "texts",
    [[Text("Un banc")] * 4, [Text("x"), Text("y"), Text("…")], [Text("Banc"), Text("Arbre"), Text("Banc")]],
)
def test_odd_texts_are_drawn_too(texts):
    found = draw(texts, ["A"] + [None] * (len(texts) - 1))
    assert [(area.theme, area.count, area.nearest) for area in found.areas] == [("A", 1, None)]
    assert len(found.dots) == len(texts)
    assert all(0 < dot.x < WIDE and 0 < dot.y < HIGH for dot in found.dots)


def test_many_texts_are_a_sample_in_which_each_theme_has_its_share():
    texts = [Text(f"{text.title} {n}", text.body) for n in range(25) for _s, text in ALL]
    found = draw(texts, [subject for _n in range(25) for subject, _t in ALL])
    assert len(found.dots) <= DOTS
    shares = [sum(ALL[dot.row % 15][0] == subject for dot in found.dots) for subject in TEXTS]
    assert max(shares) - min(shares) <= 1


@pytest.mark.parametrize(
    ("texts", "themes", "sentence"),
    [
        ([], [], "au moins 3"),
        ([Text("a")] * 2, ["A", "A"], "au moins 3"),
        ([Text("a")] * 3, [None] * 3, "rien à dessiner"),
    ],
)
def test_what_cannot_be_drawn_is_said(texts, themes, sentence):
    with pytest.raises(CannotAnalyse, match=sentence):
        draw(texts, themes)


class Place:
    """Fifteen proposals, two themes of five, five in none."""

    def __init__(self, db):
        self.db = db
        self.consultation = make_consultation()
        self.staff = make_staff(self.consultation, name="Anne")
        texts = make_texts(self.consultation)
        for subject in (VELO, CANTINE):
            theme = services.create_theme(self.consultation, actor=None, title=subject.capitalize())
            filing.file_proposals(texts[subject], theme=theme, actor=None)
        self.url = f"/consultations/{self.consultation.slug}/themes/map"
        db.session.commit()


@pytest.fixture
def place(db, monkeypatch):
    """Two themes; jobs that never pause."""
    monkeypatch.setattr(runs, "GAP", 0.0)
    return Place(db)


def test_the_story_of_a_picture(place, app, browser, browser_of):
    assert "n’a pas encore été dessinée" in words(browser.get(place.url))
    anne = browser_of(place.staff)
    answer = anne.submit(place.url, to=f"{place.url}/draw")
    worker.drain(app)
    assert f'href="{place.url}"' in anne.follow(answer)
    html = browser.get(place.url)
    assert re.search(r'<svg viewBox="0 0 1000 700" role="img" aria-labelledby="map-t map-d"><title id="map-t">', html)
    assert (html.count("<ellipse"), html.count('<circle class="dot')) == (2, 15)
    assert len(re.findall(r'class="dot"', html)) == 5
    assert re.search(r"1 Vélo 5 Cantine .* 2 Cantine 5 Vélo ", words(html))
    assert any(title in html for title, _body in TEXTS[VELO])


def test_themes_have_the_same_number_in_the_picture_as_in_the_list(place, app, browser):
    """Whatever their sizes, and whatever order they were given since."""
    picture.ask(place.consultation, actor=place.staff)
    place.db.session.commit()
    worker.drain(app)
    cantine = place.db.session.scalars(sa.select(Theme).filter_by(title="Cantine")).one()
    empty = services.create_theme(place.consultation, actor=None, title="Sans idée")
    for theme in (empty, cantine):
        services.move_theme(theme, actor=place.staff, place=0)
    place.db.session.commit()
    assert re.search(r"1 Cantine 5 Vélo .* 3 Vélo 5 Cantine ", words(browser.get(place.url)))
    listed = words(browser.get(f"/consultations/{place.consultation.slug}/themes"))
    assert re.search(r"Thème 1 Cantine .* Thème 2 Sans idée .* Thème 3 Vélo", listed)
    assert f'href="{place.url}"' in browser.get(f"/themes/{cantine.id}")


def test_what_was_hidden_or_deleted_since_is_not_named(place, app, browser):
    picture.ask(place.consultation, actor=place.staff)
    place.db.session.commit()
    worker.drain(app)
    typical = place.db.session.scalars(sa.select(ThemeMap.areas)).one()[0][8]
    for one in typical:
        row = place.db.session.get(Proposal, one, options=[sa.orm.joinedload(Proposal.thread)])
        title = row.title
        proposals.withdraw_proposal(row, actor=make_user(is_admin=True))
    place.db.session.commit()
    assert title not in browser.get(place.url)
    theme = place.db.session.scalars(sa.select(services.Theme).filter_by(title="Cantine")).one()
    services.delete_theme(theme, actor=None)
    html = browser.get(place.url)
    assert (
        "Cantine" in words(html).split("Les thèmes, en tableau")[1].split("Les places")[0],
        html.count("<ellipse"),
    ) == (False, 1)


def test_it_is_not_drawn_twice_at_once_and_what_fails_is_said(place, app, db, browser_of):
    picture.ask(place.consultation, actor=place.staff)
    with pytest.raises(RuleBroken, match="déjà en train"):
        picture.ask(place.consultation, actor=place.staff)
    empty = make_consultation()
    anne = make_staff(empty)
    make_proposal(empty)
    picture.ask(empty, actor=anne)
    db.session.commit()
    worker.drain(app)
    page = words(browser_of(anne).get(f"/consultations/{empty.slug}/themes/map"))
    assert "Il faut au moins 3 propositions" in page
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 2


def test_only_the_team_has_it_drawn(place, browser_of):
    citizen, staff = browser_of(make_user()), browser_of(place.staff)
    form = staff._form(staff.get(place.url), f"{place.url}/draw")
    token = citizen._form(citizen.get("/"), "/log-out")["csrf_token"]
    citizen.post(f"{place.url}/draw", form | {"csrf_token": token}, status=403)


def test_the_page_takes_as_many_queries_whatever_it_holds(place, app, browser, count_queries):
    counts = []
    for more in (0, 1):
        if more:
            for n in range(10):
                theme = services.create_theme(place.consultation, actor=None, title=f"Thème {n}")
                free = place.db.session.scalars(sa.select(Proposal).where(Proposal.theme_id.is_(None))).first()
                filing.file_proposals([free] if free else [], theme=theme, actor=None)
        picture.ask(place.consultation, actor=place.staff)
        place.db.session.commit()
        worker.drain(app)
        with count_queries() as seen:
            browser.get(place.url)
        counts.append(len(seen))
    assert counts == [6, 6]
