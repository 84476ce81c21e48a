"""Every table there is. Each feature declares its own in its `datasets.py`, which is found here by its name."""

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec

from consult import FEATURES
from consult.datasets import DATASETS, Dataset

for _feature in FEATURES:
    if _feature != "exports" and find_spec(f"consult.{_feature}.datasets"):
        import_module(f"consult.{_feature}.datasets")

# What most people come for, before what the features declare in the order of the house.
_FIRST = (
    "proposals",
    "comments",
    "votes",
    "consultations",
    "sections",
    "places",
    "phases",
    "versions",
    "comment-votes",
)
_LAST = len(_FIRST)


def in_reading_order(some: Iterable[Dataset]) -> list[Dataset]:
    """These tables as people look for them: what was said first, the rest as declared."""
    return sorted(some, key=lambda one: _FIRST.index(one.name) if one.name in _FIRST else _LAST)


PUBLIC: dict[str, Dataset] = {name: one for name, one in DATASETS.items() if one.is_public}

__all__ = ["DATASETS", "PUBLIC", "Dataset", "in_reading_order"]
