"""The pages of a programme: the team prepares it, publishes it, citizens read it, keep what they like, take it away."""

import re
from datetime import UTC, datetime, time, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from consult import clock
from consult.policy import Role
from consult.programme import queries, releases, services
from consult.programme.conflicts import Problem
from consult.programme.models import Release, Session, Vocabulary
from consult.themes import filing
from consult.themes import services as themes
from consult.workstreams import services as workstreams
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.workstreams.streams import make_stream


def words(html):
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def place(db):
    """A consultation with a project, and its organiser."""
    consultation = make_consultation(title="Le festival", slug="festival")
    organiser = make_staff(consultation, Role.ORGANISER, name="Inès")
    stream = make_stream(consultation, actor=organiser, themes=[])
    proposal = make_proposal(consultation, title="Une rampe à l’entrée")
    workstreams.create_project(stream, author=organiser, title="Des rampes", proposals=[proposal])
    themes.create_theme(consultation, actor=organiser, title="Accueil")
    db.session.commit()
    return consultation, organiser


def test_the_team_prepares_a_programme_and_citizens_read_it(place, browser_of, browser, db):
    _consultation, organiser = place
    base = "/consultations/festival/programme"
    team = browser_of(organiser)
    assert "n’est pas encore publié" in words(browser.get(base))
    team.submit(f"{base}/words/territory/new", {"name": "Auch"})
    team.submit(f"{base}/words/track/new", {"name": "Accueil", "theme_id": "1"})
    team.submit(f"{base}/words/track/new", {"name": "accueil"}, status=422)
    assert "est déjà dans cette liste" in team.page
    venue = {"name": "La halle", "address": "1 place Barbès", "latitude": "43,6", "longitude": "1,44", "capacity": "50"}
    team.submit(f"{base}/venues/new", venue | {"capacity": "-3", "longitude": ""}, status=422)
    assert "ne peut pas être négatif" in team.page
    team.submit(f"{base}/venues/new", venue | {"name": "", "latitude": "93", "longitude": "nord"}, status=422)
    assert team.page.count("Un nombre de degrés entre") == 4  # beside each field, and above
    team.submit(f"{base}/venues/new", venue | {"longitude": ""}, status=422)
    assert "Donnez la latitude et la longitude" in team.page
    team.submit(f"{base}/venues/new", venue | {"opens": "09:00", "closes": "18:00", "accessibility": "De plain-pied"})
    team.submit(f"{base}/rooms/new", {"name": "Salle rouge", "venue_id": "1", "capacity": "20"})
    session = {
        "title": "Ouvrir la porte",
        "abstract": "Un **début**.",
        "description": "La suite.",
        "day": "2026-10-28",
        "start": "14:00",
        "end": "13:00",
        "place": "room-1",
        "track_id": str(_term(db, "Accueil")),
        "format_id": str(_term(db, "Atelier")),
        "publics": str(_term(db, "Familles")),
        "speakers": "Ana Lopez\nPaul Roi (sous réserve)",
        "capacity": "30",
        "registration": "yes",
        "price": "Gratuit",
        "project_id": "1",
    }
    team.submit(f"{base}/sessions/new", session, status=422)
    assert "La fin (13:00) est avant le début (14:00)." in words(team.page)
    assert 'value="Ouvrir la porte"' in team.page
    team.submit(f"{base}/sessions/new", session | {"end": "15:30"})
    team.submit(
        f"{base}/sessions/new",
        {
            "title": "Une autre",
            "day": "2026-10-28",
            "start": "15:00",
            "end": "16:00",
            "place": "room-1",
            "speakers": "Ana Lopez",
        },
    )
    draft = words(team.get(f"{base}/draft"))
    for said in (
        "« Ouvrir la porte » et « Une autre » sont dans la même salle, Salle rouge, à 15:00 le 28/10/2026.",
        "Ana Lopez est attendu(e) à la fois",
        "« Ouvrir la porte » prévoit 30 places ; Salle rouge en a 20.",
    ):
        assert said in draft, said
    team.submit("/speakers/1/edit", {"organisation": "La Fabrique", "biography": "Autrice."})
    browser.get("/sessions/1", status=404)
    team.get("/sessions/1?version=draft")
    team.submit(f"{base}/release", {"note": "La première."})
    page = words(browser.get(base))
    assert "mercredi 28 octobre 2026" in page
    assert (
        "14:00–15:30 Ouvrir la porte Salle rouge Atelier Accueil Familles sur inscription Gratuit Ana Lopez, Paul Roi"
        in page
    )
    assert "Paul Roi (sous réserve) Ajouter" in page
    page = words(browser.get("/sessions/1"))
    for said in (
        "Un début .",
        "La suite.",
        "Du projet Des rampes , dans le chantier Un chantier .",
        "Une rampe à l’entrée",
        "1 place Barbès",
        "De plain-pied",
        "Ana Lopez La Fabrique Autrice. Paul Roi sous réserve",
    ):
        assert said in page, said
    assert '"/sessions/1.ics"' in browser.page
    listed = "14:00–15:30 Ouvrir la porte Salle rouge"
    for view, said in {
        "places": f"La halle 1 Salle rouge 2 séances point 1 Salle rouge 28 oct. 2026 {listed}",
        "themes": f"Accueil 1 séance Accueil 28 oct. 2026 {listed}",
        "publics": f"Familles 1 séance Familles 28 oct. 2026 {listed}",
        "grid": "Heure Salle rouge 14:00 Ouvrir la porte 14:00–15:30 15:00 Une autre 15:00–16:00",
        "print": "Après-midi 14:00–15:30 Ouvrir la porte – Salle rouge · Atelier · Ana Lopez, Paul Roi (sous réserve)",
        "mine": "Votre programme est vide",
        "changes": "Version 1",
        "places?name=Salle+rouge": "Accessibilité De plain-pied",
        "?track=Accueil": listed,
        "?day=2026-10-28&format=Rien": "Aucune séance ne correspond à ces choix.",
    }.items():
        page = words(browser.get(f"{base}/{view}" if view[0] != "?" else base + view))
        assert said in page, (view, page)
    db.session.rollback()
    theme = db.session.scalars(sa.select(themes.Theme)).one()
    theme.title = "Bien accueillir"
    db.session.commit()
    assert "Bien accueillir" in words(team.get(f"{base}?version=draft")), "a change of the theme is seen in the draft"
    assert "Bien accueillir" not in words(browser.get(base)), "and waits for a release elsewhere"


def _term(db, name):
    """The number of a word."""
    db.session.rollback()
    return queries.terms(1) and next(t.id for t in queries.terms(1) if t.name == name)


def test_a_release_never_changes_and_says_what_changed(place, browser_of, browser, db):
    consultation, organiser = place
    first = _session(consultation, "Le concert", 20)
    second = _session(consultation, "Le débat", 14)
    releases.release(consultation, actor=organiser)
    services.edit_session(first, actor=organiser, starts=_at(21), ends=_at(22))
    services.cancel_session(second, actor=organiser)
    db.session.commit()
    base = "/consultations/festival/programme"
    assert "20:00–21:00 Le concert" in words(browser.get(base))
    team = browser_of(organiser)
    team.submit(f"{base}/release", {"note": ""})
    assert "21:00–22:00 Le concert" in words(browser.get(base))
    page = words(browser.get(f"{base}/changes"))
    assert "Version 2" in page
    assert "Séance annulée Le débat" in page
    assert "mercredi 28 octobre 2026, 20:00–21:00 mercredi 28 octobre 2026, 21:00–22:00" in page
    team.get(f"{base}/release")
    assert "Rien n’a changé" in team.page
    team.submit(f"/sessions/{second.id}/edit", {"do": "delete"}, to=f"/sessions/{second.id}/state", status=409)
    with pytest.raises(sa.exc.DatabaseError, match="append-only"):
        db.session.execute(sa.update(Release).values(note="autre"))
    db.session.rollback()


def test_during_the_festival_the_programme_opens_on_today(place, browser, db):
    consultation, organiser = place
    for day in range(3):
        given = {"starts": _at(20) + timedelta(days=day), "ends": _at(21) + timedelta(days=day)}
        services.create_session(consultation, actor=None, title=f"Le bal {day}", **given)
    releases.release(consultation, actor=organiser)
    db.session.commit()

    def opened(moment, query=""):
        with clock.at(moment):
            page = words(browser.get(f"/consultations/festival/programme{query}"))
        return [day for day in range(3) if f"Le bal {day}" in page]

    late = _at(20) + timedelta(days=1, hours=7)  # 3 in the morning: the evening before is not over
    assert opened(_at(8) - timedelta(days=30)) == [0]
    assert opened(_at(8) + timedelta(days=1)) == [1]
    assert opened(late) == [1]
    assert opened(_at(8) + timedelta(days=9)) == [0]
    assert opened(late, "?day=2026-10-30") == [2]


def test_visitors_and_members_keep_their_own_programme(place, browser, browser_of, db):
    consultation, organiser = place
    one = _session(consultation, "Le concert", 20)
    releases.release(consultation, actor=organiser)
    db.session.commit()
    base, mine = "/consultations/festival/programme", "/consultations/festival/programme/mine"
    for visitor in (browser, browser_of(make_user())):
        answer = visitor.submit(base, {"star": str(one.id)}, to=f"{base}/stars")
        assert answer.location == base
        assert "Le concert" in words(visitor.get(mine))
        assert b"SUMMARY:Le concert" in visitor.client.get(f"{mine}.ics").data
        visitor.submit(mine, {"unstar": str(one.id)}, to=f"{base}/stars")
        assert "Votre programme est vide" in words(visitor.get(mine))


def test_a_venue_that_goes_leaves_its_sessions(place, browser_of, db):
    consultation, organiser = place
    venue = services.save_venue(consultation, actor=organiser, name="La halle")
    room = services.save_room(consultation, actor=organiser, name="Rouge", venue=venue)
    services.create_session(consultation, actor=organiser, title="Ici", room=room, starts=_at(10), ends=_at(11))
    services.create_session(consultation, actor=organiser, title="Là", venue=venue, starts=_at(10), ends=_at(11))
    db.session.commit()
    team = browser_of(organiser)
    team.submit(f"/venues/{venue.id}/edit", to=f"/venues/{venue.id}/delete")
    page = words(team.get("/consultations/festival/programme/draft"))
    assert "2 séances n’ont plus de lieu : elles sont gardées." in page
    assert "« Ici » n’a pas encore de lieu." in page
    assert "« Là » n’a pas encore de lieu." in page


def test_warnings_come_from_what_is_stored(place, db):
    consultation, organiser = place
    told = [themes.create_theme(consultation, actor=organiser, title=title) for title in ("Lieux", "Outils", "Rien")]
    proposals = [make_proposal(consultation, title=f"Idée {n}") for n in range(2)]
    proposals[0].support, proposals[1].support = 2, 3
    filing.file_proposals(proposals[:1], theme=told[0], actor=organiser)
    filing.file_proposals(proposals[1:], theme=told[1], actor=organiser)
    stream = make_stream(consultation, actor=organiser, title="Outiller", themes=[])
    project = workstreams.create_project(stream, author=organiser, title="Une malle", proposals=proposals[1:])
    hours = {"opens": time(9), "closes": time(18), "capacity": 20}
    venue = services.save_venue(consultation, actor=organiser, name="La halle", **hours)
    late = {"starts": _at(17), "ends": _at(19), "venue": venue, "capacity": 21, "project_id": project.id}
    services.create_session(consultation, actor=None, title="Ici", **late)

    def warnings():
        return {
            (one.problem, words(one.sentence)) for one in queries.warnings(consultation, queries.draft(consultation))
        }

    missing = (
        Problem.THEME_WITHOUT_SESSION,
        "Aucune séance ne parle de « Lieux », dont les propositions ont 2 soutiens.",
    )
    assert warnings() == {
        missing,
        (Problem.CLOSED, "« Ici » (17:00–19:00) : La halle ouvre de 09:00 à 18:00."),
        (Problem.OVER_CAPACITY, "« Ici » prévoit 21 places ; La halle en a 20."),
    }
    track = services.save_term(consultation, actor=organiser, vocabulary=Vocabulary.TRACK, name="Où", theme=told[0])
    services.create_session(consultation, actor=None, title="Là", venue=venue, track_id=track.id, starts=_at(9))
    assert missing not in warnings()


def test_only_the_team_edits_and_only_organisers_publish(place, browser, browser_of, db):
    consultation, _organiser = place
    one = _session(consultation, "Le concert", 20)
    facilitator, member = make_staff(consultation), make_user()
    db.session.commit()
    base = "/consultations/festival/programme"
    for path in (f"{base}/draft", f"{base}/venues", f"/sessions/{one.id}/edit", f"{base}/import"):
        browser.get(path, status=302)
        browser_of(member).get(path, status=403)
        browser_of(facilitator).get(path)
    browser_of(facilitator).get(f"{base}/release", status=403)
    browser_of(member).get(f"/sessions/{one.id}?version=draft", status=404)


def test_a_page_costs_the_same_however_long_the_programme(place, browser, count_queries, db):
    consultation, organiser = place
    base = "/consultations/festival/programme"
    seen = {}
    for count in (1, 30):
        for n in range(count):
            _session(consultation, f"Séance {count} {n}", 8 + n % 12)
        releases.release(consultation, actor=organiser)
        db.session.commit()
        for view in ("", "/places", "/themes", "/publics", "/grid", "/mine", "/print"):
            with count_queries() as statements:
                browser.get(base + view)
            seen.setdefault(view, []).append(len(statements))
    assert {view: counts for view, counts in seen.items() if counts[0] != counts[1] or counts[1] >= 12} == {}


def _at(hour):
    """An hour of the 28th of October 2026 in Paris, after the change of clocks."""
    return datetime(2026, 10, 28, hour - 1, tzinfo=UTC)


def _session(consultation, title, hour):
    return services.create_session(consultation, actor=None, title=title, starts=_at(hour), ends=_at(hour + 1))


def test_a_file_is_previewed_then_brought_in(place, browser_of, db):
    _consultation, organiser = place
    team, start = browser_of(organiser), "/consultations/festival/programme/import"
    rows = "title,abstract,day,start,end,room,format,track,speakers,capacity,registration\n"
    for row, said in (
        ("A,,2026-10-28,14:00,13:00,,,,,,", "Ligne 2, « A » : La fin (13:00) est avant le début (14:00)."),
        ("A,,2026-03-29,02:30,03:30,,,,,,", "02:30 n’existe pas le 29/03/2026"),
        ("A,,2026-10-28,14:00,15:00,,,,,-3,", "une jauge ne peut pas être de -3 places"),
    ):
        team.post(start, _sent(team, start, rows + row + "\n"), status=422)
        assert said in words(team.page)
    answer = team.post(
        start, _sent(team, start, rows + "Le bal,On danse,2026-10-28,21h,00h30,,Bal,,Ana ; Bo (sous réserve),,oui\n")
    )
    preview = team.follow(answer)
    assert "Le bal mercredi" not in words(preview)
    assert "21:00–00:30" in words(preview)
    team.submit(answer.location, to=f"{answer.location}/apply")
    db.session.rollback()
    one = db.session.scalars(sa.select(Session)).one()
    assert (one.title, one.starts, one.registration) == ("Le bal", datetime(2026, 10, 28, 20, tzinfo=UTC), True)
    assert [s.state.value for s in queries.speakers_of(one.id)] == ["confirmed", "tentative"]
    assert "Bal" in [term.name for term in queries.terms(one.consultation_id, Vocabulary.FORMAT)]


def _sent(team, url, text):
    form = team._form(team.get(url), url)
    return form | {"file": (BytesIO(text.encode()), "programme.csv")}
