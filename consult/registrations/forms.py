"""What somebody types to register, and what the door sends."""

import json
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length

from consult.registrations.services import MOST_SCANS
from consult.web.forms import Form


class RegisterForm(Form):
    """Registering without an account."""

    name = StringField(_l("Votre nom"), [InputRequired(), Length(1, 120)])
    email = EmailField(
        _l("Adresse électronique"),
        [InputRequired(), Length(max=254), Email()],
        description=_l("Pour confirmer, pour le billet et pour le rappel. Elle ne sert à rien d’autre."),
    )


class CodeForm(Form):
    """A ticket, typed or read by a scanner, at the door."""

    code = StringField(_l("Code du billet"), [InputRequired(), Length(1, 200)])


class ScansForm(Form):
    """Scans that waited in a browser, as JSON: `[{"id": …, "code": …, "at": …}]`."""

    scans = TextAreaField(validators=[InputRequired(), Length(max=200_000)])

    def read(self) -> list[tuple[str, str, datetime]]:
        """Identifier, code and moment of each; what cannot be read is refused as a whole, and stays in the browser."""
        try:
            told = json.loads(self.scans.data or "")
            return [_scan(one) for one in told[:MOST_SCANS]]
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            self.refuse(_("Ces passages n’ont pas pu être lus."), self.scans)
            return []


def _scan(one: dict[str, Any]) -> tuple[str, str, datetime]:
    moment = datetime.fromisoformat(one["at"])
    if moment.tzinfo is None or not 1 <= len(one["id"]) <= 40 or "\x00" in one["id"] + one["code"]:
        raise ValueError("not one of our scans")
    return str(one["id"]), str(one["code"])[:200], moment
