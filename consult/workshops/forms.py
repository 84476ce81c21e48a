"""What a room types: the setting of a workshop, a code, ideas, points, candidate themes, what is made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import Label
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from consult import text
from consult.polls import ballots
from consult.web.forms import Form, choices
from consult.web.reading import row_number
from consult.workshops.models import MOST_POINTS, MOST_TABLES
from consult.workshops.outcome import Pour
from consult.workshops.queries import Standing

SHORTEST, LONGEST = 5, 200  # of an idea, which may become the title of a proposal
MOST_LINES = 100
MOST_TICKED = 200


class WorkshopForm(Form):
    """How a workshop is set."""

    title = StringField(_l("Nom de l’atelier"), [InputRequired(), Length(2, 120)])
    question = StringField(
        _l("La question posée à la salle"),
        [Optional(), Length(max=300)],
        description=_l("Elle est projetée, et montrée sur chaque téléphone."),
    )
    tables = IntegerField(
        _l("Nombre de tables"), [InputRequired(_l("Dites combien de tables.")), NumberRange(1, MOST_TABLES)], default=6
    )
    points = IntegerField(
        _l("Points par personne"),
        [InputRequired(_l("Dites combien de points.")), NumberRange(1, MOST_POINTS)],
        default=3,
        description=_l("Des gommettes, que chacun répartit sur les thèmes candidats."),
    )


class SeatsForm(Form):
    """How many cards to print for each table."""

    each = IntegerField(
        _l("Cartes par table"),
        [InputRequired(_l("Dites combien de cartes il faut à chaque table.")), NumberRange(1, 30)],
        default=8,
        description=_l("Une par personne, et une ou deux de plus."),
    )


class CodeForm(Form):
    """The code on one's card."""

    code = StringField(
        _l("Votre code"),
        [DataRequired(_l("Recopiez le code de votre carte.")), Length(max=40)],
        description=_l("Les huit signes de votre carte."),
    )


class IdeaForm(Form):
    """An idea."""

    title = StringField(
        _l("Votre idée, en une phrase"), [InputRequired(_l("Écrivez votre idée.")), Length(SHORTEST, LONGEST)]
    )
    body = TextAreaField(_l("Précisions"), [Optional(), Length(max=2_000)])
    version = HiddenField(filters=[lambda v: str(v or "")], validators=[Length(max=9)])


class PaperForm(Form):
    """Ideas that came on paper: a line for each."""

    lines = TextAreaField(
        _l("Idées écrites sur papier"),
        [InputRequired(_l("Recopiez au moins une idée.")), Length(max=MOST_LINES * LONGEST)],
        description=_l("Une idée par ligne, 100 au plus à la fois."),
    )
    table = SelectField(_l("Table"), coerce=lambda v: int(v) if v else None, default="")

    def offer(self, tables: int) -> Self:
        """Offer these tables."""
        self.table.choices = choices(
            [("", _("Sans table")), *((str(n), _("Table %(n)s", n=n)) for n in range(1, tables + 1))]
        )
        return self

    @property
    def titles(self) -> list[str]:
        """The ideas."""
        return [line for one in (self.lines.data or "").split("\n") if (line := text.clean(one))]

    def validate_lines(self, field: Field) -> None:
        """Say which line is no idea yet, or too long."""
        if len(self.titles) > MOST_LINES:
            raise ValidationError(_("%(n)s idées au plus à la fois.", n=MOST_LINES))
        for number, one in enumerate(self.titles, 1):
            if not SHORTEST <= len(one) <= LONGEST:
                words = {"n": number, "least": SHORTEST, "most": LONGEST}
                raise ValidationError(_("Ligne %(n)s : une idée compte de %(least)s à %(most)s signes.", **words))


class CandidateForm(Form):
    """A candidate theme."""

    title = StringField(_l("Nom du thème candidat"), [InputRequired(), Length(2, 120)])


class CandidateEditForm(CandidateForm):
    """Its name, and what was counted on the wall."""

    paper_points = IntegerField(
        _l("Points comptés sur papier"),
        [InputRequired(_l("Donnez un nombre, 0 s’il n’y en a pas.")), NumberRange(0, 100_000)],
        default=0,
        description=_l(
            "Les gommettes collées au mur ; elles s’ajoutent à celles des téléphones, et sont montrées à part."
        ),
    )
    version = HiddenField(filters=[lambda v: str(v or "")], validators=[Length(max=9)])


class BoardForm(Form):
    """Some ideas, and the column into which they go (0: to sort)."""

    card = Field(_l("Idées"))
    column = StringField(_l("Thème candidat"), [Length(max=20, message=_l("Ce thème candidat n’existe pas."))])

    @property
    def seen(self) -> dict[int, int | None]:
        """The ideas that were ticked, and where each was seen."""
        pairs = [str(one).partition("-") for one in self.card.raw_data or ()]
        ids = [(row_number(left), right) for left, _dash, right in pairs]
        return {left: row_number(right) for left, right in ids if left and (right == "0" or row_number(right))}

    def validate_card(self, field: Field) -> None:
        """Refuse nothing at all, too much at once, and what the board never sent."""
        given = {str(one) for one in field.raw_data or ()}
        if not given:
            raise ValidationError(_("Cochez d’abord une idée, ou plusieurs."))
        if len(given) > MOST_TICKED:
            raise ValidationError(_("Déplacez %(n)s idées au plus à la fois.", n=MOST_TICKED))
        if len(self.seen) != len(given):
            raise ValidationError(_("Certaines cartes n’ont pas été reconnues. Rien n’a été déplacé."))


@dataclass
class Line:
    """A candidate theme on the sheet of points, as the macro of ballots shows it."""

    option: Any
    typed: str = ""
    cost: int | None = None
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The name of its field."""
        return f"{ballots.PREFIX}{self.option.id}"

    @property
    def label(self) -> Label:
        """What the summary of problems calls it."""
        return Label(self.id, self.option.title)


@dataclass(frozen=True)
class Option:
    """What one line is about."""

    id: int
    title: str
    body: str = ""
    proposal_id: None = None


class PointsForm(Form):
    """How many points go to each candidate. What was typed is kept."""

    control = ballots.Control.NUMBER

    def offer(
        self, most: int, standings: Sequence[Standing], placed: Mapping[int, int], sent: Mapping[str, str] | None = None
    ) -> Self:
        """Show the candidates with what was sent, else with what this seat placed."""
        self.quota, self.sent = most, sent
        typed = {one: str(many) for one, many in placed.items()}
        if sent is not None:
            typed = {one.candidate.id: sent.get(f"{ballots.PREFIX}{one.candidate.id}", "")[:20] for one in standings}
        self.lines = [
            Line(Option(one.candidate.id, one.candidate.title), typed.get(one.candidate.id, "")) for one in standings
        ]
        return self

    @property
    def given(self) -> dict[int, str]:
        """The points of each candidate, as they were typed; none at all takes them back."""
        return ballots.read(self.sent or {}, self.control)

    @property
    def left(self) -> int:
        """How many are left; negative where too many were given."""
        typed = (line.typed for line in self.lines)
        return self.quota - sum(int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 10)

    @property
    def problems(self) -> list[Any]:
        """What is wrong with the whole and with each line."""
        return [*super().problems, *((cast(Any, line), error) for line in self.lines for error in line.errors)]


class OutcomeForm(Form):
    """Which candidates become themes, and which ideas proposals."""

    candidate = Field(_l("Thèmes candidats"))
    pour = RadioField(
        _l("Et les idées ?"),
        choices=choices(
            [
                (Pour.NONE.value, _l("Elles restent dans l’atelier")),
                (
                    Pour.CHOSEN.value,
                    _l("Celles des thèmes cochés deviennent des propositions, rangées dans leur thème"),
                ),
                (
                    Pour.ALL.value,
                    _l("Toutes deviennent des propositions ; celles qui n’ont pas de thème seront à classer"),
                ),
            ]
        ),
        default=Pour.NONE.value,
        description=_l(
            "Elles porteront la mention « En réunion ou en atelier », et votre nom comme personne qui les a saisies."
        ),
    )

    @property
    def chosen(self) -> set[int]:
        """The candidates that were ticked."""
        return {found for one in self.candidate.raw_data or () if (found := row_number(str(one)))}


def version_of(form: IdeaForm | CandidateEditForm) -> int:
    """The version that the editor had before them; 0 where the form does not say."""
    return row_number(form.version.data or "") or 0
