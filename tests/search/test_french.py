"""What a reader of French takes for the same word is the same word."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consult.search import french

FRENCH = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæ"
FRENCH_WORDS = st.text(FRENCH, min_size=1, max_size=20)


def found_by(text: str) -> set[str]:
    return {term for word in french.words(text) for term in word.terms}


def same(one: str, other: str) -> bool:
    return bool(found_by(one) & found_by(other))


@pytest.mark.parametrize(
    "family",
    [
        "médiation mediation médiations Médiation MÉDIATIONS mediations",
        "l'accessibilité accessibilite l’accessibilité L'ACCESSIBILITÉ d'accessibilité accessible",
        "vélo vélos velos",
        "élu élus élue élues elus",
        "ami amis amie amies",
        "actif active actifs actives",
        "travail travaux",
        "local locaux locale locales",
        "nouveau nouveaux nouvelle nouvelles",
        "enjeu enjeux",
        "lieu lieux",
        "vœu vœux voeux",
        "œuvre oeuvre œuvres Oeuvres ŒUVRE",
        "public publics publique publiques",
        "citoyen citoyenne citoyens citoyennes",
        "directeur directrice directrices",
        "emploi emplois l'emploi",
        "français française francais",
        "école ecole l'école qu'école jusqu’école lorsqu'école",
        "C.N.I.L. CNIL cnil",
        "l'U.E. UE",
        "prud'hommes prud’homme",
        "curriculum-vitæ vitae",
        "2024",
    ],
)
def test_a_family_of_forms_has_a_common_term(family: str) -> None:
    first, *others = family.split()
    assert [other for other in others if not same(first, other)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fois", "foi"),
        ("données", "don"),
        ("commune", "communication"),
        ("2024", "2025"),
        ("école", "écologie"),
        ("mars", "marche"),
    ],
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert not same(one, other)


def test_elisions_fall_and_whole_words_with_an_apostrophe_stay() -> None:
    surfaces = [
        word.surface for word in french.words("L'eau d’aujourd'hui, jusqu'ici, quelqu'un, presqu’île, prud'homme")
    ]
    assert surfaces == ["eau", "aujourd'hui", "ici", "île", "prud'homme"]


def test_hyphens_part_words_and_stop_words_leave_no_gap() -> None:
    assert [(w.surface, w.rank) for w in french.words("L'accès-libre à la fibre")] == [
        ("accès", 0),
        ("libre", 1),
        ("fibre", 2),
    ]


def test_a_handle_is_found_whole_and_by_its_parts() -> None:
    found = [(w.surface, w.rank, w.terms) for w in french.words("avec @Jean-Luc_2, merci")]
    assert found == [
        ("@jean-luc_2", 0, ("@jean-luc_2",)),
        ("jean", 0, ("jean",)),
        ("luc", 1, ("luc",)),
        ("2", 2, ("2",)),
        ("merci", 3, ("merc",)),
    ]
    assert found_by("jean@luc.fr") == {"jean", "luc", "fr"}


def test_a_word_says_where_it_stands() -> None:
    text = "Voilà : l’e\u0301tat, \0 des LIEUX."
    assert [text[w.start : w.end] for w in french.words(text)] == ["e\u0301tat", "LIEUX"]


def test_a_very_long_word_is_cut() -> None:
    [word] = french.words("a" * 100_000)
    assert len(word.surface) == french.LONGEST
    assert word.end == 100_000


def test_the_lists_are_folded() -> None:
    for listed in (french.STOP_WORDS, french._KEEP_S, frozenset(french._IRREGULAR), frozenset(french._STEMS)):
        assert {word for word in listed if french.fold(word) != word} == set()


@given(st.text())
@example("ﷺ ǰ ŉ İ ß ﬁ ½ ² ͅ")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert french.fold(french.fold(text)) == french.fold(text)


@given(st.text() | st.text(FRENCH + "'’ -.@\0" + string.punctuation))
def test_no_text_raises_and_every_word_is_in_its_place(text: str) -> None:
    found = list(french.words(text))
    assert all(0 <= w.start < w.end <= len(text) and w.surface and all(w.terms) for w in found)
    assert [w.rank for w in found] == sorted(w.rank for w in found)
    assert [w.start for w in found] == sorted(w.start for w in found)


@given(st.lists(FRENCH_WORDS, max_size=5).map(" ".join))
def test_case_changes_nothing(text: str) -> None:
    assert [w.terms for w in french.words(text.upper())] == [w.terms for w in french.words(text)]


@given(FRENCH_WORDS)
def test_accents_typed_or_not_find_each_other(word: str) -> None:
    bare = french.fold(word)
    assert bool(found_by(word)) == bool(found_by(bare))
    assert not found_by(word) or same(word, bare)


@given(FRENCH_WORDS.filter(lambda word: french.fold(word) not in french.STOP_WORDS))
def test_both_apostrophes_are_one(word: str) -> None:
    assert found_by("l'" + word) == found_by("l’" + word)


@given(st.text(), st.text())
def test_texts_side_by_side_keep_their_words(one: str, other: str) -> None:
    assert found_by(one + " \n " + other) >= found_by(one) | found_by(other)
