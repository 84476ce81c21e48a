"""What facilitators type about themes, and what the board sends."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from consult.accounts.models import User
from consult.themes.models import COLOURS, Colour
from consult.web.forms import Form, choices

_NUMBER = re.compile(r"[0-9]{1,9}")
MOST_CARDS = 500


class ThemeForm(Form):
    """What a theme says of itself."""

    title = StringField(_l("Nom du thème"), [InputRequired(), Length(2, 120)])
    summary = TextAreaField(
        _l("De quoi s’agit-il ?"),
        [Optional(), Length(max=5_000)],
        description=_l("Ce que ces idées ont en commun, en quelques phrases. Markdown accepté."),
    )
    colour = RadioField(
        _l("Couleur"),
        choices=choices(COLOURS.items()),
        default=Colour.BLUE.value,
        description=_l("Toujours montrée à côté du nom."),
    )
    facilitator_id = SelectField(_l("Qui l’anime ?"), coerce=lambda v: int(v) if v else None, default="")
    version = HiddenField(filters=[lambda v: str(v or "")], validators=[Length(max=9)])

    def offer(self, staff: Sequence[User]) -> "ThemeForm":
        """Offer these people as facilitators."""
        nobody = ("", _("Personne pour le moment"))
        self.facilitator_id.choices = choices([nobody, *((str(one.id), one.name) for one in staff)])
        return self

    def chosen_facilitator(self, staff: Sequence[User]) -> User | None:
        """The person who was chosen."""
        return next((one for one in staff if one.id == self.facilitator_id.data), None)

    @property
    def seen(self) -> int:
        """The version that the editor had before them; 0 where the form does not say."""
        return number(self.version.data) or 0


class Card(NamedTuple):
    """A card that was ticked, and the theme in which it was seen (None: unfiled)."""

    proposal_id: int
    theme_id: int | None


class TickedForm(Form):
    """Some cards."""

    card = Field(_l("Propositions"))

    @property
    def ticked(self) -> list[Card]:
        """The cards that were ticked, each once."""
        return list(self._read().values())

    def _read(self) -> dict[int, Card]:
        pairs = [one.partition("-") for one in self._given()]
        ids = [(number(left), number(right)) for left, _dash, right in pairs]
        return {left: Card(left, right or None) for left, right in ids if left and right is not None}

    def _given(self) -> list[str]:
        return [str(one) for one in self.card.raw_data or ()]

    def validate_card(self, field: Field) -> None:
        """Refuse nothing at all, too much at once, and what the board never sent."""
        given = self._given()
        if not given:
            raise ValidationError(_("Cochez d’abord une proposition, ou plusieurs."))
        if len(given) > MOST_CARDS:
            raise ValidationError(_("Rangez %(n)s propositions au plus à la fois.", n=MOST_CARDS))
        if len(self._read()) != len(set(given)):
            raise ValidationError(_("Certaines cartes n’ont pas été reconnues. Rien n’a été déplacé."))


class BoardForm(TickedForm):
    """Some cards, and the column into which they go (0: out of all themes); or one, and the theme suggested for it."""

    column = StringField(_l("Thème"), [Length(max=20, message=_l("Ce thème n’existe pas."))])
    accept = StringField(_l("Suggestion"), [Length(max=40, message=_l("Cette suggestion n’existe pas."))])

    @property
    def target(self) -> str:
        """The column: the one that was chosen, or that of the suggestion that was accepted."""
        return (self.accept.data or "").rpartition("-")[2] or self.column.data or ""

    def _given(self) -> list[str]:
        accepted = (self.accept.data or "").rpartition("-")[0]
        return [accepted] if self.accept.data else super()._given()


def number(value: Any) -> int | None:
    """The number that a text is; None where it is none that we would have given out."""
    return int(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


class OthersForm(Form):
    """The themes that a proposal touches besides its own, and those that were seen."""

    themes = SelectMultipleField(_l("Elle touche aussi"), coerce=lambda v: number(str(v)) or 0, validate_choice=False)
    before = HiddenField(filters=[lambda v: str(v or "")], validators=[Length(max=2_000)])

    @property
    def seen(self) -> set[int]:
        """The other themes that the proposal had when it was looked at."""
        return {found for one in (self.before.data or "").split("-") if (found := number(one))}
