"""A facilitator's story: a report, a decision, themes on the board, a work stream."""

import re

import sqlalchemy as sa

from consult.comments.models import Comment
from consult.themes.models import Theme
from consult.workstreams.models import WorkStream
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user


def test_a_facilitator_keeps_the_debate_fair_and_opens_a_work_stream(app, browser, browser_of, db):
    consultation = make_consultation(title="Le festival")
    author, member = make_user(name="Léo"), make_user(name="Mina")
    first = make_proposal(consultation, title="Un banc à l’ombre", author=author)
    second = make_proposal(consultation, title="Une rampe pour les fauteuils", author=author)
    rude = make_comment(first, body="Canari rude.", author=author)
    facilitator = make_staff(consultation, name="Bastien")
    db.session.commit()
    place = "/consultations/le-festival"

    # Somebody reports; the facilitator reads, decides, and the author reads why.
    browser.submit(f"/report/comment/{rude.id}", {"reason": "insult", "explanation": "Blessant."})
    staff = browser_of(facilitator)
    assert "Canari rude." in staff.get(f"{place}/moderation")
    decision = {"action": "hide", "rule": "insult", "facts": "Un mot.", "statement": "Ce mot blesse, redites-le."}
    staff.submit(f"/moderation/comment/{rude.id}", decision)
    assert "Canari rude." not in browser.get(f"/proposals/{first.id}")
    assert "Canari" not in browser.get("/moderation/register")
    assert db.session.scalar(sa.select(Comment.visibility).filter_by(id=rude.id)).value == "hidden"
    theirs = browser_of(author)
    link = re.search(r'href="(/decisions/\d+)"', theirs.get(f"/people/{author.id}"))
    if link:
        assert "Ce mot blesse" in theirs.get(link[1])

    # Two themes; the proposals go in, and their page says so.
    staff.submit(f"{place}/themes/new", {"title": "Accueil", "summary": "Être bien reçu.", "colour": "green"})
    theme = db.session.scalars(sa.select(Theme)).one()
    board = f"{place}/board"
    form = staff._form(staff.get(board), board)
    staff.post(board, form | {"card": [f"{first.id}-0", f"{second.id}-0"], "column": str(theme.id)})
    assert "Classée dans" in browser.get(f"/proposals/{first.id}")
    assert "Une rampe pour les fauteuils" in browser.get(f"/themes/{theme.id}")

    # The theme becomes a work stream; someone joins; a project and news are told.
    staff.submit(
        f"{place}/workstreams/new?theme={theme.id}", {"title": "Un festival pour tous", "themes": str(theme.id)}
    )
    stream = db.session.scalars(sa.select(WorkStream)).one()
    asks = browser_of(member)
    asks.submit(f"/workstreams/{stream.id}", {"motivation": "J’ai du temps."}, to=f"/workstreams/{stream.id}/join")
    request = re.search(rf"/workstreams/{stream.id}/members/\d+", staff.get(f"/workstreams/{stream.id}"))
    staff.submit(request[0], {"decision": "accept", "answer": "Bienvenue !"})
    staff.submit(f"/workstreams/{stream.id}/projects/new", {"title": "Des rampes démontables", "description": "Deux."})
    staff.submit(f"/workstreams/{stream.id}/news/new", {"title": "Premier rendez-vous", "body": "Jeudi."})
    page = Browser(app).get(f"/workstreams/{stream.id}")
    for said in ("Un festival pour tous", "Mina", "Des rampes démontables", "Premier rendez-vous"):
        assert said in page
