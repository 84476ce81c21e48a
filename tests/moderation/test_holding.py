"""What is read before it is shown: seen by its author and the team, by nobody else, until a decision publishes it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from consult import clock, counters
from consult.accounts.models import User
from consult.comments import queries as comments
from consult.comments import services as commenting
from consult.consultations.models import Consultation
from consult.db import db as database
from consult.errors import RuleBroken
from consult.kinds import Visibility
from consult.moderation import house, queries, queue_queries, watch
from consult.moderation.models import Holding, Measure, Report, ReportState, Source
from consult.notifications.models import Letter
from consult.policy import Permission, Role, may
from consult.proposals import queries as proposals
from consult.proposals import services as writing
from consult.search import services as search
from consult.workstreams import services as workstreams
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide, fresh

BrowserOf = Callable[[User], Browser]


def _rule(consultation: Consultation, **read: Holding) -> None:
    house.set_rules(consultation, actor=make_user(), read=read)


def _open_reports() -> list[tuple[str, int, Source]]:
    query = sa.select(Report.kind, Report.thing_id, Report.source).where(Report.state == ReportState.OPEN)
    return [tuple(row) for row in database.session.execute(query.order_by(Report.id))]  # type: ignore[misc]


@pytest.mark.both
def test_everything_waits_where_everything_is_read_before_and_publishing_shows_it(
    db: Any, engine: str, consultation: Consultation
) -> None:
    _rule(consultation, proposals=Holding.ALWAYS, comments=Holding.ALWAYS)
    person, moderator = make_user(), make_staff(consultation)
    held = make_proposal(consultation, author=person)
    assert (held.visibility, fresh(held).thread.visibility) == (Visibility.HELD, Visibility.HELD)
    assert proposals.count(consultation.id) == 0
    seen_by = [v for v in (person, moderator, make_user()) if proposals.by_author(person.id, viewer=v).items]
    assert seen_by == [person, moderator]
    assert _open_reports() == [("proposal", held.id, Source.HELD)]
    (row,) = queue_queries.queue(consultation.id, viewer=moderator).items
    assert [(str(label), times) for label, times in row.reasons] == [("Attend d’être lu", 1)]
    with pytest.raises(RuleBroken, match="pas encore paru"):
        decide(held, Measure.KEEP, moderator=moderator)
    later = clock.now() + timedelta(hours=5)
    with clock.at(later):
        decide(held, Measure.PUBLISH, moderator=moderator, rule=None, facts="", statement="")
    assert fresh(held).published == later
    assert (fresh(held).visibility, fresh(held).thread.visibility) == (Visibility.PUBLISHED, Visibility.PUBLISHED)
    assert _open_reports() == []
    assert proposals.count(consultation.id) == 1
    letter = db.session.scalars(sa.select(Letter).filter_by(recipient=person.email)).one()
    assert "Votre texte est publié" in letter.subject
    said = make_comment(fresh(held), author=person)
    assert said.visibility is Visibility.HELD
    assert fresh(held).comment_count == 0
    here = {
        v: [s.comment.id for s in comments.conversations(held.thread_id, viewer=v).items] for v in (person, moderator)
    }
    assert here == {person: [said.id], moderator: [said.id]}
    assert comments.conversations(held.thread_id, viewer=make_user()).items == []
    head = make_comment(fresh(held), author=moderator)
    answer = make_comment(fresh(held), author=person, parent=head)
    shown = {
        v: [one.comment.id for said in comments.conversations(held.thread_id, viewer=v).items for one in said.replies]
        for v in (person, moderator, make_user())
    }
    assert list(shown.values()) == [[answer.id], [answer.id], []]
    decide(said, Measure.HIDE, moderator=moderator)
    assert fresh(said).visibility is Visibility.HIDDEN
    decide(said, Measure.RESTORE, moderator=moderator)
    assert fresh(held).comment_count == 2
    assert list(counters.differences()) == []


def test_a_first_contribution_waits_until_one_was_shown_and_what_the_team_enters_never_waits(
    db: Any, consultation: Consultation
) -> None:
    _rule(consultation, proposals=Holding.FIRST, comments=Holding.FIRST, projects=Holding.FIRST)
    person, moderator = make_user(), make_staff(consultation)
    shown = make_proposal(consultation, author=moderator)
    assert shown.visibility is Visibility.PUBLISHED
    first, second = make_comment(shown, author=person), make_proposal(consultation, author=person)
    assert (first.visibility, second.visibility) == (Visibility.HELD, Visibility.HELD)
    decide(first, Measure.PUBLISH, moderator=moderator)
    assert make_comment(shown, author=person).visibility is Visibility.PUBLISHED
    assert make_proposal(consultation, author=person).visibility is Visibility.PUBLISHED
    assert second.visibility is Visibility.HELD  # each is decided for itself
    assert make_proposal(make_consultation(), author=make_user()).visibility is Visibility.PUBLISHED
    stream = workstreams.open_workstream(consultation, actor=moderator, title="Un chantier")
    project = workstreams.create_project(stream, author=make_user(), title="Un projet")
    assert project.visibility is Visibility.HELD
    decide(project, Measure.PUBLISH, moderator=moderator)
    assert fresh(project).visibility is Visibility.PUBLISHED


def test_what_waits_still_waits_after_its_author_was_suspended_or_asked_to_reword(
    db: Any, consultation: Consultation
) -> None:
    _rule(consultation, proposals=Holding.ALWAYS)
    person, moderator = make_user(), make_staff(consultation)
    held = make_proposal(consultation, author=person)
    decide(held, Measure.SUSPEND, moderator=moderator)
    assert _open_reports() == [("proposal", held.id, Source.HELD)]
    other = make_proposal(consultation)
    decide(other, Measure.REWORD, moderator=moderator)
    assert _open_reports() == [("proposal", held.id, Source.HELD)]
    author = other.author_id
    writer = db.session.get_one(User, author)
    loaded = proposals.get(other.id, viewer=writer)
    assert may(writer, Permission.PROPOSAL_EDIT, loaded)
    writing.edit_proposal(loaded, actor=writer, title="Dit autrement", body="Avec d’autres mots.")
    assert loaded.visibility is Visibility.HELD
    assert _open_reports()[1] == ("proposal", other.id, Source.AUTHOR)
    decide(other, Measure.PUBLISH, moderator=moderator)
    changed = proposals.get(other.id, viewer=writer)
    writing.edit_proposal(changed, actor=writer, title="Dit encore autrement", body="Rien à voir.")
    assert changed.visibility is Visibility.PUBLISHED  # it stays, and comes back to the queue
    assert _open_reports()[1] == ("proposal", other.id, Source.HELD)


def test_signs_are_looked_for_in_what_waits(db: Any, consultation: Consultation) -> None:
    _rule(consultation, comments=Holding.ALWAYS)
    held = make_comment(make_proposal(consultation), body="Appelez Paul au 06 39 98 00 01.")
    db.session.commit()
    with clock.at(clock.now() + 2 * watch.SETTLES):
        watch.look()
    db.session.expire_all()
    assert _open_reports() == [("comment", held.id, Source.HELD), ("comment", held.id, Source.SIGN)]
    assert queries.waiting(consultation.id) == 1


def test_an_author_reads_that_it_waits_the_team_publishes_it_from_the_queue_and_nobody_else_meets_it(
    browser: Browser, browser_of: BrowserOf, consultation: Consultation
) -> None:
    organiser, person, reader = make_staff(consultation, Role.ORGANISER), make_user(), make_user()
    moderator, elsewhere = make_staff(consultation), make_staff(make_consultation())
    slug, number = consultation.slug, make_proposal(consultation).id
    team, theirs = browser_of(organiser), browser_of(person)
    others = [browser, browser_of(reader), browser_of(elsewhere)]
    team.submit(f"/consultations/{slug}/charter/edit", {"proposals": "first", "comments": "always"})
    page = theirs.follow(
        theirs.submit(f"/consultations/{slug}/proposals/new", {"title": "Le mot canari", "body": "Avec canari."})
    )
    assert "avant qu’elle paraisse" in page
    assert "En attente de lecture" in page
    held = int(theirs.url.rsplit("/", 1)[1])
    page = theirs.follow(
        theirs.submit(f"/proposals/{number}", {"body": "Un canari chante."}, to=f"/proposals/{number}/comments")
    )
    assert "Un canari chante." in page
    assert "En attente de lecture" in page
    assert "En attente de lecture" in theirs.get(f"/people/{person.id}")
    search.sync()
    for one in others:
        one.get(f"/proposals/{held}", 404)
        for path in (
            f"/proposals/{number}",
            f"/consultations/{slug}/proposals",
            f"/people/{person.id}",
            "/search?q=canari",
        ):
            page = one.get(path)
            assert "Un canari" not in page
            assert "Le mot" not in page
            assert "Avec canari" not in page
    facilitator = browser_of(moderator)
    queue = facilitator.get(f"/consultations/{slug}/moderation")
    assert queue.count("Pas encore publié") == 2
    assert "Un canari chante." in facilitator.get(f"/proposals/{number}")
    boxes = {"case": [f"proposal-{held}-0", "comment-1-0"], "act": "publish"}
    facilitator.submit(f"/consultations/{slug}/moderation", boxes)
    for one in others:
        assert "Le mot canari" in one.get(f"/proposals/{held}")
        assert "Un canari chante." in one.get(f"/proposals/{number}")
    assert "En attente de lecture" not in theirs.get(f"/proposals/{number}")


def test_what_waits_may_be_changed_and_taken_back_by_its_author_and_is_neither_voted_on_nor_reported(
    browser_of: BrowserOf, consultation: Consultation
) -> None:
    _rule(consultation, proposals=Holding.ALWAYS, comments=Holding.ALWAYS)
    person = make_user()
    held = make_proposal(consultation, author=person).id
    said = make_comment(make_proposal(consultation, author=make_staff(consultation)), author=person)
    theirs = browser_of(person)
    theirs.get(f"/report/proposal/{held}", 404)
    page = theirs.get(f"/proposals/{held}")
    assert "En attente de lecture" in page
    assert f'action="/proposals/{held}/vote"' not in page
    theirs.submit(f"/proposals/{held}/edit", {"title": "Dite autrement", "body": "Autrement."})
    theirs.submit(f"/comments/{said.id}/edit", {"body": "Autrement."})
    theirs.submit(f"/proposals/{held}", to=f"/proposals/{held}/withdraw")
    assert fresh(proposals.get(held, viewer=person)).visibility is Visibility.WITHDRAWN


@pytest.mark.parametrize("state", [Visibility.HELD, Visibility.HIDDEN])
def test_words_that_were_changed_while_nobody_could_read_them_are_in_no_version(
    consultation: Consultation, browser: Browser, state: Visibility
) -> None:
    person = make_user()
    held = make_proposal(consultation, author=person, body="Appelez-moi au 06 12 34 56 78.")
    held.visibility = held.thread.visibility = state
    writing.edit_proposal(fresh(held), actor=person, title=held.title, body="Écrivez-moi.")
    number = held.id
    one = fresh(held)
    one.visibility = one.thread.visibility = Visibility.PUBLISHED
    database.session.commit()
    assert "06 12" not in browser.get(f"/proposals/{number}/history") + browser.get(f"/proposals/{number}")
    assert "06 12" not in browser.client.get(f"/api/v1/proposals/{number}/versions").text


def test_a_reply_is_not_given_to_what_waits(db: Any, consultation: Consultation) -> None:
    _rule(consultation, comments=Holding.ALWAYS)
    proposal = fresh(make_proposal(consultation, author=make_staff(consultation)))
    held = make_comment(proposal)
    loaded = comments.get(held.id, viewer=make_user(is_admin=True))
    with pytest.raises(RuleBroken):
        commenting.post_comment(loaded.thread, author=make_user(), body="Oui.", parent=loaded)
