"""Promises: kept, moved or dropped aloud; late ones hold their work stream; people concerned are told once."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from consult import clock
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.following import services as following
from consult.kinds import Visibility
from consult.milestones import services, telling
from consult.milestones.models import Concerned, Declaration, Declared, Milestone, MilestoneState
from consult.proposals import queries as proposals
from consult.proposals import services as voting
from consult.votes import services as votes
from consult.votes.models import Poll, PollItem
from consult.workstreams import services as workstreams
from consult.workstreams.funding import services as funding
from consult.workstreams.sharing import services as sharing
from consult.workstreams.sharing.models import Ad, AdKind
from tests.factories import make_consultation, make_proposal, make_user
from tests.letters import letters  # noqa: F401
from tests.races import race
from tests.workstreams.streams import Site, make_stream, words


@pytest.fixture
def site(db):
    """A work stream on its way."""
    return Site(db)


def day(days):
    """So many days from now."""
    return clock.today() + timedelta(days=days)


def promise(site, **given):
    """A milestone of the work stream, a month ahead."""
    defaults = {"title": "L’outil est prêt", "due": day(30), "actor": site.leader, "stream": site.stream}
    return services.promise(site.consultation, **defaults | given)


def declared(db):
    """What was declared, in order."""
    rows = db.session.scalars(sa.select(Declaration).order_by(Declaration.id))
    return [(d.kind, d.before, d.due, d.reason) for d in rows]


@pytest.mark.both
def test_a_promise_is_moved_then_kept_and_its_history_stays(db, engine):
    stream, actor = make_stream(), make_user()
    place = db.session.get_one(Consultation, stream.consultation_id)
    one = services.promise(place, actor=actor, title="Un outil", due=day(3), stream=stream)
    services.move(one, actor=actor, due=day(9), reason="Il manque des bras.")
    services.keep(one, actor=actor)
    assert declared(db) == [
        (Declared.SET, None, day(3), ""),
        (Declared.MOVED, day(3), day(9), "Il manque des bras."),
        (Declared.KEPT, day(9), day(9), ""),
    ]
    assert (one.state, one.due, one.version) == (MilestoneState.KEPT, day(9), 3)
    for act in (services.keep, services.drop, services.move):
        more = {"due": day(20)} if act is services.move else {}
        with pytest.raises(RuleBroken, match="déjà été déclaré"):
            act(one, actor=actor, reason="Encore", **more)
    db.session.commit()
    for change in (sa.update(Declaration).values(reason="x"), sa.delete(Declaration)):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            db.session.execute(change)
        db.session.rollback()


@pytest.mark.both
def test_two_declarations_at_once_make_one(app, db, engine):
    stream, actor = make_stream(), make_user()
    place = db.session.get_one(Consultation, stream.consultation_id)
    one = services.promise(place, actor=actor, title="Un outil", due=day(3), stream=stream)
    db.session.commit()

    def act(verb):
        return lambda: verb(db.session.get(Milestone, one.id), actor=actor, reason="Voilà")

    results = race(app, act(services.keep), act(services.drop))
    assert sorted(type(r).__name__ for r in results) == ["NoneType", "RuleBroken"]
    assert len(declared(db)) == 2


def test_a_move_needs_a_reason_and_a_day_to_come(site):
    one = promise(site, starts=day(10))
    for due, reason, sentence in (
        (day(40), " ", "Dites pourquoi"),
        (day(30), "Oui", "la date qu’il a déjà"),
        (day(-1), "Oui", "Cette date est passée"),
        (day(5), "Oui", "La fin est avant le début"),
    ):
        with pytest.raises(RuleBroken, match=sentence):
            services.move(one, actor=site.leader, due=due, reason=reason)
    with pytest.raises(RuleBroken, match="Dites pourquoi"):
        services.drop(one, actor=site.leader, reason="")
    with pytest.raises(RuleBroken, match="La fin est avant le début"):
        promise(site, starts=day(31))
    assert [kind for kind, *_ in declared(site.db)] == [Declared.SET]


def test_a_late_promise_holds_the_work_stream_until_it_is_declared(site, browser_of):
    late = promise(site, due=day(1))
    edition = services.promise(site.consultation, actor=site.staff, title="Pour tous", due=day(1))
    elsewhere = make_stream(site.consultation, title="Autre chantier")
    fund = funding.set_fund(site.consultation, actor=site.staff, amount=100)
    site.db.session.commit()
    late_id, edition_id = late.id, edition.id
    member, leader = browser_of(site.member), browser_of(site.leader)
    acts = {
        "project": lambda: workstreams.create_project(site.stream, author=site.member, title="Un projet"),
        "news": lambda: workstreams.publish_news(site.stream, author=site.leader, title="Une nouvelle", body="…"),
        "ad": lambda: sharing.share(Ad, site.stream, author=site.member, title="Une annonce", kind=AdKind.SEEK),
        "file": lambda: sharing.share_file(
            site.stream, author=site.member, name="a.txt", data=b"a", title="Un fichier"
        ),
        "funding": lambda: funding.ask(site.stream, fund, author=site.member, title="Oui", amount=1, project=None),
    }
    with clock.at(clock.now() + timedelta(days=1)):  # its own day is not late
        assert services.declare_first(site.id) is None
    with clock.at(clock.now() + timedelta(days=3)):
        for name, act in acts.items():
            with pytest.raises(RuleBroken, match="L’outil est prêt"):
                act()
            assert site.count(Declaration) == 2, name
        workstreams.publish_news(elsewhere, author=site.staff, title="Ailleurs", body="On publie.")
        assert "Un jalon est en retard" in words(leader.get(f"{site.url}/milestones"))
        answer = leader.submit(f"{site.url}/news/new", {"title": "Une nouvelle", "body": "À garder."}, status=422)
        assert ("Dites d’abord s’il est tenu" in answer.text, "À garder." in answer.text) == (True, True)
        place, act = f"/milestones/{late_id}", f"/milestones/{late_id}/declare"
        for given, sentence in (
            ({"kind": "moved", "due": "", "reason": "Oui"}, "Donnez la nouvelle date."),
            ({"kind": "dropped", "reason": ""}, "Dites pourquoi"),
            ({"kind": "moved", "due": "2020-01-01", "reason": "Oui"}, "Cette date est passée"),
            ({"kind": "perdu"}, "Qu’en est-il"),
            ({"kind": "moved", "due": "demain", "reason": "Oui"}, "Nouvelle date"),
        ):
            assert sentence in words(leader.submit(place, given, to=act, status=422).text)
        leader.submit(place, {"kind": "dropped", "reason": "Personne ne l’attend."}, to=act)
        page = words(leader.get(place))
        assert ("Abandonné – Lamia" in page, "Personne ne l’attend." in page) == (True, True)
        leader.submit(f"{site.url}/news/new", {"title": "Une nouvelle", "body": "Enfin."})
        token = leader._form(leader.get(f"{site.url}/milestones/new"), f"{site.url}/milestones/new")
        member.post(f"/milestones/{edition_id}/declare", token | {"kind": "kept"}, status=403)
        leader.get(f"/milestones/{edition_id}/edit", status=403)
        member.get(f"{site.url}/milestones/new", status=403)
        leader.get(f"/consultations/{site.slug}/milestones/new", status=403)


def test_one_picture_shows_where_each_promise_stands(site, browser, browser_of):
    leader, staff = browser_of(site.leader), browser_of(site.staff)
    leader.submit(f"{site.url}/milestones/new", {"title": "L’outil", "due": day(1).isoformat(), "starts": ""})
    said = {"title": "Suivi", "due": day(90).isoformat(), "starts": day(0).isoformat()}
    staff.submit(f"/consultations/{site.slug}/milestones/new", said)
    answer = staff.submit(
        f"/consultations/{site.slug}/milestones/new", said | {"starts": day(91).isoformat()}, status=422
    )
    assert "La fin est avant le début" in answer.text
    done = promise(site, title="Le logo")
    services.keep(done, actor=site.leader)
    gone = promise(site, title="Le drone")
    services.drop(gone, actor=site.leader, reason="Trop cher.")
    site.db.session.commit()
    with clock.at(clock.now() + timedelta(days=2)):
        html = browser.get(f"/consultations/{site.slug}/milestones")
    drawn = re.search(r"<svg class=\"timeline\".*?</svg>", html, re.S)[0]
    for said in ("! L’outil", "… Suivi", "✓ Le logo", "✕ Le drone", "<title", "<desc"):
        assert said in drawn
    table = words(re.search(r"<table>.*?</table>", html, re.S)[0])
    for said in ("L’outil", "En retard", "En cours", "Tenu", "Abandonné"):
        assert said in table
    with clock.at(clock.now() + timedelta(days=2)):
        assert "Suivi" not in browser.get(f"{site.url}/milestones")


def test_the_calendar_says_the_same(site, browser):
    one = promise(site, title="Festival", starts=date(2030, 10, 28), due=date(2030, 11, 30))
    services.drop(one, actor=site.leader, reason="Plus d’argent.")
    site.db.session.commit()
    for address in (f"{site.url}/milestones.ics", f"/consultations/{site.slug}/milestones.ics"):
        answer = browser.client.get(address)
        assert answer.content_type == "text/calendar; charset=utf-8"
        lines = answer.get_data(as_text=True).replace("\r\n ", "").split("\r\n")
        for line in (
            "DTSTART;VALUE=DATE:20301028",
            "DTEND;VALUE=DATE:20301201",
            "SUMMARY:La tournée : Festival",
            "SEQUENCE:1",
            "STATUS:CANCELLED",
        ):
            assert line in lines
        assert any(line.startswith(f"UID:milestone-{one.id}@") for line in lines)


def test_authors_and_supporters_are_told_once_and_may_stop(site, browser, letters):  # noqa: F811
    author, supporter, stranger = (make_user(name=n) for n in ("Ana", "Bob", "Cyr"))
    one, other = site.proposals
    addresses = {"author": author.email, "supporter": supporter.email, "stranger": stranger.email}
    author_id, place_id = author.id, site.consultation.id
    one.author_id = author.id
    beside = site.db.session.get(User, other.author_id).email  # who wrote the other proposal of the theme
    voting.vote(proposals.get(one.id, viewer=supporter), voter=supporter, mark="agree")
    site.db.session.commit()
    milestone = promise(site)
    services.move(milestone, actor=site.leader, due=day(60), reason="Il manque des bras.")
    site.db.session.commit()
    for days in (0, 0, 2, 2, 4):
        with clock.at(clock.now() + timedelta(days=days)):
            telling.enrol()
            following.tell_followers()
    with clock.at(clock.now() + timedelta(days=5)):
        sent = letters()
    assert sorted(one["To"] for one in sent) == sorted({addresses["author"], addresses["supporter"], beside})
    [letter] = [one for one in sent if one["To"] == addresses["author"]]
    text = letter.get_body(("plain",)).get_content()
    plain = text.replace("\u00a0", " ")
    assert "« L’outil est prêt » est reporté au" in plain
    assert "Pourquoi : Il manque des bras." in plain
    assert addresses["stranger"] not in {one["To"] for one in sent}
    [stop] = re.findall(r"(/follow/stop/\S+)", text)
    browser.submit(stop, status=200)
    mine = sa.select(Concerned.silent).filter_by(consultation_id=place_id, user_id=author_id)
    assert site.db.session.scalars(mine).all() == [True]
    services.keep(site.one(Milestone), actor=make_user())
    site.db.session.commit()
    with clock.at(clock.now() + timedelta(days=9)):
        telling.enrol()
        following.tell_followers()
        assert [one["To"] for one in letters()[len(sent) :]].count(addresses["author"]) == 0


def test_a_cancelled_vote_and_a_project_that_is_not_published_concern_nobody(site):
    one, _other = site.proposals
    supporter, author = make_user(name="Bob"), make_user(name="Dan")
    voting.vote(proposals.get(one.id, viewer=supporter), voter=supporter, mark="agree")
    idea = make_proposal(site.consultation, author=author)
    project = workstreams.create_project(site.stream, author=site.leader, title="P", proposals=[idea])
    site.db.session.commit()
    place, stream = site.consultation.id, site.stream.id

    def concerned():
        return [telling.streams_of(person.id, place) for person in (supporter, author)]

    assert concerned() == [[stream], [stream]]
    project.visibility = Visibility.HIDDEN
    site.db.session.flush()
    assert concerned() == [[stream], []]
    poll = site.db.session.get(Poll, site.db.session.get(PollItem, one.poll_item_id).poll_id)
    votes.cancel_votes(poll, voters=[supporter.id], actor=site.staff, reason="Deux comptes.")
    site.db.session.flush()
    assert concerned() == [[], []]
    promise(site)
    site.db.session.commit()
    telling.enrol()
    ids = set(site.db.session.scalars(sa.select(Concerned.user_id)))
    assert {supporter.id, author.id} & ids == set()


@pytest.mark.parametrize("rows", [1, 30])
def test_pages_take_as_many_queries_for_one_row_as_for_thirty(site, browser, count_queries, rows):
    for n in range(rows):
        one = promise(site, title=f"Jalon {n}")
        services.move(one, actor=make_user(), due=day(60), reason="Voilà")
    site.db.session.commit()
    counted = []
    for address in (f"/consultations/{site.slug}/milestones", f"{site.url}/milestones", f"/milestones/{one.id}"):
        with count_queries() as seen:
            browser.get(address)
        counted.append(len(seen))
    assert counted == [4, 5, 3]


def test_milestones_of_a_draft_exist_for_its_staff_alone(db, browser):
    draft = make_consultation(state="draft")
    one = services.promise(draft, actor=None, title="Caché", due=day(1))
    db.session.commit()
    for address in (f"/milestones/{one.id}", f"/consultations/{draft.slug}/milestones"):
        browser.get(address, status=404)
