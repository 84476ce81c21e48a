"""Parts of pages that are rendered once and remembered: `{% remember a, b, c %}…{% endremember %}` in a template.

What is between the tags must depend on the values named, on the language and on the settings, and on nothing else: the
values are the whole key, so nothing has to be forgotten when data changes. Nothing personal and no token belongs there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import Flask, current_app
from flask_babel import get_locale
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser


@dataclass(frozen=True)
class _Part:
    """Where in which template, and for which values; `render` makes it, once."""

    place: str
    language: str
    values: tuple[Any, ...]
    render: list[Callable[[], str]] = field(compare=False)


def _rendered(part: _Part) -> str:
    return part.render.pop()()  # popped: the memory must not hold on to the page it was made for


class Remember(Extension):
    """The tag itself."""

    tags = {"remember"}  # noqa: RUF012  as the base class declares it

    def parse(self, parser: Parser) -> nodes.Node:
        """Read the values and what is between the tags."""
        line = next(parser.stream).lineno
        values = parser.parse_tuple(explicit_parentheses=False)
        if not isinstance(values, nodes.Tuple):
            values = nodes.Tuple([values], "load")
        body = parser.parse_statements(("name:endremember",), drop_needle=True)
        call = self.call_method("_remembered", [nodes.Const(f"{parser.name}:{line}"), values])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _remembered(self, place: str, values: tuple[Any, ...], caller: Callable[[], str]) -> str:
        part = _Part(place, str(get_locale()), values, [caller])
        made: str = current_app.extensions["fragments"](part)
        return made


def init_app(app: Flask) -> None:
    """Give templates the tag. Whoever writes templates sees at once what they changed."""
    app.extensions["fragments"] = _rendered if app.debug else lru_cache(maxsize=10_000)(_rendered)
    app.jinja_env.add_extension(Remember)
