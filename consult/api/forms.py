"""What one says of a token."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from consult.api.models import SCOPES
from consult.web.forms import Form, choices


class TokenForm(Form):
    """A token: its name, what it may do, until when."""

    name = StringField(
        _l("Pour quoi faire ?"),
        [InputRequired(), Length(max=80)],
        description=_l("Par exemple : « Le site de la mairie »."),
    )
    scopes = SelectMultipleField(
        _l("Ce qu’il peut faire en votre nom"),
        [DataRequired(_l("Choisissez au moins une chose qu’il peut faire."))],
        choices=choices(SCOPES.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    days = SelectField(
        _l("Pendant combien de temps ?"),
        coerce=int,
        choices=choices([(30, _l("Un mois")), (90, _l("Trois mois")), (365, _l("Un an"))]),
    )
