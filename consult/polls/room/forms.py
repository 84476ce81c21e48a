"""What is typed for a vote in a room: how many seats, the code of one's seat, how many ballots of paper."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from consult.polls.forms import BallotForm
from consult.polls.room.services import MOST_SEATS
from consult.web.forms import Form


class SeatsForm(Form):
    """How many codes to print."""

    count = IntegerField(
        _l("Nombre de codes"),
        [InputRequired(_l("Dites combien de codes il faut.")), NumberRange(1, MOST_SEATS)],
        description=_l("Un par personne, et quelques-uns de plus. 200 au plus à la fois."),
    )


class SeatForm(BallotForm):
    """A ballot, and the code on one's card."""

    FOR_MEMBERS = False

    code = StringField(
        _l("Votre code"),
        [DataRequired(_l("Recopiez le code de votre carte.")), Length(max=40)],
        description=_l("Les huit signes de votre carte. Il sert une seule fois."),
    )


class PaperForm(BallotForm):
    """What ballots on paper say, and how many say it."""

    count = IntegerField(
        _l("Nombre de bulletins identiques"),
        [InputRequired(_l("Dites combien de bulletins portent ces choix.")), NumberRange(1, 1_000_000)],
        default=1,
    )
