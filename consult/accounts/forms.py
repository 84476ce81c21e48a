"""What people type about their account."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from consult.web.forms import Form


class LogInForm(Form):
    """Address and password."""

    email = EmailField(_l("Adresse électronique"), [InputRequired(), Length(max=254)])
    password = PasswordField(_l("Mot de passe"), [InputRequired(), Length(max=200)])
