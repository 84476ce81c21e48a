"""The pages of the team about surveys: the list, a survey and its questions, paper, the words that were written."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.documents.qr import qr_code
from consult.errors import RuleBroken
from consult.evaluation.surveys import answering, asking, queries
from consult.evaluation.surveys.answer_forms import condition, form_of, names
from consult.evaluation.surveys.forms import ChosenForm, MoveForm, QuestionForm, SectionForm, SurveyForm, typed
from consult.evaluation.surveys.models import (
    ASKED,
    MOMENTS,
    QUESTION_KINDS,
    SURVEY_STATES,
    Question,
    Survey,
)
from consult.policy import Permission, access, require
from consult.web.forms import Act, Form
from consult.web.pages import page
from consult.web.reading import row_number

bp = Blueprint("surveys", __name__)
WORDS: dict[str, Any] = {"states": SURVEY_STATES, "moments": MOMENTS, "asked": ASKED, "kinds": QUESTION_KINDS}


def led(slug: str) -> Consultation:
    """The consultation that this person may evaluate."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.EVALUATION_EDIT, consultation)
    return consultation


def _mine(survey_id: int) -> Survey:
    survey = queries.get(survey_id, viewer=current_user)
    require(Permission.EVALUATION_EDIT, survey)
    return survey


@bp.get("/consultations/<slug>/surveys")
@access(Permission.EVALUATION_EDIT)
def index(slug: str) -> Any:
    """All the surveys of a consultation."""
    consultation = led(slug)
    surveys = queries.listed(consultation, after=request.args.get("after"))
    return page(
        "evaluation/surveys/index.html",
        consultation=consultation,
        surveys=surveys,
        counts=queries.counts(surveys.items),
        **WORDS,
    )


@bp.route("/consultations/<slug>/surveys/new", methods=["GET", "POST"])
@access(Permission.EVALUATION_EDIT)
def new(slug: str) -> Any:
    """A new survey."""
    consultation = led(slug)
    sessions = queries.sessions(consultation)
    form = SurveyForm.from_request(data={"anonymous": True}).offer(sessions)
    if form.submitted():
        session = next((one for one in sessions if str(one.id) == form.session_id.data), None)
        one = asking.create(consultation, actor=current_user, session=session, **form.read())
        flash(_("Le questionnaire est créé : posez maintenant ses questions."))
        return redirect(url_for("surveys.show", survey_id=one.id))
    return page("evaluation/surveys/edit.html", consultation=consultation, form=form, survey=None)


@bp.get("/surveys/<int:survey_id>")
@access(Permission.EVALUATION_EDIT)
def show(survey_id: int) -> Any:
    """A survey as the team prepares it: its questions, its link, where it stands."""
    survey = _mine(survey_id)
    link = url_for("survey_answers.answer", token=survey.token, _external=True)
    return page(
        "evaluation/surveys/show.html",
        survey=survey,
        consultation=survey.consultation,
        people=asking.answers(survey.id),
        link=link,
        code=qr_code(link),
        condition=condition,
        form=Act.from_request(),
        move_form=MoveForm.from_request(),
        newer=queries.newer(survey),
        **WORDS,
    )


@bp.route("/surveys/<int:survey_id>/edit", methods=["GET", "POST"])
@access(Permission.EVALUATION_EDIT)
def edit(survey_id: int) -> Any:
    """Say otherwise what it is about."""
    survey = _mine(survey_id)
    sessions = queries.sessions(survey.consultation)
    form = SurveyForm.from_request(data=_typed(survey)).offer(sessions)
    if form.submitted():
        session_id = next((one.id for one in sessions if str(one.id) == form.session_id.data), None)
        try:
            asking.edit(survey, actor=current_user, session_id=session_id, **form.read())
        except RuleBroken as problem:
            form.refuse(str(problem), form.anonymous)
        else:
            return _back(survey, _("Les changements sont enregistrés."))
    return page("evaluation/surveys/edit.html", consultation=survey.consultation, form=form, survey=survey)


def _typed(survey: Survey) -> dict[str, Any]:
    said = {name: getattr(survey, name) for name in ("title", "introduction", "anonymous")}
    kinds = {"asked": survey.asked.value, "moment": survey.moment.value}
    return said | kinds | {"session_id": str(survey.session_id or "")}


def _back(survey: Survey, message: str) -> Any:
    flash(message)
    return redirect(url_for("surveys.show", survey_id=survey.id))


@bp.route("/surveys/<int:survey_id>/sections/new", methods=["GET", "POST"])
@access(Permission.EVALUATION_EDIT)
def new_section(survey_id: int) -> Any:
    """A new part."""
    survey = _mine(survey_id)
    form = SectionForm.from_request()
    if form.submitted():
        said = {"title": form.title.data or "", "text": form.text.data or ""}
        if _done(form, lambda: asking.add_section(survey, actor=current_user, **said)):
            return _back(survey, _("La partie est ajoutée."))
    return page("evaluation/surveys/section.html", survey=survey, consultation=survey.consultation, form=form, one=None)


@bp.route("/surveys/sections/<int:section_id>", methods=["GET", "POST"])
@access(Permission.EVALUATION_EDIT)
def edit_section(section_id: int) -> Any:
    """Say a part otherwise, or take it out."""
    survey, one = queries.with_part(section_id, viewer=current_user)
    require(Permission.EVALUATION_EDIT, survey)
    form = SectionForm.from_request(obj=one)
    if request.form.get("do") == "remove":
        Act.from_request().demand()
        asking.remove_section(survey, one, actor=current_user)
        return _back(survey, _("La partie est retirée."))
    if form.submitted():
        said = {"title": form.title.data or "", "text": form.text.data or ""}
        if _done(form, lambda: asking.edit_section(survey, one, actor=current_user, **said)):
            return _back(survey, _("Les changements sont enregistrés."))
    return page("evaluation/surveys/section.html", survey=survey, consultation=survey.consultation, form=form, one=one)


def _done(form: Form, act: Any) -> bool:
    """Do it, or say at the top of the form why not."""
    try:
        act()
    except RuleBroken as problem:
        form.refuse(str(problem))
        return False
    return True


@bp.route("/surveys/<int:survey_id>/questions/new", methods=["GET", "POST"])
@access(Permission.EVALUATION_EDIT)
def new_question(survey_id: int) -> Any:
    """A new question."""
    survey = _mine(survey_id)
    section = request.args.get("section", "")
    form = QuestionForm.from_request(data={"section_id": section, "low": 1, "high": 5}).offer(survey)
    return _question(survey, form, None)


@bp.route("/surveys/questions/<int:question_id>", methods=["GET", "POST"])
@access(Permission.EVALUATION_EDIT)
def edit_question(question_id: int) -> Any:
    """Ask it otherwise, or no more."""
    survey, one = queries.with_question(question_id, viewer=current_user)
    require(Permission.EVALUATION_EDIT, survey)
    if request.form.get("do") == "remove":
        Act.from_request().demand()
        asking.remove_question(survey, one, actor=current_user)
        return _back(survey, _("La question est retirée."))
    return _question(survey, QuestionForm.from_request(data=typed(one)).offer(survey, one), one)


def _question(survey: Survey, form: QuestionForm, one: Question | None) -> Any:
    if form.submitted() and _done(
        form, lambda: asking.save_question(survey, actor=current_user, said=form.read(), question=one)
    ):
        return _back(survey, _("La question est enregistrée."))
    here: dict[str, Any] = {"survey": survey, "consultation": survey.consultation}
    return page("evaluation/surveys/question.html", form=form, one=one, act=Act.from_request(), **here)


@bp.post("/surveys/questions/<int:question_id>/move")
@access(Permission.EVALUATION_EDIT)
def move(question_id: int) -> Any:
    """Ask it earlier or later."""
    survey, one = queries.with_question(question_id, viewer=current_user)
    require(Permission.EVALUATION_EDIT, survey)
    form = MoveForm.from_request()
    form.demand()
    asking.move_question(survey, one, actor=current_user, up=bool(form.up.data))
    return redirect(url_for("surveys.show", survey_id=survey.id) + f"#question-{one.id}")


@bp.post("/surveys/<int:survey_id>/<any(open,close,publish,edition):verb>")
@access(Permission.EVALUATION_EDIT)
def turn(survey_id: int, verb: str) -> Any:
    """Open it, close it, publish its results, or copy it into a new edition."""
    survey = _mine(survey_id)
    Act.from_request().demand()
    if verb == "edition":
        copy = asking.new_edition(survey, actor=current_user)
        return _back(copy, _("Voici la nouvelle édition : changez ses questions, puis ouvrez-la."))
    if verb == "publish":
        require(Permission.EVALUATION_PUBLISH, survey)
    act, message = {
        "open": (asking.open_to_answers, _("Le questionnaire est ouvert : partagez son lien.")),
        "close": (asking.close, _("Le questionnaire est clos : voici ce qui a été répondu.")),
        "publish": (asking.publish, _("Les résultats sont publiés.")),
    }[verb]
    act(survey, actor=current_user)
    return _back(survey, message)


@bp.route("/surveys/<int:survey_id>/paper", methods=["GET", "POST"])
@access(Permission.EVALUATION_EDIT)
def paper(survey_id: int) -> Any:
    """Type in a sheet that came on paper."""
    survey = _mine(survey_id)
    form = form_of(survey, with_account=False, on_paper=True)
    if form.submitted() and form.is_filled():
        said: dict[str, Any] = {"name": form.text("name"), "agreed": form.agreed}
        if _done(form, lambda: answering.type_in(survey, form.sheet(), actor=current_user, **said)):
            flash(_("La feuille est enregistrée. La suivante ?"))
            return redirect(url_for("surveys.paper", survey_id=survey.id))
    return page(
        "evaluation/surveys/paper.html",
        survey=survey,
        consultation=survey.consultation,
        form=form,
        names=names,
        condition=condition,
        people=asking.answers(survey.id),
    )


@bp.route("/surveys/<int:survey_id>/words", methods=["GET", "POST"])
@access(Permission.EVALUATION_EDIT)
def words(survey_id: int) -> Any:
    """What was written, to choose what is published."""
    survey = _mine(survey_id)
    form = ChosenForm.from_request()
    if request.method == "POST":
        form.demand()
        question_id = row_number(form.question_id.data or "") or 0
        act = answering.choose if form.keep.data else answering.leave_out
        act(survey, actor=current_user, answer_id=form.answer_id.data or "", question_id=question_id)
        return redirect(url_for("surveys.words", survey_id=survey.id, after=request.args.get("after")))
    return page(
        "evaluation/surveys/words.html",
        survey=survey,
        consultation=survey.consultation,
        written=queries.written(survey, after=request.args.get("after")),
        form=form,
    )
