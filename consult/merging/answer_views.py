"""What supporters answer: from the link in the letter, without an account at hand, or from the page, logged in."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts.models import User
from consult.db import found
from consult.errors import RuleBroken
from consult.merging import answers, queries
from consult.merging.blueprint import bp
from consult.merging.forms import AnswerForm
from consult.merging.models import Rework
from consult.merging.standing import Answer
from consult.policy import access
from consult.web.limits import limit
from consult.web.pages import page

SAID = {
    Answer.CONFIRMED: lambda title: _("Votre soutien à « %(title)s » est confirmé.", title=title),
    Answer.WITHDRAWN: lambda title: _("Votre soutien ne compte pas pour « %(title)s ».", title=title),
}


@bp.route("/reworks/answer/<token>", methods=["GET", "POST"])
@access("public")
@limit("answer", times=60, minutes=10)
def answer_by_mail(token: str) -> Any:
    """The page that a letter leads to: reading it changes nothing, a button answers."""
    rework_id, person_id = found(answers.read(token))
    rework, person = queries.asked(rework_id, person_id)
    return _answer(rework, person, url_for("merging.answer_by_mail", token=token))


@bp.route("/reworks/<int:rework_id>/answer", methods=["GET", "POST"])
@access("member")
@limit("answer", times=60, minutes=10)
def answer(rework_id: int) -> Any:
    """The same for whoever is logged in."""
    rework, person = queries.asked(rework_id, current_user.id)
    return _answer(rework, person, url_for("merging.answer", rework_id=rework_id))


def _answer(rework: Rework, person: User, here: str) -> Any:
    asked = answers.questions(rework, person)
    form = AnswerForm.from_request()
    if form.submitted():
        number, choice = form.choice
        question = next((one for one in asked if one.result.id == number), None)
        try:
            if question is None or choice is None:
                raise RuleBroken(_("Cette réponse n’existe pas."))
            answers.answer(rework, question, person=person, answer=choice)
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            flash(SAID[choice](question.result.title))
            return redirect(here)
    return page(
        "merging/answer.html",
        rework=rework,
        consultation=rework.consultation,
        person=person,
        questions=asked,
        form=form,
        here=here,
    )
