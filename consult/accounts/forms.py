"""What people type about their account."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from consult import text
from consult.accounts import passwords
from consult.policy import Right, Role
from consult.web.forms import Form, choices

_RESERVED = {"admin", "administrateur", "administratrice", "animateur", "equipe", "moderateur", "moderation", "support"}
LOCALES = choices([("fr", "Français"), ("en", "English")])
ROLES = {
    Role.PARTICIPANT: _l("Participant : sans droit particulier"),
    Role.FACILITATOR: _l("Animation : modérer, classer, répondre"),
    Role.ORGANISER: _l("Organisation : tout régler, l’équipe comprise"),
}


RIGHTS = {
    Right.MODERATE: _l("Modérer"),
    Right.THEME: _l("Classer et réunir les propositions"),
    Right.EXPORT: _l("Emporter les tables de l’équipe"),
    Right.PERSONAL: _l("Lire les coordonnées des personnes inscrites aux séances"),
}


def one_line(value: Any) -> Any:
    """A name is on one line, with single spaces."""
    return " ".join(value.split()) if isinstance(value, str) else value


def pseudonym(_form: Any, field: Field) -> None:
    """Letters, figures and what joins them: nothing that looks like an address or like somebody in charge."""
    if not re.fullmatch(r"[^\W_][\w .’'-]*", field.data) or re.search(r"\.\w\w|\bwww", field.data):
        raise ValidationError(_("Lettres, chiffres, espaces, points, tirets et apostrophes seulement."))
    if text.fold(field.data) in _RESERVED:
        raise ValidationError(_("Ce pseudonyme pourrait tromper : choisissez-en un autre."))


def good_password(form: Any, field: Field) -> None:
    """Long enough, and not what everybody tries first."""
    own = {name: form[name].data or "" for name in ("name", "email") if name in form}
    if problem := passwords.problem(field.data, **own):
        raise ValidationError(problem)


def _name(label: Any, description: Any = "") -> Any:
    return StringField(label, [InputRequired(), Length(2, 40), pseudonym], filters=[one_line], description=description)


def _email() -> Any:
    return EmailField(_l("Adresse électronique"), [InputRequired(), Length(max=254), Email()])


def _new_password(label: Any) -> Any:
    help_text = _l("12 signes au moins : une petite phrase est plus sûre et plus facile à retenir.")
    return PasswordField(label, [InputRequired(), Length(max=200), good_password], description=help_text)


class LogInForm(Form):
    """Address and password, where one wanted to go, what one was sending."""

    email = EmailField(_l("Adresse électronique"), [InputRequired(), Length(max=254)])
    password = PasswordField(_l("Mot de passe"), [InputRequired(), Length(max=200)])
    kept = HiddenField(validators=[Length(max=2_000_000)])


class ProofForm(Form):
    """The second proof: a code, or what a device answered. `ticket` says whose password was right."""

    code = StringField(
        _l("Code"),
        [Length(max=40)],
        description=_l("Celui que montre votre application, ou un de vos codes de secours."),
    )
    ticket = HiddenField(validators=[Length(max=1_000)])
    passkey_ticket = HiddenField(validators=[Length(max=1_000)])
    answer = HiddenField(validators=[Length(max=20_000)])
    kept = HiddenField(validators=[Length(max=2_000_000)])


class AppForm(Form):
    """The code that a new application shows."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=12)], description=_l("Six chiffres."))


class PasswordAgainForm(Form):
    """The password, once more, before something that matters."""

    current_password = PasswordField(_l("Mot de passe actuel"), [InputRequired(), Length(max=200)])


class PasskeyForm(PasswordAgainForm):
    """A passkey that a device has just made."""

    name = StringField(_l("Nom"), [Length(max=80)], description=_l("Pour la reconnaître : « téléphone », par exemple."))
    ticket = HiddenField(validators=[Length(max=1_000)])
    answer = HiddenField(validators=[Length(max=20_000)])


class RegisterForm(Form):
    """A new account."""

    email = _email()
    name = _name(_l("Pseudonyme"), _l("Il signera ce que vous direz. Votre vrai nom n’est pas nécessaire."))
    password = _new_password(_l("Mot de passe"))
    rules = BooleanField(
        _l("J’accepte les règles : rester courtois, parler en son nom, ne pas publier ce qui est privé"),
        [InputRequired(_l("Il faut accepter les règles pour participer."))],
    )


class ForgottenForm(Form):
    """Whose password is forgotten."""

    email = _email()


class NewPasswordForm(Form):
    """A password chosen with a link received by mail."""

    password = _new_password(_l("Nouveau mot de passe"))


class ChangePasswordForm(Form):
    """A password changed by somebody who knows the present one."""

    current_password = PasswordField(_l("Mot de passe actuel"), [InputRequired(), Length(max=200)])
    password = _new_password(_l("Nouveau mot de passe"))


class ProfileForm(Form):
    """How one is called, and in which language one reads."""

    name = _name(_l("Pseudonyme"), _l("Il signe aussi ce que vous avez déjà dit."))
    locale = SelectField(_l("Langue des pages et des messages"), choices=LOCALES)


class RoleForm(Form):
    """Who does what in a consultation."""

    person = StringField(_l("Pseudonyme ou adresse électronique"), [InputRequired(), Length(max=254)])
    role = SelectField(_l("Rôle"), choices=choices(ROLES.items()))
    withheld = SelectMultipleField(
        _l("Sauf"),
        choices=choices(RIGHTS.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Ce que cette personne ne fera pas, bien que son rôle le permette."),
    )


class BanForm(Form):
    """Why an account is closed."""

    reason = TextAreaField(
        _l("Motif"),
        [InputRequired(), Length(5, 500)],
        description=_l("La personne le lira en essayant de se connecter."),
    )
