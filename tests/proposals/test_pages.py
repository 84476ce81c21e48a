"""The pages of proposals, as people use them."""

import re

import pytest
import sqlalchemy as sa

from consult.comments.models import Comment
from consult.kinds import Visibility
from consult.policy import Activity, Role
from consult.proposals.models import Origin, Proposal, ProposalKind
from consult.votes.models import Vote
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user


@pytest.fixture
def consultation(db):
    consultation = make_consultation(title="Le festival")
    db.session.commit()
    return consultation


def proposal_of(db):
    return db.session.scalars(sa.select(Proposal)).one()


def test_a_citizen_publishes_a_proposal(browser_of, consultation, db):
    browser = browser_of(make_user(name="Zoé"))
    answer = browser.submit(
        "/consultations/le-festival/proposals/new",
        {"title": "Un café réparation", "body": "Pour **réparer**.", "section_id": str(consultation.sections[1].id)},
    )
    page = browser.follow(answer)
    proposal = proposal_of(db)
    assert (proposal.title, proposal.section_id) == ("Un café réparation", consultation.sections[1].id)
    assert (proposal.visibility, proposal.kind, proposal.origin) == (
        Visibility.PUBLISHED,
        ProposalKind.CITIZEN,
        Origin.WEB,
    )
    assert "<strong>réparer</strong>" in page
    assert "Un café réparation" in browser.get("/consultations/le-festival/proposals")


def test_a_draft_is_kept_then_published(browser_of, consultation, db):
    browser = browser_of(make_user())
    given = {"title": "Un café réparation", "body": "Pour réparer.", "draft": "1"}
    browser.follow(browser.submit("/consultations/le-festival/proposals/new", given))
    proposal = proposal_of(db)
    assert proposal.visibility is Visibility.DRAFT
    address = f"/proposals/{proposal.id}"
    browser_of(make_user()).get(address, status=404)
    browser.submit(address, to=f"{address}/publish")
    db.session.expire_all()
    assert proposal_of(db).visibility is Visibility.PUBLISHED


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": "", "body": "Texte."}, "Ce champ est requis."),
        ({"title": "Abc", "body": "Texte."}, "entre 5 et 200"),
        ({"title": "T" * 201, "body": "Texte."}, "entre 5 et 200"),
        ({"title": "Un titre", "body": "x" * 10_001}, "10000"),
        ({"title": "Un titre", "body": "Texte.", "section_id": "999999"}, "valide"),
        ({"title": "Un titre", "body": "Texte.", "section_id": "abc"}, "ne peut pas être"),
        ({"title": "Un titre \ufffd", "body": "Texte."}, "n’ont pas pu être lus"),
        ({"title": "Un titre", "body": "Texte.", "csrf_token": ""}, "Rien n’est perdu"),
        ({"title": "Un titre", "body": "Texte.", "csrf_token": "faux"}, "Rien n’est perdu"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(
    browser_of, consultation, db, given, sentence
):
    browser = browser_of(make_user())
    page = browser.submit("/consultations/le-festival/proposals/new", given, status=422).text
    assert sentence in page
    for text in (given["title"], given["body"]):
        assert text in page
    assert db.session.scalars(sa.select(Proposal)).all() == []


def test_control_characters_are_dropped_and_the_rest_is_kept(browser_of, consultation, db):
    browser = browser_of(make_user())
    browser.submit("/consultations/le-festival/proposals/new", {"title": "Un\x00 ti\x07tre", "body": "a\r\nb\x00"})
    assert (proposal_of(db).title, proposal_of(db).body) == ("Un titre", "a\nb")


def test_a_form_sent_twice_publishes_once(browser_of, consultation, db):
    browser = browser_of(make_user())
    address = "/consultations/le-festival/proposals/new"
    form = browser._form(browser.get(address), address) | {"title": "Une seule fois", "body": "Texte."}
    first, second = browser.post(address, form), browser.post(address, form)
    assert first.location == second.location
    assert proposal_of(db).title == "Une seule fois"


def test_a_closed_phase_refuses_with_a_sentence_and_no_trace(browser_of, db):
    make_consultation(title="Fermée", opened=(Activity.VOTE,))
    db.session.commit()
    browser = browser_of(make_user())
    page = browser.get("/consultations/fermee/proposals/new", status=403)
    assert "Le dépôt de propositions n’est pas ouvert en ce moment." in page
    assert db.session.scalars(sa.select(Proposal)).all() == []


def test_the_team_enters_what_was_said_on_paper(browser_of, consultation, db):
    browser = browser_of(make_staff(consultation))
    given = {"title": "Un banc", "body": "Texte.", "origin": "paper", "on_behalf_of": "Mme Roux"}
    page = browser.follow(browser.submit("/consultations/le-festival/proposals/new", given))
    assert proposal_of(db).origin is Origin.PAPER
    assert "Mme Roux" in page
    assert "Sur papier ou par courrier" in page


def test_an_author_edits_and_everybody_sees_what_changed(browser_of, browser, consultation, db):
    author = make_user()
    proposal = make_proposal(consultation, author=author, title="Un banc", body="Un banc au soleil.")
    db.session.commit()
    mine = browser_of(author)
    mine.submit(f"/proposals/{proposal.id}/edit", {"title": "Un arbre", "body": "Un arbre au soleil."})
    assert "Un arbre" in browser.get(f"/proposals/{proposal.id}")
    history = browser.get(f"/proposals/{proposal.id}/history")
    assert "<del>banc</del>" in history
    assert "<ins>arbre</ins>" in history
    browser_of(make_user()).get(f"/proposals/{proposal.id}/edit", status=403)


def test_an_author_withdraws_a_proposal(browser_of, browser, consultation, db):
    author = make_user()
    proposal = make_proposal(consultation, author=author)
    db.session.commit()
    browser_of(author).submit(f"/proposals/{proposal.id}", to=f"/proposals/{proposal.id}/withdraw")
    browser.get(f"/proposals/{proposal.id}", status=404)
    assert proposal.title not in browser.get("/consultations/le-festival/proposals")


def test_the_team_answers(browser_of, browser, consultation, db):
    proposal = make_proposal(consultation)
    db.session.commit()
    staff = browser_of(make_staff(consultation, Role.ORGANISER))
    staff.submit(f"/proposals/{proposal.id}/answer", {"status": "accepted", "answer": "Oui, au printemps."})
    page = browser.get(f"/proposals/{proposal.id}")
    assert "Retenue" in page
    assert "Oui, au printemps." in page
    browser_of(make_user()).get(f"/proposals/{proposal.id}/answer", status=403)


def test_a_vote_is_cast_changed_and_withdrawn(browser_of, consultation, db):
    proposal = make_proposal(consultation)
    voter = make_user()
    db.session.commit()
    browser = browser_of(voter)
    address = f"/proposals/{proposal.id}"
    marks = []
    for mark in ("agree", "disagree", ""):
        browser.submit(address, {"mark": mark}, to=f"{address}/vote")
        marks.append([v.mark for v in db.session.scalars(sa.select(Vote))])
    assert marks == [["agree"], ["disagree"], []]


def test_a_vote_asks_three_questions_and_writes_its_six_lines(browser_of, consultation, db, count_queries):
    proposal = make_proposal(consultation)
    db.session.commit()
    browser = browser_of(make_user())
    address = f"/proposals/{proposal.id}"
    form = browser._form(browser.get(address), f"{address}/vote") | {"mark": "agree"}
    with count_queries() as seen:
        browser.client.post(f"{address}/vote", data=form)
    tables = [re.match(r'(?:SELECT .*?\sFROM|INSERT INTO|UPDATE)\s"?(\w+)', line, re.S)[1] for line in seen]
    read = ["user", "proposal", "vote"]
    assert tables == [*read, "poll", "vote_entry", "vote", "tally", "comment", "proposal"]


def test_a_vote_that_makes_no_sense_is_refused_with_no_trace(browser_of, consultation, db):
    proposal = make_proposal(consultation)
    db.session.commit()
    browser = browser_of(make_user())
    address = f"/proposals/{proposal.id}"
    answer = browser.submit(address, {"mark": "NaN"}, to=f"{address}/vote", status=409)
    assert "Ce choix n’existe pas pour ce vote." in answer.text
    assert db.session.scalars(sa.select(Vote)).all() == []


def test_htmx_receives_the_vote_panel_alone(browser_of, consultation, db):
    proposal = make_proposal(consultation)
    db.session.commit()
    browser = browser_of(make_user())
    address = f"/proposals/{proposal.id}"
    form = browser._form(browser.get(address), f"{address}/vote")
    answer = browser.client.post(f"{address}/vote", data=form | {"mark": "agree"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<div id="vote">')
    assert 'aria-pressed="true"' in answer.text


def test_people_comment_and_answer_one_another(browser_of, consultation, db):
    proposal = make_proposal(consultation)
    first = make_user(name="Lou")
    db.session.commit()
    address = f"/proposals/{proposal.id}"
    lou = browser_of(first)
    lou.submit(address, {"body": "Je suis **pour**.", "stance": "for"}, to=f"{address}/comments")
    said = db.session.scalars(sa.select(Comment)).one()
    other = browser_of(make_user(name="Ali"))
    other.submit(f"{address}/reply/{said.id}", {"body": "@Lou moi aussi"}, to=f"{address}/comments")
    page = other.get(address)
    assert re.search(rf'<a [^>]*href="/people/{first.id}"[^>]*>@Lou</a>', page)
    reply = db.session.scalars(sa.select(Comment).where(Comment.parent_id == said.id)).one()
    assert (reply.root_id, reply.body) == (said.id, "@Lou moi aussi")
    assert "2</b> commentaires" in other.get("/consultations/le-festival/proposals?order=discussed")


def test_a_refused_comment_comes_back_with_what_was_typed(browser_of, consultation, db):
    proposal = make_proposal(consultation)
    db.session.commit()
    browser = browser_of(make_user())
    address = f"/proposals/{proposal.id}"
    long = "mot " * 1_300
    page = browser.submit(address, {"body": long}, to=f"{address}/comments", status=422).text
    assert long.strip() in page
    assert db.session.scalars(sa.select(Comment)).all() == []


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_and_details_take_a_fixed_number_of_queries(browser, consultation, db, count_queries, rows):
    for _ in range(rows):
        proposal = make_proposal(consultation)
    for _ in range(rows):
        make_comment(proposal, parent=make_comment(proposal))
    db.session.commit()
    counts = {}
    for name, address in {
        "list": "/consultations/le-festival/proposals?order=support",
        "detail": f"/proposals/{proposal.id}",
        "consultation": "/consultations/le-festival",
        "home": "/",
    }.items():
        with count_queries() as seen:
            browser.get(address)
        counts[name] = len(seen)
    assert counts == {"list": 5, "detail": 6, "consultation": 6, "home": 4}


@pytest.mark.parametrize("status", ["draft", "hidden", "withdrawn"])
def test_what_is_not_shown_answers_as_what_does_not_exist(browser, consultation, db, status):
    proposal = make_proposal(consultation, title="Canari jaune", body="Canari vert", draft=status == "draft")
    make_comment(proposal, body="Canari bleu")
    if status != "draft":
        proposal.visibility = proposal.thread.visibility = Visibility(status)
    db.session.commit()
    missing = re.sub(r"/proposals/\d+", "", browser.get("/proposals/999999", status=404))
    assert re.sub(r"/proposals/\d+", "", browser.get(f"/proposals/{proposal.id}", status=404)) == missing
    for address in (
        "/",
        "/consultations/le-festival",
        "/consultations/le-festival/proposals",
        f"/proposals/{proposal.id}/history",
    ):
        assert "Canari" not in browser.get(address, status=404 if "history" in address else 200)


@pytest.mark.parametrize("cursor", ["x", "é", "WzFd", "W251bGwsbnVsbF0", "~", "~~", "A" * 5_000, "WyJhIiwxXQ"])
def test_a_cursor_somebody_made_up_shows_a_page(browser, consultation, db, cursor):
    make_proposal(consultation)
    db.session.commit()
    for order in ("recent", "support", "random", "nonsense"):
        browser.get(f"/consultations/le-festival/proposals?order={order}&after={cursor}")


def test_a_place_is_one_of_the_list_where_there_is_one_or_is_not_said(browser_of, consultation, db):
    team, member = browser_of(make_staff(consultation, Role.ORGANISER)), browser_of(make_user())
    setup, new = "/consultations/le-festival/setup", "/consultations/le-festival/proposals/new"
    assert '<input id="place" name="place"' in re.sub(' maxlength="120"', "", member.get(new))
    expected = "un nom, une latitude et une longitude sont attendus, séparés par des points-virgules."
    ranges = "une latitude va de −90 à 90, une longitude de −180 à 180."
    for lines, said in (
        ("Foix ; 42,9653", f"«\xa0Foix ; 42,9653\xa0»\xa0: {expected}"),
        ("Foix ; 142,9 ; 1,6", f"«\xa0Foix ; 142,9 ; 1,6\xa0»\xa0: {ranges}"),
        ("Foix ; 42,9 ; 181", f"«\xa0Foix ; 42,9 ; 181\xa0»\xa0: {ranges}"),
        ("F" * 121 + " ; 42,9 ; 1,6", f"«\xa0{'F' * 80}\xa0»\xa0: ce nom a plus de 120 signes."),
        ("Foix ; 42,9 ; 1,6\nFoix ; 42 ; 1", "«\xa0Foix\xa0» y est deux fois."),
    ):
        answer = team.submit(setup, {"places": lines}, to="/consultations/le-festival/places", status=422)
        assert said in answer.text
        assert lines.replace("\n", "\r\n") in answer.text or lines in answer.text
    team.submit(
        setup,
        {"places": "Foix ; 42,9653 ; 1,6072\nAx-les-Thermes\t42.72\t1.84"},
        to="/consultations/le-festival/places",
    )
    assert "Ax-les-Thermes ; 42,72 ; 1,84" in team.get(setup)
    words = {"title": "Un café réparation", "body": "Pour réparer."}
    answer = member.submit(new, words | {"place": "Ailleurs"}, status=422)
    assert "Choisissez un lieu de la liste, ou aucun." in answer.text
    assert re.findall(r"<option[^>]*>([^<]*)</option>", answer.text)[-3:] == ["Ne pas dire", "Ax-les-Thermes", "Foix"]
    member.submit(new, words | {"place": "Foix"})
    proposal = proposal_of(db)
    assert proposal.place == "Foix"
    proposal.place = "Au bord de l’eau"  # said before there was a list: it may stay
    db.session.commit()
    member.submit(f"/proposals/{proposal.id}/edit", {})
    assert proposal_of(db).place == "Au bord de l’eau"
    member.submit(f"/proposals/{proposal_of(db).id}/edit", {"place": ""})
    assert proposal_of(db).place == ""
