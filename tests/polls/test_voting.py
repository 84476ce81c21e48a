"""Voting on the web: each method from the ballot to the receipt, and everything that is refused."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult import clock
from consult.kinds import Visibility
from consult.moderation.models import Measure
from consult.polls.models import Audience
from consult.votes import services as votes
from consult.votes.models import Entry, MethodName, Poll, Turnout, Vote
from tests.factories import make_consultation, make_proposal, make_user
from tests.moderation.acts import decide
from tests.polls.polls import GOOD, items, make_poll, sent


@pytest.fixture
def voter(db, browser_of):
    """A browser in which somebody is logged in who may vote."""
    person = make_user(name="Vera")
    db.session.commit()
    return browser_of(person)


def written(db):
    """What is kept of votes: marks by item, lines of the journal."""
    db.session.rollback()
    return dict(db.session.execute(sa.select(Vote.item_id, Vote.mark)).all()), db.session.scalar(
        sa.select(sa.func.count()).select_from(Entry).where(Entry.act != "open")
    )


def send(browser, one, fields, *, status=302):
    """Open the poll's page, fill its ballot in, send it."""
    page = f"/polls/{one}"
    form = browser._form(browser.get(page), f"{page}/vote#ballot")
    token = {name: form[name] for name in ("csrf_token", "form_key") if name in form}
    return browser.post(f"{page}/vote", token | fields, status=status)


@pytest.mark.parametrize("method", MethodName)
def test_a_ballot_is_recorded_confirmed_and_taken_back(db, voter, method):
    one = make_poll(method)
    numbers, poll = items(one), one.id
    answer = send(voter, poll, sent(numbers, GOOD[method]))
    assert answer.location == f"/polls/{poll}/voted"
    assert written(db) == ({numbers[place]: mark for place, mark in GOOD[method].items()}, 1)
    receipt = db.session.scalars(sa.select(Vote.receipt)).first()
    page = voter.get(answer.location)
    assert "".join(f"<span>{receipt[n : n + 4]}</span>" for n in range(0, 32, 4)) in page
    assert "Option 1" in page
    withdrawn = voter.submit(f"/polls/{poll}/voted", to=f"/polls/{poll}/vote")
    assert withdrawn.location == f"/polls/{poll}"
    assert written(db) == ({}, 2)


@pytest.mark.parametrize("method", MethodName)
def test_the_ballot_comes_back_as_it_was_cast_and_can_be_changed(db, voter, method):
    one = make_poll(method)
    numbers, poll = items(one), one.id
    send(voter, poll, sent(numbers, GOOD[method]))
    form = voter._form(voter.get(f"/polls/{poll}"), f"/polls/{poll}/vote#ballot")
    assert {n: form.get(f"item-{n}", "") for n in numbers} == {
        n: GOOD[method].get(place, "") for place, n in enumerate(numbers)
    }
    change = {0: GOOD[method][0]} if method is not MethodName.RANKING else {0: "1"}
    send(voter, poll, sent(numbers, change))
    assert written(db) == ({numbers[0]: change[0]}, 2)


REFUSED = [
    (MethodName.SUPPORT, {0: "agree", 1: "agree", 2: "agree"}, "Vous pouvez choisir 2 éléments."),
    (MethodName.SUPPORT, {0: "yes"}, "Ce choix n’existe pas pour ce vote."),
    (MethodName.SUPPORT, {}, "Choisissez au moins un élément."),
    (MethodName.POSITION, {0: "", 1: "", 2: ""}, "Choisissez au moins un élément."),
    (MethodName.POINTS, {0: "3", 1: "3"}, "c’est 1 de trop"),
    (MethodName.POINTS, {0: "4"}, "peut recevoir 3 points au plus"),
    (MethodName.POINTS, {0: "-1"}, "Donnez des nombres entiers"),
    (MethodName.POINTS, {0: "NaN"}, "Donnez des nombres entiers"),
    (MethodName.POINTS, {0: "1e3"}, "Donnez des nombres entiers"),
    (MethodName.POINTS, {0: "1.5"}, "Donnez des nombres entiers"),
    (MethodName.POINTS, {0: "²"}, "Donnez des nombres entiers"),
    (MethodName.POINTS, {0: "9" * 5000}, "Donnez des nombres entiers"),
    (MethodName.RANKING, {0: "4"}, "Le dernier rang possible est 3."),
    (MethodName.RANKING, {0: "0"}, "Donnez des nombres entiers"),
    (MethodName.JUDGEMENT, {0: "superb"}, "Ce choix n’existe pas pour ce vote."),
    (MethodName.BUDGET, {0: "agree", 1: "agree", 2: "agree"}, "Vos choix dépassent le budget de 50 €."),
]


@pytest.mark.parametrize(("method", "choices", "sentence"), REFUSED)
def test_what_the_rules_do_not_allow_is_said_and_not_written(db, voter, method, choices, sentence):
    one = make_poll(method)
    numbers, poll = items(one), one.id
    answer = send(voter, poll, sent(numbers, choices), status=422)
    assert sentence in answer.text
    assert written(db) == ({}, 0)


def test_what_was_typed_stays_and_the_error_is_beside_its_field(db, voter):
    one = make_poll(MethodName.POINTS)
    numbers, poll = items(one), one.id
    page = send(voter, poll, sent(numbers, {0: "2", 1: "-7"}), status=422).text
    form = voter._form(page, f"/polls/{poll}/vote#ballot")
    assert (form[f"item-{numbers[0]}"], form[f"item-{numbers[1]}"]) == ("2", "-7")
    assert f'id="item-{numbers[1]}-error"' in page
    assert f'id="item-{numbers[0]}-error"' not in page
    assert "Points restants : 3 sur 5" in page


def test_zero_points_are_no_points(db, voter):
    one = make_poll(MethodName.POINTS)
    numbers, poll = items(one), one.id
    send(voter, poll, sent(numbers, {0: "02", 1: "0", 2: " "}))
    assert written(db) == ({numbers[0]: "2"}, 1)


def test_an_unknown_item_is_refused(db, voter):
    mine, other = make_poll(), make_poll()
    poll, foreign = mine.id, items(other)[0]
    for name in (f"item-{foreign}", "item-999999", "item-x", "item-", "item-²", "item--1", f"item-{10**30}"):
        page = send(voter, poll, {name: "agree"}, status=422).text
        assert "Ce choix n’existe pas pour ce vote." in page
    assert written(db) == ({}, 0)


def test_a_million_items_are_refused_with_a_sentence(db, voter):
    one = make_poll()
    poll = one.id
    token = voter._form(voter.get(f"/polls/{poll}"), f"/polls/{poll}/vote#ballot")["csrf_token"]
    body = f"csrf_token={token}&" + "&".join(f"item-{n}=agree" for n in range(1, 1_000_001))
    form = "application/x-www-form-urlencoded"
    answer = voter.client.post(f"/polls/{poll}/vote", data=body, content_type=form)
    assert (answer.status_code, "Ce choix n’existe pas pour ce vote." in answer.text) == (422, True)
    assert written(db) == ({}, 0)


def test_a_form_from_yesterday_keeps_what_was_ticked(db, voter):
    one = make_poll()
    numbers, poll = items(one), one.id
    with clock.at(clock.now() - timedelta(hours=1)):
        voter.get(f"/polls/{poll}")
    answer = voter.post(
        f"/polls/{poll}/vote", {"csrf_token": "20200101000000##x"} | sent(numbers, {0: "agree"}), status=422
    )
    assert "Ce formulaire est resté ouvert trop longtemps." in answer.text
    assert voter._form(answer.text, f"/polls/{poll}/vote#ballot")[f"item-{numbers[0]}"] == "agree"
    assert written(db) == ({}, 0)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"closes": -1}, "Ce scrutin est clos : ce que vous venez d’envoyer n’est pas compté."),
        ({"opens": 1, "closes": 2}, "Ce scrutin n’est pas encore ouvert."),
    ],
)
def test_nobody_votes_before_the_opening_or_after_the_close(db, voter, rules, said):
    hours = {name: clock.now() + timedelta(hours=n) for name, n in rules.items()}
    one = make_poll(**hours)
    numbers, poll = items(one), one.id
    page = voter.get(f"/polls/{poll}")
    assert "/vote#ballot" not in page
    token = voter._form(page, "/log-out")["csrf_token"]
    answer = voter.post(f"/polls/{poll}/vote", {"csrf_token": token} | sent(numbers, {0: "agree"}), status=403)
    assert said in answer.text
    assert written(db) == ({}, 0)


def test_the_close_is_kept_to_the_second(db, voter):
    closes = clock.now() + timedelta(hours=1)
    one = make_poll(closes=closes)
    numbers, poll = items(one), one.id
    form = voter._form(voter.get(f"/polls/{poll}"), f"/polls/{poll}/vote#ballot")
    with clock.at(closes):
        voter.post(f"/polls/{poll}/vote", form | sent(numbers, {0: "agree"}), status=403)
    assert written(db) == ({}, 0)


def test_only_the_audience_votes(db, voter, browser_of):
    consultation, author = make_consultation(), make_user()
    one = make_poll(consultation=consultation, audience=Audience.CONTRIBUTORS)
    make_proposal(consultation, author=author)
    db.session.commit()
    poll, numbers = one.id, items(one)
    assert "Ce scrutin ne s’adresse pas à vous" in voter.get(f"/polls/{poll}")
    send(browser_of(author), poll, sent(numbers, {0: "agree"}))
    assert written(db) == ({numbers[0]: "agree"}, 1)


def test_who_confirmed_an_address_after_the_opening_is_not_among_the_earlier_members(db, voter, browser_of):
    one = make_poll(audience=Audience.EARLIER_MEMBERS)
    earlier = make_user()
    earlier.confirmed = clock.now() - timedelta(days=2)
    db.session.commit()
    poll, numbers = one.id, items(one)
    assert "Ce scrutin ne s’adresse pas à vous" in voter.get(f"/polls/{poll}")
    token = voter._form(voter.get("/account"), "/account/profile")
    answer = voter.post(f"/polls/{poll}/vote", token | {"form_key": "v"} | sent(numbers, {0: "agree"}), status=403)
    assert "Ce scrutin ne s’adresse pas à vous." in answer.text
    send(browser_of(earlier), poll, sent(numbers, {1: "agree"}))
    assert written(db) == ({numbers[1]: "agree"}, 1)


def test_what_was_hidden_or_said_elsewhere_makes_no_contributor(db, browser_of):
    consultation, hidden, elsewhere = make_consultation(), make_user(), make_user()
    one = make_poll(consultation=consultation, audience=Audience.CONTRIBUTORS)
    make_proposal(author=elsewhere)
    decide(make_proposal(consultation, author=hidden), Measure.HIDE)
    db.session.commit()
    poll = one.id
    for person in (hidden, elsewhere):
        assert "Ce scrutin ne s’adresse pas à vous" in browser_of(person).get(f"/polls/{poll}")


def test_a_suspended_person_does_not_vote(db, browser_of):
    consultation, author = make_consultation(), make_user()
    one = make_poll(consultation=consultation)
    decide(make_proposal(consultation, author=author), Measure.SUSPEND)
    db.session.commit()
    poll, numbers, theirs = one.id, items(one), browser_of(author)
    token = theirs._form(theirs.get("/account"), "/account/profile")
    theirs.post(f"/polls/{poll}/vote", token | {"form_key": "v"} | sent(numbers, {0: "agree"}), status=403)
    assert written(db) == ({}, 0)


def test_a_visitor_is_shown_the_ballot_and_the_way_to_log_in(db, browser):
    one = make_poll()
    page = browser.get(f"/polls/{one.id}")
    assert "Se connecter pour voter" in page
    assert '<fieldset class="form" disabled>' in page


def test_a_ballot_sent_twice_is_one_and_has_one_receipt(db, voter):
    one = make_poll()
    numbers, poll = items(one), one.id
    form = voter._form(voter.get(f"/polls/{poll}"), f"/polls/{poll}/vote#ballot") | sent(numbers, {0: "agree"})
    assert {voter.post(f"/polls/{poll}/vote", form).location for _ in range(3)} == {f"/polls/{poll}/voted"}
    assert written(db) == ({numbers[0]: "agree"}, 1)


def test_an_old_page_can_still_change_the_vote(db, voter):
    """A browser's back button brings an old form: what it says now is what counts."""
    one = make_poll()
    numbers, poll = items(one), one.id
    form = voter._form(voter.get(f"/polls/{poll}"), f"/polls/{poll}/vote#ballot")
    voter.post(f"/polls/{poll}/vote", form | sent(numbers, {0: "agree"}))
    voter.post(f"/polls/{poll}/vote", form | sent(numbers, {1: "agree"}))
    assert written(db) == ({numbers[1]: "agree"}, 2)


def test_a_secret_ballot_is_detached_and_its_receipt_shown_once(db, voter):
    one = make_poll(secret=True)
    numbers, poll = items(one), one.id
    assert "Il ne pourra être ni changé, ni retiré." in voter.get(f"/polls/{poll}")
    answer = send(voter, poll, sent(numbers, {1: "agree"}))
    marks, lines = written(db)
    assert (marks, lines, db.session.scalar(sa.select(sa.func.count()).select_from(Turnout))) == ({}, 1, 1)
    receipt = db.session.scalar(sa.select(Entry.receipt).where(Entry.act == "cast"))
    page = voter.get(answer.location)
    assert ("".join(f"<span>{receipt[n : n + 4]}</span>" for n in range(0, 32, 4)) in page, "Option 2" in page) == (
        True,
        True,
    )
    again = voter.get(answer.location)
    assert (receipt[:4] in again, "Option 2" in again) == (False, False)
    assert "Votre bulletin est détaché de votre nom" in voter.get(f"/polls/{poll}")


def test_the_receipt_of_a_secret_ballot_is_not_shown_to_the_next_person_at_the_same_computer(db, voter, browser_of):
    one, other = make_poll(secret=True), make_user()
    db.session.commit()
    numbers, poll, next_one = items(one), one.id, browser_of(other)
    send(next_one, poll, sent(numbers, {0: "agree"}))
    next_one.get(f"/polls/{poll}/voted")
    send(voter, poll, sent(numbers, {1: "agree"}))
    receipt = db.session.scalars(sa.select(Entry.receipt).order_by(Entry.number.desc())).first()
    with voter.client.session_transaction() as left, next_one.client.session_transaction() as found:
        found["secret_receipt"] = left["secret_receipt"]
    page = next_one.get(f"/polls/{poll}/voted")
    assert (receipt[:4] in page, "Option 2" in page) == (False, False)


def test_a_secret_ballot_cannot_be_changed(db, voter):
    one = make_poll(secret=True)
    numbers, poll = items(one), one.id
    form = voter._form(voter.get(f"/polls/{poll}"), f"/polls/{poll}/vote#ballot")
    voter.post(f"/polls/{poll}/vote", form | sent(numbers, {0: "agree"}))
    for fields in (sent(numbers, {1: "agree"}), {"withdraw": "1"}):
        page = voter.post(f"/polls/{poll}/vote", {"csrf_token": form["csrf_token"]} | fields, status=422).text
        assert "un vote secret ne peut pas être changé" in page.lower()
    assert written(db) == ({}, 1)


def test_a_ranking_is_moved_without_javascript_and_nothing_is_written(db, voter):
    one = make_poll(MethodName.RANKING)
    a, b, c = items(one)
    poll = one.id

    def after(ranks, wish):
        page = send(voter, poll, sent([a, b, c], ranks) | {"move": wish}, status=200).text
        form = voter._form(page, f"/polls/{poll}/vote#ballot")
        order = [name for name in form if name.startswith("item-")]
        return {name.removeprefix("item-"): form[name] for name in order}

    assert list(after({0: "1", 1: "2", 2: "3"}, f"{b}:up").items()) == [(str(b), "1"), (str(a), "2"), (str(c), "3")]
    assert after({0: "", 1: "", 2: ""}, f"{c}:up") == {str(a): "", str(b): "", str(c): "1"}
    assert after({0: "1", 1: "1", 2: "5"}, f"{b}:down") == {str(a): "1", str(b): "2", str(c): "3"}
    assert after({0: "1", 1: "2", 2: "3"}, f"{c}:{a}") == {str(c): "1", str(a): "2", str(b): "3"}
    assert after({0: "x", 1: "9", 2: "1"}, "sort") == {str(c): "1", str(b): "2", str(a): "x"}
    assert after({0: "1", 1: "2"}, f"{a}:nowhere:9") == {str(a): "1", str(b): "2", str(c): ""}
    assert written(db) == ({}, 0)


def test_my_votes_are_on_one_page_with_their_receipts(db, voter):
    one, hidden = make_poll(title="Le nom de la place"), make_poll(secret=True, title="La présidence de séance")
    proposal = make_proposal(title="Une proposition soutenue", author=make_user())
    db.session.commit()
    poll, secret, numbers, number, liked = one.id, hidden.id, items(one), items(hidden), proposal.id
    send(voter, poll, sent(numbers, {0: "agree"}))
    send(voter, secret, sent(number, {0: "agree"}))
    page = voter.get(f"/proposals/{liked}")
    token = voter._form(page, f"/proposals/{liked}/vote")["csrf_token"]
    voter.post(f"/proposals/{liked}/vote", {"csrf_token": token, "mark": "agree"})
    page = voter.get("/account/votes")
    titles = ("Le nom de la place", "La présidence de séance", "Une proposition soutenue")
    assert [title for title in titles if title not in page] == []
    db.session.rollback()
    for receipt in db.session.scalars(sa.select(Vote.receipt)):
        assert f"<span>{receipt[:4]}</span><span>{receipt[4:8]}</span>" in page
    assert page.count('class="receipt"') == 2


def test_my_votes_are_mine_alone(db, voter, browser_of):
    one, other = make_poll(title="Le nom de la place"), make_user()
    db.session.commit()
    numbers, poll, theirs = items(one), one.id, browser_of(other)
    send(theirs, poll, sent(numbers, {0: "agree"}))
    assert "Vous n’avez pas encore voté." in voter.get("/account/votes")
    voter.get(f"/polls/{poll}/voted", 404)
    send(voter, poll, sent(numbers, {1: "agree"}))
    assert voter.get("/account/votes").count('class="receipt"') == 1


@pytest.mark.parametrize("state", [Visibility.HIDDEN, Visibility.HELD, Visibility.WITHDRAWN])
def test_a_vote_on_one_s_own_proposal_that_is_not_public_is_refused_with_the_reason(db, browser_of, state):
    author = make_user()
    proposal = make_proposal(author=author)
    proposal.visibility = state
    db.session.commit()
    number, theirs = proposal.id, browser_of(author)
    token = theirs._form(theirs.get("/account"), "/account/profile")
    vote = token | {"form_key": "v", "mark": "agree"}
    answer = theirs.post(f"/proposals/{number}/vote", vote, status=403)
    assert "Ce texte n’est pas publié en ce moment : il ne reçoit pas de votes." in answer.text
    assert written(db) == ({}, 0)


def test_whose_vote_was_cancelled_is_told_so_and_offered_no_change(db, browser_of):
    one, person = make_poll(), make_user()
    db.session.commit()
    poll, numbers, theirs = one.id, items(one), browser_of(person)
    form = theirs._form(theirs.get(f"/polls/{poll}"), f"/polls/{poll}/vote#ballot")
    send(theirs, poll, sent(numbers, {0: "agree"}))
    reason = "Deux comptes, une personne."
    votes.cancel_votes(db.session.get(Poll, one.poll_id), voters=[person.id], actor=make_user(), reason=reason)
    db.session.commit()
    page = theirs.get(f"/polls/{poll}")
    assert "Ce vote a été annulé par l’équipe" in page
    assert ("Vous pouvez le changer" in page, f"/polls/{poll}/vote#ballot" in page) == (False, False)
    assert f'href="/polls/{poll}/cancellations"' in page.split('id="ballot"')[1].split("</section>")[0]
    assert "<h1>Votre vote a été annulé</h1>" in theirs.get(f"/polls/{poll}/voted")
    # Somebody whose page was open already is told the same, and nothing is written.
    late = {"csrf_token": form["csrf_token"]} | sent(numbers, {1: "agree"})
    answer = theirs.post(f"/polls/{poll}/vote", late, status=422)
    assert "Ce vote a été annulé par l’équipe\xa0: il ne peut plus être changé." in answer.text
    assert written(db)[0] == {numbers[0]: "agree"}
