"""What somebody types to register, and what the door sends."""

import json
import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length

from consult import clock
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


Line = tuple[str, str, datetime]  # identifier, code, moment
_NAME = re.compile(r"[0-9A-Za-z-]{1,40}")


class CodeForm(Form):
    """A ticket, typed or read by a scanner, at the door."""

    code = StringField(_l("Code du billet"), [InputRequired(), Length(1, 200)])


class ScansForm(Form):
    """Scans that waited in a browser, as JSON: `[{"id": …, "code": …, "at": …}]`."""

    scans = TextAreaField(validators=[InputRequired(), Length(max=200_000)])

    def read(self) -> list[Line | None]:
        """Each line in its place, None for one that is no scan. What is no list is refused as a whole."""
        try:
            told = json.loads(self.scans.data or "")
        except (ValueError, RecursionError):
            told = None
        lines = [_line(one) for one in told[:MOST_SCANS]] if isinstance(told, list) else []
        if not any(lines):
            self.refuse(_("Ces passages n’ont pas pu être lus."), self.scans)
        return lines


def _line(one: Any) -> Line | None:
    """Whoever came, came: only a line without a code is left out, whatever else it says oddly."""
    if not isinstance(one, dict) or not isinstance(one.get("code"), str):
        return None
    name = one.get("id")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        name = sha256(json.dumps(one, sort_keys=True).encode()).hexdigest()[:40]  # the same each time it is sent
    return name, one["code"][:200], _moment(one.get("at"))


def _moment(said: Any) -> datetime:
    """The moment of a scan; now, where it cannot be."""
    try:
        moment = datetime.fromisoformat(said)
        return moment.astimezone(UTC) if moment.tzinfo else clock.now()
    except (ValueError, TypeError, OverflowError):
        return clock.now()
