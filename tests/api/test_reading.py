"""Reading by program: the same as everybody reads, page by page, in a fixed number of queries."""

import base64
from typing import Any

import pytest
import sqlalchemy as sa

from consult.consultations.models import State
from consult.datasets import DATASETS
from consult.exports.datasets import PUBLIC
from consult.kinds import Visibility
from consult.proposals.models import Proposal
from tests.api.conftest import Ask
from tests.factories import make_comment, make_consultation, make_proposal, make_staff
from tests.policy.world import client_of, make_world


@pytest.mark.both
def test_a_list_is_read_to_its_end_page_by_page(db: Any, engine: str, ask: Ask) -> None:
    place = make_consultation(slug="port")
    titles = [make_proposal(place, title=f"Une idée {n}").title for n in range(7)]
    make_proposal(place, title="Canari", draft=True)
    seen, following = [], "/api/v1/consultations/port/proposals?limit=3"
    while following:
        page = ask("GET", following)
        assert page.status_code == 200
        seen += [row["title"] for row in page.json["items"]]
        following = page.json["next"]
        assert (page.headers.get("Link") == f'<{following}>; rel="next"') is bool(following)
    assert seen == titles
    assert ask("GET", "/consultations/port/proposals?after=nonsense").json["items"][0]["title"] == titles[0]
    for odd in ("0", "101", "x", "-1", "1.5"):
        answer = ask("GET", f"/consultations/port/proposals?limit={odd}")
        assert (answer.status_code, answer.mimetype, list(answer.json["errors"])) == (
            422,
            "application/problem+json",
            ["limit"],
        )


@pytest.mark.both
def test_every_table_is_read_in_full(db: Any, engine: str, ask: Ask) -> None:
    make_world()
    for name in PUBLIC:
        if name == "consultations":
            continue
        seen, following = [], f"/api/v1/consultations/consultation/{name}?limit=2"
        while following:
            page = ask("GET", following).json
            seen += [tuple(map(str, row.values())) for row in page["items"]]
            following = page["next"]
        rows = [
            tuple(cell.isoformat() if hasattr(cell, "isoformat") else str(cell) for cell in row)
            for row in DATASETS[name].rows(1)
        ]
        assert seen == rows, name


def test_a_cursor_that_somebody_made_up_shows_the_first_page_of_every_table(db: Any, ask: Ask) -> None:
    make_world()
    for name in PUBLIC.keys() - {"consultations"}:
        address = f"/consultations/consultation/{name}"
        first = ask("GET", address).json["items"]
        for odd in ('["x"]', "[null]", "[true]", '[{"a": 1}]', "[1, 2, 3, 4, 5]", "{}", "[1e99]"):
            cursor = base64.urlsafe_b64encode(odd.encode()).decode().rstrip("=")
            page = ask("GET", f"{address}?after={cursor}")
            assert (page.status_code, page.json["items"]) == (200, first), (name, odd)


def test_what_is_not_public_is_not_there_whoever_asks(app: Any, db: Any, ask: Ask) -> None:
    place, draft = make_consultation(slug="port"), make_consultation(slug="brouillon", state=State.DRAFT)
    team = make_staff(place)
    hidden, said = make_proposal(place), make_proposal(place)
    masked = make_comment(said)
    under = make_comment(hidden)
    hidden.visibility = hidden.thread.visibility = Visibility.HIDDEN
    masked.visibility = Visibility.HIDDEN
    own = make_proposal(place, author=team, draft=True)
    make_proposal(draft)
    db.session.commit()
    paths = [f"/proposals/{hidden.id}", f"/proposals/{own.id}", f"/comments/{masked.id}", f"/comments/{under.id}"]
    paths += ["/consultations/brouillon", "/consultations/brouillon/proposals", "/consultations/port/join-requests"]
    paths += ["/consultations/port/nothing", "/proposals/99", "/proposals/0", "/nowhere"]
    for client in (app.test_client(), client_of(app, team)):  # a cookie opens nothing here
        for path in paths:
            answer = client.get(f"/api/v1{path}")
            assert (answer.status_code, answer.mimetype) == (404, "application/problem+json"), path
            assert answer.json["status"] == 404
    assert [row["slug"] for row in ask("GET", "/consultations").json["items"]] == ["port"]
    assert ask("POST", "/consultations").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_what_was_read_already_is_not_sent_again(db: Any, ask: Ask) -> None:
    proposal = make_proposal(make_consultation(slug="port"))
    db.session.commit()
    first = ask("GET", f"/proposals/{proposal.id}")
    tag = first.headers["ETag"]
    again = ask("GET", f"/proposals/{proposal.id}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    db.session.execute(sa.update(Proposal).values(title="Un autre titre"))
    db.session.commit()
    changed = ask("GET", f"/proposals/{proposal.id}", headers={"If-None-Match": tag})
    assert (changed.status_code, changed.json["title"]) == (200, "Un autre titre")
    assert (first.headers["Access-Control-Allow-Origin"], first.headers.get("Set-Cookie")) == ("*", None)
    left = [int(one.headers["RateLimit-Remaining"]) for one in (first, again)]
    assert left[0] - left[1] == 1


def test_a_page_of_any_size_takes_the_same_queries(db: Any, ask: Ask, count_queries: Any) -> None:
    place = make_consultation(slug="port")
    for _ in range(100):
        make_proposal(place)
    db.session.commit()
    counts = []
    for size in (10, 100):
        with count_queries() as seen:
            assert len(ask("GET", f"/consultations/port/proposals?limit={size}").json["items"]) == size
        counts.append(len(seen))
    assert counts == [1, 1]
