"""What the team sets, and what people wish."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from consult.groups.models import GroupRoom
from consult.groups.services import MOST_WISHES, Sizes
from consult.themes.models import Theme
from consult.web.forms import Form, choices

MOST_SEATS = 500
RANKS = (_l("Premier vœu"), _l("Deuxième vœu"), _l("Troisième vœu"), _l("Quatrième vœu"), _l("Cinquième vœu"))
NOBODY = _l("Choisissez une personne dans la liste.")
MIXES = _l("Association, service, collectif… pour mêler les horizons dans chaque groupe.")


def _number(value: Any) -> int | None:
    return int(value) if value else None


class SetUpForm(Form):
    """Which themes have a group; sizes are fields of the request, two a theme (`least-3`, `most-3`)."""

    is_open = BooleanField(_l("Les personnes peuvent dire leurs vœux maintenant"))

    def read(self, themes: Sequence[Theme], typed: Any) -> dict[int, Sizes]:
        """The sizes typed for each theme; one without a maximum has no group. What is no number is refused."""
        rooms: dict[int, Sizes] = {}
        for theme in themes:
            least, most = (str(typed.get(f"{name}-{theme.id}", "")).strip() for name in ("least", "most"))
            if not most:
                continue
            if not all(_is_size(one) for one in (least or "0", most)):
                words = {"title": theme.title, "most": MOST_SEATS}
                self.refuse(_("« %(title)s » : donnez des nombres entiers, de 0 à %(most)s.", **words))
                continue
            rooms[theme.id] = (int(least or 0), int(most))
        return rooms


def _is_size(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 5 and int(typed) <= MOST_SEATS


class WishForm(Form):
    """Up to five themes, the dearest first."""

    first = SelectField(RANKS[0], coerce=_number, default="")
    second = SelectField(RANKS[1], coerce=_number, default="")
    third = SelectField(RANKS[2], coerce=_number, default="")
    fourth = SelectField(RANKS[3], coerce=_number, default="")
    fifth = SelectField(RANKS[4], coerce=_number, default="")
    organisation = StringField(_l("Votre organisation"), [Optional(), Length(max=120)], description=MIXES)

    @property
    def ranked(self) -> list[Any]:
        """The fields, the dearest wish first."""
        return [self.first, self.second, self.third, self.fourth, self.fifth]

    def offer(self, rooms: Sequence[GroupRoom]) -> "WishForm":
        """Offer the themes that have a group."""
        for field in self.ranked:
            field.choices = choices([("", _("Aucun")), *((str(r.theme_id), r.theme.title) for r in rooms)])
        return self

    def fill(self, themes: Sequence[int]) -> None:
        """Show wishes that were said before."""
        for field, theme in zip(self.ranked, themes, strict=False):
            field.data = theme

    def move(self, wish: str) -> None:
        """Change a wish with the one above or below: `2:up`, `1:down`. What makes no sense changes nothing."""
        place, _colon, way = wish.partition(":")
        places = {str(n): n - 1 for n in range(1, len(self.ranked) + 1)}
        first = places.get(place, -1)
        second = first + {"up": -1, "down": 1}.get(way, 0)
        if first >= 0 and 0 <= second < len(self.ranked):
            one, other = self.ranked[first], self.ranked[second]
            one.data, other.data = other.data, one.data

    @property
    def wishes(self) -> list[int]:
        """The themes that were chosen, in order."""
        return [field.data for field in self.ranked if field.data][:MOST_WISHES]

    def refuse_twice(self) -> bool:
        """Say it beside the field where a theme is chosen a second time; return whether one was."""
        seen: set[int] = set()
        for field in self.ranked:
            if field.data and field.data in seen:
                self.refuse(_("Vous avez déjà choisi ce thème plus haut."), field)
            seen.add(field.data)
        return bool(self.problems)


class PersonForm(WishForm):
    """Somebody without an account, from paper."""

    name = StringField(_l("Nom"), [InputRequired(), Length(1, 80)])
    organisation = StringField(_l("Son organisation"), [Optional(), Length(max=120)], description=MIXES)


class TieForm(Form):
    """Two people, together or apart."""

    one = SelectField(_l("Cette personne"), [InputRequired(NOBODY)], coerce=_number)
    other = SelectField(_l("Et celle-ci"), [InputRequired(NOBODY)], coerce=_number)
    how = RadioField(
        _l("Elles seront"),
        choices=choices([("together", _l("Ensemble")), ("apart", _l("Séparées"))]),
        default="together",
    )

    def offer(self, people: Sequence[tuple[int, str]]) -> "TieForm":
        """Offer these people."""
        for field in (self.one, self.other):
            field.choices = choices([("", _("Choisissez")), *((str(number), name) for number, name in people)])
        return self
