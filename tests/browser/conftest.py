"""A real server, and Chromium in front of it.

`site` is an instance of its own for the tests of one module, migrated and empty: fill it with the factories, inside
`with site.writing():`. `page` and `no_js_page` are browsers that nobody is logged in with; when a test ends, each has
met no script error, no refused resource and no server of somebody else.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import flask_migrate
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright

from consult import create_app
from consult.accounts.models import User
from consult.db import db, transaction
from consult.jobs import worker
from consult.schema import require_current
from tests.conftest import PASSWORD, settings
from tests.live import serve

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# What a page asks for every five seconds comes after more than five on a machine that does something else as well.
expect.set_options(timeout=20_000)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder drive Chromium."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Site:
    """A running instance: its address, and the application behind it."""

    url: str
    app: Flask

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction on its database. The rows made in it can be read afterwards."""
        with self.app.app_context(), transaction():
            yield
            db.session.flush()
            db.session.expunge_all()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A migrated instance behind waitress, with its worker, for the tests of one module."""
    app = create_app(settings(tmp_path_factory.mktemp("site"), WORKER="thread"))
    with app.app_context():
        flask_migrate.upgrade()
        require_current()
    worker.start_once(app)
    with serve(app) as url:
        yield Site(url, app)
    worker.finish(app)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("there is no chromium on this machine (`make test` installs it where it may)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`new_page(**options of the context)`: one more browser, with cookies of its own."""
    contexts, faults = [], []

    def open_one(**options: Any) -> Page:
        defaults = {"base_url": site.url, "locale": "fr-FR", "viewport": {"width": 1280, "height": 900}}
        context = chromium.new_context(**defaults | {"reduced_motion": "reduce"} | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: faults.extend(_elsewhere(site, request.url)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


def _is_fault(said: Any) -> bool:
    """The console tells of each refused form (409, 422 …) as of an error: that is not one."""
    return said.type == "error" and "the server responded with a status of 4" not in said.text


def _elsewhere(site: Site, url: str) -> list[str]:
    parts = urlsplit(url)
    ours = parts.scheme in {"data", "about", "blob"} or parts.netloc == urlsplit(site.url).netloc
    return [] if ours else [f"a request to {url}"]


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A wide screen, by mouse and keyboard."""
    return new_page()


@pytest.fixture
def no_js_page(new_page: Callable[..., Page]) -> Page:
    """The same without JavaScript."""
    return new_page(java_script_enabled=False)


@pytest.fixture(params=[320, 768, 1280], ids=lambda width: f"{width}px")
def any_width_page(new_page: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    """One test on three widths of screen."""
    return new_page(viewport={"width": request.param, "height": 900})


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`axe(page) == []`: nothing that axe-core finds against WCAG 2.2 AA and its best practices (A02)."""

    def violations(page: Page) -> list[str]:
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
        return [f"{v['id']}: {', '.join(str(node['target'][0]) for node in v['nodes'])}" for v in found]

    return violations


@pytest.fixture
def log_in() -> Callable[[Page, User | str], Page]:
    """`log_in(page, user)`: through the log-in page, as people do. A person of the factories, or an address."""

    def go(page: Page, who: User | str, password: str = PASSWORD) -> Page:
        page.goto("/log-in")
        form = page.locator("main form", has=page.locator("input[type=password]"))
        form.locator("[name=email]").fill(who if isinstance(who, str) else who.email or "")
        form.locator("[name=password]").fill(password)
        form.locator("button").last.click()
        page.wait_for_url(lambda url: "/log-in" not in url)
        return page

    return go


def overflows(page: Page) -> bool:
    """Whether the page must be scrolled sideways."""
    script = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
    return bool(page.evaluate(script))
