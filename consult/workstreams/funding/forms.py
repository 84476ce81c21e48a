"""What people type at the funding desk."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from consult.web.forms import Form, choices
from consult.web.money import MoneyField
from consult.workstreams.forms import Versioned
from consult.workstreams.models import Project


class FundForm(Form):
    """The fund."""

    amount = MoneyField(_l("Montant du fonds, en euros"), [InputRequired(), Length(max=40)])
    rules = TextAreaField(
        _l("À quoi sert-il, qui décide ?"), [Optional(), Length(max=5_000)], description=_l("Markdown accepté.")
    )


class AskWordsForm(Versioned):
    """What a request says, without its sum."""

    title = StringField(_l("Pour quoi ?"), [InputRequired(), Length(2, 200)])
    body = TextAreaField(
        _l("Détail des dépenses"), [Optional(), Length(max=5_000)], description=_l("Markdown accepté.")
    )

    def fields(self) -> dict[str, Any]:
        """What was typed, as it is stored."""
        return {"title": self.title.data or "", "body": self.body.data or ""}


class AskForm(AskWordsForm):
    """A request."""

    amount = MoneyField(_l("Somme demandée, en euros"), [InputRequired(), Length(max=40)])
    project = SelectField(_l("Pour quel projet ?"), coerce=int)

    def offer(self, projects: Sequence[Project]) -> "AskForm":
        """Offer the projects of the work stream."""
        self.project.choices = choices([(0, _l("Pour tout le chantier")), *((p.id, p.title) for p in projects)])
        return self

    def fields(self) -> dict[str, Any]:
        """What was typed, as it is stored."""
        return super().fields() | {"amount": self.amount.amount, "project_id": self.project.data or None}


class AnswerFundingForm(Form):
    """The answer: a sum, 0 to refuse, and why."""

    FOR_MEMBERS = True

    granted = MoneyField(
        _l("Somme accordée, en euros"), [InputRequired(), Length(max=40)], description=_l("0 pour refuser.")
    )
    answer = TextAreaField(_l("Pourquoi"), [InputRequired(), Length(max=1_000)])
