"""Any table of proposals, by saying which column holds what. The columns are guessed from their names; people correct.

A name that is an e-mail address is not taken over: a pseudonym is shown to everyone.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

from flask_babel import gettext as _

from consult.imports import dates
from consult.imports.cells import is_address, number, prose
from consult.imports.parsed import ImportedProposal, ImportedSection, Kind, Parsed
from consult.imports.tables import Holders
from consult.reading.files import ImportRefused, Upload
from consult.reading.rows import Row, Table, column, read_table
from consult.text import excerpt, fold

_TITLE_FROM_BODY = 80
_GUESSES = {
    "title": ("titre", "title", "intitule", "proposition", "idee", "objet", "nom de la proposition"),
    "body": ("texte", "body", "description", "contenu", "message", "reponse", "contribution", "detail"),
    "section": ("section", "rubrique", "categorie", "category", "partie", "axe"),
    "author": ("auteur", "author", "pseudonyme", "pseudo", "nom", "auteur/nom", "author/name"),
    "created": (
        "date",
        "created_at",
        "created",
        "cree le",
        "date de creation",
        "publie le",
        "horodateur",
        "published_at",
    ),
    "kind": ("type", "kind", "nature", "origine"),
    "theme": ("theme", "thematique"),
    "key": ("id", "identifiant", "numero", "n°", "reference"),
    "support": ("soutiens", "votes", "support", "supports", "j'aime", "likes"),
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column (by its name in the file) holds what; "" where none does. A title or a text there must be."""

    title: str = ""
    body: str = ""
    section: str = ""
    author: str = ""
    created: str = ""
    kind: str = ""
    theme: str = ""
    key: str = ""
    support: str = ""

    def cell(self, row: Row, role: str) -> str:
        """What a row holds for a role."""
        name: str = getattr(self, role)
        return row.get(column(name)) if name else ""


@dataclass(slots=True)
class _Reading:
    mapping: Mapping
    parsed: Parsed
    holders: Holders
    sections: dict[str, ImportedSection] = field(default_factory=dict)


def columns(upload: Upload) -> list[str]:
    """The names of the columns of a file, as written in it."""
    return read_table(upload).written


def guess(names: Sequence[str]) -> Mapping:
    """The likeliest mapping for these columns."""
    known = {column(name): name for name in reversed(names)}
    found = {role: next((known[word] for word in words if word in known), "") for role, words in _GUESSES.items()}
    return Mapping(**found)


def read(upload: Upload, mapping: Mapping) -> Parsed:
    """Read proposals from a table. Raise `ImportRefused` where the mapping names no title and no text, or no column."""
    table = read_table(upload)
    _refuse_unknown(table, mapping)
    parsed = Parsed(importer="table", warnings=list(table.oddities))
    reading = _Reading(mapping, parsed, Holders(parsed))
    for row in table.rows:
        _add(reading, row)
    parsed.sections = list(reading.sections.values())
    parsed.warnings.sort(key=lambda oddity: oddity.line)
    if not parsed.proposals:
        raise ImportRefused(_("Ligne 2 : aucune ligne de ce tableau n’a pu être lue comme une proposition."))
    return parsed


def _refuse_unknown(table: Table, mapping: Mapping) -> None:
    if not mapping.title and not mapping.body:
        raise ImportRefused(_("Ligne 1 : indiquez la colonne du titre ou celle du texte."))
    for role in fields(mapping):
        name = getattr(mapping, role.name)
        if name and column(name) not in table.columns:
            raise ImportRefused(_("Ligne 1 : il n’y a pas de colonne « %(name)s ».", name=name))


def _add(reading: _Reading, row: Row) -> None:
    title, body = reading.mapping.cell(row, "title"), prose(reading.mapping.cell(row, "body"))
    warnings = reading.parsed.warnings
    if not title and not body:
        warnings.append(row.odd("no-title", _("Ni titre ni texte ; cette ligne est laissée de côté.")))
        return
    if not title:
        title = excerpt(body, _TITLE_FROM_BODY)
        warnings.append(row.odd("title-from-body", _("Sans titre ; les premiers mots du texte en tiennent lieu.")))
    section = _section(reading, row)
    author, created = _author(reading, row), _created(reading, row)
    reading.holders.add(
        ImportedProposal(
            row.line,
            " ".join(title.split()),
            body,
            section,
            Kind.OFFICIAL if fold(reading.mapping.cell(row, "kind")).startswith("offici") else Kind.CITIZEN,
            author,
            created,
            key=_key(reading.mapping.cell(row, "key"), title, author, created, body),
            theme=reading.mapping.cell(row, "theme") or None,
            totals={"support": number(reading.mapping.cell(row, "support"))} if reading.mapping.support else {},
        ),
        row,
    )


def _section(reading: _Reading, row: Row) -> str | None:
    title = reading.mapping.cell(row, "section")
    if not title:
        return None
    section = ImportedSection(row.line, f"section:{fold(title)}", title)
    return reading.sections.setdefault(section.key, section).key


def _author(reading: _Reading, row: Row) -> str | None:
    name = reading.mapping.cell(row, "author")
    if is_address(name):
        message = _("L’auteur est une adresse électronique ; elle n’est pas reprise, la proposition reste sans auteur.")
        reading.parsed.warnings.append(row.odd("address", message))
        return None
    return " ".join(name.split()) or None


def _created(reading: _Reading, row: Row) -> datetime | None:
    written = reading.mapping.cell(row, "created")
    read_as = dates.moment(written) if written else None
    if written and read_as is None:
        message = _("Date illisible : « %(written)s ». La proposition reste sans date.", written=written)
        reading.parsed.warnings.append(row.odd("date", message))
    return read_as


def _key(given: str, *parts: object) -> str:
    if given:
        return f"row:{given}"
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]
