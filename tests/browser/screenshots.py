"""`make screenshots`: the pictures of the README, taken from the demonstration in a real browser."""

import shutil
import tempfile
from pathlib import Path

import flask_migrate
from playwright.sync_api import sync_playwright

from consult import create_app
from consult.db import db, transaction
from consult.demo import load
from tests.browser.conftest import ARGUMENTS
from tests.conftest import settings
from tests.live import serve

PICTURES = Path(__file__).parents[2] / "docs" / "screenshots"
PAGES = {"home": "/", "proposals": "/consultations/eclaircies/proposals?order=support", "proposal": "/proposals/20"}


def main() -> None:
    """Load the demonstration in a folder of its own, and photograph it."""
    folder = Path(tempfile.mkdtemp(prefix="consult-screenshots-"))
    app = create_app(settings(folder, DEMO="1"))
    with app.app_context():
        flask_migrate.upgrade()
        with transaction():
            load.load()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with serve(app) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = browser.new_page(base_url=url, locale="fr-FR", viewport={"width": 1280, "height": 860})
        for name, path in PAGES.items():
            page.goto(path)
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()
    with app.app_context():
        db.engine.dispose()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
