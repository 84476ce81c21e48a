"""A picture of how texts sit together: texts that resemble each other are near, themes are areas around theirs.

Distances say something about neighbours, little about the far ends: two dimensions cannot hold more. The position of a
text is that of its point (see `space`), moved halfway to the middle of its theme, on the two main axes of all of them.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.themes.analysis.texts import CannotAnalyse, Progress, Text, quiet

WIDE, HIGH, MARGIN = 1_000, 700, 70  # of the picture, in its own units
FEWEST = 3  # texts
DOTS = 150  # texts drawn: a sample where there are more


@dataclass(frozen=True, slots=True)
class Area:
    """A theme: an ellipse around most of its texts, `angle` in degrees; how many texts, the theme nearest to it, and
    the rows of its most typical texts."""

    theme: Hashable
    x: int
    y: int
    rx: int
    ry: int
    angle: int
    count: int
    nearest: Hashable | None
    central: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A text, by its row."""

    row: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Areas, the largest first, and dots."""

    areas: tuple[Area, ...]
    dots: tuple[Dot, ...]


def draw(texts: Sequence[Text], themes: Sequence[Hashable | None], *, progress: Progress = quiet) -> Picture:
    """Draw texts and their themes (None: in no theme). The same texts give the same picture.

    Raises `CannotAnalyse` where there are fewer than FEWEST texts, or where none has a theme.
    """
    if len(texts) < FEWEST:
        raise CannotAnalyse(_("Il faut au moins %(n)d propositions pour dessiner comment elles se tiennent.", n=FEWEST))
    if all(theme is None for theme in themes):
        raise CannotAnalyse(_("Aucune proposition n’est encore rangée dans un thème : il n’y a rien à dessiner."))
    from consult.themes.analysis import laying, threads  # noqa: PLC0415  numpy and scipy, for those who draw

    with threads.one():
        return laying.lay(texts, themes, progress)
