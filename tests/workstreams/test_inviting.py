"""People come into a work stream by invitation, from groups, or with only a name."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult import clock
from consult.errors import RuleBroken
from consult.groups import services as groups
from consult.groups.models import Participant
from consult.workstreams import membership
from consult.workstreams.inviting import services
from consult.workstreams.inviting.models import Invitation, InvitationState
from consult.workstreams.models import Member, MemberState, WorkStream
from tests.factories import make_user
from tests.letters import letters, link_in  # noqa: F401
from tests.races import race
from tests.workstreams.streams import Site, make_stream, words


@pytest.fixture
def site(db):
    """A work stream on its way."""
    return Site(db)


def test_an_address_is_invited_and_its_reader_accepts_once(site, browser, browser_of, letters):  # noqa: F811
    leader, kenza = browser_of(site.leader), browser_of(site.other)
    said = {"who": "k@example.org", "organisation": "L’Établi", "role": "Accueil", "message": "Venez !"}
    leader.submit(f"{site.url}/people", said, to=f"{site.url}/people/invite")
    assert "k…@example.org L’Établi" in words(leader.get(f"{site.url}/people"))
    [letter] = letters()
    link = link_in(letter)
    assert (letter["To"], "Lamia vous invite au chantier" in letter["Subject"]) == ("k@example.org", True)
    assert "Venez !" in words(browser.get(link))
    assert "Rejoindre le chantier" not in browser.page
    kenza.get(link)
    assert site.count(Member) == 1  # reading changed nothing
    kenza.submit(link, {"answer": "yes"})
    member = site.db.session.scalars(sa.select(Member).filter_by(user_id=site.other.id)).one()
    assert (member.state, member.organisation, member.role) == (MemberState.ACCEPTED, "L’Établi", "Accueil")
    assert (site.one(Invitation).state, site.one(Invitation).email) == (InvitationState.ACCEPTED, None)
    assert "Kenza L’Établi Accueil" in words(browser.get(site.url))
    assert "a déjà reçu une réponse" in browser.get(link)


def test_a_person_declines_without_logging_in_and_an_invitation_can_be_taken_back(site, browser, browser_of, app):
    leader = browser_of(site.leader)
    for _ in range(2):
        leader.submit(f"{site.url}/people", {"who": "kenza"}, to=f"{site.url}/people/invite")
        invitation = site.db.session.scalars(sa.select(Invitation).order_by(Invitation.id.desc())).first()
        assert invitation.label == "Kenza"
        with app.test_request_context():
            link = f"/invitations/{services.token(invitation)}"
        if invitation.id == 1:
            browser.submit(link, {"answer": "no"})
    url = f"{site.url}/invitations/{invitation.id}/withdraw"
    leader.post(url, leader._form(leader.get(f"{site.url}/people"), url))
    states = site.db.session.scalars(sa.select(Invitation.state).order_by(Invitation.id)).all()
    assert states == [InvitationState.DECLINED, InvitationState.WITHDRAWN]
    assert (site.count(Member), site.db.session.scalars(sa.select(Invitation.email)).all()) == (1, [None, None])
    browser.get("/invitations/x", status=404)
    with clock.at(clock.now() + timedelta(days=31)):
        services.forget_addresses()


WRONG = [
    ("", "Qui inviter ?"),
    ("personne d’ici", "Personne d’inscrit ne porte ce pseudonyme."),
    ("Rémi", "Cette personne fait déjà partie du chantier."),
    ("a@", "Personne d’inscrit ne porte ce pseudonyme."),
    ("a@b@c.fr", "n’est pas complète ou contient une erreur"),
    ("a@exemple.fr\nBcc: b@exemple.fr", "n’est pas complète ou contient une erreur"),
    ("deja@example.org", "Une invitation attend déjà sa réponse à cette adresse."),
]


def test_an_invitation_that_cannot_leave_says_why(site, browser_of):
    leader, url = browser_of(site.leader), f"{site.url}/people/invite"
    leader.submit(f"{site.url}/people", {"who": "deja@example.org"}, to=url)
    for who, sentence in WRONG:
        answer = leader.submit(f"{site.url}/people", {"who": who, "message": "À garder."}, to=url, status=422)
        assert sentence in words(answer.text).replace("\u00a0", " "), who
        assert "À garder." in answer.text
    assert site.count(Invitation) == 1


@pytest.mark.both
def test_two_answers_at_once_make_one_member(app, db, engine):
    stream, person = make_stream(), make_user()
    with app.test_request_context():
        db.session.refresh(stream, ["consultation"])
        services.invite(stream, actor=make_user(), email="a@example.org")
        db.session.commit()

    def accept():
        invitation = db.session.scalars(sa.select(Invitation)).one()
        services.accept(invitation, db.session.get(WorkStream, stream.id), person=person)

    results = race(app, accept, accept)
    assert sorted(type(r).__name__ for r in results) == ["NoneType", "RuleBroken"]
    assert db.session.scalars(sa.select(Member.user_id)).all() == [person.id]


def test_a_group_formed_on_its_theme_comes_in_with_or_without_accounts(site, browser_of):
    grouping = groups.set_up(site.consultation, actor=site.staff, rooms={site.theme.id: (1, 9)}, is_open=True)
    groups.say_wishes(grouping, person=site.other, organisation="L’Établi", themes=[site.theme.id])
    groups.add_participant(grouping, actor=site.staff, name="Clara", organisation="Le Rio", themes=[])
    groups.place_everybody(grouping, actor=site.staff)
    leader, url = browser_of(site.leader), f"{site.url}/people/group"
    page = leader.get(f"{site.url}/people")
    assert "Accès Clara, Kenza" in words(page)
    form = leader._form(page, url)
    for key in ("1", "2"):
        leader.post(url, form | {"form_key": key})
    rows = site.db.session.scalars(sa.select(Member).options(sa.orm.joinedload(Member.user)).order_by(Member.id))
    assert sorted((m.called, m.organisation) for m in rows) == [
        ("Clara", "Le Rio"),
        ("Kenza", "L’Établi"),
        ("Rémi", ""),
    ]
    leader.post(url, form | {"form_key": "3", "theme": "999"}, status=404)


def test_a_group_brings_nobody_back_who_left_or_was_declined(site):
    left, declined, refused, new = (make_user(name=n) for n in ("Ana", "Bob", "Cyr", "Dan"))
    membership.add_member(site.stream, person=left, actor=site.leader)
    membership.leave(site.stream, person=left)
    membership.ask_to_join(site.stream, person=declined, motivation="Oui.")
    asked = site.db.session.scalars(sa.select(Member).filter_by(user_id=declined.id)).one()
    membership.answer_request(asked, site.stream, actor=site.leader, accept=False, answer="Non.")
    invitation = services.invite(site.stream, actor=site.leader, person=refused)
    services.decline(invitation, site.stream, person=refused)
    gone = membership.add_named(site.stream, name="Clara", actor=site.leader)
    membership.remove(gone, site.stream, actor=site.leader)
    grouping = groups.set_up(site.consultation, actor=site.staff, rooms={site.theme.id: (1, 9)}, is_open=True)
    for person in (left, declined, refused, new):
        groups.say_wishes(grouping, person=person, organisation="", themes=[site.theme.id])
    groups.add_participant(grouping, actor=site.staff, name="Clara", organisation="", themes=[])
    groups.add_participant(grouping, actor=site.staff, name="Zoé", organisation="", themes=[])
    people = site.db.session.scalars(sa.select(Participant).order_by(Participant.id)).all()
    for _again in range(2):
        services.take_group(site.stream, actor=site.leader, participants=people)
    query = sa.select(Member).options(sa.orm.joinedload(Member.user)).filter_by(state=MemberState.ACCEPTED)
    rows = site.db.session.scalars(query.order_by(Member.id)).all()
    assert [member.called for member in rows] == ["Rémi", "Dan", "Zoé"]


def test_roles_are_said_names_noted_and_people_taken_out(site, browser, browser_of):
    leader, here = browser_of(site.leader), f"{site.url}/people"
    leader.submit(here, {"name": "Clara", "organisation": "Le Rio"}, to=f"{here}/add")
    clara = site.db.session.scalars(sa.select(Member.id).filter_by(name="Clara")).one()
    leader.submit(f"{here}/{clara}", {"role": "Musique"})
    assert re.search("2 membres Rémi Clara Le Rio Musique", words(browser.get(site.url)))
    url = f"{here}/{clara}/remove"
    leader.post(url, leader._form(leader.get(here), url))
    assert "Clara" not in browser.get(site.url)
    browser_of(site.member).get(here, status=403)
    leader.get(f"{here}/999", status=404)


def test_somebody_without_an_account_is_noted_once(site):
    for role in ("", "Musique"):
        member = membership.add_named(site.stream, name="Clara", organisation="Le Rio", actor=None, role=role)
    assert (member.role, site.db.session.scalar(sa.select(sa.func.count()).select_from(Member))) == ("Musique", 2)
    with pytest.raises(RuleBroken, match="On ne peut pas écrire"):
        services.invite(site.stream, actor=site.leader, person=make_user(banned=clock.now()))
