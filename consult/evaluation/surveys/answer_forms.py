"""A survey as the form that people fill in: one field a question, one a row where a question has several.

Which answers are demanded depends on other answers: `sheet.problems` says it, beside each field. What was typed stays.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from consult.evaluation.surveys import sheet as sheets
from consult.evaluation.surveys.models import WRITTEN, Agreed, Kind, Question, Survey
from consult.evaluation.surveys.sheet import CHOSEN, LONG, SHORT, Mark
from consult.web.forms import Form, choices
from consult.web.reading import row_number


class SheetForm(Form):
    """What is the same in all surveys: which version was read, and what may be quoted."""

    seen = HiddenField(filters=[lambda value: str(value or "")], validators=[Length(max=12)])
    survey: Survey

    def sheet(self) -> dict[int, list[Mark]]:
        """What was filled in, by question."""
        return {one.id: list(self._marks(one)) for one in self.survey.questions}

    def _marks(self, one: Question) -> Iterator[Mark]:
        for place, name in enumerate(names(one)):
            data = self[name].data
            if one.kind in WRITTEN and data:
                yield Mark(words=data)
            elif one.kind is Kind.SEVERAL:
                yield from (Mark(int(n), CHOSEN) for n in dict.fromkeys(data or ()) if n.isascii() and n.isdigit())
            elif data:
                yield Mark(place, data.isoformat() if isinstance(data, date) else str(data)[:16])

    def is_filled(self) -> bool:
        """Whether the sheet is filled in as asked; says beside each field where not."""
        found = sheets.problems(self.survey.questions, self.sheet())
        for one in self.survey.questions:
            if one.id in found:
                self.refuse(found[one.id], self[names(one)[0]])
        return not found

    @property
    def agreed(self) -> Agreed:
        """What may be quoted."""
        if "quoted" not in self or not self["quoted"].data:
            return Agreed.NOTHING
        return Agreed.NAMED if "named" in self and self["named"].data else Agreed.WORDS

    @property
    def version(self) -> int | None:
        """The version of the questions that was read."""
        return row_number(self.seen.data or "")

    def text(self, name: str) -> str:
        """What was typed in a field that this form may not have."""
        return (self[name].data or "") if name in self else ""


def names(one: Question) -> list[str]:
    """The fields of a question."""
    if one.kind in (Kind.MATRIX, Kind.RANKING):
        return [f"q{one.id}-{n}" for n in range(len(one.options))]
    return [f"q{one.id}"]


def form_of(survey: Survey, *, with_account: bool, on_paper: bool = False) -> SheetForm:
    """The form of a survey, as sent or empty."""
    fields: dict[str, Any] = {}
    if not survey.anonymous and on_paper:
        fields["name"] = StringField(_l("Nom, s’il est sur la feuille"), [Optional(), Length(max=120)])
    elif not survey.anonymous and not with_account:
        fields |= _who()
    for one in survey.questions:
        fields |= dict(_fields(one, survey))
    if any(one.kind in WRITTEN for one in survey.questions):
        fields |= _quoting(survey)
    kind: type[SheetForm] = type("AnswerForm", (SheetForm,), fields)
    form = kind.from_request(data={"seen": survey.version})
    form.survey = survey
    for one in survey.questions:
        if one.required:
            for name in names(one):
                form[name].flags.required = True
    return form


def _who() -> dict[str, Any]:
    email = EmailField(
        _l("Votre adresse électronique"),
        [InputRequired(), Length(max=254), Email()],
        description=_l("Pour que chaque personne ne réponde qu’une fois. Elle n’est pas conservée."),
    )
    return {"name": StringField(_l("Votre nom"), [InputRequired(), Length(1, 120)]), "email": email}


def _quoting(survey: Survey) -> dict[str, Any]:
    quoted = BooleanField(
        _l("J’accepte que mes mots soient cités dans le bilan"),
        description=_l("Sans votre accord, ce que vous écrivez n’est lu que par l’équipe."),
    )
    if survey.anonymous:
        return {"quoted": quoted}
    return {"quoted": quoted, "named": BooleanField(_l("… avec mon nom"))}


def condition(one: Question, survey: Survey) -> str:
    """Of whom a question is asked, in words; nothing where of everybody."""
    source = next((q for q in survey.questions if q.id == one.after_id), None)
    if source is None or one.after_option is None:
        return ""
    said = {"option": source.options[one.after_option], "title": source.title}
    return str(_("Seulement si vous avez répondu « %(option)s » à « %(title)s ».", **said))


def _fields(one: Question, survey: Survey) -> Iterator[tuple[str, Any]]:
    notes = " ".join(filter(None, (condition(one, survey), one.help)))
    about: dict[str, Any] = {"validators": [Optional()], "description": notes}
    name = f"q{one.id}"
    match one.kind:
        case Kind.SHORT:
            yield name, StringField(one.title, [Optional(), Length(max=SHORT)], description=notes)
        case Kind.LONG:
            yield name, TextAreaField(one.title, [Optional(), Length(max=LONG)], description=notes)
        case Kind.ONE:
            yield name, RadioField(one.title, choices=_numbered(one.options), validate_choice=False, **about)
        case Kind.SEVERAL:
            widgets: dict[str, Any] = {"widget": ListWidget(prefix_label=False), "option_widget": CheckboxInput()}
            offered = _numbered(one.options)
            yield name, SelectMultipleField(one.title, choices=offered, validate_choice=False, **widgets, **about)
        case Kind.SCALE:
            yield name, RadioField(one.title, choices=_steps(one), validate_choice=False, **about)
        case Kind.MATRIX:
            for row, label in zip(names(one), one.options, strict=True):
                offered = _numbered(one.columns)
                yield row, RadioField(label, [Optional()], choices=offered, validate_choice=False)
        case Kind.RANKING:
            ranks = choices([("", "–"), *((str(n), str(n)) for n in range(1, len(one.options) + 1))])
            for row, label in zip(names(one), one.options, strict=True):
                yield row, SelectField(label, [Optional()], choices=ranks, default="", validate_choice=False)
        case Kind.DATE:
            yield name, DateField(one.title, [Optional()], description=notes)


def _numbered(labels: list[str]) -> list[Any]:
    return choices((str(n), label) for n, label in enumerate(labels))


def _steps(one: Question) -> list[Any]:
    ends = {one.low: one.low_label, one.high: one.high_label}
    return choices((str(n), f"{n} – {ends[n]}" if ends.get(n) else str(n)) for n in one.steps)
