"""What people type about proposals."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from consult.comments.models import Stance
from consult.consultations.models import Consultation, Place, Section
from consult.moderation.agreeing import AgreeingForm
from consult.proposals.models import Origin, ProposalKind, Status
from consult.web.forms import Form, choices

STATUSES = {
    Status.OPEN: _l("Sans réponse encore"),
    Status.STUDIED: _l("À l’étude"),
    Status.ACCEPTED: _l("Retenue"),
    Status.DECLINED: _l("Non retenue"),
    Status.DONE: _l("Réalisée"),
}
ORDERS = {
    "random": _l("Au hasard"),
    "recent": _l("Les plus récentes"),
    "support": _l("Les plus soutenues"),
    "discussed": _l("Les plus discutées"),
}
KINDS = {ProposalKind.CITIZEN: _l("Proposition citoyenne"), ProposalKind.OFFICIAL: _l("Proposition officielle")}
ORIGINS = {
    Origin.WEB: _l("Sur le site"),
    Origin.PAPER: _l("Sur papier ou par courrier"),
    Origin.MEETING: _l("En réunion ou en atelier"),
    Origin.IMPORT: _l("Reprise d’une autre consultation"),
    Origin.REWORK: _l("Écrite à partir d’autres propositions"),
}


class PlaceList:
    """The places that a field offers, and saying nothing."""

    def __call__(self, field: "PlaceField", **attributes: Any) -> Markup:
        """The list, as HTML."""
        pairs = [("", _l("Ne pas dire")), *((name, name) for name in field.offered)]
        option = Markup('<option{} value="{}">{}</option>')
        chosen = {field.data or "": Markup(" selected")}
        options = Markup().join(option.format(chosen.get(value, ""), value, label) for value, label in pairs)
        named = {"name": field.name, "id": field.id} | attributes
        said = {
            name.rstrip("_").replace("_", "-"): value for name, value in named.items() if value not in {None, False}
        }
        opening = Markup().join(Markup(' {}="{}"').format(*pair) for pair in said.items())
        return Markup("<select{}>{}</select>").format(opening, options)


class PlaceField(StringField):
    """Where: in one's own words; chosen from a list where the consultation has one."""

    offered: Sequence[str] = ()

    def offer(self, names: Sequence[str]) -> None:
        """Offer these places, and what was said before."""
        before = self.object_data or ""
        self.offered = [*names, before] if names and before and before not in names else names
        if self.offered:
            self.widget = PlaceList()


class ProposalForm(AgreeingForm):
    """A proposal, in two minutes: a title, a text, and where it belongs."""

    title = StringField(
        _l("Votre idée en une phrase"),
        [InputRequired(), Length(5, 200)],
        description=_l("Par exemple : « Ouvrir la médiathèque un soir par semaine ». 200 signes au plus."),
    )
    body = TextAreaField(
        _l("Expliquez-la"),
        [InputRequired(), Length(max=10_000)],
        description=_l("Pour qui ? Pourquoi ? Comment ? Écrivez comme vous parlez."),
    )
    section_id = SelectField(_l("Rubrique"), coerce=lambda v: int(v) if v else None)
    place = PlaceField(_l("Lieu concerné"), [Optional(), Length(max=120)])
    draft = SubmitField(_l("Garder en brouillon"))

    def offer(self, consultation: Consultation, places: Iterable[Place] = ()) -> "ProposalForm":
        """Offer the sections and the places of this consultation."""
        self.section_id.choices = _sections(consultation.sections)
        self.place.offer([one.name for one in places])
        return self

    def validate_place(self, field: PlaceField) -> None:
        """Refuse what is not on the list, where there is one."""
        if field.data and field.offered and field.data not in field.offered:
            raise ValidationError(_("Choisissez un lieu de la liste, ou aucun."))

    def section(self, consultation: Consultation) -> Section | None:
        """The section that was chosen."""
        return next((s for s in consultation.sections if s.id == self.section_id.data), None)


class StaffProposalForm(ProposalForm):
    """A proposal entered by the team: its own, or what someone said on paper or in a meeting."""

    kind = SelectField(_l("Qui propose ?"), choices=choices(KINDS.items()))
    origin = SelectField(_l("Comment est-elle arrivée ?"), choices=choices(list(ORIGINS.items())[:3]))
    on_behalf_of = StringField(
        _l("Au nom de"),
        [Optional(), Length(max=80)],
        description=_l("Prénom ou pseudonyme de la personne, telle qu’elle souhaite être nommée."),
    )


class AnswerForm(Form):
    """The organisers' answer."""

    status = SelectField(_l("Suite donnée"), choices=choices(STATUSES.items()))
    answer = TextAreaField(
        _l("Réponse"),
        [InputRequired(), Length(max=5_000)],
        description=_l("Dites pourquoi, et ce qui va se passer. Tout le monde pourra la lire."),
    )


class CommentForm(AgreeingForm):
    """A comment, with a stance or without."""

    FOR_MEMBERS = True

    body = TextAreaField(_l("Votre commentaire"), [InputRequired(), Length(max=5_000)])
    stance = RadioField(
        _l("Votre position"),
        choices=choices(
            [
                ("", _l("Sans position")),
                (Stance.FOR.value, _l("Pour")),
                (Stance.AGAINST.value, _l("Contre")),
                (Stance.NEUTRAL.value, _l("Nuance")),
            ]
        ),
        default="",
        validators=[Optional()],
    )

    def chosen_stance(self) -> Stance | None:
        """The stance that was chosen, if any."""
        return Stance(self.stance.data) if self.stance.data else None


def _sections(sections: Sequence[Section]) -> list[Any]:
    return choices([("", _l("Je ne sais pas")), *((str(s.id), s.title) for s in sections)])
