"""The public register is a chain: whoever changes, takes out or adds a line is found."""

import copy
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult import clock
from consult.accounts.models import User
from consult.consultations.models import Consultation, State
from consult.db import db as database
from consult.moderation import appeals, chain, queries
from consult.moderation.models import Measure, Outcome, Reason, RegisterLine
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide, fresh, report

FEBRUARY = datetime(2026, 2, 10, 12, tzinfo=UTC)
MARCH = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def consultation(db: Any, engine: str) -> Consultation:
    return make_consultation(slug="culture")


def _busy(consultation: Consultation, n: int = 6) -> None:
    """Some decisions of several kinds, an appeal that was won and one that waits."""
    moderator, judge = make_staff(consultation), make_staff(consultation)
    actions = (Measure.KEEP, Measure.WARN, Measure.HIDE, Measure.SUSPEND, Measure.REWORD, Measure.MOVE)
    for number in range(n):
        thing = fresh(make_proposal(consultation))
        report(thing)
        decision = decide(thing, actions[number % 6], moderator=moderator, rule=list(Reason)[number % 4])
        if decision.action is Measure.HIDE:
            author = database.session.get_one(User, decision.author_id)
            lodged = appeals.lodge(decision, author=author, body="Relisez.")
            whole = queries.appeal(lodged.id)
            appeals.judge(fresh(thing), whole, judge=judge, outcome=Outcome.OVERTURNED, reasons="Tout relu.")
    database.session.commit()


def _export(browser: Browser, query: str = "") -> dict[str, Any]:
    body = browser.client.get(f"/moderation/register.json{query}").get_data()
    document: dict[str, Any] = chain.read(body)
    return document


@pytest.mark.both
def test_every_decision_appeal_and_ruling_is_a_line_that_follows_the_one_before(
    db: Any, consultation: Consultation
) -> None:
    _busy(consultation)
    lines = db.session.scalars(sa.select(RegisterLine).order_by(RegisterLine.number)).all()
    events = [json.loads(line.content) for line in lines]
    assert [e["number"] for e in events] == list(range(1, len(lines) + 1))
    assert [(e["event"], e.get("action") or e.get("outcome")) for e in events] == [
        ("decision", "keep"),
        ("decision", "warn"),
        ("decision", "hide"),
        ("appeal", None),
        ("ruling", "overturned"),
        ("decision", "restore"),
        ("decision", "suspend"),
        ("decision", "reword"),
        ("decision", "move"),
    ]
    document = {"format": chain.FORMAT, "consultations": queries.chains({consultation.id: "culture"})}
    assert list(chain.problems(document)) == []
    for statement in ("UPDATE register_line SET content = '{}'", "DELETE FROM register_line"):
        with pytest.raises(sa.exc.DatabaseError, match="register_line is append-only"), db.session.begin_nested():
            db.session.execute(sa.text(statement))


def _values(document: Any) -> list[tuple[Any, Any]]:
    """Every place of a document that holds a plain value: (container, key)."""
    found: list[tuple[Any, Any]] = []
    items = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in items:
        found += _values(value) if isinstance(value, dict | list) else [(document, key)]
    return found


def _change_a_value(chosen: random.Random, document: Any) -> None:
    place, key = chosen.choice(_values(document))
    value = place[key]
    if isinstance(value, bool) or value is None:
        place[key] = chosen.choice([2, "x", not value])
    elif isinstance(value, int):
        place[key] = value + chosen.choice([-1, 1, 10, 0.5])
    else:
        at = chosen.randrange(len(value))
        place[key] = value[:at] + ("0" if value[at] != "0" else "1") + value[at + 1 :]


def _entries(chosen: random.Random, document: Any) -> list[Any]:
    entries: list[Any] = chosen.choice(document["consultations"])["entries"]
    return entries


def _take_out(chosen: random.Random, document: Any) -> None:
    entries = _entries(chosen, document)
    del entries[chosen.randrange(len(entries))]


def _swap(chosen: random.Random, document: Any) -> None:
    entries = _entries(chosen, document)
    one = chosen.randrange(len(entries) - 1)
    entries[one], entries[one + 1] = entries[one + 1], entries[one]


def _add(chosen: random.Random, document: Any) -> None:
    entries = _entries(chosen, document)
    entries.insert(chosen.randrange(len(entries) + 1), copy.deepcopy(chosen.choice(entries)))


def _rename(chosen: random.Random, document: Any) -> None:
    line = chosen.choice(_entries(chosen, document))["line"]
    line["xyz"] = line.pop(chosen.choice(sorted(line)))


def _take_out_and_count_again(chosen: random.Random, document: Any) -> None:
    one = chosen.choice(document["consultations"])
    del one["entries"][chosen.randrange(len(one["entries"]) - 1)]
    one["lines"] -= 1
    for number, entry in enumerate(one["entries"], 1):
        entry["line"]["number"] = number


CHANGES = (_change_a_value, _take_out, _swap, _add, _rename, _take_out_and_count_again)


def test_a_thousand_random_alterations_of_the_export_are_found(browser: Browser, consultation: Consultation) -> None:
    _busy(consultation, 12)
    _busy(make_consultation(slug="ecole"), 6)
    document = _export(browser)
    assert list(chain.problems(document)) == []
    chosen = random.Random(20261122)
    for n in range(1000):
        altered = copy.deepcopy(document)
        CHANGES[n % len(CHANGES)](chosen, altered)
        assert altered != document
        assert list(chain.problems(altered)) != [], f"alteration {n}"


def test_the_command_says_whether_a_file_is_whole_and_whether_a_noted_hash_is_in_it(
    app: Flask, browser: Browser, consultation: Consultation, tmp_path: Path
) -> None:
    _busy(consultation)
    document = _export(browser)
    file, runner = tmp_path / "register.json", app.test_cli_runner()
    file.write_text(json.dumps(document))
    whole = runner.invoke(args=["moderation", "verify", str(file)])
    assert (whole.exit_code, "9 lines" in whole.output) == (0, True)
    head = document["consultations"][0]["head"]
    assert runner.invoke(args=["moderation", "verify", str(file), "--head", head]).exit_code == 0
    one = document["consultations"][0]  # cut at the end, and counted again: only a noted hash tells
    one["entries"].pop()
    one |= {"lines": len(one["entries"]), "head": one["entries"][-1]["hash"]}
    file.write_text(json.dumps(document))
    assert runner.invoke(args=["moderation", "verify", str(file)]).exit_code == 0
    assert runner.invoke(args=["moderation", "verify", str(file), "--head", head]).exit_code == 1
    for body in (b"", b"[]", b"\xff", b'{"format": 1}', b'{"a": 1, "a": 2}', b"[" * 100_000, b'{"format":"x"}'):
        file.write_bytes(body)
        assert runner.invoke(args=["moderation", "verify", str(file)]).exit_code == 1


def test_the_export_holds_no_personal_data_and_nothing_of_drafts(browser: Browser, consultation: Consultation) -> None:
    author = make_user(name="CanariAuteur")
    thing = fresh(make_comment(make_proposal(consultation, title="CanariTitre"), author=author, body="CanariTexte"))
    decision = decide(thing, facts="CanariFaits", statement="CanariMessage", law="CanariLoi")
    lodged = appeals.lodge(decision, author=author, body="CanariContestation")
    appeals.judge(
        fresh(thing),
        queries.appeal(lodged.id),
        judge=make_staff(consultation, name="CanariJuge"),
        outcome=Outcome.UPHELD,
        reasons="CanariRaisons",
    )
    decide(fresh(make_proposal(make_consultation(slug="secret", state=State.DRAFT))), Measure.KEEP)
    database.session.commit()
    for path in ("register.json", "register.csv", "register", "register/months"):
        page = browser.client.get(f"/moderation/{path}").get_data(as_text=True)
        assert "canari" not in page.lower()
        assert "secret" not in page
    (row,) = browser.client.get("/moderation/register.csv").get_data(as_text=True).splitlines()[1:]
    assert row.endswith(",upheld")
    assert "La décision est confirmée" in browser.get("/moderation/register")


def test_the_register_is_filtered_by_measure_and_rule(browser: Browser, consultation: Consultation) -> None:
    _busy(consultation)

    def rows(query: str) -> list[str]:
        body = browser.client.get(f"/moderation/register.csv{query}").get_data(as_text=True)
        browser.get(f"/moderation/register{query}")
        return [line.split(",")[4] for line in body.splitlines()[1:]]

    assert rows("?action=hide") == ["hide"]
    assert rows("?rule=insult") == ["keep", "reword"]
    assert rows("?action=hide&rule=insult") == []
    assert len(rows("?action=nonsense&rule=%00")) == 7


def test_the_months_show_decisions_delays_and_appeals(
    browser: Browser, consultation: Consultation, count_queries: Callable[[], Any]
) -> None:
    with clock.at(FEBRUARY):
        _busy(consultation)
    with clock.at(MARCH):
        decide(make_proposal(consultation), Measure.KEEP)
    database.session.commit()
    extent = queries.Extent([consultation.id])
    march, february = queries.by_month(extent, clock.zone())
    assert (march.total, march.appeals, march.overturned, march.median) == (1, 0, 0, None)
    assert (february.total, february.appeals, february.overturned) == (7, 1, 1)
    assert february.median is not None
    page = browser.get("/moderation/register/months")
    assert "Mars 2026" in page
    assert "Février 2026" in page
    assert queries.heads([consultation.id])[consultation.id].hash in page
    with count_queries() as seen:
        browser.get("/moderation/register/months")
    assert len(seen) == 5
