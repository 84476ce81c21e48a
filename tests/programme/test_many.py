"""A programme of a thousand sessions: every view takes fewer than twelve queries, whoever looks."""

import os

import pytest

from consult.policy import Role
from tests.factories import make_consultation, make_staff
from tests.programme.many import make_many

SESSIONS = 1_000 if os.environ.get("PROOF") else 150
VIEWS = (
    *("", "/places", "/places?name=Salle+1", "/themes", "/publics", "/grid", "/mine", "/print", "/changes"),
    *("?format=Atelier", "?day=2026-10-29", "/grid?day=2026-10-29", ".json", ".csv", ".ics", "/mine.ics"),
)
OF_THE_TEAM = ("/venues", "/speakers", "/words", "/settings")
OF_THE_DRAFT = ("/draft", "/release", *(f"{view}?version=draft" for view in VIEWS[:9] if "?" not in view))


@pytest.mark.slow
def test_every_view_takes_fewer_than_twelve_queries(db, browser, browser_of, count_queries):
    consultation = make_consultation(title="Le festival", slug="festival")
    organiser = make_staff(consultation, Role.ORGANISER, name="Inès")
    make_many(consultation, organiser, SESSIONS)
    db.session.commit()
    base, seen = "/consultations/festival/programme", {}
    team = browser_of(organiser)
    asked = [(browser, base + view) for view in VIEWS]
    asked += [(browser, "/sessions/7"), (browser, "/sessions/7.ics")]
    asked += [(team, base + view) for view in (*VIEWS[:9], *OF_THE_TEAM, *OF_THE_DRAFT)]
    for reader, url in asked:
        with count_queries() as statements:
            assert reader.client.get(url).status_code == 200, url
        seen[url, reader is team] = len(statements)
    assert len(seen) == len(asked)
    assert {url: count for url, count in seen.items() if count >= 12} == {}
