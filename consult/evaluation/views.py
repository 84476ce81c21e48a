"""The pages of an evaluation: what everybody reads, and where the team enters it."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Blueprint, Flask, flash, redirect, request, send_file, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.exceptions import NotFound

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.db import found
from consult.documents.renderers import RENDERERS
from consult.errors import RuleBroken
from consult.evaluation import edges, people, queries, services  # noqa: F401  edges register themselves
from consult.evaluation.forms import (
    AttendeesForm,
    BudgetForm,
    FigureForm,
    HeadcountForm,
    IntroductionForm,
    RemarkForm,
)
from consult.evaluation.models import JUDGED, SIDES, TOTALS, BudgetLine, KeyFigure, Remark
from consult.evaluation.report import balance, report
from consult.evaluation.surveys import answer_views
from consult.evaluation.surveys import queries as surveys
from consult.evaluation.surveys import views as survey_views
from consult.evaluation.surveys.views import led
from consult.policy import Permission, access, may, require
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import page

bp = Blueprint("evaluation", __name__)


@dataclass(frozen=True)
class Shelf:
    """A kind of line that the team enters: its form, and the verb that keeps it."""

    label: LazyString
    model: type[Any]
    form: type[Any]
    save: Callable[..., Any]


SHELVES = {
    "figures": Shelf(_l("Un chiffre de l’édition"), KeyFigure, FigureForm, services.save_figure),
    "budget": Shelf(_l("Une ligne du budget"), BudgetLine, BudgetForm, services.save_budget_line),
    "remarks": Shelf(_l("Un point à améliorer ou à conserver"), Remark, RemarkForm, services.save_remark),
}


@bp.get("/consultations/<slug>/evaluation")
@access("public")
def show(slug: str) -> Any:
    """The evaluation: all that is published, and more for the team."""
    consultation = consultations.get(slug, viewer=current_user)
    published = surveys.published(consultation)
    return page(
        "evaluation/show.html",
        consultation=consultation,
        one=queries.of(consultation.id),
        published=published,
        counts=surveys.counts(published),
        open_surveys=surveys.open_to_all(consultation),
        verbatims=surveys.verbatims(consultation),
        **(_entered(consultation) if _reads(consultation) else {}),
    )


def _reads(consultation: Consultation) -> bool:
    """Whether this person reads what the team entered: everybody, once it is published."""
    one = queries.of(consultation.id)
    return (one is not None and one.published is not None) or may(
        current_user, Permission.EVALUATION_EDIT, consultation
    )


def _entered(consultation: Consultation) -> dict[str, Any]:
    return {
        "reads": True,
        "figures": queries.figures(consultation.id),
        "came": people.came(consultation.id),
        "totals": queries.totals(consultation.id),
        "budget": queries.budget(consultation.id),
        "balance": balance,
        "renderers": RENDERERS,
        "sides": SIDES,
        "sum_labels": TOTALS,
        "remarks": queries.remarks(consultation.id),
        "judged": JUDGED,
    }


@bp.get("/consultations/<slug>/evaluation.<extension>")
@access("public")
@limit("evaluation", times=30, minutes=10, reads=True)
def download(slug: str, extension: str) -> Any:
    """The whole evaluation as a document."""
    consultation = consultations.get(slug, viewer=current_user)
    if extension not in RENDERERS or not _reads(consultation):
        raise NotFound
    renderer = RENDERERS[extension]
    data = renderer.render(report(consultation))
    name = f"bilan-{consultation.slug}.{extension}"
    return send_file(BytesIO(data), mimetype=renderer.media_type, as_attachment=True, download_name=name)


@bp.get("/consultations/<slug>/evaluation/attendance")
@access("public")
def attendance(slug: str) -> Any:
    """Who came to each session."""
    consultation = consultations.get(slug, viewer=current_user)
    found(consultation if _reads(consultation) else None)
    return page(
        "evaluation/attendance.html",
        consultation=consultation,
        attended=queries.attendance(consultation.id, after=request.args.get("after")),
    )


@bp.route("/consultations/<slug>/evaluation/edit", methods=["GET", "POST"])
@access(Permission.EVALUATION_EDIT)
def edit(slug: str) -> Any:
    """Where the team enters it."""
    consultation = led(slug)
    one = queries.of(consultation.id)
    form = IntroductionForm.from_request(obj=one)
    if form.submitted():
        services.introduce(consultation, actor=current_user, introduction=form.introduction.data or "")
        return _done(consultation, _("Les changements sont enregistrés."))
    return page(
        "evaluation/edit.html", consultation=consultation, one=one, form=form, act=Act(None), **_entered(consultation)
    )


def _done(consultation: Consultation, message: str) -> Any:
    flash(message)
    return redirect(url_for("evaluation.edit", slug=consultation.slug))


@bp.post("/consultations/<slug>/evaluation/<any(publish,withdraw):verb>")
@access(Permission.EVALUATION_PUBLISH)
def turn(slug: str, verb: str) -> Any:
    """Show it to everybody, or to the team alone."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.EVALUATION_PUBLISH, consultation)
    Act.from_request().demand()
    if verb == "withdraw":
        services.take_back(consultation, actor=current_user)
        return _done(consultation, _("Seule l’équipe lit le bilan maintenant."))
    services.publish(consultation, actor=current_user)
    return _done(consultation, _("Le bilan est publié."))


@bp.route("/consultations/<slug>/evaluation/<any(figures,budget,remarks):shelf>/new", methods=["GET", "POST"])
@access(Permission.EVALUATION_EDIT)
def new_line(slug: str, shelf: str) -> Any:
    """A new line."""
    return _line(led(slug), shelf, None)


@bp.route("/evaluation/<any(figures,budget,remarks):shelf>/<int:line_id>", methods=["GET", "POST"])
@access(Permission.EVALUATION_EDIT)
def edit_line(shelf: str, line_id: int) -> Any:
    """Say a line otherwise, or take it out."""
    one, place = queries.line(SHELVES[shelf].model, line_id)
    consultation = led(place.slug)
    if request.form.get("do") == "remove":
        Act.from_request().demand()
        services.remove(one, actor=current_user)
        return _done(consultation, _("La ligne est retirée."))
    return _line(consultation, shelf, one)


def _line(consultation: Consultation, name: str, one: Any) -> Any:
    shelf = SHELVES[name]
    form = shelf.form.from_request(data=shelf.form.typed(one) if one else None)
    if form.submitted():
        try:
            shelf.save(consultation, actor=current_user, one=one, **form.read())
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            return _done(consultation, _("La ligne est enregistrée."))
    here: dict[str, Any] = {"consultation": consultation, "form": form, "one": one}
    return page("evaluation/line.html", label=shelf.label, shelf=name, act=Act(None), **here)


@bp.route("/sessions/<int:session_id>/attendance", methods=["GET", "POST"])
@access(Permission.EVALUATION_EDIT)
def count(session_id: int) -> Any:
    """How many came to a session."""
    session = queries.session(session_id)
    require(Permission.EVALUATION_EDIT, session)
    now = queries.one_attendance(session)
    form = HeadcountForm.from_request(data={"expected": now.expected, "counted": now.counted})
    if form.submitted():
        services.count(session, actor=current_user, expected=form.expected.data, counted=form.counted.data)
        flash(_("Les changements sont enregistrés."))
        return redirect(url_for("evaluation.attendance", slug=session.consultation.slug))
    return page(
        "evaluation/count.html",
        session=session,
        consultation=session.consultation,
        form=form,
        registered=now.registered,
    )


@bp.route("/consultations/<slug>/evaluation/attendees", methods=["GET", "POST"])
@access(Permission.EVALUATION_EDIT)
def attendees(slug: str) -> Any:
    """Count those of a list, each once."""
    consultation = led(slug)
    form = AttendeesForm.from_request()
    if request.form.get("do") == "forget":
        Act.from_request().demand()
        people.forget(consultation, actor=current_user)
        return _done(consultation, _("Les listes sont oubliées."))
    if form.submitted():
        try:
            added = people.add(consultation, (form.lines.data or "").splitlines(), actor=current_user)
        except RuleBroken as problem:
            form.refuse(str(problem), form.lines)
        else:
            return _done(consultation, _("Personnes comptées en plus : %(n)s.", n=added))
    here: dict[str, Any] = {"consultation": consultation, "form": form, "act": Act(None)}
    return page("evaluation/attendees.html", came=people.came(consultation.id), **here)


def init_app(app: Flask) -> None:
    """Register the pages."""
    for one in (bp, survey_views.bp, answer_views.bp):
        app.register_blueprint(one)
