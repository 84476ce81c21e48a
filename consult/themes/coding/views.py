"""The pages of double coding: drawing a sample, choosing blind, the agreement, and what of it is public."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.errors import ConsultError, RuleBroken
from consult.policy import Permission, access, require
from consult.themes import queries as themes
from consult.themes.analysis.texts import CannotAnalyse
from consult.themes.coding import queries, services
from consult.themes.coding.forms import ChooseForm, DrawForm, SettleForm
from consult.themes.coding.models import Sample
from consult.themes.forms import number
from consult.themes.services import gone
from consult.web.forms import Act
from consult.web.pages import page

bp = Blueprint("coding", __name__)


@bp.route("/consultations/<slug>/coding", methods=["GET", "POST"])
@access(Permission.THEME_EDIT)
def index(slug: str) -> Any:
    """The double codings of a consultation, and drawing one."""
    consultation = _desk(slug)
    staff = themes.staff_of(consultation.id)
    form = DrawForm.from_request().offer(staff)
    if form.submitted():
        people = {one.id: one for one in staff}
        try:
            sample = services.draw(
                consultation,
                actor=current_user,
                first=people.get(form.first.data),
                second=people.get(form.second.data),
                size=form.size.data or 0,
                seed=form.seed.data or 0,
            )
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            return redirect(url_for("coding.show", slug=slug, sample_id=sample.id))
    listed = queries.of_consultation(consultation.id, after=request.args.get("after"))
    return page("themes/coding/index.html", consultation=consultation, listed=listed, staff=staff, form=form)


@bp.get("/consultations/<slug>/coding/<int:sample_id>")
@access(Permission.THEME_EDIT)
def show(slug: str, sample_id: int) -> Any:
    """How far the two are; then their agreement, and what they disagree on."""
    consultation, sample = _sample(slug, sample_id)
    return _show(consultation, sample, Act(None))


@bp.route("/consultations/<slug>/coding/<int:sample_id>/<int:position>", methods=["GET", "POST"])
@access(Permission.THEME_EDIT)
def choose(slug: str, sample_id: int, position: int) -> Any:
    """One proposal, without its theme, and the themes to choose from."""
    consultation, sample = _sample(slug, sample_id)
    item = queries.item(sample, position)
    existing = themes.of_consultation(consultation.id)
    mine = queries.chosen(sample, item, coder_id=current_user.id)
    form = ChooseForm.from_request(data={} if mine is None else {"theme": str(mine)}).offer(existing)
    if form.submitted():
        theme = next((one for one in existing if str(one.id) == form.theme.data), None)
        try:
            services.choose(sample, item, coder=current_user, theme=theme)
        except ConsultError as problem:
            form.refuse(str(problem))
        else:
            after = queries.next_position(sample, coder_id=current_user.id)
            if after:
                return redirect(url_for("coding.choose", slug=slug, sample_id=sample_id, position=after))
            flash(_("Vous avez tout classé. Merci !"))
            return redirect(url_for("coding.show", slug=slug, sample_id=sample_id))
    made = queries.done(sample).get(current_user.id, 0)
    return page("themes/coding/choose.html", consultation=consultation, sample=sample, item=item, form=form, made=made)


@bp.post("/consultations/<slug>/coding/<int:sample_id>/close")
@access(Permission.THEME_EDIT)
def close(slug: str, sample_id: int) -> Any:
    """End a sample before everything was filed."""
    return _act(slug, sample_id, services.close, _("Le double codage est terminé."))


@bp.post("/consultations/<slug>/coding/<int:sample_id>/publish")
@access(Permission.THEME_EDIT)
def publish(slug: str, sample_id: int) -> Any:
    """Show the agreement to everybody."""
    return _act(slug, sample_id, services.publish, _("L’accord est publié, sans le nom des personnes."))


@bp.post("/consultations/<slug>/coding/<int:sample_id>/withdraw")
@access(Permission.THEME_EDIT)
def withdraw(slug: str, sample_id: int) -> Any:
    """Show the agreement to the team only again."""
    return _act(slug, sample_id, services.withdraw, _("L’accord n’est plus public."))


@bp.post("/consultations/<slug>/coding/<int:sample_id>/<int:position>/settle")
@access(Permission.THEME_EDIT)
def settle(slug: str, sample_id: int, position: int) -> Any:
    """File a proposal on which the two disagreed."""
    consultation, sample = _sample(slug, sample_id)
    item = queries.item(sample, position)
    form = SettleForm.from_request()
    if form.submitted():
        wanted, existing = number(form.theme.data), themes.of_consultation(consultation.id)
        theme = next((one for one in existing if one.id == wanted), None)
        try:
            if theme is None and wanted != 0:
                raise gone()
            services.settle(sample, item, actor=current_user, theme=theme, seen=number(form.seen.data) or None)
        except ConsultError as problem:
            form.refuse(str(problem))
        else:
            flash(_("C’est réglé : la proposition est rangée."))
            return redirect(url_for("coding.show", slug=slug, sample_id=sample_id))
    return _show(consultation, sample, form)


@bp.get("/consultations/<slug>/agreement")
@access("public")
def agreement(slug: str) -> Any:
    """How proposals are filed, for everybody, with the agreements that the team published."""
    consultation = consultations.get(slug, viewer=current_user)
    found = queries.published(consultation.id)
    return page("themes/coding/agreement.html", consultation=consultation, samples=found)


def _desk(slug: str) -> Consultation:
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.THEME_EDIT, consultation)
    return consultation


def _sample(slug: str, sample_id: int) -> tuple[Consultation, Sample]:
    consultation = _desk(slug)
    return consultation, queries.get(consultation.id, sample_id)


def _act(slug: str, sample_id: int, service: Any, said: str) -> Any:
    """Do one thing to a sample, or say why not on its page."""
    consultation, sample = _sample(slug, sample_id)
    form = Act.from_request()
    if form.submitted():
        try:
            service(sample, actor=current_user)
        except ConsultError as problem:
            form.refuse(str(problem))
        else:
            flash(said)
            return redirect(url_for("coding.show", slug=slug, sample_id=sample_id))
    return _show(consultation, sample, form)


def _show(consultation: Consultation, sample: Sample, form: Any) -> Any:
    found, why, listed = None, "", None
    if sample.closed:
        listed = queries.disagreements(sample, viewer=current_user, after=request.args.get("after"))
        try:
            found = queries.agreement(sample)
        except CannotAnalyse as problem:
            why = str(problem)
    return page(
        "themes/coding/show.html",
        consultation=consultation,
        sample=sample,
        done=queries.done(sample),
        mine=queries.next_position(sample, coder_id=current_user.id) if sample.is_coder(current_user.id) else None,
        agreement=found,
        why=why,
        listed=listed,
        form=form,
        act=Act(None),
    )
