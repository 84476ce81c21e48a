"""The pages of moderation: who reads what, what they say, what they refuse."""

import re
from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa
from flask import Flask, g
from flask_login import login_user

from consult import counters, kinds
from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.comments import services as comments
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.db import db as database
from consult.kinds import Visibility
from consult.moderation import queries
from consult.moderation.models import Decision, Measure, Reason, Report
from consult.policy import Role
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide, fresh, report

BrowserOf = Callable[[User], Browser]
HIDING = {"action": "hide", "rule": "hate", "facts": "Un mot.", "statement": "Ce mot blesse."}


@pytest.fixture
def comment(consultation: Consultation) -> Comment:
    thing: Comment = fresh(make_comment(make_proposal(consultation)))
    return thing


def _reports() -> Sequence[Report]:
    return database.session.scalars(sa.select(Report)).all()


def _decisions() -> Sequence[Decision]:
    return database.session.scalars(sa.select(Decision)).all()


def test_a_visitor_reports_a_comment(browser: Browser, comment: Comment) -> None:
    said = {"reason": "illegal", "explanation": "C’est une \x00menace.", "contact": "moi@example.org"}
    answer = browser.submit(f"/report/comment/{comment.id}", said)
    assert answer.location == f"/comments/{comment.id}"
    (filed,) = _reports()
    assert (filed.reason, filed.explanation, filed.contact, filed.reporter_id) == (
        Reason.ILLEGAL,
        "C’est une menace.",
        "moi@example.org",
        None,
    )


def test_a_person_reports_a_proposal_without_giving_an_address(
    browser_of: BrowserOf, consultation: Consultation
) -> None:
    person, proposal = make_user(), make_proposal(consultation)
    browser = browser_of(person)
    assert 'name="contact"' not in browser.get(f"/report/proposal/{proposal.id}")
    browser.submit(f"/report/proposal/{proposal.id}", {"reason": "off_topic", "contact": "autre@example.org"})
    (filed,) = _reports()
    assert (filed.reporter_id, filed.contact) == (person.id, None)


def test_a_second_report_is_refused_where_it_was_typed(browser_of: BrowserOf, comment: Comment) -> None:
    person = make_user()
    browser = browser_of(person)
    form = browser._form(browser.get(f"/report/comment/{comment.id}"), f"/report/comment/{comment.id}")
    browser.post(f"/report/comment/{comment.id}", form | {"reason": "insult"})
    assert "Vous avez déjà signalé ce texte" in browser.get(f"/report/comment/{comment.id}")
    again = form | {"reason": "hate", "explanation": "Une autre fois.", "form_key": "autre"}
    page = browser.post(f"/report/comment/{comment.id}", again, status=422).text
    assert "Vous avez déjà signalé ce texte." in page
    assert "Une autre fois." in page
    assert len(_reports()) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "obligatoire"),
        ({"reason": "unknown"}, "choix valide"),
        ({"reason": "other"}, "Dites en quelques mots"),
        ({"reason": "hate", "explanation": "x" * 100_000}, "2000"),
        ({"reason": "hate", "contact": "nulle part"}, "Cette adresse ne semble pas complète."),
    ],
)
def test_a_report_that_lacks_something_says_so_beside_the_field(
    browser: Browser, comment: Comment, typed: dict[str, str], sentence: str
) -> None:
    page = browser.submit(f"/report/comment/{comment.id}", typed, status=422).text
    assert 'class="error"' in page
    assert sentence in page
    assert _reports() == []


@pytest.mark.parametrize(
    "path", ["comment/999999", "unknown/1", "consultation/1", "user/1", "proposal/99999999999999999999999", "comment/0"]
)
def test_what_does_not_exist_is_not_reported_nor_moderated(
    browser: Browser, browser_of: BrowserOf, comment: Comment, path: str
) -> None:
    browser.get(f"/report/{path}", 404)
    browser_of(make_user(is_admin=True)).get(f"/moderation/{path}", 404)


def test_what_one_may_not_read_is_not_reported(
    browser: Browser, browser_of: BrowserOf, consultation: Consultation
) -> None:
    author, reader = make_user(), make_user()
    draft = make_proposal(consultation, author=author, draft=True)
    hidden = make_proposal(consultation)
    under = make_comment(hidden)
    withdrawn = fresh(make_comment(make_proposal(consultation)))
    decide(hidden)
    comments.withdraw_comment(withdrawn, actor=withdrawn.author)
    database.session.commit()
    for thing in (draft, hidden, under, withdrawn):
        kind, number = kinds.ref(thing)
        for person in (browser, browser_of(reader), browser_of(author)):
            person.get(f"/report/{kind}/{number}", 404)


def test_the_queue_is_for_the_team_of_the_consultation(
    browser: Browser, browser_of: BrowserOf, consultation: Consultation, comment: Comment
) -> None:
    elsewhere = make_consultation()
    stranger = make_staff(elsewhere, Role.ORGANISER)
    address = f"/consultations/{consultation.slug}/moderation"
    browser.get(address, 302)
    browser_of(make_user()).get(address, 403)
    browser_of(stranger).get(address, 403)
    browser_of(stranger).get(f"/moderation/comment/{comment.id}", 403)
    for role in (Role.FACILITATOR, Role.ORGANISER):
        browser_of(make_staff(consultation, role)).get(address)
    browser_of(make_user(is_admin=True)).get(address)


def test_people_of_another_consultation_are_not_moderated(
    browser_of: BrowserOf, consultation: Consultation, comment: Comment
) -> None:
    stranger, facilitator = make_staff(make_consultation()), make_staff(consultation)
    page = f"/moderation/comment/{comment.id}"
    form = browser_of(facilitator)._form(browser_of(facilitator).get(page), page)
    outside = browser_of(stranger)
    outside.post(page, form | HIDING, status=403)
    decide(comment, moderator=facilitator)
    database.session.commit()
    outside.get(page, 404)
    outside.post(page, form | HIDING | {"action": "restore"}, status=404)
    assert [d.action for d in _decisions()] == [Measure.HIDE]


def test_a_facilitator_hides_and_restores_and_the_author_reads_why(
    browser: Browser, browser_of: BrowserOf, consultation: Consultation
) -> None:
    author = make_user(name="Renée Autrice")
    proposal = make_proposal(consultation, author=author, title="Une idée qui fâche")
    said = make_comment(proposal, author=author, body="Des mots qui blessent.")
    make_comment(proposal, parent=said)
    report(said, explanation="Cela me blesse.")
    facilitator = browser_of(make_staff(consultation))
    queue = facilitator.get(f"/consultations/{consultation.slug}/moderation")
    assert f'href="/moderation/comment/{said.id}"' in queue
    page = facilitator.get(f"/moderation/comment/{said.id}")
    assert "Cela me blesse." in page
    answer = facilitator.submit(f"/moderation/comment/{said.id}", HIDING)
    assert answer.location == f"/consultations/{consultation.slug}/moderation"
    assert f"/moderation/comment/{said.id}" not in facilitator.get(answer.location)
    (decision,) = _decisions()
    assert fresh(proposal).comment_count == 1

    public = browser.get(f"/proposals/{proposal.id}")
    assert "Des mots qui blessent." not in public
    assert "masqué par la modération" in public
    own = browser_of(author).get(f"/decisions/{decision.id}")
    assert "Ce mot blesse." in own
    assert "Propos haineux ou discriminatoire" in own
    assert "Des mots qui blessent." in own

    facilitator.submit(f"/moderation/comment/{said.id}", {"action": "restore", "rule": "", "statement": "Pardon."})
    assert "Des mots qui blessent." in browser.get(f"/proposals/{proposal.id}")
    assert fresh(proposal).comment_count == 2
    assert list(counters.differences()) == []


def test_a_hidden_proposal_answers_as_if_it_did_not_exist_but_to_its_author_and_the_team(
    browser: Browser, browser_of: BrowserOf, consultation: Consultation
) -> None:
    author = make_user()
    proposal = make_proposal(consultation, author=author, title="Titre très reconnaissable")
    decide(proposal)
    database.session.commit()
    place = f"/proposals/{proposal.id}"
    strangers = (browser, browser_of(make_user()), browser_of(make_staff(make_consultation())))
    for person in strangers:
        assert "Titre très reconnaissable" not in person.get(place, 404)
        assert "Titre très reconnaissable" not in person.get(f"/consultations/{consultation.slug}/proposals")
    for person in (author, make_staff(consultation), make_user(is_admin=True)):
        assert "Titre très reconnaissable" in browser_of(person).get(place)


def test_a_decision_is_read_by_the_author_and_the_team_alone(
    browser: Browser, browser_of: BrowserOf, consultation: Consultation, comment: Comment
) -> None:
    decision = decide(comment)
    page = f"/decisions/{decision.id}"
    database.session.commit()
    assert browser.client.get(page).status_code == 302
    for person in (make_user(), make_staff(make_consultation())):
        browser_of(person).get(page, 404)
    for person in (comment.author, make_staff(consultation), make_user(is_admin=True)):
        browser_of(person).get(page)
    for number in (0, 999_999, 10**30):
        browser_of(comment.author).get(f"/decisions/{number}", 404)


def test_the_facts_are_for_the_author_too_but_never_the_reports(browser_of: BrowserOf, comment: Comment) -> None:
    report(comment, reporter=make_user(name="Une délatrice"), explanation="Ce que j’en pense.")
    decision = decide(comment, facts="Le fait constaté.")
    own = browser_of(comment.author).get(f"/decisions/{decision.id}")
    assert "Le fait constaté." in own
    assert "Une délatrice" not in own
    assert "Ce que j’en pense." not in own


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"action": ""}, "obligatoire"),
        ({"action": "ban"}, "choix valide"),
        ({"action": "restore"}, "choix valide"),
        ({"rule": ""}, "Choisissez la règle"),
        ({"rule": "unknown"}, "Choisissez la règle"),
        ({"facts": ""}, "Dites ce que vous avez constaté."),
        ({"statement": "\x00 "}, "Expliquez la décision à l’auteur"),
        ({"statement": "x" * 100_000}, "5000"),
        ({"statement": "mot \ufffd"}, "n’ont pas pu être lus"),
    ],
)
def test_a_decision_that_lacks_something_says_so_beside_the_field_and_keeps_what_was_typed(
    browser_of: BrowserOf, consultation: Consultation, comment: Comment, typed: dict[str, str], sentence: str
) -> None:
    facilitator = browser_of(make_staff(consultation))
    page = facilitator.submit(f"/moderation/comment/{comment.id}", HIDING | typed, status=422).text
    assert 'class="error"' in page
    assert sentence in page
    assert (HIDING | typed)["facts"] in page
    assert _decisions() == []


def test_of_two_decisions_at_the_same_second_the_second_is_refused_and_nothing_typed_is_lost(
    browser_of: BrowserOf, consultation: Consultation, comment: Comment
) -> None:
    first, second = browser_of(make_staff(consultation)), browser_of(make_staff(consultation))
    place = f"/moderation/comment/{comment.id}"
    forms = [person._form(person.get(place), place) for person in (first, second)]
    first.post(place, forms[0] | HIDING)
    page = second.post(place, forms[1] | {"action": "keep", "facts": "Rien de grave."}, status=422).text
    assert "Une autre décision vient d’être prise" in page
    assert "Rien de grave." in page
    assert [d.action for d in _decisions()] == [Measure.HIDE]
    shown = second._form(page, place)
    assert shown["seen"] == str(_decisions()[0].id)
    second.post(place, shown | {"action": "keep", "facts": "Rien de grave."})
    assert [d.action for d in _decisions()] == [Measure.HIDE, Measure.KEEP]


def test_a_decision_sent_twice_is_taken_once(
    browser_of: BrowserOf, consultation: Consultation, comment: Comment
) -> None:
    facilitator = browser_of(make_staff(consultation))
    place = f"/moderation/comment/{comment.id}"
    form = facilitator._form(facilitator.get(place), place) | HIDING
    locations = {facilitator.post(place, form).location for _ in range(2)}
    assert len(locations) == 1
    assert len(_decisions()) == 1


@pytest.mark.parametrize("seen", ["", "abc", "-1", "99999999999999999999"])
def test_a_made_up_number_of_the_last_decision_is_refused(
    browser_of: BrowserOf, consultation: Consultation, comment: Comment, seen: str
) -> None:
    facilitator = browser_of(make_staff(consultation))
    facilitator.submit(f"/moderation/comment/{comment.id}", HIDING | {"seen": seen}, status=422)
    assert _decisions() == []


def test_what_an_author_withdrew_meanwhile_is_not_hidden(
    browser_of: BrowserOf, consultation: Consultation, comment: Comment
) -> None:
    facilitator = browser_of(make_staff(consultation))
    place = f"/moderation/comment/{comment.id}"
    form = facilitator._form(facilitator.get(place), place)
    written = fresh(comment)
    comments.withdraw_comment(written, actor=written.author)
    facilitator.post(place, form | HIDING, status=422)
    assert fresh(comment).visibility is Visibility.WITHDRAWN
    assert _decisions() == []


def test_the_words_of_a_closed_account_and_of_a_ghost_are_moderated_like_others(
    browser_of: BrowserOf, consultation: Consultation
) -> None:
    ghost = accounts.find_or_create_ghost(name="Quelqu’un de 2014", origin="import")
    closed = make_user()
    proposals = [make_proposal(consultation, author=author) for author in (ghost, closed)]
    accounts.ban(closed, actor=make_user(is_admin=True), reason="Faux noms.")
    facilitator = browser_of(make_staff(consultation))
    for proposal in proposals:
        facilitator.submit(f"/moderation/proposal/{proposal.id}", HIDING)
        assert queries.decisions_on(kinds.ref(proposal))[0].action is Measure.HIDE


def test_a_case_without_a_token_is_not_decided(
    browser_of: BrowserOf, consultation: Consultation, comment: Comment
) -> None:
    facilitator = browser_of(make_staff(consultation))
    facilitator.post(f"/moderation/comment/{comment.id}", HIDING | {"seen": "0"}, status=422)
    assert _decisions() == []


def test_reports_in_a_loop_meet_a_limit(
    app: Flask, browser: Browser, comment: Comment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "LIMITS", True)
    place = f"/report/comment/{comment.id}"
    form = browser._form(browser.get(place), place) | {"reason": "insult"}
    for n in range(10):
        browser.post(place, form | {"form_key": f"key{n}"})
    refused = browser.post(place, form | {"form_key": "key10"}, status=429)
    assert int(refused.headers["Retry-After"]) > 0
    assert len(_reports()) == 10


def test_the_link_to_report_is_for_readers_and_the_one_to_moderate_for_the_team(
    app: Flask, browser_of: BrowserOf, comment: Comment
) -> None:
    template = app.jinja_env.from_string(
        '{% from "moderation/_report_link.html" import report_link %}{{ report_link(thing) }}'
    )

    def links(person: User | None) -> list[str]:
        with app.test_request_context():
            g.pop("_login_user", None)
            if person:
                accounts.open_session(person)
                login_user(person)
            return re.findall(r'href="([^"]+)"', template.render(thing=fresh(comment)))

    reporting, moderating = f"/report/comment/{comment.id}", f"/moderation/comment/{comment.id}"
    assert links(None) == [reporting]
    assert links(make_user()) == [reporting]
    assert links(comment.author) == []
    assert links(make_staff(comment.consultation)) == [reporting, moderating]
    decide(comment)
    assert links(None) == []
    assert links(make_staff(comment.consultation)) == [moderating]
