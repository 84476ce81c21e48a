"""A live workshop in real browsers: a phone without script, a board that hears of it, keys, the projector."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from consult.accounts.models import User
from consult.workshops import candidates, ideas, services
from consult.workshops.models import Stage
from tests.browser.conftest import Site, overflows
from tests.factories import make_consultation, make_staff

HOME = "/workshops/1"
codes: list[str] = []


@pytest.fixture(scope="module")
def facilitator(site: Site) -> User:
    """A facilitator, a workshop with two seats at one table, a candidate, an idea from paper and one set aside."""
    with site.writing():
        consultation = make_consultation(title="Un festival", slug="un-festival", opened=())
        person = make_staff(consultation, name="Bastien")
        one = services.open_workshop(
            consultation, actor=person, title="Nos envies", question="Que voulez-vous y voir ?", tables=1, points=3
        )
        codes[:] = [code for _table, code in services.make_seats(one, actor=person, each=2)]
        candidates.add(one, title="Accueillir tout le monde")
        ideas.type_in(one, actor=person, titles=["Des navettes le soir"], table=1)
        ideas.set_aside(ideas.type_in(one, actor=person, titles=["Une idée de trop"], table=1)[0], away=True)
        return person


def test_a_workshop_from_idea_to_points(
    page: Page,
    new_page: Callable[..., Page],
    site: Site,
    facilitator: User,
    log_in: Callable[..., Page],
    axe: Callable[[Page], list[str]],
) -> None:
    def look(shown: Page, *paths: str) -> None:
        for path in paths:
            shown.set_viewport_size({"width": 320, "height": 900})
            shown.goto(path)
            assert axe(shown) == []
            assert not overflows(shown)

    phone = new_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    phone.goto(f"/w/1?code={codes[0]}")
    phone.get_by_role("button", name="Prendre place").click()
    log_in(page, facilitator)
    page.goto(f"{HOME}/board")
    # A phone sends; the board hears of it and is brought up to date without losing what was ticked.
    page.get_by_label("Des navettes le soir").check()
    phone.get_by_label("Votre idée, en une phrase").fill("Un programme en gros caractères")
    phone.get_by_role("button", name="Envoyer cette idée").click()
    expect(phone.get_by_text("Votre idée est arrivée.")).to_be_visible()
    page.get_by_role("link", name="Mettre à jour").click()
    expect(page.get_by_label("Un programme en gros caractères")).to_be_visible()
    expect(page.get_by_label("Des navettes le soir")).to_be_checked()
    # Keys move what is ticked.
    page.get_by_label("Des navettes le soir").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("[data-column='1']").get_by_label("Des navettes le soir")).to_be_visible()
    look(page, HOME, f"{HOME}/board", f"{HOME}/aside", f"{HOME}/ideas/1", f"{HOME}/candidates/1", f"{HOME}/edit")
    look(page, f"{HOME}/screen", "/consultations/un-festival/workshops")
    # The room goes on: a phone with script is told, and what it had begun to write stays.
    other = new_page(viewport={"width": 320, "height": 640})
    other.goto(f"/w/1?code={codes[1]}")
    assert axe(other) == []
    other.get_by_role("button", name="Prendre place").click()
    other.get_by_label("Votre idée, en une phrase").fill("Une idée commencée")
    page.goto(HOME)
    page.get_by_role("button", name="Passer aux points").click()
    expect(other.get_by_text("C’est l’heure des points")).to_be_visible()
    expect(other.get_by_label("Votre idée, en une phrase")).to_have_value("Une idée commencée")
    other.get_by_role("link", name="Continuer").click()
    other.get_by_label("Accueillir tout le monde").fill("2")
    expect(other.get_by_text("Points restants : 1 sur 3")).to_be_visible()
    assert axe(other) == []
    page.goto(f"{HOME}/screen")
    other.get_by_role("button", name="Placer mes points").click()
    expect(other.get_by_text("2 points sont placés.")).to_be_visible()
    expect(page.get_by_text("personne a placé ses points")).to_be_visible()
    look(page, f"{HOME}/screen", f"{HOME}/outcome")
    with site.writing():
        one = services.db.session.get_one(services.Workshop, 1)
        services.set_stage(one, Stage.CLOSED, actor=facilitator, seen=Stage.POINTS)
    phone.goto(f"{HOME}/seat")
    expect(phone.get_by_text("L’atelier est terminé").first).to_be_visible()
    page.goto(f"{HOME}/outcome")
    page.get_by_label("Accueillir tout le monde").check()
    page.get_by_label("Celles des thèmes cochés deviennent des propositions").check()
    page.get_by_role("button", name="Créer les thèmes cochés").click()
    expect(page.get_by_text("1 thème est créé.")).to_be_visible()
    page.get_by_role("link", name="déjà un thème").click()
    expect(page.get_by_role("link", name="Des navettes le soir")).to_be_visible()
