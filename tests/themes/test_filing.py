"""Filing: every act is a line of history, nobody overwrites anybody, one's last act can be taken back."""

import pytest
import sqlalchemy as sa

from consult.audit.models import AuditEntry
from consult.audit.services import Action
from consult.db import db
from consult.errors import RuleBroken
from consult.proposals.models import Proposal
from consult.search import services as search
from consult.themes import filing, queries, services
from consult.themes.models import Assignment, How, Theme
from tests.factories import make_consultation, make_proposal, make_staff
from tests.races import race


class Room:
    """A consultation with two facilitators, two themes and some proposals."""

    def __init__(self, db, proposals=3):
        self.consultation = make_consultation()
        self.anne, self.bob = (make_staff(self.consultation, name=n) for n in ("Anne", "Bob"))
        self.access, self.places = (
            services.create_theme(self.consultation, actor=self.anne, title=t) for t in ("Accès", "Lieux")
        )
        self.proposals = [make_proposal(self.consultation, title=f"Idée {n}") for n in range(proposals)]
        db.session.commit()

    @property
    def where(self):
        """Where each proposal is, as the database says."""
        query = sa.select(Proposal.id, Theme.title).outerjoin(Theme, Theme.id == Proposal.theme_id)
        from_row = filing.db.session.execute(query.order_by(Proposal.id))
        return [row.title for row in from_row]


@pytest.fixture
def room(db):
    """A room with three proposals, unfiled."""
    return Room(db)


def lines(db):
    """The history, as (proposal, before, after, actor, how)."""
    rows = db.session.scalars(sa.select(Assignment).order_by(Assignment.id))
    return [(a.proposal_id, a.before_title, a.theme_title, a.actor_id, a.how) for a in rows]


def filed(db):
    """How many filings the register knows."""
    return db.session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == Action.PROPOSAL_FILED))


def unfiled(proposals):
    """What somebody saw who saw them all unfiled."""
    return {p.id: None for p in proposals}


@pytest.mark.both
def test_each_filing_is_a_line_of_history_and_of_the_register(db, engine):
    room = Room(db)
    one, two, _three = room.proposals
    filing.file_proposals([one, two], theme=room.access, actor=room.anne, seen=unfiled([one, two]))
    filing.file_proposals([two], theme=room.places, actor=room.bob, seen={two.id: room.access.id})
    filing.file_proposals([one], theme=None, actor=room.bob, how=How.SUGGESTED)
    assert room.where == [None, "Lieux", None]
    assert lines(db) == [
        (one.id, "", "Accès", room.anne.id, How.HAND),
        (two.id, "", "Accès", room.anne.id, How.HAND),
        (two.id, "Accès", "Lieux", room.bob.id, How.HAND),
        (one.id, "Accès", "", room.bob.id, How.SUGGESTED),
    ]
    assert filed(db) == 4


@pytest.mark.both
def test_filing_again_where_it_is_does_nothing(db, engine):
    room = Room(db)
    for _ in range(2):
        filing.file_proposals(room.proposals, theme=room.access, actor=room.anne)
    assert len(lines(db)) == filed(db) == 3


@pytest.mark.both
def test_what_moved_meanwhile_is_refused_and_nothing_moves(db, engine):
    room = Room(db)
    filing.file_proposals(room.proposals[:1], theme=room.places, actor=room.bob)
    db.session.commit()
    with pytest.raises(filing.Moved, match="« Idée 0 » a été rangée entre-temps dans « Lieux » par Bob"):
        filing.file_proposals(room.proposals, theme=room.access, actor=room.anne, seen=unfiled(room.proposals))
    assert room.where == ["Lieux", None, None]
    assert len(lines(db)) == filed(db) == 1


def test_a_refusal_names_three_and_counts_the_others(db):
    room = Room(db, proposals=6)
    filing.file_proposals(room.proposals, theme=room.places, actor=room.bob)
    with pytest.raises(filing.Moved) as told:
        filing.file_proposals(room.proposals, theme=None, actor=room.anne, seen=unfiled(room.proposals))
    assert [f"Idée {n}" in str(told.value) for n in range(6)] == [True] * 3 + [False] * 3
    assert "3 autres ont bougé aussi." in str(told.value)


@pytest.mark.both
def test_two_facilitators_at_once_file_it_once(app, db, engine):
    room = Room(db)
    ids, seen = [p.id for p in room.proposals], unfiled(room.proposals)

    def act(theme_id, actor):
        def file():
            found = [db.session.get(Proposal, one) for one in ids]
            filing.file_proposals(found, theme=db.session.get(Theme, theme_id), actor=actor, seen=seen)
            return theme_id

        return file

    results = race(app, act(room.access.id, room.anne), act(room.places.id, room.bob))
    assert [type(r) for r in results if isinstance(r, Exception)] == [filing.Moved]
    winner = next(r for r in results if isinstance(r, int))
    assert set(db.session.scalars(sa.select(Proposal.theme_id))) == {winner}
    assert len(lines(db)) == filed(db) == 3


@pytest.mark.both
def test_a_theme_deleted_while_someone_files_into_it_loses_nothing(app, db, engine):
    room = Room(db)
    ids, theme_id = [p.id for p in room.proposals], room.access.id

    def file():
        found = [db.session.get(Proposal, one) for one in ids]
        theme = db.session.get(Theme, theme_id)
        if theme is None:
            raise RuleBroken("gone")
        return len(filing.file_proposals(found, theme=theme, actor=room.anne))

    def delete():
        return services.delete_theme(db.session.get(Theme, theme_id), actor=room.bob)

    told, deleted = race(app, file, delete)
    assert room.where == [None, None, None]
    assert (isinstance(told, RuleBroken), deleted, len(lines(db))) in [(True, 0, 0), (False, 3, 6)]


def test_a_theme_of_another_consultation_takes_nothing(db, room):
    elsewhere = services.create_theme(make_consultation(), actor=None, title="Ailleurs")
    with pytest.raises(RuleBroken, match="n’est plus là"):
        filing.file_proposals(room.proposals, theme=elsewhere, actor=room.anne)
    assert (room.where, lines(db)) == ([None] * 3, [])


@pytest.mark.both
def test_ones_last_filing_is_taken_back_and_then_the_one_before(db, engine):
    room = Room(db)
    for theme in (room.access, room.places):
        filing.file_proposals(room.proposals[:2], theme=theme, actor=room.anne)
    filing.file_proposals(room.proposals[2:], theme=room.access, actor=room.bob)
    for expected in (["Accès", "Accès", "Accès"], [None, None, "Accès"]):
        last = queries.last_filing(room.consultation.id, actor=room.anne)
        filing.undo_filing(last.batch, actor=room.anne)
        assert room.where == expected
    assert queries.last_filing(room.consultation.id, actor=room.anne) is None
    assert [how for *_rest, how in lines(db)].count(How.UNDONE) == 4


def test_the_last_filing_is_told_with_its_theme_and_number(db, room):
    assert queries.last_filing(room.consultation.id, actor=room.anne) is None
    filing.file_proposals(room.proposals, theme=room.places, actor=room.anne)
    last = queries.last_filing(room.consultation.id, actor=room.anne)
    assert (last.count, last.theme_title) == (3, "Lieux")


@pytest.mark.both
def test_what_somebody_moved_since_is_not_taken_back(db, engine):
    room = Room(db)
    batch = filing.file_proposals(room.proposals[:2], theme=room.access, actor=room.anne)[0].batch
    filing.file_proposals(room.proposals[:1], theme=room.places, actor=room.bob)
    with pytest.raises(filing.Moved, match="« Idée 0 » a été rangée entre-temps dans « Lieux » par Bob"):
        filing.undo_filing(batch, actor=room.anne)
    assert room.where == ["Lieux", "Accès", None]


def test_nobody_takes_back_what_is_not_theirs_or_was_taken_back_already(db, room):
    batch = filing.file_proposals(room.proposals, theme=room.access, actor=room.anne)[0].batch
    for wrong in (batch, "", "x" * 32):
        with pytest.raises(RuleBroken, match="n’est pas le vôtre"):
            filing.undo_filing(wrong, actor=room.bob)
    filing.undo_filing(batch, actor=room.anne)
    with pytest.raises(RuleBroken, match="a déjà été annulé"):
        filing.undo_filing(batch, actor=room.anne)
    assert len(lines(db)) == 6


@pytest.mark.both
def test_two_undos_at_once_undo_once(app, db, engine):
    room = Room(db)
    batch = filing.file_proposals(room.proposals, theme=room.access, actor=room.anne)[0].batch
    db.session.commit()

    def undo():
        return len(filing.undo_filing(batch, actor=room.anne))

    results = race(app, undo, undo)
    assert [r for r in results if isinstance(r, int)] == [3]
    assert len(lines(db)) == 6


def test_what_came_from_a_theme_now_deleted_is_not_taken_back(db, room):
    filing.file_proposals(room.proposals, theme=room.access, actor=room.anne)
    batch = filing.file_proposals(room.proposals, theme=room.places, actor=room.anne)[0].batch
    services.delete_theme(room.access, actor=room.bob)
    db.session.expire_all()
    with pytest.raises(RuleBroken, match="Le thème « Accès » n’existe plus"):
        filing.undo_filing(batch, actor=room.anne)
    assert room.where == ["Lieux"] * 3


def test_what_is_filed_already_can_be_left_where_it_is(room):
    """As somebody may file between the look and the act, `only_unfiled` decides once the proposals are held."""
    filing.file_proposals(room.proposals[:1], theme=room.places, actor=room.bob)
    lines = filing.file_proposals(room.proposals, theme=room.access, actor=room.anne, only_unfiled=True)
    assert (len(lines), room.where) == (2, ["Lieux", "Accès", "Accès"])


def test_a_search_in_a_theme_finds_what_was_just_filed_there_and_no_longer_what_left(room):
    def found():
        db.session.commit()
        search.sync()
        asked = [None if one is None else str(one.id) for one in (room.access, room.places, None)]
        return [search.backend().find("idée", theme=one, kinds={"proposal"}).total for one in asked]

    assert found() == [0, 0, 3]
    filing.file_proposals(room.proposals[:2], theme=room.access, actor=room.anne)
    assert found() == [2, 0, 3]
    filing.file_proposals(room.proposals[:1], theme=room.places, actor=room.bob)
    assert found() == [1, 1, 3]
