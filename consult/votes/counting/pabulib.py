"""Pabulib's `.pb` files (pabulib.org/format): sections META, PROJECTS and VOTES, tables with ";".

`vote_type` approval and choose-1 are approvals; cumulative and scoring are points; ordinal is a ranking, with points
where the file gives them. A file with fewer or more votes than META announces was cut or mixed up: refused.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from consult.votes.counting.ballots import Ballots, Lots, Number, Paper, Points
from consult.votes.counting.election import Election
from consult.votes.counting.reading import Names, amount, refuse, rows, whole

COLUMNS = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
APPROVALS, POINTS, RANKING = ("approval", "choose-1"), ("cumulative", "scoring"), ("ordinal",)
Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Vote:
    """One line of VOTES: the chosen options in the order given, and their points where there are some."""

    options: tuple[int, ...]
    points: tuple[Number, ...] | None


def read_pabulib(text: str) -> Election:
    """Read a participatory budget."""
    meta: dict[str, tuple[int, str]] = {}
    names, costs = Names(), list[Number]()
    votes: Counter[_Vote] = Counter()
    line = 1
    for section, line, record in _records(text):
        if section == "META":
            meta[record["key"]] = line, record["value"]
        elif section == "PROJECTS":
            names.add(record["project_id"], line)
            costs.append(_cost(record["cost"], line))
        else:
            votes[_vote(record, names, line)] += 1
    return _election(meta, names, tuple(costs), votes, line)


def _records(text: str) -> Iterator[tuple[str, int, Record]]:
    """Each line of a section as its columns; all three sections must be there, in their order."""
    expected = list(COLUMNS)
    section, header, line = "", list[str](), 1
    for line, row in rows(text, ";"):
        if row[0] in COLUMNS and not any(row[1:]):
            if not expected or row[0] != expected.pop(0):
                raise refuse(line, _("les sections doivent être META, PROJECTS, puis VOTES."))
            section, header = row[0], []
        elif not section:
            raise refuse(line, _("un fichier .pb commence par la section META."))
        elif not header:
            header = row
            if missing := [column for column in COLUMNS[section] if column not in header]:
                raise refuse(line, _("il manque la colonne « %(column)s ».", column=missing[0]))
        elif len(row) < len(COLUMNS[section]):
            raise refuse(line, _("cette ligne est incomplète."))
        else:
            yield section, line, dict(zip(header, row + [""] * len(header), strict=False))
    if expected:
        raise refuse(line, _("le fichier s’arrête avant la section %(section)s.", section=expected[0]))


def _cost(cell: str, line: int) -> Number:
    cost = amount(cell, line, _("coût"))
    if cost == 0:
        raise refuse(line, _("un coût doit être supérieur à zéro."))
    return cost


def _vote(record: Record, names: Names, line: int) -> _Vote:
    options = tuple(names.find(cell.strip(), line) for cell in record["vote"].split(",") if cell.strip())
    if len(set(options)) < len(options):
        raise refuse(line, _("ce bulletin nomme deux fois la même option."))
    if not record.get("points"):
        return _Vote(options, None)
    points = tuple(amount(cell.strip(), line, _("points")) for cell in record["points"].split(","))
    if len(points) != len(options):
        raise refuse(line, _("ce bulletin n’a pas autant de points que d’options."))
    return _Vote(options, points)


def _election(
    meta: dict[str, tuple[int, str]], names: Names, costs: tuple[Number, ...], votes: Counter[_Vote], last: int
) -> Election:
    for key in ("budget", "num_votes", "vote_type"):
        if key not in meta:
            raise refuse(1, _("la section META ne dit pas « %(key)s ».", key=key))
    announced, found = whole(meta["num_votes"][1], meta["num_votes"][0], "num_votes"), votes.total()
    if announced != found:
        message = _("le fichier annonce %(announced)d votes et en a %(found)d.", announced=announced, found=found)
        raise refuse(last, message)
    if not found:
        raise refuse(last, _("ce fichier n’a aucun bulletin."))
    line, kind = meta["vote_type"]
    if kind not in APPROVALS + POINTS + RANKING:
        raise refuse(line, _("« %(kind)s » n’est pas un type de vote connu.", kind=kind[:40]))
    if kind in POINTS and any(vote.options and vote.points is None for vote in votes):
        raise refuse(last, _("il manque des points à des bulletins."))
    threshold = meta.get("min_project_score_threshold")
    return Election(
        **_shapes(kind, tuple(names.indices), votes),
        costs=costs,
        limit=amount(meta["budget"][1], meta["budget"][0], "budget"),
        threshold=amount(threshold[1], threshold[0], "min_project_score_threshold") if threshold else None,
    )


def _shapes(kind: str, options: tuple[str, ...], votes: Counter[_Vote]) -> dict[str, Ballots[Any]]:
    lots = Lots.listed(len(options))
    shapes: dict[str, Ballots[Any]] = {}
    if kind in APPROVALS:
        shapes["approvals"] = Ballots(options, _sum((tuple(sorted(v.options)), n) for v, n in votes.items()), lots)
    if kind in RANKING:
        shapes["rankings"] = Ballots(options, _sum((tuple((o,) for o in v.options), n) for v, n in votes.items()), lots)
    if kind not in APPROVALS and all(vote.points is not None or not vote.options for vote in votes):
        shapes["points"] = Ballots(options, _sum((_points(v), n) for v, n in votes.items()), lots)
    return shapes


def _points(vote: _Vote) -> Points:
    return tuple(sorted(zip(vote.options, vote.points or (), strict=True)))


def _sum(papers: Iterable[tuple[Paper, int]]) -> dict[Paper, int]:
    """Equal papers together."""
    total: dict[Paper, int] = {}
    for paper, count in papers:
        total[paper] = total.get(paper, 0) + count
    return total
