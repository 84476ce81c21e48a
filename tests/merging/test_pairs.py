"""Likely duplicates: searched by a job, kept, dismissed for good."""

import re

import pytest
import sqlalchemy as sa

from consult.db import db as database
from consult.jobs import worker
from consult.jobs.models import Job, State
from consult.merging import queries
from consult.merging.models import LikelyPair, PairSearch
from consult.merging.services import Text, split_proposal, undo_rework
from consult.proposals import queries as found_again
from consult.proposals import services as proposals
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.merging.acts import merge

TEXTS = [
    ("Des bancs dans le parc", "On s’assied par terre, faute de bancs dans le parc."),
    ("Plus de bus le soir", "Le dernier bus part à vingt heures : c’est trop tôt."),
    ("DES BANCS DANS LE PARC !", "On s'assied par terre, faute de bancs dans le parc"),
    ("Prolonger la ligne de nuit", "Le dernier bus part à vingt heures : c’est trop tôt."),
    ("Une piscine", "Apprendre à nager demande un bassin couvert."),
]
HERE = "/consultations/ville/duplicates"


def words(html):
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def place(db):
    consultation = make_consultation(slug="ville", title="La ville")
    db.session.commit()
    return consultation


@pytest.fixture
def rows(place, db):
    found = [make_proposal(place, title=title, body=body) for title, body in TEXTS]
    db.session.commit()
    return found


@pytest.fixture
def staff(place, db, browser_of):
    person = make_staff(place, name="Anne")
    db.session.commit()
    return browser_of(person)


def search(app, staff):
    """Press the button, and let the worker do the rest."""
    answer = staff.submit(HERE, to=f"{HERE}/search")
    database.session.remove()
    worker.drain(app)
    return staff.follow(answer)


def fresh(row):
    """The same proposal in the session at hand."""
    return found_again.get(row.id, viewer=make_user(is_admin=True))


def shown(db):
    db.session.rollback()
    return db.session.execute(
        sa.select(LikelyPair.first_id, LikelyPair.second_id).order_by(LikelyPair.score.desc())
    ).all()


def test_a_search_keeps_the_likeliest_pairs_and_says_how_it_went(app, db, rows, staff):
    assert "Pas encore de recherche." in words(staff.get(HERE))
    page = search(app, staff)
    assert "2 paires à regarder." in words(page)
    assert f'href="{HERE}"' in page
    assert shown(db) == [(rows[0].id, rows[2].id), (rows[1].id, rows[3].id)]
    last = db.session.get(PairSearch, rows[0].consultation_id)
    assert (last.proposals, last.pairs) == (5, 2)
    page = words(staff.get(HERE))
    assert "Presque identiques" in page
    assert "5 propositions lues" in page
    assert page.index("Des bancs dans le parc") < page.index("Plus de bus le soir")
    job = db.session.scalars(sa.select(Job)).one()
    assert (job.state, job.result["pairs"]) == (State.DONE, 2)


def test_a_pair_that_was_dismissed_does_not_come_back(app, db, rows, staff):
    search(app, staff)
    db.session.rollback()
    pair = db.session.scalars(sa.select(LikelyPair).filter_by(first_id=rows[0].id)).one()
    staff.submit(HERE, to=f"/duplicates/{pair.id}/dismiss")
    for _again in range(2):
        page = words(staff.get(HERE))
        assert "Des bancs dans le parc" not in page
        assert "Plus de bus le soir" in page
        search(app, staff)
    page = words(staff.get(f"{HERE}?shown=dismissed"))
    assert "Des bancs dans le parc" in page
    assert "Écartée par Anne" in page
    staff.submit(f"{HERE}?shown=dismissed", to=f"/duplicates/{pair.id}/recall")
    assert "Des bancs dans le parc" in words(staff.get(HERE))


def test_what_a_new_search_does_not_find_is_shown_no_more(app, db, rows, staff, place):
    search(app, staff)
    edited = fresh(rows[2])
    proposals.edit_proposal(edited, actor=make_user(), title="Un cinéma", body="Pour voir des films anciens.")
    db.session.commit()
    search(app, staff)
    assert shown(db) == [(rows[1].id, rows[3].id)]


def test_what_is_merged_or_withdrawn_is_no_pair_any_more(app, db, rows, staff, place):
    search(app, staff)
    team = make_staff(place)
    merge(fresh(rows[0]), fresh(rows[2]), actor=team)
    proposals.withdraw_proposal(fresh(rows[3]), actor=team)
    db.session.commit()
    page = words(staff.get(HERE))
    assert "Rien ne se ressemble assez." in page
    assert queries.likely_pairs(place.id).items == []


def test_what_people_told_apart_is_not_suggested_again(app, db, rows, staff, place):
    team = make_staff(place)
    act = merge(fresh(rows[0]), fresh(rows[2]), actor=team)
    undo_rework(act, actor=team, reason="Deux parcs différents.")
    texts = [Text(f"Plus de bus le {when}", TEXTS[1][1]) for when in ("soir", "dimanche")]
    split_proposal(fresh(rows[3]), actor=team, texts=texts)
    proposals.withdraw_proposal(fresh(rows[1]), actor=team)
    db.session.commit()
    assert "Aucune paire à regarder." in words(search(app, staff))
    assert shown(db) == []


def test_pairs_join_into_groups_that_are_merged_at_once(app, db, rows, staff, place):
    more = make_proposal(place, title="Des bancs dans le parc.", body=TEXTS[0][1])
    db.session.commit()
    search(app, staff)
    page = staff.get(HERE)
    assert "3 propositions proches" in words(page)
    ids = [rows[0].id, rows[2].id, more.id]
    link = "/consultations/ville/merge?" + "&amp;".join(f"proposal={one}" for one in ids)
    assert link in page
    assert "Le texte qui les réunit" in words(staff.get(link.replace("&amp;", "&")))


@pytest.mark.parametrize("texts", [[], [("Un banc", "Au soleil.")], [("Oui", "Non"), ("Rien", "Rien")]])
def test_little_or_nothing_to_compare_is_no_fault(app, db, place, staff, texts):
    for title, body in texts:
        make_proposal(place, title=title, body=body)
    db.session.commit()
    assert "Aucune paire à regarder." in words(search(app, staff))
    assert "Rien ne se ressemble assez." in words(staff.get(HERE))


def test_pages_follow_one_another_and_ask_the_same_whatever_there_is(app, db, place, staff, count_queries):
    def look(count):
        first = make_proposal(place)
        for n in range(count):
            scores = {"score": 0.5 - n / 1000, "title": 0.5, "body": 0.5, "meaning": 0.5}
            second = make_proposal(place, title=f"Une proposition voisine {n}")
            pair = LikelyPair(consultation_id=place.id, first_id=first.id, second_id=second.id, **scores)
            db.session.add(pair)
        db.session.commit()
        with count_queries() as seen:
            page = staff.get(HERE)
        return page, len(seen)

    (_one, few), (page, many) = look(1), look(30)
    assert few == many == 8
    after = re.search(r'href="([^"]+)" rel="next"', page)[1].replace("&amp;", "&")
    assert "Une proposition voisine 29" in words(staff.get(after))
    assert "Une proposition voisine 0 " not in words(staff.get(after))


def test_nobody_else_searches_or_dismisses(app, db, rows, staff, browser_of):
    search(app, staff)
    db.session.rollback()
    pair = db.session.scalars(sa.select(LikelyPair.id)).first()
    citizen = browser_of(make_user())
    form = citizen._form(citizen.get("/account"), "/log-out/everywhere")
    for url in (f"{HERE}/search", f"/duplicates/{pair}/dismiss", f"/duplicates/{pair}/recall"):
        citizen.post(url, form, status=403)
    assert db.session.scalars(sa.select(LikelyPair).where(LikelyPair.dismissed.is_not(None))).all() == []
