"""Full-text search for the rest of the house (the queue and the index are filled in next)."""

from typing import Any


def touch(thing: Any) -> None:
    """Mark a thing's entry in the index as out of date."""


def similar(title: str, *, consultation_id: int, limit: int = 5) -> list[int]:
    """Numbers of proposals whose words are close to this title."""
    return []
