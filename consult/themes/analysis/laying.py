"""The work behind `picture`: points onto two axes, ellipses around themes."""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from consult.themes.analysis.expressions import read
from consult.themes.analysis.picture import DOTS, HIGH, MARGIN, WIDE, Area, Dot, Picture
from consult.themes.analysis.progress import stage
from consult.themes.analysis.space import points
from consult.themes.analysis.texts import Progress, Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PULL = 0.5  # of the way to the middle of the theme
_SPREAD = 1.6  # standard deviations that an ellipse reaches: most of the texts of a cloud
_LEAST = 30  # half axis of the smallest ellipse
_CENTRAL = 3


def lay(texts: Sequence[Text], themes: Sequence[Hashable | None], progress: Progress) -> Picture:
    """See `picture.draw`."""
    where = points(texts, [read(text) for text in texts], stage(progress, 0, 90))
    kinds = sorted({theme for theme in themes if theme is not None}, key=lambda kind: list(themes).index(kind))
    rows = {kind: np.array([row for row, theme in enumerate(themes) if theme == kind]) for kind in kinds}
    middles = {kind: where[own].mean(axis=0) for kind, own in rows.items()}
    pulled = where.copy()
    for kind, own in rows.items():
        pulled[own] += _PULL * (middles[kind] - where[own])
    flat = _scaled(_on_two_axes(pulled))
    nearest = _nearest(middles)
    areas = [
        _area(kind, flat, own, nearest.get(kind), _typical(where, own, middles[kind])) for kind, own in rows.items()
    ]
    progress(1, 1)
    return Picture(tuple(sorted(areas, key=lambda area: -area.count)), _dots(flat, themes))


def _on_two_axes(where: "NDArray[np.float32]") -> "NDArray[np.float64]":
    """Principal components; each axis is turned so that the result is always the same."""
    centred = where.astype(np.float64) - where.mean(axis=0)
    __, axes = np.linalg.eigh(centred.T @ centred)
    flat = centred @ axes[:, [-1, -2]]
    signs = np.sign(flat[np.abs(flat).argmax(axis=0), [0, 1]])
    return np.asarray(flat * np.where(signs == 0, 1, signs))


def _scaled(flat: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """The same within the margins. Few texts far out must not press the others together: ranks weigh half."""
    size = np.array([WIDE, HIGH]) - 2 * MARGIN
    spans = flat.max(axis=0) - flat.min(axis=0)
    even = (flat - flat.min(axis=0)) / np.where(spans > 1e-9, spans, 1)
    ranks = flat.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / max(len(flat) - 1, 1)
    ranks = np.where(spans > 1e-9, ranks, 0.5)
    return np.asarray(MARGIN + size * (np.where(spans > 1e-9, even, 0.5) + ranks) / 2)


def _typical(where: "NDArray[np.float32]", own: "NDArray[np.int_]", middle: "NDArray[np.float32]") -> tuple[int, ...]:
    order = np.argsort(-(where[own] @ middle), kind="stable")[:_CENTRAL]
    return tuple(int(own[at]) for at in order)


def _nearest(middles: dict[Hashable, "NDArray[np.float32]"]) -> dict[Hashable, Hashable]:
    """For each theme, the other one whose middle points the same way most."""
    kinds = list(middles)
    if len(kinds) < 2:
        return {}
    rows = np.array([middles[kind] for kind in kinds])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    likeness = (rows / np.where(lengths > 0, lengths, 1)) @ (rows / np.where(lengths > 0, lengths, 1)).T
    np.fill_diagonal(likeness, -2)
    return {kind: kinds[int(likeness[at].argmax())] for at, kind in enumerate(kinds)}


def _area(
    kind: Hashable,
    flat: "NDArray[np.float64]",
    own: "NDArray[np.int_]",
    nearest: Hashable | None,
    central: tuple[int, ...],
) -> Area:
    cloud = flat[own]
    x, y = cloud.mean(axis=0)
    spread = np.cov(cloud.T) if len(own) > 1 else np.zeros((2, 2))
    sizes, axes = np.linalg.eigh(spread)
    rx, ry = (max(_LEAST, _SPREAD * float(size) ** 0.5) for size in np.maximum(sizes[::-1], 0))
    angle = np.degrees(np.arctan2(axes[1, 1], axes[0, 1])) % 180
    return Area(kind, round(x), round(y), round(rx), round(ry), round(float(angle)), len(own), nearest, central)


def _dots(flat: "NDArray[np.float64]", themes: Sequence[Hashable | None]) -> tuple[Dot, ...]:
    """All texts, or a sample in which each theme has its share."""
    kinds = list(dict.fromkeys(themes))
    order = sorted(range(len(flat)), key=lambda row: (kinds.index(themes[row]), row))
    step = max(1, -(-len(order) // DOTS))
    return tuple(Dot(row, round(flat[row, 0]), round(flat[row, 1])) for row in order[::step])
