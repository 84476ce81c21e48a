"""The files of the consultation on the bill for a digital Republic (2015): opinions, arguments, sources.

The votes of its three positions are totals counted there: `agree`, `mixed` and `disagree`, never anybody's vote here.
"""

from flask_babel import gettext as _

from consult.imports import dates
from consult.imports.cells import number, prose, truth
from consult.imports.parsed import (
    ImportedComment,
    ImportedProposal,
    ImportedSection,
    ImportedSource,
    Kind,
    Parsed,
    Stance,
)
from consult.imports.tables import Holders, Preset, Rows, Shape, count_hidden
from consult.reading.rows import Row

_SIDES = {"pour": Stance.FOR, "contre": Stance.AGAINST}


def _build(rows: Rows, parsed: Parsed) -> None:
    holders = Holders(parsed)
    _add_sections(rows, parsed)
    for row in rows["opinions"]:
        if row.get("id") and row.get("title"):
            holders.add(_opinion(row), row)
        else:
            parsed.warnings.append(row.odd("no-title", _("Ni identifiant ni titre ; cette ligne est laissée de côté.")))
    seen: set[str] = set()
    for row in rows["arguments"]:
        _add_argument(row, holders, seen)
    for row in rows["sources"]:
        proposal = holders.find(f"opinion:{row.get('opinion_id')}", name=f"opinion {row.get('opinion_id')}", row=row)
        proposal.sources.append(_source(row))
    count_hidden(parsed)


def _add_sections(rows: Rows, parsed: Parsed) -> None:
    found: dict[str, ImportedSection] = {}
    for row in rows["opinions"]:
        key = row.get("section_id", "section")
        if key:
            found.setdefault(key, ImportedSection(row.line, f"section:{key}", row.get("section", "section_code")))
    # The bill numbers its sections in the order of its text.
    parsed.sections = [found[key] for key in sorted(found, key=lambda key: (number(key), key))]


def _opinion(row: Row) -> ImportedProposal:
    section = row.get("section_id", "section")
    return ImportedProposal(
        row.line,
        row.get("title"),
        prose(row.get("body")),
        f"section:{section}" if section else None,
        Kind.OFFICIAL if truth(row.get("is_admin")) else Kind.CITIZEN,
        row.get("author") or None,
        dates.moment(row.get("created_at")),
        key=f"opinion:{row.get('id')}",
        totals={
            "agree": number(row.get("votes_ok")),
            "mixed": number(row.get("votes_mitige")),
            "disagree": number(row.get("votes_nok")),
        },
        hidden=truth(row.get("is_trashed")),
    )


def _add_argument(row: Row, holders: Holders, seen: set[str]) -> None:
    key, stance, body = f"argument:{row.get('id')}", _SIDES.get(row.get("side").casefold()), prose(row.get("body"))
    if key in seen or not row.get("id") or not body:
        message = _("Argument sans texte, sans identifiant ou déjà lu ; cette ligne est laissée de côté.")
        holders.parsed.warnings.append(row.odd("unreadable", message))
        return
    if stance is None:
        message = _(
            "« %(side)s » n’est ni « pour » ni « contre » ; l’argument est gardé sans position.", side=row.get("side")
        )
        holders.parsed.warnings.append(row.odd("side", message))
    seen.add(key)
    proposal = holders.find(f"opinion:{row.get('opinion_id')}", name=f"opinion {row.get('opinion_id')}", row=row)
    proposal.comments.append(
        ImportedComment(
            row.line,
            row.get("author") or None,
            dates.moment(row.get("created_at")),
            body,
            key=key,
            stance=stance,
            totals={"support": number(row.get("votes"))},
            hidden=truth(row.get("is_trashed")),
        )
    )


def _source(row: Row) -> ImportedSource:
    created = dates.moment(row.get("created_at"))
    return ImportedSource(row.line, f"source:{row.get('id')}", row.get("title", "link"), row.get("link"), created)


REPUBLIQUE = Preset(
    "republique-numerique",
    (
        Shape("opinions", frozenset({"id", "title", "body", "votes_ok", "votes_nok", "votes_mitige"})),
        Shape("arguments", frozenset({"id", "opinion_id", "side", "body"})),
        Shape("sources", frozenset({"id", "opinion_id", "link"})),
    ),
    needed=frozenset({"opinions"}),
    build=_build,
)
