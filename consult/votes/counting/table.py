"""Ballots as a table with "," or ";", in one of two forms. The first column is how many ballots say the same.

    count,rank1,rank2,rank3          count,Parc,Quai,Halle
    12,Parc,Quai,Halle               12,Bien,Passable,À rejeter
    7,Quai,Parc=Halle,               7,2,0,5

* Ranks: the options are those that any ballot names; "=" between equals; empty cells are passed over. The options have
  no order of their own: ties are broken by that of their names.
* Marks: one column for each option; the cells are mentions, or points (and approvals where all are 0, 1 or empty). An
  empty cell is silence.
"""

from collections import Counter
from collections.abc import Iterator

from flask_babel import gettext as _

from consult.votes.counting.ballots import Approval, Ballots, Lots, Mentions, Number, Points, Ranking
from consult.votes.counting.election import Election
from consult.votes.counting.judgement import MENTIONS
from consult.votes.counting.reading import MAX_OPTIONS, Names, Row, amount, refuse, rows, whole

_MENTIONS = {mention.casefold(): place for place, mention in enumerate(MENTIONS)}


def read_table(text: str) -> Election:
    """Read a table of ballots."""
    first = text.lstrip().partition("\n")[0]
    table = rows(text, ";" if first.count(";") > first.count(",") else ",")
    line, header = next(table)
    if header[0].casefold() != "count" or len(header) < 2:
        raise refuse(line, _("la première ligne doit être « count,rank1,rank2… », ou « count » et le nom des options."))
    if header[1].casefold() == "rank1":
        return _ranks(line, header, table)
    return _marks(line, header, table)


def _ballots(width: int, table: Iterator[Row], header_line: int) -> Iterator[tuple[int, int, list[str]]]:
    """Line, count and the other cells of each row, made as wide as the header; refuses a table without a ballot."""
    total, line = 0, header_line
    for line, row in table:
        if len(row) > width:
            raise refuse(line, _("cette ligne a plus de colonnes que la première."))
        count = whole(row[0], line, "count")
        total += count
        if count:
            yield line, count, row[1:] + [""] * (width - len(row))
    if not total:
        raise refuse(line, _("ce fichier n’a aucun bulletin."))


def _ranks(line: int, header: list[str], table: Iterator[Row]) -> Election:
    expected = ["count", *(f"rank{rank}" for rank in range(1, len(header)))]
    if [cell.casefold() for cell in header] != expected:
        raise refuse(line, _("les colonnes doivent être count, rank1, rank2, et ainsi de suite."))
    places: dict[str, int] = {}
    groups: dict[tuple[int, ...], tuple[int, ...]] = {}
    papers: Counter[Ranking] = Counter()
    for at, count, cells in _ballots(len(header), table, line):
        ranking = []
        for cell in filter(None, cells):
            group = tuple(places.setdefault(name.strip(), len(places)) for name in cell.split("="))
            ranking.append(groups.setdefault(group, group))
        named = [option for group in ranking for option in group]
        if len(set(named)) < len(named):
            raise refuse(at, _("ce bulletin nomme deux fois la même option."))
        papers[tuple(ranking)] += count
        if "" in places or len(places) > MAX_OPTIONS:
            raise refuse(at, _("une option n’a pas de nom, ou il y en a plus de %(most)d.", most=MAX_OPTIONS))
    options = tuple(places)
    return Election(rankings=Ballots(options, papers, Lots.named(options)))


def _marks(line: int, header: list[str], table: Iterator[Row]) -> Election:
    names = Names()
    for name in header[1:]:
        names.add(name, line)
    ballots = list(_ballots(len(header), table, line))
    options = tuple(names.indices)
    lots = Lots.listed(len(options))
    if any(cell.casefold() in _MENTIONS for _line, _count, cells in ballots[:1] for cell in cells):
        return Election(mentions=Ballots(options, _judged(ballots), lots))
    papers = _pointed(ballots)
    points = Ballots(options, papers, lots)
    if any(given != 1 for paper in papers for _option, given in paper):
        return Election(points=points)
    approvals: dict[Approval, int] = {tuple(option for option, _given in p): count for p, count in papers.items()}
    return Election(points=points, approvals=Ballots(options, approvals, lots))


def _judged(ballots: list[tuple[int, int, list[str]]]) -> Counter[Mentions]:
    papers: Counter[Mentions] = Counter()
    for line, count, cells in ballots:
        if unknown := [cell for cell in cells if cell and cell.casefold() not in _MENTIONS]:
            raise refuse(line, _("« %(cell)s » n’est pas une mention.", cell=unknown[0][:40]))
        papers[tuple(_MENTIONS.get(cell.casefold()) for cell in cells)] += count
    return papers


def _pointed(ballots: list[tuple[int, int, list[str]]]) -> Counter[Points]:
    papers: Counter[Points] = Counter()
    pairs: dict[tuple[int, Number], tuple[int, Number]] = {}
    for line, count, cells in ballots:
        given = ((option, amount(cell, line, _("points"))) for option, cell in enumerate(cells) if cell)
        papers[tuple(pairs.setdefault(pair, pair) for pair in given if pair[1])] += count
    return papers
