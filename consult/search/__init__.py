"""Full-text search (the queue and the index are filled in next)."""

from typing import Any


def touch(thing: Any) -> None:
    """Mark a thing's entry in the index as out of date."""
