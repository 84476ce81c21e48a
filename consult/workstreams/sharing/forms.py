"""What people type about minutes, files, small ads and resources."""

from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, DateField, Field, FileField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from consult.web.forms import choices
from consult.workstreams.forms import Versioned, audience_field
from consult.workstreams.models import Audience
from consult.workstreams.sharing.filetypes import EXTENSIONS
from consult.workstreams.sharing.models import AD_KINDS, RESOURCE_KINDS, AdKind, ResourceKind


class ShelfForm(Versioned):
    """What all things on a shelf have; `PLAIN` and `ENUMS` are the other fields, by how they are stored."""

    PLAIN: ClassVar[tuple[str, ...]] = ()
    ENUMS: ClassVar[dict[str, Any]] = {}

    title = StringField(_l("Titre"), [InputRequired(), Length(2, 200)])
    body = TextAreaField(_l("Texte"), [Optional(), Length(max=20_000)], description=_l("Markdown accepté."))
    audience = audience_field()

    def fields(self) -> dict[str, Any]:
        """What was typed, as it is stored."""
        stored = {name: self[name].data or "" for name in ("title", "body")}
        stored |= {name: self[name].data for name in self.PLAIN}
        return stored | {name: enum(self[name].data) for name, enum in ({"audience": Audience} | self.ENUMS).items()}

    @property
    def own(self) -> list[Field]:
        """The fields that only this shelf has, in their order."""
        shared = {"title", "body", "audience", "csrf_token", "form_key", "version"}
        return [field for field in self if field.name not in shared]


class MinutesForm(ShelfForm):
    """The minutes of a meeting."""

    PLAIN = ("held", "present")

    held = DateField(_l("Date de la réunion"), [InputRequired()])
    present = StringField(_l("Personnes présentes"), [Optional(), Length(max=1_000)])


class AdForm(ShelfForm):
    """A small ad."""

    PLAIN = ("contact", "found")
    ENUMS: ClassVar[dict[str, Any]] = {"kind": AdKind}

    kind = SelectField(_l("Vous cherchez ou vous proposez ?"), choices=choices(AD_KINDS.items()))
    contact = StringField(
        _l("Comment vous joindre ?"),
        [Optional(), Length(max=200)],
        description=_l("Ce que vous écrivez ici est lu par tous ceux qui lisent l’annonce."),
    )
    found = BooleanField(_l("C’est trouvé : l’annonce reste lisible, mais n’est plus sur le mur"))


class ResourceForm(ShelfForm):
    """A resource, and who has it."""

    PLAIN = ("place", "contact", "borrower", "until")
    ENUMS: ClassVar[dict[str, Any]] = {"kind": ResourceKind}

    kind = SelectField(_l("De quoi s’agit-il ?"), choices=choices(RESOURCE_KINDS.items()))
    place = StringField(_l("Où ?"), [Optional(), Length(max=200)])
    contact = StringField(_l("À qui la demander ?"), [Optional(), Length(max=200)])
    borrower = StringField(_l("Qui l’a en ce moment ?"), [Optional(), Length(max=160)])
    until = DateField(_l("Jusqu’au"), [Optional()])

    def validate_until(self, field: Field) -> None:
        """A day of return needs somebody who brings it back."""
        if field.data and not self.borrower.data:
            raise ValidationError(_("Dites aussi qui l’a en ce moment."))


class FileWordsForm(ShelfForm):
    """What is said of a file that is there already."""


class NewFileForm(FileWordsForm):
    """A file to add."""

    file = FileField(_l("Fichier"), description=_l("10 Mo au plus. Types acceptés : %(types)s.", types=EXTENSIONS))

    def validate_file(self, field: Field) -> None:
        """A file and not words."""
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError(_("Choisissez un fichier."))
