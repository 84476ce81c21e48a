"""S08: passwords that everybody tries first are refused, without any rule on signs or capitals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.accounts import passwords


@pytest.fixture(autouse=True)
def _in_french(app):
    with app.app_context():
        yield


@pytest.mark.parametrize(
    "password",
    [
        "motdepasse2024", "M0tDeP4$$e!!", "azertyuiop12", "qwertyuiop[]", "123456789012", "aaaaaaaaaaaa",
        "abcdefghijkl", "poiuytrezaza", "Soleil2024Soleil", "je t’aime mon amour", "bonjourbonjour1",
        "nadia.benali.1987", "NadiaBenali!!!", "mot de passe oublié", "le le le le le le",
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused(password):
    said = passwords.problem(password, name="Nadia Benali", email="nadia.benali@example.org")
    assert said is not None
    assert said.startswith("Trop facile à deviner")


@pytest.mark.parametrize(
    "password",
    [
        "une phrase de passe",
        "cheval pluie agrafe",
        "2f8Kq91-2883",
        "trois petits chats gris",
        "日本語のパスワードですよ",
    ],
)
def test_what_is_hard_to_guess_is_taken_whatever_its_signs(password):
    assert passwords.problem(password, name="Nadia", email="nadia@example.org") is None


@given(st.text(max_size=11))
def test_short_ones_are_refused(password):
    assert str(passwords.problem(password)).startswith("Trop court")


@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=60))
def test_no_password_raises(password, name, email):
    assert passwords.problem(password, name=name, email=email) is None or True
