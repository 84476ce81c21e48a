"""What a poll tells, to whom and when; and how lists behave with many rows."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult import clock
from consult.db import db as database
from consult.policy import Role
from consult.polls.models import PublicPoll
from consult.votes import journal
from consult.votes import services as votes
from consult.votes.models import Cancellation, MethodName
from tests.factories import make_consultation, make_staff, make_user
from tests.polls.polls import GOOD, items, make_poll


def poll_of(one):
    """The votes' side of a poll."""
    query = sa.select(PublicPoll).filter_by(id=one.id).options(joinedload(PublicPoll.poll))
    return database.session.scalars(query).one().poll


def cast(one, *ballots, voters=None):
    """One ballot a person; each a mark by place."""
    numbers, poll = items(one), poll_of(one)
    people = voters or [make_user() for _ in ballots]
    for person, choices in zip(people, ballots, strict=True):
        votes.cast_ballot(poll, voter=person, choices={numbers[n]: mark for n, mark in choices.items()})
    database.session.commit()
    return people


def figures(page, option):
    """The numbers beside an option in the table of sources."""
    table = page.split('id="sources"')[1].split("</table>")[0]
    row = next(row for row in table.split("<tr>") if f">{option}<" in row)
    return [int(cell.split("</td>")[0]) for cell in row.split('<td class="number">')[1:]]


@pytest.mark.parametrize("method", MethodName)
def test_every_method_has_a_result_with_a_table_of_its_sources(db, browser, method):
    one = make_poll(method)
    cast(one, GOOD[method], GOOD[method])
    page = browser.get(f"/polls/{one.id}/result")
    expected = {
        MethodName.SUPPORT: [2, 2, 0],
        MethodName.POSITION: [2, 0, 0],
        MethodName.POINTS: [6, 4, 0],
        MethodName.RANKING: [0, 2, 0],
        MethodName.JUDGEMENT: [2, 2, 0],
        MethodName.BUDGET: [2, 2, 0],
    }[method]
    assert figures(page, "Bulletins") == [2]
    assert [figures(page, f"Option {n}") for n in (1, 2, 3)] == [[n] for n in expected]
    assert "Résultat provisoire" in page


@pytest.mark.parametrize(
    ("method", "winner"),
    [
        (MethodName.SUPPORT, "Option 2"),
        (MethodName.POINTS, "Option 2"),
        (MethodName.RANKING, "Option 2"),
        (MethodName.JUDGEMENT, "Option 2"),
        (MethodName.BUDGET, "Option 2"),
    ],
)
def test_the_winner_is_named(db, browser, method, winner):
    one = make_poll(method)
    mark = {MethodName.POINTS: "3", MethodName.RANKING: "1", MethodName.JUDGEMENT: "excellent"}.get(method, "agree")
    cast(one, {1: mark}, {1: mark}, {0: mark})
    page = browser.get(f"/polls/{one.id}/result")
    notice = page.split('<div class="notice success">')[1].split("</div></div>")[0]
    assert f"<b>{winner}</b>" in notice


@pytest.mark.parametrize(
    ("counting", "first", "second"), [("schulze", "Option 2", "Option 1"), ("irv", "Option 1", "Option 2")]
)
def test_a_ranking_is_counted_a_second_time_by_the_other_rule(db, browser, counting, first, second):
    one = make_poll(MethodName.RANKING, counting=counting)
    # Option 2 wins its duels 3 to 2, but is the first of one alone: it is the first to be eliminated.
    cast(one, *[{0: "1", 1: "2", 2: "3"}] * 2, {1: "1", 0: "2", 2: "3"}, *[{2: "1", 1: "2", 0: "3"}] * 2)
    page = browser.get(f"/polls/{one.id}/result")
    chosen, other = page.split("<summary>Compté autrement")
    other = other.split("</details>")[0]
    assert f"<b>{first}</b>" in chosen
    assert f"<b>{second}</b>" in other
    assert ("vote alternatif" in other) is (counting == "schulze")


def test_room_and_paper_are_counted_apart(db, browser):
    one = make_poll()
    first = items(one)[0]
    cast(one, {0: "agree"})
    poll = poll_of(one)
    votes.cast_from_seat(poll, code=votes.make_seats(poll, 1)[0], choices={first: "agree"})
    votes.record_paper(poll, choices={first: "agree"}, count=7)
    db.session.commit()
    page = browser.get(f"/polls/{one.id}/result")
    assert ["En ligne" in page, "En salle" in page, "Sur papier" in page] == [True] * 3
    assert figures(page, "Option 1") == [1, 1, 7]


def test_cancelled_votes_are_counted_and_the_result_shown_with_and_without(db, browser):
    one = make_poll()
    people = cast(one, {0: "agree"}, {0: "agree"}, {1: "agree"})
    poll, team = poll_of(one), make_user()
    votes.cancel_votes(poll, voters=[p.id for p in people[:2]], actor=team, reason="Deux comptes, une personne.")
    db.session.commit()
    page = browser.get(f"/polls/{one.id}/result")
    assert "2 votes annulés" in page
    assert "Deux comptes, une personne." in page
    assert "<b>Option 2</b>" in page
    assert "Avec les votes annulés, le résultat serait :</b> Option 1" in page
    votes.restore_votes(poll_of(one), db.session.scalars(sa.select(Cancellation)).one(), actor=team, reason="Erreur.")
    db.session.commit()
    page = browser.get(f"/polls/{one.id}/result")
    said = ("Votes annulés, puis rétablis", "rétablis le", "<b>Option 1</b>")
    assert [words for words in said if words not in page] == []


@pytest.mark.parametrize("rule", ["sealed", "secret"])
def test_a_silent_poll_says_nothing_to_anybody_before_its_close(db, browser, browser_of, rule):
    consultation = make_consultation()
    closes = clock.now() + timedelta(hours=1)
    one = make_poll(consultation=consultation, closes=closes, **{rule: True})
    people = cast(one, {0: "agree"}, {0: "agree"}, {1: "agree"})
    journal.publish_head(poll_of(one))
    organiser, admin = make_staff(consultation, Role.ORGANISER), make_user(is_admin=True)
    db.session.commit()
    number = one.id
    addresses = [f"/polls/{number}", f"/polls/{number}/result", f"/polls/{number}/journal"]
    readers = [browser, *(browser_of(person) for person in (people[0], organiser, admin))]
    before = [[reader.get(address) for address in addresses] for reader in readers]
    for pages in before:
        for page in pages:
            assert "bulletins comptés" not in page
            assert "Lignes" not in page
            assert re.search(r"<t[dh][^>]*>\s*\d+\s*<", page) is None  # nor how many lines there are
            assert 'class="chart"' not in page
        assert "Résultat scellé jusqu’à la clôture" in pages[1]
    cast(one, {1: "agree"})  # one more vote changes no page of those who look
    again = [[reader.get(address) for address in addresses] for reader in readers]

    def words(pages):
        return [[page.split("<main")[1].split('name="csrf_token"')[0] for page in row] for row in pages]

    assert words(again) == words(before)
    with clock.at(closes):
        page = browser.get(f"/polls/{number}/result")
    assert figures(page, "Bulletins") == [4]


def test_the_heads_of_the_journal_are_published(db, browser):
    one = make_poll()
    cast(one, {0: "agree"})
    poll = poll_of(one)
    journal.publish_head(poll)
    db.session.commit()
    root = journal.root(poll.id)
    assert root in browser.get(f"/polls/{one.id}/journal")


@pytest.mark.parametrize("method", MethodName)
def test_a_method_is_explained(browser, method):
    page = browser.get(f"/polls/methods/{method.value}")
    for part in ("how", "count", "example", "limits", "source"):
        assert len(page.split(f'id="{part}"')[1].split("</section>")[0]) > 120
    assert "%%" not in page


ROWS = (1, 30)


def test_lists_take_as_many_queries_for_one_row_as_for_thirty(db, browser_of, count_queries):
    person = make_user()
    seen = {}
    for rows in ROWS:
        consultation = make_consultation()
        made = [make_poll(consultation=consultation) for _ in range(rows)]
        big = make_poll(MethodName.RANKING, options=rows + 1)
        for one in made:
            cast(one, {0: "agree"}, voters=[person])
        cast(big, {0: "1"}, voters=[person])
        db.session.commit()
        slug, number, reader = consultation.slug, big.id, browser_of(person)
        addresses = [f"/consultations/{slug}/polls", f"/polls/{number}", f"/polls/{number}/voted", "/account/votes"]
        for name, address in zip(("list", "poll", "voted", "mine"), addresses, strict=True):
            reader.get(address)
            with count_queries() as queries:
                reader.get(address)
            seen.setdefault(name, []).append(len(queries))
    assert {name: counts[0] == counts[1] and counts[0] <= 12 for name, counts in seen.items()} == dict.fromkeys(
        seen, True
    ), seen


def test_a_draft_has_no_result(db, browser_of):
    consultation = make_consultation()
    organiser = make_staff(consultation, Role.ORGANISER)
    one = make_poll(consultation=consultation, published=False)
    page = browser_of(organiser).get(f"/polls/{one.id}/result")
    assert "Ce scrutin n’est pas encore publié." in page
