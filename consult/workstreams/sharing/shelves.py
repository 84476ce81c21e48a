"""The shelves of a work stream. To add one: a model, a form, a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from consult.web.languages import day
from consult.workstreams.sharing import forms
from consult.workstreams.sharing.models import (
    AD_KINDS,
    RESOURCE_KINDS,
    Ad,
    Minutes,
    OnShelf,
    Resource,
    SharedFile,
)

Facts = list[tuple[LazyString, Any]]


@dataclass(frozen=True)
class Shelf:
    """A shelf: its name in addresses, what it is called, its model and forms, the facts that are shown of a thing."""

    name: str
    title: LazyString
    add: LazyString
    nothing: LazyString
    model: type[OnShelf]
    form: type[forms.ShelfForm]
    facts: Callable[[Any], Facts]
    new_form: type[forms.ShelfForm] | None = None
    kinds: Mapping[Any, LazyString] = field(default_factory=dict)

    def kind_of(self, thing: Any) -> LazyString | None:
        """What kind it is of, where the shelf has several."""
        return self.kinds[thing.kind] if self.kinds else None


def _day(value: Any) -> str:
    return day(value) if value else ""


def _of_minutes(thing: Minutes) -> Facts:
    return [(_l("Réunion du"), _day(thing.held)), (_l("Personnes présentes"), thing.present)]


def _of_ad(thing: Ad) -> Facts:
    return [(_l("Contact"), thing.contact), (_l("Où en est-on ?"), _l("C’est trouvé") if thing.found else "")]


def _of_resource(thing: Resource) -> Facts:
    return [
        (_l("Lieu"), thing.place),
        (_l("À demander à"), thing.contact),
        (_l("En ce moment chez"), thing.borrower),
        (_l("Jusqu’au"), _day(thing.until)),
    ]


def _of_file(thing: SharedFile) -> Facts:
    return [(_l("Fichier"), thing.name)]


SHELVES: dict[str, Shelf] = {
    shelf.name: shelf
    for shelf in (
        Shelf(
            "minutes",
            _l("Comptes rendus"),
            _l("Ajouter un compte rendu"),
            _l("Pas encore de compte rendu."),
            Minutes,
            forms.MinutesForm,
            _of_minutes,
        ),
        Shelf(
            "files",
            _l("Fichiers"),
            _l("Ajouter un fichier"),
            _l("Pas encore de fichier."),
            SharedFile,
            forms.FileWordsForm,
            _of_file,
            new_form=forms.NewFileForm,
        ),
        Shelf(
            "ads",
            _l("Petites annonces"),
            _l("Écrire une annonce"),
            _l("Pas encore d’annonce."),
            Ad,
            forms.AdForm,
            _of_ad,
            kinds=AD_KINDS,
        ),
        Shelf(
            "resources",
            _l("Ressources"),
            _l("Ajouter une ressource"),
            _l("Pas encore de ressource."),
            Resource,
            forms.ResourceForm,
            _of_resource,
            kinds=RESOURCE_KINDS,
        ),
    )
}
SEGMENT = f"<any({', '.join(SHELVES)}):shelf>"  # in addresses
