"""What the team types about a survey, its parts and its questions."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from consult.evaluation.surveys.asking import Wording
from consult.evaluation.surveys.models import ASKED, LISTED, MOMENTS, QUESTION_KINDS, Kind, Question, Survey
from consult.programme.models import Session
from consult.web.forms import Form, choices
from consult.web.reading import row_number

MOST_CHOICES = 40


class SurveyForm(Form):
    """What a survey is about."""

    title = StringField(_l("Titre du questionnaire"), [InputRequired(), Length(2, 200)])
    introduction = TextAreaField(
        _l("Présentation"),
        [Optional(), Length(max=5_000)],
        description=_l("Pourquoi ces questions, et ce qui sera fait des réponses. Markdown accepté."),
    )
    asked = SelectField(_l("Pour qui ?"), choices=choices(ASKED.items()))
    moment = SelectField(_l("Quand y répond-on ?"), choices=choices(MOMENTS.items()), default="after")
    session_id = SelectField(_l("À propos d’une séance ?"), default="")
    anonymous = BooleanField(
        _l("Réponses anonymes"),
        description=_l(
            "Les réponses ne portent alors ni nom ni adresse, et personne ne peut savoir qui a écrit quoi. "
            "Sinon, chaque personne répond une fois, avec son compte ou son adresse."
        ),
    )

    def offer(self, sessions: Iterable[Session]) -> "SurveyForm":
        """Offer the sessions of the programme."""
        whole = ("", _("Non : toute l’édition"))
        self.session_id.choices = choices([whole, *((str(one.id), one.title) for one in sessions)])
        return self

    def read(self) -> dict[str, Any]:
        """What was typed."""
        said = {name: getattr(self, name).data or "" for name in ("title", "introduction")}
        kinds = {"asked": self.asked.data, "moment": self.moment.data, "anonymous": bool(self.anonymous.data)}
        return said | kinds


class SectionForm(Form):
    """A part of a survey."""

    title = StringField(_l("Titre de la partie"), [InputRequired(), Length(1, 200)])
    text = TextAreaField(_l("Présentation"), [Optional(), Length(max=1_000)])


def _lines(typed: str | None) -> list[str]:
    return [line.strip() for line in (typed or "").splitlines() if line.strip()]


class QuestionForm(Form):
    """A question. What its kind has no use for is left aside."""

    title = StringField(_l("La question"), [InputRequired(), Length(2, 300)])
    help = StringField(_l("Précision"), [Optional(), Length(max=500)])
    kind = SelectField(_l("Comment y répond-on ?"), choices=choices(QUESTION_KINDS.items()))
    options = TextAreaField(
        _l("Choix, un par ligne"),
        [Optional(), Length(max=8_000)],
        description=_l("Pour un ou plusieurs choix, un classement, ou les lignes d’un tableau."),
    )
    columns = TextAreaField(
        _l("Colonnes d’un tableau, une par ligne"),
        [Optional(), Length(max=2_000)],
        description=_l("Dans l’ordre : « pas du tout », « plutôt non », « plutôt oui »…"),
    )
    low = IntegerField(_l("Échelle : de"), [Optional(), NumberRange(0, 100)])
    high = IntegerField(_l("Échelle : à"), [Optional(), NumberRange(0, 100)])
    low_label = StringField(_l("Ce que veut dire le plus petit nombre"), [Optional(), Length(max=60)])
    high_label = StringField(_l("Ce que veut dire le plus grand"), [Optional(), Length(max=60)])
    required = BooleanField(_l("Réponse obligatoire"))
    section_id = SelectField(_l("Dans quelle partie ?"), default="")
    after = SelectField(
        _l("À qui est-elle posée ?"),
        default="",
        description=_l("À tout le monde, ou aux personnes qui ont fait un choix donné à une question d’avant."),
    )

    def offer(self, survey: Survey, question: Question | None = None) -> "QuestionForm":
        """Offer the parts, and the choices of the other questions."""
        parts = [("", _("Avant les parties")), *((str(one.id), one.title) for one in survey.sections)]
        self.section_id.choices = choices(parts)
        before = [q for q in survey.questions if q.kind is Kind.ONE and (question is None or q.id != question.id)]
        conditions = [
            (f"{q.id}-{n}", _("Si « %(title)s » : %(option)s", title=q.title, option=option))
            for q in before
            for n, option in enumerate(q.options)
        ]
        self.after.choices = choices([("", _("À tout le monde")), *conditions])
        return self

    def validate_options(self, field: Field) -> None:
        """Not without end, none too long."""
        _refuse_long(_lines(field.data))

    def validate_columns(self, field: Field) -> None:
        """The same."""
        _refuse_long(_lines(field.data))

    def read(self) -> Wording:
        """What was typed, without what this kind has no use for."""
        kind = Kind(self.kind.data)
        scale: dict[str, Any] = {}
        if kind is Kind.SCALE:
            scale = {"low": self.low.data, "high": self.high.data}
            scale |= {name: getattr(self, name).data or "" for name in ("low_label", "high_label")}
        after, _dash, option = (self.after.data or "").partition("-")
        return Wording(
            kind=kind,
            title=self.title.data or "",
            help=self.help.data or "",
            required=bool(self.required.data),
            options=_lines(self.options.data) if kind in LISTED else (),
            columns=_lines(self.columns.data) if kind is Kind.MATRIX else (),
            section_id=row_number(self.section_id.data or ""),
            after_id=row_number(after),
            after_option=int(option) if option else None,
            **scale,
        )


def _refuse_long(lines: Sequence[str]) -> None:
    if len(lines) > MOST_CHOICES:
        raise ValidationError(_("%(n)s choix au plus.", n=MOST_CHOICES))
    if any(len(line) > 200 for line in lines):
        raise ValidationError(_("Un choix a 200 signes au plus."))


def typed(question: Question) -> dict[str, Any]:
    """A question as its form shows it."""
    names = ("title", "help", "required", "low", "high", "low_label", "high_label")
    after = f"{question.after_id}-{question.after_option}" if question.after_id else ""
    return {name: getattr(question, name) for name in names} | {
        "kind": question.kind.value,
        "options": "\n".join(question.options),
        "columns": "\n".join(question.columns),
        "section_id": str(question.section_id or ""),
        "after": after,
    }


class MoveForm(Form):
    """One button: up or down."""

    up = HiddenField(filters=[lambda value: str(value or "")], validators=[Length(max=1)])


class ChosenForm(Form):
    """One button beside words: these are published, or no more."""

    answer_id = HiddenField(filters=[lambda value: str(value or "")], validators=[Length(max=32)])
    question_id = HiddenField(filters=[lambda value: str(value or "")], validators=[Length(max=12)])
    keep = HiddenField(filters=[lambda value: str(value or "")], validators=[Length(max=1)])
