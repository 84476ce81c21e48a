"""Loading the demonstration: through the services, with its dates, and only once."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from consult import clock, counters
from consult.accounts.models import User
from consult.accounts.services import authenticate
from consult.comments.models import Comment, Stance
from consult.consultations.models import Consultation, Moment
from consult.db import Base, transaction
from consult.demo import check, content, load, story
from consult.groups.models import Participant
from consult.kinds import Visibility
from consult.merging.models import InheritedSupport
from consult.merging.standing import Answer
from consult.milestones.models import Declaration
from consult.policy import Activity
from consult.programme import queries as programme
from consult.proposals.models import Proposal, ProposalVersion, Status
from consult.registrations.models import Registration
from consult.themes.coding.models import Sample
from consult.themes.contests.models import Contest
from consult.themes.models import Assignment, How
from consult.themes.suggestions.models import SuggestedPlace
from consult.votes.models import Vote
from consult.workshops.models import Point

NOW = datetime(2031, 3, 14, 9, 26, tzinfo=UTC)


def everything(db: Any) -> dict[str, int]:
    """How many rows each table has."""
    tables = Base.metadata.sorted_tables
    return {t.name: db.session.scalar(sa.select(sa.func.count()).select_from(t)) for t in tables}


@pytest.fixture
def loaded(db: Any) -> Any:
    """A database with the demonstration in it, on a given day."""
    with clock.at(NOW), transaction():
        assert load.load() is True
    return db


@pytest.mark.both
def test_the_demonstration_is_loaded_as_written_and_only_once(loaded: Any) -> None:
    stages_are_as_written(loaded.session)
    what_people_and_machine_did_with_the_ideas(loaded.session)
    people_voted_as_they_spoke(loaded.session)
    accounts_open_with_the_password_shown(loaded.session)
    loading_again_adds_nothing(loaded)
    _programme_is_released_corrected_and_booked(loaded)


def loading_again_adds_nothing(loaded: Any) -> None:
    before = everything(loaded)
    demo = content.read()
    promised = check.figures(demo)
    names = {"people": "user", "consultations": "consultation", "proposals": "proposal", "comments": "comment"}
    names |= {"polls": "public_poll"}
    assert {name: before[table] for name, table in names.items()} == {name: promised[name] for name in names} | {
        "proposals": promised["proposals"] + before["rework_result"]
    }
    ballots = [ballot for place in demo.consultations for poll in place.polls for ballot in poll.ballots.values()]
    cast = sum(mark is not None for ballot in ballots for mark in ballot)
    assert before["vote"] == promised["votes"] + cast + 2  # two people confirmed what they had supported
    assert list(counters.differences()) == []
    with clock.at(NOW), transaction():
        assert load.load() is False
    assert everything(loaded) == before


def stages_are_as_written(session: Any) -> None:
    with clock.at(NOW):
        places = session.scalars(sa.select(Consultation).options(selectinload(Consultation.phases)))
        assert {p.slug: (p.moment, [a.value for a in Activity if p.is_open(a)]) for p in places} == {
            "eclaircies": (Moment.OPEN, ["propose", "comment", "vote", "theme", "build"]),
            "pres-de-chez-nous": (Moment.OPEN, ["comment", "vote"]),
            "bibliotheques-autrement": (Moment.COMING, []),
            "tiers-lieux": (Moment.OVER, []),
        }
    statuses = dict(session.execute(sa.select(Proposal.status, sa.func.count()).group_by(Proposal.status)).all())
    assert statuses == {Status.OPEN: 23, Status.ACCEPTED: 12, Status.STUDIED: 6, Status.DECLINED: 4}
    states = dict(session.execute(sa.select(Proposal.visibility, sa.func.count()).group_by(Proposal.visibility)).all())
    assert states == {Visibility.PUBLISHED: 41, Visibility.SUPERSEDED: 2, Visibility.DRAFT: 1, Visibility.WITHDRAWN: 1}
    assert session.scalar(sa.select(sa.func.count()).where(ProposalVersion.number == 2)) == 4
    for model in (Comment, Proposal, Vote):
        assert session.scalar(sa.select(sa.func.max(model.created))) < NOW


def what_people_and_machine_did_with_the_ideas(session: Any) -> None:
    """Suggested and accepted, coded twice, contested, merged with consent, wished for, found in a room."""
    how = dict(session.execute(sa.select(Assignment.how, sa.func.count()).group_by(Assignment.how)).all())
    assert how[How.SUGGESTED] == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(SuggestedPlace)) == 5
    sample = session.scalars(sa.select(Sample)).one()
    assert (sample.published is not None, sample.figures["count"]) == (True, 12)
    assert session.scalar(sa.select(sa.func.count()).where(Contest.waiting_id.is_not(None))) == 1
    answers = session.execute(sa.select(InheritedSupport.answer, sa.func.count()).group_by(InheritedSupport.answer))
    assert {answer: count for answer, count in answers if answer} == {Answer.CONFIRMED: 2, Answer.WITHDRAWN: 1}
    assert session.scalar(sa.select(sa.func.count()).select_from(Participant)) == 10
    points = session.execute(sa.select(sa.func.count()).select_from(Point).group_by(Point.candidate_id)).scalars()
    assert sorted(points) == [2, 6, 7]


def people_voted_as_they_spoke(session: Any) -> None:
    """Only who changed his mind on the way voted against what he had once spoken for."""
    query = (
        sa.select(User.name)
        .join(Comment, Comment.author_id == User.id)
        .join(Proposal, Proposal.thread_id == Comment.thread_id)
        .join(Vote, (Vote.item_id == Proposal.poll_item_id) & (Vote.voter_id == User.id))
        .where(Comment.stance == Stance.FOR, Vote.mark != "agree")
    )
    assert session.scalars(query).all() == ["Pas_Content"]


def accounts_open_with_the_password_shown(session: Any) -> None:
    demo = content.read()
    shown = load.accounts_to_show(demo)
    assert [p.email.split("@")[0] for p in shown] == ["admin", "organisatrice", "animateur", "citoyenne", "citoyen"]
    for person in shown:
        user = authenticate(email=person.email, password=demo.password)
        assert (user is not None and user.is_confirmed, person.is_admin) == (True, person.key == "nadege")
    assert session.scalar(sa.select(sa.func.count()).where(User.is_admin)) == 1


def test_the_story_is_told_in_order_and_the_same_every_time() -> None:
    first, again = (story.acts(content.read()) for _ in range(2))
    moments = [act.when for act in first]
    assert moments == sorted(moments) == [act.when for act in again]
    assert moments[-1].on(date(2031, 3, 14)) < datetime(2031, 3, 14, tzinfo=content.PARIS)


def _programme_is_released_corrected_and_booked(db: Any) -> None:
    place = db.session.scalars(sa.select(Consultation).filter_by(slug="eclaircies")).one()
    release = programme.last_release(place.id)
    assert release is not None
    content_ = programme.released(release, place)
    assert (release.number, len(content_.talks), len(content_.days())) == (2, 8, 3)
    changes = [(one["change"], one["title"]) for one in release.changes]
    assert changes == [("moved", "Vingt récits dans le noir")]
    stood = sa.select(Registration.state, sa.func.count()).group_by(Registration.state)
    assert {state.value: count for state, count in db.session.execute(stood)} == {"seated": 7, "waiting": 2}
    declared = sa.select(Declaration.kind).order_by(Declaration.id)
    kinds = [kind.value for kind in db.session.scalars(declared)]
    assert sorted(kinds) == ["kept", "moved", "set", "set", "set", "set"]
    written = (content.CONTENT / "programme.toml").read_text(encoding="utf-8")
    assert [fault for line in re.findall(r'"(.*?)"', written) if (fault := check.faults_of_typography(line))] == []
