"""What a document can be written as. To add a format, write its module and a line here; every print offers it."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from consult.documents import docx, html, odt, pdf, plain
from consult.documents.tree import Document


@dataclass(frozen=True, slots=True)
class Renderer:
    """A way to write a document: its file name extension, its media type, the name people know it by."""

    extension: str
    media_type: str
    label: str
    write: Callable[[Document, BinaryIO], None]

    def render(self, document: Document) -> bytes:
        """Return the whole file."""
        out = BytesIO()
        self.write(document, out)
        return out.getvalue()


_OPEN_XML = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

RENDERERS = {
    renderer.extension: renderer
    for renderer in (
        Renderer("html", "text/html", "Page web (HTML)", html.write),
        Renderer("md", "text/markdown", "Markdown", plain.write_markdown),
        Renderer("docx", _OPEN_XML, "Word (DOCX)", docx.write),
        Renderer("odt", "application/vnd.oasis.opendocument.text", "LibreOffice (ODT)", odt.write),
        Renderer("pdf", "application/pdf", "PDF accessible", pdf.write),
        Renderer("json", "application/json", "Données (JSON)", plain.write_json),
    )
}
