"""Charts are drawn safely, and readably without colour."""

import re
from typing import Literal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.documents.pictures import png
from consult.documents.svg import draw
from consult.documents.tree import Chart, Series

KINDS: tuple[Literal["bars", "stacked", "timeline"], ...] = ("bars", "stacked", "timeline")
SVG = "{http://www.w3.org/2000/svg}"


def chart(kind: Literal["bars", "stacked", "timeline"], series: int = 3) -> Chart:
    names = ("<b>A & B</b>", "Très longue catégorie " * 9, "c")
    values = tuple(Series(f"s{number}", (number + 1, 1234.5, 0)) for number in range(series))
    return Chart(kind, 'Titre "<x>"', "Description & <y>", "Thème", names, values)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_named_described_and_free_of_style_and_script(kind: Literal["bars", "stacked", "timeline"]) -> None:
    drawn = draw(chart(kind), language="fr-FR", prefix="c1")
    root = ElementTree.fromstring(drawn)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c1-title c1-desc"
    assert (root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")) == ('Titre "<x>"', "Description & <y>")
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg",
        "title",
        "desc",
        "defs",
        "pattern",
        "rect",
        "path",
        "g",
        "text",
    }
    assert {name for element in root.iter() for name in element.attrib} & {"style", "href", "onload"} == set()
    assert len(set(re.findall(r'\bid="([^"]+)"', drawn))) == len(re.findall(r'\bid="', drawn))


@pytest.mark.parametrize("kind", KINDS)
def test_series_differ_by_pattern_and_numbers_are_written(kind: Literal["bars", "stacked", "timeline"]) -> None:
    drawn = draw(chart(kind, 6), language="fr-FR", prefix="c1")
    fills = re.findall(r'class="chart-fill-\d" [^>]*?fill="([^"]+)"', drawn)
    assert len(set(fills)) == 6
    assert "1\u202f234,5" in drawn or "7\u202f407" in drawn


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_becomes_a_picture(kind: Literal["bars", "stacked", "timeline"]) -> None:
    picture = png(chart(kind), "fr-FR")
    assert picture.data.startswith(b"\x89PNG")
    assert 0.1 < picture.ratio < 3


@given(
    st.sampled_from(KINDS),
    st.integers(0, 40).flatmap(
        lambda count: st.lists(
            st.lists(st.floats(0, 1e12) | st.integers(0, 10**9), min_size=count, max_size=count), min_size=1, max_size=8
        )
    ),
)
def test_any_values_are_drawn(kind: Literal["bars", "stacked", "timeline"], values: list[list[float]]) -> None:
    categories = tuple(f"c{place}" for place in range(len(values[0])))
    made = Chart(kind, "t", "d", "x", categories, tuple(Series("s", tuple(row)) for row in values))
    drawn = draw(made, language="fr-FR", prefix="c")
    ElementTree.fromstring(drawn)
    assert "nan" not in drawn
    assert "inf" not in drawn
