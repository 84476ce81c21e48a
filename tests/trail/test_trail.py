"""The thread of an idea: followed from its first word to what was promised, by links alone; what people say of it."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult import clock
from consult.accounts.models import Visitor
from consult.errors import RuleBroken
from consult.kinds import Ref, Visibility
from consult.merging import services as merging
from consult.merging.models import Result
from consult.milestones import services as milestones
from consult.programme import releases
from consult.programme import services as programme
from consult.proposals import services as proposals
from consult.proposals.models import Proposal, Status
from consult.themes import services as themes
from consult.trail import queries, registry, services
from consult.trail.models import Faith, Fidelity, Outcome, Suite
from consult.trail.registry import Edge, edges
from consult.trail.walking import walk, whole
from consult.workstreams import services as workstreams
from consult.workstreams.models import Project
from tests.factories import make_proposal, make_user
from tests.letters import letters  # noqa: F401
from tests.workstreams.streams import Site, words


@pytest.fixture
def site(db):
    """A work stream on its way."""
    return Site(db)


class Built(Site):
    """A proposal that was merged with another, filed, built into a project, promised for a day."""

    def __init__(self, db):
        super().__init__(db)
        twins = [make_proposal(self.consultation, title=f"Jumelle {n}") for n in range(2)]
        text = merging.Text("Les deux réunies", "Leur texte.")
        rework = merging.merge_proposals(twins, actor=self.staff, text=text)
        query = sa.select(Proposal).join(Result, Result.proposal_id == Proposal.id).filter_by(rework_id=rework.id)
        self.merged = db.session.scalars(query.options(sa.orm.joinedload(Proposal.author))).one()
        self.first = twins[0]
        self.project = workstreams.create_project(
            self.stream, author=self.leader, title="La camionnette", description="Douze jours.", proposals=[self.merged]
        )
        workstreams.create_project(self.stream, author=self.leader, title="Autre chose")
        due = clock.today() + timedelta(days=9)
        said = {"actor": self.leader, "due": due, "stream": self.stream}
        milestones.promise(self.consultation, title="Elle roule", project=self.project, **said)
        self.promise = milestones.promise(self.consultation, title="Le bilan", **said)
        db.session.commit()


def told(steps):
    """Steps as (from, to, title, by whom)."""
    return sorted((s.source.kind, s.target.kind, s.edge.title, s.edge.who) for s in steps)


@pytest.mark.both
def test_a_thread_runs_from_an_original_to_what_was_promised(app, db, engine):
    site = Built(db)
    place, first = site.consultation.id, Ref("proposal", site.first.id)
    expected = [
        ("project", "milestone", "Elle roule", "Lamia"),
        ("proposal", "project", "La camionnette", "Lamia"),
        ("proposal", "proposal", "Les deux réunies", "Anne"),
    ]
    assert told(walk(first, place, viewer=Visitor())) == expected
    filed = told(walk(Ref("proposal", site.proposals[0].id), place, viewer=Visitor()))
    assert filed == [
        ("proposal", "theme", "Accès", ""),
        ("theme", "workstream", "La tournée", "Anne"),
        ("workstream", "milestone", "Le bilan", "Lamia"),
    ]
    assert len(told(whole(place, viewer=Visitor()))) == 10
    site.project.title = "Le camion"  # a change upstream is seen downstream
    site.project.visibility = Visibility.PUBLISHED
    db.session.flush()
    assert ("proposal", "project", "Le camion", "Lamia") in told(walk(first, place, viewer=Visitor()))
    site.project.visibility = Visibility.HIDDEN
    db.session.flush()
    assert told(walk(first, place, viewer=Visitor())) == expected[2:]


def test_a_later_feature_declares_its_edges_in_its_own_folder(app, db):
    site = Built(db)
    before = list(registry.LINKS)

    @edges("project", "session", label="est devenu une séance")
    def sessions(scope):
        yield Edge(site.project.id, 7, "La séance", ("pages.home", {}), clock.now(), "Lamia", "Parce que.")

    try:
        steps = walk(Ref("proposal", site.first.id), site.consultation.id, viewer=Visitor())
        assert steps[-1].target == Ref("session", 7)
    finally:
        registry.LINKS[:] = before


@pytest.mark.both
def test_a_follow_up_counts_where_it_is_motivated_and_is_inherited(app, db, engine):
    site = Built(db)
    viewer = make_user()

    def count():
        share = queries.share(site.consultation, viewer=viewer)
        return share.motivated, share.total, share.percent

    assert count() == (0, 5, 0)
    with app.test_request_context():
        services.write_suite(site.merged, actor=site.staff, outcome=Outcome.KEPT, reason="Elle est au programme.")
    assert count() == (3, 5, 60)  # the one that was written out of both, and both
    proposals.answer_proposal(site.proposals[0], actor=site.staff, status=Status.DECLINED, answer="")
    assert count() == (3, 5, 60)  # an answer without a word gives no reason
    proposals.answer_proposal(site.proposals[0], actor=site.staff, status=Status.DECLINED, answer="Trop cher.")
    assert count() == (4, 5, 80)
    missing = queries.without(site.consultation, viewer=viewer)
    assert [p.id for p in missing.items] == [site.proposals[1].id]
    db.session.commit()
    for change in (sa.update(Suite).values(reason="x"), sa.delete(Suite)):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            db.session.execute(change)
        db.session.rollback()


def test_the_team_says_why_the_author_says_whether_it_is_still_their_idea(db, browser, browser_of, letters):  # noqa: F811
    site = Built(db)
    author = db.session.get(type(site.leader), site.first.author_id)
    url = f"/proposals/{site.first.id}"
    leader, writer, other = browser_of(site.leader), browser_of(author), browser_of(site.other)
    leader.submit(f"{url}/trail", {"outcome": "kept", "reason": ""}, to=f"{url}/suite", status=422)
    leader.submit(f"{url}/trail", {"outcome": "kept", "reason": "La camionnette part en mai."}, to=f"{url}/suite")
    [letter] = [one for one in letters() if one["To"] == author.email and "suite" in one["Subject"]]
    assert "La camionnette part en mai." in letter.get_body(("plain",)).get_content()
    answer = writer.submit(f"{url}/trail", {"answer": "no"}, to=f"{url}/fidelity", status=422)
    assert "Dites en une phrase ce qui s’est perdu." in answer.text
    writer.submit(f"{url}/trail", {"answer": "partly", "sentence": "Sans les bancs."}, to=f"{url}/fidelity")
    writer.submit(f"{url}/trail", {"answer": "no", "sentence": "Sans les arbres."}, to=f"{url}/fidelity")
    page = words(browser.get(f"{url}/trail"))
    for said in ("Retenue La camionnette part en mai.", "Non, ce n’est plus mon idée – Sans les arbres.", "Elle roule"):
        assert said in page
    assert site.one(Fidelity).answer is Faith.NO
    token = other._form(other.get(f"/consultations/{site.slug}/workstreams"), "/log-out")
    other.post(f"{url}/suite", token | {"outcome": "kept", "reason": "x"}, status=403)
    other.post(f"{url}/fidelity", token | {"answer": "yes"}, status=403)
    leader.post(f"{url}/fidelity", token | {"answer": "yes"}, status=403)
    assert "1 Non, ce n’est plus mon idée" in words(browser.get(f"/consultations/{site.slug}/trail"))
    browser.get("/proposals/999/trail", status=404)


def test_the_whole_thread_is_a_picture_a_table_and_data(db, browser):
    site = Built(db)
    html = browser.get(f"/consultations/{site.slug}/trail")
    drawn = re.search(r"<svg class=\"threads\".*?</svg>", html, re.S)[0]
    for said in ("2 propositions", "Accès", "La tournée", "La camionnette", "Elle roule", "<title", "<desc"):
        assert said in drawn.replace("\u00a0", " ")
    assert "0 % des propositions ont une suite motivée : 0 sur 5." in words(html).replace("\u00a0", " ")
    beside = words(html.replace(drawn, ""))
    told = ("Jumelle 0", "Jumelle 1", "Les deux réunies", "Idée 0", "Idée 1", "La camionnette", "Elle roule")
    assert [title for title in told if title not in beside] == [], (
        "the list of those that have none; the picture as a table"
    )
    rows = list(
        csv.DictReader(
            io.StringIO(
                browser.client.get(f"/consultations/{site.slug}/exports/trail/csv")
                .get_data(as_text=True)
                .lstrip("\ufeff")
            ),
            delimiter=";",
        )
    )
    data = json.loads(browser.client.get(f"/consultations/{site.slug}/exports/trail/json").data)
    data = data["rows"] if isinstance(data, dict) else data
    assert len(rows) == len(data) == 10
    assert {(r["from_kind"], r["to_kind"], r["to_title"], r["who"]) for r in data} >= {
        ("project", "milestone", "Elle roule", "Lamia"),
        ("proposal", "proposal", "Les deux réunies", "Anne"),
    }


def test_what_has_no_reason_is_no_follow_up(site):
    with pytest.raises(RuleBroken, match="sans raison"):
        services.write_suite(site.proposals[0], actor=site.staff, outcome=Outcome.KEPT, reason=" ")
    with pytest.raises(RuleBroken, match="ce qui s’est perdu"):
        services.judge(site.proposals[0], author=site.member, answer=Faith.NO, sentence="")


def test_a_project_leads_to_its_session_once_a_release_holds_it(db):
    site = Built(db)
    place, title = site.consultation.id, "La camionnette en scène"
    given = {"actor": site.staff, "title": title, "starts": clock.now(), "ends": clock.now() + timedelta(hours=1)}
    session = programme.create_session(site.consultation, project=site.project, **given)

    def sessions():
        return [
            step for step in told(walk(Ref("proposal", site.first.id), place, viewer=Visitor())) if "session" in step
        ]

    assert sessions() == []
    releases.release(site.consultation, actor=site.staff)
    assert sessions() == [("project", "session", title, "Anne")]
    site.project.visibility = Visibility.HIDDEN
    db.session.flush()
    assert sessions() == []
    site.project.visibility = Visibility.PUBLISHED
    session.is_cancelled = True
    db.session.flush()
    assert sessions() == [("project", "session", title, "Anne")], "the draft tells nobody"
    releases.release(site.consultation, actor=site.staff)
    assert sessions() == []


def test_the_page_of_a_project_leads_on_to_its_milestones_and_sessions(db, browser):
    site = Built(db)
    given = {"actor": site.staff, "title": "La camionnette en scène", "starts": clock.now()}
    session = programme.create_session(site.consultation, project=site.project, **given)
    releases.release(site.consultation, actor=site.staff)
    programme.create_session(site.consultation, project=site.project, **given | {"title": "Au brouillon"})
    page, session_id = f"/projects/{site.project.id}", session.id
    db.session.commit()
    html = browser.get(page)
    assert "Ce qu’il devient Jalon Elle roule Séance La camionnette en scène" in words(html)
    assert (f'href="/sessions/{session_id}"' in html, "Au brouillon" in html) == (True, False)
    assert "Ce qu’il devient" not in browser.get(f"/projects/{site.project.id + 1}")


@pytest.mark.parametrize("rows", [1, 30])
def test_pages_take_as_many_queries_for_one_row_as_for_thirty(site, browser, count_queries, rows):
    for n in range(rows):
        theme = themes.create_theme(site.consultation, actor=None, title=f"Thème {n}")
        project = workstreams.create_project(site.stream, author=make_user(), title=f"P{n}", proposals=site.proposals)
        due = clock.today()
        said = {"actor": site.leader, "title": f"J{n}", "due": due, "stream": site.stream}
        milestones.promise(site.consultation, project=project, **said)
        make_proposal(site.consultation)
    assert theme.id
    site.db.session.commit()
    counted = []
    for address in (f"/consultations/{site.slug}/trail", f"/proposals/{site.proposals[0].id}/trail"):
        with count_queries() as seen:
            browser.get(address)
        counted.append(len(seen))
    assert counted == [18, 14]  # one for each kind of link
    assert site.count(Project) == rows
