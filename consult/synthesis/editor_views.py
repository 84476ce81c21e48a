"""The pages on which a synthesis is written. Sentences: sentence_views; quotations: quotation_views."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.synthesis import drafting, easy, reading, writing
from consult.synthesis.blueprint import bp
from consult.synthesis.forms import CreateForm, DecideForm, HeadForm, NotedForm, PartForm, SubmitForm
from consult.synthesis.freezing import is_publishable
from consult.synthesis.models import (
    CONSENTS,
    PART_KINDS,
    REVIEW_ACTS,
    STANDINGS,
    Part,
    PartKind,
    Standing,
    Synthesis,
)
from consult.synthesis.quoting import can_be_asked
from consult.themes import queries as themes
from consult.web.forms import Act
from consult.web.pages import page
from consult.workstreams import queries as workstreams
from consult.workstreams.models import WorkStream


def _new(consultation: Consultation, stream: WorkStream | None = None) -> Synthesis:
    """A synthesis that is not there yet: whoever may write it may begin it."""
    synthesis = Synthesis(consultation_id=consultation.id, workstream_id=stream.id if stream else None)
    if stream:
        synthesis.workstream = stream
    return synthesis


def writable(synthesis_id: int) -> Synthesis:
    """A synthesis that whoever asks may write."""
    synthesis = reading.get(synthesis_id, viewer=current_user)
    require(Permission.SYNTHESIS_WRITE, synthesis)
    return synthesis


def writable_part(part_id: int) -> Part:
    """A part of a synthesis that whoever asks may write."""
    part = reading.part(part_id, viewer=current_user)
    require(Permission.SYNTHESIS_WRITE, part.synthesis)
    return part


def desk_of(synthesis: Synthesis) -> str:
    """Where it is written."""
    return url_for("synthesis.edit", synthesis_id=synthesis.id)


@bp.get("/consultations/<slug>/syntheses")
@access(Permission.SYNTHESIS_WRITE)
def desk(slug: str) -> Any:
    """The syntheses of a consultation that are being written."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.SYNTHESIS_WRITE, _new(consultation))
    some = reading.of_consultation(consultation.id)
    return page("synthesis/desk.html", consultation=consultation, syntheses=some)


@bp.route("/consultations/<slug>/syntheses/new", methods=["GET", "POST"])
@access(Permission.SYNTHESIS_WRITE)
def create(slug: str) -> Any:
    """Begin a synthesis, from nothing or from a first draft."""
    consultation = consultations.get(slug, viewer=current_user)
    some_themes, streams = themes.of_consultation(consultation.id), workstreams.of_consultation(consultation.id)
    form = CreateForm.from_request(data={"about": request.args.get("about", "")})
    form.offer(some_themes, streams)
    stream = next((one for one in streams if one.id == form.chosen("workstream")), None)
    require(Permission.SYNTHESIS_WRITE, _new(consultation, stream))
    if form.submitted():
        theme = next((one for one in some_themes if one.id == form.chosen("theme")), None)
        new = writing.create_synthesis(
            consultation, actor=current_user, title=form.title.data or "", theme=theme, workstream=stream
        )
        return redirect(desk_of(new))
    return page("synthesis/create.html", consultation=consultation, form=form)


@bp.get("/syntheses/<int:synthesis_id>/edit")
@access(Permission.SYNTHESIS_WRITE)
def edit(synthesis_id: int) -> Any:
    """The whole text at hand: parts, sentences with what they rest on, quotations, and what is left to do."""
    synthesis = writable(synthesis_id)
    parts = reading.parts(synthesis.id)
    cited = reading.cited(parts)
    counts = {one: sum(s.state is one for part in parts for s in part.statements) for one in Standing}
    lost = [s for part in parts for s in part.statements if s.state is Standing.KEPT and not is_publishable(s, cited)]
    return page(
        "synthesis/edit.html",
        synthesis=synthesis,
        consultation=synthesis.consultation,
        parts=parts,
        cited=cited,
        counts=counts,
        lost=lost,
        warnings=easy.warnings(synthesis.brief),
        reviews=reading.reviews(synthesis.id),
        submit_form=SubmitForm(None),
        noted_form=NotedForm(None),
        can_be_asked=can_be_asked,
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {
        "standings": STANDINGS,
        "part_kinds": PART_KINDS,
        "consents": CONSENTS,
        "review_acts": REVIEW_ACTS,
        "decide_form": DecideForm(None),
    }


@bp.post("/syntheses/<int:synthesis_id>/draft")
@access(Permission.SYNTHESIS_WRITE)
def draft(synthesis_id: int) -> Any:
    """Let the machine propose sentences."""
    synthesis = writable(synthesis_id)
    Act.from_request().demand()
    new = drafting.compose(synthesis, actor=current_user)
    flash(
        ngettext("%(num)s phrase est proposée.", "%(num)s phrases sont proposées.", new)
        if new
        else _("Rien de nouveau à proposer.")
    )
    return redirect(desk_of(synthesis))


@bp.route("/syntheses/<int:synthesis_id>/head", methods=["GET", "POST"])
@access(Permission.SYNTHESIS_WRITE)
def head(synthesis_id: int) -> Any:
    """Title, introduction, easy-to-read text."""
    synthesis = writable(synthesis_id)
    form = HeadForm.from_request(obj=synthesis)
    if form.submitted():
        typed = {name: getattr(form, name).data or "" for name in ("title", "lead", "brief", "brief_reader")}
        try:
            writing.edit_head(synthesis, actor=current_user, seen=form.seen, **typed)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("C’est enregistré."))
            return redirect(desk_of(synthesis))
    return page(
        "synthesis/head.html",
        synthesis=synthesis,
        consultation=synthesis.consultation,
        form=form,
        warnings=easy.warnings(form.brief.data or ""),
    )


@bp.route("/syntheses/<int:synthesis_id>/parts/new", methods=["GET", "POST"])
@access(Permission.SYNTHESIS_WRITE)
def create_part(synthesis_id: int) -> Any:
    """A new part, at the end."""
    synthesis = writable(synthesis_id)
    form = PartForm.from_request(data={"kind": PartKind.TEXT.value})
    form.offer(themes.of_consultation(synthesis.consultation_id))
    if form.submitted():
        try:
            part = writing.add_part(synthesis, actor=current_user, **form.chosen)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            return redirect(f"{desk_of(synthesis)}#part-{part.id}")
    return page("synthesis/part.html", synthesis=synthesis, consultation=synthesis.consultation, form=form, part=None)


@bp.route("/synthesis-parts/<int:part_id>/edit", methods=["GET", "POST"])
@access(Permission.SYNTHESIS_WRITE)
def edit_part(part_id: int) -> Any:
    """Change a part."""
    part = writable_part(part_id)
    told = {name: getattr(part, name) for name in ("title", "body", "version")}
    told |= {"kind": part.kind.value, "theme_id": str(part.theme_id or ""), "pictures": part.pictures.split()}
    form = PartForm.from_request(data=told).offer(themes.of_consultation(part.synthesis.consultation_id))
    if form.submitted():
        try:
            writing.edit_part(part, actor=current_user, seen=form.seen, **form.chosen)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(_("C’est enregistré."))
            return redirect(f"{desk_of(part.synthesis)}#part-{part.id}")
    return page(
        "synthesis/part.html", synthesis=part.synthesis, consultation=part.synthesis.consultation, form=form, part=part
    )


@bp.post("/synthesis-parts/<int:part_id>/move")
@access(Permission.SYNTHESIS_WRITE)
def move_part(part_id: int) -> Any:
    """Put a part one place higher, or lower."""
    part = writable_part(part_id)
    Act.from_request().demand()
    writing.move_part(part, actor=current_user, up=request.form.get("up") == "1")
    return redirect(f"{desk_of(part.synthesis)}#part-{part.id}")


@bp.post("/synthesis-parts/<int:part_id>/delete")
@access(Permission.SYNTHESIS_WRITE)
def delete_part(part_id: int) -> Any:
    """Take away a part that holds nothing any more."""
    part = writable_part(part_id)
    Act.from_request().demand()
    writing.delete_part(part, actor=current_user)
    flash(_("La partie est retirée."))
    return redirect(desk_of(part.synthesis))
