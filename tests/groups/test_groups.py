"""Groups: people say what they wish, the machine places them, the team has the last word."""

import re
from random import Random

import pytest
import sqlalchemy as sa

from consult.audit.models import AuditEntry
from consult.db import db as database
from consult.errors import ConsultError, RuleBroken
from consult.groups import queries, services
from consult.groups.models import Grouping, GroupRoom, Participant, Wish
from consult.themes import services as themes
from tests.factories import make_consultation, make_staff, make_user

HERE = "/consultations/la-ville/groups"


def words(html):
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def place(db):
    consultation = make_consultation(slug="la-ville", title="La ville")
    db.session.commit()
    return consultation


@pytest.fixture
def team(place, db):
    person = make_staff(place, name="Anne")
    db.session.commit()
    return person


@pytest.fixture
def topics(place, db):
    found = [themes.create_theme(place, actor=None, title=title) for title in ("Lieux", "Accueil", "Formation")]
    db.session.commit()
    return found


@pytest.fixture
def grouping(place, team, topics, db):
    sizes = dict.fromkeys([one.id for one in topics], (1, 2))
    one = services.set_up(place, actor=team, rooms=sizes, is_open=True)
    db.session.commit()
    return one


def add(grouping, team, name, *wishes, organisation=""):
    return services.add_participant(
        grouping, actor=team, name=name, organisation=organisation, themes=[theme.id for theme in wishes]
    )


def seats(db, grouping):
    db.session.flush()
    rows = db.session.execute(sa.select(Participant.name, Participant.seat_id).filter_by(grouping_id=grouping.id))
    return dict(rows.all())


def test_the_team_sets_the_groups_up(db, place, team, topics, browser_of):
    staff = browser_of(team)
    assert staff.client.get(HERE).location == f"{HERE}/set-up"
    sizes = {f"least-{topics[0].id}": "1", f"most-{topics[0].id}": "8", f"most-{topics[1].id}": "5", "is_open": "y"}
    staff.submit(f"{HERE}/set-up", sizes)
    database.session.rollback()
    rows = db.session.execute(
        sa.select(GroupRoom.theme_id, GroupRoom.least, GroupRoom.most).order_by(GroupRoom.theme_id)
    )
    assert rows.all() == [(topics[0].id, 1, 8), (topics[1].id, 0, 5)]
    assert db.session.scalars(sa.select(Grouping.is_open)).all() == [True]
    form = staff._form(staff.get(f"{HERE}/set-up"), f"{HERE}/set-up")
    assert (form[f"most-{topics[0].id}"], form["is_open"]) == ("8", "y")


@pytest.mark.parametrize(
    ("least", "most", "sentence"),
    [
        ("3", "2", "« Lieux » : le minimum (3) dépasse le maximum (2)."),
        ("1", "0", "le minimum (1) dépasse le maximum (0)"),
        ("", "", "Choisissez au moins un thème"),
        ("1", "beaucoup", "donnez des nombres entiers, de 0 à 500"),
        ("-1", "3", "donnez des nombres entiers"),
        ("1", "501", "donnez des nombres entiers"),
        ("²", "3", "donnez des nombres entiers"),
    ],
)
def test_sizes_that_make_no_sense_are_refused_and_kept(db, place, team, topics, browser_of, least, most, sentence):
    staff = browser_of(team)
    typed = {f"least-{topics[0].id}": least, f"most-{topics[0].id}": most}
    page = staff.submit(f"{HERE}/set-up", typed, status=422).text
    assert sentence in words(page).replace("\u00a0", " ")
    assert f'value="{most}"' in page
    database.session.rollback()
    assert db.session.scalars(sa.select(Grouping)).all() == []


def test_a_person_says_their_wishes_changes_them_and_leaves(db, grouping, topics, browser_of):
    person = make_user(name="Zoé")
    db.session.commit()
    browser = browser_of(person)
    url = f"{HERE}/wishes"
    browser.submit(url, {"first": str(topics[2].id), "second": str(topics[0].id), "organisation": "La Fabrique"})
    page = words(browser.get(HERE))
    assert "Vos vœux Formation Lieux" in page
    form = browser._form(browser.get(url), url)
    assert (form["first"], form["second"], form["organisation"]) == (
        str(topics[2].id),
        str(topics[0].id),
        "La Fabrique",
    )
    browser.submit(url, {"first": str(topics[1].id), "second": ""})
    database.session.rollback()
    assert db.session.execute(sa.select(Wish.theme_id, Wish.rank)).all() == [(topics[1].id, 1)]
    browser.submit(HERE, to=f"{HERE}/leave")
    database.session.rollback()
    assert db.session.scalars(sa.select(Participant)).all() == []


def test_wishes_change_places_without_script(db, grouping, topics, browser_of):
    person = make_user()
    browser = browser_of(person)
    chosen = {"first": str(topics[0].id), "second": str(topics[2].id)}
    for wish, order in (("2:up", (2, 0)), ("1:down", (2, 0)), ("1:up", (0, 2)), ("9:up", (0, 2)), ("x", (0, 2))):
        browser.submit(f"{HERE}/wishes", chosen | {"move": wish}, status=200)
        form = browser._form(browser.page, f"{HERE}/wishes")
        assert (form["first"], form["second"]) == tuple(str(topics[n].id) for n in order)
    assert db.session.scalars(sa.select(Wish.theme_id)).all() == []  # nothing is said before it is sent


def test_a_theme_chosen_twice_is_said_beside_the_field(db, grouping, topics, browser_of):
    browser = browser_of(make_user())
    chosen = {"first": str(topics[0].id), "second": str(topics[0].id)}
    page = browser.submit(f"{HERE}/wishes", chosen, status=422).text
    assert "Vous avez déjà choisi ce thème plus haut." in page.split('id="second-error"')[1].split("</p>")[0]
    assert db.session.scalars(sa.select(Participant)).all() == []


def test_wishes_end_when_they_are_closed(db, place, team, grouping, topics, browser_of):
    services.set_up(place, actor=team, rooms={topics[0].id: (1, 9)}, is_open=False)
    db.session.commit()
    browser = browser_of(make_user())
    assert "Les vœux ne sont pas ouverts en ce moment" in words(browser.get(HERE))
    page = browser.submit(f"{HERE}/wishes", {"first": str(topics[0].id)}, status=422).text
    assert "Les vœux sont clos." in page
    browser.submit(f"{HERE}/wishes", {"first": str(topics[1].id)}, status=422)  # it has no group any more


def test_people_are_placed_with_the_reasons(db, team, grouping, topics):
    for name, wishes in (("Ana", (0, 1)), ("Bo", (0,)), ("Cy", (0, 2)), ("Di", (1,))):
        add(grouping, team, name, *(topics[n] for n in wishes))
    services.place_everybody(grouping, actor=team)
    found = seats(db, grouping)
    assert found["Bo"] == topics[0].id
    assert found["Di"] == topics[1].id
    assert found["Cy"] == topics[2].id
    shown = queries.seated(grouping)
    assert (shown.ranks[1], shown.ranks[2], shown.ranks[None]) == (3, 1, 0)
    reasons = dict(db.session.execute(sa.select(Participant.name, Participant.why)).all())
    assert reasons["Bo"].replace("\u00a0", " ") == "Vœu n° 1."
    assert reasons["Cy"].replace("\u00a0", " ").startswith("Vœu n° 2. « Lieux »")
    assert grouping.computed is not None


def test_more_minimum_places_than_people_is_a_clear_sentence(db, team, grouping, topics, browser_of):
    add(grouping, team, "Ana", topics[0])
    db.session.commit()
    staff = browser_of(team)
    form = staff._form(staff.get(f"{HERE}/team"), f"{HERE}/place")
    page = words(staff.post(f"{HERE}/place", form, status=422).text)
    assert "Les minimums demandent 3 personnes, et 1 personne est là." in page
    database.session.rollback()
    assert set(seats(db, grouping).values()) == {None}


def test_nobody_to_place_and_too_many_are_told(db, team, grouping, topics):
    with pytest.raises(ConsultError, match="au moins une personne"):
        services.place_everybody(grouping, actor=team)
    for n in range(7):
        add(grouping, team, f"P{n}")
    with pytest.raises(ConsultError, match="6 places pour 7 personnes"):
        services.place_everybody(grouping, actor=team)


def test_pairs_are_kept_together_or_apart(db, team, grouping, topics, browser_of):
    ana, bo, cy, di = (add(grouping, team, name, topics[0]) for name in ("Ana", "Bo", "Cy", "Di"))
    db.session.commit()
    staff = browser_of(team)
    for one, other, how in ((ana, cy, "together"), (bo, di, "apart"), (ana, bo, "apart")):
        staff.submit(f"{HERE}/ties", {"one": str(one.id), "other": str(other.id), "how": how})
    page = staff.submit(f"{HERE}/ties", {"one": str(ana.id), "other": str(ana.id), "how": "apart"}, status=422).text
    assert "Choisissez deux personnes différentes" in page
    staff.submit(f"{HERE}/team", to=f"{HERE}/place")
    database.session.rollback()
    found = seats(db, grouping)
    assert found["Ana"] == found["Cy"] not in {found["Bo"]}
    assert found["Bo"] != found["Di"]
    assert [one.is_broken for one in queries.bonds(grouping)] == [False] * 3
    services.tie(grouping, actor=team, one=ana, other=bo, together=True)
    services.tie(grouping, actor=team, one=cy, other=bo, together=False)
    with pytest.raises(ConsultError, match="à la fois ensemble et séparés"):
        services.place_everybody(grouping, actor=team)


def test_a_pair_of_nobody_is_refused_beside_the_field(db, team, grouping, topics, browser_of):
    ana = add(grouping, team, "Ana", topics[0])
    db.session.commit()
    staff = browser_of(team)
    for given in ({"one": "", "other": ""}, {"one": str(ana.id), "other": ""}):
        page = staff.submit(f"{HERE}/ties", given | {"how": "apart"}, status=422).text
        assert "Choisissez une personne dans la liste." in words(page)
    database.session.rollback()
    assert queries.bonds(grouping) == []


def test_a_work_stream_is_opened_out_of_the_theme_of_a_group(db, team, grouping, topics, browser_of):
    add(grouping, team, "Ana", topics[1])
    add(grouping, team, "Bo", topics[0])
    add(grouping, team, "Cy", topics[2])
    services.place_everybody(grouping, actor=team)
    db.session.commit()
    staff = browser_of(team)
    links = re.findall(r'href="([^"]+)">Ouvrir un chantier avec ce groupe', staff.get(f"{HERE}/team"))
    assert links == [f"/consultations/la-ville/workstreams/new?theme={one.id}" for one in topics]
    page = staff.get(links[1])
    assert 'value="Accueil"' in page
    assert staff._form(page, links[1].partition("?")[0])["themes"] == str(topics[1].id)


def test_a_pair_is_loosened_once_and_by_its_own_team(db, team, grouping, topics, browser_of):
    ana, bo = (add(grouping, team, name, topics[0]) for name in ("Ana", "Bo"))
    services.tie(grouping, actor=team, one=ana, other=bo, together=True)
    elsewhere = make_consultation(slug="ailleurs")
    stranger = make_staff(elsewhere)
    room = themes.create_theme(elsewhere, actor=None, title="Un thème")
    services.set_up(elsewhere, actor=stranger, rooms={room.id: (1, 2)}, is_open=True)
    db.session.commit()
    pair = {"first": str(ana.id), "second": str(bo.id)}
    theirs = browser_of(stranger)
    form = theirs._form(theirs.get("/account"), "/log-out/everywhere")
    theirs.post("/consultations/ailleurs/groups/untie", form | pair)
    database.session.rollback()
    assert len(queries.bonds(grouping)) == 1
    staff = browser_of(team)
    for _again in range(2):
        staff.post(f"{HERE}/untie", staff._form(staff.get("/account"), "/log-out/everywhere") | pair)
    database.session.rollback()
    assert queries.bonds(grouping) == []
    loosened = sa.select(AuditEntry).filter_by(action="grouping:tied", actor_id=team.id)
    assert [act.details["together"] for act in db.session.scalars(loosened.order_by(AuditEntry.id))] == [True, None]


def test_who_is_moved_by_hand_stays_when_it_is_computed_again(db, team, grouping, topics, browser_of):
    people = [add(grouping, team, name, topics[0]) for name in ("Ana", "Bo", "Cy", "Di")]
    services.place_everybody(grouping, actor=team)
    services.tie(grouping, actor=team, one=people[0], other=people[1], together=False)
    db.session.commit()
    staff = browser_of(team)
    for one in people[:2]:
        form = staff._form(staff.get(f"{HERE}/team"), f"/groups/people/{one.id}/move")
        staff.post(f"/groups/people/{one.id}/move", form | {"seat": str(topics[2].id)})
    page = words(staff.get(f"{HERE}/team"))
    assert "Ana et Bo devaient être séparés." in page
    assert page.count("Placé à la main") == 2
    staff.submit(f"{HERE}/team", to=f"{HERE}/place")
    database.session.rollback()
    found = seats(db, grouping)
    assert (found["Ana"], found["Bo"]) == (topics[2].id, topics[2].id)
    assert sorted([found["Cy"], found["Di"]]) == sorted([topics[0].id, topics[1].id])
    staff.post(f"/groups/people/{people[0].id}/move", form | {"seat": ""})
    database.session.rollback()
    assert seats(db, grouping)["Ana"] is None


def test_pairs_with_somebody_placed_by_hand_are_followed_too(db, team, grouping, topics):
    lieux, accueil, formation = topics
    ana, _bo, cy = (add(grouping, team, name, lieux) for name in ("Ana", "Bo", "Cy"))
    di = add(grouping, team, "Di", accueil)
    services.tie(grouping, actor=team, one=ana, other=cy, together=True)
    services.tie(grouping, actor=team, one=ana, other=di, together=False)
    services.move(ana, actor=team, theme_id=accueil.id)
    services.place_everybody(grouping, actor=team)
    assert seats(db, grouping) == {"Ana": accueil.id, "Bo": lieux.id, "Cy": accueil.id, "Di": formation.id}
    assert "« Accueil » ne va pas avec la place donnée à la main" in db.session.get(Participant, di.id).why
    services.move(di, actor=team, theme_id=accueil.id)
    with pytest.raises(ConsultError, match="laissez libre une des personnes"):
        services.place_everybody(grouping, actor=team)


def test_one_organisation_spelt_in_two_ways_is_mixed_all_the_same(db, team, grouping, topics):
    for n, name in enumerate(("Mairie", "mairie", "MAIRIE", "Asso", "asso ", "ASSO")):
        add(grouping, team, f"P{n}", organisation=name)
    services.place_everybody(grouping, actor=team)
    db.session.flush()
    rows = db.session.execute(sa.select(Participant.seat_id, Participant.organisation)).all()
    assert all({name.strip().lower() for seat, name in rows if seat == one.id} == {"mairie", "asso"} for one in topics)


def test_a_person_sees_their_own_group_once_it_is_published(db, team, grouping, topics, browser_of):
    zoe, max_ = make_user(name="Zoé"), make_user(name="Max")
    services.say_wishes(grouping, person=zoe, organisation="", themes=[topics[0].id])
    services.say_wishes(grouping, person=max_, organisation="", themes=[topics[1].id])
    add(grouping, team, "Papier", topics[0])
    add(grouping, team, "Formateur", topics[2])
    services.place_everybody(grouping, actor=team)
    db.session.commit()
    browser, staff = browser_of(zoe), browser_of(team)
    assert "peut en déplacer beaucoup" not in words(staff.get(f"{HERE}/team"))
    assert "Votre groupe" not in browser.get(HERE)
    assert "Papier" not in browser.page
    staff.post(f"{HERE}/publish", staff._form(staff.get(f"{HERE}/team"), f"{HERE}/publish"))
    page = words(browser.get(HERE)).replace("\u00a0", " ")
    assert "Votre groupe : Lieux" in page
    assert "Papier" in page
    assert "Max" not in page
    assert "Papier" not in browser_of(make_user()).get(HERE)
    assert "former à nouveau peut en déplacer beaucoup" in words(staff.get(f"{HERE}/team"))
    staff.post(f"{HERE}/publish", staff._form(staff.get(f"{HERE}/team"), f"{HERE}/publish"))
    assert "Votre groupe" not in browser.get(HERE)
    assert "Papier" not in browser.page


def test_groups_are_not_published_before_they_are_formed(db, team, grouping):
    with pytest.raises(RuleBroken, match="Formez d’abord"):
        services.publish(grouping, actor=team, shown=True)


def test_a_theme_that_is_deleted_takes_its_group_and_frees_its_people(db, place, team, grouping, topics):
    for name in ("Ana", "Bo", "Cy"):
        add(grouping, team, name, topics[0], topics[1])
    services.place_everybody(grouping, actor=team)
    db.session.commit()
    themes.delete_theme(topics[0], actor=team)
    db.session.commit()
    database.session.expire_all()
    assert len(queries.rooms(grouping)) == 2
    assert None in seats(db, grouping).values()
    services.place_everybody(grouping, actor=team)
    assert set(seats(db, grouping).values()) <= {topics[1].id, topics[2].id}


def test_who_sat_in_a_group_that_is_given_up_is_to_be_placed_again(db, place, team, grouping, topics, browser_of):
    """And none of their wishes is forgotten, nor shown without its name."""
    lieux, accueil, formation = topics
    zoe = make_user(name="Zoé")
    mine = services.say_wishes(grouping, person=zoe, organisation="", themes=[lieux.id, accueil.id])
    others = [add(grouping, team, "Ana", formation), add(grouping, team, "Bo", lieux)]
    for one, theme in zip([mine, *others], (lieux, formation, lieux), strict=True):
        services.move(one, actor=team, theme_id=theme.id)
    services.place_everybody(grouping, actor=team)
    services.publish(grouping, actor=team, shown=True)
    services.set_up(place, actor=team, rooms={accueil.id: (0, 4), formation.id: (0, 4)}, is_open=True)
    db.session.commit()
    assert seats(db, grouping) == {"Zoé": None, "Ana": formation.id, "Bo": None}
    staff = browser_of(team)
    unseated = words(staff.get(f"{HERE}/team")).partition("Sans groupe encore")[2]
    assert [name in unseated for name in ("Zoé", "Ana", "Bo")] == [True, False, True]
    assert "Zoé Lieux Accueil" in words(staff.get(f"{HERE}/people"))
    assert "Vos vœux Lieux Accueil" in words(browser_of(zoe).get(HERE))
    services.place_everybody(grouping, actor=team)
    assert seats(db, grouping)["Zoé"] == accueil.id


def test_the_sheet_to_print_names_everybody_once(db, team, grouping, topics, browser_of):
    for name in ("Ana", "Bo", "Cy"):
        add(grouping, team, name, topics[0], organisation="Mairie")
    services.place_everybody(grouping, actor=team)
    db.session.commit()
    page = words(browser_of(team).get(f"{HERE}/print"))
    assert [page.count(f"{name} Mairie") for name in ("Ana", "Bo", "Cy")] == [1, 1, 1]


def test_the_team_adds_people_from_paper_and_takes_them_out(db, team, grouping, topics, browser_of):
    staff = browser_of(team)
    staff.submit(f"{HERE}/people", {"name": "Ana", "organisation": "Mairie", "first": str(topics[1].id)})
    page = staff.submit(f"{HERE}/people", {"name": "", "first": str(topics[1].id)}, status=422).text
    assert "Ce champ est requis." in page
    assert "Ana Mairie Sur papier Accueil" in words(staff.get(f"{HERE}/people"))
    database.session.rollback()
    one = db.session.scalars(sa.select(Participant.id)).one()
    staff.submit(f"{HERE}/people", to=f"/groups/people/{one}/remove")
    database.session.rollback()
    assert db.session.scalars(sa.select(Participant)).all() == []


def test_what_the_team_does_is_in_the_register(db, team, grouping, topics):
    one = add(grouping, team, "Ana", topics[0])
    services.move(one, actor=team, theme_id=topics[1].id)
    acts = db.session.scalars(sa.select(AuditEntry.action).where(AuditEntry.kind == "grouping").order_by(AuditEntry.id))
    assert acts.all() == ["grouping:set-up", "grouping:joined", "grouping:moved"]


def test_nobody_else_leads_groups(db, team, grouping, topics, browser_of, browser):
    one = add(grouping, team, "Ana", topics[0])
    db.session.commit()
    citizen = browser_of(make_user())
    form = citizen._form(citizen.get("/account"), "/log-out/everywhere")
    for page in ("set-up", "team", "people", "ties", "print"):
        citizen.get(f"{HERE}/{page}", status=403)
        assert browser.client.get(f"{HERE}/{page}").status_code == 302
    for url in (f"{HERE}/place", f"{HERE}/publish", f"{HERE}/untie", f"/groups/people/{one.id}/move"):
        citizen.post(url, form, status=403)


def test_a_consultation_without_groups_has_no_such_page(db, place, browser_of):
    browser_of(make_user()).get(HERE, status=404)


def test_pages_ask_the_same_for_one_person_and_for_sixty(db, team, grouping, topics, browser_of, count_queries):
    staff, counts = browser_of(team), []
    for many in (1, 59):
        for n in range(many):
            add(grouping, team, f"P{many}-{n}", topics[n % 3])
        db.session.commit()
        counted = []
        for page in ("team", "people", "print", "ties"):
            with count_queries() as seen:
                staff.get(f"{HERE}/{page}")
            counted.append(len(seen))
        counts.append(counted)
    assert counts[0] == counts[1]


@pytest.mark.slow
def test_five_hundred_people_are_placed_in_twelve_groups(db, place, team):
    """Everybody has a seat, sizes hold, and hardly anybody is left without one of their wishes."""
    topics = [themes.create_theme(place, actor=None, title=f"Thème {n}") for n in range(12)]
    grouping = services.set_up(place, actor=team, rooms={one.id: (35, 48) for one in topics}, is_open=True)
    draw = Random(12)
    for n in range(500):
        add(grouping, team, f"P{n}", *draw.sample(topics, 4), organisation=f"O{n % 40}")
    services.place_everybody(grouping, actor=team)
    shown = queries.seated(grouping)
    assert shown.people == 500
    assert all(35 <= len(shown.groups[one.id]) <= 48 for one in topics)
    assert shown.ranks[1] > 400
    assert shown.unheard == []


@pytest.mark.both
def test_groups_are_formed_on_both_databases(db, engine):
    place = make_consultation()
    team = make_staff(place)
    topics = [themes.create_theme(place, actor=None, title=title) for title in ("Lieux", "Accueil")]
    grouping = services.set_up(place, actor=team, rooms={one.id: (1, 2) for one in topics}, is_open=True)
    person = make_user()
    for _again in range(2):
        services.say_wishes(grouping, person=person, organisation="Mairie", themes=[topics[1].id, topics[0].id])
    other = add(grouping, team, "Ana", topics[1])
    mine = queries.mine(grouping, person)
    services.tie(grouping, actor=team, one=mine, other=other, together=False)
    services.place_everybody(grouping, actor=team)
    db.session.commit()
    assert set(seats(db, grouping).values()) == {one.id for one in topics}
    services.leave(grouping, person=person)
    db.session.commit()
    assert list(seats(db, grouping)) == ["Ana"]
