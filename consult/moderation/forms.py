"""What people type to report something, and moderators to decide."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, HiddenField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.validators import Email, InputRequired, Length, Optional

from consult.moderation.models import SANCTIONS, Measure, Reason
from consult.moderation.words import CHOICES, REASONS
from consult.web.forms import Form, choices
from consult.web.reading import row_number


class ReportForm(Form):
    """What is wrong, in a choice and, if need be, a few words."""

    reason = RadioField(
        _l("Qu’est-ce qui ne va pas ?"),
        [InputRequired()],
        choices=choices(REASONS.items()),
    )
    explanation = TextAreaField(
        _l("Expliquez-le à l’équipe"),
        [Length(max=2_000)],
        description=_l("L’auteur du texte ne lira pas ces lignes et ne saura pas qui les a écrites."),
    )
    contact = EmailField(
        _l("Votre adresse électronique"),
        [Optional(), Length(max=254), Email(message=_l("Cette adresse ne semble pas complète."))],
        description=_l("Seulement si l’équipe peut vous écrire à ce sujet. Elle ne sera jamais publiée."),
    )

    def validate_explanation(self, field: Field) -> None:
        """Another reason, or an illegal content, must be explained."""
        if self.reason.data in {Reason.OTHER.value, Reason.ILLEGAL.value} and not field.data:
            raise ValidationError(
                _("Dites en quelques mots ce qui ne va pas : sans cela, l’équipe ne peut rien décider.")
            )


def _rule(value: object) -> Reason | None:
    """The rule of this name, if there is one."""
    return next((reason for reason in Reason if reason == value), None)


class DecisionForm(Form):
    """A decision with its statement of reasons. `seen` is the number of the last decision its page showed."""

    action = RadioField(_l("Que décidez-vous ?"), [InputRequired()])
    rule = SelectField(_l("Règle appliquée"), coerce=_rule)
    facts = TextAreaField(
        _l("Les faits"),
        [Length(max=2_000)],
        description=_l("Ce que vous avez constaté, pour l’équipe : les mots en cause, où, depuis quand."),
    )
    statement = TextAreaField(
        _l("Message à l’auteur"),
        [Length(max=5_000)],
        description=_l("Il le lira tel quel : dites ce qui est décidé, pourquoi, et ce qu’il peut faire."),
    )
    seen = HiddenField()

    def offer(self, measures: Sequence[Measure]) -> "DecisionForm":
        """Offer the measures that make sense, and all rules."""
        self.action.choices = choices((measure, CHOICES[measure]) for measure in measures)
        self.rule.choices = choices([("", _("Aucune")), *REASONS.items()])
        return self

    @property
    def known(self) -> int:
        """The last decision its page showed, 0 for none; -1 where somebody made it up."""
        number = self.seen.data or ""
        return 0 if number == "0" else row_number(number) or -1

    def _demand(self, field: Field, message: str) -> None:
        if self.action.data in {m.value for m in SANCTIONS} and not field.data:
            raise ValidationError(message)

    def validate_rule(self, field: Field) -> None:
        """A sanction applies a rule."""
        self._demand(field, _("Choisissez la règle que ce texte ne respecte pas."))

    def validate_facts(self, field: Field) -> None:
        """A sanction rests on facts."""
        self._demand(field, _("Dites ce que vous avez constaté."))

    def validate_statement(self, field: Field) -> None:
        """A sanction is explained to whom it concerns."""
        self._demand(field, _("Expliquez la décision à l’auteur : elle ne peut pas être prise sans un mot pour lui."))
