"""Markdown of contributors becomes blocks, and loses no word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.documents.markdown import blocks, plain
from consult.documents.tree import Block, BulletList, Paragraph, Preformatted, Quote, Rule, Run, Table


def words(block: Block) -> str:
    match block:
        case Paragraph():
            return plain(block.runs)
        case Quote():
            return "\n".join(map(words, block.blocks))
        case BulletList():
            return "\n".join(words(inside) for item in block.items for inside in item)
        case Preformatted():
            return block.text
        case Table():
            return "\n".join(str(cell) for row in (block.columns, *block.rows) for cell in row)
    return ""


def test_each_kind_of_block_is_read() -> None:
    source = (
        "# Titre\n\nun **deux** *trois*  `c` ~~d~~\nquatre\n\n> dit\n\n3. a\n   - b\n\n---\n\n    brut\n\n"
        "|x|y|\n|-|-|\n|1|**2**|\n"
    )
    bold, italic, code = Run("deux", bold=True), Run("trois", italic=True), Run("c", code=True)
    assert blocks(source) == (
        Paragraph((Run("Titre"),), "heading"),
        Paragraph(
            (Run("un "), bold, Run(" "), italic, Run("  "), code, Run(" "), Run("d", strike=True), Run("\nquatre"))
        ),
        Quote((Paragraph((Run("dit"),)),)),
        BulletList(
            ((Paragraph((Run("a"),)), BulletList(((Paragraph((Run("b"),)),),))),),
            ordered=True,
            start=3,
        ),
        Rule(),
        Preformatted("brut"),
        Table("", ("x", "y"), (("1", "2"),)),
    )


def test_html_stays_text_and_pictures_become_their_description() -> None:
    (paragraph,) = blocks("<script>x</script> <b>y</b> ![un plan](https://a.fr/p.png)")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.runs == (Run("<script>x</script> <b>y</b> un plan"),)


def test_links_are_web_addresses_alone() -> None:
    (paragraph,) = blocks("[a](https://a.fr) [b](javascript:x) [c](#part-1) https://d.fr")
    assert isinstance(paragraph, Paragraph)
    assert [run.link for run in paragraph.runs] == ["https://a.fr", "", "https://d.fr"]
    assert plain(paragraph.runs) == "a [b](javascript:x) c https://d.fr"


@pytest.mark.parametrize(
    "source",
    [
        "> " * 30 + "mot",
        "> - " * 12 + "mot",
        "\n".join("  " * depth + "- mot" for depth in range(18)),
        "*a _b " * 500 + "mot" + "_ *" * 500,
        "**a *b " * 300 + "mot" + "c* d**" * 300,
        "[" * 900 + "mot" + "](http://b)" * 900,
    ],
    ids=["quotes", "quoted lists", "lists", "emphasis", "strong", "links"],
)
def test_deep_nesting_keeps_the_words(source: str) -> None:
    assert "\n".join(map(words, blocks(source))).count("mot") == source.count("mot")


@given(st.text(max_size=400))
def test_any_text_is_read(source: str) -> None:
    assert isinstance(blocks(source), tuple)


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=12), min_size=1, max_size=30))
def test_plain_sentences_keep_every_word(said: list[str]) -> None:
    assert re.findall(r"\S+", "\n".join(map(words, blocks(" ".join(said))))) == re.findall(r"\S+", " ".join(said))
