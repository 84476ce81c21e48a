"""What facilitators type about suggested themes."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from consult.themes.forms import TickedForm, number
from consult.themes.models import Theme
from consult.themes.suggestions.models import LIKELY, SURE, SuggestedGroup
from consult.web.forms import Form, choices

MOST_GROUPS, MOST_PARTS, LAST_SEED = 60, 12, 999_999
NEW, TICKED = "new", "ticked"
SCOPES: dict[str, int | None] = {TICKED: None, "all": 0, "likely": LIKELY, "sure": SURE}


class SuggestForm(Form):
    """How many themes, and where chance begins."""

    count = IntegerField(
        _l("Combien de groupes ?"),
        [Optional(), NumberRange(1, MOST_GROUPS)],
        description=_l("Laissez vide : la méthode en cherche autant qu’il convient à ces textes."),
    )
    seed = IntegerField(
        _l("Tirage"),
        [Optional(), NumberRange(0, LAST_SEED)],
        default=0,
        description=_l("Le même nombre redonne les mêmes groupes ; un autre en essaie de voisins."),
    )


class SeenForm(Form):
    """An act on a group, with the version of it that was seen."""

    version = HiddenField(filters=[lambda v: str(v or "")], validators=[Length(max=9)])

    @property
    def seen(self) -> int:
        """The version that was seen; 0 where the form does not say."""
        return number(self.version.data) or 0


class LockForm(SeenForm):
    """Lock a group, or unlock it."""

    locked = HiddenField(filters=[lambda v: str(v or "")], validators=[Length(max=1)])


class RenameForm(SeenForm):
    """A name of one's own."""

    name = StringField(_l("Nom du groupe"), [InputRequired(), Length(2, 120)])


class SplitForm(SeenForm):
    """In how many parts."""

    count = IntegerField(_l("Couper en combien ?"), [InputRequired(), NumberRange(2, MOST_PARTS)], default=2)


class MergeForm(SeenForm):
    """The group that is taken in."""

    other = SelectField(_l("Réunir avec"), coerce=lambda v: number(str(v)) or 0, validate_choice=False)

    def offer(self, groups: Sequence[SuggestedGroup]) -> "MergeForm":
        """Offer these groups."""
        self.other.choices = choices((str(one.id), one.name) for one in groups)
        return self


class AcceptForm(TickedForm, SeenForm):
    """File proposals of a group, the ticked ones or all of which the method is sure enough, into a theme.

    The theme is one that is there, or a new one with a title.
    """

    theme = SelectField(_l("Dans quel thème ?"), default=NEW)
    title = StringField(_l("Nom du nouveau thème"), [Length(0, 120)])
    scope = HiddenField(filters=[lambda v: v if v in SCOPES else TICKED])

    def offer(self, themes: Sequence[Theme], group: SuggestedGroup) -> "AcceptForm":
        """Offer these themes, and a new one; first the one for which the group stands."""
        self.theme.choices = choices([(NEW, _("Un nouveau thème")), *((str(one.id), one.title) for one in themes)])
        if self.theme.raw_data is None and group.theme_id:
            self.theme.data = str(group.theme_id)
        if self.title.raw_data is None and not group.theme_id:
            self.title.data = group.name
        return self

    def chosen(self, themes: Sequence[Theme]) -> Theme | None:
        """The theme that was chosen; None for a new one."""
        return next((one for one in themes if str(one.id) == self.theme.data), None)

    @property
    def least(self) -> int | None:
        """The confidence from which all are filed; None where only ticked ones are."""
        return SCOPES[str(self.scope.data)]

    def validate_card(self, field: Field) -> None:
        """Cards count where they are asked for."""
        if self.least is None:
            super().validate_card(field)

    def validate_title(self, field: Field) -> None:
        """A new theme needs a name."""
        if self.theme.data == NEW and not (field.data or "").strip():
            raise ValidationError(_("Donnez un nom au nouveau thème."))
