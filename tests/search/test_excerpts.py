"""Excerpts show why something was found, and nothing of a text is ever markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from consult.search.excerpts import excerpt, highlight


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Les médiations", "mediation", "Les <mark>médiations</mark>"),
        ("l’accessibilité", "accessible", "l’<mark>accessibilité</mark>"),
        ("Des travaux, du travail", "travail", "Des <mark>travaux</mark>, du <mark>travail</mark>"),
        ("merci @Jean-Luc", "@jean-luc", "merci <mark>@Jean-Luc</mark>"),
        ("accessible et accéléré", "accé*", "<mark>accessible</mark> et <mark>accéléré</mark>"),
        ("<b>eau</b> & feu", "feu", "&lt;b&gt;eau&lt;/b&gt; &amp; <mark>feu</mark>"),
        ("de la", "de la", "de la"),
        ("rien", "", "rien"),
    ],
)
def test_the_words_of_the_question_are_marked(text: str, words: str, marked: str) -> None:
    assert highlight(text, words) == marked


def test_an_excerpt_shows_the_place_where_most_words_stand_between_whole_words() -> None:
    text = "vélo " + "mot " * 200 + "une piste pour le vélo et pour l’école " + "autre " * 200
    shown = excerpt(text, "vélo école", 120)
    assert shown.startswith("… mot ")
    assert "<mark>vélo</mark> et pour l’<mark>école</mark>" in shown
    assert shown.endswith("autre …")
    assert 60 < len(shown.striptags()) <= 124


def test_an_excerpt_of_what_does_not_hold_the_words_is_its_beginning() -> None:
    assert excerpt("un deux trois " * 50, "vélo", 30).startswith("un deux trois")
    assert excerpt("court", "vélo") == "court"
    assert excerpt("", "vélo") == ""


@given(st.text(), st.text(max_size=40), st.integers(1, 60))
def test_without_its_marks_an_excerpt_is_escaped_text(text: str, words: str, length: int) -> None:
    assert _unmarked(highlight(text, words)) == escape(text)
    shown = _unmarked(excerpt(text, words, length)).unescape()
    assert shown.removeprefix("… ").removesuffix(" …") in " ".join(text.split()) or shown in " ".join(text.split())


def _unmarked(shown: Markup) -> Markup:
    return Markup(re.sub(r"</?mark>", "", shown))
