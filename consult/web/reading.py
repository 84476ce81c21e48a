"""How the bytes of a form or an address become words.

Bytes that are not UTF-8 become U+FFFD, whatever the form's encoding: `web.forms` then says so beside the field.
Werkzeug would keep them as « %E9 » in the text, or take the whole form for empty. A NUL in the questions of an address
is left out: nobody types one, and PostgreSQL could not look for it.
"""

from typing import IO
from urllib.parse import parse_qsl

from flask import Flask
from flask import Request as FlaskRequest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser
from werkzeug.utils import cached_property

URLENCODED = "application/x-www-form-urlencoded"
LAST_ROW = 2**31 - 1  # a greater number would fail in the database


def row_number(typed: str) -> int | None:
    """The number of a row, as an address or a form gives it; None for what cannot be one."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len(str(LAST_ROW)) else 0
    return number if 0 < number <= LAST_ROW else None


class FormParser(FormDataParser):
    """Werkzeug's parser, that loses no field for a byte."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        """Read the fields and the files of a form."""
        if mimetype != URLENCODED:
            return super().parse(stream, mimetype, content_length, options)
        items = parse_qsl(stream.read().decode(errors="replace"), keep_blank_values=True, errors="replace")
        return stream, self.cls(items), self.cls()


class Request(FlaskRequest):
    """A request whose forms are read so."""

    form_data_parser_class = FormParser

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The questions of the address."""
        asked: MultiDict[str, str] = super().args
        words = [(name, word.replace("\x00", "")) for name, word in asked.items(multi=True)]
        return self.parameter_storage_class(words)


def init_app(app: Flask) -> None:
    """Read requests so."""
    app.request_class = Request
