"""The pages of whoever answers a survey, and its results."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_login import current_user

from consult.errors import RuleBroken
from consult.evaluation.surveys import answering, queries, results
from consult.evaluation.surveys.answer_forms import condition, form_of, names
from consult.evaluation.surveys.answering import Respondent
from consult.evaluation.surveys.models import SurveyState
from consult.policy import Permission, access, require
from consult.web.limits import limit
from consult.web.pages import page

bp = Blueprint("survey_answers", __name__)


@bp.route("/surveys/answer/<token>", methods=["GET", "POST"])
@access("public")
@limit("survey", times=60, minutes=10)
def answer(token: str) -> Any:
    """Fill in a survey: its link or its QR code leads here."""
    survey = queries.by_token(token, viewer=current_user)
    account = current_user if current_user.is_authenticated and current_user.is_confirmed else None
    form = form_of(survey, with_account=account is not None)
    if request.method == "POST":
        require(Permission.SURVEY_ANSWER, survey)
    if form.submitted() and form.is_filled():
        by = Respondent(account, form.text("name"), form.text("email"))
        try:
            answering.answer(survey, form.sheet(), by=by, agreed=form.agreed, seen=form.version)
        except RuleBroken as problem:
            form.refuse(str(problem))
            form.seen.data = str(survey.version)
        else:
            return redirect(url_for("survey_answers.thanks", token=token))
    return page(
        "evaluation/surveys/answer.html",
        survey=survey,
        consultation=survey.consultation,
        form=form,
        names=names,
        condition=condition,
        done=account is not None and answering.has_answered(survey, account),
        newer=queries.newer(survey) if survey.state is SurveyState.CLOSED else None,
    )


@bp.get("/surveys/answer/<token>/thanks")
@access("public")
def thanks(token: str) -> Any:
    """What happens now with what was answered."""
    survey = queries.by_token(token, viewer=current_user)
    return page("evaluation/surveys/thanks.html", survey=survey, consultation=survey.consultation)


@bp.get("/surveys/<int:survey_id>/results")
@access("public")
def outcome(survey_id: int) -> Any:
    """What was answered, once it may be read."""
    survey = queries.get(survey_id, viewer=current_user)
    return page(
        "evaluation/surveys/results.html",
        survey=survey,
        consultation=survey.consultation,
        results=results.of(survey),
        is_closed=survey.state is SurveyState.CLOSED,
    )
