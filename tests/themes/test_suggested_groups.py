"""Suggestions as records: computed around what people decided, changed by people, accepted by people only."""

from collections import Counter
from time import sleep

import pytest
import sqlalchemy as sa

from consult.audit.models import AuditEntry
from consult.audit.services import Action
from consult.consultations import queries as consultations
from consult.errors import RuleBroken
from consult.jobs import runs, worker
from consult.jobs import services as jobs
from consult.jobs.models import Job, State
from consult.proposals import services as proposals
from consult.proposals.models import Proposal
from consult.themes import filing
from consult.themes import services as themes
from consult.themes.models import Assignment, How, Theme
from consult.themes.suggestions import accepting, newcomers, queries, services
from consult.themes.suggestions.models import SuggestedGroup, SuggestedPlace, Suggestion
from tests.factories import make_consultation, make_proposal, make_staff
from tests.races import race
from tests.themes.suggested import CANTINE, LIVRES, TEXTS, VELO, make_suggestion, make_texts

ENGLISH = "We need many more safe cycle lanes between the station and our school."


class Room:
    """A consultation with two facilitators, and what stands in it."""

    def __init__(self, db):
        self.db = db
        self.consultation = make_consultation()
        self.anne, self.bob = (make_staff(self.consultation, name=n) for n in ("Anne", "Bob"))
        db.session.commit()

    def compute(self, app, *, count=3, seed=0):
        """Ask for a suggestion and wait for it."""
        asked = services.ask(self.consultation, actor=self.anne, count=count, seed=seed)
        self.db.session.commit()
        worker.drain(app)
        self.db.session.rollback()
        self.db.session.expire_all()
        return self.db.session.get(Job, asked.job_id)

    @property
    def overview(self):
        """What the page shows."""
        return queries.overview(self.consultation.id, viewer=self.anne)

    @property
    def groups(self):
        """The titles of each group's unfiled proposals, by the group's name."""
        query = sa.select(SuggestedGroup.name, Proposal.title).join(
            SuggestedPlace, SuggestedPlace.group_id == SuggestedGroup.id
        )
        found = {}
        for name, title in self.db.session.execute(
            query.join(Proposal, Proposal.id == SuggestedPlace.proposal_id).where(Proposal.theme_id.is_(None))
        ):
            found.setdefault(name, set()).add(title)
        return found

    def group(self, name):
        """A group by its name."""
        return self.db.session.scalars(
            sa.select(SuggestedGroup).filter_by(name=name).options(sa.orm.joinedload(SuggestedGroup.suggestion))
        ).one()

    @property
    def lines(self):
        """The history: (theme, how, what was suggested)."""
        rows = self.db.session.scalars(sa.select(Assignment).order_by(Assignment.id))
        return [(a.theme_title, a.how, a.suggested_title) for a in rows]


@pytest.fixture
def room(db, monkeypatch):
    """A consultation with two facilitators; jobs that never pause."""
    monkeypatch.setattr(runs, "GAP", 0.0)
    return Room(db)


def titles(subject):
    """The titles of a subject."""
    return {title for title, _body in TEXTS[subject]}


@pytest.mark.both
def test_a_suggestion_is_computed_by_a_job_and_files_nothing(db, engine, app):
    room = Room(db)
    make_texts(room.consultation)
    job = room.compute(app)
    assert (job.state, job.result["message"]) == (State.DONE, "3 groupes suggérés. 15 propositions placées.")
    assert sorted(map(sorted, room.groups.values())) == sorted(map(sorted, map(titles, TEXTS)))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Assignment)) == 0
    assert db.session.scalars(sa.select(Proposal.theme_id)).all() == [None] * 15
    places = db.session.scalars(sa.select(SuggestedPlace)).all()
    assert all(0 < place.confidence <= 100 and place.nearest_id for place in places)
    assert any(line[0] == "cantine" for place in places for line in place.why)


def test_the_same_seed_gives_the_same_groups(app, room):
    make_texts(room.consultation)
    room.compute(app, count=None, seed=7)
    first = (room.groups, sorted(room.db.session.scalars(sa.select(SuggestedPlace.confidence))))
    room.compute(app, count=None, seed=7)
    assert (room.groups, sorted(room.db.session.scalars(sa.select(SuggestedPlace.confidence)))) == first
    assert room.db.session.scalar(sa.select(sa.func.count()).select_from(Suggestion)) == 2


def test_what_people_decided_stays_when_it_is_computed_again(app, room):
    """A filing that no method would make, a renamed group with an odd member, and the rest around them."""
    texts = make_texts(room.consultation)
    theme = themes.create_theme(room.consultation, actor=None, title="Rouler")
    filing.file_proposals(texts[VELO][:3] + texts[LIVRES][:1], theme=theme, actor=room.anne)
    room.compute(app)
    odd = texts[VELO][4]
    [eating] = [g for g in room.overview.groups if titles(CANTINE) <= room.groups.get(g.name, set())]
    services.rename(eating, actor=room.anne, name="Manger", seen=eating.version)
    room.db.session.execute(
        sa.update(SuggestedPlace).filter_by(proposal_id=odd.id).values(group_id=eating.id, confidence=12)
    )
    before = room.db.session.scalars(sa.select(Proposal.theme_id).order_by(Proposal.id)).all()
    room.compute(app, count=4, seed=3)
    assert room.db.session.scalars(sa.select(Proposal.theme_id).order_by(Proposal.id)).all() == before
    assert room.groups["Manger"] >= titles(CANTINE) | {odd.title}
    kept = room.db.session.scalars(sa.select(SuggestedPlace).filter_by(proposal_id=odd.id)).one()
    assert (kept.confidence, room.group("Manger").is_locked) == (12, True)
    assert [g.theme_id for g in room.overview.groups if g.theme_id] == [theme.id]
    assert room.group("Rouler").is_locked is False


def test_fewer_themes_than_people_decided_are_refused(room):
    texts = make_texts(room.consultation)
    for n, subject in enumerate((VELO, CANTINE)):
        theme = themes.create_theme(room.consultation, actor=None, title=f"Thème {n}")
        filing.file_proposals(texts[subject][:1], theme=theme, actor=room.anne)
    with pytest.raises(RuleBroken, match="Demandez au moins 2 groupes"):
        services.ask(room.consultation, actor=room.anne, count=1)


def test_nothing_to_group_is_said_before_any_work(room):
    with pytest.raises(RuleBroken, match="encore aucune proposition à regrouper"):
        services.ask(room.consultation, actor=room.anne, count=None)
    theme = themes.create_theme(room.consultation, actor=None, title="Tout")
    filing.file_proposals([make_proposal(room.consultation)], theme=theme, actor=room.anne)
    with pytest.raises(RuleBroken, match="Tout est classé"):
        services.ask(room.consultation, actor=room.anne, count=None)
    assert room.db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 0


@pytest.mark.parametrize(
    ("texts", "count", "remark"),
    [
        ([("Oui", "Un banc.")] * 4, 3, "Toutes les propositions disent la même chose"),
        ([("Banc", ""), ("Arbre", ""), ("Vélo", ""), ("Parc", "")], None, "La plupart des textes n’ont qu’un mot"),
        ([("…", "!"), ("Banc", ""), ("Banc", "!")], 3, "Vous demandiez 3 groupes"),
        ([("Cycling", ENGLISH), *TEXTS[VELO]], 2, "1 texte ne semble pas être en français"),
        (TEXTS[VELO], 2, "Moins de 30 textes différents"),
    ],
)  # fmt: skip
def test_odd_texts_give_groups_and_a_clear_sentence(app, room, texts, count, remark):
    for title, body in texts:
        make_proposal(room.consultation, title=title, body=body)
    assert room.compute(app, count=count).state is State.DONE
    assert any(remark in line for line in room.overview.remarks), room.overview.remarks
    assert sum(f.waiting for f in room.overview.figures.values()) == len(texts)


def test_a_job_that_is_stopped_leaves_what_there_was(app, room, monkeypatch):
    make_texts(room.consultation)
    room.compute(app)
    before = room.groups
    monkeypatch.setattr(runs, "PACE", 0.0)
    monkeypatch.setattr("consult.themes.suggestions.computing._EVERY", 0.0)
    asked = services.ask(room.consultation, actor=room.anne, count=2)
    room.db.session.execute(sa.update(Job).filter_by(id=asked.job_id).values(stop=True))
    room.db.session.commit()
    worker.drain(app)
    room.db.session.rollback()
    assert room.db.session.scalar(sa.select(Job.state).filter_by(id=asked.job_id)) is State.CANCELLED
    assert room.groups == before
    assert (room.overview.latest.id, room.overview.suggestion.id) == (asked.id, asked.id - 1)


def test_two_computations_at_once_are_refused_and_so_are_changes_meanwhile(room):
    proposals_ = make_texts(room.consultation, [VELO])[VELO]
    [group] = make_suggestion(room.consultation, {"Vélo": proposals_}, actor=room.anne)
    services.ask(room.consultation, actor=room.anne, count=None)
    for act in (
        lambda: services.ask(room.consultation, actor=room.bob, count=None),
        lambda: services.rename(group, actor=room.bob, name="Rouler", seen=1),
        lambda: services.ask_to_split(group, actor=room.bob, count=2, seen=1),
    ):
        with pytest.raises(RuleBroken, match="Un calcul est en cours"):
            act()


def test_a_group_is_split_by_the_method_and_its_parts_are_locked(app, room):
    texts = make_texts(room.consultation)
    both = texts[VELO] + texts[CANTINE]
    [group, other] = make_suggestion(room.consultation, {"Deux": both, "Livres": texts[LIVRES]}, actor=room.anne)
    room.db.session.commit()
    services.ask_to_split(group, actor=room.anne, count=2, seen=1)
    room.db.session.commit()
    worker.drain(app)
    room.db.session.expire_all()
    found = room.groups
    assert found.pop("Livres") == titles(LIVRES)
    assert sorted(map(sorted, found.values())) == sorted([sorted(titles(VELO)), sorted(titles(CANTINE))])
    assert [g.is_locked for g in room.overview.groups if g.id != other.id] == [True, True]


def test_what_cannot_be_split_says_why(app, room):
    same = [make_proposal(room.consultation, title="Un banc", body="Un banc.") for _ in range(3)]
    [group] = make_suggestion(room.consultation, {"Bancs": same}, actor=room.anne)
    services.ask_to_split(group, actor=room.anne, count=2, seen=1)
    room.db.session.commit()
    worker.drain(app)
    room.db.session.expire_all()
    assert room.db.session.scalars(sa.select(Job.message)).all() == [
        "Ces propositions se ressemblent trop : la méthode n’y voit qu’un groupe."
    ]


def test_groups_are_merged_and_nothing_is_lost(room):
    texts = make_texts(room.consultation, [VELO, LIVRES])
    theme = themes.create_theme(room.consultation, actor=None, title="Lire")
    one, other = make_suggestion(
        room.consultation, {"Vélo": texts[VELO], "Lire": texts[LIVRES]}, actor=room.anne, themes={"Lire": theme}
    )
    services.merge(one, other, actor=room.anne, seen=1)
    assert room.groups == {"Lire": titles(VELO) | titles(LIVRES)}
    assert (one.theme_id, one.is_locked, one.version) == (theme.id, True, 2)
    assert one.central == [p.id for pair in zip(texts[VELO][:3], texts[LIVRES][:3], strict=True) for p in pair][:5]
    assert room.db.session.scalar(sa.select(AuditEntry.details).filter_by(action=Action.SUGGESTION_EDITED)) == {
        "verb": "merge",
        "group": one.id,
        "other": "Lire",
    }


def test_who_acts_on_a_group_that_changed_or_went_is_told(room):
    texts = make_texts(room.consultation, [VELO, LIVRES])
    one, other = make_suggestion(room.consultation, {"Vélo": texts[VELO], "Lire": texts[LIVRES]}, actor=room.anne)
    services.rename(one, actor=room.anne, name="Rouler", seen=1)
    with pytest.raises(RuleBroken, match="Quelqu’un d’autre vient de changer ce groupe"):
        services.rename(one, actor=room.bob, name="Pédaler", seen=1)
    with pytest.raises(RuleBroken, match="Quelqu’un d’autre vient de changer ce groupe"):
        accepting.accept(room.group("Rouler"), actor=room.bob, seen=1, title="Rouler")
    with pytest.raises(RuleBroken, match="un autre groupe"):
        services.merge(one, one, actor=room.bob, seen=2)
    services.merge(one, other, actor=room.anne, seen=2)
    with pytest.raises(RuleBroken, match="n’est plus là"):
        services.set_lock(other, actor=room.bob, locked=True, seen=1)


@pytest.mark.both
def test_an_accepted_group_becomes_a_theme_and_the_history_says_so(db, engine):
    room = Room(db)
    ideas = make_texts(room.consultation, [VELO])[VELO]
    make_suggestion(room.consultation, {"Vélo": ideas}, actor=room.anne)
    done = accepting.accept(room.group("Vélo"), actor=room.anne, seen=1, title="Rouler")
    assert (done.theme.title, done.filed, done.left) == ("Rouler", 5, 0)
    assert room.lines == [("Rouler", How.SUGGESTED, "Vélo")] * 5
    assert room.group("Rouler").theme_id == done.theme.id


def test_only_the_surest_are_accepted_and_the_others_wait(room):
    ideas = make_texts(room.consultation, [VELO])[VELO]
    make_suggestion(room.consultation, {"Vélo": ideas}, actor=room.anne)
    done = accepting.accept(room.group("Vélo"), actor=room.anne, seen=1, title="Vélo", least=60)
    assert (done.filed, done.left) == (3, 2)
    assert [p.theme_id is None for p in ideas] == [False, False, False, True, True]


def test_a_suggestion_that_a_person_changes_is_told_as_changed(room):
    ideas = make_texts(room.consultation, [VELO])[VELO]
    rolling, other = (themes.create_theme(room.consultation, actor=None, title=t) for t in ("Rouler", "Ailleurs"))
    make_suggestion(room.consultation, {"Rouler": ideas}, actor=room.anne, themes={"Rouler": rolling})
    group = room.group("Rouler")
    seen = {p.id: None for p in ideas}
    accepting.accept_some(group, ideas[:1], actor=room.anne, theme=other, seen=seen)
    accepting.accept_some(group, ideas[1:2], actor=room.anne, theme=rolling, seen=seen)
    filing.file_proposals(ideas[2:3], theme=rolling, actor=room.anne)
    assert room.lines == [
        ("Ailleurs", How.CHANGED, "Rouler"),
        ("Rouler", How.SUGGESTED, "Rouler"),
        ("Rouler", How.HAND, ""),
    ]
    batch = room.db.session.scalar(sa.select(Assignment.batch).filter_by(how=How.CHANGED))
    filing.undo_filing(batch, actor=room.anne)
    assert room.lines[-1] == ("", How.UNDONE, "")


def test_what_somebody_filed_meanwhile_stays_where_it_is(room):
    ideas = make_texts(room.consultation, [VELO])[VELO]
    elsewhere = themes.create_theme(room.consultation, actor=None, title="Ailleurs")
    make_suggestion(room.consultation, {"Vélo": ideas}, actor=room.anne)
    filing.file_proposals(ideas[:2], theme=elsewhere, actor=room.bob)
    done = accepting.accept(room.group("Vélo"), actor=room.anne, seen=1, title="Rouler")
    assert (done.filed, [p.theme_id == elsewhere.id for p in ideas]) == (3, [True, True, False, False, False])


@pytest.mark.both
def test_two_facilitators_who_accept_at_once_file_each_proposal_once(db, engine, app):
    room = Room(db)
    ideas = make_texts(room.consultation, [VELO])[VELO]
    make_suggestion(room.consultation, {"Vélo": ideas}, actor=room.anne)
    db.session.commit()
    anne, bob = room.anne.id, room.bob.id

    def accept(actor_id, title):
        actor = db.session.get(type(room.anne), actor_id)
        return accepting.accept(room.group("Vélo"), actor=actor, seen=1, title=title).filed

    results = race(app, lambda: accept(anne, "Rouler"), lambda: accept(bob, "Pédaler"))
    assert sorted(map(str, results))[0] == "5", results
    assert Counter(a[1] for a in room.lines) == {How.SUGGESTED: 5}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Theme)) == 1


@pytest.mark.both
def test_what_is_being_filed_while_a_group_is_accepted_stays_where_it_goes(db, engine, app):
    room = Room(db)
    ideas = make_texts(room.consultation, [VELO])[VELO]
    elsewhere, riding = (themes.create_theme(room.consultation, actor=None, title=t) for t in ("Ailleurs", "Rouler"))
    make_suggestion(room.consultation, {"Vélo": ideas}, actor=room.anne)
    db.session.commit()
    ids, there, here, anne, bob = [one.id for one in ideas], elsewhere.id, riding.id, room.anne.id, room.bob.id
    person = type(room.anne)

    def file():
        some = [db.session.get(Proposal, one) for one in ids[:2]]
        filing.file_proposals(some, theme=db.session.get(Theme, there), actor=db.session.get(person, bob))
        sleep(0.8)  # not committed yet: who reads now finds them unfiled

    def accept():
        sleep(0.4)
        actor, theme = db.session.get(person, anne), db.session.get(Theme, here)
        return accepting.accept(room.group("Vélo"), actor=actor, seen=1, theme=theme).filed

    assert race(app, file, accept) == [None, 3]
    stayed = db.session.scalars(sa.select(Proposal.id).filter_by(theme_id=there).order_by(Proposal.id)).all()
    assert stayed == ids[:2]


def test_a_very_large_group_is_accepted_in_several_acts_the_surest_first(room, monkeypatch):
    monkeypatch.setattr(accepting, "AT_ONCE", 2)
    ideas = make_texts(room.consultation, [VELO])[VELO]
    make_suggestion(room.consultation, {"Vélo": ideas}, actor=room.anne)
    for confidence, idea in enumerate(ideas, 60):
        place = sa.update(SuggestedPlace).filter_by(proposal_id=idea.id)
        room.db.session.execute(place.values(confidence=confidence))
    done = accepting.accept(room.group("Vélo"), actor=room.anne, seen=1, title="Rouler")
    assert (done.filed, done.left) == (2, 3)
    assert [one.theme_id for one in ideas] == [None] * 3 + [done.theme.id] * 2


def test_a_theme_deleted_leaves_its_group_without_theme(room):
    ideas = make_texts(room.consultation, [VELO])[VELO]
    theme = themes.create_theme(room.consultation, actor=None, title="Rouler")
    make_suggestion(room.consultation, {"Rouler": ideas}, actor=room.anne, themes={"Rouler": theme})
    room.db.session.commit()
    themes.delete_theme(theme, actor=room.bob)
    with pytest.raises(RuleBroken, match="n’est plus là"):
        accepting.accept(room.group("Rouler"), actor=room.anne, seen=1, theme=theme)
    room.db.session.expire_all()
    assert room.group("Rouler").theme_id is None


def test_new_proposals_get_a_suggested_theme(app, room):
    texts = make_texts(room.consultation)
    theme = themes.create_theme(room.consultation, actor=None, title="Rouler")
    filing.file_proposals(texts[VELO], theme=theme, actor=room.anne)
    room.compute(app)
    assert room.overview.newcomers == 0
    author = make_staff(room.consultation)
    here = consultations.get(room.consultation.slug, viewer=author)
    cycling = make_proposal(here, author=author, title="Louer un vélo", body="Des vélos à louer à la gare.")
    eating = make_proposal(here, author=author, title="Des repas chauds", body="La cantine sert froid.")
    mute = make_proposal(here, author=author, title="…", body="RAS")
    room.db.session.commit()
    assert room.overview.newcomers == 3
    newcomers.ask_for_newcomers()
    newcomers.ask_for_newcomers()  # nobody asks twice
    assert worker.drain(app) == 1
    room.db.session.expire_all()
    assert room.overview.newcomers == 0
    query = sa.select(SuggestedGroup).join(SuggestedPlace, SuggestedPlace.group_id == SuggestedGroup.id)
    where = {
        p: room.db.session.scalars(query.where(SuggestedPlace.proposal_id == p)).one_or_none()
        for p in (cycling.id, eating.id, mute.id)
    }
    assert where[cycling.id].theme_id == theme.id
    assert where[eating.id].name in {n for n, t in room.groups.items() if titles(CANTINE) & t}
    assert where[mute.id] is None
    assert accepting.offers([cycling.id, eating.id]) == {cycling.id: filing.Offer(theme.id, "Rouler")}


def test_nobody_is_disturbed_where_no_suggestion_was_asked_for(db, app):
    make_proposal()
    db.session.commit()
    newcomers.ask_for_newcomers()
    assert worker.drain(app) == 0


def test_a_withdrawn_proposal_waits_in_no_group(room):
    ideas = make_texts(room.consultation, [VELO])[VELO]
    [group] = make_suggestion(room.consultation, {"Vélo": ideas}, actor=room.anne)
    gone = room.db.session.get(Proposal, ideas[0].id, options=[sa.orm.joinedload(Proposal.thread)])
    proposals.withdraw_proposal(gone, actor=room.anne)
    assert room.overview.figures[group.id].waiting == 4
    assert accepting.accept(room.group("Vélo"), actor=room.anne, seen=1, title="Rouler").filed == 4
    assert jobs.is_waiting() is False
