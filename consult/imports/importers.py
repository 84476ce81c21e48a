"""The registry of importers. To add one, write its reader, and a line here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.imports.decidim import DECIDIM
from consult.imports.oddities import parse_with_oddities
from consult.imports.parsed import Parsed
from consult.imports.republique import REPUBLIQUE
from consult.reading.files import ImportRefused, Upload, read_text
from consult.reading.rows import Oddity

MOST_WARNINGS = 1_000


@dataclass(frozen=True, slots=True)
class Importer:
    """A way to read files into a `Parsed`. `files` says which; `read` raises `ImportRefused` and nothing else."""

    name: str
    label: LazyString
    files: LazyString
    read: Callable[[Sequence[Upload]], Parsed]
    several: bool = True


def _transcript(uploads: Sequence[Upload]) -> Parsed:
    if len(uploads) != 1:
        raise ImportRefused(_("Une transcription tient dans un seul fichier."))
    return bounded(parse_with_oddities(read_text(uploads[0].data)))


def bounded(parsed: Parsed) -> Parsed:
    """Nobody reads more than so many oddities: the last one says how many there are beside."""
    beyond = parsed.warnings[MOST_WARNINGS:]
    if beyond:
        message = _("Et %(count)d autres avertissements.", count=len(beyond))
        parsed.warnings[MOST_WARNINGS:] = [Oddity(beyond[0].line, "more", message, beyond[0].file)]
    return parsed


IMPORTERS: dict[str, Importer] = {
    importer.name: importer
    for importer in (
        Importer(
            "transcript",
            _l("Transcription d’une consultation"),
            _l("un fichier Markdown ou texte : titres, textes, commentaires"),
            _transcript,
            several=False,
        ),
        Importer(
            REPUBLIQUE.name,
            _l("République numérique"),
            _l("opinions.csv, arguments.csv, sources.csv"),
            lambda uploads: bounded(REPUBLIQUE.read(uploads)),
        ),
        Importer(
            DECIDIM.name,
            _l("Exports de Decidim"),
            _l("les propositions, les commentaires et les débats, en CSV"),
            lambda uploads: bounded(DECIDIM.read(uploads)),
        ),
    )
}
PRESETS = (REPUBLIQUE.name, DECIDIM.name)
