"""A tree that exists can be printed; anything else is refused when it is made."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.documents.hygiene import breakable, clean, one_line
from consult.documents.tree import Block, Chart, Document, Figure, Heading, Paragraph, Run, Series, Table, TimeBar


def document(*blocks: Block, title: str = "Titre") -> Document:
    return Document(title, "Ville", date(2026, 3, 2), blocks)


@pytest.mark.parametrize("levels", [(2,), (1, 3), (1, 2, 4)])
def test_a_skipped_heading_level_is_refused(levels: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="follows level"):
        document(*(Heading(level, "Titre") for level in levels))


def test_levels_may_fall_by_more_than_one() -> None:
    made = document(Heading(1, "a"), Heading(2, "b"), Heading(3, "c"), Heading(1, "d"))
    assert [heading.level for heading in made.headings()] == [1, 2, 3, 1]
    assert [heading.text for heading in made.headings(2)] == ["a", "b", "d"]


def test_headings_without_id_receive_one_that_nobody_has() -> None:
    made = document(Heading(1, "a", "part-1"), Heading(1, "b"), Heading(1, "c", "part-3"), Heading(1, "d"))
    assert [heading.id for heading in made.headings()] == ["part-1", "part-2", "part-3", "part-4"]


def test_an_id_given_twice_or_malformed_is_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        document(Heading(1, "a", "x"), Heading(1, "b", "x"))
    with pytest.raises(ValueError, match="is not made of"):
        Heading(1, "a", 'x" onclick')


def test_a_title_made_of_control_characters_is_refused() -> None:
    with pytest.raises(ValueError, match="has a title"):
        document(title="\x00 \n")


@pytest.mark.parametrize("language", ["", "fr_FR", '"><b>', "français"])
def test_a_language_that_is_no_tag_is_refused(language: str) -> None:
    with pytest.raises(ValueError, match="not written like"):
        Document("t", "a", date(2026, 3, 2), (), language=language)


def test_an_empty_heading_is_shown_as_a_dash() -> None:
    assert Heading(1, " \x00\n").text == "—"


def test_a_ragged_table_is_refused() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        Table("t", ("a", "b"), (("1",),))


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf")])
def test_a_value_that_no_bar_can_show_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="negative or infinite"):
        Series("s", (value,))


def test_a_chart_has_one_value_a_category_and_a_description() -> None:
    with pytest.raises(ValueError, match="one value a category"):
        Chart("bars", "t", "d", "x", ("a",), (Series("s", (1, 2)),))
    with pytest.raises(ValueError, match="a title and a description"):
        Chart("bars", "t", " ", "x", ("a",), (Series("s", (1,)),))


def test_the_figures_of_a_chart_are_a_table() -> None:
    table = Chart("bars", "t", "d", "Jour", ("a", "b"), (Series("s", (1, 2)), Series("u", (3, 4)))).data()
    assert (table.columns, table.rows) == (("Jour", "s", "u"), (("a", 1, 3), ("b", 2, 4)))
    assert table.numeric() == [False, True, True]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", " https://a.fr", "data:text/html,x", 'https://a.fr/"x', "//a.fr", "https://a fr"]
)
def test_a_link_that_is_no_web_address_is_dropped(link: str) -> None:
    assert Run("x", link=link).link == ""


def test_web_mail_and_inner_links_are_kept() -> None:
    links = ["https://a.fr/?q=1&r=2", "http://a.fr", "mailto:a@b.fr", "#part-1"]
    assert [Run("x", link=link).link for link in links] == links


def test_what_formats_refuse_is_removed_once() -> None:
    assert clean("a\x00b\ud800c\u202ed\ufffee\r\nf\x85g\U0001ffffh") == "abcde\nf\ngh"
    assert clean("العربية 👩‍👧 n°\u00a01") == "العربية 👩‍👧 n°\u00a01"
    assert one_line(" a \n\t b\u00a0: c ") == "a b\u00a0: c"
    assert Paragraph.of("a\tb\x07").runs[0].text == "a b"
    assert Figure("a\nb", float("nan")) == Figure("a b", None)


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_cleaned_text_is_stable_and_encodable(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned.encode().decode() == cleaned


@given(st.text(max_size=300))
def test_breaking_long_words_adds_break_points_alone(text: str) -> None:
    bare = text.replace("\u200b", "")
    assert breakable(bare).replace("\u200b", "") == bare
    assert all(len(word) <= 40 for word in breakable(bare).replace("\u200b", " ").split())


@pytest.mark.parametrize(("start", "end"), [(-0.1, 0.5), (0.5, 0.5), (0.6, 0.4), (0.5, 1.1)])
def test_a_bar_lies_between_the_ends_of_its_day(start: float, end: float) -> None:
    with pytest.raises(ValueError, match="a bar from"):
        TimeBar(start, end)
