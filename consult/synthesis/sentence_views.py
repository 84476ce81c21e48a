"""The pages of sentences: writing one, choosing what it rests on, keeping or rejecting it."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from flask_login import current_user

from consult.errors import RuleBroken
from consult.kinds import Ref
from consult.policy import Permission, access, may
from consult.synthesis import choosing, reading, writing
from consult.synthesis.blueprint import bp
from consult.synthesis.contributions import look_up
from consult.synthesis.editor_views import desk_of, writable_part
from consult.synthesis.forms import DecideForm, SentenceForm, cited_of
from consult.synthesis.freezing import text_for
from consult.synthesis.models import STANDINGS, Part, Statement
from consult.web.pages import is_htmx, page


@bp.route("/synthesis-parts/<int:part_id>/statements/new", methods=["GET", "POST"])
@access(Permission.SYNTHESIS_WRITE)
def create_statement(part_id: int) -> Any:
    """A new sentence. `?cite=proposal-12` begins with what it rests on."""
    part = writable_part(part_id)
    form = SentenceForm.from_request(data={"part_id": str(part.id)})
    asked = [found for one in request.args.getlist("cite") if (found := cited_of(one))]
    target = _offered(form, part)
    if form.submitted() and not form.is_looking:
        try:
            new = writing.add_statement(
                target, actor=current_user, text=form.text.data or "", refs=form.refs, in_short=form.in_short.data
            )
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("La phrase est gardée."))
            return redirect(f"{desk_of(part.synthesis)}#statement-{new.id}")
    return _sentence(part, None, form, form.refs if request.method == "POST" else asked)


@bp.route("/statements/<int:statement_id>/edit", methods=["GET", "POST"])
@access(Permission.SYNTHESIS_WRITE)
def edit_statement(statement_id: int) -> Any:
    """Change a sentence and what it rests on."""
    statement = reading.statement(statement_id, viewer=current_user)
    part = writable_part(statement.part_id)
    told = {name: getattr(statement, name) for name in ("text", "in_short", "version")}
    told["text"] = text_for(statement, look_up(_cited(statement)), moderates=_moderates(part))
    form = SentenceForm.from_request(data=told | {"part_id": str(part.id)})
    target = _offered(form, part)
    if form.submitted() and not form.is_looking:
        try:
            writing.edit_statement(
                statement,
                actor=current_user,
                text=form.text.data or "",
                in_short=form.in_short.data,
                part=target,
                refs=form.refs,
                seen=form.seen,
            )
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("C’est enregistré."))
            return redirect(f"{desk_of(part.synthesis)}#statement-{statement.id}")
    return _sentence(part, statement, form, form.refs if request.method == "POST" else _cited(statement))


def _moderates(part: Part) -> bool:
    return may(current_user, Permission.CONTRIBUTION_MODERATE, part.synthesis.consultation)


def _cited(statement: Statement) -> list[Ref]:
    return [one.ref for one in statement.citations]


def _offered(form: SentenceForm, part: Part) -> Part:
    """Offer the parts of the synthesis; the one that was chosen."""
    parts = reading.titles(part.synthesis_id)
    form.offer(parts)
    chosen = next((one for one in parts if str(one.id) == form.part_id.data), part)
    chosen.synthesis = part.synthesis
    return chosen


def _sentence(part: Part, statement: Statement | None, form: SentenceForm, chosen: Sequence[Ref]) -> Any:
    offers = choosing.offers(part, words=form.q.data or "", sentence=form.text.data or "", chosen=chosen)
    return page(
        "synthesis/sentence.html",
        fragment="synthesis/_offers.html",
        synthesis=part.synthesis,
        consultation=part.synthesis.consultation,
        part=part,
        statement=statement,
        text=text_for(statement, look_up(_cited(statement)), moderates=_moderates(part)) if statement else "",
        form=form,
        offers=offers,
        chosen=set(chosen),
    )


@bp.post("/statements/<int:statement_id>/decide")
@access(Permission.SYNTHESIS_WRITE)
def decide(statement_id: int) -> Any:
    """Keep a sentence, reject it, or put it back."""
    statement = reading.statement(statement_id, viewer=current_user)
    part = writable_part(statement.part_id)
    form = DecideForm.from_request()
    form.demand()
    writing.decide(statement, actor=current_user, standing=form.standing, seen=form.seen)
    if not is_htmx():
        return redirect(f"{desk_of(part.synthesis)}#statement-{statement.id}")
    statement = reading.statement(statement_id, viewer=current_user)
    return page(
        "synthesis/_statement.html",
        one=statement,
        consultation=part.synthesis.consultation,
        cited=look_up(_cited(statement)),
        standings=STANDINGS,
        decide_form=DecideForm(None),
    )
