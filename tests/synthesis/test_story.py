"""A synthesis from the first draft to its second version, by pages alone: who writes, who is quoted, who reads."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from consult.accounts.models import User
from consult.db import db as database
from consult.moderation.models import Measure
from consult.policy import Role
from consult.proposals import services as proposals
from consult.proposals.models import Proposal, Status
from consult.search import services as search
from consult.synthesis.models import (
    Citation,
    Consent,
    Origin,
    Part,
    PublishedVersion,
    Quotation,
    Stage,
    Standing,
    Statement,
    Synthesis,
)
from consult.themes import filing
from consult.themes import services as themes
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.letters import letters, link_in  # noqa: F401  a fixture
from tests.moderation.acts import decide

DESK = "/consultations/festival/syntheses"


def words(html: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def one(model: Any, **which: Any) -> Any:
    database.session.rollback()
    return database.session.scalars(sa.select(model).filter_by(**which).order_by(model.id).limit(1)).one()


def told(model: Any, *columns: Any) -> list[Any]:
    database.session.rollback()
    return [tuple(row) for row in database.session.execute(sa.select(*columns).select_from(model).order_by(model.id))]


@pytest.fixture
def place(db):
    """A theme with four proposals, votes and comments; one proposal without theme."""
    consultation = make_consultation(title="Le festival", slug="festival", organiser="Département")
    staff = make_staff(consultation, Role.ORGANISER, name="Anne")
    make_staff(consultation, name="Bruno")
    theme = themes.create_theme(consultation, actor=staff, title="Accueil")
    some = [
        make_proposal(consultation, title=f"Une navette {what}", body=f"Une navette {what} le soir.")
        for what in ("depuis la gare", "depuis le port", "gratuite", "électrique")
    ]
    filing.file_proposals(some, theme=theme, actor=staff)
    for voter in range(3):
        proposals.vote(some[0], voter=make_user(name=f"Voix {voter}"), mark="agree")
    camille = make_user(name="Camille", email="camille@example.org")
    make_comment(some[1], author=camille, body="Le dernier bus part à 20 h, **c’est trop tôt** pour nous.")
    make_comment(some[1])
    proposals.answer_proposal(some[0], actor=staff, status=Status.ACCEPTED, answer="Oui.")
    make_proposal(consultation, title="Canari hors thème")
    db.session.commit()
    search.sync(wait=True)
    return consultation


def person(name: str) -> Any:
    database.session.rollback()
    return database.session.scalars(sa.select(User).filter_by(name=name)).one()


def decide_all(browser: Any, state: Standing, page: str) -> None:
    """Press the button of every sentence that is still proposed."""
    for number, version in told(Statement, Statement.id, Statement.version):
        browser.submit(page, {"state": state.value, "version": version}, to=f"/statements/{number}/decide")


def test_from_the_first_draft_to_the_second_version(place, browser_of, browser, letters):  # noqa: F811
    writer, reader = browser_of(person("Anne")), browser_of(person("Bruno"))
    browser.get(DESK, 302)  # to the log-in page
    made = writer.submit(f"{DESK}/new", {"title": "Ce que vous avez dit"})
    edit = made.location
    number = one(Synthesis).id

    # The machine proposes: each sentence rests on something, none is kept by itself, and asking again adds nothing.
    writer.submit(edit, to=f"/syntheses/{number}/draft")
    rows = told(Statement, Statement.basis, Statement.state, Statement.origin)
    assert {row[0] for row in rows} == {"central", "supported", "discussed", "accepted"}
    assert {row[1:] for row in rows} == {(Standing.PROPOSED, Origin.MACHINE)}
    # What it says of several rests on several.
    central = [row[0] for row in told(Statement, Statement.id, Statement.basis) if row[1] == "central"]
    assert [sum(row[0] == one for row in told(Citation, Citation.statement_id)) for one in central] == [3]
    writer.submit(edit, to=f"/syntheses/{number}/draft")
    assert len(told(Statement, Statement.id)) == len(rows)
    page = writer.get(edit)
    assert page.count("Proposée par la machine") == len(rows)

    # What nobody kept is not published.
    writer.submit(edit, to=f"/syntheses/{number}/submit", status=302)
    assert one(Synthesis).stage is Stage.REVIEW  # the figures of the first part are something to read
    assert re.findall(r'action="/(?:statements|quotations|synthesis-parts)/', writer.get(edit)) == []
    assert "voix favorables" not in reader.get(f"/syntheses/{number}/review").replace("reçu le plus de voix", "")
    writer.submit(edit, to=f"/syntheses/{number}/take-back")

    # A person keeps one sentence, rejects the others, and writes another one.
    decide_all(writer, Standing.REJECTED, edit)
    best, version = told(Statement, Statement.id, Statement.version)[[row[0] for row in rows].index("supported")]
    writer.submit(edit, {"state": "kept", "version": version}, to=f"/statements/{best}/decide")
    port, away = one(Proposal, title="Une navette depuis le port").id, one(Proposal, title="Canari hors thème").id
    part = one(Part, kind="theme").id
    new = f"/synthesis-parts/{part}/statements/new"
    writer.submit(new, {"text": "Le soir, rien ne part plus du port.", "cite": []}, status=422)
    assert "repose sur une contribution au moins" in writer.page
    assert "rien ne part plus du port" in writer.page
    writer.submit(new, {"text": "Le soir, rien ne part plus du port.", "cite": f"proposal-{port}"})
    writer.submit(new, {"text": "Hors thème aussi.", "cite": [f"proposal-{away}", f"proposal-{port}"]})

    # Parts change places; one that still says something is not taken away.
    order = told(Part, Part.id, Part.position)
    writer.submit(edit, {"up": "1"}, to=f"/synthesis-parts/{part}/move")
    assert sorted(told(Part, Part.position, Part.id))[0][1] == part != order[0][0]
    csrf = {"csrf_token": writer._form(writer.get(edit), "/log-out")["csrf_token"]}
    writer.post(f"/synthesis-parts/{part}/delete", csrf, status=409)

    # Searching saves nothing and loses nothing.
    found = writer.submit(new, {"text": "À garder.", "q": "canari", "look": "1"}, status=200).text
    assert "À garder." in found
    assert "Canari hors thème" in found

    # A quotation: exactly these words, and only with its author's word, asked once by letter.
    quote, comment = f"/synthesis-parts/{part}/quotations/new", 1
    writer.submit(quote, {"contribution": f"comment-{comment}", "words": "c’est bien trop tôt"}, status=422)
    assert "tels quels" in writer.page
    writer.submit(quote, {"contribution": f"https://x.org/comments/{comment}", "words": "c’est trop tôt pour nous"})
    quotation = one(Quotation).id
    writer.submit(edit, to=f"/quotations/{quotation}/ask")
    (letter,) = letters()
    link = link_in(letter)
    assert one(Quotation).consent is Consent.ASKED
    assert "trop tôt pour nous" in browser.get(link)
    assert one(Quotation).consent is Consent.ASKED

    # In review nothing is written; whoever wrote does not publish; whoever reads publishes what they read.
    writer.submit(edit, to=f"/syntheses/{number}/submit")
    writer.post(
        new, writer._form(writer.get(new), new) | {"text": "Trop tard.", "cite": f"proposal-{port}"}, status=422
    )
    assert "en relecture" in writer.page
    writer.get(f"/syntheses/{number}/review", 403)
    read = reader.get(f"/syntheses/{number}/review")
    assert "Le soir, rien ne part plus du port." in read
    assert "trop tôt pour nous" not in read
    browser.get(f"/syntheses/{number}", 404)
    stale = reader._form(read, f"/syntheses/{number}/review")
    browser.submit(link, {"answer": "given"}, to=link)
    reader.post(f"/syntheses/{number}/review", stale | {"verdict": "publish"}, status=422)
    assert "Le texte a changé depuis" in reader.page
    reader.submit(f"/syntheses/{number}/review", {"verdict": "return", "remark": ""}, status=422)
    reader.submit(f"/syntheses/{number}/review", {"verdict": "publish", "remark": "La première."})

    public = words(browser.get(f"/syntheses/{number}"))
    assert "Le soir, rien ne part plus du port." in public
    assert "« Une navette depuis la gare » a reçu 3 voix favorables." in public
    assert "c’est trop tôt pour nous" in public
    assert "Camille" in public
    assert "Une idée revient souvent" not in public
    assert browser.get("/consultations/festival/synthesis").count("Ce que vous avez dit") == 1
    before = database.session.scalars(sa.select(PublishedVersion.content)).one()

    # Hidden later: gone from the version too, with the rule; the editor is told; the author's no does the same.
    decide(database.session.get(Proposal, away), Measure.HIDE, moderator=person("Bruno"))
    database.session.commit()
    public = words(browser.get(f"/syntheses/{number}"))
    assert "Canari" not in public
    assert "Hors thème aussi." in public
    assert "Contribution masquée par la modération. Règle appliquée" in public
    decide(database.session.get(Proposal, port), Measure.HIDE, moderator=person("Bruno"))
    database.session.commit()
    public = words(browser.get(f"/syntheses/{number}"))
    assert "rien ne part plus du port" not in public
    assert "[Phrase retirée, avec ce sur quoi elle reposait.]" in public
    assert "trop tôt pour nous" not in public  # its proposal is hidden
    editor = words(writer.get(edit))
    assert "2 phrases gardées reposent sur des contributions qui ne sont plus montrées" in editor
    decide(database.session.get(Proposal, port), Measure.RESTORE, moderator=person("Bruno"))
    database.session.commit()
    assert "trop tôt pour nous" in browser.get(f"/syntheses/{number}")
    browser.submit(link, {"answer": "refused"}, to=link)
    assert "trop tôt pour nous" not in browser.get(f"/syntheses/{number}")

    # A second version, by the other one; the first never changes; what changed can be read.
    reader.submit(f"/syntheses/{number}/head", {"lead": "Il faut des navettes."})
    reader.submit(edit, to=f"/syntheses/{number}/submit")
    reader.get(f"/syntheses/{number}/review", 403)
    writer.submit(f"/syntheses/{number}/review", {"verdict": "publish", "remark": ""})
    assert database.session.scalars(sa.select(PublishedVersion.content).filter_by(number=1)).one() == before
    changed = browser.get(f"/syntheses/{number}/versions/2/changes")
    assert "<ins>Il faut des navettes.</ins>" in changed
    assert "Canari" not in changed
    browser.get(f"/syntheses/{number}/versions/1/changes", 404)
    assert "Une version plus récente est parue." in browser.get(f"/syntheses/{number}/versions/1")
    assert len(re.findall(r"versions/\d/changes", browser.get(f"/syntheses/{number}/versions"))) == 1


def test_two_editors_do_not_overwrite_each_other(place, browser_of):
    anne, bruno = browser_of(person("Anne")), browser_of(person("Bruno"))
    edit = anne.submit(f"{DESK}/new", {"title": "À deux"}).location
    number = one(Synthesis).id
    anne.submit(edit, to=f"/syntheses/{number}/draft")
    row, part, version = told(Statement, Statement.id, Statement.part_id, Statement.version)[0]
    pages = [f"/statements/{row}/edit", f"/synthesis-parts/{part}/edit", f"/syntheses/{number}/head"]
    fields = ["text", "body", "lead"]
    for page, field in zip(pages, fields, strict=True):
        late = bruno._form(bruno.get(page), page) | {"cite": "proposal-1"}
        anne.submit(page, {field: "Ce qu’écrit Anne.", "cite": "proposal-1"})
        bruno.post(page, late | {field: "Ce qu’écrit Bruno."}, status=422)
        assert "Quelqu’un a modifié ce texte entre-temps" in bruno.page
        assert "Ce qu’écrit Bruno." in bruno.page  # what was typed is kept
        assert "Ce qu’écrit Anne." in bruno.page  # and the other text is there to read
    assert one(Statement, id=row).text == "Ce qu’écrit Anne."
    # One decides on what one has read.
    bruno.submit(edit, {"state": "kept", "version": version}, to=f"/statements/{row}/decide", status=409)
    assert one(Statement, id=row).state is Standing.PROPOSED
