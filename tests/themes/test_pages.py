"""What everybody reads of themes, and what facilitators set up on the web."""

import re

import pytest
import sqlalchemy as sa

from consult.audit.models import AuditEntry
from consult.consultations.models import State
from consult.themes import filing, queries, services
from consult.themes.models import Colour, Theme
from consult.themes.others import set_others
from consult.workstreams import services as workstreams
from tests.factories import make_consultation, make_proposal, make_staff, make_user


def words(html):
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def titles(db):
    """The themes there are, in their order."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(Theme.title).order_by(Theme.position, Theme.id)))


@pytest.fixture
def place(db):
    """A consultation with a theme, and the theme's number."""
    consultation = make_consultation()
    theme = services.create_theme(consultation, actor=None, title="Accès", summary="Pour **tous**")
    db.session.commit()
    return consultation, theme.id


@pytest.fixture
def staff(place, db, browser_of):
    """A facilitator's browser."""
    person = make_staff(place[0], name="Anne")
    db.session.commit()
    return browser_of(person)


NEW = {"title": "Lieux", "summary": "Où ?", "colour": "red", "facilitator_id": ""}


def test_everybody_reads_the_themes_with_their_figures(db, place, browser):
    consultation, theme_id = place
    theme = db.session.get(Theme, theme_id)
    filing.file_proposals([make_proposal(consultation) for _ in range(2)], theme=theme, actor=None)
    make_proposal(consultation)
    workstreams.open_workstream(consultation, actor=None, title="Un chantier", themes=[theme])
    db.session.commit()
    page = words(browser.get(f"/consultations/{consultation.slug}/themes"))
    assert re.search(r"Accès Pour tous 2 propositions 0 soutiens? 0 commentaires? 1 chantier", page)
    assert "1 proposition n’est dans aucun thème." in page
    assert "Supprimer" not in page


def test_a_theme_shows_what_it_is_about_and_its_own_proposals(db, place, browser):
    consultation, theme_id = place
    inside, _outside = make_proposal(consultation, title="Dedans"), make_proposal(consultation, title="Dehors")
    filing.file_proposals([inside], theme=db.session.get(Theme, theme_id), actor=None)
    db.session.commit()
    page = browser.get(f"/themes/{theme_id}")
    assert "<p>Pour <strong>tous</strong></p>" in page
    assert ("Dedans" in page, "Dehors" in page) == (True, False)
    assert f'href="/consultations/{consultation.slug}/proposals/new?theme={theme_id}"' in page


def test_a_theme_lists_the_streams_opened_out_of_it(db, place, browser):
    consultation, theme_id = place
    stream = workstreams.open_workstream(
        consultation, actor=None, title="Un chantier", themes=[db.session.get(Theme, theme_id)]
    )
    db.session.commit()
    assert f'href="/workstreams/{stream.id}">Un chantier</a>' in browser.get(f"/themes/{theme_id}")


def test_themes_of_a_draft_exist_for_its_staff_alone(db, browser, browser_of):
    draft = make_consultation(state=State.DRAFT)
    theme = services.create_theme(draft, actor=None, title="Accès")
    person, stranger = make_staff(draft), make_staff(make_consultation())
    db.session.commit()
    addresses = [f"/themes/{theme.id}", f"/consultations/{draft.slug}/themes"]
    for address in addresses:
        browser.get(address, status=404)
        browser_of(stranger).get(address, status=404)
        browser_of(person).get(address)


def test_unknown_themes_and_proposals_do_not_exist(browser):
    for address in ("/themes/1", "/themes/99999999", "/proposals/1/filings", "/consultations/x/themes"):
        browser.get(address, status=404)


@pytest.mark.parametrize("rows", [1, 30])
def test_pages_take_as_many_queries_for_one_row_as_for_thirty(db, place, browser, browser_of, count_queries, rows):
    consultation, theme_id = place
    theme = db.session.get(Theme, theme_id)
    filing.file_proposals([make_proposal(consultation) for _ in range(rows)], theme=theme, actor=None)
    for n in range(rows):
        extra = services.create_theme(consultation, actor=None, title=f"Thème {n}")
        workstreams.open_workstream(consultation, actor=None, title=f"Chantier {n}", themes=[theme, extra])
    person = make_staff(consultation)
    db.session.commit()
    counted = []
    for reader in (browser, browser_of(person)):
        for address in (f"/consultations/{consultation.slug}/themes", f"/themes/{theme_id}"):
            with count_queries() as seen:
                reader.get(address)
            counted.append(len(seen))
    assert counted == [6, 5, 8, 7]


def test_the_history_of_a_proposal_says_who_filed_it_and_when(db, place, browser):
    consultation, theme_id = place
    anne, proposal = make_staff(consultation, name="Anne"), make_proposal(consultation)
    for theme in (db.session.get(Theme, theme_id), None):
        filing.file_proposals([proposal], theme=theme, actor=anne)
    db.session.commit()
    page = words(browser.get(f"/proposals/{proposal.id}/filings"))
    assert re.search(r"Rangée dans « Accès » \S+ \S+ \S+ par Anne Remise à classer .* par Anne", page)


def test_a_facilitator_creates_a_theme(db, place, staff):
    anne = db.session.scalar(sa.select(queries.User.id).filter_by(name="Anne"))
    url = f"/consultations/{place[0].slug}/themes/new"
    answer = staff.submit(url, NEW | {"facilitator_id": str(anne)})
    assert answer.location == f"/consultations/{place[0].slug}/board"
    theme = db.session.scalars(sa.select(Theme).filter_by(title="Lieux")).one()
    assert (theme.summary, theme.colour, theme.facilitator_id, theme.position) == ("Où ?", Colour.RED, anne, 1)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": ""}, "Nom du thème"),
        ({"title": "\x00\x00"}, "Nom du thème"),
        ({"title": "é" * 121}, "Nom du thème"),
        ({"title": "ACCES"}, "Un thème porte déjà ce nom dans cette consultation."),
        ({"summary": "é" * 5001}, "De quoi s’agit-il ?"),
        ({"colour": "plaid"}, "Couleur"),
        ({"facilitator_id": "9" * 30}, "Qui l’anime ?"),
        ({"facilitator_id": "x"}, "Qui l’anime ?"),
        ({"csrf_token": "forged"}, "Ce formulaire est resté ouvert trop longtemps."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(db, place, staff, given, sentence):
    url = f"/consultations/{place[0].slug}/themes/new"
    answer = staff.submit(url, NEW | given, status=422)
    assert sentence in answer.text
    kept = (NEW | given)["summary"]
    assert f">\n{kept}</textarea>" in answer.text.replace("\r\n", "\n")
    assert titles(db) == ["Accès"]


def test_a_facilitator_edits_a_theme(db, place, staff):
    staff.submit(f"/themes/{place[1]}/edit", {"title": "Accès pour tous", "colour": "teal", "facilitator_id": ""})
    theme = db.session.get(Theme, place[1])
    assert (theme.title, theme.summary, theme.colour, theme.version) == (
        "Accès pour tous",
        "Pour **tous**",
        Colour.TEAL,
        2,
    )


def test_an_edit_keeps_who_leads_the_theme_though_they_are_not_of_the_team(db, place, staff):
    """Somebody of a work stream, or who left the team since: only who edits the theme takes it away from them."""
    lamia = make_user(name="Lamia")
    db.session.get(Theme, place[1]).facilitator_id = lamia.id
    db.session.commit()
    staff.submit(f"/themes/{place[1]}/edit", {"summary": "Pour toutes", "colour": "blue"})
    theme = db.session.get(Theme, place[1])
    assert (theme.summary, theme.facilitator_id) == ("Pour toutes", lamia.id)
    staff.submit(f"/themes/{place[1]}/edit", {"colour": "blue", "facilitator_id": ""})
    assert db.session.get(Theme, place[1]).facilitator_id is None


def test_an_edit_over_somebody_elses_is_refused_with_both_texts_shown(db, place, staff):
    url = f"/themes/{place[1]}/edit"
    form = staff._form(staff.get(url), url) | {"colour": "blue", "facilitator_id": ""}
    staff.submit(url, {"summary": "De l’autre", "colour": "blue"})
    answer = staff.post(url, form | {"summary": "Le mien", "form_key": "another"}, status=422)
    assert "Ce thème a été modifié entre-temps." in answer.text
    assert ("De l’autre" in answer.text, "Le mien</textarea>" in answer.text) == (True, True)
    staff.post(url, staff._form(answer.text, url) | {"colour": "blue", "facilitator_id": ""})
    assert db.session.get(Theme, place[1]).summary == "Le mien"


def test_themes_are_moved_and_deleted(db, place, staff):
    consultation, first = place
    index = f"/consultations/{consultation.slug}/themes"
    for title in ("Lieux", "Écoles"):
        staff.submit(f"{index}/new", NEW | {"title": title})
    ids = [t.id for t in queries.of_consultation(consultation.id)]
    staff.submit(index, {"direction": "down"}, to=f"/themes/{first}/move")
    assert titles(db) == ["Lieux", "Accès", "Écoles"]
    staff.submit(index, {"direction": "up"}, to=f"/themes/{ids[2]}/move")
    assert titles(db) == ["Lieux", "Écoles", "Accès"]
    page = staff.follow(staff.submit(index, to=f"/themes/{ids[1]}/delete"))
    assert "Le thème « Lieux » est supprimé." in words(page)
    assert titles(db) == ["Écoles", "Accès"]


@pytest.mark.parametrize("who", ["participant", "elsewhere"])
def test_nobody_else_sets_themes_up(db, place, browser_of, who):
    consultation, theme_id = place
    person = make_user() if who == "participant" else make_staff(make_consultation())
    db.session.commit()
    browser = browser_of(person)
    before = db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry))
    token = browser._form(browser.get("/"), "/log-out")
    for address in (f"/consultations/{consultation.slug}/themes/new", f"/themes/{theme_id}/edit"):
        browser.get(address, status=403)
        browser.post(address, token | NEW, status=403)
    for act in ("move", "delete"):
        browser.post(f"/themes/{theme_id}/{act}", token | {"direction": "up"}, status=403)
    assert titles(db) == ["Accès"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == before


def test_a_theme_lists_what_touches_it_besides_and_says_so(db, place, browser):
    consultation, theme_id = place
    own, touching, _away = (make_proposal(consultation, title=title) for title in ("La sienne", "Une voisine", "Loin"))
    theme, other = db.session.get(Theme, theme_id), services.create_theme(consultation, actor=None, title="Lieux")
    filing.file_proposals([own], theme=theme, actor=None)
    filing.file_proposals([touching], theme=other, actor=None)
    set_others(touching, {theme_id}, actor=make_staff(consultation), seen=())
    db.session.commit()
    page = words(browser.get(f"/themes/{theme_id}"))
    assert re.search(r"Une voisine (?:(?!La sienne).)*Touche aussi ce thème", page)
    assert page.count("Touche aussi ce thème") == 1
    assert "Loin" not in page
    assert "Touche aussi" not in browser.get(f"/themes/{other.id}")
