"""What people do with proposals, in the database."""

import pytest
import sqlalchemy as sa
from werkzeug.exceptions import NotFound

from consult.audit.models import AuditEntry
from consult.comments import queries as comments
from consult.errors import RuleBroken
from consult.kinds import Visibility
from consult.proposals import queries, services
from consult.proposals.models import ProposalVersion, Status
from tests.factories import make_comment, make_consultation, make_proposal, make_user


def actions(db, proposal):
    query = sa.select(AuditEntry.action).filter_by(kind="proposal", thing_id=proposal.id).order_by(AuditEntry.id)
    return db.session.scalars(query).all()


@pytest.mark.both
def test_a_proposal_is_published_with_its_first_version(db, engine):
    proposal = make_proposal(title="Un banc au soleil", body="Pour s’asseoir.")
    assert proposal.visibility is Visibility.PUBLISHED
    assert proposal.thread.visibility is Visibility.PUBLISHED
    assert [(v.number, v.title, v.body) for v in queries.versions(proposal)] == [
        (1, "Un banc au soleil", "Pour s’asseoir.")
    ]
    assert actions(db, proposal) == ["proposal:created", "proposal:published"]


def test_a_draft_is_read_by_its_author_alone(db):
    author, other = make_user(), make_user(is_admin=True)
    draft = make_proposal(author=author, draft=True)
    db.session.commit()
    assert queries.get(draft.id, viewer=author) is draft
    with pytest.raises(NotFound):
        queries.get(draft.id, viewer=other)


def test_a_draft_keeps_only_its_latest_version(db):
    author = make_user()
    draft = make_proposal(author=author, draft=True, title="Premier jet")
    services.edit_proposal(draft, actor=author, title="Second jet", body="Mieux.")
    services.publish_proposal(draft, actor=author)
    db.session.flush()
    assert [(v.number, v.title) for v in queries.versions(draft)] == [(1, "Second jet")]


@pytest.mark.both
def test_a_published_proposal_keeps_every_version(db, engine):
    proposal = make_proposal(title="Un banc", body="Un.")
    author = make_user()
    services.edit_proposal(proposal, actor=author, title="Deux bancs", body="Deux.")
    services.edit_proposal(proposal, actor=author, title="Deux bancs", body="Deux.", place="Place du marché")
    db.session.flush()
    assert [(v.number, v.title) for v in queries.versions(proposal)] == [(1, "Un banc"), (2, "Deux bancs")]
    assert proposal.version == 2
    assert proposal.thread.title == "Deux bancs"


def test_a_withdrawn_proposal_takes_its_thread_out_of_sight(db):
    proposal = make_proposal()
    comment = make_comment(proposal)
    services.withdraw_proposal(proposal, actor=make_user())
    db.session.commit()
    reader = make_user()
    with pytest.raises(NotFound):
        queries.get(proposal.id, viewer=reader)
    with pytest.raises(NotFound):
        comments.get(comment.id, viewer=reader)


def test_an_answer_gives_a_status(db):
    proposal = make_proposal()
    services.answer_proposal(proposal, actor=make_user(), status=Status.ACCEPTED, answer="Oui, au printemps.")
    assert (proposal.status, proposal.answer) == (Status.ACCEPTED, "Oui, au printemps.")
    assert proposal.answered is not None


def test_a_mark_that_the_method_does_not_know_is_refused(db):
    proposal = make_proposal()
    with pytest.raises(RuleBroken):
        services.vote(proposal, voter=make_user(), mark="excellent")
    assert db.session.scalar(sa.text("SELECT count(*) FROM vote")) == 0


def test_lists_show_only_what_is_published(db):
    consultation = make_consultation()
    author = make_user()
    shown = make_proposal(consultation, author=author)
    make_proposal(consultation, author=author, draft=True)
    services.withdraw_proposal(make_proposal(consultation, author=author), actor=author)
    db.session.commit()
    assert [p.id for p in queries.published(consultation.id, viewer=author).items] == [shown.id]


def test_filters_reduce_the_list(db):
    consultation = make_consultation()
    here = make_proposal(consultation, section=consultation.sections[0])
    make_proposal(consultation, section=consultation.sections[1])
    db.session.commit()
    page = queries.published(
        consultation.id, viewer=make_user(), filters=queries.Filters(section_id=consultation.sections[0].id)
    )
    assert [p.id for p in page.items] == [here.id]


def test_a_version_is_never_rewritten_once_published(db):
    proposal = make_proposal()
    services.edit_proposal(proposal, actor=make_user(), title="Autre titre", body="Autre texte.")
    db.session.flush()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ProposalVersion)) == 2
