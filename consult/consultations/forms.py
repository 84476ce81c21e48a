"""What organisers type to set a consultation up."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from consult.consultations.models import State
from consult.policy import Activity
from consult.votes.methods import METHODS
from consult.web.forms import Form, LocalDateTimeField, choices

STATES = {
    State.DRAFT: _l("Brouillon : l’équipe seule la voit"),
    State.PUBLISHED: _l("Publiée"),
    State.ARCHIVED: _l("Archivée : on la lit, on n’y participe plus"),
}
ACTIVITIES = {
    Activity.PROPOSE: _l("Proposer"),
    Activity.COMMENT: _l("Commenter"),
    Activity.VOTE: _l("Voter"),
    Activity.THEME: _l("Classer par thèmes"),
    Activity.BUILD: _l("Construire en chantiers"),
}


class ConsultationForm(Form):
    """What a consultation says of itself."""

    title = StringField(_l("Titre"), [InputRequired(), Length(5, 200)])
    summary = TextAreaField(
        _l("En deux phrases"),
        [InputRequired(), Length(max=400)],
        description=_l("Ce que l’on demande, et ce que cela changera. Montré sur l’accueil."),
    )
    introduction = TextAreaField(
        _l("Présentation"),
        [Optional(), Length(max=20_000)],
        description=_l("Markdown accepté : # titres, **gras**, listes, liens."),
    )
    territory = StringField(_l("Territoire"), [Optional(), Length(max=120)])
    organiser = StringField(_l("Qui organise ?"), [Optional(), Length(max=120)])
    opens = LocalDateTimeField(_l("Début"), [InputRequired()])
    closes = LocalDateTimeField(_l("Fin"), [Optional()])
    state = SelectField(_l("État"), choices=choices(STATES.items()))


class NewConsultationForm(ConsultationForm):
    """A new consultation also chooses its address and how people vote."""

    slug = StringField(
        _l("Adresse"),
        [
            Optional(),
            Length(max=60),
            Regexp(r"[a-z0-9]+(-[a-z0-9]+)*$", message=_l("Lettres minuscules, chiffres, tirets.")),
        ],
        description=_l("Le bout de l’adresse de ses pages ; vide : tirée du titre."),
    )
    method = SelectField(_l("Comment vote-t-on ?"), choices=choices((m.key, m.label) for m in METHODS.values()))
    sealed_until = LocalDateTimeField(
        _l("Votes scellés jusqu’au"),
        [Optional()],
        description=_l(
            "Vide : chacun voit les votes à mesure. Sinon, personne n’en voit rien avant ce moment, pas même vous ; "
            "le vote s’y termine. Cela ne peut plus être changé ensuite."
        ),
    )


_DEGREES = r"-?[0-9]{1,3}(?:[.,][0-9]+)?"
COORDINATES = re.compile(
    rf"(?P<name>[^;\t]*[^;\t\s])\s*[;\t]\s*(?P<latitude>{_DEGREES})\s*[;\t]\s*(?P<longitude>{_DEGREES})"
)
LONGEST_PLACE = 120
MOST_PLACES = 500


class PlacesForm(Form):
    """The places that proposals may name, one a line."""

    places = TextAreaField(
        _l("Un lieu par ligne"),
        [Optional(), Length(max=50_000)],
        description=_l("Son nom, sa latitude et sa longitude en degrés. Par exemple : Foix ; 42,9653 ; 1,6072."),
    )

    @property
    def known(self) -> list[tuple[str, float, float]]:
        """What was typed, in a form that was accepted."""
        return [place for line in self._lines() if (place := _place(line))]

    def _lines(self) -> list[str]:
        return [line.strip() for line in (self.places.data or "").splitlines() if line.strip()]

    def validate_places(self, _field: Field) -> None:
        """Refuse a line that says no place, a place on no map, the same name twice."""
        lines = self._lines()
        if wrong := next((line for line in lines if _place(line) is None), ""):
            raise ValidationError(_("« %(line)s » : %(problem)s", line=wrong[:80], problem=_fault(wrong)))
        names = [place[0] for place in self.known]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise ValidationError(_("« %(name)s » y est deux fois.", name=twice))
        if len(lines) > MOST_PLACES:
            raise ValidationError(_("%(most)s lieux au plus.", most=MOST_PLACES))


def _fault(line: str) -> str:
    """Why a line is no place."""
    found = COORDINATES.fullmatch(line)
    if found is None:
        return str(_("un nom, une latitude et une longitude sont attendus, séparés par des points-virgules."))
    if len(found["name"]) > LONGEST_PLACE:
        return str(_("ce nom a plus de %(most)s signes.", most=LONGEST_PLACE))
    return str(_("une latitude va de −90 à 90, une longitude de −180 à 180."))


def _place(line: str) -> tuple[str, float, float] | None:
    """« Foix ; 42,9653 ; 1,6072 » as a place; None for what is none."""
    found = COORDINATES.fullmatch(line)
    if found is None or len(found["name"]) > LONGEST_PLACE:
        return None
    latitude, longitude = (float(found[name].replace(",", ".")) for name in ("latitude", "longitude"))
    return (found["name"], latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


class SectionForm(Form):
    """A section."""

    title = StringField(_l("Nom de la rubrique"), [InputRequired(), Length(max=200)])
    description = TextAreaField(_l("De quoi y parle-t-on ?"), [Optional(), Length(max=2_000)])


class PhaseForm(Form):
    """A phase: when, and what it opens."""

    title = StringField(_l("Nom de la phase"), [InputRequired(), Length(max=120)])
    opens = LocalDateTimeField(_l("Début"), [InputRequired()])
    closes = LocalDateTimeField(_l("Fin"), [Optional()], description=_l("Vide : sans fin."))
    activities = SelectMultipleField(
        _l("Ce qu’elle ouvre"),
        choices=choices(ACTIVITIES.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
