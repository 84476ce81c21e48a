"""The index follows the tables, whatever happens on the way, and shows nobody what is not theirs to read."""

import json
import os
import random
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

import consult.proposals.search
import consult.themes.search  # noqa: F401  registers what can be found
from consult.accounts.models import User
from consult.comments import services as comments
from consult.comments.models import Comment, Thread
from consult.consultations.models import Consultation, State
from consult.db import transaction
from consult.jobs import worker
from consult.kinds import Visibility
from consult.policy import visible
from consult.proposals import services as proposals
from consult.proposals.models import Proposal
from consult.search import services
from consult.search.backends import Whoosh
from consult.search.commands import search
from consult.search.documents import Hits, IndexBroken
from consult.search.models import Stale
from consult.search.registry import Anybody
from consult.themes.models import Theme
from tests.factories import make_comment, make_consultation, make_proposal, make_user

pytestmark = pytest.mark.both


@pytest.fixture
def index(app, db, tmp_path: Path) -> Whoosh:
    """An index in a folder of which the test knows the way."""
    app.extensions["search"] = Whoosh(tmp_path / "index")
    return app.extensions["search"]


def waiting(db) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Stale))


def should_hold(db) -> set[str]:
    rows = [(kind, id_) for kind, m in (("proposal", Proposal), ("comment", Comment)) for id_ in readable(db, m)]
    themes = db.session.scalars(sa.select(Theme).options(sa.orm.joinedload(Theme.consultation)))
    return {f"{kind}/{id_}" for kind, id_ in rows} | {f"theme/{t.id}" for t in themes if t.consultation.is_published}


def readable(db, model) -> list[int]:
    return [thing.id for thing in db.session.scalars(visible(sa.select(model), Anybody()))]


def found(words: str, viewer=None, **filters) -> list[str]:
    results = services.find(words, viewer=viewer or Anybody(), **filters).results
    return sorted(f"{r.kind}/{r.thing.id}" for r in results)


def test_what_was_written_is_found_after_the_commit_and_not_before(app, db, index, engine):
    with transaction():
        proposal = make_proposal(title="Une médiation pour tous", body="Dans **chaque** <i>mairie</i>.")
        assert (waiting(db), index.held()) == (1, set())
    assert (waiting(db), index.held()) == (0, {f"proposal/{proposal.id}"})
    with app.test_request_context():
        [result] = services.find("mediation mairies", viewer=Anybody()).results
        assert (result.kind, result.thing.id, result.url) == ("proposal", proposal.id, f"/proposals/{proposal.id}")
        assert result.title == "Une <mark>médiation</mark> pour tous"
        assert result.excerpt == "Dans chaque &lt;i&gt;<mark>mairie</mark>&lt;/i&gt;."
    assert services.similar("médiations", consultation_id=proposal.consultation_id) == [proposal.id]


def test_a_change_that_is_rolled_back_leaves_nothing_in_the_queue(db, index, engine):
    def fail() -> None:
        with transaction():
            make_proposal()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert waiting(db) == 0
    assert index.held() == set()


def test_drafts_withdrawn_and_hidden_things_are_not_in_the_index(app, db, index, engine):
    with transaction():
        shown, draft = make_proposal(title="Canari jaune"), make_proposal(title="Canari vert", draft=True)
        comment = make_comment(shown, body="Canari rouge")
    keys = {f"proposal/{shown.id}", f"comment/{comment.id}"}
    assert index.held() == keys
    with app.test_request_context():
        assert found("canari") == sorted(keys)
        assert found("canari vert", viewer=db.session.get_one(User, draft.author_id)) == sorted(keys)
    with transaction():
        proposals.withdraw_proposal(_loaded(db, shown.id), actor=make_user())
    assert index.held() == set()


def _loaded(db, proposal_id: int) -> Proposal:
    return db.session.get_one(
        Proposal, proposal_id, options=[sa.orm.joinedload(Proposal.thread)], populate_existing=True
    )


def test_a_late_index_shows_nobody_what_is_hidden_meanwhile(app, db, index, engine):
    with transaction():
        proposal = make_proposal(title="Canari jaune")
        comment = make_comment(proposal, body="Canari rouge")
    db.session.execute(sa.update(Proposal).values(visibility=Visibility.HIDDEN))
    db.session.commit()
    assert index.held() == {f"proposal/{proposal.id}", f"comment/{comment.id}"}
    with app.test_request_context():
        assert found("canari jaune") == []
        author = db.session.get_one(User, proposal.author_id)
        assert found("canari jaune", viewer=author) == [f"proposal/{proposal.id}"]


def test_comments_and_themes_follow_their_proposal_and_their_consultation(app, db, index, engine):
    with transaction():
        consultation = make_consultation()
        theme = Theme(consultation_id=consultation.id, slug="t", title="Les oiseaux")
        db.session.add(theme)
        db.session.flush()
        services.touch(theme)
        proposal = make_proposal(consultation)
        comment = make_comment(proposal, body="Canari")
    with app.test_request_context():
        assert found("canari", theme=theme.id) == []
        with transaction():
            db.session.execute(sa.update(Proposal).values(theme_id=theme.id))
            services.touch(db.session.get_one(Proposal, proposal.id))
        services.sync()
        assert found("canari", theme=theme.id) == [f"comment/{comment.id}"]
        assert services.find("canari", viewer=Anybody()).facets["theme"] == {str(theme.id): 1}
    for state, keys in ((State.DRAFT, set()), (State.ARCHIVED, should_hold(db))):
        with transaction():
            consultation = db.session.merge(consultation)
            consultation.state = state
            services.touch(consultation)
        assert index.held() == keys


def test_after_many_acts_and_a_kill_the_index_is_the_table(app, db, index, engine, tmp_path):
    dice = random.Random(6)
    with transaction():
        consultation, author = make_consultation().id, make_user().id
    for n in range(60):
        with transaction():
            _act(db, dice, consultation, author, n)
        if n == 30:
            _kill_an_indexer(app, db, index, tmp_path)
    services.sync()
    assert waiting(db) == 0
    assert index.held() == should_hold(db)
    assert len(index.held()) > 10
    for proposal in db.session.scalars(visible(sa.select(Proposal), Anybody())).all():
        word = proposal.body.split()[-1]
        assert [(h.kind, h.id) for h in index.find(word, kinds=["proposal"]).hits] == [("proposal", proposal.id)]
    before = index.held()
    assert services.rebuild() == len(before)
    assert index.held() == before


def _act(db, dice: random.Random, consultation_id: int, author_id: int, n: int) -> None:
    """Something that people do, to some proposal."""
    consultation = db.session.get_one(Consultation, consultation_id, options=[sa.orm.joinedload(Consultation.poll)])
    author = db.session.get_one(User, author_id)
    ids = db.session.scalars(sa.select(Proposal.id).filter_by(visibility=Visibility.PUBLISHED)).all()
    act = dice.choice(["create", "create", "edit", "withdraw", "comment", "comment", "unsay"])
    if act == "create" or not ids:
        make_proposal(consultation, author=author, title=f"Titre {n}", body=f"Texte mot{n}x", draft=dice.random() < 0.2)
        return
    proposal = _loaded(db, dice.choice(ids))
    if act == "edit":
        proposals.edit_proposal(proposal, actor=author, title=f"Titre {n}", body=f"Autre mot{n}y")
    elif act == "withdraw":
        proposals.withdraw_proposal(proposal, actor=author)
    elif act == "comment":
        db.session.get_one(Thread, proposal.thread_id, options=[sa.orm.joinedload(Thread.poll)], populate_existing=True)
        make_comment(proposal, author=author)
    elif comment := db.session.scalars(sa.select(Comment).filter_by(visibility=Visibility.PUBLISHED)).first():
        comments.withdraw_comment(comment, actor=author)


def _kill_an_indexer(app, db, index: Whoosh, folder: Path) -> None:
    """Write while another one indexes, then let an indexer die between the index and the queue."""
    with Whoosh(folder / "index").indexing(), transaction():
        proposal = make_proposal(title="Canari")
    assert waiting(db) == 1
    assert f"proposal/{proposal.id}" not in index.held()
    db.session.remove()
    if (child := os.fork()) == 0:
        db.engine.dispose(close=False)
        app.extensions["search"] = Dying(folder / "index")
        services.sync()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert waiting(db) == 1
    assert f"proposal/{proposal.id}" in index.held()


class Dying(Whoosh):
    """An index whose indexer is killed as soon as it has written."""

    def update(self, documents) -> None:
        super().update(documents)
        os._exit(9)


class Counting(Whoosh):
    """An index that remembers what it was given."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.seen: list[str] = []

    def update(self, documents) -> None:
        super().update(documents)
        self.seen += documents


def test_two_indexers_drain_each_change_once(app, db, index, engine, tmp_path):
    with Whoosh(tmp_path / "index").indexing(), transaction():
        consultation, author = make_consultation(), make_user()
        ids = [make_proposal(consultation, author=author).id for _ in range(30)]
    app.extensions["search"] = counting = Counting(tmp_path / "index")
    start, totals = threading.Barrier(2), []

    def work() -> None:
        with app.app_context():
            start.wait()
            total = 0
            while done := services.sync(limit=4, wait=True):
                total += done
            totals.append(total)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(totals) == 30
    assert sorted(counting.seen) == sorted(f"proposal/{n}" for n in ids)
    assert waiting(db) == 0


def test_a_broken_index_loses_no_write(app, db, index, engine, tmp_path, caplog):
    with transaction():
        first = make_proposal(title="Canari jaune")
    (tmp_path / "index" / "current").write_text("noise")
    with transaction():
        second = make_proposal(title="Canari vert")
    assert "what changed waits in the queue" in caplog.text
    assert db.session.get(Proposal, second.id) is not None
    assert waiting(db) == 1
    assert index.find("canari") == Hits()
    with pytest.raises(IndexBroken):
        services.sync()
    assert services.rebuild() == 2
    assert waiting(db) == 0
    assert index.held() == {f"proposal/{first.id}", f"proposal/{second.id}"}


def test_a_request_indexes_a_few_things_and_leaves_the_rest_for_later(app, db, index, engine, monkeypatch):
    monkeypatch.setattr(services, "AFTER_A_REQUEST", 3)
    with app.test_request_context(), transaction():
        consultation, author = make_consultation(), make_user()
        for _ in range(5):
            make_proposal(consultation, author=author)
    assert waiting(db) == 2
    assert len(index.held()) == 3


def test_the_commands_rebuild_sync_and_query(app, db, index, engine):
    with transaction():
        number = make_proposal(title="L’accessibilité d’abord", body="Pour tous.").id
    db.session.remove()
    run = app.test_cli_runner().invoke
    assert run(search, ["rebuild"]).output == "1 documents\n"
    assert run(search, ["sync"]).output == "0 changes\n"
    [row] = json.loads(run(search, ["query", "accessibilite", "--json"]).output)
    assert row | {"score": 0} == {
        "kind": "proposal",
        "id": number,
        "title": "L’accessibilité d’abord",
        "url": f"/proposals/{number}",
        "score": 0,
    }
    assert row["score"] > 0
    assert run(search, ["query", "xylophone", "--json"]).output == "[]\n"
    assert "? accessibilité" in run(search, ["query", "accessibillité"]).output


def test_finding_takes_a_fixed_number_of_statements(app, db, index, engine, count_queries):
    counted = []
    for more in (1, 29):
        with transaction():
            consultation, author = make_consultation(), make_user()
            for _ in range(more):
                make_comment(make_proposal(consultation, author=author, title="Canari"), author=author, body="Canari")
        services.rebuild()
        with app.test_request_context(), count_queries() as seen:
            services.find("canari", viewer=Anybody(), limit=60)
        counted.append(len(seen))
    assert counted == [3, 3]


def test_where_many_write_one_request_updates_the_index_for_a_while_and_the_worker_does_the_rest(
    app, db, index, engine, monkeypatch
):
    monkeypatch.setitem(app.config, "SEARCH_EVERY", 3600.0)
    monkeypatch.delitem(app.extensions, "search_updated", raising=False)
    for title, left in (("Un merle", False), ("Un pinson", True), ("Une mésange", True)):
        with app.test_request_context(), transaction():
            make_proposal(title=title)
        assert bool(waiting(db)) is left
    assert (index.find("merle").total, index.find("pinson").total) == (1, 0)
    with monkeypatch.context() as patched:
        patched.setattr(worker, "PERIODIC", [one for one in worker.PERIODIC if one.function is services.catch_up])
        worker.do_periodic(app)
    db.session.rollback()  # to read what the worker wrote
    assert (waiting(db), index.find("pinson").total, index.find("mésange").total) == (0, 1, 1)
    monkeypatch.setitem(app.config, "SEARCH_EVERY", 0.0)
    with app.test_request_context(), transaction():
        make_proposal(title="Un rouge-gorge")
    assert (waiting(db), index.find("rouge-gorge").total) == (0, 1)
