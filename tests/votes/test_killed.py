"""R01, R02, V02: a server that is killed, a connection that is cut: no acknowledged vote is lost, none counts twice."""

import random
import re
import shutil
import socket
import subprocess
import threading
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from consult.db import db
from consult.proposals.models import Proposal
from consult.votes.models import MethodName, Vote
from tests.votes.servers import PROOF, Answer, Instance, Person, instance
from tests.votes.test_concurrent import acts, by_person, is_clean, poll, proposals

KILLS = 100 if PROOF else 10
CUTS = 1_000 if PROOF else 60
COUNTED = 60
MARKS = ("agree", "mixed", "disagree")

pytestmark = pytest.mark.slow


class Voter(threading.Thread):
    """Votes on one proposal after another until told to stop; notes what was acknowledged and what had no answer."""

    def __init__(self, served: Instance, person: Person, ids: list[int], seed: int) -> None:
        super().__init__()
        self.served, self.person, self.ids, self.draw = served, person, ids, random.Random(seed)
        self.possible: dict[int, set[str]] = {}
        self.acknowledged = 0
        self.errors: list[Answer] = []
        self.stop = False

    def run(self) -> None:
        while not self.stop:
            item, mark = self.draw.choice(self.ids), self.draw.choice(MARKS)
            answer = self.served.post(self.person, f"/proposals/{item}/vote", mark=mark)
            if answer.status == 302:
                self.possible[item] = {mark}
                self.acknowledged += 1
            elif answer.status == 0:  # the answer was lost: it may have been recorded or not
                self.possible.setdefault(item, {""}).add(mark)
                time.sleep(0.05)
            else:
                self.errors.append(answer)


def test_a_server_killed_again_and_again_loses_no_acknowledged_vote(tmp_path):
    with instance(tmp_path, lambda: proposals(6)) as (served, (_poll_id, ids)):
        people, draw = served.admit(6, f"/proposals/{ids[0]}"), random.Random(1)
        voters = [Voter(served, person, ids, seed) for seed, person in enumerate(people)]
        for voter in voters:
            voter.start()
        for _ in range(KILLS):
            time.sleep(draw.uniform(0.2, 0.8))
            served.kill_workers()
        served.kill()
        served.start()
        time.sleep(0.5)
        for voter in voters:
            voter.stop = True
        for voter in voters:
            voter.join()
        items = served.look(_items)
        found = by_person(served)
        assert sum(voter.acknowledged for voter in voters) > KILLS
        for voter in voters:
            assert voter.errors == []
            marks = found.get(voter.person.user_id, {})
            for proposal, possible in voter.possible.items():
                assert marks.get(items[proposal], "") in possible
        assert is_clean(served)


def _items() -> dict[int, int]:
    return {row.id: row.poll_item_id for row in db.session.execute(sa.select(Proposal.id, Proposal.poll_item_id))}


def cut(served: Instance, person: Person, path: str, fields: dict[str, str], after: float) -> None:
    """Send a vote whole, and hang up after so many seconds without reading the answer."""
    body = urlencode({"csrf_token": person.token} | fields)
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {person.cookie}\r\nConnection: close\r\n"
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", served.port), 60) as connection:
        connection.sendall((head + body).encode())
        time.sleep(after)


def test_votes_whose_answer_is_lost_are_sent_again_and_count_once_with_the_same_receipt(tmp_path):
    with instance(tmp_path, poll_of_points) as (served, (page, poll_id, items)):
        people, draw = served.admit(CUTS // 5, f"/polls/{page}"), random.Random(2)
        receipts: dict[int, set[str]] = {}
        for person in people:
            fields = {f"item-{items[0]}": "2", f"item-{items[1]}": "3"}
            for _ in range(5):
                cut(served, person, f"/polls/{page}/vote", fields, draw.uniform(0, 0.05))
                answer = served.post(person, f"/polls/{page}/vote", **fields)
                assert answer.status == 302
                told = served.ask("GET", answer.location, person.cookie).text
                receipts.setdefault(person.user_id, set()).update(re.findall(r"\b[0-9a-f]{32}\b", told))
        stored = served.look(_receipts)
        assert {voter: {receipt} for voter, receipt in stored.items()} == receipts
        assert len(stored) == len(people)
        assert acts(served, poll_id) == {"open": 1, "cast": len(people)}
        assert is_clean(served)


def poll_of_points() -> tuple[int, int, list[int]]:
    return poll(MethodName.POINTS, points=5)


def _receipts() -> dict[int, str]:

    return {row.voter_id: row.receipt for row in db.session.execute(sa.select(Vote.voter_id, Vote.receipt))}


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: `make proof` counts where it is")
def test_every_acknowledged_vote_is_on_the_disk_before_its_answer(tmp_path: Path):
    """R02: with one vote after another no two share a sync, so there are at least as many syncs as votes."""
    trace = tmp_path / "trace"
    with instance(tmp_path, proposals) as (served, (_poll_id, (proposal,))):
        (person,) = served.admit(1, f"/proposals/{proposal}")
        served.kill()
        probe = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", str(trace)]
        if subprocess.run([*probe, "true"], capture_output=True).returncode:
            pytest.skip("this machine lets nobody trace a process: `make proof` counts where one may")
        served.start(*probe)
        syncs = []
        for n in range(COUNTED):
            syncs.append(_syncs(trace))
            assert served.post(person, f"/proposals/{proposal}/vote", mark=MARKS[n % 3]).status == 302
        syncs.append(_syncs(trace))
        per_vote = Counter(after > before for before, after in pairwise(syncs))
        assert per_vote == {True: COUNTED}
        assert syncs[-1] - syncs[0] >= COUNTED


def _syncs(trace: Path) -> int:
    return len(re.findall(r"f(?:data)?sync\(\d+", trace.read_text()))
