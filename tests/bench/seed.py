"""A large consultation, written in bulk: rows and counters as the services would have left them, in seconds.

Everything is drawn from one seed: two runs measure the same data. The counters are checked when all is written.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from consult import clock, counters
from consult.accounts.models import User
from consult.comments.models import Comment, Thread
from consult.consultations.models import Consultation
from consult.db import Base, db, transaction
from consult.kinds import Visibility
from consult.proposals.models import Proposal, ProposalVersion
from consult.themes import services as themes
from consult.votes.models import MethodName, Poll, PollItem, Source, Tally, Vote
from consult.votes.queries import wrong_tallies
from tests.factories import make_consultation, make_user

VOCABULARY = (
    "accès aide atelier banc bibliothèque bus café commune cuisine débat école forêt gare jardin jeunes lumière mairie"
    " marché médiation nuit numérique ombre partage piste place quartier rue santé service silence toit train vélo"
)
WORDS = VOCABULARY.split()
MARKS = ("agree", "agree", "agree", "mixed", "disagree")
BATCH = 5_000
VOTERS = 2_000


def seed(*, proposals: int, comments: int, votes: int) -> str:
    """Fill an empty instance; return the slug of its consultation. Raises where a counter is wrong afterwards."""
    draw = random.Random(proposals)
    with transaction():
        consultation = make_consultation(title="Une grande consultation", slug="grande", sections=4)
        groups = [themes.create_theme(consultation, actor=None, title=f"Thème {n}") for n in range(1, 7)]
        people = _people()
        _proposals(draw, consultation, proposals, people, [theme.id for theme in groups])
        _comments(draw, consultation, comments, people)
        _votes(draw, consultation, votes, people)
        _count()
    with transaction():
        if wrong := [*islice(counters.differences(), 5), *islice(wrong_tallies(), 5)]:
            raise RuntimeError(f"the bulk writer and the services count differently: {wrong}")
        if db.engine.dialect.name == "sqlite":
            db.session.execute(sa.text("ANALYZE"))
    return consultation.slug


def _insert(model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        db.session.execute(sa.insert(model.__table__), batch)  # type: ignore[arg-type]


def _people() -> list[int]:
    make_user(name="Personne", email="personne@example.org")
    start = _next(User)
    names = [(start + n, f"Participant {start + n}") for n in range(VOTERS)]
    _insert(User, ({"id": i, "name": name, "name_key": name.lower(), "origin": "bench"} for i, name in names))
    return [i for i, _ in names]


def _next(model: Any) -> int:
    return (db.session.scalar(sa.select(sa.func.max(model.id))) or 0) + 1


def _text(draw: random.Random, words: int) -> str:
    return " ".join(draw.choices(WORDS, k=words)).capitalize() + "."


def _moments(count: int) -> Iterator[datetime]:
    start = clock.now() - timedelta(days=9)
    return (start + timedelta(days=8) * n / count for n in range(count))


def _proposals(draw: random.Random, place: Consultation, count: int, people: list[int], groups: list[int]) -> None:
    first, item, thread, poll = _next(Proposal), _next(PollItem), _next(Thread), _next(Poll)
    _insert(Poll, ({"id": poll + n, "method_name": MethodName.SUPPORT} for n in range(count)))
    _insert(PollItem, ({"id": item + n, "poll_id": place.poll_id} for n in range(count)))
    sections = [section.id for section in place.sections]

    def rows() -> Iterator[dict[str, Any]]:
        for n, when in enumerate(_moments(count)):
            yield {
                "id": first + n,
                "created": when,
                "published": when,
                "author_id": draw.choice(people),
                "consultation_id": place.id,
                "title": f"{_text(draw, 5)[:-1]} {n}",
                "body": "\n\n".join(_text(draw, 40) for _ in range(2)),
                "section_id": draw.choice(sections),
                "theme_id": draw.choice([*groups, None]),
                "thread_id": thread + n,
                "poll_item_id": item + n,
                "shuffle": draw.randrange(2**31 - 1),
            }

    written = list(rows())
    common = {"consultation_id": place.id, "visibility": Visibility.PUBLISHED}
    _insert(
        Thread,
        (
            {
                "id": thread + n,
                "poll_id": poll + n,
                "title": row["title"],
                "address": f"/proposals/{row['id']}",
                **common,
            }
            for n, row in enumerate(written)
        ),
    )
    _insert(Proposal, written)
    kept = ("title", "body", "author_id", "created")
    _insert(ProposalVersion, ({"proposal_id": r["id"], "number": 1} | {k: r[k] for k in kept} for r in written))


def _comments(draw: random.Random, place: Consultation, count: int, people: list[int]) -> None:
    """One in three answers the one before it in its thread."""
    threads = [tuple(row) for row in db.session.execute(sa.select(Thread.id, Thread.poll_id))]
    item, first = _next(PollItem), _next(Comment)
    where = [threads[int(len(threads) * draw.random() ** 2)] for _ in range(count)]
    _insert(PollItem, ({"id": item + n, "poll_id": poll} for n, (_, poll) in enumerate(where)))
    heads: dict[int, int] = {}

    def rows() -> Iterator[dict[str, Any]]:
        for n, when in enumerate(_moments(count)):
            thread = where[n][0]
            head = heads.get(thread) if draw.random() < 0.33 else None
            if head is None:
                heads[thread] = first + n
            yield {
                "id": first + n,
                "created": when,
                "thread_id": thread,
                "consultation_id": place.id,
                "author_id": draw.choice(people),
                "body": _text(draw, 25),
                "parent_id": head,
                "root_id": head,
                "poll_item_id": item + n,
            }

    _insert(Comment, rows())


def _votes(draw: random.Random, place: Consultation, count: int, people: list[int]) -> None:
    items = db.session.scalars(sa.select(PollItem.id).filter_by(poll_id=place.poll_id)).all()
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < min(count, len(items) * len(people) // 2):
        pairs.add((items[int(len(items) * draw.random() ** 2)], draw.choice(people)))
    marks = {pair: draw.choice(MARKS) for pair in sorted(pairs)}
    _insert(Vote, ({"item_id": i, "voter_id": v, "mark": mark} for (i, v), mark in marks.items()))
    counts = Counter((item, mark) for (item, _), mark in marks.items())
    _insert(Tally, ({"item_id": i, "source": Source.WEB, "mark": m, "count": n} for (i, m), n in counts.items()))


def _count() -> None:
    """All stored counters, from what is their truth."""
    for counter in counters.COUNTERS:
        update = sa.update(counter.column.class_).values({counter.column.key: counter.truth})
        db.session.execute(update, execution_options={"synchronize_session": False})
    if db.engine.dialect.name == "postgresql":
        for table in db.metadata.sorted_tables:
            if "id" in table.c and isinstance(table.c.id.type, sa.Integer):
                name = f'"{table.name}"'
                move = (
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT COALESCE(MAX(id), 1) FROM {name}))"
                )
                db.session.execute(sa.text(move))
