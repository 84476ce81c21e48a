"""Text that every format can hold.

XML 1.0 refuses most control characters and all lone surrogates; office programs refuse noncharacters; the two
direction overrides (U+202D, U+202E) let a contribution disguise the text around it. All of them go; marks and
isolates that honest right-to-left text needs stay.
"""

import re

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_REFUSED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)


def clean(text: str) -> str:
    r"""Return `text` without refused characters; every line end becomes `\n`."""
    return text if text.isascii() and text.isprintable() else _REFUSED.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """Return the cleaned words of `text`, separated by one space (non-breaking spaces stay)."""
    return " ".join(word for word in re.split("[ \n\t]+", clean(text)) if word)


def breakable(text: str, longest: int = 40) -> str:
    """Return `text` with a zero-width space after each `longest` signs of an unbroken word."""
    return re.sub(rf"(\S{{{longest}}})(?=\S)", "\\1\u200b", text)
