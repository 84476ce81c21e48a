"""What the team types about an edition."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consult.evaluation.accounting import side_of
from consult.evaluation.models import COUNTED, JUDGED, BudgetLine, Counted, Judged, KeyFigure, Remark
from consult.web.forms import Form, choices
from consult.web.money import MoneyField
from consult.web.money import typed as typed_sum

MOST_PEOPLE = 10_000_000


class IntroductionForm(Form):
    """What the edition was, before its figures."""

    introduction = TextAreaField(
        _l("Présentation"), [Optional(), Length(max=20_000)], description=_l("Markdown accepté.")
    )


class FigureForm(Form):
    """A figure."""

    label = StringField(_l("Ce qui est compté"), [InputRequired(), Length(1, 120)])
    value = StringField(_l("Cette édition"), [Optional(), Length(max=40)], description=_l("Par exemple 115."))
    counted = SelectField(
        _l("Ou compté par la plateforme"),
        default="",
        choices=choices([("", _l("Non : la valeur est tapée")), *COUNTED.items()]),
    )
    unit = StringField(_l("Unité"), [Optional(), Length(max=40)])
    previous = StringField(_l("L’édition d’avant"), [Optional(), Length(max=40)])

    def validate_counted(self, field: Field) -> None:
        """Typed or counted."""
        if bool(field.data) == bool(self.value.data):
            raise ValidationError(_("Tapez une valeur, ou choisissez ce que la plateforme compte : l’une ou l’autre."))

    def read(self) -> dict[str, Any]:
        """What was typed."""
        said = {name: getattr(self, name).data or "" for name in ("label", "value", "unit", "previous")}
        return said | {"counted": Counted(self.counted.data) if self.counted.data else None}

    @staticmethod
    def typed(one: KeyFigure) -> dict[str, Any]:
        """A line as the form shows it."""
        said = {name: getattr(one, name) for name in ("label", "value", "unit", "previous")}
        return said | {"counted": one.counted.value if one.counted else ""}


class BudgetForm(Form):
    """A charge or a product."""

    account = StringField(
        _l("Compte"),
        [InputRequired(), Length(2, 8)],
        description=_l("Du plan comptable : 60 Achats, 62 Autres services extérieurs, 64 Personnel, 74 Subventions…"),
    )
    label = StringField(_l("Libellé"), [InputRequired(), Length(1, 200)])
    amount = MoneyField(_l("Montant, en euros"), [InputRequired(), Length(max=40)])

    def validate_account(self, field: Field) -> None:
        """One of a budget."""
        if side_of(field.data or "") is None:
            raise ValidationError(
                _("Ce compte n’est pas de ceux d’un budget : une charge commence par 6 ou 86, un produit par 7 ou 87.")
            )

    def read(self) -> dict[str, Any]:
        """What was typed."""
        return {"account": self.account.data, "label": self.label.data, "cents": self.amount.amount}

    @staticmethod
    def typed(one: BudgetLine) -> dict[str, Any]:
        """A line as the form shows it."""
        return {"account": one.account, "label": one.label, "amount": typed_sum(one.cents)}


class RemarkForm(Form):
    """Something to keep or to improve."""

    judged = RadioField(_l("C’est à…"), [InputRequired()], choices=choices(JUDGED.items()))
    topic = StringField(
        _l("Sujet"), [Optional(), Length(max=80)], description=_l("Logistique, communication, contenu…")
    )
    text = TextAreaField(_l("En une phrase"), [InputRequired(), Length(1, 1_000)])

    def read(self) -> dict[str, Any]:
        """What was typed."""
        return {"judged": Judged(self.judged.data), "topic": self.topic.data or "", "text": self.text.data or ""}

    @staticmethod
    def typed(one: Remark) -> dict[str, Any]:
        """A line as the form shows it."""
        return {"judged": one.judged.value, "topic": one.topic, "text": one.text}


def _number(label: Any, **more: Any) -> IntegerField:
    fits = NumberRange(0, MOST_PEOPLE, message=_l("Un nombre de personnes ne peut être ni négatif, ni démesuré."))
    return IntegerField(label, [Optional(), fits], **more)


class HeadcountForm(Form):
    """Who was expected in a session, and counted there."""

    expected = _number(_l("Personnes attendues"))
    counted = _number(_l("Personnes comptées"), description=_l("Vide : les entrées notées à la porte comptent."))


class AttendeesForm(Form):
    """A list of those who came."""

    lines = TextAreaField(
        _l("La liste, une personne par ligne"),
        [InputRequired(), Length(max=500_000)],
        description=_l(
            "Nom ; structure ; adresse électronique, séparés par des points-virgules. "
            "Les noms et les adresses ne sont pas conservés : ils servent à compter chaque personne une fois."
        ),
    )
