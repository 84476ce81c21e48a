"""What a synthesis covers, what it does not, and what to do with each."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.db import found
from consult.errors import RuleBroken
from consult.policy import Permission, access, may, require
from consult.proposals import queries as proposals
from consult.synthesis import coverage, reading, writing
from consult.synthesis.blueprint import bp
from consult.synthesis.contributions import look_up
from consult.synthesis.coverage import KINDS, NEW, SOURCES, STATES, State
from consult.synthesis.editor_views import writable
from consult.synthesis.forms import TreatForm
from consult.synthesis.freezing import text_for
from consult.synthesis.models import Scope, Synthesis
from consult.themes import filing
from consult.themes import queries as themes
from consult.web.pages import page

SENTENCES = 60  # offered under each contribution


@bp.route("/syntheses/<int:synthesis_id>/coverage", methods=["GET", "POST"])
@access(Permission.SYNTHESIS_WRITE)
def covered(synthesis_id: int) -> Any:
    """Figures, then the list of what is not covered, each with what can be done about it at once."""
    synthesis = writable(synthesis_id)
    form = TreatForm.from_request()
    kind = request.args.get("kind", "proposal")
    kind = kind if kind in KINDS else "proposal"
    state = request.args.get("state", State.OPEN.value)
    state = state if state in {NEW, *State} else State.OPEN.value
    if form.submitted():
        try:
            flash(_treat(synthesis, form))
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            return redirect(url_for("synthesis.covered", synthesis_id=synthesis.id, kind=kind, state=state))
    some_themes = themes.of_consultation(synthesis.consultation_id)
    return page(
        "synthesis/coverage.html",
        synthesis=synthesis,
        consultation=synthesis.consultation,
        coverage=coverage.coverage(synthesis),
        themes=some_themes,
        titles={one.id: one.title for one in some_themes},
        sections={one.id: one.title for one in synthesis.consultation.sections},
        files=synthesis.scope is Scope.CONSULTATION,
        parts=reading.titles(synthesis.id),
        sentences=_sentences(synthesis),
        left_out=reading.left_out(synthesis.id),
        states=STATES,
        sources=SOURCES,
        listed=coverage.listed(synthesis, kind, state, after=request.args.get("after")),
        kind=kind,
        state=state,
        form=form,
    )


def _sentences(synthesis: Synthesis) -> list[tuple[int, str]]:
    """The sentences to which something can be added, with what this editor may read of them."""
    some = reading.sentences(synthesis.id, SENTENCES)
    cited = look_up(one.ref for statement in some for one in statement.citations)
    moderates = may(current_user, Permission.CONTRIBUTION_MODERATE, synthesis.consultation)
    told = [(one.id, text_for(one, cited, moderates=moderates)) for one in some]
    return [(number, text) for number, text in told if text]


def _treat(synthesis: Synthesis, form: TreatForm) -> str:
    """Do what the button says; what was done, in words."""
    ref = form.about
    if form.act.data == "leave":
        coverage.leave_out(synthesis, actor=current_user, ref=ref, reason=form.why.data or "")
        return str(_("La contribution est laissée de côté, avec la raison."))
    if form.act.data == "back":
        coverage.bring_back(synthesis, actor=current_user, ref=ref)
        return str(_("La contribution est de nouveau à traiter."))
    if form.act.data == "cite":
        number = form.statement.data or ""
        statement = reading.statement(int(number) if number.isascii() and number.isdigit() else 0, viewer=current_user)
        found(statement if statement.part.synthesis_id == synthesis.id else None)
        writing.cite(statement, actor=current_user, refs=[ref])
        return str(_("La phrase repose maintenant aussi sur cette contribution."))
    require(Permission.THEME_EDIT, synthesis)
    theme = next((t for t in themes.of_consultation(synthesis.consultation_id) if str(t.id) == form.theme.data), None)
    some = proposals.some([ref.id], viewer=current_user) if ref.kind == "proposal" else []
    if theme is None or not some:
        raise RuleBroken(_("Choisissez un thème où la ranger."))
    filing.file_proposals(some, theme=theme, actor=current_user)
    return str(_("La proposition est rangée dans « %(theme)s ».", theme=theme.title))
