"""A logo as somebody sends it: PNG or JPEG, bounded, drawn again as a PNG without anything else that was in the file.

What it is is told by its first bytes, never by its name; its size in pixels is read before anything decodes it.
"""

from dataclasses import dataclass
from enum import StrEnum

import typst

LARGEST = 1024 * 1024  # bytes
WIDEST = 4000  # pixels a side
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SHOWN = 300  # points, at twice as many pixels
_PAGE = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(json(bytes(sys.inputs.data))), format: "FORMAT", width: WIDTHpt)"""


class Fault(StrEnum):
    """Why a file is no logo that we take."""

    TOO_HEAVY = "too-heavy"
    SVG = "svg"
    KIND = "kind"
    TOO_LARGE = "too-large"
    BROKEN = "broken"


class LogoRefused(ValueError):
    """The file is no logo that we take; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Size:
    width: int
    height: int


def read(data: bytes) -> bytes:
    """The logo as a PNG at most 600 pixels wide. Raises LogoRefused."""
    if len(data) > LARGEST:
        raise LogoRefused(Fault.TOO_HEAVY)
    kind = "png" if data.startswith(_PNG) else "jpg" if data.startswith(_JPEG) else ""
    if not kind:
        start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        raise LogoRefused(Fault.SVG if start.startswith((b"<?xml", b"<svg", b"<!doctype svg", b"<!--")) else Fault.KIND)
    size = _png_size(data) if kind == "png" else _jpeg_size(data)
    if size is None or not (size.width and size.height):
        raise LogoRefused(Fault.BROKEN)
    if max(size.width, size.height) > WIDEST:
        raise LogoRefused(Fault.TOO_LARGE)
    return _drawn_again(data, kind, min(_SHOWN, size.width / 2))


def _drawn_again(data: bytes, kind: str, width: float) -> bytes:
    page = _PAGE.replace("FORMAT", kind).replace("WIDTH", f"{width:.1f}").encode()
    try:
        return bytes(typst.compile(page, format="png", ppi=144, sys_inputs={"data": str(list(data))}))
    except typst.TypstError:
        raise LogoRefused(Fault.BROKEN) from None


def _png_size(data: bytes) -> _Size | None:
    if data[12:16] != b"IHDR" or len(data) < 24:
        return None
    return _Size(int.from_bytes(data[16:20]), int.from_bytes(data[20:24]))


def _jpeg_size(data: bytes) -> _Size | None:
    """The size that the first frame of a JPEG tells (ISO/IEC 10918-1, B.2.2)."""
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4])
        if marker in _FRAMES:
            return _Size(int.from_bytes(data[place + 7 : place + 9]), int.from_bytes(data[place + 5 : place + 7]))
        place += 2 + max(length, 2)
    return None


def contrast(colour: str) -> float:
    """The contrast of a colour (#1f4f7b) with white, from 1 to 21 (WCAG 2.2, relative luminance)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    light = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05)
