"""A session ends while somebody writes: nothing they typed is lost."""

import io
from typing import Any

import sqlalchemy as sa

from consult.accounts import kept
from consult.comments.models import Comment
from consult.proposals.models import Proposal
from tests.conftest import PASSWORD, Browser
from tests.factories import make_consultation, make_proposal, make_user

NEW_PASSWORD = "trois petits chats gris"
TEXT = "Pour les familles qui travaillent.\n\nL’été aussi, « même » le dimanche & <sans> réservation."


def change_password(app: Any, user: Any) -> None:
    """In another browser."""
    form = {"current_password": PASSWORD, "password": NEW_PASSWORD}
    Browser(app).log_in(user).submit("/account", form, to="/account/password")


def log_in_again(browser: Browser, email: str, status: int = 200) -> dict[str, Any]:
    """Fill in the log-in page that the browser shows."""
    form = browser._form(browser.page, "/log-in")
    browser.post("/log-in", form | {"email": email, "password": NEW_PASSWORD}, status=status)
    return form


def test_a_proposal_written_while_the_session_ended_elsewhere_is_sent_after_logging_in(app, browser, db):
    consultation, user = make_consultation(), make_user()
    slug, email, name = consultation.slug, user.email, user.name
    db.session.commit()
    url = f"/consultations/{slug}/proposals/new"
    page = browser.log_in(user).get(url)
    typed = browser._form(page, url) | {"title": "Ouvrir la médiathèque le soir", "body": TEXT, "place": "Agen"}
    change_password(app, user)

    browser.post(url, typed, status=401)
    assert "Votre session a pris fin" in browser.page
    assert "Ce que vous écriviez est gardé" in browser.page
    assert db.session.scalars(sa.select(Proposal)).all() == []

    form = browser._form(browser.page, "/log-in")
    browser.post("/log-in", form | {"email": email, "password": "ce n’est pas lui"}, status=422)
    assert "toujours gardé" in browser.page
    log_in_again(browser, email)
    assert "Ouvrir la médiathèque le soir" in browser.page
    assert "« même » le dimanche &amp; &lt;sans&gt; réservation." in browser.page
    assert db.session.scalars(sa.select(Proposal)).all() == []

    answer = browser.post(url, browser._form(browser.page, url))
    (proposal,) = db.session.scalars(sa.select(Proposal)).all()
    assert (proposal.title, proposal.body, proposal.place) == ("Ouvrir la médiathèque le soir", TEXT, "Agen")
    assert name in browser.follow(answer)


def test_a_comment_sent_by_htmx_is_kept_too(app, browser, db):
    proposal, user = make_proposal(), make_user()
    url, email = f"/proposals/{proposal.id}/comments", user.email
    db.session.commit()
    browser.log_in(user)
    typed = browser._form(browser.get(f"/proposals/{proposal.id}"), url) | {"body": TEXT}
    change_password(app, user)
    answer = browser.client.post(url, data=typed, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == (
        422,
        "body",
        "innerHTML",
    )
    browser.page = answer.text
    log_in_again(browser, email)
    browser.post(url, browser._form(browser.page, url))
    assert db.session.scalars(sa.select(Comment.body)).all() == [TEXT]


def test_what_another_site_sends_is_not_kept(browser, db):
    consultation = make_consultation()
    url = f"/consultations/{consultation.slug}/proposals/new"
    db.session.commit()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        answer = browser.client.post(url, data={"title": "Signez ici"}, headers=headers)
        assert answer.status_code == 401
        assert "Signez ici" not in answer.text
        assert browser._form(answer.text, "/log-in").get("kept", "") == ""


def test_nobody_can_put_words_into_a_log_in_page(app, browser, db):
    user = make_user()
    db.session.commit()
    forged = ["/consultations", [["title", "Signez ici"]], False]
    for value in (str(forged), "eyJ9.forged.signature"):
        form = browser._form(browser.get("/log-in"), "/log-in")
        browser.post("/log-in", form | {"email": user.email, "password": PASSWORD, "kept": value})
        browser.submit("/account", to="/log-out")


def test_passwords_are_never_kept(app, browser, db):
    user = make_user()
    db.session.commit()
    typed = browser.log_in(user)._form(browser.get("/account"), "/account/password")
    change_password(app, user)
    secret = {"current_password": "une vieille phrase", "password": "une phrase toute neuve"}
    browser.post("/account/password", typed | secret, status=401)
    value = browser._form(browser.page, "/log-in").get("kept", "")
    with app.app_context():
        assert kept.read(value) is None


def test_files_cannot_be_kept_and_the_page_says_so(browser, db):
    user, consultation = make_user(), make_consultation()
    url = f"/consultations/{consultation.slug}/proposals/new"
    db.session.commit()
    data = {"title": "Avec une pièce jointe", "file": (io.BytesIO(b"..."), "plan.pdf")}
    answer = browser.client.post(url, data=data)
    assert "Les fichiers joints, eux, n’ont pas pu être gardés" in answer.text
    form = browser._form(answer.text, "/log-in")
    browser.post("/log-in", form | {"email": user.email, "password": PASSWORD}, status=200)
    assert "Les fichiers joints n’ont pas pu être gardés" in browser.page
    assert "Avec une pièce jointe" in browser.page


def test_a_text_too_long_to_be_kept_is_said_to_be(browser, db):
    consultation = make_consultation()
    url = f"/consultations/{consultation.slug}/proposals/new"
    db.session.commit()
    for length, said in ((kept.LARGEST - 5, "est gardé"), (kept.LARGEST - 4, "trop long pour être gardé ici")):
        answer = browser.client.post(url, data={"title": "é" * length})
        assert said in answer.text, length


def test_a_reader_is_led_to_the_log_in_page_and_back(browser, db):
    assert browser.client.get("/account?x=1").location == "/log-in?next=/account?x%3D1"
    answer = browser.client.get(
        "/account", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/proposals/3?order=recent"}
    )
    assert answer.headers["HX-Redirect"] == "/log-in?next=/proposals/3?order%3Drecent"
    answer = browser.client.get("/account", headers={"HX-Request": "true", "HX-Current-URL": "//evil.example"})
    assert answer.headers["HX-Redirect"] == "/log-in?next=/"
