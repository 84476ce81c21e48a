"""What people type to bring others into a work stream."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from consult.web.forms import Form


class PlaceForm(Form):
    """For whom a member comes, and what they do."""

    organisation = StringField(_l("Structure"), [Optional(), Length(max=160)])
    role = StringField(
        _l("Rôle"), [Optional(), Length(max=120)], description=_l("Par exemple : programmation, accueil, médiation.")
    )


class InviteForm(PlaceForm):
    """Somebody to invite."""

    who = StringField(
        _l("Qui inviter ?"),
        [InputRequired(), Length(max=254)],
        description=_l("Un pseudonyme d’ici, ou une adresse électronique."),
    )
    message = TextAreaField(_l("Un mot pour cette personne"), [Optional(), Length(max=500)])


class NamedForm(Form):
    """Somebody who comes without an account. On the page of the invitations: its fields have ids of their own."""

    name = StringField(_l("Nom"), [InputRequired(), Length(max=80)])
    organisation = StringField(_l("Structure"), [Optional(), Length(max=160)], id="named-organisation")
    role = StringField(_l("Rôle"), [Optional(), Length(max=120)], id="named-role")


class AnswerInvitationForm(Form):
    """Yes or no: the button that was pressed says which."""

    answer = HiddenField(validators=[Length(max=10)])
