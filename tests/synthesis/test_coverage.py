"""What a synthesis covers: counted, listed, and treated from the list at once."""

import pytest
import sqlalchemy as sa
from flask import current_app

from consult import kinds
from consult.accounts.models import User
from consult.db import db as database
from consult.documents.renderers import RENDERERS
from consult.proposals.models import Origin, Proposal
from consult.synthesis import coverage, reading, showing, writing
from consult.synthesis.coverage import Share, State
from consult.synthesis.models import OutOfScope, PartKind, Standing, Synthesis
from consult.themes import filing
from consult.themes import services as themes
from consult.themes.models import Theme
from tests.factories import make_comment, make_consultation, make_proposal, make_staff


@pytest.fixture
def place(db):
    """One theme; two proposals in it, three outside, one of them on paper; a comment on each side."""
    consultation = make_consultation(slug="festival")
    writer = make_staff(consultation, name="Anne")
    theme = themes.create_theme(consultation, actor=writer, title="Accueil")
    section = consultation.sections[0]
    filed = [make_proposal(consultation, title=f"Rangée {n}", section=section, place="Foix") for n in range(2)]
    filing.file_proposals(filed, theme=theme, actor=writer)
    loose = [make_proposal(consultation, title=f"Ailleurs {n}") for n in range(2)]
    make_proposal(consultation, title="Sur papier", origin=Origin.PAPER)
    make_comment(filed[0])
    make_comment(loose[0])
    synthesis = writing.create_synthesis(consultation, actor=writer, title="Synthèse")
    part = writing.add_part(synthesis, actor=writer, kind=PartKind.TEXT, title="Une partie")
    writing.add_statement(part, actor=writer, text="Une phrase.", refs=[kinds.ref(loose[0])])
    db.session.commit()
    return consultation


def now():
    database.session.rollback()
    return coverage.coverage(database.session.scalars(sa.select(Synthesis)).one())


def counts(cited, filed, out, waiting):
    return Share({State.CITED: cited, State.FILED: filed, State.OUT: out, State.OPEN: waiting})


def test_what_is_cited_filed_left_out_or_open_is_counted_each_way(place):
    found = now()
    assert found.whole == counts(1, 3, 0, 3)
    assert (found.whole.covered, found.whole.percent) == (4, 57)
    assert found.kinds == {"proposal": counts(1, 2, 0, 2), "comment": counts(0, 1, 0, 1)}
    theme, section = (next(key for key in some if key) for some in (found.themes, found.sections))
    assert found.themes == {theme: counts(0, 3, 0, 0), None: counts(1, 0, 0, 3)}
    assert found.sections == {section: counts(0, 3, 0, 0), None: counts(1, 0, 0, 3)}
    assert found.places == {"Foix": counts(0, 3, 0, 0), "": counts(1, 0, 0, 3)}
    assert found.sources == {Origin.WEB: counts(1, 3, 0, 2), Origin.PAPER: counts(0, 0, 0, 1)}


def test_a_theme_is_covered_by_what_is_said_of_it_alone(place):
    theme = database.session.scalars(sa.select(Theme)).one()
    about = writing.create_synthesis(place, actor=person("Anne"), title="Un thème", theme=theme)
    assert coverage.coverage(about).whole == counts(0, 0, 0, 3)


def person(name):
    return database.session.scalars(sa.select(User).filter_by(name=name)).one()


def _preview(number):
    """What would be published now, as text."""
    with current_app.test_request_context(base_url="https://consult.example.org"):
        synthesis = reading.get(number, viewer=person("Anne"))
        return RENDERERS["md"].render(showing.preview(synthesis)).decode().replace("\\", "")


def test_each_is_treated_from_the_list(place, browser_of):
    browser = browser_of(person("Anne"))
    number = database.session.scalars(sa.select(Synthesis.id)).one()
    page = f"/syntheses/{number}/coverage"
    listed = browser.get(page)
    assert [
        name in listed.split('id="figures"')[0] for name in ("Ailleurs 1", "Sur papier", "Ailleurs 0", "Rangée 0")
    ] == [True, True, False, False]
    paper, other = (
        database.session.scalars(sa.select(Proposal.id).filter_by(title=title)).one()
        for title in ("Sur papier", "Ailleurs 1")
    )
    here = f"{page}?kind=proposal&amp;state=open"
    form = browser._form(browser.get(page), here)
    browser.post(page, form | {"ref": f"proposal-{paper}", "act": "leave", "why": ""}, status=422)
    assert "Dites pourquoi" in browser.page
    browser.post(page, form | {"ref": f"proposal-{paper}", "act": "leave", "why": "Parle du métro."})
    form = browser._form(browser.get(page), here)
    browser.post(page, form | {"ref": f"proposal-{other}", "act": "cite"})
    assert now().whole == counts(2, 3, 1, 1)
    assert "Parle du métro." in browser.get(f"{page}?state=out")
    said = _preview(number)
    assert "Parle du métro." in said
    assert "5 contributions sur 7 (71 %) sont citées" in said.replace("\u00a0", " ")
    form = browser._form(browser.get(f"{page}?state=out"), f"{page}?kind=proposal&amp;state=out")
    browser.post(page, form | {"ref": f"proposal-{paper}", "act": "back"})
    assert database.session.scalars(sa.select(OutOfScope)).all() == []
    theme = database.session.scalars(sa.select(Theme.id)).one()
    form = browser._form(browser.get(page), here)
    browser.post(page, form | {"ref": f"proposal-{paper}", "act": "file", "theme": ""}, status=422)
    browser.post(page, form | {"ref": f"proposal-{paper}", "act": "file", "theme": str(theme)})
    assert now().whole == counts(2, 4, 0, 1)


def test_a_rejected_sentence_covers_nothing_and_an_empty_consultation_is_said(place, browser_of, db):
    statement = reading.sentences(1, 9)[0]
    statement = reading.statement(statement.id, viewer=person("Anne"))
    writing.decide(statement, actor=person("Anne"), standing=Standing.REJECTED, seen=statement.version)
    db.session.commit()
    assert now().whole == counts(0, 3, 0, 4)
    empty = make_consultation(slug="vide")
    synthesis = writing.create_synthesis(empty, actor=make_staff(empty, name="Ève"), title="Vide")
    number = synthesis.id
    db.session.commit()
    assert coverage.coverage(synthesis).whole.percent is None
    browser = browser_of(person("Ève"))
    assert "encore aucune contribution" in browser.get(f"/syntheses/{number}/coverage")
    browser.submit(f"/syntheses/{number}/edit", to=f"/syntheses/{number}/draft")
    browser.submit(f"/syntheses/{number}/edit", to=f"/syntheses/{number}/submit", status=409)
    assert "encore rien à relire" in browser.page


@pytest.mark.both
def test_the_list_asks_the_same_for_one_and_for_thirty(db, engine, count_queries):
    consultation = make_consultation()
    writer = make_staff(consultation)
    synthesis = writing.create_synthesis(consultation, actor=writer, title="Synthèse")
    asked = []
    for rows in (1, 29):
        for _n in range(rows):
            make_comment(make_proposal(consultation))
        db.session.commit()
        synthesis = reading.get(synthesis.id, viewer=writer)
        with count_queries() as seen:
            coverage.coverage(synthesis)
            pages = [coverage.listed(synthesis, kind, "open", after=None) for kind in ("proposal", "comment")]
            assert all(one.author.name for page in pages for one in page.items)
        asked.append(len(seen))
    assert asked == [4, 4]
