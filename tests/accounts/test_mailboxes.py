"""One mailbox is one account, and nobody with an ordinary address is refused."""

import itertools
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from consult.accounts import mailboxes, services
from consult.accounts.forms import RegisterForm
from consult.accounts.models import User
from consult.errors import RuleBroken
from tests.conftest import PASSWORD, Browser
from tests.factories import make_user

FIRST = [
    "camille",
    "jean-pierre",
    "marie.claude",
    "nadia",
    "lucas",
    "zoe",
    "yanis",
    "m.l",
    "odile",
    "fatou",
    "h",
    "loic",
    "renaud",
    "elodie",
    "paul-henri",
]
LAST = [
    "martin",
    "durand",
    "le-goff",
    "benali",
    "petit",
    "roux",
    "d.arc",
    "moreau",
    "n-guyen",
    "lefevre",
    "dupont2",
    "garnier_b",
    "blanc",
    "roche",
]
HOSTS = [
    "orange.fr",
    "free.fr",
    "laposte.net",
    "wanadoo.fr",
    "sfr.fr",
    "gmail.com",
    "outlook.fr",
    "hotmail.fr",
    "yahoo.fr",
    "mairie-exemple.fr",
]


def ordinary() -> list[str]:
    """A thousand addresses as people in France have them, all of different people."""
    names = (f"{first}.{last}@{host}" for first, last, host in itertools.product(FIRST, LAST, HOSTS))
    found = [name for name in names if not (name.endswith("gmail.com") and "-" not in name and name.count(".") > 3)]
    return found[:1000]


def aliases() -> list[str]:
    """A hundred ways of writing to camille.martin@gmail.com."""
    dotted = [
        ".".join(parts)
        for parts in (["camille", "martin"], ["c", "amille", "martin"], ["camillemartin"], [*"camille", "martin"])
    ]
    labels = ["", "+avis", "+a.b", "+2", "+vote+encore"]
    hosts = ["gmail.com", "googlemail.com", "GMAIL.COM", "Gmail.com.", "gm\u0430il.com"]
    written = [f"{name}{label}@{host}" for name, label, host in itertools.product(dotted, labels, hosts)]
    alike = {"a": "\u0430", "c": "\u0441", "e": "\u0435", "i": "\u0456"}
    return [
        w.upper() if n % 3 == 0 else w.translate(str.maketrans(alike)) if n % 7 == 0 else w
        for n, w in enumerate(written)
    ]


def test_a_hundred_aliases_are_one_mailbox() -> None:
    assert len(set(aliases())) == 100
    assert {mailboxes.key(alias) for alias in aliases()} == {"camillemartin@gmail.com"}


@pytest.mark.both
def test_a_hundred_aliases_make_one_account(db: Any, engine: str) -> None:
    made = 0
    for n, alias in enumerate(aliases()[:: 1 if engine == "sqlite" else 10]):
        try:
            services.create_account(email=alias, name=f"Personne {n}", password=PASSWORD)
        except RuleBroken:
            continue
        made += 1
    assert made == 1
    assert db.session.scalars(sa.select(User.email_key)).all() == ["camillemartin@gmail.com"]


def test_of_a_thousand_ordinary_addresses_none_is_taken_for_another_and_none_is_refused(app: Any) -> None:
    addresses = ordinary()
    assert len(set(addresses)) == 1000
    keys = {mailboxes.key(address) for address in addresses}
    assert len(keys) == 1000
    with app.test_request_context():
        for address in addresses:
            form = RegisterForm(MultiDict({"email": address}))
            assert form.email.validate(form), address
    assert [address for address in addresses if mailboxes.is_disposable(address)] == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a.b@orange.fr", "ab@orange.fr", False),
        ("jose@free.fr", "josé@free.fr", False),
        ("a@free.fr", "a@free.com", False),
        ("a-b@free.fr", "ab@free.fr", False),
        ("a@free.fr", "a+b@free.fr", True),
        ("a@free.fr", "\uff21@FREE.fr", True),
        ("a@éléphant.fr", "a@xn--lphant-9uab.fr", True),
        ("+a@free.fr", "+b@free.fr", False),
        ("a@free.fr", " a@free.fr. ", True),
        ("a", "A", True),
    ],
)
def test_two_spellings_are_one_mailbox_or_two(one: str, other: str, same: bool) -> None:
    assert (mailboxes.key(one) == mailboxes.key(other)) is same


def test_one_logs_in_with_any_spelling_of_ones_mailbox(db: Any, browser: Browser) -> None:
    make_user(email="camille.martin@gmail.com", name="Camille")
    db.session.commit()
    browser.submit("/log-in", {"email": "CamilleMartin+vote@googlemail.com", "password": PASSWORD})
    assert "camille.martin@gmail.com" in browser.get("/account")


def test_a_mailbox_that_does_not_last_is_taken_and_flagged_for_the_administrator(browser_of: Any, db: Any) -> None:
    user = make_user(email="x@yopmail.com")
    plain = make_user(email="x@monyopmail.example.com")
    assert [mailboxes.is_disposable(a) for a in ("a@mail.yopmail.com", "a@yopmail.com.example.org")] == [True, False]
    admin = browser_of(make_user(is_admin=True))
    assert "Adresse jetable" in admin.get(f"/admin/accounts/{user.id}")
    assert "Adresse jetable" not in admin.get(f"/admin/accounts/{plain.id}")


@pytest.mark.parametrize(
    "odd", ["", "@", "@@", "a@", "@b", "xn--@xn--", "a@xn--\u0430", "\x00@\x00", "a" * 5000, "+@+"]
)
def test_whatever_is_typed_has_a_key(odd: str) -> None:
    assert mailboxes.key(odd) == mailboxes.key(f" {odd.upper()} ")
