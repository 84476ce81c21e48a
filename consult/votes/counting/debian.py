"""Debian's tally sheets: "Option N---->: name" lines, then "V: ranks  hash", one rank for each option.

A rank is one sign, 1 to 9 then A to Z; "-" is unranked. Equal ranks are allowed; they need not follow one another.
"""

import re
from collections import Counter, defaultdict

from flask_babel import gettext as _

from consult.votes.counting.ballots import Ballots, Lots, Ranking
from consult.votes.counting.election import Election
from consult.votes.counting.reading import Names, refuse

_OPTION = re.compile(r"[\s|/]*Option\s+([0-9]{1,2})\s*-*>:\s*(.*?)\s*")
VOTE = re.compile(r"V:\s+(\S+)(?:\s+\S+)?\s*")
_RANKS = re.compile(r"[1-9A-Za-z-]+", re.ASCII)


def read_debian(text: str) -> Election:
    """Read a tally sheet."""
    names = Names()
    papers: Counter[Ranking] = Counter()
    for line, content in enumerate(text.split("\n"), start=1):
        if option := _OPTION.fullmatch(content):
            if int(option[1]) != names.add(option[2], line) + 1:
                raise refuse(line, _("les options ne sont pas numérotées dans l’ordre."))
        elif content.startswith("V:"):
            papers[_ranking(content, line, len(names.indices))] += 1
    if not papers:
        raise refuse(1, _("cette feuille n’a aucun bulletin."))
    options = tuple(names.indices)
    return Election(rankings=Ballots(options, papers, Lots.listed(len(options))))


def _ranking(content: str, line: int, options: int) -> Ranking:
    vote = VOTE.fullmatch(content)
    if vote is None or not _RANKS.fullmatch(vote[1]):
        raise refuse(line, _("ce bulletin ne se lit pas : « %(content)s ».", content=content[:40]))
    if len(vote[1]) != options:
        message = _("ce bulletin a %(ranks)d rangs pour %(options)d options.", ranks=len(vote[1]), options=options)
        raise refuse(line, message)
    groups: dict[int, list[int]] = defaultdict(list)
    for option, rank in enumerate(vote[1]):
        if rank != "-":
            groups[int(rank, 36)].append(option)
    return tuple(tuple(groups[rank]) for rank in sorted(groups))
