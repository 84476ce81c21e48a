"""Whatever people write can be reported, read in context, hidden and restored in the same way."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from consult import kinds
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import db as database
from consult.kinds import Visibility
from consult.moderation import queries
from consult.workstreams import services as workstreams
from consult.workstreams.funding import services as funding
from consult.workstreams.sharing import services as sharing
from consult.workstreams.sharing.models import Ad, AdKind, Minutes, Resource, ResourceKind
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import fresh
from tests.workstreams.streams import make_stream

DAY = date(2026, 3, 4)
MAKE: dict[str, Callable[[Consultation], Any]] = {
    "proposal": lambda c: make_proposal(c, body="Les mots de l’auteur."),
    "comment": lambda c: make_comment(make_proposal(c), body="Les mots de l’auteur."),
    "project": lambda c: workstreams.create_project(
        make_stream(c), author=make_user(), title="Un projet", description="Les mots de l’auteur."
    ),
    "news": lambda c: workstreams.publish_news(
        make_stream(c), author=make_user(), title="Une nouvelle", body="Les mots de l’auteur."
    ),
    "minutes": lambda c: sharing.share(
        Minutes, make_stream(c), author=make_user(), title="Une réunion", body="Les mots de l’auteur.", held=DAY
    ),
    "file": lambda c: sharing.share_file(
        make_stream(c), author=make_user(), title="Un plan", body="Les mots de l’auteur.", name="a.txt", data=b"Plan"
    ),
    "ad": lambda c: sharing.share(
        Ad, make_stream(c), author=make_user(), title="Une annonce", body="Les mots de l’auteur.", kind=AdKind.SEEK
    ),
    "resource": lambda c: sharing.share(
        Resource,
        make_stream(c),
        author=make_user(),
        title="Un barnum",
        body="Les mots de l’auteur.",
        kind=ResourceKind.LENDING,
    ),
    "funding_request": lambda c: funding.ask(
        make_stream(c),
        funding.set_fund(c, actor=make_user(), amount=100_00),
        author=make_user(),
        title="Une demande",
        body="Les mots de l’auteur.",
        amount=10_00,
        project=None,
    ),
}
HIDING = {"action": "hide", "rule": "hate", "facts": "Un mot.", "statement": "Ce mot blesse."}


def test_every_kind_of_contribution_is_tried_here() -> None:
    """A profile has no words: what is said of a person is in test_profiles."""
    assert {kind.name for kind in queries.moderated_kinds()} == {*MAKE, "profile"}
    assert [kind.name for kind in queries.moderated_kinds() if kind.model.IS_A_PERSON] == ["profile"]


@pytest.mark.parametrize("kind", MAKE)
def test_a_contribution_of_any_kind_is_reported_hidden_and_restored(
    browser: Browser, browser_of: Callable[[User], Browser], kind: str
) -> None:
    consultation = make_consultation()
    thing = MAKE[kind](consultation)
    database.session.flush()
    number, author = thing.id, database.session.get_one(User, thing.author_id)
    facilitator = browser_of(make_staff(consultation))
    queue, page = f"/consultations/{consultation.slug}/moderation", f"/moderation/{kind}/{number}"
    browser.submit(f"/report/{kind}/{number}", {"reason": "hate"})
    assert "Les mots de l’auteur." in facilitator.get(queue)
    assert "Les mots de l’auteur." in facilitator.get(page)
    facilitator.submit(page, HIDING)
    assert fresh(thing).visibility is Visibility.HIDDEN
    browser.get(f"/report/{kind}/{number}", 404)
    decision = queries.decisions_on(kinds.ref(thing))[0].id
    assert "Les mots de l’auteur." in browser_of(author).get(f"/decisions/{decision}")
    assert "Les mots de l’auteur." in facilitator.get(f"{queue}?state=decided")
    facilitator.submit(page, {"action": "restore", "rule": ""})
    assert fresh(thing).visibility is Visibility.PUBLISHED
    browser.get(f"/report/{kind}/{number}")
