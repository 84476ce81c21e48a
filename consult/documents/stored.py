"""Blocks of the tree as plain values, to be kept as JSON, and back: what is read again is what was written."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, cast

from consult.documents import tree
from consult.documents.tree import Block

_CLASSES: Mapping[str, type[Any]] = {
    one.__name__.lower(): one
    for one in vars(tree).values()
    if isinstance(one, type) and is_dataclass(one) and one.__module__ == tree.__name__
}


def plain(value: object) -> object:
    """Numbers, words, lists and dictionaries; each block says its `type`. Pictures in bytes are left out."""
    if is_dataclass(value):
        named = {"type": type(value).__name__.lower()}
        return named | {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.init and f.name != "look"}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def block(data: object) -> Block:
    """The block that `plain` wrote; it checks itself again. Raises KeyError, TypeError or ValueError for others."""
    return cast(Block, _value(data))


def _value(data: object) -> object:
    if isinstance(data, dict):
        return _CLASSES[data["type"]](**{name: _value(one) for name, one in data.items() if name != "type"})
    return tuple(map(_value, data)) if isinstance(data, list) else data
