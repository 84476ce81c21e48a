"""Every measure: what it does, what it needs, what the database itself refuses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from consult import clock, kinds
from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.db import db as database
from consult.errors import RuleBroken
from consult.kinds import Visibility
from consult.moderation import moves, overdue, queries
from consult.moderation.measures import LASTING, RESTRICTIVE, TOLD
from consult.moderation.models import Decision, Measure, Reason, Report, Scope, Source
from consult.notifications.models import Letter
from consult.policy import Activity, Role
from consult.proposals.models import Proposal
from consult.themes import services as themes
from tests.conftest import Browser
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide, fresh, given_for, report

BrowserOf = Callable[[User], Browser]
WORDS = {"rule": "insult", "facts": "Un mot.", "statement": "Ce mot blesse."}


def _ready(thing: Any, action: Measure) -> dict[str, Any]:
    """What a measure needs beside its reasons; and the thing where the measure makes sense."""
    if action is Measure.RESTORE:
        decide(thing, Measure.HIDE)
    if action is Measure.LIFT:
        decide(thing, Measure.SUSPEND)
    if action is Measure.PUBLISH:
        thing.visibility = Visibility.HELD
    return given_for(fresh(thing), action)


def _row(thing: Any, action: Measure, **more: Any) -> Decision:
    """A whole decision, as the service would write it."""
    scopes = {
        Measure.HIDE: Scope.TEXT,
        Measure.MERGE: Scope.TEXT,
        Measure.SUSPEND: Scope.CONSULTATION,
        Measure.BAN: Scope.CONSULTATION,
    }
    earlier = decide(make_proposal(thing.consultation), Measure.KEEP).id if action is Measure.LIFT else None
    whole = {
        "kind": "proposal",
        "thing_id": thing.id,
        "consultation_id": thing.consultation_id,
        "action": action,
        "rule": Reason.HATE,
        "facts": "Les faits.",
        "statement": "Le message.",
        "scope": scopes.get(action, Scope.NOTHING),
        "until": clock.now() + timedelta(days=1) if action in LASTING else None,
        "place_after": "section:1" if action is Measure.MOVE else None,
        "joined": 1 if action is Measure.MERGE else None,
        "lifts_id": earlier,
        "moderator_id": make_staff(thing.consultation).id,
        "author_id": thing.author_id,
        "appeal_until": clock.now() + timedelta(days=183),
    }
    return Decision(**whole | more)


def _refused(row: Decision, constraint: str) -> None:
    database.session.add(row)
    with pytest.raises(sa.exc.IntegrityError, match=constraint):
        database.session.flush()
    database.session.rollback()


@pytest.mark.both
@pytest.mark.parametrize("action", Measure)
def test_the_database_takes_every_measure_whole(proposal: Proposal, action: Measure) -> None:
    database.session.add(_row(proposal, action))
    database.session.flush()


@pytest.mark.both
@pytest.mark.parametrize("action", sorted(RESTRICTIVE))
@pytest.mark.parametrize(
    "lacking", [{"rule": None}, {"facts": " "}, {"statement": "  "}, {"author_id": None}, {"appeal_until": None}]
)
def test_the_database_refuses_a_measure_that_restricts_without_each_part_of_its_reasons(
    proposal: Proposal, action: Measure, lacking: dict[str, Any]
) -> None:
    _refused(_row(proposal, action, **lacking), "a_sanction_states_its_reasons")


@pytest.mark.both
@pytest.mark.parametrize("action", Measure)
@pytest.mark.parametrize("statement", ["", "   "])
def test_the_database_refuses_every_measure_without_a_statement(
    proposal: Proposal, action: Measure, statement: str
) -> None:
    _refused(_row(proposal, action, statement=statement), "a_sanction_states|every_decision_says_something")


@pytest.mark.both
@pytest.mark.parametrize("action", Measure)
def test_the_database_refuses_a_scope_that_is_not_the_one_of_the_measure(proposal: Proposal, action: Measure) -> None:
    right = {
        Measure.HIDE: {Scope.TEXT},
        Measure.MERGE: {Scope.TEXT},
        Measure.SUSPEND: {Scope.CONSULTATION, Scope.SITE},
        Measure.BAN: {Scope.CONSULTATION, Scope.SITE},
    }
    for scope in set(Scope) - right.get(action, {Scope.NOTHING}):
        _refused(_row(fresh(make_proposal()), action, scope=scope), "scope_fits_the_measure")


@pytest.mark.both
@pytest.mark.parametrize(
    ("action", "wrong", "constraint"),
    [
        (Measure.SUSPEND, {"until": None}, "what_lasts_has_an_end"),
        (Measure.REWORD, {"until": None}, "what_lasts_has_an_end"),
        (Measure.BAN, {"until": clock.now()}, "what_lasts_has_an_end"),
        (Measure.MOVE, {"place_after": None}, "a_move_leads_somewhere"),
        (Measure.MERGE, {"joined": None}, "a_merge_joins_something"),
        (Measure.WARN, {"joined": 1}, "a_merge_joins_something"),
        (Measure.LIFT, {"lifts_id": None}, "a_lifting_ends_something"),
        (Measure.HIDE, {"rule": Reason.ILLEGAL}, "what_is_illegal_breaks_a_law"),
        (Measure.KEEP, {"moderator_id": None}, "somebody_decides"),
    ],
)
def test_the_database_refuses_a_measure_that_lacks_what_it_needs(
    proposal: Proposal, action: Measure, wrong: dict[str, Any], constraint: str
) -> None:
    _refused(_row(proposal, action, **wrong), constraint)


@pytest.mark.both
@pytest.mark.parametrize("action", sorted(RESTRICTIVE))
@pytest.mark.parametrize("lacking", [{"rule": None}, {"facts": " "}, {"statement": "\t"}, {"rule": Reason.ILLEGAL}])
def test_a_measure_that_restricts_is_not_taken_without_its_reasons(
    db: Any, proposal: Proposal, action: Measure, lacking: dict[str, Any]
) -> None:
    with pytest.raises(RuleBroken):
        decide(proposal, action, **given_for(proposal, action) | lacking)
    db.session.rollback()
    assert db.session.scalars(sa.select(Decision)).all() == []
    assert db.session.scalars(sa.select(Letter)).all() == []


@pytest.mark.both
@pytest.mark.parametrize("action", sorted(TOLD))
def test_the_author_is_told_at_once_of_every_measure_with_its_reasons(
    db: Any, proposal: Proposal, action: Measure
) -> None:
    given = _ready(proposal, action)
    before = set(db.session.scalars(sa.select(Letter.id)))
    decision = decide(proposal, action, rule=Reason.HATE, facts="Canari fait.", statement="Canari mot.", **given)
    letters = [one for one in db.session.scalars(sa.select(Letter)) if one.id not in before]
    assert len(letters) == (2 if action is Measure.MERGE else 1)  # the other author is told as well
    (letter,) = [one for one in letters if one.recipient == proposal.author.email]
    for said in ("Canari mot.", "Canari fait.", "Propos haineux ou discriminatoire", f"/decisions/{decision.id}\n"):
        assert said in letter.text
    assert ("la contester jusqu’au" in letter.text) is (action in RESTRICTIVE)


@pytest.mark.both
def test_what_restricts_nothing_says_a_standard_word_where_nobody_wrote_more(
    consultation: Consultation, proposal: Proposal
) -> None:
    plain = {"rule": None, "facts": "", "statement": " "}
    assert decide(proposal, Measure.KEEP, **plain).statement == "Après lecture, ce texte peut rester tel qu’il est."
    decide(proposal, Measure.HIDE)
    assert "montré de nouveau" in decide(proposal, Measure.RESTORE, **plain).statement
    decide(proposal, Measure.SUSPEND, **given_for(proposal, Measure.SUSPEND))
    assert "est levée" in decide(proposal, Measure.LIFT, **plain).statement


def test_an_author_who_is_asked_rewords_although_it_is_too_late_for_others_and_the_text_comes_back_to_the_queue(
    db: Any, browser_of: BrowserOf
) -> None:
    start = clock.now() - timedelta(days=5)
    consultation = make_consultation(opened=(Activity.VOTE,), opens=start)
    with clock.at(start):
        comment = make_comment(make_proposal(consultation), body="Des mots vifs.")
        other = make_comment(make_proposal(consultation), author=fresh(comment).author)
    comment = fresh(comment)
    author = comment.author
    decision = decide(comment, Measure.REWORD, until=clock.now() + timedelta(days=2))
    db.session.commit()
    theirs = browser_of(author)
    theirs.get(f"/comments/{other.id}/edit", 403)
    assert "À reformuler" in theirs.get(f"/decisions/{decision.id}")
    page = theirs.get(f"/proposals/{fresh(comment).thread.address.rpartition('/')[2]}")
    assert f'href="/comments/{comment.id}/edit"' in page
    theirs.submit(f"/comments/{comment.id}/edit", {"body": "Des mots posés."})
    (line,) = db.session.scalars(sa.select(Report)).all()
    assert (line.source, line.reporter_id, line.reason) == (Source.AUTHOR, author.id, decision.rule)
    queue = browser_of(make_staff(consultation)).get(f"/consultations/{consultation.slug}/moderation")
    assert "Des mots posés." in queue
    decide(comment, Measure.KEEP)
    assert (fresh(comment).reword_until, queries.waiting(consultation.id)) == (None, 0)


def test_the_author_of_a_proposal_is_asked_to_reword_on_its_page(db: Any, browser_of: BrowserOf) -> None:
    start = clock.now() - timedelta(days=5)
    consultation = make_consultation(opened=(), opens=start)
    proposal = fresh(make_proposal(consultation))
    decide(proposal, Measure.REWORD, until=clock.now() + timedelta(days=2))
    db.session.commit()
    theirs = browser_of(proposal.author)
    assert "À reformuler avant le" in theirs.get(f"/proposals/{proposal.id}")
    assert "À reformuler" not in browser_of(make_user()).get(f"/proposals/{proposal.id}")
    theirs.submit(f"/proposals/{proposal.id}/edit", {"body": "Autrement dit."})
    assert fresh(proposal).body == "Autrement dit."
    assert queries.waiting(consultation.id) == 1


@pytest.mark.both
def test_a_text_that_is_not_reworded_in_time_comes_back_to_the_queue_once_and_stays_visible(
    db: Any, proposal: Proposal
) -> None:
    day = timedelta(days=1)
    decide(proposal, Measure.REWORD, until=clock.now() + 2 * day)
    db.session.commit()
    overdue.bring_back()
    assert db.session.scalars(sa.select(Report)).all() == []
    with clock.at(clock.now() + 3 * day):
        overdue.bring_back()
        overdue.bring_back()
    db.session.expire_all()
    (line,) = db.session.scalars(sa.select(Report)).all()
    assert line.source is Source.CLOCK
    assert (fresh(proposal).visibility, fresh(proposal).is_to_reword) == (Visibility.PUBLISHED, False)


@pytest.mark.both
def test_a_proposal_moves_to_another_section_or_theme_and_the_decision_says_from_where_to_where(
    db: Any, consultation: Consultation, proposal: Proposal
) -> None:
    organiser = make_staff(consultation)
    theme = themes.create_theme(consultation, actor=organiser, title="Accueil")
    section = consultation.sections[1]
    elsewhere = make_consultation().sections[0]
    db.session.flush()
    offered = moves.destinations(proposal)
    assert offered[f"section:{section.id}"] == "Rubrique « Section 2 »"
    assert offered[f"theme:{theme.id}"] == "Thème « Accueil »"
    for nowhere in (
        f"section:{elsewhere.id}",
        "section:999",
        "section:0",
        "theme:0",
        "theme:x",
        "",
        "section:",
        None,
        "body:1",
    ):
        with pytest.raises(RuleBroken, match="Choisissez où déplacer"):
            decide(proposal, Measure.MOVE, place=nowhere)
    first = decide(proposal, Measure.MOVE, place=f"section:{section.id}")
    second = decide(proposal, Measure.MOVE, place=f"theme:{theme.id}")
    moved = fresh(proposal)
    assert (moved.section_id, moved.theme_id) == (section.id, theme.id)
    assert (first.place_before, first.place_after) == ("section:0", f"section:{section.id}")
    assert (second.place_before, second.place_after) == ("theme:0", f"theme:{theme.id}")
    with pytest.raises(RuleBroken):
        decide(proposal, Measure.MOVE, place=f"theme:{theme.id}")


def test_a_comment_has_nowhere_to_go(browser_of: BrowserOf, consultation: Consultation) -> None:
    comment = make_comment(make_proposal(consultation))
    with pytest.raises(RuleBroken):
        decide(comment, Measure.MOVE, place="section:1")
    page = browser_of(make_staff(consultation)).get(f"/moderation/comment/{comment.id}")
    assert 'value="move"' not in page


def test_a_suspended_person_reads_but_neither_writes_nor_votes_here_is_told_until_when_and_it_ends_by_itself(
    db: Any, browser_of: BrowserOf, consultation: Consultation, proposal: Proposal
) -> None:
    author, elsewhere = proposal.author, make_proposal()
    ends = clock.now() + timedelta(days=7)
    decision = decide(proposal, Measure.SUSPEND, until=ends)
    other = make_comment(make_proposal(consultation))
    db.session.commit()
    theirs, place = browser_of(author), f"/consultations/{consultation.slug}"
    page = theirs.get(f"/proposals/{proposal.id}")
    assert "Votre participation est suspendue" in page
    assert f'href="/decisions/{decision.id}"' in page
    assert "Publier mon commentaire" not in page
    for path in (f"{place}/proposals/new", f"/proposals/{proposal.id}/edit"):
        assert "a suspendu votre participation jusqu’au" in theirs.get(path, 403)
    token = theirs._form(theirs.get("/account"), "/account/profile")
    for path in (
        f"/proposals/{proposal.id}/comments",
        f"/proposals/{proposal.id}/vote",
        f"/comments/{other.id}/support",
    ):
        theirs.post(path, token | {"body": "Un mot.", "mark": "agree", "form_key": path}, status=403)
    theirs.submit(f"/proposals/{elsewhere.id}", {"body": "Ailleurs."}, to=f"/proposals/{elsewhere.id}/comments")
    with clock.at(ends + timedelta(seconds=1)):
        theirs.submit(f"/proposals/{proposal.id}", {"body": "De retour."}, to=f"/proposals/{proposal.id}/comments")
    assert [c.body for c in db.session.scalars(sa.select(Comment)) if c.author_id == author.id] == [
        "Ailleurs.",
        "De retour.",
    ]


@pytest.mark.both
def test_nobody_of_the_team_no_ghost_and_nobody_without_an_end_is_suspended(
    db: Any, consultation: Consultation
) -> None:
    ghost = accounts.find_or_create_ghost(name="Un nom", origin="import")
    until = clock.now() + timedelta(days=1)
    authors = (ghost, make_staff(consultation), make_user(is_admin=True))
    db.session.commit()
    for author in authors:
        thing = fresh(make_proposal(consultation, author=author))
        with pytest.raises(RuleBroken):
            decide(thing, Measure.SUSPEND, until=until)
        db.session.rollback()
    thing = fresh(make_proposal(consultation))
    for end in (None, clock.now(), clock.now() - timedelta(days=1)):
        with pytest.raises(RuleBroken, match="jusqu’à quand"):
            decide(thing, Measure.SUSPEND, until=end)


@pytest.mark.both
def test_lifting_ends_the_suspension_that_holds_and_nothing_else(
    db: Any, consultation: Consultation, proposal: Proposal
) -> None:
    until = clock.now() + timedelta(days=7)
    with pytest.raises(RuleBroken, match="rien à lever"):
        decide(proposal, Measure.LIFT)
    first = decide(proposal, Measure.SUSPEND, until=until)
    second = decide(proposal, Measure.BAN)
    author = db.session.get_one(User, proposal.author_id)
    assert decide(proposal, Measure.LIFT).lifts_id == first.id
    assert author.suspension_in(consultation.id).decision_id == second.id
    decide(proposal, Measure.LIFT)
    assert author.suspension_in(consultation.id) is None


def test_a_ban_from_the_whole_site_closes_the_account_ends_its_sessions_and_is_read_and_appealed_by_the_letter(
    db: Any, browser: Browser, browser_of: BrowserOf, proposal: Proposal
) -> None:
    theirs = browser_of(proposal.author)
    theirs.get("/account")
    administrator = browser_of(make_user(is_admin=True))
    answer = administrator.submit(
        f"/moderation/proposal/{proposal.id}", WORDS | {"action": "ban", "everywhere": "y", "law": ""}
    )
    assert answer.status_code == 302
    theirs.get("/account", 302)
    (decision,) = db.session.scalars(sa.select(Decision)).all()
    assert (decision.scope, decision.until) == (Scope.SITE, None)
    letter = db.session.scalars(sa.select(Letter).where(Letter.text.contains("Ce mot blesse."))).one()
    link = letter.text[letter.text.index("/decisions/link/") :].split()[0]
    page = browser.get(link)
    assert "Vous êtes exclu de la participation" in page
    assert 'name="body"' not in page
    browser.submit(f"{link}/appeal", {"body": "Relisez-moi."})
    assert "Contestation transmise" in browser.get(link)
    browser.get(link[:-3] + "xxx", 404)
    browser.get("/decisions/link/MQ.x", 404)


def test_a_facilitator_suspends_an_organiser_excludes_an_administrator_excludes_from_everywhere(
    browser_of: BrowserOf, consultation: Consultation, proposal: Proposal
) -> None:
    offered = {
        make_staff(consultation): {"suspend"},
        make_staff(consultation, Role.ORGANISER): {"suspend", "ban"},
        make_user(is_admin=True): {"suspend", "ban", "everywhere"},
    }
    database.session.commit()
    for person, wanted in offered.items():
        page = browser_of(person).get(f"/moderation/proposal/{proposal.id}")
        shown = {name for name in ("suspend", "ban") if f'value="{name}"' in page}
        assert shown | ({"everywhere"} if 'name="everywhere"' in page else set()) == wanted
    facilitator = browser_of(make_staff(consultation))
    place = f"/moderation/proposal/{proposal.id}"
    facilitator.submit(place, WORDS | {"action": "ban", "everywhere": "y"}, status=422)
    facilitator.submit(place, WORDS | {"action": "suspend", "days": "3", "everywhere": "y"})
    (decision,) = queries.decisions_on(kinds.ref(proposal))
    assert (decision.action, decision.scope) == (Measure.SUSPEND, Scope.CONSULTATION)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"action": "move", "place": ""}, "Choisissez où déplacer"),
        ({"action": "move", "place": "section:999"}, "choix valide"),
        ({"action": "hide", "rule": "illegal"}, "Dites quelle loi"),
        ({"action": "hide", "rule": "illegal", "law": "x" * 301}, "300"),
        ({"action": "suspend", "days": "4000"}, "choix valide"),
        ({"action": "suspend", "days": "x"}, "Choix"),
        ({"action": "lift"}, "choix valide"),
    ],
)
def test_a_measure_that_lacks_something_says_so_beside_the_field(
    browser_of: BrowserOf, consultation: Consultation, proposal: Proposal, typed: dict[str, str], sentence: str
) -> None:
    page = browser_of(make_staff(consultation)).submit(f"/moderation/proposal/{proposal.id}", WORDS | typed, status=422)
    assert sentence in page.text
    assert "Un mot." in page.text
    assert queries.decisions_on(kinds.ref(proposal)) == []


def test_what_moderation_hides_leaves_its_place_and_the_rule(
    db: Any, browser: Browser, consultation: Consultation
) -> None:
    proposal, hidden = make_proposal(consultation), make_proposal(consultation, title="Un titre reconnaissable")
    comment = make_comment(proposal, body="Des mots reconnaissables.")
    plain = make_proposal(consultation)
    decide(comment, Measure.HIDE, rule=Reason.HATE)
    decide(hidden, Measure.HIDE, rule=Reason.ADVERTISING)
    plain.visibility = Visibility.HIDDEN  # by nobody's decision
    db.session.commit()
    page = browser.get(f"/proposals/{proposal.id}")
    assert "Commentaire masqué par la modération : propos haineux ou discriminatoire." in page
    assert "Des mots reconnaissables." not in page
    masked = browser.get(f"/proposals/{hidden.id}", 404)
    assert "Règle appliquée : Publicité." in masked
    assert "Un titre reconnaissable" not in masked
    assert "Règle appliquée" not in browser.get(f"/proposals/{plain.id}", 404)
    assert "Règle appliquée" not in browser.get("/proposals/999999", 404)


def test_a_report_on_a_hidden_thing_is_not_needed_to_suspend_its_author(
    consultation: Consultation, proposal: Proposal
) -> None:
    report(proposal)
    decide(proposal, Measure.HIDE)
    assert decide(proposal, Measure.SUSPEND, until=clock.now() + timedelta(days=1)).delay is None
