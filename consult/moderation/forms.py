"""What people type to report something, to answer and to appeal; what moderators type to decide and to judge."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms import Form as WTForm
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from consult import clock
from consult.moderation.house import READ
from consult.moderation.measures import LASTING, RESTRICTIVE
from consult.moderation.models import Holding, Measure, Outcome, Reason
from consult.moderation.words import CHOICES, HOLDINGS, OUTCOMES, REASONS
from consult.web.forms import Form, choices
from consult.web.reading import row_number

BULK = {
    "keep": _l("Laisser en l’état"),
    "publish": _l("Publier"),
    "warn": _l("Avertir les auteurs"),
    "hide": _l("Masquer"),
    "claim": _l("Je m’en occupe"),
    "release": _l("Laisser à d’autres"),
}
DAYS = (1, 2, 3, 5, 7, 14, 30, 90, 180)


class ReportForm(Form):
    """What is wrong, in a choice and, if need be, a few words."""

    reason = RadioField(
        _l("Qu’est-ce qui ne va pas ?"),
        [InputRequired()],
        choices=choices(REASONS.items()),
    )
    explanation = TextAreaField(
        _l("Expliquez-le à l’équipe"),
        [Length(max=2_000)],
        description=_l("L’auteur du texte ne lira pas ces lignes et ne saura pas qui les a écrites."),
    )
    contact = EmailField(
        _l("Votre adresse électronique"),
        [Optional(), Length(max=254), Email(message=_l("Cette adresse ne semble pas complète."))],
        description=_l("Seulement si l’équipe peut vous écrire à ce sujet. Elle ne sera jamais publiée."),
    )

    def worded(self, reasons: Mapping[Reason, object]) -> "ReportForm":
        """Say the reasons as the consultation does."""
        self.reason.choices = choices(reasons.items())
        return self

    def validate_explanation(self, field: Field) -> None:
        """Another reason, or an illegal content, must be explained."""
        if self.reason.data in {Reason.OTHER.value, Reason.ILLEGAL.value} and not field.data:
            raise ValidationError(
                _("Dites en quelques mots ce qui ne va pas : sans cela, l’équipe ne peut rien décider.")
            )


class ProfileReportForm(ReportForm):
    """What is wrong with a person, and whose business it is."""

    place = SelectField(_l("Dans quelle consultation ?"))

    def offer(self, places: Sequence[Any]) -> "ProfileReportForm":
        """Offer the consultations in which the person speaks."""
        self.place.choices = choices((one.slug, one.title) for one in places)
        return self


def _rule(value: object) -> Reason | None:
    """The rule of this name, if there is one."""
    return next((reason for reason in Reason if reason == value), None)


class DecisionForm(Form):
    """A decision with its statement of reasons. `seen` is the number of the last decision its page showed."""

    action = RadioField(_l("Que décidez-vous ?"), [InputRequired()])
    place = SelectField(_l("Où le déplacer"), description=_l("Pour un déplacement seulement."))
    others = StringField(
        _l("Avec quelle proposition"),
        [Length(max=2_000)],
        description=_l("Pour réunir seulement : son adresse ou son numéro. Plusieurs se séparent par une espace."),
    )
    joined_title = StringField(_l("Titre de la proposition réunie"), [Length(max=200)])
    joined_body = TextAreaField(
        _l("Son texte"),
        [Length(max=10_000)],
        description=_l("Reprenez ce que chacune apporte. Les textes d’origine restent lisibles à leur adresse."),
    )
    days = SelectField(
        _l("Durée"),
        coerce=int,
        default=7,
        description=_l("Pour une suspension, ou pour le délai laissé à l’auteur qui doit reformuler."),
    )
    everywhere = BooleanField(
        _l("Sur tout le site"),
        description=_l("Pour une suspension ou une exclusion. Une exclusion de tout le site ferme le compte."),
    )
    rule = SelectField(_l("Règle appliquée"), coerce=_rule)
    law = StringField(
        _l("Texte de loi"),
        [Length(max=300)],
        description=_l("Pour un contenu contraire à la loi : lequel, et quel article."),
    )
    facts = TextAreaField(
        _l("Les faits"),
        [Length(max=2_000)],
        description=_l("Ce que vous avez constaté : les mots en cause, où, depuis quand. L’auteur le lira."),
    )
    statement = TextAreaField(
        _l("Message à l’auteur"),
        [Length(max=5_000)],
        description=_l("Il le lira tel quel : dites ce qui est décidé, pourquoi, et ce qu’il peut faire."),
    )
    seen = HiddenField()

    def offer(
        self, measures: Sequence[Measure], places: Mapping[str, str] | None = None, *, everywhere: bool = False
    ) -> "DecisionForm":
        """Offer the measures that make sense, where to move, all rules, and the whole site to who may say so."""
        self.action.choices = choices((measure, CHOICES[measure]) for measure in measures)
        self.rule.choices = choices([("", _("Aucune")), *REASONS.items()])
        self.days.choices = choices((n, ngettext("Un jour", "%(num)s jours", n)) for n in DAYS)
        self.place.choices = choices([("", _("Choisissez un endroit")), *(places or {}).items()])
        if Measure.MOVE not in measures:
            del self.place
        if Measure.MERGE not in measures:
            del self.others, self.joined_title, self.joined_body
        if not set(measures) & LASTING:
            del self.days
        if not everywhere:
            del self.everywhere
        return self

    @property
    def known(self) -> int:
        """The last decision its page showed, 0 for none; -1 where somebody made it up."""
        number = self.seen.data or ""
        return 0 if number == "0" else row_number(number) or -1

    @property
    def until(self) -> datetime | None:
        """When the suspension ends, or by when to reword."""
        return clock.now() + timedelta(days=self.days.data) if self.days and self.days.data else None

    @property
    def is_everywhere(self) -> bool:
        """Whether the author is excluded from the whole site."""
        return bool(self.everywhere and self.everywhere.data)

    @property
    def destination(self) -> str | None:
        """Where the thing is moved to."""
        return self.place.data or None if self.place else None

    @property
    def named(self) -> list[int]:
        """The numbers of the things to join with, as typed or as their addresses end."""
        typed = str(self.others.data or "").replace(",", " ").split() if self.others else []
        given = [row_number(one.rstrip("/").rpartition("/")[2]) for one in typed]
        return [one for one in dict.fromkeys(given) if one]

    def _demand_to_join(self, filled: object, message: str) -> None:
        if self.action.data == Measure.MERGE.value and not filled:
            raise ValidationError(message)

    def _demand(self, field: Field, message: str) -> None:
        if self.action.data in {m.value for m in RESTRICTIVE} and not field.data:
            raise ValidationError(message)

    def validate_rule(self, field: Field) -> None:
        """A sanction applies a rule."""
        self._demand(field, _("Choisissez la règle que ce texte ne respecte pas."))

    def validate_law(self, field: Field) -> None:
        """What is illegal breaks a law."""
        if self.rule.data is Reason.ILLEGAL and not field.data:
            raise ValidationError(_("Dites quelle loi ce texte ne respecte pas."))

    def validate_facts(self, field: Field) -> None:
        """A sanction rests on facts."""
        self._demand(field, _("Dites ce que vous avez constaté."))

    def validate_statement(self, field: Field) -> None:
        """A sanction is explained to whom it concerns."""
        self._demand(field, _("Expliquez la décision à l’auteur : elle ne peut pas être prise sans un mot pour lui."))

    def validate_place(self, field: Field) -> None:
        """A move leads somewhere."""
        if self.action.data == Measure.MOVE.value and not field.data:
            raise ValidationError(_("Choisissez où déplacer ce texte : ailleurs que là où il est."))

    def validate_others(self, _field: Field) -> None:
        """One joins with something."""
        self._demand_to_join(self.named, _("Donnez l’adresse ou le numéro de la proposition avec laquelle réunir."))

    def validate_joined_title(self, field: Field) -> None:
        """What is joined has a title that says something."""
        self._demand_to_join(len(field.data or "") >= 5, _("Donnez un titre de 5 signes au moins à ce qui les réunit."))

    def validate_joined_body(self, field: Field) -> None:
        """What is joined says something."""
        self._demand_to_join(field.data, _("Écrivez le texte qui les réunit."))


class BulkForm(Form):
    """What is done with what is ticked in the queue: worked on, let go, or decided alike."""

    act = SelectField(_l("Avec ce qui est coché"), choices=choices(BULK.items()))
    rule = SelectField(_l("Règle appliquée"), coerce=_rule, choices=choices([("", _l("Aucune")), *REASONS.items()]))
    facts = TextAreaField(_l("Les faits"), [Length(max=2_000)])
    statement = TextAreaField(_l("Message aux auteurs"), [Length(max=5_000)])

    @property
    def measure(self) -> Measure | None:
        """The measure to take, if it is one."""
        return next((m for m in Measure if m.value == self.act.data), None)

    def validate_rule(self, field: Field) -> None:
        """What restricts the authors needs all its reasons; what is illegal is decided one by one, with its law."""
        if self.measure in RESTRICTIVE and not (field.data and self.facts.data and self.statement.data):
            raise ValidationError(_("Cette décision demande une règle, les faits, et un message aux auteurs."))
        if self.measure in RESTRICTIVE and field.data is Reason.ILLEGAL:
            raise ValidationError(_("Un contenu contraire à la loi se décide un par un : il faut dire quelle loi."))


class WordingsForm(WTForm):
    """How each reason to report something is said here; empty: as everywhere."""


for _reason, _label in REASONS.items():
    setattr(WordingsForm, _reason.value, StringField(_label, [Length(max=120)]))


class CharterForm(Form):
    """The rules of one consultation."""

    charter = TextAreaField(
        _l("La charte"),
        [Length(max=20_000)],
        description=_l("Tout le monde la lit ; un lien y mène partout où l’on écrit. En Markdown."),
    )
    proposals = SelectField(_l("Les propositions"), choices=choices(HOLDINGS.items()))
    comments = SelectField(_l("Les commentaires"), choices=choices(HOLDINGS.items()))
    projects = SelectField(_l("Les projets des chantiers"), choices=choices(HOLDINGS.items()))
    words = TextAreaField(
        _l("Les mots à surveiller"),
        [Length(max=5_000)],
        description=_l(
            "Un par ligne. Un texte qui en contient un est signalé à l’équipe ; il n’est jamais masqué pour cela."
        ),
    )
    wordings = FormField(WordingsForm)

    @property
    def chosen(self) -> dict[str, Holding]:
        """When proposals, comments and projects are read, in a form that was accepted."""
        return {name: Holding(self[name].data) for name in READ}


class NoteForm(Form):
    """A word to the other moderators."""

    body = TextAreaField(
        _l("Une note pour l’équipe"),
        [DataRequired(), Length(max=2_000)],
        description=_l("Ni l’auteur ni le public ne la lisent."),
    )


class AnswerForm(Form):
    """A word about a decision, to the team or to the author."""

    body = TextAreaField(_l("Votre réponse"), [DataRequired(), Length(max=5_000)])


class AppealForm(Form):
    """Why a decision should be looked at again."""

    body = TextAreaField(
        _l("Pourquoi cette décision vous semble injuste"),
        [DataRequired(), Length(max=5_000)],
        description=_l("Quelqu’un qui ne l’a pas prise vous lira et décidera à nouveau. Une seule fois par décision."),
    )


class ObjectionForm(Form):
    """Why whoever reported something disagrees with what was decided."""

    body = TextAreaField(
        _l("Ce que la décision n’a pas vu"),
        [DataRequired(), Length(max=5_000)],
        description=_l("Quelqu’un qui ne l’a pas prise relira. L’auteur du texte ne lira pas ces lignes."),
    )


class RulingForm(Form):
    """What becomes of an appeal, and why."""

    outcome = RadioField(_l("Que concluez-vous ?"), [InputRequired()], choices=choices(OUTCOMES.items()))
    reasons = TextAreaField(
        _l("Vos raisons, pour l’auteur"),
        [DataRequired(), Length(max=5_000)],
        description=_l("Ce que vous avez relu, et pourquoi la décision tient ou tombe. Il le lira tel quel."),
    )

    @property
    def chosen(self) -> Outcome:
        """The outcome, in a form that was accepted."""
        return Outcome(self.outcome.data)
