"""A form sent twice writes once and answers the same: double clicks, retries, lost answers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.comments.models import Comment
from tests.conftest import Browser
from tests.factories import make_proposal, make_user
from tests.live import cookie_after, send, serve, session_cookie


def filled_form(page: str, action: str) -> dict[str, Any]:
    return Browser._form(page, action) | {"body": "Dit une seule fois."}


def said(db: Any) -> int:
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(Comment)))


def all_at_once(n: int, act: Callable[[], Any]) -> list[Any]:
    """What `n` threads that start together bring back."""
    start = Barrier(n)

    def one(_: int) -> Any:
        start.wait()
        return act()

    with ThreadPoolExecutor(n) as threads:
        return list(threads.map(one, range(n)))


@pytest.mark.both
def test_a_form_sent_again_answers_the_same(db: Any, engine: str, browser: Browser) -> None:
    proposal, user = make_proposal(), make_user()
    db.session.commit()
    action = f"/proposals/{proposal.id}/comments"
    browser.log_in(user)
    form = filled_form(browser.get(f"/proposals/{proposal.id}"), action)
    answers = [browser.post(action, form).location for _ in range(3)]
    assert len(set(answers)) == 1
    assert said(db) == 1


@pytest.mark.both
def test_a_form_sent_eight_times_at_once_writes_once(app: Flask, db: Any, engine: str) -> None:
    """Eight threads of a real server, eight copies of one form, three times."""
    proposal, user = make_proposal(), make_user()
    db.session.commit()
    cookie = session_cookie(app, user)
    page, action = f"/proposals/{proposal.id}", f"/proposals/{proposal.id}/comments"
    with serve(app) as base:
        for round_ in (1, 2, 3):
            opened = send(base, "GET", page, cookie=cookie)
            cookie = cookie_after(opened, cookie)
            send_form = partial(send, base, "POST", action, cookie=cookie, form=filled_form(opened.text, action))
            answers = all_at_once(8, send_form)
            assert [a.status for a in answers] == [302] * 8
            assert len({a.headers["Location"] for a in answers}) == 1
            assert said(db) == round_
