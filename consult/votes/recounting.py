"""The journal that we publish (`journal.jsonl`), read as a file of ballots: those in force, with options by number."""

from flask_babel import gettext as _

from consult.votes import verify
from consult.votes.counting.election import CountRefused, Election
from consult.votes.counting.reading import MAX_OPTIONS, refuse
from consult.votes.methods import METHODS
from consult.votes.models import MethodName, Source
from consult.votes.results import Ballot, election

START = b'{"act":'


def read_journal(data: bytes) -> Election:
    """Read the ballots that count: not those withdrawn, nor those cancelled. Raise `CountRefused` for a wrong line."""
    told = verify.Journal()
    try:
        for raw in data.splitlines():
            told.read(raw)
    except verify.Wrong as wrong:
        raise CountRefused(str(wrong)) from wrong
    kept = [ballot for ballot in told.ballots.values() if ballot and not ballot["cancelled"]]
    if not kept:
        raise refuse(told.size, _("ce fichier n’a aucun bulletin."))
    found = [Ballot({int(i): m for i, m in b["choices"].items()}, Source(b["source"]), b["count"]) for b in kept]
    # Without rules of its own it is the journal of votes on proposals or comments, item by item.
    method = told.rules.get("method", MethodName.POSITION.value)
    if (
        method not in METHODS
        or not all(map(verify.ITEM.fullmatch, told.costs))
        or min(told.costs.values(), default=0) < 0
    ):
        raise refuse(1, _("ce journal donne des règles impossibles."))
    costs = {int(item): cost for item, cost in told.costs.items()}
    items = sorted(costs or {item for ballot in found for item in ballot.choices})
    if len(items) > MAX_OPTIONS:
        raise refuse(1, _("plus de %(most)d options.", most=MAX_OPTIONS))
    money = told.limits.get("budget"), told.limits.get("threshold")
    return election(found, {item: str(item) for item in items}, MethodName(method), costs, money)
