"""The synthesis holds what everybody may read, by theme and section, and says what is not classified."""

import json

import pytest

from consult.documents.renderers import RENDERERS
from consult.documents.tree import Heading, Quote, RichText
from consult.kinds import Visibility
from consult.proposals import services as proposals
from consult.synthesis.compose import synthesis
from consult.synthesis.queries import gather, outline
from consult.themes.models import Theme
from tests.factories import make_comment, make_consultation, make_proposal, make_user


def make_theme(consultation, title, db):
    theme = Theme(consultation_id=consultation.id, slug=title.lower(), title=title, summary="Ce **thème**.")
    db.session.add(theme)
    db.session.flush()
    return theme


@pytest.fixture
def consultation(db):
    """Two themes, one of them empty; a filed, an unfiled, a hidden, a draft and a withdrawn proposal."""
    consultation = make_consultation(title="Le festival", organiser="Département")
    theme = make_theme(consultation, "Accueil", db)
    make_theme(consultation, "Vide", db)
    section = consultation.sections[0]
    filed = make_proposal(consultation, title="Un café réparation", body="Canari filed.", section=section)
    filed.theme_id = theme.id
    make_proposal(consultation, title="Sans thème encore", body="Canari unfiled.")
    hidden = make_proposal(consultation, title="Masquée", body="Canari hidden.")
    hidden.visibility = hidden.thread.visibility = Visibility.HIDDEN
    make_comment(hidden, body="Canari under hidden.")
    make_proposal(consultation, title="Brouillon", body="Canari draft.", draft=True)
    gone = make_proposal(consultation, title="Retirée", body="Canari withdrawn.")
    proposals.withdraw_proposal(gone, actor=make_user())
    for n in range(5):
        comment = make_comment(filed, body=f"Commentaire {n}")
        for _ in range(n):
            proposals.comments.support_comment(comment, voter=make_user(), mark="agree")
    proposals.vote(filed, voter=make_user(), mark="agree")
    db.session.commit()
    return consultation


def test_it_goes_by_theme_then_section_then_what_is_not_classified(consultation):
    document = synthesis(gather(consultation))
    assert [(h.level, h.text) for h in document.headings() if h.level > 1 or h.id != "en-bref"][-6:] == [
        (1, "Accueil"),
        (2, "Section 1"),
        (3, "Un café réparation"),
        (1, "Vide"),
        (1, "Ce qui n’est pas classé"),
        (2, "Sans rubrique"),
        (3, "Sans thème encore"),
    ][-6:]
    assert isinstance(document.blocks[-1], RichText)
    assert Heading in {type(b) for b in document.blocks}


def test_it_quotes_the_most_supported_comments_under_a_proposal(consultation):
    quotes = [b for b in synthesis(gather(consultation)).blocks if isinstance(b, Quote)]
    assert [q.blocks[0].source for q in quotes] == ["Commentaire 4", "Commentaire 3", "Commentaire 2"]


@pytest.mark.parametrize("extension", ["html", "md", "json"])
def test_it_leaks_nothing_that_is_not_public(consultation, extension):
    printed = RENDERERS[extension].render(synthesis(gather(consultation))).decode()
    assert "Canari filed" in printed
    assert "Canari unfiled" in printed
    for canary in ("Canari hidden", "Canari under hidden", "Canari draft", "Canari withdrawn"):
        assert canary not in printed


def test_an_empty_consultation_has_a_synthesis_too(db):
    consultation = make_consultation()
    for renderer in RENDERERS.values():
        assert renderer.render(synthesis(gather(consultation)))


@pytest.mark.both
def test_the_outline_counts_what_is_shown(db, engine):
    consultation = make_consultation()
    theme = make_theme(consultation, "Un", db)
    for n in range(5):
        proposal = make_proposal(consultation)
        proposal.theme_id = theme.id if n else None
    db.session.flush()
    assert [(p.theme and p.theme.title, p.count, len(p.best)) for p in outline(consultation.id)] == [
        ("Un", 4, 3),
        (None, 1, 1),
    ]


@pytest.mark.parametrize("rows", [1, 30])
def test_gathering_takes_a_fixed_number_of_queries(db, count_queries, rows):
    consultation = make_consultation()
    for _ in range(rows):
        make_comment(make_proposal(consultation))
    db.session.commit()
    db.session.expunge_all()
    consultation = db.session.get(type(consultation), consultation.id)
    with count_queries() as seen:
        synthesis(gather(consultation))
    assert len(seen) == 7


def test_it_can_be_taken_away_in_every_format(consultation, browser):
    page = browser.get("/consultations/le-festival/synthesis")
    for extension, renderer in RENDERERS.items():
        address = f"/consultations/le-festival/synthesis.{extension}"
        assert f'href="{address}"' in page
        response = browser.client.get(address)
        assert response.status_code == 200
        assert response.mimetype == renderer.media_type
        assert response.headers["Content-Type"].count("charset") == renderer.media_type.startswith("text/")
        assert len(response.data) > 500
    assert (
        json.loads(browser.client.get("/consultations/le-festival/synthesis.json").data)["title"]
        == "Synthèse thématique"
    )
    browser.get("/consultations/le-festival/synthesis.exe", status=404)
