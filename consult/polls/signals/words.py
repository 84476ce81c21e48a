"""Signals in words: the numbers first, then a question. No word of it accuses anybody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.polls.signals.finding import WINDOW, Burst, Crowd, Series, Signal
from consult.votes.methods import Method
from consult.web.languages import moment, number


@dataclass(frozen=True)
class Question:
    """A signal as facilitators read it; `details` are more of the numbers behind it."""

    key: str
    about: str
    facts: str
    question: str
    details: list[str]
    voters: int


def items_of(signals: Iterable[Signal]) -> set[int]:
    """The items that signals speak of."""
    found: set[int] = set()
    for one in signals:
        match one:
            case Burst(item=int(item)) | Crowd(item=item):
                found.add(item)
            case Series(marks=marks):
                found |= marks.keys()
    return found


def in_words(signal: Signal, titles: Mapping[int, str], method: Method) -> Question:
    """A signal in words. `titles` names the items of `items_of`."""
    match signal:
        case Burst():
            return _burst(signal, titles)
        case Crowd():
            return _crowd(signal, titles, method)
        case Series():
            return _series(signal, titles, method)
    raise TypeError(signal)


def _burst(one: Burst, titles: Mapping[int, str]) -> Question:
    minutes = int(WINDOW.total_seconds() // 60)
    facts = _(
        "%(peak)s votes en %(minutes)s minutes, contre %(usual)s d’habitude.",
        peak=number(one.peak),
        minutes=minutes,
        usual=number(one.usual),
    )
    details = [_("Du %(start)s au %(end)s.", start=moment(one.start), end=moment(one.end))]
    question = _("Est-ce une annonce dans une réunion, une lettre, un article ?")
    about = titles.get(one.item, "") if one.item else _("L’ensemble du scrutin")
    return Question(one.key, about, facts, question, details, len(one.voters))


def _crowd(one: Crowd, titles: Mapping[int, str], method: Method) -> Question:
    count, among = number(len(one.voters)), number(one.among)
    share = round(100 * one.share)
    details = [_("Le choix en question : %(mark)s.", mark=_mark(one.mark, method))]
    if one.trait == "new":
        facts = _(
            "%(count)s des %(among)s personnes qui ont fait ce choix avaient un compte depuis moins d’un jour, "
            "contre %(share)s %% des autres votants.",
            count=count,
            among=among,
            share=share,
        )
        question = _("Une invitation a-t-elle fait venir du monde pour ce choix ?")
    elif one.trait == "network":
        facts = _(
            "Sur %(among)s personnes qui ont fait ce choix et dont le réseau est connu, %(count)s étaient connectées "
            "depuis un même réseau, contre %(share)s %% des autres votants.",
            count=count,
            among=among,
            share=share,
        )
        question = _("Est-ce un même lieu : une médiathèque, une école, une entreprise ?")
    else:
        facts = _(
            "%(count)s des %(among)s personnes qui ont fait ce choix ont leur adresse chez un même fournisseur, "
            "contre %(share)s %% des autres votants.",
            count=count,
            among=among,
            share=share,
        )
        question = _("Est-ce une même école, une même entreprise, une même association ?")
    return Question(one.key, titles.get(one.item, ""), facts, question, details, len(one.voters))


def _series(one: Series, titles: Mapping[int, str], method: Method) -> Question:
    facts = _(
        "%(count)s personnes ont fait exactement les %(marks)s mêmes choix ; %(near)s n’en diffèrent que par un.",
        count=number(len(one.voters)),
        marks=len(one.marks),
        near=number(one.near),
    )
    details = [
        _("%(option)s : %(mark)s", option=titles.get(item, ""), mark=_mark(mark, method))
        for item, mark in one.marks.items()
    ]
    question = _("Une liste de choix a-t-elle circulé ?")
    return Question(one.key, _("Des bulletins identiques"), facts, question, details, len(one.voters))


def _mark(mark: str, method: Method) -> str:
    labels = {one.key: str(one.label) for one in method.marks}
    if mark in labels:
        return labels[mark]
    rank: str = _("rang %(rank)s", rank=mark)
    points: str = ngettext("%(num)s point", "%(num)s points", int(mark))
    return rank if method.key == "ranking" else points
