"""Charts as pictures, for office formats that hold no SVG: typst draws the same SVG, about 40 ms a chart."""

from typing import NamedTuple

import typst

from consult.documents import svg
from consult.documents.tree import Drawing

_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg", width: 480pt)"""
_PIXELS_PER_INCH = 200


class Picture(NamedTuple):
    """A PNG and its height over its width."""

    data: bytes
    ratio: float


def png(chart: Drawing, language: str) -> Picture:
    """Return `chart` as a picture sharp enough to print across a page."""
    drawing = svg.draw(chart, language=language, prefix="chart", font="Libertinus Serif")
    data = typst.compile(_PAGE, format="png", ppi=_PIXELS_PER_INCH, sys_inputs={"svg": drawing})
    return Picture(data, int.from_bytes(data[20:24]) / int.from_bytes(data[16:20]))
