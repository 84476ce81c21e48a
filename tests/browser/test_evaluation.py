"""Surveys and evaluations in a real browser: answered without JavaScript, every page with axe, wide and narrow."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from consult.db import db
from consult.evaluation.surveys.models import Survey
from tests.browser.conftest import Site, overflows
from tests.evaluation import scene


@pytest.fixture(scope="module")
def festival(site: Site) -> tuple[Any, str]:
    """Who evaluates the festival, and the link of its open survey."""
    with site.writing():
        _place, organiser = scene.play()
        token = db.session.scalar(sa.select(Survey.token).filter_by(id=1))
        return organiser, f"/surveys/answer/{token}"


def test_a_survey_is_answered_without_javascript(festival: tuple[Any, str], no_js_page: Page) -> None:
    page = no_js_page
    page.goto(festival[1])
    page.get_by_role("group", name="Reviendrez-vous ?").get_by_label("Non").check()
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.get_by_text("Cette réponse est obligatoire.").first).to_be_visible()
    page.get_by_label("Pourquoi pas ?").fill("C’est loin.")
    page.get_by_role("group", name="Satisfaction").get_by_role("group", name="Le lieu").get_by_label("Un peu").check()
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.get_by_role("heading", name="Merci : votre réponse est enregistrée")).to_be_visible()


def test_every_page_passes_axe_and_fits_a_phone(
    festival: tuple[Any, str], page: Page, log_in: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    log_in(page, festival[0])
    for path in [festival[1], *scene.PATHS]:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        assert axe(page) == [], path
        page.set_viewport_size({"width": 320, "height": 800})
        assert not overflows(page), path
