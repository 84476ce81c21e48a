"""The tables of polls: themselves, their options, the heads of their journals; once a poll may tell, its ballots and
its result.

A sealed or secret poll is silent until its close, for everybody. A ballot has neither name, nor date, nor receipt:
those that say the same are one row, in an order that tells nothing of when they were cast. Fewer than five ballots are
not told.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from consult.accounts.models import Visitor
from consult.consultations.models import Consultation
from consult.datasets import Query, Row, dataset, flag, identifier, moment, number, words
from consult.db import db
from consult.kinds import READABLE
from consult.policy import readable
from consult.polls.models import Audience, Option, PublicPoll
from consult.proposals.models import Proposal
from consult.votes.models import Act, Entry, Head, MethodName, Poll, PollItem, Source
from consult.votes.results import Ballot, marks_by_item

POLL = _l("Identifiant du scrutin")
AT_ONCE = 5_000  # lines of a journal held in memory
LEAST = 5  # ballots of a poll that are told


def _published(query: Query, consultation_id: int) -> Query:
    return query.where(PublicPoll.consultation_id == consultation_id, PublicPoll.published.is_not(None))


@dataset(
    "polls",
    _l("Les scrutins"),
    (
        identifier("polls"),
        words("title", _l("Le titre")),
        words("text", _l("Ce que l’on demande, en Markdown")),
        words("method", _l("La méthode de vote"), MethodName),
        words("counting", _l("La règle de dépouillement, s’il y en a plusieurs")),
        words("audience", _l("Qui peut voter"), Audience),
        moment("opens", _l("Moment du début")),
        moment("closes", _l("Moment de la fin ; vide : pas de fin")),
        flag("sealed", _l("Résultat scellé jusqu’à la fin")),
        flag("secret", _l("Bulletins secrets, détachés de qui les dépose")),
        number("max_items", _l("Nombre de choix permis")),
        number("points", _l("Points à répartir")),
        number("max_points", _l("Points permis sur un choix")),
        number("budget", _l("Budget à répartir, en euros")),
        number("threshold", _l("Seuil à atteindre")),
        moment("published", _l("Moment de la publication")),
        flag("told", _l("Le résultat est public")),
    ),
    key=[PublicPoll.id],
)
def polls(consultation_id: int) -> Query:
    """Published polls and their rules."""
    one, poll = PublicPoll, Poll
    query = sa.select(
        *(one.id, one.title, one.text, poll.method_name, poll.counting, one.audience, poll.opens, poll.closes),
        *(poll.sealed, poll.secret, poll.max_items, poll.points, poll.max_points, poll.budget, poll.threshold),
        *(one.published, Poll.tells),
    )
    return _published(query.join(Poll, Poll.id == one.poll_id), consultation_id)


@dataset(
    "options",
    _l("Les choix des scrutins"),
    (
        identifier("options"),
        identifier("polls", "poll_id", POLL),
        words("title", _l("Le titre")),
        words("body", _l("Le texte, en Markdown")),
        number("position", _l("Sa place dans l’ordre")),
        number("cost", _l("Son coût, en euros")),
        identifier("proposals", "proposal_id", _l("Identifiant de la proposition dont il vient")),
    ),
    key=[Option.item_id],
)
def options(consultation_id: int) -> Query:
    """What one chooses between."""
    one = Option
    query = sa.select(one.item_id, PublicPoll.id, one.title, one.body, one.position, PollItem.cost, Proposal.id)
    joined = query.join(PublicPoll, PublicPoll.id == one.public_poll_id).join(PollItem, PollItem.id == one.item_id)
    shown = sa.and_(Proposal.visibility.in_(READABLE), readable(Proposal, Visitor()))
    joined = joined.outerjoin(Proposal, sa.and_(Proposal.id == one.proposal_id, shown))
    return _published(joined, consultation_id)


def _lines(consultation_id: int) -> int:
    """How many lines the journals have that are read for it."""
    query = sa.select(sa.func.coalesce(sa.func.sum(Poll.size), 0)).join(PublicPoll, PublicPoll.poll_id == Poll.id)
    return db.session.scalar(_published(query, consultation_id).where(Poll.tells)) or 0


@dataset(
    "ballots",
    _l("Les bulletins des scrutins, sans nom"),
    (
        identifier("polls", "poll_id", POLL),
        words("choices", _l("Les marques par choix, en JSON ; les choix sont numérotés par leur place, à partir de 1")),
        number("count", _l("Combien de bulletins disent cela")),
    ),
    weigh=_lines,
)
def ballots(consultation_id: int) -> Iterator[Row]:
    """What the ballots that count say, of polls that may tell."""
    for one in _telling(consultation_id):
        yield from ((one.id, choices, count) for choices, count in sorted(count_ballots(one.poll_id).items()))


@dataset(
    "results",
    _l("Les marques des scrutins, choix par choix"),
    (
        identifier("polls", "poll_id", POLL),
        identifier("options", "option_id", _l("Identifiant du choix")),
        words("mark", _l("La marque : un rang, une mention, des points…")),
        number("count", _l("Combien de bulletins la portent"), hides_small=True),
    ),
    weigh=_lines,
)
def results(consultation_id: int) -> Iterator[Row]:
    """How many ballots gave each mark to each option."""
    for one in _telling(consultation_id):
        items = _items(one.poll_id)
        said = (
            Ballot({items[int(place) - 1]: mark for place, mark in json.loads(choices).items()}, Source.WEB, count)
            for choices, count in count_ballots(one.poll_id).items()
        )
        for item, marks in sorted(marks_by_item(said, one.method_name).items()):
            yield from ((one.id, item, mark, count) for mark, count in sorted(marks.items()))


@dataset(
    "heads",
    _l("Les empreintes des journaux de votes"),
    (
        identifier("polls", "poll_id", _l("Identifiant du scrutin ; vide : les votes sur les propositions")),
        number("lines", _l("Combien de lignes du journal elle couvre ; vide tant que le résultat est scellé")),
        words("root", _l("L’empreinte de ces lignes : racine d’un arbre de Merkle (RFC 6962), en hexadécimal")),
        moment("created", _l("Moment de la publication")),
    ),
    key=[Head.poll_id, Head.size],
)
def heads(consultation_id: int) -> Query:
    """Every published head of the journals of a consultation: with it a copy of open data can be held against them."""
    lines = sa.case((Poll.tells, Head.size))
    query = sa.select(PublicPoll.id, lines, Head.root, Head.created).join(Poll, Poll.id == Head.poll_id)
    query = query.outerjoin(PublicPoll, PublicPoll.poll_id == Head.poll_id)
    published = sa.and_(PublicPoll.consultation_id == consultation_id, PublicPoll.published.is_not(None))
    on_proposals = sa.select(Consultation.poll_id).where(Consultation.id == consultation_id).scalar_subquery()
    return query.where(sa.or_(published, Head.poll_id == on_proposals))


def _telling(consultation_id: int) -> Sequence[Any]:
    query = sa.select(PublicPoll.id, PublicPoll.poll_id, Poll.method_name).join(Poll, Poll.id == PublicPoll.poll_id)
    return db.session.execute(_published(query, consultation_id).where(Poll.tells).order_by(PublicPoll.id)).all()


def _items(poll_id: int) -> Sequence[int]:
    """The items of a poll in the order of its options: their places do not change from one instance to another."""
    query = sa.select(PollItem.id).filter_by(poll_id=poll_id).order_by(PollItem.id)
    return db.session.scalars(query).all()


def count_ballots(poll_id: int) -> Counter[str]:
    """How many ballots that count say the same, by what they say: choices by place, as JSON.

    Memory grows with what ballots say, not with how many there are. The caller has checked that the poll tells.
    """
    places = {str(item): place for place, item in enumerate(_items(poll_id), 1)}
    counted: Counter[str] = Counter()
    for row in db.session.execute(_in_force(poll_id).execution_options(yield_per=AT_ONCE)):
        counted[_plain(row.choices, places)] += row.alike
    return counted if counted.total() >= LEAST else Counter()


def _plain(choices: Mapping[str, str], places: Mapping[str, int]) -> str:
    """`{"1": "agree", "3": "mixed"}`"""
    said = {str(place): choices[item] for item, place in places.items() if item in choices}
    return json.dumps(said, separators=(",", ":"))


def _in_force(poll_id: int) -> Query:
    """The last line of each ballot, unless it was withdrawn or cancelled."""
    last = _last(poll_id, Act.CAST, Act.CHANGE, Act.WITHDRAW)
    annulled = _last(poll_id, Act.CANCEL, Act.RESTORE)
    verdict = sa.select(Entry.ballot).join(annulled, annulled.c.number == Entry.number)
    gone = verdict.where(Entry.poll_id == poll_id, Entry.act == Act.CANCEL)
    joined = sa.select(Entry.choices, Entry.count.label("alike")).join(last, last.c.number == Entry.number)
    return joined.where(Entry.poll_id == poll_id, Entry.act != Act.WITHDRAW, Entry.ballot.not_in(gone))


def _last(poll_id: int, *acts: Act) -> sa.Subquery:
    number_of = sa.func.max(Entry.number).label("number")
    return sa.select(number_of).where(Entry.poll_id == poll_id, Entry.act.in_(acts)).group_by(Entry.ballot).subquery()
