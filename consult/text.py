"""Text: Markdown into safe HTML, plain excerpts, slugs, folding for comparison.

Markdown is rendered by markdown-it without raw HTML, then cleaned by bleach: two barriers; the
Content-Security-Policy is
the third. The source is what we store; HTML is made when it is shown, and remembered by its text.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePosixPath

import bleach
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

TAGS = frozenset(  # no images: nothing is fetched from elsewhere
    {"a", "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li"}
    | {"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
)
ATTRIBUTES = {"a": ["href", "title", "rel", "class"], "ol": ["start"], "th": ["scope"]}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True}).enable(
    ["table", "strikethrough", "linkify"]
)
MENTION = re.compile(r"(?<![\w@/.])@([\w][\w.\-’']{0,78}\w)")


def clean(value: str) -> str:
    """What a person typed, in NFC, with one kind of line end and without control characters."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROLS.sub("", value)).strip()


# Most people write sentences, without any sign of Markdown: for them HTML is only paragraphs and line breaks.
# No dot inside a word (a link?), no line that begins with anything but a letter (a list? code?) or ends with a space.
_PROSE = re.compile(r"[\w\n ,;:!?.’'«»()…–—%€°-]+")
_NOT_PROSE = re.compile(r"_|\.\w|(?:^|\n)(?![^\W\d_]|\n)| (?:\n|$)")


def _is_prose(source: str) -> bool:
    return bool(_PROSE.fullmatch(source)) and not _NOT_PROSE.search(source)


@lru_cache(maxsize=8192)
def render(source: str, top: int = 3) -> Markup:
    """Markdown as safe HTML. Its headings start at level `top`, to sit under the page's own, and skip no level."""
    if _is_prose(source):
        paragraphs = (part.replace("\n", "<br>\n") for part in re.split(r"\n{2,}", source) if part)
        return Markup("".join(f"<p>{part}</p>\n" for part in paragraphs))  # noqa: S704  nothing to escape in these signs
    return render_markdown(source, top)


def render_markdown(source: str, top: int) -> Markup:
    """The same, by the whole way: parsed, rendered, cleaned."""
    tokens = _markdown.parse(source)
    _settle_headings(tokens, top)
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("rel", "nofollow ugc noopener")
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    # bleach.clean() builds its own cleaner: a shared Cleaner is not thread-safe.
    cleaned = bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, protocols=["http", "https", "mailto"], strip=True)
    return Markup(cleaned)  # noqa: S704  the one place where cleaned HTML becomes markup


def _settle_headings(tokens: Sequence[Token], top: int) -> None:
    """The first heading is at `top`; each later one at most one level below the one before it."""
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    highest = min((int(h.tag[1]) for h in headings), default=1)
    last = top - 1
    for opening, closing in zip(headings[::2], headings[1::2], strict=True):
        last = min(int(opening.tag[1]) - highest + top, last + 1, 6)
        opening.tag = closing.tag = f"h{last}"


_INNER = re.compile(r"«\s*([^«»]*?)\s*»")


@lru_cache(maxsize=8192)
def plain(source: str) -> str:
    """Markdown without its signs, on one line."""
    if _is_prose(source):
        return " ".join(source.split())
    words = [
        child.content if child.type in {"text", "code_inline"} else " "
        for token in _markdown.parse(source)
        for child in (*(token.children or ()), token)
        if child.type in {"text", "code_inline", "softbreak", "hardbreak", "inline", "fence", "code_block"}
    ]
    return " ".join("".join(words).split())


def excerpt(source: str, length: int = 200) -> str:
    """The first `length` characters of the text, cut at a word."""
    text = plain(source)
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def nested(words: str) -> str:
    """Words that will stand between « and »: what they quote themselves takes the other marks, “ and ”."""
    return _INNER.sub(r"“\1”", words)


def fold(value: str) -> str:
    """Lower case without accents or ligatures, one space between words: to compare what people type."""
    value = value.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    decomposed = unicodedata.normalize("NFKD", value).casefold()
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def slugify(value: str, length: int = 60) -> str:
    """A readable piece of an address."""
    return re.sub(r"[^a-z0-9]+", "-", fold(value)).strip("-")[:length].rstrip("-") or "x"


def file_name(name: str) -> str:
    """A file's name without the folders before it, short enough to be shown."""
    return clean(PurePosixPath(name.replace("\\", "/")).name)[-100:] or "?"


def mentions(source: str) -> list[str]:
    """The handles that a text names with @, in order, each once."""
    return list(dict.fromkeys(m[1] for m in MENTION.finditer(source)))
