"""What people type about proposals."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from consult.comments.models import Stance
from consult.consultations.models import Consultation, Section
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
    place = StringField(_l("Lieu concerné"), [Optional(), Length(max=120)])
    draft = SubmitField(_l("Garder en brouillon"))

    def offer(self, consultation: Consultation) -> "ProposalForm":
        """Offer the sections of this consultation."""
        self.section_id.choices = _sections(consultation.sections)
        return self

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
