"""What people type about work streams, projects and news."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from consult.moderation.agreeing import AgreeingForm
from consult.proposals.models import Proposal
from consult.themes.forms import number
from consult.themes.models import Theme
from consult.web.forms import Form, choices
from consult.workstreams.models import AUDIENCES, PROJECT_STATES, STREAM_STATES, Audience

CHARTER = ("aim", "publics", "place", "principle", "charter")
_POINTER = re.compile(r"(?:\S*/proposals/)?([0-9]{1,9})(?:[/?#]\S*)?")


def _boxes(label: Any, **more: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label, coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **more
    )


def audience_field() -> SelectField:
    """Who may read it."""
    return SelectField(_l("Qui peut le lire ?"), choices=choices(AUDIENCES.items()), default=Audience.PUBLIC.value)


class Versioned(Form):
    """A form that says which version of the thing its writer had before them."""

    version = HiddenField(validators=[Length(max=9)])

    @property
    def seen(self) -> int:
        """That version; 0 where the form does not say."""
        return number(self.version.data) or 0


class WorkStreamForm(Versioned):
    """What a work stream says of itself."""

    title = StringField(_l("Nom du chantier"), [InputRequired(), Length(2, 160)])
    aim = StringField(_l("But"), [Optional(), Length(max=500)])
    publics = StringField(_l("Publics"), [Optional(), Length(max=300)])
    place = StringField(_l("Lieu"), [Optional(), Length(max=160)])
    principle = StringField(
        _l("Principe"),
        [Optional(), Length(max=300)],
        description=_l("Ce qui guide tout le reste. Par exemple : l’accessibilité est un prérequis."),
    )
    charter = TextAreaField(
        _l("Le reste de la charte"), [Optional(), Length(max=20_000)], description=_l("Markdown accepté.")
    )
    facilitator = StringField(
        _l("Qui l’anime ?"),
        [Optional(), Length(max=80)],
        description=_l("Le pseudonyme d’une personne inscrite. Elle répondra aux demandes et tiendra les nouvelles."),
    )
    themes = _boxes(_l("Thèmes dont il part"))

    def offer(self, themes: Sequence[Theme]) -> "WorkStreamForm":
        """Offer the themes of the consultation."""
        self.themes.choices = choices((t.id, t.title) for t in themes)
        return self

    def charter_fields(self) -> dict[str, str]:
        """What was typed of the charter."""
        return {name: self[name].data or "" for name in CHARTER}

    def chosen_themes(self, themes: Sequence[Theme]) -> list[Theme]:
        """The themes that were ticked."""
        return [t for t in themes if t.id in (self.themes.data or ())]


class EditWorkStreamForm(WorkStreamForm):
    """The same, once it is open."""

    state = SelectField(_l("État"), choices=choices(STREAM_STATES.items()))


class JoinForm(Form):
    """Asking to join."""

    FOR_MEMBERS = True

    motivation = TextAreaField(
        _l("Ce que vous aimeriez y apporter"),
        [InputRequired(), Length(max=500)],
        description=_l("Une phrase suffit. La personne qui anime le chantier la lira."),
    )
    organisation = StringField(
        _l("Structure"), [Optional(), Length(max=160)], description=_l("Si vous venez pour elle.")
    )


class AnswerForm(Form):
    """Answering whoever asks to join."""

    decision = SelectField(
        _l("Réponse"),
        choices=choices([("accept", _l("Accepter")), ("decline", _l("Ne pas accepter"))]),
    )
    answer = StringField(_l("Un mot pour cette personne"), [InputRequired(), Length(max=500)])


class IdeaForm(Versioned, AgreeingForm):
    """A project, as a member proposes it."""

    title = StringField(_l("Nom du projet"), [InputRequired(), Length(2, 200)])
    description = TextAreaField(
        _l("De quoi s’agit-il ?"), [Optional(), Length(max=10_000)], description=_l("Markdown accepté.")
    )
    audience = StringField(_l("Pour quel public ?"), [Optional(), Length(max=300)])
    territory = StringField(_l("Sur quel territoire ?"), [Optional(), Length(max=300)])
    lead = StringField(_l("Qui le porte ?"), [Optional(), Length(max=300)])
    partners = StringField(_l("Avec qui ?"), [Optional(), Length(max=1_000)])
    needs = StringField(_l("Que lui faut-il ?"), [Optional(), Length(max=1_000)])
    proposals = _boxes(
        _l("Propositions dont il est issu"), description=_l("Leurs auteurs pourront suivre ce qu’elles deviennent.")
    )
    others = StringField(
        _l("D’autres propositions"),
        [Optional(), Length(max=2_000)],
        description=_l("Leurs numéros ou leurs adresses, séparés par des espaces."),
    )

    FIELDS = ("title", "description", "audience", "territory", "lead", "partners", "needs")

    def offer(self, proposals: Sequence[Proposal]) -> "IdeaForm":
        """Offer these proposals as its origin."""
        self.proposals.choices = choices((p.id, p.title) for p in proposals)
        return self

    def texts(self) -> dict[str, str]:
        """What was typed in the plain fields."""
        return {name: self[name].data or "" for name in self.FIELDS}

    def pointed(self) -> tuple[list[int], list[str]]:
        """The numbers of all proposals it points at, and the words that point at none."""
        words = (self.others.data or "").replace(",", " ").replace(";", " ").split()
        read = [(word, _POINTER.fullmatch(word)) for word in words]
        numbers = [int(match[1]) for _word, match in read if match]
        return list(dict.fromkeys([*(self.proposals.data or ()), *numbers])), [w for w, match in read if not match]


class ProjectForm(IdeaForm):
    """A project, with how far it is."""

    state = SelectField(_l("Où en est-il ?"), choices=choices(PROJECT_STATES.items()))


class NewsForm(Versioned):
    """What the work stream tells."""

    title = StringField(_l("Titre"), [InputRequired(), Length(2, 200)])
    body = TextAreaField(_l("Nouvelle"), [InputRequired(), Length(max=10_000)], description=_l("Markdown accepté."))
    audience = audience_field()
