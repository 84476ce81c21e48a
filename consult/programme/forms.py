"""What the team types about venues, rooms, words, speakers and sessions."""

import re
from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    FileField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from consult.programme import times
from consult.programme.models import SPEAKER_STATES, Room, Session, Speaker, Term, Venue, Vocabulary
from consult.programme.times import BadTime, Slot
from consult.reading.files import Upload
from consult.themes.forms import number
from consult.themes.models import Theme
from consult.web.forms import Form, choices
from consult.workstreams.models import Project

MOST_PLACES = 1_000_000
_COORDINATE = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{1,12})?")
_TENTATIVE = re.compile(r"\s*\(sous réserve\)\s*$", re.IGNORECASE)


def _with_comma(degrees: Any) -> Any:
    """A number of degrees that is stored, as people write it."""
    return str(degrees).replace(".", ",") if isinstance(degrees, float) else degrees


def _capacity(label: Any, **more: Any) -> IntegerField:
    most = NumberRange(0, MOST_PLACES, message=_l("Un nombre de places ne peut pas être négatif, ni démesuré."))
    return IntegerField(label, [Optional(), most], **more)


class EditionForm(Form):
    """What is said of a programme as a whole."""

    title = StringField(_l("Titre du programme"), [Optional(), Length(max=200)])
    starts = DateField(_l("Premier jour"), [Optional()])
    ends = DateField(_l("Dernier jour"), [Optional()])


class VenueForm(Form):
    """A venue."""

    name = StringField(_l("Nom du lieu"), [InputRequired(), Length(1, 160)])
    address = StringField(_l("Adresse"), [Optional(), Length(max=300)])
    territory_id = SelectField(_l("Commune ou secteur"), default="")
    latitude = StringField(
        _l("Latitude"),
        [Optional(), Length(max=20)],
        filters=[_with_comma],
        description=_l("En degrés, par exemple 43,6045."),
    )
    longitude = StringField(
        _l("Longitude"), [Optional(), Length(max=20)], filters=[_with_comma], description=_l("Par exemple 1,4440.")
    )
    capacity = _capacity(_l("Places"), description=_l("Pour tout le lieu."))
    accessibility = TextAreaField(
        _l("Accessibilité"),
        [Optional(), Length(max=1_000)],
        description=_l("Rampe, ascenseur, boucle magnétique, stationnement, transports…"),
    )
    opens = TimeField(_l("Ouvre à"), [Optional()])
    closes = TimeField(_l("Ferme à"), [Optional()], description=_l("Une séance hors de ces heures est signalée."))

    def offer(self, territory: Iterable[Term]) -> "VenueForm":
        """Offer the places of the territory."""
        nowhere = ("", _("Non précisé"))
        self.territory_id.choices = choices([nowhere, *((str(one.id), one.name) for one in territory)])
        return self

    def validate_latitude(self, field: Field) -> None:
        """What is no latitude is refused with whatever else is wrong, not once all that is mended."""
        self._degrees(field, 90)

    def validate_longitude(self, field: Field) -> None:
        """The same."""
        self._degrees(field, 180)

    def coordinates(self) -> tuple[float, float] | None:
        """Latitude and longitude of a valid form; None where neither is given, or only one, which is said beside it."""
        found = [self._degrees(self.latitude, 90), self._degrees(self.longitude, 180)]
        if (found[0] is None) != (found[1] is None):
            missing = self.latitude if found[0] is None else self.longitude
            self.refuse(_("Donnez la latitude et la longitude, ou aucune des deux."), missing)
        return None if found[0] is None or found[1] is None else (found[0], found[1])

    def _degrees(self, field: Field, most: int) -> float | None:
        typed = (field.data or "").strip()
        if not typed:
            return None
        if _COORDINATE.fullmatch(typed) and abs(found := float(typed.replace(",", "."))) <= most:
            return found
        raise ValidationError(_("Un nombre de degrés entre -%(most)s et %(most)s est attendu.", most=most))


class RoomForm(Form):
    """A room of a venue."""

    name = StringField(_l("Nom de la salle"), [InputRequired(), Length(1, 200)])
    venue_id = SelectField(_l("Lieu"), default="")
    capacity = _capacity(_l("Places"))

    def offer(self, venues: Iterable[Venue]) -> "RoomForm":
        """Offer the venues."""
        self.venue_id.choices = choices([("", _("À préciser")), *((str(one.id), one.name) for one in venues)])
        return self


class TermForm(Form):
    """A word of a list."""

    name = StringField(_l("Mot"), [InputRequired(), Length(1, 160)])


class TrackForm(TermForm):
    """A theme of the programme, which may point at a theme of the consultation."""

    theme_id = SelectField(
        _l("Thème de la consultation"),
        default="",
        description=_l("S’il est choisi, le programme suit son titre, et sait que ce thème a des séances."),
    )

    def offer(self, themes: Iterable[Theme]) -> "TrackForm":
        """Offer the themes of the consultation."""
        self.theme_id.choices = choices([("", _("Aucun")), *((str(one.id), one.title) for one in themes)])
        return self


class SpeakerForm(Form):
    """A speaker."""

    name = StringField(_l("Nom"), [InputRequired(), Length(1, 200)])
    organisation = StringField(_l("Structure"), [Optional(), Length(max=200)])
    state = SelectField(_l("Venue"), choices=choices(SPEAKER_STATES.items()))
    biography = TextAreaField(_l("En quelques mots"), [Optional(), Length(max=5_000)])


REGISTRATION = {"": None, "yes": True, "no": False}


class SessionForm(Form):
    """A session. Its speakers are typed one a line."""

    title = StringField(_l("Titre"), [InputRequired(), Length(1, 500)])
    subtitle = StringField(_l("Sous-titre"), [Optional(), Length(max=500)])
    abstract = TextAreaField(
        _l("Résumé"),
        [Optional(), Length(max=2_000)],
        description=_l("Ce qu’on lit dans le programme et le livret, en quelques lignes."),
    )
    description = TextAreaField(
        _l("Pour en savoir plus"),
        [Optional(), Length(max=50_000)],
        description=_l("Ce qu’on lit sur la page de la séance. Markdown accepté."),
    )
    day = DateField(_l("Jour"), [Optional()])
    start = TimeField(_l("Début"), [Optional()])
    end = TimeField(
        _l("Fin"),
        [Optional()],
        description=_l("Après minuit, seulement pour une soirée : elle commence à 18 h ou plus tard."),
    )
    place = SelectField(_l("Lieu"), default="")
    format_id = SelectField(_l("Format"), default="")
    track_id = SelectField(_l("Thème"), default="")
    publics = SelectMultipleField(
        _l("Publics"), coerce=str, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    speakers = TextAreaField(
        _l("Intervenants"),
        [Optional(), Length(max=10_000)],
        description=_l("Un par ligne ; « (sous réserve) » après le nom de qui n’a pas confirmé."),
    )
    capacity = _capacity(_l("Places"))
    registration = SelectField(
        _l("Inscription"),
        choices=choices([("", _l("Non précisé")), ("yes", _l("Sur inscription")), ("no", _l("Sans inscription"))]),
        default="",
    )
    price = StringField(_l("Prix"), [Optional(), Length(max=120)], description=_l("« Gratuit », « 5 € »…"))
    project_id = SelectField(
        _l("Projet dont elle vient"),
        default="",
        description=_l("Par lui, les auteurs des propositions verront ce qu’elles deviennent."),
    )
    version = HiddenField(validators=[Length(max=9)])

    def offer(
        self,
        *,
        places: Iterable[tuple[str, str]],
        terms: Sequence[Term],
        names: dict[int, str],
        projects: Iterable[Project],
    ) -> "SessionForm":
        """Offer what the consultation has."""
        unknown = ("", _("À préciser"))
        self.place.choices = choices([unknown, *places])

        def words(vocabulary: Vocabulary) -> list[tuple[str, str]]:
            return [(str(t.id), names[t.id]) for t in terms if t.vocabulary is vocabulary]

        self.format_id.choices = choices([unknown, *words(Vocabulary.FORMAT)])
        self.track_id.choices = choices([unknown, *words(Vocabulary.TRACK)])
        self.publics.choices = choices(words(Vocabulary.PUBLIC))
        self.project_id.choices = choices([("", _("Aucun")), *((str(p.id), p.title) for p in projects)])
        return self

    @property
    def seen(self) -> int:
        """The version that the editor had before them; 0 where the form does not say."""
        return number(self.version.data) or 0

    def slot(self, zone: Any, before: Session | None = None) -> Slot | None:
        """When it is; None without an hour, or, with a sentence beside the field, where that cannot be.

        Hours that were not touched stay the moments they were, even where no clock can say them twice.
        """
        day, start, end = self.day.data, self.start.data, self.end.data
        if before is not None and before.starts and said(before, zone) == (day, start, end):
            return Slot(before.starts, before.ends)
        if start is None:
            if end is not None:
                self.refuse(_("Dites aussi à quelle heure elle commence."), self.start)
            return None
        if day is None:
            self.refuse(_("Dites aussi quel jour c’est."), self.day)
            return None
        try:
            return times.slot(day, start, end, zone)
        except BadTime as problem:
            self.refuse(str(problem), {"day": self.day, "start": self.start, "end": self.end}[problem.field])
            return None

    def names(self) -> list[tuple[str, bool]]:
        """The speakers that were typed, each with whether they are still to confirm."""
        lines = [" ".join(line.split()) for line in (self.speakers.data or "").splitlines()]
        found = {_TENTATIVE.sub("", line): bool(_TENTATIVE.search(line)) for line in lines if line}
        return [(name[:200], tentative) for name, tentative in found.items() if name]


def said(session: Session, zone: Any) -> tuple[Any, Any, Any]:
    """The day and the hours of a session, as its form shows them."""
    if session.starts is None:
        return session.day, None, None
    starts = session.starts.astimezone(zone)
    end = session.ends.astimezone(zone).time() if session.ends else None
    return starts.date(), starts.time(), _minutes(end)


def _minutes(at: time | None) -> time | None:
    return at.replace(second=0, microsecond=0) if at else None


def line_of(speaker: Speaker) -> str:
    """A speaker as the form of a session shows them."""
    return f"{speaker.name} (sous réserve)" if speaker.state.value == "tentative" else speaker.name


def place_key(thing: Room | Venue) -> str:
    """How the form of a session names a place."""
    return f"{'room' if isinstance(thing, Room) else 'venue'}-{thing.id}"


class ReleaseForm(Form):
    """Publishing."""

    note = TextAreaField(
        _l("Un mot sur cette version"),
        [Optional(), Length(max=1_000)],
        description=_l("Il sera montré au-dessus de la liste des changements."),
    )


class ProgrammeFileForm(Form):
    """A file to bring in."""

    file = FileField(
        _l("Fichier"),
        [InputRequired(_l("Choisissez un fichier."))],
        description=_l("schedule.json (pretalx, c3voc) ou CSV, 20 Mo au plus."),
    )

    def upload(self) -> Upload | None:
        """The file, where one was sent."""
        sent = self.file.data
        if not hasattr(sent, "read"):
            self.refuse(_("Choisissez un fichier."), self.file)
            return None
        return Upload((sent.filename or "")[-100:], sent.read())
