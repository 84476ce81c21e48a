"""What is told about groups: their names, key expressions and most typical texts, and why a text is there."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from flask_babel import gettext as _

from consult.themes.analysis.expressions import Phrasebook, Read, Stems, read, shared, spellings
from consult.themes.analysis.progress import stage
from consult.themes.analysis.results import Group, Place, Suggestion
from consult.themes.analysis.texts import Progress, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHOWN = 8  # key expressions of a group
_TELLING = 40  # expressions that count as a reason
_CENTRAL = 5
_LOOKED_AT = 5  # expressions that may be in a name
_NAME = 60  # characters of a text that stands for a name


@dataclass(frozen=True, slots=True)
class Heads:
    """The different texts: their rows, the place of every row among them; words, points, groups, votes, fellows."""

    rows: list[int]
    place: dict[int, int]
    reads: list[Read]
    points: "NDArray[np.float32]"
    labels: "NDArray[np.int_]"
    sure: "NDArray[np.float64]"
    fellows: list[int | None]


class Reasons:
    """The telling expressions of each group among some texts, with how they are written."""

    def __init__(
        self, texts: Sequence[Text], reads: Sequence[Read], labels: "NDArray[np.int_]", progress: Progress
    ) -> None:
        book = Phrasebook(reads, progress)
        groups = range(int(labels.max(initial=-1)) + 1)
        found = [book.telling(np.flatnonzero(labels == group).tolist(), most=_TELLING) for group in groups]
        written = spellings(texts, reads, {stems for telling in found for stems in telling})
        self.telling = [{stems: written[stems] for stems in telling} for telling in found]

    def names(self) -> list[str]:
        """A name for each group, no two the same; "" where it has no expression."""
        found: list[str] = []
        for telling in self.telling:
            name = _name(list(telling.items()))
            found.append(name if name not in found else f"{name} ({found.count(name) + 1})")
        return found


def _name(telling: Sequence[tuple[Stems, str]]) -> str:
    """The first expressions that share no word: two, or three where each is a single word."""
    chosen: list[tuple[Stems, str]] = []
    for stems, written in telling[:_LOOKED_AT]:
        if all(not set(stems) & set(other) for other, _written in chosen):
            chosen.append((stems, written))
    most = 2 if any(len(stems) > 1 for stems, _written in chosen[:2]) else 3
    name = ", ".join(written for _stems, written in chosen[:most])
    return name[:1].upper() + name[1:]


def describe(
    texts: Sequence[Text],
    heads: Heads,
    kinds: Sequence[Hashable],
    decided: Mapping[int, Hashable],
    silent: Sequence[int],
    *,
    apart: bool,
    progress: Progress,
) -> Suggestion:
    """Groups from the largest to the smallest, the silent rows last if they are `apart`; a place for each row."""
    reasons = Reasons([texts[row] for row in heads.rows], heads.reads, heads.labels, stage(progress, 0, 50))
    groups, number = _groups(texts, heads, kinds, reasons)
    places: dict[int, Place] = {}
    for row, at in heads.place.items():
        if len(places) % 200 == 0:
            stage(progress, 50, 100)(len(places), len(texts))
        n, fellow = int(heads.labels[at]), heads.fellows[at]
        sure = 1.0 if row in decided or len(groups) == 1 else float(heads.sure[at])
        near = None if fellow is None else heads.rows[fellow]
        passages = heads.reads[at] if row == heads.rows[at] else read(texts[row])
        places[row] = Place(number[n], round(sure, 4), shared(passages, reasons.telling[n]), near)
    if silent and apart:
        groups.append(_silent_group(len(groups) + 1, silent))
    elif silent:
        groups[0] = replace(groups[0], rows=tuple(sorted({*groups[0].rows, *silent})))
    places |= {row: Place(len(groups), 1.0) if apart else Place(1, 0.0) for row in silent}
    progress(1, 1)
    return Suggestion(tuple(groups), tuple(places[row] for row in range(len(texts))))


def _groups(
    texts: Sequence[Text], heads: Heads, kinds: Sequence[Hashable], reasons: Reasons
) -> tuple[list[Group], dict[int, int]]:
    """The groups in their order, and the number of each label."""
    members: list[list[int]] = [[] for __ in reasons.telling]
    for row in sorted(heads.place):
        members[heads.labels[heads.place[row]]].append(row)
    names = reasons.names()
    order = sorted((n for n, rows in enumerate(members) if rows), key=lambda n: (-len(members[n]), members[n][0]))
    groups = []
    for number, n in enumerate(order, 1):
        central = _central(heads, n)
        group = Group(
            number,
            names[n] or _excerpt(texts[central[0]]),
            tuple(reasons.telling[n].values())[:SHOWN],
            central,
            tuple(members[n]),
            kinds[n] if n < len(kinds) else None,
        )
        groups.append(group)
    return groups, {n: number for number, n in enumerate(order, 1)}


def _central(heads: Heads, n: int) -> tuple[int, ...]:
    """The rows nearest to the middle of a group."""
    own = np.flatnonzero(heads.labels == n)
    likeness = heads.points[own] @ heads.points[own].mean(axis=0)
    return tuple(heads.rows[head] for head in own[np.argsort(-likeness, kind="stable")[:_CENTRAL]])


def _silent_group(number: int, silent: Sequence[int]) -> Group:
    return Group(number, _("Sans avis"), (), tuple(silent[:_CENTRAL]), tuple(silent), is_silent=True)


def _excerpt(text: Text) -> str:
    words = " ".join(text.whole.split())
    return words if len(words) <= _NAME else words[: _NAME - 1].rstrip() + "…"
