"""A page, or only the fragment that htmx asked for; where to go next; a refused form."""

from typing import Any

from flask import g, render_template, request
from werkzeug.wrappers import Response


def page(template: str, *, fragment: str | None = None, **context: Any) -> Any:
    """Render a page, or its fragment alone for htmx. A page that shows a refused form again answers 422."""
    asked = fragment if request.headers.get("HX-Request") == "true" else None
    html = render_template(asked or template, **context)
    return (html, 422) if g.get("form_refused") else html


def next_page(*, otherwise: str) -> str:
    """Where the person wanted to go (`next`), if that is a page of ours; else `otherwise`."""
    return same_site(request.values.get("next"), otherwise=otherwise)


def same_site(path: str | None, *, otherwise: str) -> str:
    """The path, if it is one of ours."""
    if path and path.startswith("/") and not path.startswith(("//", "/\\")) and not set(path) & set("\\\r\n\t\x00"):
        return path
    return otherwise


def is_htmx() -> bool:
    """Whether htmx made this request."""
    return request.headers.get("HX-Request") == "true"


Answer = str | Response | tuple[str, int]
