"""The public page of a person, the team of a consultation, the administrator's pages."""

import pytest
import sqlalchemy as sa

from consult.accounts import services
from consult.accounts.models import Membership, User
from consult.audit.models import AuditEntry
from consult.kinds import Visibility
from consult.policy import Role
from tests.conftest import PASSWORD, Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user


@pytest.mark.both
def test_a_person_s_page_shows_what_the_reader_may_see(app, browser, db, engine):
    author = make_user(name="Nadia")
    user_id = author.id
    shown = make_proposal(author=author, title="Une idée pour tous")
    make_proposal(author=author, title="Un brouillon à moi", draft=True)
    make_proposal(author=author, title="Une idée masquée").visibility = Visibility.HIDDEN
    make_comment(shown, author=author, body="Je précise ma pensée.")
    make_proposal(title="L’idée d’une autre")
    db.session.commit()
    for reader, titles in (
        (browser, ["Une idée pour tous"]),
        (Browser(app).log_in(author), ["Une idée masquée", "Un brouillon à moi", "Une idée pour tous"]),
    ):
        page = reader.get(f"/people/{user_id}")
        told = ["Une idée pour tous", "Un brouillon à moi", "Une idée masquée", "L’idée d’une autre"]
        assert sorted(t for t in told if t in page) == sorted(titles)
    assert "Je précise ma pensée." in browser.get(f"/people/{user_id}?tab=comments")
    browser.get("/people/999999", status=404)


def test_an_imported_person_is_marked_and_cannot_log_in(browser, db):
    ghost = services.find_or_create_ghost(name="Jean-Paul C.", origin="import-2014")
    db.session.commit()
    assert "Compte importé" in browser.get(f"/people/{ghost.id}")


def test_a_person_s_page_never_shows_the_address(browser, db):
    user = make_user(email="secret@example.org")
    db.session.commit()
    assert "secret@" not in browser.get(f"/people/{user.id}")


@pytest.mark.parametrize("tab", ["proposals", "comments"])
def test_a_person_s_page_takes_the_same_queries_for_1_and_30(browser, db, count_queries, tab):
    few, many, consultation = make_user(), make_user(), make_consultation()
    for author, times in ((few, 1), (many, 15)):
        for _ in range(times):
            make_comment(make_proposal(consultation, author=author), author=author)
    ids = [few.id, many.id]
    db.session.commit()
    counts = []
    for user_id in ids:
        with count_queries() as seen:
            browser.get(f"/people/{user_id}?tab={tab}")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


@pytest.mark.both
def test_an_organiser_gives_and_takes_roles_that_hold_at_once(app, browser, db, engine):
    consultation = make_consultation()
    organiser, person = make_staff(consultation, Role.ORGANISER), make_user(name="Aline", email="aline@example.org")
    slug, person_id = consultation.slug, person.id
    db.session.commit()
    team = f"/consultations/{slug}/team"
    hers = Browser(app).log_in(person)
    hers.get(team, status=403)
    browser.log_in(organiser).get(team)
    browser.submit(team, {"person": "aline", "role": "organiser"}, to=f"{team}/give")
    assert "Aline" in hers.get(team)
    browser.submit(team, {"person": "Aline@example.org", "role": "facilitator"}, to=f"{team}/give")
    hers.get(team, status=403)
    roles = sa.select(Membership.role).filter_by(user_id=person_id)
    assert db.session.scalars(roles).all() == [Role.FACILITATOR]
    browser.submit(team, to=f"{team}/{person_id}/take")
    assert db.session.scalars(roles).all() == []
    browser.submit(team, {"person": "Personne d’autre", "role": "facilitator"}, to=f"{team}/give", status=422)
    assert "Personne n’est inscrit sous ce nom" in browser.page
    browser.submit(team, {"person": "aline", "role": "king"}, to=f"{team}/give", status=422)
    told = db.session.scalars(
        sa.select(AuditEntry.details).filter_by(action="account:promoted", kind="user", thing_id=person_id)
    )
    assert [d["role"] for d in told.all()] == ["organiser", "facilitator", None]


@pytest.mark.parametrize("role", [None, Role.PARTICIPANT, Role.FACILITATOR])
def test_others_give_no_roles(browser, db, role):
    consultation, elsewhere = make_consultation(), make_consultation()
    person = make_staff(elsewhere, Role.ORGANISER)
    if role:
        services.give_role(person, consultation_id=consultation.id, role=role)
    slug, there, person_id = consultation.slug, elsewhere.slug, person.id
    db.session.commit()
    form = browser.log_in(person)._form(
        browser.get(f"/consultations/{there}/team"), f"/consultations/{there}/team/give"
    )
    typed = form | {"person": person.name, "role": "organiser"}
    browser.post(f"/consultations/{slug}/team/give", typed, status=403)
    browser.post(f"/consultations/{slug}/team/{person_id}/take", form, status=403)
    mine = sa.select(Membership.role).filter_by(user_id=person_id, consultation_id=consultation.id)
    assert db.session.scalar(mine) == role


def test_an_administrator_closes_an_account_and_its_owner_is_told_why(app, browser, db):
    """S22."""
    admin, person = make_user(is_admin=True), make_user(name="Trublion")
    person_id, email = person.id, person.email
    db.session.commit()
    theirs = Browser(app).log_in(person)
    page = f"/admin/accounts/{person_id}"
    assert "Trublion" in browser.log_in(admin).get("/admin/accounts?q=TRUBL")
    browser.submit(page, {"reason": ""}, to=f"{page}/ban", status=422)
    browser.submit(page, {"reason": "Insultes répétées <malgré> deux rappels."}, to=f"{page}/ban")
    theirs.get("/account", status=302)
    theirs.submit("/log-in", {"email": email, "password": PASSWORD}, status=422)
    assert "Ce compte a été fermé" in theirs.page
    assert "Insultes répétées &lt;malgré&gt; deux rappels." in theirs.page
    theirs.submit("/log-in", {"email": email, "password": "pas le bon mot"}, status=422)
    assert "fermé" not in theirs.page
    browser.submit(page, to=f"{page}/unban")
    theirs.submit("/log-in", {"email": email, "password": PASSWORD})
    assert db.session.get_one(User, person_id).ban_reason == ""


def test_an_administrator_makes_another_one_but_cannot_unmake_himself(app, browser, db):
    admin, person = make_user(is_admin=True), make_user()
    admin_id, person_id = admin.id, person.id
    db.session.commit()
    browser.log_in(admin).submit(f"/admin/accounts/{person_id}", to=f"/admin/accounts/{person_id}/promote")
    other = Browser(app).log_in(person)
    form = browser._form(browser.get(f"/admin/accounts/{admin_id}"), f"/admin/accounts/{admin_id}/demote")
    browser.post(f"/admin/accounts/{admin_id}/demote", form, status=409)
    other.submit(f"/admin/accounts/{admin_id}", to=f"/admin/accounts/{admin_id}/demote")
    browser.get("/admin/accounts", status=404)


def test_others_administer_nothing(browser, db):
    consultation = make_consultation()
    person = make_staff(consultation, Role.ORGANISER)
    person_id = person.id
    db.session.commit()
    browser.get("/admin/accounts", status=302)
    form = browser.log_in(person)._form(browser.get("/account"), "/log-out/everywhere")
    for url in ("/admin/accounts", f"/admin/accounts/{person_id}"):
        browser.get(url, status=404)
    for verb in ("promote", "demote", "unban", "ban"):
        browser.post(f"/admin/accounts/{person_id}/{verb}", form | {"reason": "parce que"}, status=403)
    user = db.session.get_one(User, person_id)
    assert (user.is_admin, user.banned) == (False, None)


def test_a_ghost_receives_no_role(app, browser, db):
    consultation = make_consultation()
    ghost = services.find_or_create_ghost(name="Jean", origin="import")
    with pytest.raises(services.RuleBroken):
        services.give_role(ghost, consultation_id=consultation.id, role=Role.ORGANISER)
