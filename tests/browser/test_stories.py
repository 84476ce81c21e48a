"""The three stories in a real browser: by mouse, by keyboard, without JavaScript; and axe on every kind of page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from consult.accounts.models import User
from consult.groups import services as groups
from consult.merging import services as merging
from consult.milestones import services as milestones
from consult.moderation import appeals
from consult.moderation import services as moderation
from consult.moderation.models import Measure, Reason
from consult.policy import Role
from consult.themes import filing
from consult.themes import services as themes
from consult.workstreams import services as workstreams
from consult.workstreams.sharing import services as sharing
from consult.workstreams.sharing.models import Ad, AdKind
from tests.browser.conftest import Site, overflows
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.programme.acts import make_programme
from tests.themes.suggested import make_suggestion


@dataclass
class World:
    """Who is there."""

    citizen: User
    facilitator: User
    organiser: User
    admin: User


@pytest.fixture(scope="module")
def world(site: Site) -> World:
    """A consultation with a bit of everything."""
    with site.writing():
        consultation = make_consultation(title="Un festival", slug="un-festival", introduction="# Bonjour\n\nVenez.")
        citizen, admin = make_user(name="Camille"), make_user(name="Nadège", is_admin=True)
        facilitator = make_staff(consultation, name="Bastien")
        organiser = make_staff(consultation, Role.ORGANISER, name="Inès")
        proposals = [make_proposal(consultation, title=f"Une idée numéro {n}", author=citizen) for n in range(1, 6)]
        comment = make_comment(proposals[0], parent=make_comment(proposals[0], body="Oui."), body="Pourquoi pas.")
        theme = themes.create_theme(consultation, actor=facilitator, title="Accueil")
        themes.create_theme(consultation, actor=facilitator, title="Lieux")
        filing.file_proposals(proposals[:2], theme=theme, actor=facilitator)
        make_suggestion(consultation, {"Ombre": proposals[2:]}, actor=facilitator)
        stream = workstreams.open_workstream(
            consultation, actor=facilitator, title="Bien accueillir", facilitator=facilitator, themes=[theme]
        )
        workstreams.create_project(stream, author=facilitator, title="Des rampes", proposals=proposals[:1])
        sharing.share(Ad, stream, author=facilitator, title="Un barnum", kind=AdKind.SEEK)
        milestones.promise(consultation, actor=facilitator, title="Les plans", due=date(2100, 6, 3), stream=stream)
        act = merging.merge_proposals(
            [make_proposal(consultation, title=f"Un annuaire {n}") for n in (1, 2)],
            actor=facilitator,
            text=merging.Text("Un seul annuaire", "Pour tous."),
            reason="La même idée.",
        )
        assert act.id == 1
        grouping = groups.set_up(consultation, actor=organiser, rooms={theme.id: (1, 9)}, is_open=True)
        groups.say_wishes(grouping, person=citizen, organisation="La Fabrique", themes=[theme.id])
        groups.add_participant(grouping, actor=organiser, name="Ana", organisation="", themes=[])
        groups.place_everybody(grouping, actor=organiser)
        moderation.report(comment, reporter=None, reason=Reason.OFF_TOPIC, explanation="Ailleurs.")
        make_programme(consultation, organiser)
        decision = moderation.decide(
            proposals[2],
            moderator=facilitator,
            action=Measure.WARN,
            rule=Reason.OTHER,
            facts="Un mot.",
            statement="Restons calmes.",
        )
        appeals.lodge(decision, author=citizen, body="Je le suis.")
        return World(citizen, facilitator, organiser, admin)


PLACE = "/consultations/un-festival"
PUBLIC = [
    "/",
    "/consultations",
    PLACE,
    f"{PLACE}/proposals",
    "/proposals/1",
    "/proposals/1/history",
    "/proposals/6",
    "/proposals/8",
    "/reworks/1",
    f"{PLACE}/themes",
    "/themes/1",
    f"{PLACE}/workstreams",
    "/workstreams/1",
    "/workstreams/1/ads",
    "/workstreams/1/ads/1",
    "/workstreams/1/discussion",
    "/workstreams/1/funding",
    "/workstreams/1/follow",
    "/milestones/1",
    f"{PLACE}/milestones",
    f"{PLACE}/trail",
    "/proposals/1/trail",
    "/projects/1",
    f"{PLACE}/programme",
    f"{PLACE}/programme/places",
    f"{PLACE}/programme/grid",
    "/sessions/1",
    "/sessions/1/registration",
    f"{PLACE}/synthesis",
    f"{PLACE}/charter",
    "/moderation/register/months",
    "/search?q=idée",
    "/moderation/register",
    "/report/proposal/1",
    "/people/1",
    "/log-in",
    "/register",
    "/forgotten",
    "/help",
    "/accessibility",
    "/legal",
    "/privacy",
    "/nowhere",
]
MEMBER = [
    f"{PLACE}/groups",
    f"{PLACE}/groups/wishes",
    f"{PLACE}/proposals/new",
    "/account",
    "/proposals/3",
    "/workstreams/1",
    "/decisions",
    "/decisions/1",
    "/decisions/1/appeal",
]
STAFF = [
    f"{PLACE}/suggestions",
    f"{PLACE}/suggestions/1",
    f"{PLACE}/moderation",
    "/moderation/comment/2",
    "/moderation/comment/2/context",
    "/moderation/proposal/3",
    "/moderation",
    f"{PLACE}/moderation/appeals",
    f"{PLACE}/charter/edit",
    "/appeals/1",
    f"{PLACE}/board",
    f"{PLACE}/themes/new",
    f"{PLACE}/setup",
    f"{PLACE}/edit",
    f"{PLACE}/team",
    f"{PLACE}/import",
    *(f"{PLACE}/groups/{page}" for page in ("set-up", "team", "people", "ties", "print")),
    f"{PLACE}/cards",
    f"{PLACE}/duplicates",
    f"{PLACE}/merge?proposal=4&proposal=5",
    "/reworks/1/undo",
    "/proposals/5/split",
    "/proposals/1/answer",
    "/workstreams/1/news/new",
    "/workstreams/1/people",
    "/workstreams/1/ads/new",
    "/workstreams/1/milestones/new",
    f"{PLACE}/fund/edit",
    *(f"{PLACE}/programme/{page}" for page in ("draft", "venues", "words")),
    "/sessions/1/edit",
    "/sessions/1/registrations",
    "/sessions/1/door",
]
ADMIN = ["/admin/accounts", "/consultations/new"]


def check(page: Page, path: str, axe: Callable[[Page], list[str]]) -> None:
    """Nothing against WCAG, wide and narrow; nothing to scroll sideways on a phone."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(path)
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert axe(page) == []
    assert not overflows(page)


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_are_accessible(page: Page, world: World, axe: Callable[[Page], list[str]], path: str) -> None:
    check(page, path, axe)


@pytest.mark.parametrize(
    ("who", "paths"), [("citizen", MEMBER), ("organiser", STAFF), ("admin", ADMIN)], ids=lambda v: str(v)[:9]
)
def test_pages_of_people_who_are_logged_in_are_accessible(
    page: Page,
    world: World,
    axe: Callable[[Page], list[str]],
    log_in: Callable[..., Page],
    who: str,
    paths: list[str],
) -> None:
    log_in(page, getattr(world, who))
    for path in paths:
        check(page, path, axe)


@pytest.mark.parametrize("kind", ["page", "no_js_page"])
def test_a_citizen_proposes_votes_and_comments(
    request: pytest.FixtureRequest, kind: str, world: World, log_in: Callable[..., Page]
) -> None:
    page: Page = request.getfixturevalue(kind)
    log_in(page, world.citizen)
    page.goto(PLACE)
    page.get_by_role("link", name="Proposer une idée").first.click()
    page.get_by_label("Votre idée en une phrase").fill(f"Un four à pain ({kind})")
    page.get_by_label("Expliquez-la").fill("Pour se retrouver.")
    page.get_by_role("button", name="Publier ma proposition").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Un four à pain ({kind})")
    page.get_by_role("button", name="D’accord", exact=False).first.click()
    expect(page.locator("#vote [aria-pressed=true]")).to_have_count(1)
    page.get_by_label("Votre commentaire").fill("Qui apporte la farine ?")
    page.get_by_role("button", name="Publier mon commentaire").click()
    expect(page.get_by_text("Qui apporte la farine ?")).to_be_visible()


def test_a_citizen_votes_by_keyboard_alone(page: Page, world: World, log_in: Callable[..., Page]) -> None:
    log_in(page, world.citizen)
    page.goto("/proposals/4")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value === 'agree' && document.activeElement.name === 'mark'"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#vote [aria-pressed=true]")).to_have_count(1)


@pytest.mark.parametrize("kind", ["page", "no_js_page"])
def test_a_facilitator_files_a_card_with_the_plain_form(
    request: pytest.FixtureRequest, kind: str, world: World, log_in: Callable[..., Page]
) -> None:
    page: Page = request.getfixturevalue(kind)
    log_in(page, world.facilitator)
    page.goto(f"{PLACE}/board")
    number = {"page": 3, "no_js_page": 5}[kind]
    page.locator(f"input[name=card][value^='{number}-']").check()
    page.locator("select[name=column]").select_option(label="Lieux")
    with page.expect_event("requestfinished", lambda sent: sent.method == "POST"):  # an earlier filing may be shown
        page.locator("form[data-board] button, form:has(select[name=column]) button").first.click()
    expect(page.get_by_text("Votre dernier rangement", exact=False)).to_be_visible()
    page.goto("/themes/2")
    expect(page.get_by_role("link", name=f"Une idée numéro {number}")).to_be_visible()


def test_a_facilitator_hides_a_comment_and_the_author_reads_why(
    new_page: Callable[..., Page], world: World, log_in: Callable[..., Page]
) -> None:
    page = log_in(new_page(), world.facilitator)
    page.goto("/moderation/comment/2")
    page.locator("[name=action][value=hide]").check()
    page.locator("[name=rule]").select_option("off_topic")
    page.locator("[name=facts]").fill("Ne parle pas du festival.")
    page.locator("[name=statement]").fill("Redites-le là où on parle de cela.")
    page.locator("form:has([name=statement]) button").last.click()
    page.wait_for_url(lambda url: "/moderation/comment/" not in url)
    page.goto("/proposals/1")
    expect(page.get_by_text("Pourquoi pas.")).to_have_count(0)


def test_an_organiser_takes_the_synthesis_away(page: Page, world: World, log_in: Callable[..., Page]) -> None:
    log_in(page, world.organiser)
    page.goto(f"{PLACE}/synthesis")
    with page.expect_download() as download:
        page.get_by_role("link", name="Word", exact=False).first.click()
    assert download.value.suggested_filename.endswith(".docx")
