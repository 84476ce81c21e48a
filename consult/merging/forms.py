"""What facilitators write when they merge and split, and what supporters answer."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from consult.merging.services import MOST, Text
from consult.merging.standing import Answer
from consult.web.forms import Form
from consult.web.reading import row_number

TITLE = [InputRequired(), Length(5, 200)]
BODY = [InputRequired(), Length(max=10_000)]
REASON = _l("Pourquoi ?")
READ_BY_ALL = _l("Publié avec le changement, et lu par les personnes concernées.")


class MergeForm(Form):
    """The text that stands for several proposals."""

    proposal = Field(_l("Propositions à réunir"))
    title = StringField(_l("Titre de la proposition réunie"), TITLE)
    body = TextAreaField(
        _l("Son texte"), BODY, description=_l("Reprenez ce que chacune apporte. Les textes d’origine restent lisibles.")
    )
    reason = TextAreaField(REASON, [Optional(), Length(max=1_000)], description=READ_BY_ALL)

    @property
    def chosen(self) -> list[int]:
        """The proposals to merge, by their numbers."""
        given = [row_number(str(one)) for one in self.proposal.raw_data or ()]
        return [one for one in dict.fromkeys(given) if one]

    def validate_proposal(self, _field: Field) -> None:
        """Refuse fewer than two, and too many."""
        if not 2 <= len(self.chosen) <= MOST:
            raise ValidationError(_("Choisissez de 2 à %(most)s propositions à réunir.", most=MOST))

    @property
    def text(self) -> Text:
        """What was written."""
        return Text(self.title.data or "", self.body.data or "")


class SplitForm(Form):
    """The two texts that stand for one."""

    first_title = StringField(_l("Titre de la première"), TITLE)
    first_body = TextAreaField(_l("Texte de la première"), BODY)
    second_title = StringField(_l("Titre de la seconde"), TITLE)
    second_body = TextAreaField(_l("Texte de la seconde"), BODY)
    reason = TextAreaField(REASON, [Optional(), Length(max=1_000)], description=READ_BY_ALL)

    @property
    def texts(self) -> list[Text]:
        """What was written."""
        pairs = ((self.first_title, self.first_body), (self.second_title, self.second_body))
        return [Text(title.data or "", body.data or "") for title, body in pairs]


class UndoForm(Form):
    """Why an act is undone."""

    reason = TextAreaField(REASON, [InputRequired(), Length(max=1_000)], description=READ_BY_ALL)


class AnswerForm(Form):
    """One button: what becomes of the support for one result."""

    answer = StringField(_l("Votre réponse"), [InputRequired(), Length(max=40)])

    @property
    def choice(self) -> tuple[int | None, Answer | None]:
        """The result and the answer that the button stands for; None for what no button of ours says."""
        name, _dash, number = str(self.answer.data or "").partition("-")
        return row_number(number), next((one for one in Answer if one.value == name), None)

    def validate_answer(self, _field: Field) -> None:
        """Refuse what no button of ours says."""
        if None in self.choice:
            raise ValidationError(_("Cette réponse n’existe pas."))


class UniteForm(Form):
    """Which account speaks for both from now on."""

    kept = StringField(
        _l("Le compte à garder"),
        [InputRequired(), Length(max=254)],
        description=_l("Son numéro, son pseudonyme ou son adresse. Ce que l’autre a dit et voté devient le sien."),
    )
