"""What people write about what became of a proposal."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from consult.trail.models import FAITHS, OUTCOMES, Faith
from consult.web.forms import Form, choices


class SuiteForm(Form):
    """A motivated follow-up."""

    FOR_MEMBERS = True

    outcome = SelectField(_l("Qu’en faites-vous ?"), choices=choices(OUTCOMES.items()))
    reason = TextAreaField(
        _l("Pourquoi"), [InputRequired(), Length(max=2_000)], description=_l("Son auteur le lira, et tout le monde.")
    )


class FidelityForm(Form):
    """The author's word."""

    FOR_MEMBERS = True

    answer = RadioField(_l("Est-ce encore votre idée ?"), [InputRequired()], choices=choices(FAITHS.items()))
    sentence = StringField(
        _l("En une phrase"), [Optional(), Length(max=300)], description=_l("Si quelque chose s’est perdu, dites quoi.")
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A doubt is said; asked here because the field may stay empty otherwise."""
        valid = super().validate(extra_validators)
        if self.answer.data in (Faith.PARTLY, Faith.NO) and not self.sentence.data:
            self.sentence.errors = [_("Dites en une phrase ce qui s’est perdu.")]
            valid = False
        return valid
