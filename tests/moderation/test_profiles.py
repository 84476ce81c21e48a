"""A person is reported like a text, and decided about like a person."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from consult.accounts.models import User
from consult.consultations.models import Consultation, State
from consult.db import db as database
from consult.errors import RuleBroken
from consult.moderation import house, profiles, queries
from consult.moderation.models import Holding, Measure, Report
from consult.moderation.profiles import Profile
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide, fresh

BrowserOf = Callable[[User], Browser]
SAID = {"reason": "insult", "explanation": "Son pseudonyme insulte quelqu’un."}


def test_a_person_is_reported_with_or_without_an_account_where_they_speak_and_decided_about(
    browser: Browser, browser_of: BrowserOf, consultation: Consultation, count_queries: Any
) -> None:
    secret = make_consultation(state=State.DRAFT)
    person, reader, moderator = make_user(), make_user(), make_staff(consultation)
    make_comment(make_proposal(consultation), author=person)
    make_proposal(secret, author=person)
    here = f"/people/{person.id}/report"
    assert here in browser.get(f"/people/{person.id}?tab=comments")
    page = browser.get(here)
    assert consultation.title in page
    assert secret.title not in page
    browser.submit(here, SAID | {"contact": "temoin@example.org"})
    theirs = browser_of(reader)
    theirs.submit(here, SAID)
    assert "déjà signalé" in theirs.submit(here, SAID, status=422).text
    theirs.submit(here, SAID | {"place": secret.slug}, status=422)
    browser_of(person).get(here, 404)
    profile = database.session.scalars(sa.select(Profile)).one()
    assert (profile.author_id, profile.consultation_id) == (person.id, consultation.id)
    assert database.session.scalar(sa.select(sa.func.count()).select_from(Report)) == 2
    team = browser_of(moderator)
    assert person.name in team.get(f"/consultations/{consultation.slug}/moderation")
    page = team.get(f"/moderation/profile/{profile.id}")
    assert 'value="suspend"' in page
    assert 'value="hide"' not in page
    reasons = {"rule": "insult", "facts": "Ce pseudonyme.", "statement": "Choisissez-en un autre."}
    team.submit(f"/moderation/profile/{profile.id}", {"action": "warn", **reasons})
    assert queries.waiting(consultation.id) == 0
    for measure in (Measure.HIDE, Measure.REWORD, Measure.PUBLISH):
        with pytest.raises(RuleBroken):
            decide(profile, measure, moderator=moderator)
    hushed = make_comment(make_proposal(consultation), author=make_user())
    decide(hushed, Measure.HIDE, moderator=moderator)
    browser.get(f"/people/{hushed.author_id}/report", 404)
    assert profiles.places_of(fresh(hushed).author, viewer=reader) == []
    browser.get(f"/people/{make_user().id}/report", 404)  # who says nothing has nothing to be reported for


@pytest.mark.both
def test_a_profile_is_made_once_for_each_consultation_and_is_no_contribution(db: Any, engine: str) -> None:
    consultation, person = make_consultation(), make_user()
    first = profiles.profile_of(person, consultation_id=consultation.id)
    assert profiles.profile_of(person, consultation_id=consultation.id).id == first.id
    house.set_rules(consultation, actor=make_user(), read={"proposals": Holding.FIRST})
    assert fresh(make_proposal(consultation, author=person)).visibility.value == "held"
    decide(first, Measure.SUSPEND)
    db.session.refresh(person)
    assert person.suspension_in(consultation.id)
