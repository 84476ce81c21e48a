"""What a file is, from its bytes: a short list of types, each recognised by how it begins and, for office files, by the
names inside. Pure.

What a camera or an editor wrote about its owner (EXIF, XMP, comments) is taken out of pictures before they are kept.
"""

import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from zlib import error as ZlibError

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_MOST_NAMES = 5_000
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"bKGD", b"sBIT")
)


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file: how its name ends, what it is called on the net, how it is known."""

    extension: str
    media_type: str
    matches: Callable[[bytes], bool]


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(starts)


def _office(folder: str) -> Callable[[bytes], bool]:
    """An Office Open XML file with its main part, and without macros."""

    def matches(data: bytes) -> bool:
        names = _names(data)
        return "[Content_Types].xml" in names and any(n.startswith(folder) for n in names) and not _macros(names)

    return matches


def _macros(names: set[str]) -> bool:
    return any(name.lower().endswith("vbaproject.bin") for name in names)


def _open_document(kind: str) -> Callable[[bytes], bool]:
    """An OpenDocument file: its first entry, stored plainly, is its type."""
    said = f"mimetype{_OPEN}{kind}".encode()
    return lambda data: data[30 : 30 + len(said)] == said and not any(n.startswith("Basic/") for n in _names(data))


def _names(data: bytes) -> set[str]:
    """The names in a ZIP, from its directory alone: nothing is unpacked. Empty where it is none."""
    if not data.startswith(b"PK\x03\x04"):
        return set()
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ZlibError, ValueError, OSError, struct.error, NotImplementedError, UnicodeDecodeError):
        return set()
    return set(names) if len(names) <= _MOST_NAMES else set()


def _is_text(data: bytes) -> bool:
    try:
        said = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(ord(sign) < 32 and sign not in "\n\r\t\f" for sign in said)


def _is_jpeg(data: bytes) -> bool:
    return data.startswith(b"\xff\xd8\xff") and _jpeg_parts(data) is not None


def _is_png(data: bytes) -> bool:
    return data.startswith(_PNG) and _png_chunks(data) is not None


TYPES: tuple[FileType, ...] = (
    FileType("pdf", "application/pdf", _begins(b"%PDF-")),
    FileType("docx", _OFFICE + "wordprocessingml.document", _office("word/")),
    FileType("xlsx", _OFFICE + "spreadsheetml.sheet", _office("xl/")),
    FileType("pptx", _OFFICE + "presentationml.presentation", _office("ppt/")),
    FileType("odt", _OPEN + "text", _open_document("text")),
    FileType("ods", _OPEN + "spreadsheet", _open_document("spreadsheet")),
    FileType("odp", _OPEN + "presentation", _open_document("presentation")),
    FileType("jpg", "image/jpeg", _is_jpeg),
    FileType("jpeg", "image/jpeg", _is_jpeg),
    FileType("png", "image/png", _is_png),
    FileType("csv", "text/csv; charset=utf-8", _is_text),
    FileType("txt", "text/plain; charset=utf-8", _is_text),
    FileType("md", "text/plain; charset=utf-8", _is_text),
    FileType("ics", "text/calendar; charset=utf-8", _is_text),
)
EXTENSIONS = ", ".join(sorted(one.extension for one in TYPES if one.extension != "jpeg"))


def recognise(name: str, data: bytes) -> FileType | None:
    """The type that a file's name says and its bytes confirm; None where they do not, or we do not take it."""
    extension = name.rpartition(".")[2].lower()
    return next((one for one in TYPES if one.extension == extension and data and one.matches(data)), None)


def bare(kind: FileType, data: bytes) -> bytes:
    """The file without what a camera or an editor noted in it; other files than pictures as they are."""
    if kind.media_type == "image/jpeg":
        return _jpeg_parts(data) or data
    if kind.media_type == "image/png":
        return _png_chunks(data) or data
    return data


def _jpeg_parts(data: bytes) -> bytes | None:
    """A JPEG without its notes (APP1 to APP13, APP15, COM) but with its colours (APP2 ICC); None where it is broken."""
    out, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xDA:  # the picture itself, to its end; what follows the end is no picture
            end = data.rfind(b"\xff\xd9")
            return b"".join([*out, data[at : end + 2]]) if end > at else None
        length = int.from_bytes(data[at + 2 : at + 4])
        part = data[at : at + 2 + length]
        profile = marker == 0xE2 and part[4:16] == b"ICC_PROFILE\0"
        if not (0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)) or profile:
            out.append(part)
        at += 2 + length
    return None


def _png_chunks(data: bytes) -> bytes | None:
    """A PNG with only the chunks that draw it; None where it is broken."""
    kept = [chunk for name, chunk in _chunks(data) if name in _PNG_KEPT]
    return b"".join([_PNG, *kept]) if kept and kept[-1][4:8] == b"IEND" else None


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4])
        name = data[at + 4 : at + 8]
        yield name, data[at : at + 12 + length]
        at += 12 + length
        if name == b"IEND":
            return
