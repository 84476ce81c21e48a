"""The signs that put a text in the queue: what they find, what they leave alone."""

from types import ModuleType

import pytest

from consult.moderation.signs import PERSONAL, Sign, SignName, is_near_copy, listed, personal_data, signs
from tests.moderation import afresh, personal

SETS = pytest.mark.parametrize("texts", [personal, afresh], ids=["ours", "afresh"])


def _names(body: str, **more: object) -> set[SignName]:
    return {sign.name for sign in signs(body, **more)}  # type: ignore[arg-type]


@SETS
def test_the_set_holds_two_hundred_texts_of_each_side_all_different_and_of_every_kind(texts: ModuleType) -> None:
    assert (len(set(texts.TRUE)), len(set(texts.NEAR_MISSES))) == (200, 200)
    assert {line.split()[0] for line in texts.TRUE} == {name.value for name in PERSONAL}


@SETS
def test_of_two_hundred_texts_with_personal_data_and_two_hundred_near_misses_nearly_all_are_told_apart(
    texts: ModuleType,
) -> None:
    """Recall and precision of 0.95 at least; a text counts as found where the right kind of data is found in it."""
    wanted = [(line.partition(" ")[0], line.partition(" ")[2]) for line in texts.TRUE]
    missed = [text for name, text in wanted if name not in {sign.name.value for sign in personal_data(text)}]
    mistaken = [text for text in texts.NEAR_MISSES if personal_data(text)]
    found = len(texts.TRUE) - len(missed)
    assert found / len(texts.TRUE) >= 0.95, missed
    assert found / (found + len(mistaken)) >= 0.95, mistaken


@SETS
@pytest.mark.parametrize("name", PERSONAL)
def test_each_kind_of_personal_data_is_found_nearly_always(name: SignName, texts: ModuleType) -> None:
    lines = [line.partition(" ")[2] for line in texts.TRUE if line.startswith(name.value)]
    found = [text for text in lines if name in {sign.name for sign in personal_data(text)}]
    assert len(found) >= 0.9 * len(lines)


def test_a_sign_quotes_what_it_found_once() -> None:
    body = "Appelez le 06 39 98 00 01, oui le 06 39 98 00 01, ou écrivez à a@example.org."
    assert personal_data(body) == [Sign(SignName.EMAIL, "a@example.org"), Sign(SignName.PHONE, "06 39 98 00 01")]


def test_links_are_looked_at_for_new_accounts_only() -> None:
    body = "Voyez https://example.org/page, et www.example.org."
    assert _names(body) == set()
    assert [sign.excerpt for sign in signs(body, is_new=True)] == ["https://example.org/page", "www.example.org"]


@pytest.mark.parametrize(
    ("body", "is_shouted"),
    [
        ("JE NE SUIS PAS D’ACCORD DU TOUT AVEC CETTE IDÉE", True),
        ("Je ne suis PAS d’accord du tout avec cette idée.", False),
        ("La SNCF, la RATP et la CNIL, le CESE, l’ADEME.", False),
        ("OUI", False),
        ("NON À L’A69", False),
    ],
)
def test_a_text_in_capitals_is_seen_an_acronym_is_not(body: str, is_shouted: bool) -> None:
    assert (SignName.CAPITALS in _names(body)) is is_shouted


@pytest.mark.parametrize(
    ("body", "is_flood"),
    [
        ("Nooooooooooooon", True),
        ("Non non non non non non", True),
        ("Bravo !!!!!!!!!!!!", True),
        ("Non, non et non.", False),
        ("Bravo !!!", False),
        ("Fin…………", False),
        ("----------", False),
    ],
)
def test_what_is_said_over_and_over_is_seen(body: str, is_flood: bool) -> None:
    assert (SignName.FLOOD in _names(body)) is is_flood


def test_many_texts_in_little_time_are_seen() -> None:
    assert [SignName.FLOOD in _names("Un mot.", recent=n) for n in (0, 7, 8)] == [False, False, True]


def test_the_words_of_a_list_are_found_whole_whatever_their_case_and_accents() -> None:
    words = ["crétin", "va te faire", "con", "!"]
    assert listed("Quel CRETIN, vas te faire voir", words) == ["crétin"]
    assert listed("Va  te\nfaire voir", words) == ["va te faire"]
    assert listed("Un concours de contes", words) == []
    assert [sign.excerpt for sign in signs("Pauvre con.", words=words)] == ["con"]


def test_near_copies_are_seen_and_people_who_agree_are_not() -> None:
    first = "Il faut planter des arbres dans toutes les cours d’école de la ville avant l’été prochain."
    same = "Il faut planter des arbres dans toutes les cours d'école de la ville, avant l'été prochain !!"
    other = "Il faut planter des haies le long des routes de la commune avant l’hiver prochain."
    assert is_near_copy(first, same)
    assert not is_near_copy(first, other)
    assert not is_near_copy("D’accord avec vous.", "D’accord avec vous.")
    assert _names(same, others=[other, first]) == {SignName.COPY}


@pytest.mark.parametrize(
    "body", ["", " ", "0" * 100_000, "@" * 20_000, "a@" * 20_000, "1 rue " * 20_000, "AB-" * 30_000]
)
def test_long_and_odd_texts_are_read_in_little_time(body: str) -> None:
    signs(body[:100_000], is_new=True, words=["mot"], others=[body])
