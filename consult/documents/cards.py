"""Cards to cut out and hang on a wall, as a tagged PDF: a title, a few lines, who says it, a QR code that leads there.

Either a page of A6 each, or four on an A4.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, Literal

from consult.documents import pdf
from consult.documents.hygiene import breakable

_LAYOUT = Path(__file__).with_name("cards.typ").read_bytes()
_QR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><rect width="{size}" height="{size}" '
    'fill="#fff"/><path d="{path}" fill="#000"/></svg>'
)
Paper = Literal["a4", "a6"]


@dataclass(frozen=True)
class Card:
    """What one card says. `qr` is the side of the code in modules, and the path that draws its dark ones; `alt` says in
    words where it leads."""

    title: str
    text: str
    kicker: str
    by: str
    address: str
    qr: tuple[int, str]
    alt: str


def write(
    cards: Sequence[Card], out: BinaryIO, *, title: str, written: date, language: str = "fr", paper: Paper = "a4"
) -> None:
    """Write the PDF."""
    data = {
        "title": title,
        "date": {"year": written.year, "month": written.month, "day": written.day},
        "lang": language.partition("-")[0],
        "paper": paper,
        "cards": [_read(one) for one in cards],
    }
    out.write(pdf.typeset(_LAYOUT, json.dumps(data, ensure_ascii=False), written))


def _read(one: Card) -> dict[str, str]:
    size, path = one.qr
    words = {name: breakable(getattr(one, name), 20) for name in ("title", "text", "kicker", "by", "address")}
    return words | {"alt": one.alt, "qr": _QR.format(size=size, path=path)}
