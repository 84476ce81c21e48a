"""The differences between two versions, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from consult.proposals.diff import between

texts = st.text(alphabet="abé ’.\n-12", max_size=80)


@given(texts, texts)
def test_kept_and_added_make_the_new_text_kept_and_removed_the_old(old, new):
    changes = between(old, new)
    assert "".join(c.text for c in changes if c.kind in {"kept", "added"}) == new or _blank(old, new)
    assert _squeezed("".join(c.text for c in changes if c.kind != "added")) == _squeezed(old)


def _squeezed(text):
    return "".join(text.split())


def _blank(old, new):
    """Where a space only moved between changed words, it is shown once on each side."""
    changes = between(old, new)
    return _squeezed("".join(c.text for c in changes if c.kind != "removed")) == _squeezed(new)


def test_a_changed_word_is_shown_as_removed_then_added():
    assert between("un banc au soleil", "un arbre au soleil") == [
        ("kept", "un "),
        ("removed", "banc"),
        ("added", "arbre"),
        ("kept", " au soleil"),
    ]


def test_neighbouring_changes_are_one():
    assert between("un deux", "trois quatre") == [("removed", "un deux"), ("added", "trois quatre")]


def test_a_very_long_text_is_compared_by_lines():
    old = "\n".join(f"ligne {n}" for n in range(5_000))
    assert [c.kind for c in between(old, old + "\nfin")] == ["kept", "removed", "added"]
