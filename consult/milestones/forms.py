"""What people type about milestones."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from consult.milestones.models import Declared
from consult.web.forms import Form, choices
from consult.workstreams.forms import Versioned
from consult.workstreams.models import Project


class WordsForm(Versioned):
    """What is promised."""

    title = StringField(_l("Ce qui est promis"), [InputRequired(), Length(2, 160)])
    body = TextAreaField(_l("Précisions"), [Optional(), Length(max=5_000)], description=_l("Markdown accepté."))


class PromiseForm(WordsForm):
    """A new milestone."""

    due = DateField(_l("Pour quel jour ?"), [InputRequired()])
    starts = DateField(
        _l("À partir de quel jour ?"), [Optional()], description=_l("Si cela s’étend sur plusieurs jours.")
    )

    def validate_due(self, field: Field) -> None:
        """Not before its beginning."""
        if field.data and self.starts.data and field.data < self.starts.data:
            raise ValidationError(_("La fin est avant le début : vérifiez les deux dates."))


class StreamPromiseForm(PromiseForm):
    """A new milestone of a work stream, perhaps for one of its projects."""

    project = SelectField(_l("Pour quel projet ?"), coerce=int)

    def offer(self, projects: Sequence[Project]) -> "StreamPromiseForm":
        """Offer the projects of the work stream."""
        self.project.choices = choices([(0, _l("Pour tout le chantier")), *((p.id, p.title) for p in projects)])
        return self


class DeclareForm(Form):
    """What became of it."""

    FOR_MEMBERS = True

    kind = RadioField(
        _l("Qu’en est-il ?"),
        [InputRequired()],
        choices=choices(
            [
                (Declared.KEPT.value, _l("C’est tenu")),
                (Declared.MOVED.value, _l("C’est reporté")),
                (Declared.DROPPED.value, _l("C’est abandonné")),
            ]
        ),
    )
    due = DateField(_l("Nouvelle date, en cas de report"), [Optional()])
    reason = TextAreaField(
        _l("Pourquoi"),
        [Optional(), Length(max=1_000)],
        description=_l("Obligatoire pour un report ou un abandon. Tout le monde le lira."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A move has a new date, and what changes has a reason; asked here because both fields may stay empty."""
        valid = super().validate(extra_validators)
        if self.kind.data == Declared.MOVED and self.due.data is None and not self.due.errors:
            self.due.errors = [_("Donnez la nouvelle date.")]
            valid = False
        if self.kind.data in (Declared.MOVED, Declared.DROPPED) and not self.reason.data:
            self.reason.errors = [_("Dites pourquoi : celles et ceux qui suivent le chantier le liront.")]
            valid = False
        return valid
