"""An organiser's story: set up, publish, answer, hand the synthesis over."""

import io
import json

import openpyxl
import sqlalchemy as sa

from consult.accounts import services as accounts
from consult.consultations.models import Consultation
from consult.db import db as database
from consult.policy import Role
from tests.conftest import Browser
from tests.factories import make_user


def test_an_organiser_runs_a_consultation_and_hands_the_synthesis_over(app, browser_of, db):
    admin = browser_of(make_user(name="Nadège", is_admin=True))
    made = {
        "title": "Les usages de la place",
        "summary": "Que faire de la place ?",
        "opens": "2026-01-05T08:00",
        "method": "support",
        "state": "draft",
    }
    admin.submit("/consultations/new", made)
    consultation = database.session.scalars(sa.select(Consultation)).one()
    organiser = make_user(name="Inès")
    accounts.give_role(organiser, consultation_id=consultation.id, role=Role.ORGANISER)
    db.session.commit()
    place = "/consultations/les-usages-de-la-place"
    visitor = Browser(app)
    visitor.get(place, status=404)

    # Sections and phases, then it is published.
    ines = browser_of(organiser)
    setup = f"{place}/setup"
    ines.submit(setup, {"title": "Le marché", "description": "Étals."}, to=f"{place}/sections")
    phase = {"title": "Vos idées", "opens": "2026-01-05T08:00", "activities": ["propose", "comment", "vote"]}
    ines.submit(setup, phase, to=f"{place}/phases")
    wrong = phase | {"closes": "2025-01-01T08:00"}
    assert "La fin doit venir après le début." in ines.submit(setup, wrong, to=f"{place}/phases", status=422).text
    ines.submit(f"{place}/edit", {"state": "published"})
    assert "Vos idées" in visitor.get(place)

    # A citizen proposes; the organiser answers.
    citizen = browser_of(make_user(name="Zoé"))
    address = citizen.submit(
        f"{place}/proposals/new", {"title": "=HYPERLINK(1) des bancs", "body": "À l’ombre."}
    ).location
    citizen.submit(address, {"mark": "agree"}, to=f"{address}/vote")
    ines.submit(f"{address}/answer", {"status": "accepted", "answer": "Posés en mars."})
    assert "Posés en mars." in visitor.get(address)

    # The synthesis and the tables.
    assert "=HYPERLINK(1) des bancs" in visitor.get(f"{place}/synthesis")
    document = json.loads(visitor.client.get(f"{place}/synthesis.json").data)
    assert document["subtitle"] == "Les usages de la place"
    (row,) = json.loads(visitor.client.get(f"{place}/exports/proposals/json").data)
    assert (row["title"], row["support"], row["status"], row["author"]) == (
        "=HYPERLINK(1) des bancs",
        1,
        "accepted",
        "Zoé",
    )
    book = openpyxl.load_workbook(io.BytesIO(visitor.client.get(f"{place}/exports/proposals/xlsx").data))
    cell = book.active.cell(row=2, column=2)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1) des bancs", "s")

    # Others may not do any of it.
    citizen.get(setup, status=403)
    citizen.get(f"{address}/answer", status=403)
