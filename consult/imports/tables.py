"""Delimited files of other platforms, by preset: which file is which is known from its header, whatever the order.

A `Preset` names the shapes it knows and how to build a consultation from their rows. Rows that cannot be read, and
comments about things that are in no file, are oddities with their line; nothing is dropped in silence.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from consult.imports.parsed import ImportedProposal, Kind, Origin, Parsed
from consult.reading.files import ImportRefused, Upload
from consult.reading.rows import Oddity, Row, Table, read_table

Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of file: known by the columns it must have; `label` is what to call it."""

    name: str
    required: frozenset[str]


@dataclass(frozen=True, slots=True)
class Preset:
    """The files of one platform. Shapes are tried in order; at least one of `needed` must be there."""

    name: str
    shapes: tuple[Shape, ...]
    needed: frozenset[str]
    build: Callable[[Rows, Parsed], None]

    def read(self, uploads: Sequence[Upload]) -> Parsed:
        """Read the files together. Raise `ImportRefused` where one is not recognised, or the main one is missing."""
        parsed = Parsed(importer=self.name)
        rows: dict[str, list[Row]] = {shape.name: [] for shape in self.shapes}
        for upload in uploads:
            table = read_table(upload)
            rows[self._recognise(table).name] += table.rows
            parsed.warnings += table.oddities
        if not any(rows[name] for name in self.needed):
            columns = " ; ".join(", ".join(sorted(s.required)) for s in self.shapes if s.name in self.needed)
            raise ImportRefused(
                _("Ligne 1 : il manque le fichier des propositions (colonnes %(columns)s).", columns=columns)
            )
        self.build(rows, parsed)
        parsed.warnings.sort(key=lambda oddity: (oddity.file, oddity.line))
        return parsed

    def _recognise(self, table: Table) -> Shape:
        found = set(table.columns)
        for shape in self.shapes:
            if shape.required <= found:
                return shape
        missing = min((shape.required - found for shape in self.shapes), key=len)
        raise ImportRefused(
            _(
                "%(file)s — Ligne 1 : ce fichier n’est pas reconnu. Il manque la colonne %(columns)s.",
                file=table.name,
                columns=", ".join(sorted(missing)),
            )
        )


@dataclass(slots=True)
class Holders:
    """The proposals that comments point at, by key. What is in no file gets a stand-in: its comments are kept."""

    parsed: Parsed
    known: dict[str, ImportedProposal] = field(default_factory=dict)

    def add(self, proposal: ImportedProposal, row: Row) -> None:
        """Keep a proposal; a second one with the same key is an oddity."""
        if proposal.key in self.known:
            self.parsed.warnings.append(
                row.odd("same-id", _("Cet identifiant est déjà pris ; cette ligne est laissée de côté."))
            )
            return
        self.known[proposal.key] = proposal
        self.parsed.proposals.append(proposal)

    def find(self, key: str, *, name: str, row: Row) -> ImportedProposal:
        """The proposal with this key, or its stand-in."""
        if key not in self.known:
            title = _("Contribution absente des fichiers importés (%(name)s)", name=name)
            stand_in = ImportedProposal(row.line, title, "", None, Kind.OFFICIAL, key=key, origin=Origin.MISSING)
            self.known[key] = stand_in
            self.parsed.proposals.append(stand_in)
            self.parsed.warnings.append(
                row.odd(
                    "missing",
                    _("« %(name)s » n’est dans aucun fichier ; ses commentaires sont gardés à part.", name=name),
                )
            )
        return self.known[key]


def count_hidden(parsed: Parsed) -> None:
    """Say how many things their platform had put in the bin: they are imported, hidden."""
    hidden = sum(thing.hidden for thing in parsed.proposals + parsed.comments)
    if hidden:
        message = _("%(count)d contributions étaient à la corbeille ; elles sont importées masquées.", count=hidden)
        parsed.warnings.append(Oddity(1, "hidden", message))
