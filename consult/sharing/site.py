"""A copy of a consultation as files: pages that open from a USB key, without server, script or form.

The pages are those that a visitor reads, fetched one after another from the application itself. A link to a page that
is in the copy becomes relative; one that leads elsewhere on this instance loses its link and keeps its words.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask
from flask_babel import gettext as _

from consult.exports.files import NotWritten, said

MOST = 100_000  # pages
START = "index.html"
# What is copied, beside the pages whose address begins with the consultation's own.
KINDS = re.compile(
    r"/(proposals|themes|workstreams|projects|polls|reworks|people|decisions)/\d+(/history|/figures|/result)?|"
    r"/(sessions|milestones|syntheses)/\d+|/surveys/\d+/results|/syntheses/\d+/versions(/\d+(/changes)?)?"
)
FILES = re.compile(r"/syntheses/\d+/versions/\d+/[a-z]+\.[a-z]+")  # documents that were published
NOT_COPIED = re.compile(
    r"/(new|edit|setup|team|import|exports|open-data\.zip|moderation|merge|duplicates|board|cards|coding|contests|signals|"
    r"suggestions|similar|answer|reply|follow|feed\.atom|card\.png|sitemap\.xml)(/|$)|/synthesis\."
)
SILENT = {"script", "form", "template", "dialog"}  # they do nothing without a server
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def canonical(address: str, slug: str) -> str | None:
    """The address under which a page is copied, with the questions that matter; None for one that is not copied."""
    parts = urlsplit(address)
    place = f"/consultations/{slug}"
    ours = parts.path == place or parts.path.startswith(f"{place}/") or bool(KINDS.fullmatch(parts.path))
    if not parts.netloc and FILES.fullmatch(parts.path):
        return parts.path
    if parts.netloc or not ours or NOT_COPIED.search(parts.path):
        return None
    asked = {}
    if parts.path == f"{place}/proposals":
        asked["order"] = "recent"  # the others are the same pages in another order
    if after := parse_qs(parts.query).get("after"):
        asked["after"] = after[0]
    return parts.path + (f"?{urlencode(asked)}" if asked else "")


def file_of(address: str) -> str:
    """The file of a canonical address."""
    path, _mark, query = address.partition("?")
    after = re.sub(r"\W", "", parse_qs(query).get("after", [""])[0])
    if path.endswith(".html") or FILES.fullmatch(path):
        return path.strip("/")
    return path.strip("/") + (f"/suite-{after[-40:]}.html" if after else f"/{START}")


class Rewriter(HTMLParser):
    """A page as it goes into the copy. `found` are the addresses it leads to, `assets` the files it needs."""

    def __init__(self, here: str, slug: str, known: Callable[[str], bool]) -> None:
        super().__init__(convert_charrefs=False)
        self._folder, self._slug, self._known = str(Path(here).parent), slug, known
        self._silent: list[str] = []
        self._links: list[bool] = []
        self.out: list[str] = []
        self.found: list[str] = []
        self.assets: set[str] = set()

    def _relative(self, file: str) -> str:
        return os.path.relpath(file, self._folder)

    def _link(self, address: str) -> str | None:
        """Where a link of the copy leads; None where it leads nowhere."""
        if address.startswith(("#", "mailto:")):
            return address
        if urlsplit(address).netloc:
            return address
        target = canonical(address, self._slug)
        if target is None or not self._known(target):
            return None
        self.found.append(target)
        mark = urlsplit(address).fragment
        return self._relative(file_of(target)) + (f"#{mark}" if mark else "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write the tag, its address made relative."""
        if tag in SILENT:
            self._silent.append(tag)
        if self._silent:
            return
        told = dict(attrs)
        if tag == "a":
            link = self._link(told.get("href") or "#")
            self._links.append(link is not None)
            if link is None:
                return
            attrs = [(name, link if name == "href" else value) for name, value in attrs]
        if tag in {"link", "meta"} and not self._keeps(tag, told):
            return
        if tag in {"link", "img"}:
            attrs = [(name, self._asset(value) if name in {"href", "src"} else value) for name, value in attrs]
        kept = [(name, value) for name, value in attrs if not name.startswith("hx-")]
        self.out.append(f"<{tag}{''.join(_attribute(name, value) for name, value in kept)}>")

    @staticmethod
    def _keeps(tag: str, told: dict[str, str | None]) -> bool:
        if tag == "link":
            return told.get("rel") in {"stylesheet", "icon"}
        return not (told.get("name") or "").startswith(("htmx", "twitter")) and "property" not in told

    def _asset(self, address: str | None) -> str | None:
        if not address or not address.startswith("/assets/"):
            return address
        self.assets.add(address)
        return self._relative(f"assets/{Path(address).name}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself: in a drawing."""
        if not self._silent:
            self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened."""
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
            return
        if tag == "a" and not (self._links.pop() if self._links else True):
            return
        if tag not in VOID:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Words stay."""
        if not self._silent:
            self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        """So do signs that are written as names."""
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Or as numbers."""
        self.handle_data(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        """The first line."""
        self.out.append(f"<!{decl}>")


def _attribute(name: str, value: str | None) -> str:
    return f" {name}" if value is None else f' {name}="{escape(unescape(value))}"'


def write(app: Flask, slug: str, output: Path, tell: Callable[[int], None] = lambda pages: None) -> int:
    """Write the copy into a folder that is not there yet, or empty; say how many pages it has. Raises NotWritten."""
    with _whole_folder(output) as folder:
        return _copy(app, slug, folder, tell)


def _copy(app: Flask, slug: str, folder: Path, tell: Callable[[int], None]) -> int:
    start = canonical(f"/consultations/{slug}", slug) or ""
    pages, assets = _reachable(app, slug, start, tell), set[str]()
    for address, content in pages.items():
        if isinstance(content, bytes):
            _write(folder / file_of(address), content)
            continue
        rewriter = Rewriter(file_of(address), slug, pages.__contains__)
        rewriter.feed(content)
        _write(folder / file_of(address), "".join(rewriter.out).encode())
        assets |= rewriter.assets
    for address in assets:
        _write(folder / "assets" / Path(address).name, _get(app, address)[1])
    _write(folder / START, _door(file_of(start)).encode())
    return len(pages)


def _reachable(app: Flask, slug: str, start: str, tell: Callable[[int], None]) -> dict[str, str | bytes]:
    """Every page that can be reached, and every document as it is, by its address."""
    pages: dict[str, str | bytes] = {}
    waiting, seen = [start], {start}
    while waiting and len(pages) < MOST:
        address = waiting.pop(0)
        status, body = _get(app, address)
        if status != 200:
            continue
        if FILES.fullmatch(address):
            pages[address] = body
            continue
        pages[address] = html = body.decode()
        rewriter = Rewriter(file_of(address), slug, lambda _address: True)
        rewriter.feed(html)
        new = [found for found in dict.fromkeys(rewriter.found) if found not in seen]
        seen.update(new)
        waiting += new
        tell(len(pages))
    return pages


def _get(app: Flask, address: str) -> tuple[int, bytes]:
    """A page as a visitor reads it, in French; only a page, or what goes into the copy as it is."""
    with app.app_context():  # nothing of this command's is in it
        answer = app.test_client(use_cookies=False).get(address, headers={"Accept-Language": "fr"})
        page = answer.mimetype == "text/html" or address.startswith("/assets/") or bool(FILES.fullmatch(address))
        return (answer.status_code if page else 0), answer.data


def _door(target: str) -> str:
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(_("La consultation"))}</title>'
        f'<meta http-equiv="refresh" content="0; url={target}"></head>'
        f'<body><p><a href="{target}">{escape(_("La consultation"))}</a></p></body></html>\n'
    )


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@contextmanager
def _whole_folder(output: Path) -> Iterator[Path]:
    """A folder that takes its place once all is in it."""
    unfinished: Path | None = None
    try:
        if output.exists() and (not output.is_dir() or any(output.iterdir())):
            raise NotWritten(_("%(path)s existe déjà : choisissez un dossier vide.", path=output))
        unfinished = Path(tempfile.mkdtemp(prefix=f".{output.name}.", dir=output.absolute().parent))
        unfinished.chmod(0o755)
        yield unfinished
        if output.exists():
            output.rmdir()
        unfinished.rename(output)
    except OSError as error:
        raise NotWritten(said(output, error)) from error
    finally:
        if unfinished is not None:
            shutil.rmtree(unfinished, ignore_errors=True)
