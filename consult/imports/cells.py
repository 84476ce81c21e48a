"""What table cells hold: numbers, yes and no, texts that may be HTML, names that may be addresses."""

import re
from html.parser import HTMLParser

_TAG = re.compile(r"</?(?:p|br|div|span|ul|ol|li|strong|em|b|i|a|h[1-6]|blockquote)\b[^<>]*>", re.IGNORECASE)
_BLOCKS = frozenset("p br div ul ol li h1 h2 h3 h4 h5 h6 blockquote tr".split())  # noqa: SIM905  reads better
_YES = frozenset({"1", "true", "vrai", "oui", "yes", "t"})
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LARGEST = 10**9


def number(cell: str) -> int:
    """A count; 0 where the cell holds none."""
    digits = re.sub(r"[\s\u00a0\u202f]", "", cell).removesuffix(".0")
    return min(int(digits), _LARGEST) if re.fullmatch(r"[0-9]{1,12}", digits) else 0


def truth(cell: str) -> bool:
    """Whether a cell says yes."""
    return cell.strip().casefold() in _YES


def is_address(cell: str) -> bool:
    """Whether a name is an e-mail address, which must never be shown."""
    return bool(_ADDRESS.fullmatch(cell.strip()))


def prose(cell: str) -> str:
    """A text; where it is HTML, its words, with a line for each block and a dash for each item of a list."""
    if not _TAG.search(cell):
        return cell.strip()
    words = _Words()
    words.feed(cell)
    words.close()
    text = "".join(words.found).replace("\u00a0", " ")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.found.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        self.found.append(data)
