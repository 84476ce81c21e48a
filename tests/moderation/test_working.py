"""Working through the queue: all consultations on one page, claims, notes, the same on many things, undoing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from consult import clock, counters, kinds
from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import db as database
from consult.errors import RuleBroken
from consult.kinds import Visibility
from consult.moderation import bulk, claims, queries, queue_queries, undoing
from consult.moderation.models import Case, Decision, Measure, Reason
from consult.notifications.models import Letter
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide, fresh, report

BrowserOf = Callable[[User], Browser]
REASONS: dict[str, Any] = {"rule": Reason.INSULT, "facts": "Un mot.", "statement": "Ce mot blesse."}


@pytest.fixture
def consultation(db: Any, engine: str) -> Consultation:
    return make_consultation(title="La première")


def _reported(consultation: Consultation, n: int = 1) -> list[Any]:
    things = [fresh(make_proposal(consultation)) for _ in range(n)]
    for thing in things:
        report(thing)
    return things


def _case(thing: Any) -> Case:
    database.session.expire_all()
    case = queries.case_of(kinds.ref(thing))
    assert case is not None
    return case


def test_one_page_holds_all_the_consultations_that_a_moderator_has_and_no_other(
    browser: Browser, browser_of: BrowserOf, consultation: Consultation
) -> None:
    second, third = make_consultation(title="La deuxième"), make_consultation(title="La troisième")
    person = make_staff(consultation)

    accounts.give_role(person, consultation_id=second.id, role=next(iter(person.roles.values())))
    for n, place in enumerate((consultation, second, third)):
        report(make_proposal(place, title=f"Canari {n}"))
    database.session.commit()
    page = browser_of(person).get("/moderation")
    assert [f"Canari {n}" in page for n in range(3)] == [True, True, False]
    assert "2 textes attendent" in page
    page = browser_of(person).get(f"/moderation?consultation={second.slug}")
    assert [f"Canari {n}" in page for n in range(3)] == [False, True, False]
    assert "Canari 2" in browser_of(make_user(is_admin=True)).get("/moderation")
    browser_of(make_user()).get("/moderation", 404)
    browser.get("/moderation", 302)


@pytest.mark.both
def test_consultations_whose_phase_ends_soonest_come_first_and_pages_neither_repeat_nor_skip(
    db: Any, consultation: Consultation
) -> None:
    places = [consultation, *(make_consultation() for _ in range(4))]
    wanted = [thing.id for place in places for thing in _reported(place, 3)]
    _reported(make_consultation(), 1)
    admin = make_user(is_admin=True)
    for size in (1, 2, 5, 20):
        seen: list[int] = []
        after = None
        for _ in range(40):
            page = queue_queries.queue([p.id for p in places], viewer=admin, order="phase", after=after, size=size)
            seen += [row.shown.ref.id for row in page.items]
            if (after := page.after) is None:
                break
        assert seen == wanted
    for nonsense in ("x", "~", "9~", "99999999999999~x", "0~WzFd"):
        queue_queries.queue([p.id for p in places], viewer=admin, order="phase", after=nonsense)


def test_whoever_comes_second_is_told_that_somebody_else_takes_care(
    db: Any, consultation: Consultation, browser_of: Callable[[User], Browser]
) -> None:
    (thing,) = _reported(consultation)
    ref, second = kinds.ref(thing), browser_of(make_staff(consultation))
    claims.claim([ref], moderator=make_staff(consultation))
    for act, said in (("claim", "Quelqu’un d’autre s’en occupe déjà."), ("release", "Vous ne vous en occupiez plus.")):
        answer = second.submit("/moderation", {"case": f"{ref.kind}-{ref.id}-0", "act": act})
        assert said in second.follow(answer)


@pytest.mark.both
def test_what_one_claims_another_neither_claims_nor_decides_until_it_is_released_or_two_hours_old(
    db: Any, consultation: Consultation
) -> None:
    (thing,) = _reported(consultation)
    first, second, refs = make_staff(consultation), make_staff(consultation), [kinds.ref(thing)]
    assert (claims.claim(refs, moderator=first), claims.claim(refs, moderator=first)) == (1, 1)
    assert claims.claim(refs, moderator=second) == 0
    with pytest.raises(RuleBroken, match="s’occupe de ce texte"):
        decide(thing, Measure.KEEP, moderator=second)
    with clock.at(clock.now() + claims.CLAIM_LASTS + timedelta(seconds=1)):
        assert claims.claim(refs, moderator=second) == 1
    assert claims.release(refs, of=first) == 0
    assert claims.release(refs) == 1
    decide(thing, Measure.KEEP, moderator=first)
    assert claims.claim(refs, moderator=first) == 0  # nothing waits any more
    assert _case(thing).claimed_by_id is None


@pytest.mark.both
def test_the_queue_shows_what_is_mine_and_what_is_nobodys(db: Any, consultation: Consultation) -> None:
    mine, theirs, nobodys = _reported(consultation, 3)
    me, other = make_staff(consultation), make_staff(consultation)
    claims.claim([kinds.ref(mine)], moderator=me)
    claims.claim([kinds.ref(theirs)], moderator=other)

    def listed(hands: queue_queries.Hands) -> list[int]:
        filters = queue_queries.Filters(hands=hands)
        page = queue_queries.queue(consultation.id, viewer=me, filters=filters)
        return [row.shown.ref.id for row in page.items]

    assert listed(queue_queries.Hands.MINE) == [mine.id]
    assert listed(queue_queries.Hands.FREE) == [nobodys.id]


def test_moderators_claim_release_and_leave_notes_on_the_page_of_a_thing(
    browser: Browser, browser_of: BrowserOf, consultation: Consultation
) -> None:
    (thing,) = _reported(consultation)
    first, second = make_staff(consultation, name="Bastien"), make_staff(consultation, name="Inès")
    place = f"/moderation/proposal/{thing.id}"
    one, two = browser_of(first), browser_of(second)
    one.submit(place, to=f"{place}/claim")
    assert "Bastien s’en occupe" in two.get(f"/consultations/{consultation.slug}/moderation")
    page = two.get(place)
    assert "Bastien s’en occupe" in page
    keep = {"action": "keep", "rule": "", "facts": "", "statement": ""}
    assert "Bastien s’occupe de ce texte" in two.submit(place, keep, status=422).text
    two.submit(place, {"body": "Je connais l’auteur."}, to=f"{place}/note")
    assert "Je connais l’auteur." in one.get(place)
    assert "une note" in one.get(f"/consultations/{consultation.slug}/moderation")
    assert _case(thing).notes == 1
    assert list(counters.differences()) == []
    two.submit(place, to=f"{place}/release")
    two.submit(place, keep)
    for person in (browser, browser_of(thing.author)):
        assert "Je connais l’auteur." not in person.get(f"/proposals/{thing.id}")
    form = two._form(two.get(place), f"{place}/note")
    two.post(f"{place}/note", form | {"body": " ", "form_key": "b"}, status=409)
    stranger = browser_of(make_staff(make_consultation()))
    for verb in ("claim", "release", "note"):
        stranger.post(f"{place}/{verb}", form | {"body": "x", "form_key": verb}, status=403)
    browser.get(f"{place}/context", 302)


@pytest.mark.both
def test_many_are_decided_at_once_each_with_its_own_reasons_and_what_cannot_be_is_said(
    db: Any, consultation: Consultation
) -> None:
    things = _reported(consultation, 4)
    moderator = make_staff(consultation)
    own = fresh(make_proposal(consultation, author=moderator))
    decide(things[3], Measure.WARN)
    pairs = [(fresh(thing), 0) for thing in (*things, own)]
    done = bulk.decide(pairs, moderator=moderator, action=Measure.HIDE, **REASONS)
    assert [d.thing_id for d in done.decisions] == [thing.id for thing in things[:3]]
    assert [(d.facts, d.statement, d.batch) for d in done.decisions] == [("Un mot.", "Ce mot blesse.", done.batch)] * 3
    assert len(done.refusals) == 2
    hidden = [fresh(thing).visibility is Visibility.HIDDEN for thing in (*things, own)]
    assert hidden == [True, True, True, False, False]
    assert len(db.session.scalars(sa.select(Letter).where(Letter.text.contains("Ce mot blesse."))).all()) == 3
    assert list(counters.differences()) == []


@pytest.mark.both
@pytest.mark.parametrize("action", [Measure.KEEP, Measure.WARN, Measure.HIDE])
def test_what_was_decided_at_once_is_taken_back_at_once_and_waits_again_as_it_did(
    db: Any, consultation: Consultation, action: Measure
) -> None:
    things = _reported(consultation, 3)
    waited = [(_case(thing).reports, _case(thing).waiting_since) for thing in things]
    moderator = make_staff(consultation)
    pairs = [(fresh(thing), 0) for thing in things]
    done = bulk.decide(pairs, moderator=moderator, action=action, **REASONS)
    decide(things[2], Measure.SUSPEND)  # somebody decided since: that one stays
    assert undoing.take_back(done.batch, moderator=moderator) == 2
    assert [(_case(thing).reports, _case(thing).waiting_since) for thing in things[:2]] == waited[:2]
    assert [fresh(thing).visibility for thing in things[:2]] == [Visibility.PUBLISHED] * 2
    assert _case(things[2]).reports == 0
    assert list(counters.differences()) == []
    with pytest.raises(RuleBroken, match="plus rien à annuler"):
        undoing.take_back(done.batch, moderator=moderator)


def test_only_ones_own_fresh_decisions_are_taken_back(db: Any, consultation: Consultation) -> None:
    thing = _reported(consultation)[0]
    moderator = make_staff(consultation)
    decision = decide(thing, Measure.HIDE, moderator=moderator)
    assert decision.batch is not None
    for who, later in ((make_staff(consultation), timedelta(0)), (moderator, undoing.UNDO_DELAY)):
        with clock.at(clock.now() + later), pytest.raises(RuleBroken):
            undoing.take_back(decision.batch, moderator=who)
    restored = decide(thing, Measure.RESTORE, moderator=moderator)
    with pytest.raises(RuleBroken):
        undoing.take_back(restored.batch or "", moderator=moderator)
    assert fresh(thing).visibility is Visibility.PUBLISHED


def test_a_moderator_ticks_decides_and_undoes_on_the_page(browser_of: BrowserOf, consultation: Consultation) -> None:
    things = _reported(consultation, 3)
    place = f"/consultations/{consultation.slug}/moderation"
    person = browser_of(make_staff(consultation))
    ticked = [f"proposal-{thing.id}-0" for thing in things[:2]]
    page = person.submit(place, {"case": ticked, "act": "hide", "facts": "Un mot."}, status=422).text
    assert "Cette décision demande une règle" in page
    assert "Un mot." in page
    assert page.count("checked") == 2
    person.submit(place, {"act": "keep"}, status=422)
    assert "Cochez d’abord" in person.page
    person.submit(place, {"case": ticked, "act": "claim"})
    assert person.get(f"{place}?hands=mine").count('name="case"') == 2
    whole = {"rule": "insult", "facts": "Un mot.", "statement": "Ce mot blesse."}
    person.submit(
        f"{place}?hands=mine",
        {"case": ticked, "act": "hide", "rule": "illegal"} | whole | {"rule": "illegal"},
        to=f"{place}?hands=mine",
        status=422,
    )
    answer = person.submit(f"{place}?hands=mine", {"case": ticked, "act": "hide"} | whole, to=f"{place}?hands=mine")
    assert answer.location.startswith(f"{place}?hands=mine&done=")
    page = person.follow(answer)
    assert [d.action for d in database.session.scalars(sa.select(Decision))] == [Measure.HIDE] * 2
    batch = answer.location.rpartition("=")[2]
    person.submit(answer.location, to=f"/moderation/undo/{batch}")
    assert [fresh(thing).visibility for thing in things] == [Visibility.PUBLISHED] * 3
    assert queries.waiting(consultation.id) == 3


@pytest.mark.parametrize(
    "values",
    [
        ["proposal-x-0"],
        ["proposal-1"],
        ["user-1-0"],
        ["proposal-99999999999-0"],
        ["proposal-999-0"],
        ["\x00"],
        ["-"],
        [],
    ],
)
def test_ticked_things_that_do_not_exist_are_left_out(
    browser_of: BrowserOf, consultation: Consultation, values: list[str]
) -> None:
    _reported(consultation)
    person, place = browser_of(make_staff(consultation)), f"/consultations/{consultation.slug}/moderation"
    assert "Cochez d’abord" in person.submit(place, {"case": values, "act": "keep"}, status=422).text


def test_things_of_another_consultation_are_not_decided_from_ones_own_queue(
    browser_of: BrowserOf, consultation: Consultation
) -> None:
    _reported(consultation)
    (other,) = _reported(make_consultation())
    person, place = browser_of(make_staff(consultation)), f"/consultations/{consultation.slug}/moderation"
    person.submit(place, {"case": [f"proposal-{other.id}-0"], "act": "keep"}, status=403)
    assert database.session.scalars(sa.select(Decision)).all() == []


def test_a_comment_is_read_between_what_came_before_and_after(
    browser_of: BrowserOf, consultation: Consultation
) -> None:
    proposal = make_proposal(consultation)
    start = clock.now() - timedelta(hours=1)
    said = []
    for n in range(8):
        with clock.at(start + timedelta(minutes=n)):
            said.append(make_comment(proposal, body=f"Mot {n}.", parent=said[0] if n == 5 else None))
    decide(said[4], Measure.HIDE)
    person = browser_of(make_staff(consultation))
    page = person.get(f"/moderation/comment/{said[5].id}/context")
    assert [f"Mot {n}." in page for n in range(8)] == [True, False, False, True, False, True, True, True]
    assert "Texte retiré ou masqué." in page
    fragment = person.get(f"/moderation/comment/{said[5].id}/context", HX_Request="true")
    assert "<h1" not in fragment
    assert "Mot 6." in fragment
    assert "le texte signalé" in person.get(f"/moderation/proposal/{proposal.id}/context")
