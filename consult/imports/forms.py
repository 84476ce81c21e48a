"""What an organiser chooses to import files: how to read them, and which column holds what."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import Field, MultipleFileField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from consult.imports.importers import IMPORTERS
from consult.imports.mapping import Mapping
from consult.imports.uploads import TABLE
from consult.reading.files import MAX_BYTES, Upload
from consult.text import file_name
from consult.web.forms import Form, choices

MOST_FILES = 10
WAYS: list[tuple[str, LazyString]] = [
    *(
        (importer.name, _l("%(label)s : %(files)s", label=importer.label, files=importer.files))
        for importer in IMPORTERS.values()
    ),
    (TABLE, _l("Un autre tableau : un fichier CSV, dont vous direz ce que contient chaque colonne")),
]


class UploadForm(Form):
    """Files, and how to read them."""

    importer = RadioField(_l("Que contiennent vos fichiers ?"), [InputRequired()], choices=choices(WAYS))
    files = MultipleFileField(
        _l("Fichiers"),
        [InputRequired(_l("Choisissez au moins un fichier."))],
        description=_l(
            "CSV, Markdown ou texte, 20 Mo au plus chacun. Les fichiers ne sont montrés à personne ; "
            "ils sont effacés après l’importation, et en tout cas au bout d’un jour."
        ),
    )

    def validate_files(self, field: Field) -> None:
        """Files and not words, not too many, none too large."""
        if not all(isinstance(file, FileStorage) for file in field.data):
            raise ValidationError(_("Choisissez au moins un fichier."))
        if len(field.data) > MOST_FILES:
            raise ValidationError(_("Dix fichiers au plus à la fois."))
        for file in field.data:
            if _size(file) > MAX_BYTES:
                name = file_name(file.filename or "")
                raise ValidationError(_("« %(name)s » dépasse 20 Mo. Coupez-le en plusieurs fichiers.", name=name))

    def uploads(self) -> list[Upload]:
        """The files, once the form is valid."""
        return [Upload(file_name(file.filename or ""), file.read()) for file in self.files.data or ()]


def _size(file: FileStorage) -> int:
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    return size


class MappingForm(Form):
    """Which column holds what. Its fields are those of `Mapping`."""

    title = SelectField(_l("Titre"), description=_l("Sans titre, les premiers mots du texte en tiennent lieu."))
    body = SelectField(_l("Texte"))
    section = SelectField(_l("Rubrique"))
    author = SelectField(_l("Auteur"), description=_l("Un pseudonyme : il sera montré à tous."))
    created = SelectField(_l("Date"))
    kind = SelectField(_l("Genre"), description=_l("« Officielle » ou « citoyenne » ; vide : citoyenne."))
    theme = SelectField(_l("Thème"))
    key = SelectField(
        _l("Identifiant"), description=_l("Permet d’importer à nouveau un fichier corrigé sans rien doubler.")
    )
    support = SelectField(_l("Soutiens comptés ailleurs"))

    written: Sequence[str] = ()  # the names of the columns, as the file has them

    @classmethod
    def for_columns(cls, names: Sequence[str], guessed: Mapping) -> "MappingForm":
        """The form as sent, or with the likeliest columns chosen. Columns go by number: a name may hold anything."""
        numbers = {name: str(n) for n, name in reversed([*enumerate(names)]) if name}
        form = cls.from_request(data={role: numbers.get(name, "") for role, name in asdict(guessed).items()})
        form.written = names
        offered: list[tuple[str, Any]] = [("", _("Aucune colonne"))]
        offered += [(number, name) for name, number in reversed(numbers.items())]
        for field in form.selects:
            field.choices = choices(offered)
        return form

    @property
    def selects(self) -> list[Any]:
        """The fields, in the order of `Mapping`."""
        return [self[one.name] for one in fields(Mapping)]

    @property
    def mapping(self) -> Mapping:
        """What was chosen."""
        return Mapping(**{f.name: self.written[int(f.data)] if f.data else "" for f in self.selects})
