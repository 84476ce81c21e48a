"""Text: what most people write, sentences without any sign, is made into HTML on a shorter way that must lead to the
same place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult import text

SIGNS = st.sampled_from(list('.,:-«»()…%_*#<&"@ \n'))
WORDS = st.sampled_from(["a", "Été", "12", "c'est", "l’", "1.", "www", "http:", "fr", "- ", "    ", "\n\n"])
PIECES = WORDS | SIGNS


def test_quotation_marks_within_quotation_marks_are_the_inner_ones() -> None:
    assert text.nested("« Un banc » a reçu 3 voix, «Un arbre» aucune") == "“Un banc” a reçu 3 voix, “Un arbre” aucune"
    assert text.nested("Un banc » et « un arbre") == "Un banc » et « un arbre"


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=25).map("".join).map(text.clean))
def test_the_short_way_leads_where_the_long_one_does(source: str) -> None:
    assert text.render(source) == text.render_markdown(source, 3)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Un banc, à l’ombre.\nEt un arbre.", "<p>Un banc, à l’ombre.<br>\nEt un arbre.</p>\n"),
        ("Un *banc*", "<p>Un <em>banc</em></p>\n"),
        ("Voir exemple.fr", '<p>Voir <a href="http://exemple.fr" rel="nofollow ugc noopener">exemple.fr</a></p>\n'),
        ("12. douze", '<ol start="12">\n<li>douze</li>\n</ol>\n'),
    ],
)
def test_what_people_write_becomes_html(source: str, html: str) -> None:
    assert text.render(source) == html


def test_plain_words_are_the_same_on_both_ways() -> None:
    assert text.plain("Un banc.\n\nUn arbre.") == text.plain("Un **banc**.\n\nUn arbre.") == "Un banc. Un arbre."
