"""What organisers type to set a consultation up."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp
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
