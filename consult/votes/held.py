"""A poll as a single vote looks at it: plain values, read and held in one statement.

Votes come by the thousand, and what the session loads and keeps costs three times as much as the same row. Whoever
reads these selects `FOR UPDATE OF poll`: whoever else votes there waits until the transaction ends.
"""

from dataclasses import dataclass
from datetime import datetime

from consult.votes.models import MethodName, Terms


@dataclass
class HeldPoll(Terms):
    """A poll whose row is held until the end of the transaction."""

    id: int
    size: int
    method_name: MethodName
    opens: datetime | None
    closes: datetime | None
    max_items: int | None
    points: int | None
    max_points: int | None
    budget: int | None
    threshold: int | None
    sealed: bool
    secret: bool
    counting: str
    counted: datetime | None


@dataclass
class HeldItem:
    """What a vote is for."""

    id: int
    cost: int | None
    poll: HeldPoll
