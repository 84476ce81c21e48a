"""What a programme becomes beside its pages: a booklet, a calendar, the dots of a map, a sheet to sign."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from consult.documents.tree import BulletList, Contents, Heading, PageBreak, Paragraph, Table, TimeBar
from consult.programme import booklet, calendar, picture
from consult.programme.content import TENTATIVE, Person, Place, Programme, Talk
from consult.registrations import sheet
from consult.registrations.models import Registration
from consult.web.languages import day, moment

NOON = datetime(2026, 10, 28, 11, tzinfo=UTC)  # twelve o'clock in Paris, since the change of clocks
ROOM = Place("Rouge", room="Rouge", venue="La halle", address="1 rue Basse", territory="Auch", capacity=20)
GARDEN = Place("Le jardin", venue="Le jardin", accessibility="De plain-pied", latitude=43.6, longitude=1.44)
ANA, BO = Person("Ana", "1", organisation="La Fabrique"), Person("Émile", "2", state=TENTATIVE)


def talk(name, hours=0.0, length=2.0, **given):
    """A session so many hours after noon."""
    starts = NOON + timedelta(hours=hours)
    given = {"starts": starts, "ends": starts + timedelta(hours=length), "place": "Rouge"} | given
    return Talk(name, f"Séance {name}", **given)


WHOLE = Programme(
    "Le festival",
    (
        talk("a", -2, speakers=(BO, ANA), abstract="Un *début*.", capacity=12, registration=True, price="5 €"),
        talk("b", 0, place="Le jardin", publics=("Enfants",), format="Visite", registration=False),
        talk("c", 8, speakers=(ANA,), ends=None),
        talk("d", 8, is_cancelled=True, speakers=(Person("Absente", "3"),)),
        Talk("e", "Séance e", day=date(2026, 10, 30)),
        Talk("f", "Séance f"),
    ),
    (ROOM, GARDEN, Place("Ailleurs", room="Ailleurs")),
)


@pytest.fixture
def blocks(app):
    """What the booklet holds."""
    with app.test_request_context():
        document = booklet.compose(WHOLE, author="La ville")
        assert (document.title, document.author) == ("Le festival", "La ville")
        assert document.subtitle == "du 28 octobre 2026 au 30 octobre 2026"
        yield document.blocks


def of(kind, blocks):
    """The blocks of one kind."""
    return [one for one in blocks if isinstance(one, kind)]


def said(runs):
    """Runs as one text."""
    return "".join(run.text for run in runs)


def test_the_booklet_has_an_index_by_half_day_and_a_block_for_each_session(blocks):
    assert of(Contents, blocks)[0].depth == 3, "days, half-days, sessions: renderers say the page of each"
    assert [(one.level, one.text) for one in of(Heading, blocks)] == [
        (1, "Mercredi 28 octobre 2026"),
        (2, "Matin"),
        (3, "10:00–12:00 · Séance a"),
        (2, "Après-midi"),
        (3, "12:00–14:00 · Séance b"),
        (2, "Soirée"),
        (3, "20:00 · Séance c"),
        (1, "Vendredi 30 octobre 2026"),
        (2, "Heure à préciser"),
        (3, "Séance e"),
        (1, "Date à préciser"),
        (2, "Séances à venir"),
        (3, "Séance f"),
        (1, "Les intervenants"),
        (1, "Les lieux"),
    ]
    bars = [(one.start, one.end) for one in of(TimeBar, blocks)]
    assert bars == [(0, round(120 / 601, 3)), (round(120 / 601, 3), round(240 / 601, 3))], "from 10:00 to 20:01"
    facts = [said(one.runs) for one in of(Paragraph, blocks)]
    assert facts == [
        "Rouge · 5 € · sur inscription · 12 places",
        "Avec Émile, sous réserve, Ana (La Fabrique)",
        "Le jardin · Visite · Enfants · sans inscription",
        "Rouge",
        "Avec Ana (La Fabrique)",
        "Lieu à préciser",
        "Lieu à préciser",
    ]
    assert len(of(PageBreak, blocks)) == 3


def test_the_first_of_a_month_is_said_as_french_says_it(app):
    first = replace(WHOLE, talks=(Talk("a", "Séance a", day=date(2026, 11, 1)),))
    with app.test_request_context():
        assert of(Heading, booklet.compose(first, author="").blocks)[0].text == "Dimanche 1er novembre 2026"
        told = [day(date(2026, 11, n), length) for n in (1, 11, 21) for length in ("full", "long", "medium", "short")]
        assert told[:4] == ["dimanche 1er novembre 2026", "1er novembre 2026", "1er nov. 2026", "01/11/2026"]
        assert [one for one in told[4:] if "er" in one.split()] == []
        assert moment(datetime(2026, 11, 1, 11, tzinfo=UTC)) == "1er novembre 2026 à 12:00"
        assert moment(datetime(2026, 11, 11, 11, tzinfo=UTC)) == "11 novembre 2026 à 12:00"
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert day(date(2026, 11, 1)) == "November 1, 2026"


def test_the_booklet_ends_with_its_speakers_and_its_places(blocks):
    [people] = of(BulletList, blocks)
    assert [said(item[0].runs) for item in people.items] == [
        "Ana (La Fabrique)\nSéance a · 28 octobre 10:00–12:00\nSéance c · 28 octobre 20:00",
        "Émile, sous réserve\nSéance a · 28 octobre 10:00–12:00",
    ]
    assert [run.link for run in people.items[0][0].runs if run.link] == ["#s-a", "#s-c"]
    [places] = of(Table, blocks)
    assert places.rows == (("Rouge (La halle)", "1 rue Basse, Auch", 20, ""), ("Le jardin", "", None, "De plain-pied"))


def test_a_calendar_says_where_when_and_who(app):
    def address(one):
        return f"https://x.org/sessions/{one.guid}"

    data = calendar.whole(WHOLE, address=address, host="x.org").decode()
    events = [
        dict(line.split(":", 1) for line in event.replace("\r\n ", "").split("\r\n") if ":" in line)
        for event in data.split("BEGIN:VEVENT")[1:]
    ]
    assert [one["UID"] for one in events] == ["a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org"], "f has no day"
    first, second, *_rest = events
    assert (first["DTSTART"], first["DTEND"]) == ("20261028T090000Z", "20261028T110000Z")
    assert first["LOCATION"].replace("\\", "") == "Rouge, La halle, 1 rue Basse"
    assert first["DESCRIPTION"].replace("\\n", " ").replace("\\", "") == (
        "Un début.  Émile, Ana  https://x.org/sessions/a"
    )
    assert (second["GEO"], second["CATEGORIES"]) == ("43.600000;1.440000", "Visite")
    assert events[3]["STATUS"] == "CANCELLED"
    assert events[4]["DTSTART;VALUE=DATE"] == "20261030"


def test_the_map_keeps_distances_and_counts_close_places_together():
    def place(name, latitude, longitude):
        return Place(name, venue=name, latitude=latitude, longitude=longitude)

    north, south, east = place("Nord", 44.0, 1.0), place("Sud", 43.0, 1.0), place("Est", 43.5, 2.0)
    dots = picture.points([(north, 1), (south, 9), (east, 1), (place("Tout près", 43.001, 1.0), 7), (ROOM, 3)])
    assert [(one.places, one.number) for one in dots] == [(("Nord",), 1), (("Sud", "Tout près"), 2), (("Est",), 3)]
    top, bottom, right = dots
    assert top.y < bottom.y, "the north is at the top"
    assert right.x > top.x
    assert (right.x - top.x) / (bottom.y - top.y) == pytest.approx(0.7269, abs=0.001), "a degree of longitude there"
    assert bottom.radius > top.radius
    assert picture.points([(ROOM, 3)]) == []
    [alone] = picture.points([(replace(north), 1)])
    assert (alone.x, alone.y) == (picture.WIDTH / 2, picture.HEIGHT / 2)


def test_a_sheet_has_a_line_for_each_and_lines_for_those_who_come_anyway(app):
    people = [Registration(name=name, code=code * 6) for name, code in (("Ana", "ab"), ("Bo", "cd"))]
    with app.test_request_context():
        document = sheet.compose(WHOLE, WHOLE.talks[0], people, author="La ville")
    assert document.title == "Feuille d’émargement\u00a0: Séance a"
    assert document.subtitle == "mercredi 28 octobre 2026, 10:00–12:00, Rouge"
    [table] = of(Table, document.blocks)
    assert table.columns == ("N°", "Nom", "Billet", "Signature")
    assert table.rows[:2] == (("1", "Ana", "abab-abab-abab", ""), ("2", "Bo", "cdcd-cdcd-cdcd", ""))
    assert table.rows[2:] == (("", "", "", ""),) * sheet.BLANKS
