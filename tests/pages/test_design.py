"""The design system: colours that can be read, files that stay small, a page that shows everything."""

import re
from pathlib import Path

import pytest
from flask import Flask

from consult.pages.design import contrast, palette, tokens
from tests.conftest import Browser

STATIC = Path(__file__).parents[2] / "static"
CSS = (STATIC / "consult.css").read_text("utf-8")


def test_contrast_is_the_published_one() -> None:
    """Black on white, and the grey that WCAG gives as the first to reach 4.5 on white."""
    assert (contrast("#000", "#fff"), round(contrast("#767676", "#ffffff"), 2)) == (21.0, 4.54)


def test_every_colour_is_readable_on_the_page_in_both_schemes(app: Flask) -> None:
    with app.app_context():
        colours = palette()
    assert len(colours) > 15
    assert [c for c in colours if min(c["on_light"], c["on_dark"]) < c["needed"]] == []


@pytest.mark.parametrize("selector", [":root, .light", ".dark"])
def test_text_is_readable_on_every_ground_it_stands_on(selector: str) -> None:
    t = tokens(CSS, selector)
    pairs = [("ink", ground) for ground in ("tint", "wash", "mark", "glow")]
    pairs += [("muted", "tint"), ("muted", "wash"), ("accent", "wash"), ("accent", "tint"), ("on-accent", "accent")]
    pairs += [("on-accent", "deep"), ("on-foot", "foot")]
    pairs += [(tone, f"{tone}-wash") for tone in ("success", "warning", "danger")]
    assert {pair: round(r, 2) for pair in pairs if (r := contrast(t[pair[0]], t[pair[1]])) < 4.5} == {}


def test_the_dark_tokens_are_the_same_in_the_scheme_and_in_the_wrapper() -> None:
    scheme = CSS.split("prefers-color-scheme: dark", 1)[1]
    assert tokens(scheme, ":root") == tokens(CSS, ".dark")
    assert set(tokens(CSS, ".dark")) == set(tokens(CSS, ":root, .light"))


def test_the_style_sheet_names_no_colour_outside_its_tokens() -> None:
    rules = CSS.split("/* ---- base ---- */", 1)[1].split("/* ---- print ---- */", 1)[0]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rules) == []


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("consult.css", 25_000),
        ("consult.js", 6_000),
        ("board.js", 3_000),
        ("icon.svg", 1_000),
        ("ballots.css", 3_000),
        ("ballots.js", 3_000),
        ("marks.js", 1_500),
        ("room.css", 2_000),
        ("themes.css", 3_000),
    ],
)
def test_files_stay_small(name: str, most: int) -> None:
    assert (STATIC / name).stat().st_size <= most


def test_nothing_is_loaded_by_the_style_sheet() -> None:
    assert re.findall(r"@import|url\(|@font-face", CSS) == []


def test_the_page_shows_a_form_whose_problems_are_tied_to_its_fields(browser: Browser) -> None:
    html = browser.get("/design")
    assert re.findall(r'aria-describedby="(wrong-title[^"]*)"', html) == ["wrong-title-help wrong-title-error"]
    assert 'href="#wrong-title"' in html
    assert 'id="wrong-title-error"' in html
