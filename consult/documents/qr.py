"""QR codes, as one path of an SVG drawn on the server: nothing is asked of anybody else. Pure."""

from dataclasses import dataclass

import segno

QUIET = 4  # modules of white on each side (ISO/IEC 18004)


@dataclass(frozen=True)
class QRCode:
    """A square of `size` modules a side, white border included; `path` draws the dark ones."""

    size: int
    path: str


def qr_code(words: str) -> QRCode:
    """The code of an address. Error correction M: 15 % of it may be stained or folded."""
    rows = segno.make_qr(words, error="m").matrix
    runs = [f"M{x + QUIET} {y + QUIET}h{n}v1h-{n}z" for y, row in enumerate(rows) for x, n in _runs(row)]
    return QRCode(len(rows) + 2 * QUIET, "".join(runs))


def _runs(row: bytes | bytearray) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow one another."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs
