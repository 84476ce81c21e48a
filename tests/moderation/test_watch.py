"""Signs put a text in the queue and do nothing else."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from consult import clock, counters
from consult.comments import services as comments
from consult.consultations.models import Consultation
from consult.kinds import Visibility
from consult.moderation import queries, watch
from consult.moderation.models import Decision, HouseRules, Measure, Reason, Report, Source
from consult.notifications.models import Letter
from consult.proposals import queries as proposals
from tests.factories import make_comment, make_proposal, make_staff, make_user
from tests.moderation.acts import decide, fresh

OLD = timedelta(days=30)


def _look(db: Any) -> list[Report]:
    db.session.commit()
    with clock.at(clock.now() + 2 * watch.SETTLES):
        watch.look()
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Report).order_by(Report.id)))


def _again(proposal_id: int) -> Any:
    """The proposal, as a page that takes comments loads it."""
    return proposals.get(proposal_id, viewer=make_user(is_admin=True))


def _old_user() -> Any:
    with clock.at(clock.now() - OLD):
        return make_user()


@pytest.mark.both
def test_a_text_with_personal_data_waits_in_the_queue_with_what_was_found_and_stays_visible(
    db: Any, consultation: Consultation
) -> None:
    comment = make_comment(make_proposal(consultation), body="Appelez Paul au 06 39 98 00 01.")
    (line,) = _look(db)
    assert (line.kind, line.thing_id, line.source, line.reason) == (
        "comment",
        comment.id,
        Source.SIGN,
        Reason.PERSONAL_DATA,
    )
    assert line.explanation == "Un numéro de téléphone : 06 39 98 00 01"
    assert fresh(comment).visibility is Visibility.PUBLISHED
    assert db.session.scalars(sa.select(Decision)).all() == []
    assert db.session.scalars(sa.select(Letter)).all() == []
    assert queries.waiting(consultation.id) == 1
    assert list(counters.differences()) == []


@pytest.mark.both
def test_a_text_is_put_there_once_and_again_only_after_a_decision_and_a_change(
    db: Any, consultation: Consultation
) -> None:
    comment = make_comment(make_proposal(consultation), body="Écrivez à a@example.org.")
    assert len(_look(db)) == 1
    comments.edit_comment(fresh(comment), actor=comment.author, body="Ou à b@example.org.", stance=None)
    assert len(_look(db)) == 1
    decide(comment, Measure.KEEP)
    assert len(_look(db)) == 1
    comments.edit_comment(fresh(comment), actor=comment.author, body="Ou à c@example.org.", stance=None)
    assert len(_look(db)) == 2


def test_what_is_a_draft_hidden_or_plain_is_left_alone(db: Any, consultation: Consultation) -> None:
    author = _old_user()
    make_proposal(consultation, author=author, draft=True, body="a@example.org")
    make_comment(make_proposal(consultation, author=author), author=author, body="Bonne idée, merci.")
    decide(make_proposal(consultation, author=author, body="b@example.org"), Measure.HIDE)
    assert _look(db) == []


def test_links_of_new_accounts_words_of_the_list_copies_and_floods_are_told_apart(
    db: Any, consultation: Consultation
) -> None:
    db.session.add(HouseRules(consultation_id=consultation.id, words="sornette\nbillevesée"))
    proposal = make_proposal(consultation, author=_old_user())
    number, same = proposal.id, "Il faut planter des arbres dans toutes les cours d’école de la ville."
    make_comment(proposal, author=_old_user(), body="Voir https://example.org")
    make_comment(proposal, author=make_user(), body="Voir https://example.org")
    make_comment(proposal, author=_old_user(), body="Quelle SORNETTE.")
    make_comment(proposal, author=_old_user(), body=same)
    assert [line.explanation for line in _look(db)] == [
        "Un lien, dans un compte récent\u00a0: https://example.org",
        "Un mot de la liste de cette consultation\u00a0: sornette",
    ]
    proposal = _again(number)
    make_comment(proposal, author=_old_user(), body=same.upper().capitalize())
    assert _look(db)[-1].explanation.startswith("Presque le même texte qu’un autre : Il faut planter")
    proposal, busy = _again(number), _old_user()
    for n in range(9):
        make_comment(proposal, author=busy, body=f"Un mot bien différent, le numéro {n}.")
    lines = _look(db)
    assert len(lines) == 4
    assert lines[-1].explanation == "Une répétition, ou beaucoup de textes en peu de temps : 8"


def test_the_team_reads_why_in_the_queue(db: Any, consultation: Consultation, browser_of: Any) -> None:
    number = make_comment(make_proposal(consultation), body="Appelez Paul au 06 39 98 00 01.").id
    theirs = browser_of(make_staff(consultation))
    _look(db)
    assert "Repéré par un programme" in theirs.get("/moderation")
    assert "06 39 98 00 01" in theirs.get(f"/moderation/comment/{number}")
