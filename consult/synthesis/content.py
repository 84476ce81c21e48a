"""What a synthesis says, as plain values, and the same as JSON: a published version is this, and nothing else. Pure.

Contributions are pointed at, never copied, but for the words of a quotation: what became of them since is looked up
each time a version is shown (`contributions.py`). Figures and pictures are those of the day, as blocks of the tree.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from consult.documents import stored
from consult.documents.tree import Block
from consult.kinds import Ref

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Sentence:
    """A statement that was kept: what it says, and on what it rests."""

    id: int
    text: str
    sources: tuple[Ref, ...]
    in_short: bool = False
    by_machine: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation whose author agreed."""

    source: Ref
    words: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of that day. `marks` says, of each of its rows, which contribution it names, if any."""

    block: Block
    marks: tuple[Ref | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A part: its kind, its words, its sentences, quotations and pictures."""

    id: int
    kind: str
    title: str
    body: str = ""
    sentences: tuple[Sentence, ...] = ()
    quotations: tuple[Said, ...] = ()
    pictures: tuple[Drawn, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A contribution that was declared out of scope, and why."""

    source: Ref
    reason: str


@dataclass(frozen=True, slots=True)
class Content:
    """The whole of it. `figures` are counted on the day; `coverage` says how many contributions are in which state."""

    title: str
    lead: str = ""
    brief: str = ""
    brief_reader: str = ""
    passages: tuple[Passage, ...] = ()
    figures: Mapping[str, int] = field(default_factory=dict)
    coverage: Mapping[str, int] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()

    def refs(self) -> Iterator[Ref]:
        """Every contribution it points at."""
        for passage in self.passages:
            for sentence in passage.sentences:
                yield from sentence.sources
            yield from (said.source for said in passage.quotations)
            yield from (ref for drawn in passage.pictures for ref in drawn.marks if ref)
        yield from (one.source for one in self.left_out)

    def is_empty(self) -> bool:
        """Whether it says nothing yet."""
        return not self.lead and not any(p.body or p.sentences or p.quotations or p.pictures for p in self.passages)


def dump(content: Content) -> str:
    """The content as JSON."""
    plain = {name: getattr(content, name) for name in ("title", "lead", "brief", "brief_reader", "figures", "coverage")}
    plain["left_out"] = [asdict(one) for one in content.left_out]
    passages = [
        {
            "id": one.id,
            "kind": one.kind,
            "title": one.title,
            "body": one.body,
            "sentences": [asdict(sentence) for sentence in one.sentences],
            "quotations": [asdict(said) for said in one.quotations],
            "pictures": [{"block": stored.plain(drawn.block), "marks": drawn.marks} for drawn in one.pictures],
        }
        for one in content.passages
    ]
    return json.dumps({"format": FORMAT} | plain | {"passages": passages}, ensure_ascii=False)


def load(text: str) -> Content:
    """The content that `dump` wrote. Raises ValueError for another format."""
    data = json.loads(text)
    if data.pop("format") != FORMAT:
        raise ValueError("a version of another format")
    left_out = tuple(LeftOut(_ref(one["source"]), one["reason"]) for one in data["left_out"])
    return Content(**data | {"passages": tuple(map(_passage, data["passages"])), "left_out": left_out})


def _passage(data: dict[str, Any]) -> Passage:
    sentences = [Sentence(**one | {"sources": tuple(map(_ref, one["sources"]))}) for one in data["sentences"]]
    quotations = [Said(_ref(one["source"]), one["words"]) for one in data["quotations"]]
    pictures = [
        Drawn(stored.block(one["block"]), tuple(_ref(mark) if mark else None for mark in one["marks"]))
        for one in data["pictures"]
    ]
    more = {"sentences": tuple(sentences), "quotations": tuple(quotations), "pictures": tuple(pictures)}
    return Passage(**data | more)


def _ref(pair: list[Any]) -> Ref:
    return Ref(pair[0], pair[1])
