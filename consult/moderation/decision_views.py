"""Deciding on one thing, and reading a decision."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult import kinds
from consult.db import found
from consult.errors import RuleBroken
from consult.kinds import Ref
from consult.moderation import joining, joins, moves, queries, services
from consult.moderation.blueprint import WORDS, bp
from consult.moderation.claims import is_held
from consult.moderation.forms import AnswerForm, DecisionForm, NoteForm
from consult.moderation.letters import decision_of_link
from consult.moderation.measures import RESTRICTIVE, possible
from consult.moderation.models import Case, Decision, Measure
from consult.moderation.undoing import can_be_taken_back
from consult.policy import Permission, access, author, may, require
from consult.web.forms import Act
from consult.web.pages import page

# Beside moderating: what these measures ask for.
ASKED = {
    Measure.MERGE: Permission.PROPOSAL_REWORK,
    Measure.SUSPEND: Permission.PARTICIPANT_SUSPEND,
    Measure.BAN: Permission.PARTICIPANT_EXCLUDE,
}


@bp.route("/moderation/<kind>/<int:thing_id>", methods=["GET", "POST"])
@access(Permission.CONTRIBUTION_MODERATE)
def show(kind: str, thing_id: int) -> Any:
    """One thing: what is said against it, what was decided, and the form to decide."""
    thing = queries.get(Ref(kind, thing_id), viewer=current_user)
    require(Permission.CONTRIBUTION_MODERATE, thing)
    offered = found(_offered(thing) or None)
    places = moves.destinations(thing) if Measure.MOVE in offered else {}
    form = DecisionForm.from_request().offer(
        offered, places, everywhere=may(current_user, Permission.ACCOUNT_ADMINISTER)
    )
    if form.submitted() and _decide(thing, form):
        flash(_("La décision est prise, et notée au registre."))
        return redirect(url_for("moderation.queue", slug=thing.consultation.slug))
    return _case_page(thing, form)


def _offered(thing: Any) -> list[Measure]:
    """The measures that make sense for this thing, and that this moderator may take."""
    senseless: set[Measure] = set()
    if kinds.ref(thing).kind not in moves.SHELVES:
        senseless.add(Measure.MOVE)
    if kinds.ref(thing).kind not in joins.JOINTS:
        senseless.add(Measure.MERGE)
    if thing.author.suspension_in(thing.consultation_id) is None:
        senseless.add(Measure.LIFT)
    if thing.author.is_ghost or thing.author_id == current_user.id:
        senseless |= {Measure.SUSPEND, Measure.BAN}
    forbidden = {measure for measure, asked in ASKED.items() if not may(current_user, asked, thing)}
    return [m for m in possible(thing.visibility, is_a_person=thing.IS_A_PERSON) if m not in senseless | forbidden]


def _decide(thing: Any, form: DecisionForm) -> bool:
    """Decide; what forbids it is said in the form."""
    reasons = {name: form[name].data or "" for name in ("law", "facts", "statement")}
    given: dict[str, Any] = {"moderator": current_user, "rule": form.rule.data, "seen": form.known, **reasons}
    try:
        if form.action.data == Measure.MERGE.value:
            _join(thing, form, given)
        else:
            where: dict[str, Any] = {"place": form.destination, "everywhere": form.is_everywhere, "until": form.until}
            services.decide(thing, action=Measure(form.action.data), **where, **given)
    except RuleBroken as refusal:
        form.refuse(str(refusal))
        return False
    return True


def _join(thing: Any, form: DecisionForm, given: dict[str, Any]) -> None:
    """Join a thing with those that were named. Raises RuleBroken where one of them is not to be found here."""
    kind = kinds.ref(thing).kind
    others = queries.things([Ref(kind, number) for number in form.named], viewer=current_user)
    here = [one for one in others.values() if one.consultation_id == thing.consultation_id and one.id != thing.id]
    if len(here) < len(form.named):
        raise RuleBroken(_("Une de ces propositions est introuvable dans cette consultation, ou c’est celle-ci."))
    title, body = form.joined_title.data or "", form.joined_body.data or ""
    joining.join(thing, others=here, title=title, body=body, **given)


def _case_page(thing: Any, form: DecisionForm) -> Any:
    ref = kinds.ref(thing)
    case = queries.case_of(ref) or Case(reports=0, notes=0)
    reports, decisions = queries.reports_on(ref), queries.decisions_on(ref)
    form.seen.data = str(case.decision_id or 0)  # what this page shows now
    if request.method == "GET" and case.reports:
        form.rule.data = reports[0].reason
    if request.method == "GET" and form.others:
        form.joined_title.data, form.joined_body.data = kinds.title(thing), kinds.words(thing)
    return page(
        "moderation/show.html",
        form=form,
        shown=queries.shown(thing),
        consultation=thing.consultation,
        case=case,
        reports=reports,
        decisions=decisions,
        undoable={d.id for d in decisions if can_be_taken_back(d, by=current_user)},
        held=is_held(case),
        notes=queries.notes_on(case),
        note=NoteForm(None),
        act=Act(None),
        sanctions=RESTRICTIVE,
        **WORDS,
    )


@bp.get("/decisions")
@access("member")
def mine() -> Any:
    """The decisions that concern the person who asks, the latest first."""
    listed = queries.addressed_to(current_user.id, after=request.args.get("after"))
    return page("moderation/mine.html", listed=listed, **WORDS)


@bp.get("/decisions/<int:decision_id>")
@access("member")
def decision(decision_id: int) -> Any:
    """A decision, for the author of the thing and for the team; nobody else."""
    decided, thing = readable(decision_id)
    return decision_page(decided, thing, AnswerForm(None))


@bp.get("/decisions/link/<key>")
@access("public")
def decision_by_link(key: str) -> Any:
    """The same, for whom it closed the account: their letter holds the link."""
    decided = queries.decision(found(decision_of_link(key)))
    return decision_page(decided, found(kinds.resolve(decided.ref)), None, key=key)


def readable(decision_id: int) -> tuple[Decision, Any]:
    """A decision and its thing, where the person who asks wrote it or is of the team; or the 404 page."""
    decided = queries.decision(decision_id)
    thing = found(kinds.resolve(decided.ref))
    is_staff = may(current_user, Permission.CONTRIBUTION_MODERATE, decided)
    return decided, found(thing if is_staff or author(current_user, thing) else None)


def decision_page(decided: Decision, thing: Any, form: AnswerForm | None, *, key: str = "") -> Any:
    """The page of a decision, with the form to answer (None: who reads can only appeal)."""
    return page(
        "moderation/decision.html",
        decision=decided,
        shown=queries.shown(thing),
        consultation=thing.consultation,
        is_staff=may(current_user, Permission.CONTRIBUTION_MODERATE, decided) and not key,
        appeal=queries.appeal_of(decided.id),
        answers=queries.answers_to(decided.id),
        places=(moves.title_of(thing, decided.place_before), moves.title_of(thing, decided.place_after)),
        joined=joins.made_by(decided),
        form=form,
        act=Act(None),
        key=key,
        **WORDS,
    )
