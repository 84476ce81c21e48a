"""What is typed about double codings."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consult.accounts.models import User
from consult.themes.coding.models import NONE
from consult.themes.forms import number
from consult.themes.models import Theme
from consult.web.forms import Form, choices

MOST, LAST_SEED = 200, 999_999


class DrawForm(Form):
    """Who files how many."""

    size = IntegerField(
        _l("Combien de propositions ?"),
        [InputRequired(), NumberRange(2, MOST)],
        default=50,
        description=_l("Tirées au sort parmi celles qui sont publiées. Une cinquantaine suffit souvent."),
    )
    first = SelectField(_l("Première personne"), coerce=lambda v: number(str(v)) or 0)
    second = SelectField(_l("Deuxième personne"), coerce=lambda v: number(str(v)) or 0)
    seed = IntegerField(
        _l("Tirage"),
        [Optional(), NumberRange(0, LAST_SEED)],
        default=0,
        description=_l("Le même nombre redonne le même échantillon."),
    )

    def offer(self, staff: Sequence[User]) -> "DrawForm":
        """Offer these people, the first two of them first."""
        people = choices((one.id, one.name) for one in staff)
        self.first.choices = self.second.choices = people
        if self.second.raw_data is None and len(staff) > 1:
            self.second.data = staff[1].id
        return self


class ChooseForm(Form):
    """The theme of one proposal."""

    theme = RadioField(_l("Dans quel thème la rangeriez-vous ?"), [InputRequired()])

    def offer(self, themes: Sequence[Theme]) -> "ChooseForm":
        """Offer these themes, or none of them."""
        offered = [(str(one.id), one.title) for one in themes]
        self.theme.choices = choices([*offered, (str(NONE), _("Aucun de ces thèmes"))])
        return self


class SettleForm(Form):
    """The theme in which a disagreement ends, and the one in which the proposal was seen."""

    theme = HiddenField(validators=[InputRequired(), Length(max=9)])
    seen = HiddenField(validators=[Length(max=9)])
