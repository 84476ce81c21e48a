"""What a file says, to whoever looks for a word in it: a page as it is, what is packed, and what a PDF shows.

A PDF is read as a reader's eye does: the characters that its fonts show, by their ToUnicode tables (PDF 32000-1,
9.10.3), beside its title, its links and what stands for a picture. Spaces and hyphens are left out: a line may
break anywhere.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

_CHAR = re.compile(rb"beginbfchar(.*?)endbfchar", re.S)
_RANGE = re.compile(rb"beginbfrange(.*?)endbfrange", re.S)
_CODES = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>")
_SPANS = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(\[[^\]]*\]|<[0-9A-Fa-f\s]+>)")
_SAID = ("/Alt", "/ActualText", "/URI", "/Contents", "/Title")
_SPACES = re.compile(r"[\s\u00ad\u2010-]+")


def said_by(content: bytes) -> str:
    """What a file says, in small letters."""
    if content.startswith(b"%PDF"):
        with pikepdf.open(BytesIO(content)) as opened:
            return _SPACES.sub("", "".join(_shown(opened))).lower()
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace").lower()
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return " ".join(said_by(packed.read(name)) for name in packed.namelist())


def _shown(pdf: pikepdf.Pdf) -> Iterator[str]:
    yield from (str(value) for value in pdf.docinfo.values())
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary):
            yield from (str(thing[name]) for name in _SAID if isinstance(thing.get(name), pikepdf.String))
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form":
            yield from _drawn(thing, thing.get("/Resources", {}))
    for page in pdf.pages:
        yield from _drawn(page, page.resources)


def _drawn(what: Any, resources: Any) -> Iterator[str]:
    """The characters of a page, or of a picture on one, in the order in which they are drawn."""
    tables = {name: _table(font) for name, font in resources.get("/Font", {}).items()}
    table: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(what, "Tf Tj TJ ' \""):
        if str(operator) == "Tf":
            table = tables[str(operands[0])]
        elif str(operator) == "TJ":
            yield "".join(_read(bytes(part), table) for part in operands[0] if isinstance(part, pikepdf.String))
        else:
            yield _read(bytes(operands[-1]), table)


def _read(codes: bytes, table: dict[int, str]) -> str:
    pairs = zip(codes[::2], codes[1::2], strict=False)
    return "".join(table.get(high << 8 | low, "") for high, low in pairs)


def _table(font: Any) -> dict[int, str]:
    """What the two-byte codes of a font stand for."""
    cmap, found = font["/ToUnicode"].read_bytes(), dict[int, str]()
    for block in _CHAR.findall(cmap):
        found |= {int(code, 16): _text(said) for code, said in _CODES.findall(block)}
    for block in _RANGE.findall(cmap):
        for first, last, said in _SPANS.findall(block):
            codes = range(int(first, 16), int(last, 16) + 1)
            texts = [_text(one) for one in re.findall(rb"<([^>]*)>", said)]
            if not said.startswith(b"["):
                texts = [texts[0][:-1] + chr(ord(texts[0][-1]) + n) for n in range(len(codes))]
            found |= dict(zip(codes, texts, strict=False))
    return found


def _text(said: bytes) -> str:
    return bytes.fromhex(said.decode()).decode("utf-16-be")
