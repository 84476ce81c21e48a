"""A citizen's story: from the door to “what became of my proposal”."""

import sqlalchemy as sa

from consult.proposals.models import Proposal
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_user
from tests.letters import link_in


def test_a_citizen_takes_part_from_registration_to_the_search_page(app, browser, db, letters, index):
    consultation = make_consultation(title="Le festival")
    other = make_proposal(consultation, title="Un repas partagé le jeudi soir", author=make_user(name="Ali"))
    make_comment(other, body="Qui cuisine ?")
    db.session.commit()

    # Reads without an account, then registers and confirms.
    assert "Un repas partagé" in browser.get("/consultations/le-festival/proposals")
    account = {"email": "zoe@example.org", "name": "Zoé du Lac", "password": "une rivière haute et bleue", "rules": "y"}
    browser.follow(browser.submit("/register", account))
    (letter,) = letters()
    browser.submit(link_in(letter))
    browser.submit("/log-in", {"email": "zoe@example.org", "password": "une rivière haute et bleue"})

    # Votes, changes her mind, comments, mentions.
    there = f"/proposals/{other.id}"
    browser.submit(there, {"mark": "disagree"}, to=f"{there}/vote")
    browser.submit(there, {"mark": "agree"}, to=f"{there}/vote")
    browser.submit(there, {"body": "@Ali je veux bien **cuisiner**.", "stance": "for"}, to=f"{there}/comments")
    page = browser.get(there)
    assert "<strong>cuisiner</strong>" in page
    assert 'aria-pressed="true"' in page

    # Keeps a draft, publishes it, rewords it.
    draft = {"title": "Un atelier de médiation", "body": "Le samedi.", "draft": "1"}
    mine = browser.submit("/consultations/le-festival/proposals/new", draft).location
    browser.submit(mine, to=f"{mine}/publish")
    browser.submit(f"{mine}/edit", {"title": "Des ateliers de médiation", "body": "Le samedi et le mercredi."})
    assert "<ins>" in browser.get(f"{mine}/history")

    # Everybody finds it, with an accent or without; the page says what became of it.
    index()
    visitor = Browser(app)
    assert "ateliers de <mark>médiation</mark>" in visitor.get("/search?q=mediations")
    assert "En attente d’une réponse" in visitor.get(mine)
    assert "Des ateliers de médiation" in visitor.get("/consultations/le-festival/proposals?order=recent")

    # Takes it back, logs out.
    browser.submit(mine, to=f"{mine}/withdraw")
    index()
    assert "ateliers de" not in visitor.get("/search?q=mediations")
    visitor.get(mine, status=404)
    browser.submit("/account", to="/log-out")
    assert "Se connecter" in browser.get("/")
    assert db.session.scalar(sa.select(Proposal.support).filter_by(id=other.id)) == 1
