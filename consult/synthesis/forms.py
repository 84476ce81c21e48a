"""What editors, readers and quoted authors send."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import LazyString, format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    Field,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from consult.documents import logo
from consult.kinds import Ref
from consult.synthesis.models import CITED, PART_KINDS, Consent, Part, PartKind, Standing
from consult.synthesis.pictures import PICTURES
from consult.web.forms import Form, choices
from consult.web.reading import row_number


def ref_of(value: str) -> Ref | None:
    """The contribution that « proposal-12 » names; None for what names none."""
    kind, _dash, number = value.partition("-")
    found = row_number(number)
    return Ref(kind, found) if kind in ("proposal", "comment") and found else None


def cited_of(value: str) -> Ref | None:
    """What a sentence may rest on: a contribution, or what « figure-3 » names in the evaluation."""
    kind, _dash, number = value.partition("-")
    found = row_number(number)
    return Ref(kind, found) if kind in CITED and found else None


class Seen(Form):
    """A form that says which version of a text was before its editor."""

    version = HiddenField(filters=[lambda v: str(v or "")], validators=[Length(max=9)])

    @property
    def seen(self) -> int:
        """The version that was seen; 0 where the form does not say."""
        return row_number(self.version.data or "") or 0


class CreateForm(Form):
    """What a synthesis is about."""

    title = StringField(_l("Titre de la synthèse"), [InputRequired(), Length(3, 200)])
    about = SelectField(_l("De quoi rend-elle compte ?"), coerce=str, default="")

    def offer(self, themes: Iterable[Any], streams: Iterable[Any]) -> "CreateForm":
        """Offer the consultation, its themes and its work streams."""
        pairs = [("", _("Toute la consultation"))]
        pairs += [(f"theme-{one.id}", _("Le thème « %(title)s »", title=one.title)) for one in themes]
        pairs += [(f"workstream-{one.id}", _("Le chantier « %(title)s »", title=one.title)) for one in streams]
        self.about.choices = choices(pairs)
        return self

    def chosen(self, kind: str) -> int | None:
        """The number of the theme or work stream that was chosen, if one of this kind was."""
        name, _dash, number = str(self.about.data or "").partition("-")
        return row_number(number) if name == kind else None


class HeadForm(Seen):
    """Title, introduction, easy-to-read text."""

    title = StringField(_l("Titre"), [InputRequired(), Length(3, 200)])
    lead = TextAreaField(
        _l("Introduction"),
        [Optional(), Length(max=10_000)],
        description=_l("Ce qu’il faut retenir, en quelques lignes. Markdown accepté."),
    )
    brief = TextAreaField(
        _l("En bref : le texte facile à lire"),
        [Optional(), Length(max=5_000)],
        description=_l("Des phrases courtes, une idée par phrase, des mots de tous les jours."),
    )
    brief_reader = StringField(
        _l("Qui l’a lu et compris ?"),
        [Optional(), Length(max=200)],
        description=_l(
            "Le nom d’une personne à qui ce texte s’adresse, et qui l’a relu. Sans elle, il n’est pas dit « FALC »."
        ),
    )

    def validate_brief_reader(self, field: Field) -> None:
        """Refuse a reader of nothing."""
        if field.data and not self.brief.data:
            raise ValidationError(_("Il n’y a pas encore de texte à lire : écrivez-le d’abord."))


class PartForm(Seen):
    """A part."""

    kind = RadioField(_l("À quoi sert cette partie ?"), choices=choices((k.value, v) for k, v in PART_KINDS.items()))
    title = StringField(_l("Titre de la partie"), [InputRequired(), Length(2, 200)])
    theme_id = SelectField(
        _l("Thème"),
        coerce=str,
        default="",
        description=_l("Ses propositions sont offertes à la citation, et les images de la partie parlent de lui seul."),
    )
    body = TextAreaField(_l("Texte"), [Optional(), Length(max=20_000)], description=_l("Markdown accepté."))
    pictures = SelectMultipleField(
        _l("Chiffres et images"),
        choices=choices((one.name, one.label) for one in PICTURES.values()),
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        description=_l("Calculés à chaque lecture du brouillon, et fixés le jour de la publication."),
    )

    def offer(self, themes: Iterable[Any]) -> "PartForm":
        """Offer these themes."""
        self.theme_id.choices = choices([("", _("Aucun en particulier")), *((str(t.id), t.title) for t in themes)])
        return self

    @property
    def chosen(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        return {
            "kind": PartKind(self.kind.data),
            "title": self.title.data or "",
            "body": self.body.data or "",
            "theme_id": row_number(str(self.theme_id.data or "")),
            "pictures": self.pictures.data or [],
        }


class SentenceForm(Seen):
    """A sentence and the contributions on which it rests."""

    text = TextAreaField(_l("La phrase"), [InputRequired(), Length(5, 1_000)])
    part_id = SelectField(_l("Dans quelle partie ?"), coerce=str)
    in_short = BooleanField(_l("À reprendre dans la version courte"))
    cite = Field(_l("Elle repose sur"))
    q = StringField(_l("Chercher une contribution"), [Optional(), Length(max=200)])
    look = StringField(_l("Chercher"), [Optional(), Length(max=10)])

    def offer(self, parts: Sequence[Part]) -> "SentenceForm":
        """Offer these parts."""
        self.part_id.choices = choices((str(one.id), one.title) for one in parts)
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Check all of it; where one only searches, the token alone."""
        if not self.is_looking:
            return super().validate(extra_validators)
        token: Any = self.csrf_token  # type: ignore[attr-defined]
        return bool(token.validate(self))

    @property
    def is_looking(self) -> bool:
        """Whether the button that searches was pressed: nothing is saved then."""
        return bool(self.look.data)

    @property
    def refs(self) -> list[Ref]:
        """The contributions that are ticked, each once."""
        return list(dict.fromkeys(ref for one in self.cite.raw_data or () if (ref := cited_of(str(one)))))


class DecideForm(Seen):
    """Keep, reject, put back."""

    state = StringField(_l("Décision"), [InputRequired(), Length(max=20)])

    @property
    def standing(self) -> Standing:
        """What was decided, in a form that was accepted."""
        return Standing(self.state.data or "")

    def validate_state(self, field: Field) -> None:
        """Refuse what no button says."""
        if field.data not in {one.value for one in Standing}:
            raise ValidationError(_("Cette décision n’existe pas."))


class QuotationForm(Form):
    """Words of a contribution."""

    contribution = StringField(
        _l("La contribution"),
        [InputRequired(), Length(max=300)],
        description=_l("Son adresse, copiée depuis sa page : une proposition ou un commentaire."),
    )
    words = TextAreaField(
        _l("Les mots cités"),
        [InputRequired(), Length(3, 1_000)],
        description=_l("Tels qu’ils sont écrits dans la contribution."),
    )

    @property
    def ref(self) -> Ref | None:
        """The contribution that was named, by its address or as « comment-12 »."""
        given = (self.contribution.data or "").strip().rstrip("/")
        if found := ref_of(given):
            return found
        path = given.partition("#")[0].partition("?")[0]
        kind, _slash, number = path.rpartition("/")
        named = {"proposals": "proposal", "comments": "comment"}.get(kind.rpartition("/")[2], "")
        return ref_of(f"{named}-{number}") or ref_of(given.partition("#")[2])

    def validate_contribution(self, _field: Field) -> None:
        """Refuse what is no address of a contribution."""
        if self.ref is None:
            raise ValidationError(_("Cette adresse n’est pas celle d’une proposition ou d’un commentaire."))


class NotedForm(Form):
    """An agreement that was given otherwise."""

    how = StringField(
        _l("Comment l’accord a-t-il été donné ?"),
        [InputRequired(), Length(3, 300)],
        description=_l("Par exemple : sur papier, le 12 mars, formulaire au dossier."),
    )


class ConsentForm(Form):
    """One button: yes or no."""

    answer = StringField(_l("Votre réponse"), [InputRequired(), Length(max=20)])

    @property
    def agrees(self) -> bool:
        """Whether it is a yes, in a form that was accepted."""
        return self.answer.data == Consent.GIVEN.value

    def validate_answer(self, field: Field) -> None:
        """Refuse what no button of ours says."""
        if field.data not in (Consent.GIVEN.value, Consent.REFUSED.value):
            raise ValidationError(_("Cette réponse n’existe pas."))


class SubmitForm(Form):
    """A word for whoever will read."""

    remark = TextAreaField(_l("Un mot pour la relecture"), [Optional(), Length(max=2_000)])


class ReviewForm(Form):
    """Publish what was read, or send it back."""

    verdict = RadioField(
        _l("Votre avis"),
        [InputRequired()],
        choices=choices([("publish", _l("Publier cette version")), ("return", _l("Demander des changements"))]),
    )
    remark = TextAreaField(
        _l("Ce qui change, ou ce qui est à revoir"),
        [Length(max=500)],
        description=_l("Publié avec la version ; ou lu par les personnes qui écrivent."),
    )
    revision = HiddenField(filters=[lambda v: str(v or "")], validators=[Length(max=9)])

    def validate_remark(self, field: Field) -> None:
        """Whoever sends back says why."""
        if self.verdict.data == "return" and not field.data:
            raise ValidationError(_("Dites ce qui est à revoir."))

    @property
    def seen(self) -> int:
        """The revision that was read."""
        return row_number(self.revision.data or "") or 0


FAULTS: dict[logo.Fault, LazyString] = {
    logo.Fault.TOO_HEAVY: _l("Ce fichier dépasse 1 Mo : enregistrez le logo en plus petit."),
    logo.Fault.SVG: _l("Un logo en SVG peut cacher un programme : enregistrez-le en PNG ou en JPEG."),
    logo.Fault.KIND: _l("Ce fichier n’est ni un PNG ni un JPEG."),
    logo.Fault.TOO_LARGE: _l("Cette image dépasse 4 000 pixels de côté : réduisez-la."),
    logo.Fault.BROKEN: _l("Cette image est abîmée : elle ne peut pas être lue."),
}
READABLE_CONTRAST = 4.5  # WCAG 2.2, 1.4.3


class LetterheadForm(Form):
    """What the institution gives to its documents."""

    name = StringField(
        _l("Nom de l’institution"),
        [Optional(), Length(max=160)],
        description=_l("Sans lui, c’est celui de l’organisateur de la consultation."),
    )
    colour = StringField(
        _l("Couleur des titres"),
        [InputRequired(), Length(max=7)],
        widget=widgets.ColorInput(),
        default="#1f4f7b",
        description=_l("Assez foncée pour se lire sur du blanc : un contraste de 4,5 au moins."),
    )
    logo = FileField(_l("Logo"), description=_l("PNG ou JPEG, 1 Mo et 4 000 pixels de côté au plus."))
    logo_alt = StringField(
        _l("Ce que montre le logo"),
        [Length(max=200)],
        description=_l("Pour les personnes qui ne le voient pas. Par exemple : Département de l’Ariège."),
    )
    without_logo = BooleanField(_l("Retirer le logo"))
    legal = TextAreaField(
        _l("Mentions légales"),
        [Optional(), Length(max=5_000)],
        description=_l("À la fin de chaque document. Markdown accepté."),
    )
    drawn: bytes | None = None

    def validate_colour(self, field: Field) -> None:
        """Refuse what is no colour, and what nobody could read."""
        field.data = (field.data or "").lower()
        if not re.fullmatch("#[0-9a-f]{6}", field.data):
            raise ValidationError(_("Une couleur s’écrit comme #1f4f7b."))
        found = logo.contrast(field.data)
        if found < READABLE_CONTRAST:
            said = format_decimal(found, format="0.0")
            raise ValidationError(
                _("Trop claire : son contraste sur du blanc est de %(n)s, il en faut 4,5 au moins.", n=said)
            )

    def validate_logo(self, field: Field) -> None:
        """Refuse what is no picture, too heavy, too large, or could hold a program."""
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            return
        data = field.data.stream.read(logo.LARGEST + 1)
        field.data.close()  # what is larger waits in a file of its own
        try:
            self.drawn = logo.read(data)
        except logo.LogoRefused as problem:
            raise ValidationError(FAULTS[problem.fault]) from None

    def validate_logo_alt(self, field: Field) -> None:
        """A logo says what it shows."""
        if self.drawn and not field.data:
            raise ValidationError(_("Dites en quelques mots ce que montre le logo."))


class TreatForm(Form):
    """What becomes of one contribution that is not covered: cited, filed, left out, brought back."""

    ref = StringField(_l("Contribution"), [InputRequired(), Length(max=40)])
    act = StringField(_l("Que faire ?"), [InputRequired(), Length(max=20)])
    statement = StringField(_l("Phrase"), [Length(max=12)])
    theme = StringField(_l("Thème"), [Length(max=12)])
    why = StringField(_l("Pourquoi la laisser de côté ?"), [Length(max=500)])

    @property
    def about(self) -> Ref:
        """The contribution, in a form that was accepted."""
        found = ref_of(self.ref.data or "")
        if found is None:
            raise ValueError("no contribution")
        return found

    def validate_ref(self, field: Field) -> None:
        """Refuse what names no contribution."""
        if ref_of(field.data or "") is None:
            raise ValidationError(_("Cette contribution n’existe plus."))

    def validate_act(self, field: Field) -> None:
        """Refuse what no button of ours says."""
        if field.data not in ("cite", "file", "leave", "back"):
            raise ValidationError(_("Cette décision n’existe pas."))

    def validate_why(self, field: Field) -> None:
        """Whoever leaves something out says why."""
        if self.act.data == "leave" and not field.data:
            raise ValidationError(_("Dites pourquoi : la raison est publiée avec la synthèse."))
