"""Words in another encoding than the page's are pointed out beside their field; nothing else of the form is lost."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from consult.accounts.models import User
from consult.comments.models import Comment
from tests.conftest import Browser
from tests.factories import make_proposal, make_user

BYTES = {"quoted": b"caf%E9", "raw": b"caf\xe9"}


@pytest.mark.parametrize("word", BYTES.values(), ids=BYTES)
def test_bytes_that_are_not_utf_8_are_said_beside_the_field(
    db: Any, browser_of: Callable[[User], Browser], word: bytes
) -> None:
    proposal = make_proposal()
    browser = browser_of(make_user())
    url = f"/proposals/{proposal.id}"
    form = browser._form(browser.get(url), f"{url}/comments")
    del form["body"]
    answer = browser.client.post(
        f"{url}/comments",
        data=urlencode(form).encode() + b"&body=Au+" + word,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 422
    assert "Certains caractères n’ont pas pu être lus" in answer.text
    assert "Au caf\ufffd" in answer.text
    assert "resté ouvert trop longtemps" not in answer.text
    assert db.session.query(Comment).count() == 0
