"""What is typed about contests."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from consult.themes.forms import number
from consult.themes.models import Theme
from consult.web.forms import Form, choices


class _Seen(Form):
    """With the theme in which the proposal was seen (0: none)."""

    seen = HiddenField(filters=[lambda v: str(v or "")], validators=[Length(max=9)])

    @property
    def seen_in(self) -> int | None:
        """The theme that was seen."""
        return number(self.seen.data) or None


class ContestForm(_Seen):
    """One sentence, and a wish."""

    reason = StringField(
        _l("En une phrase, pourquoi ce thème ne convient-il pas ?"),
        [InputRequired(), Length(10, 300)],
        description=_l("L’équipe la lira, et vous répondra par un message."),
    )
    wish = SelectField(_l("Quel thème conviendrait mieux ?"), coerce=lambda v: number(str(v)) or 0, default=0)

    def offer(self, themes: Sequence[Theme], current: int | None) -> "ContestForm":
        """Offer the other themes, or none."""
        others = ((str(one.id), one.title) for one in themes if one.id != current)
        self.wish.choices = choices([("0", _("Je ne sais pas")), *others])
        return self


class DecideForm(_Seen):
    """Where the proposal goes or stays, and what its author is told."""

    theme = SelectField(_l("Son thème"), coerce=lambda v: number(str(v)) or 0)
    answer = StringField(
        _l("Votre réponse à son auteur"),
        [InputRequired(), Length(3, 500)],
        description=_l("Elle lui est envoyée, et se lit avec l’histoire du classement."),
    )

    def offer(self, themes: Sequence[Theme]) -> "DecideForm":
        """Offer these themes, or none."""
        listed = ((str(one.id), one.title) for one in themes)
        self.theme.choices = choices([*listed, ("0", _("À classer (aucun thème)"))])
        return self
