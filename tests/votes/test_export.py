"""The files of a poll, and the two programs that check them: ours, and the one that everybody is given."""

import hashlib
import itertools
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult import clock
from consult.db import db as database
from consult.polls.models import PublicPoll
from consult.votes import export, journal, services, verify
from consult.votes.models import Act, Entry, Poll, Source
from consult.votes.results import ballots
from tests.factories import make_consultation, make_user
from tests.votes import worlds
from tests.votes.polls import item_ids, make_poll, plain

both = pytest.mark.both
PROGRAM = Path(verify.__file__)


def run(*args: object) -> tuple[int, str]:
    """The exit code of the program and what it says, as on somebody else's machine: alone, without the application."""
    command = [sys.executable, "-I", "-S", str(PROGRAM), *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", env={"PYTHONIOENCODING": "utf-8"})
    return done.returncode, plain(done.stdout + done.stderr)


def flask(app: Flask, *args: object) -> tuple[int, str]:
    """The exit code of a command and what it prints."""
    done = app.test_cli_runner().invoke(args=[*map(str, args)])
    return done.exit_code, plain(done.output)


@both
@pytest.mark.parametrize("world", [worlds.proposals, worlds.points])
def test_what_is_exported_is_found_right(db, engine, tmp_path, world):
    head = export.write(world(), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(export.FILES)
    told = verify.check(tmp_path, head=head.root)
    assert (told.size, told.root()) == (head.size, head.root)


@both
@pytest.mark.parametrize("world", [worlds.proposals, worlds.points])
def test_the_program_counts_what_the_pages_count(db, engine, tmp_path, world):
    poll = world()
    export.write(poll, tmp_path)
    found = ballots(journal.lines(poll.id))
    sources = {source.value: sum(one.count for one in found if one.source is source) for source in Source}
    marks = Counter[tuple[str, str, str]]()
    for one in found:
        for item, mark in one.choices.items():
            marks[str(item), one.source.value, mark] += one.count
    told = json.loads((tmp_path / "result.json").read_text())
    flat = {(i, s, m): n for i, by in told["counts"].items() for s, marks in by.items() for m, n in marks.items()}
    assert (told["ballots"], flat) == ({s: n for s, n in sources.items() if s != "imported"}, dict(marks))


def test_a_line_is_exactly_the_bytes_that_are_hashed(db, tmp_path):
    poll = worlds.points()
    export.write(poll, tmp_path)
    lines = (tmp_path / "journal.jsonl").read_bytes().split(b"\n")
    assert lines.pop() == b""
    assert [hashlib.sha256(b"\x00" + line).digest() for line in lines] == db.session.scalars(
        sa.select(Entry.leaf).filter_by(poll_id=poll.id).order_by(Entry.number)
    ).all()
    assert json.loads(lines[1]).keys() == verify.KEYS


def test_the_program_runs_alone_and_says_what_it_found(db, tmp_path):
    poll = worlds.points()
    head = export.write(poll, tmp_path)
    receipt = [line["receipt"] for line in journal.lines(poll.id)][2]
    lines = f"JUSTE : scrutin {poll.id}, {head.size} lignes. Bulletins : web 3, room 2, paper 12, cancelled 1."
    assert run(tmp_path, "--head", head.root, "--receipt", receipt) == (
        0,
        f"{lines}\nEmpreinte : {head.root}\nVotre reçu est celui de la ligne 3.\n",
    )
    code, said = run(tmp_path)
    assert (code, said.splitlines()[-1].split(":")[0]) == (0, "Donnez --head avec l’empreinte publiée ")
    assert run(tmp_path, "--receipt", "0" * 32) == (1, f"FAUX : Le reçu {'0' * 32} n’est pas dans ce journal.\n")
    code, said = run(tmp_path, "--head", "0" * 64)
    assert (code, said.split(":")[0]) == (1, "FAUX ")
    code, said = run(tmp_path / "nowhere")
    assert (code, said.split(":")[0]) == (1, "FAUX ")


def test_the_program_is_short_and_knows_nothing_of_the_application():
    text = PROGRAM.read_text()
    assert len(text.splitlines()) < 200
    assert "consult" not in text
    imported = {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_what_an_older_head_covered_is_still_there(db, tmp_path):
    poll = worlds.points()
    old = export.write(poll, tmp_path / "old")
    services.cast_ballot(poll, voter=make_user(), choices={item_ids(poll)[0]: "1"})
    new = export.write(poll, tmp_path / "new")
    assert new.size == old.size + 1
    verify.check(tmp_path / "new", head=new.root, since=old.root)
    verify.check(tmp_path / "old", head=old.root)
    with pytest.raises(verify.Wrong, match="Aucun début"):
        verify.check(tmp_path / "old", since=new.root)


@pytest.mark.parametrize("rule", ["sealed", "secret"])
def test_nobody_exports_what_is_silent(app, db, tmp_path, rule):
    end = clock.now() + timedelta(hours=1)
    poll = make_poll(closes=end, **{rule: True})
    services.cast_ballot(poll, voter=make_user(), choices={item_ids(poll)[0]: "agree"})
    db.session.commit()
    code, said = flask(app, "votes", "export", poll.id, "--output", tmp_path / "files")
    sealed = "Error: Le journal de ce scrutin est scellé jusqu’à la clôture : personne ne peut encore le lire.\n"
    assert (code, said) == (1, sealed)
    assert not (tmp_path / "files").exists()
    with time_machine.travel(end, tick=False):
        assert flask(app, "votes", "export", poll.id, "--output", tmp_path / "files")[0] == 0
    verify.check(tmp_path / "files")


def test_the_commands_export_and_verify(app, db, tmp_path):
    poll, other = worlds.points(), worlds.proposals()
    db.session.commit()
    code, said = flask(app, "votes", "export", poll.id, "--output", tmp_path)
    head = verify.check(tmp_path).root()
    assert (code, said.splitlines()) == (0, [f"{poll.size} lignes dans {tmp_path}", head])
    assert flask(app, "votes", "verify") == (
        0,
        f"scrutin {other.id} : {other.size} lignes, 0 empreintes\n" * (other.id < poll.id)
        + f"scrutin {poll.id} : {poll.size} lignes, 1 empreintes\n"
        + f"scrutin {other.id} : {other.size} lignes, 0 empreintes\n" * (other.id > poll.id)
        + "2 scrutins justes, 0 faux\n",
    )
    db.session.execute(sa.text(f"UPDATE vote SET mark = '1' WHERE item_id = {item_ids(poll)[2]}"))
    db.session.commit()
    code, said = flask(app, "votes", "verify", poll.id)
    assert code == 1
    assert "Les votes gardés ne sont pas ceux du journal." in said
    assert flask(app, "votes", "verify", other.id)[0] == 0
    assert flask(app, "votes", "verify", 10**6) == (1, "Error: Aucun scrutin ne porte le numéro 1000000.\n")
    assert flask(app, "votes", "export", 10**6, "--output", tmp_path)[0] == 1


def test_a_poll_without_votes_has_nothing_to_export(app, db, tmp_path):
    poll = make_poll()
    db.session.commit()
    code, said = flask(app, "votes", "export", poll.id, "--output", tmp_path / "files")
    assert (code, said) == (1, "Error: Personne n’a encore voté : le journal de ce scrutin est vide.\n")


def test_a_hundred_thousand_receipts_are_all_different():
    assert len({services.random_name() for _ in range(100_000)}) == 100_000


def guesses(text: str) -> Iterator[str]:
    """What somebody would try who knows a number, a choice and a name: digests of them, whole or cut."""
    for name in ("md5", "sha1", "sha256", "sha512", "blake2b", "blake2s"):
        digest = hashlib.new(name, text.encode()).hexdigest()
        yield from (digest, digest[:32], digest[-32:])


@pytest.mark.parametrize("separator", ["", ":", "\n", "-", "|", ",", "/", " "])
def test_nobody_finds_a_voter_in_the_public_files(db, tmp_path, separator):
    """V06: with all user ids, all choices, all items and the public files, no voter is linked to a line."""
    poll, voters = worlds.secret()
    live = worlds.points()
    with time_machine.travel(poll.closes, tick=False):
        export.write(poll, tmp_path / "secret")
    export.write(live, tmp_path / "live")
    files = [(tmp_path / place / "journal.jsonl").read_text() for place in ("secret", "live")]
    lines = [json.loads(line) for text in files for line in text.splitlines()]
    known = {line[name] for line in lines for name in ("ballot", "receipt")}
    known |= {hashlib.sha256(b"\x00" + line.encode()).hexdigest() for text in files for line in text.splitlines()}
    people = [str(word) for voter in voters for word in (voter.id, voter.email, voter.name, voter.name_key)]
    people += [str(number) for number in range(200)]
    items = [str(item) for one in (poll, live) for item in item_ids(one)]
    marks = ["agree", "1", "2", "3", "4"]
    more = [[], *([x] for x in [*items, *marks, str(poll.id)]), *itertools.product(items, marks)]
    tried = 0
    for person in people:
        for extra in more:
            for words in ([person, *extra], [*extra, person]):
                for guess in guesses(separator.join(words)):
                    tried += 1
                    assert guess not in known
    assert tried > 100_000


def test_the_public_files_hold_no_person_and_no_moment(db, tmp_path):
    """Every value of a line is a number of the poll, an item, a mark, a word of ours, or random."""
    poll, voters = worlds.secret()
    with time_machine.travel(poll.closes, tick=False):
        export.write(poll, tmp_path)
    items = {str(item) for item in item_ids(poll)}
    for n, raw in enumerate((tmp_path / "journal.jsonl").read_text().splitlines(), 1):
        line = json.loads(raw)
        assert line.pop("number") == n
        assert all(verify.RANDOM.fullmatch(line.pop(name)) for name in ("ballot", "receipt"))
        choices = line.pop("choices")
        if n > 1:
            assert (set(choices) <= items, set(choices.values())) == (True, {"agree"})
            assert line == {"act": "cast", "source": "web", "count": 1, "poll": poll.id}
    everything = "".join(path.read_text() for path in tmp_path.glob("*.json*"))
    assert [v.name for v in voters if v.name in everything or (v.email or "") in everything] == []


def test_the_files_are_on_the_site_as_the_command_writes_them(app, db, browser, tmp_path):
    poll = worlds.points()
    one, head = published(poll), export.write(poll, tmp_path)
    db.session.commit()
    for name in export.FILES:
        response = browser.client.get(f"/polls/{one.id}/journal/{name}?lines={head.size}")
        assert (response.status_code, response.data) == (200, (tmp_path / name).read_bytes()), name
        assert response.data == browser.client.get(f"/polls/{one.id}/journal/{name}").data
    browser.get(f"/polls/{one.id}/journal/passwords.txt", status=404)
    browser.get(f"/polls/{one.id}/journal/journal.jsonl?lines=3", status=404)
    browser.get(f"/polls/{one.id + 1}/journal/journal.jsonl", status=404)


def test_the_site_is_silent_while_the_poll_is(app, db, browser, browser_of):
    poll, _voters = worlds.secret()
    one = published(poll)
    journal.publish_head(poll)
    end, admin = poll.closes, make_user(is_admin=True)
    db.session.commit()
    for reader in (browser, browser_of(admin)):
        for name in set(export.FILES):
            page = reader.get(f"/polls/{one.id}/journal/{name}", status=409)
            assert "scellé jusqu’à la clôture" in page
    with time_machine.travel(end, tick=False):
        assert browser.get(f"/polls/{one.id}/journal/journal.jsonl").count("\n") == 11


def published(poll: Poll) -> PublicPoll:
    """This poll, on a page of its own."""
    one = PublicPoll(consultation_id=make_consultation().id, poll_id=poll.id, title="Un scrutin", published=clock.now())
    database.session.add(one)
    database.session.flush()
    return one


def test_every_act_of_the_application_is_one_that_the_program_knows():
    known = {"open", "cast", "change", "withdraw", "cancel", "restore"}
    assert {act.value for act in Act} == known
