"""Cards for a wall: all published proposals, on the paper asked for, each with a code that leads to it."""

import io
import re
from datetime import date

import pikepdf
import pytest

from consult.documents import cards as printing
from consult.kinds import Visibility
from consult.workshops import cards
from tests.factories import make_consultation, make_proposal, make_staff, make_user

HERE = "/consultations/la-ville/cards"


@pytest.fixture
def place(db):
    consultation = make_consultation(slug="la-ville", title="La ville")
    db.session.commit()
    return consultation


@pytest.fixture
def staff(place, db, browser_of):
    person = make_staff(place)
    db.session.commit()
    return browser_of(person)


def pages(staff, url):
    """The sizes in millimetres of the pages of a PDF."""
    response = staff.client.get(url)
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    with pikepdf.open(io.BytesIO(response.data)) as file:
        boxes = [[float(side) * 25.4 / 72 for side in page.mediabox][2:] for page in file.pages]
        assert "/StructTreeRoot" in file.Root
    return [(round(width), round(height)) for width, height in boxes]


def test_cards_are_four_on_an_a4_or_one_on_an_a6(db, place, staff):
    for n in range(5):
        make_proposal(place, title=f"Une idée numéro {n}")
    make_proposal(place, title="Un brouillon", draft=True)
    make_proposal(place, title="Une masquée").visibility = Visibility.HIDDEN
    db.session.commit()
    assert pages(staff, f"{HERE}/1.pdf") == [(210, 297)] * 2
    assert pages(staff, f"{HERE}/1.pdf?paper=a6") == [(105, 148)] * 5
    page = staff.get(HERE)
    assert page.count("PDF, cartes 1 à 5") == 2


def test_a_card_says_what_everybody_may_read_and_where(app, db, place):
    one = make_proposal(place, title="Un banc", body="Au **soleil**. " * 60, author=make_user(name="Zoé"), place="Pau")
    db.session.commit()
    with app.test_request_context(base_url="https://ici.example"):
        (card,) = cards.part(place, 1)
    assert (card.title, card.kicker) == ("Un banc", f"N° {one.id} · Pau")
    assert card.text.startswith("Au soleil. Au soleil.")
    assert len(card.text) <= 341
    assert card.by.startswith("Zoé · 0 soutien")
    assert card.address == f"https://ici.example/proposals/{one.id}"
    size, path = card.qr
    assert size > 20
    assert path.startswith("M")


@pytest.mark.parametrize(
    "words", ["", "#let x = 1 *gras* $1$ @ref \\ <a>", "mot" * 200, "😀 ﷽ ‮ gauche", "Ligne\nune\n\nligne deux"]
)
def test_whatever_is_written_becomes_a_card(words):
    card = printing.Card(words or "?", words, words, words, words, (29, "M4 4h7v1h-7z"), "Code")
    out = io.BytesIO()
    printing.write([card], out, title="Des cartes", written=date(2026, 1, 1))
    with pikepdf.open(io.BytesIO(out.getvalue())) as file:
        assert len(file.pages) == 1


def test_long_lists_come_in_parts(db, place, staff, monkeypatch):
    monkeypatch.setattr(cards, "PART", 3)
    for _n in range(7):
        make_proposal(place)
    db.session.commit()
    assert [len(pages(staff, f"{HERE}/{n}.pdf?paper=a6")) for n in (1, 2, 3)] == [3, 3, 1]
    for wrong in (0, 4, 2**31 - 1):
        staff.get(f"{HERE}/{wrong}.pdf", status=404)
    assert re.findall(r"cartes (\d+ à \d+)", staff.get(HERE))[::2] == ["1 à 3", "4 à 6", "7 à 7"]


def test_nothing_to_print_is_said(db, place, staff):
    assert "Aucune proposition à imprimer." in staff.get(HERE)
    staff.get(f"{HERE}/1.pdf", status=404)


def test_only_the_team_prints(db, place, browser_of):
    citizen = browser_of(make_user())
    citizen.get(HERE, status=403)
    citizen.get(f"{HERE}/1.pdf", status=403)
