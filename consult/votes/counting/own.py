"""Our own form of ballots, JSON:

    {"format": "consult-ballots", "kind": "ranking", "options": ["Parc", "Quai", "Halle"],
     "ballots": [{"choice": ["Quai", ["Parc", "Halle"]], "count": 7}, …]}

* kind "ranking": a list, best first, of names or of lists of equals; "approval": a list of names; "points": an object
  of numbers by name; "mentions": an object of mentions by name. "count" may be left out: 1.
* "lots" may give the drawn order that breaks ties: all names, the first favoured. Else it is the order of "options".
* For budgets, "costs" is an object of numbers by name, "budget" a number, "threshold" one too where there is one.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from consult.votes.counting.ballots import Ballots, Lots, Number
from consult.votes.counting.election import Election
from consult.votes.counting.judgement import MENTIONS
from consult.votes.counting.reading import Names, amount, refuse, whole

FORMAT = "consult-ballots"
_CHOICE = re.compile(r'(?<!\\)"choice"\s*:')


class _Digits(str):
    """A number as it was written: it is read where it is known what it is."""

    __slots__ = ()


def read_own(text: str) -> Election:
    """Read ballots in our own form."""
    content = _parsed(text)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise refuse(1, _('ce fichier JSON ne dit pas « "format": "%(format)s" ».', format=FORMAT))
    names = Names()
    for name in _list(content.get("options"), 1):
        names.add(_text(name, 1), 1)
    readers: dict[str, Callable[[Any, _Place], Hashable]] = {
        "ranking": _ranking,
        "approval": _approval,
        "points": _points,
        "mentions": _judged,
    }
    kind = content.get("kind")
    if not isinstance(kind, str) or kind not in readers:
        raise refuse(1, _("« kind » doit être ranking, approval, points ou mentions."))
    papers: Counter[Any] = Counter()
    for line, ballot in zip(_lines(text), _list(content.get("ballots"), 1), strict=False):
        if not isinstance(ballot, dict) or "choice" not in ballot:
            raise refuse(line, _("ce bulletin n’a pas de « choice »."))
        count = _number(ballot.get("count", _Digits("1")), line, "count", whole)
        papers[readers[kind](ballot["choice"], _Place(names, line))] += int(count)
    ballots: Ballots[Any] = Ballots(tuple(names.indices), +papers, _lots(content, names))
    if not ballots.total:
        raise refuse(1, _("ce fichier n’a aucun bulletin."))
    return _election(content, names, kind, ballots)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a choice is, and what it may name."""

    names: Names
    line: int

    def find(self, name: Any) -> int:
        return self.names.find(_text(name, self.line), self.line)

    def once(self, options: list[int]) -> list[int]:
        if len(set(options)) < len(options):
            raise refuse(self.line, _("ce bulletin nomme deux fois la même option."))
        return options


def _ranking(choice: Any, place: _Place) -> Hashable:
    groups = [entry if isinstance(entry, list) else [entry] for entry in _list(choice, place.line)]
    ranking = tuple(tuple(place.find(name) for name in group) for group in groups if group)
    place.once([option for group in ranking for option in group])
    return ranking


def _approval(choice: Any, place: _Place) -> Hashable:
    return tuple(sorted(place.once([place.find(name) for name in _list(choice, place.line)])))


def _points(choice: Any, place: _Place) -> Hashable:
    given = {place.find(name): _number(value, place.line, _("points")) for name, value in _object(choice, place.line)}
    return tuple(sorted((option, points) for option, points in given.items() if points))


def _judged(choice: Any, place: _Place) -> Hashable:
    given = {place.find(name): _text(mention, place.line) for name, mention in _object(choice, place.line)}
    if unknown := [mention for mention in given.values() if mention not in MENTIONS]:
        raise refuse(place.line, _("« %(cell)s » n’est pas une mention.", cell=unknown[0][:40]))
    return tuple(MENTIONS.index(given[option]) if option in given else None for option in place.names.indices.values())


def _parsed(text: str) -> Any:
    def refuse_constant(name: str) -> Any:
        raise refuse(1, _("« %(name)s » n’est pas un nombre.", name=name))

    try:
        return json.loads(
            text,
            parse_int=_Digits,
            parse_float=_Digits,
            parse_constant=refuse_constant,
            object_pairs_hook=_without_doubles,
        )
    except json.JSONDecodeError as error:
        raise refuse(error.lineno, _("ce fichier JSON est mal formé ou coupé.")) from error
    except RecursionError as error:
        raise refuse(1, _("ce fichier JSON est mal formé ou coupé.")) from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _value in pairs).items() if times > 1)
        raise refuse(1, _("« %(name)s » est là deux fois dans le même objet.", name=twice[:80]))
    return found


def _lines(text: str) -> Iterator[int]:
    """The line of each ballot: that of its "choice", which no string can hold unescaped; the last one, ever after."""
    line, seen = 1, 0
    for found in _CHOICE.finditer(text):
        line += text.count("\n", seen, found.start())
        seen = found.start()
        yield line
    while True:
        yield line


def _lots(content: dict[str, Any], names: Names) -> Lots:
    if "lots" not in content:
        return Lots.listed(len(names.indices))
    drawn = [names.find(_text(name, 1), 1) for name in _list(content["lots"], 1)]
    if sorted(drawn) != list(names.indices.values()):
        raise refuse(1, _("« lots » doit nommer chaque option une fois."))
    return Lots.drawn(drawn)


def _election(content: dict[str, Any], names: Names, kind: str, ballots: Ballots[Any]) -> Election:
    parts: dict[str, Any] = {{"ranking": "rankings", "approval": "approvals"}.get(kind, kind): ballots}
    for key, part in (("budget", "limit"), ("threshold", "threshold")):
        if key in content:
            parts[part] = _number(content[key], 1, key)
    return Election(costs=_costs(content, names), **parts)


def _costs(content: dict[str, Any], names: Names) -> tuple[Number, ...] | None:
    if "costs" not in content:
        return None
    costs = {names.find(name, 1): _number(value, 1, _("coût")) for name, value in _object(content["costs"], 1)}
    if len(costs) < len(names.indices) or not all(costs.values()):
        raise refuse(1, _("« costs » doit donner à chaque option un coût supérieur à zéro."))
    return tuple(costs[option] for option in names.indices.values())


def _list(value: Any, line: int) -> list[Any]:
    if not isinstance(value, list):
        raise refuse(line, _("une liste était attendue."))
    return value


def _object(value: Any, line: int) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise refuse(line, _("un objet était attendu."))
    return list(value.items())


def _text(value: Any, line: int) -> str:
    if not isinstance(value, str) or isinstance(value, _Digits):
        raise refuse(line, _("un texte était attendu."))
    return value


def _number(value: Any, line: int, what: str, read: Callable[[str, int, str], Number] = amount) -> Number:
    if not isinstance(value, _Digits):
        raise refuse(line, _("%(what)s : un nombre était attendu.", what=what))
    return read(value, line, what)
