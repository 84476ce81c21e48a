"""Decidim's exports: proposals, comments (with alignment and replies) and debates.

An export may hold the comments of several instances, whose ids collide: a thing is known by its site, its kind and its
id ("participation.example.fr/proposals/23"). A debate becomes an official proposal whose `origin` says what it was.
Column names vary between versions; those of 0.1x to 0.29 are known.
"""

import re
from dataclasses import dataclass, field

from flask_babel import gettext as _

from consult.imports import dates
from consult.imports.cells import is_address, number, prose
from consult.imports.parsed import ImportedComment, ImportedProposal, ImportedSection, Kind, Origin, Parsed, Stance
from consult.imports.tables import Holders, Preset, Rows, Shape, count_hidden
from consult.reading.rows import Row
from consult.text import fold, mentions

_ADDRESS = re.compile(r"https?://(?P<site>[^/\s]+)/\S*?(?P<kind>proposals|debates)/(?P<id>\d+)")
_ALIGNMENTS = {"1": Stance.FOR, "0": Stance.NEUTRAL, "-1": Stance.AGAINST}
_KINDS = {"Decidim::Proposals::Proposal": "proposals", "Decidim::Debates::Debate": "debates"}
_COMMENT = "Decidim::Comments::Comment"
_ANSWERED = ("root_url", "root_commentable_url")


@dataclass(slots=True)
class _Reading:
    parsed: Parsed
    holders: Holders
    sections: dict[str, ImportedSection] = field(default_factory=dict)
    sites: dict[str, str] = field(default_factory=dict)  # "proposals/23" -> its key, for comments that name no site

    def section(self, row: Row, title: str) -> str | None:
        """The key of the section with this title, made where there is none yet."""
        if not title:
            return None
        section = ImportedSection(row.line, f"category:{fold(title)}", title)
        return self.sections.setdefault(section.key, section).key

    def key(self, row: Row, kind: str, *urls: str) -> str:
        """A thing's key from its address, or from its id alone."""
        found = _ADDRESS.search(row.get(*urls))
        return f"{found['site']}/{found['kind']}/{found['id']}" if found else f"{kind}/{row.get('id')}"


def _build(rows: Rows, parsed: Parsed) -> None:
    reading = _Reading(parsed, Holders(parsed))
    for row in rows["proposals"]:
        _add_holder(reading, row, _proposal(reading, row))
    for row in rows["debates"]:
        _add_holder(reading, row, _debate(reading, row))
    _add_comments(reading, rows)
    parsed.sections = list(reading.sections.values())
    count_hidden(parsed)


def _add_holder(reading: _Reading, row: Row, proposal: ImportedProposal) -> None:
    if not row.get("id") or not proposal.title:
        reading.parsed.warnings.append(
            row.odd("no-title", _("Ni identifiant ni titre ; cette ligne est laissée de côté."))
        )
        return
    reading.holders.add(proposal, row)
    reading.sites.setdefault("/".join(proposal.key.split("/")[-2:]), proposal.key)


def _proposal(reading: _Reading, row: Row) -> ImportedProposal:
    return ImportedProposal(
        row.line,
        row.get("title"),
        prose(row.get("body")),
        reading.section(row, row.get("category", "category/name", "taxonomies/name")),
        Kind.CITIZEN,
        _author(row),
        dates.moment(row.get("created_at", "published_at")),
        key=reading.key(row, "proposals", "url"),
        totals={"support": number(row.get("votes", "supports", "proposal_votes", "total_votes"))},
        hidden=row.get("state").casefold() == "withdrawn",
    )


def _debate(reading: _Reading, row: Row) -> ImportedProposal:
    """A debate's description is often only the name of its category."""
    body = prose(row.get("description"))
    known = f"category:{fold(body)}" in reading.sections
    return ImportedProposal(
        row.line,
        prose(row.get("title")),
        "" if known else body,
        reading.section(row, body if known else row.get("category", "category/name")),
        Kind.OFFICIAL,
        _author(row),
        dates.moment(row.get("created_at", "start_time")),
        key=reading.key(row, "debates", "url"),
        origin=Origin.DEBATE,
    )


def _author(row: Row) -> str | None:
    name = row.get("author", "author/name", "author(s)/name", "author_id", "author/id")
    return None if not name or is_address(name) else name


def _add_comments(reading: _Reading, rows: Rows) -> None:
    """Two passes: an answer may come before what it answers."""
    found: dict[str, tuple[Row, ImportedComment]] = {}
    for row in rows["comments"]:
        comment = _comment(row)
        if comment.key in found or not row.get("id") or not comment.body:
            message = _("Commentaire sans texte, sans identifiant ou déjà lu ; cette ligne est laissée de côté.")
            reading.parsed.warnings.append(row.odd("unreadable", message))
        else:
            found[comment.key] = (row, comment)
    for row, comment in found.values():
        root = _root(row, comment, found)
        if comment.parent is not None and (comment.parent not in found or root is None):
            comment.parent = None
            message = _("Le commentaire auquel celui-ci répond n’est pas dans le fichier.")
            reading.parsed.warnings.append(row.odd("no-parent", message))
        _holder(reading, root or row).comments.append(comment)


def _comment(row: Row) -> ImportedComment:
    body = prose(row.get("body"))
    answers = row.get("commentable_type") == _COMMENT
    return ImportedComment(
        row.line,
        _author(row),
        dates.moment(row.get("created_at")),
        body,
        key=_comment_key(row, row.get("id")),
        mentions=mentions(body),
        stance=_ALIGNMENTS.get(row.get("alignment")),
        parent=_comment_key(row, row.get("commentable_id")) if answers else None,
    )


def _comment_key(row: Row, number: str) -> str:
    site = _ADDRESS.search(row.get(*_ANSWERED))
    return f"{site['site'] if site else ''}/comments/{number}"


def _root(row: Row, comment: ImportedComment, found: dict[str, tuple[Row, ImportedComment]]) -> Row | None:
    """The row of the comment that began the thread; None where the way up is broken or goes in a circle."""
    seen = {comment.key}
    while comment.parent is not None:
        if comment.parent in seen or comment.parent not in found:
            return None
        row, comment = found[comment.parent]
        seen.add(comment.key)
    return row


def _holder(reading: _Reading, root: Row) -> ImportedProposal:
    """What a thread is about: by the address it names, else by its kind and id."""
    address = _ADDRESS.search(root.get(*_ANSWERED))
    kind = _KINDS.get(root.get("commentable_type"), root.get("commentable_type").rpartition("::")[2] or "?")
    short = f"{address['kind']}/{address['id']}" if address else f"{kind}/{root.get('commentable_id')}"
    key = f"{address['site']}/{short}" if address else reading.sites.get(short, short)
    if key not in reading.holders.known and short in reading.holders.known:
        key = short  # the file of proposals names no site
    return reading.holders.find(key, name=key, row=root)


DECIDIM = Preset(
    "decidim",
    (
        Shape("comments", frozenset({"id", "body", "commentable_id", "commentable_type"})),
        Shape("proposals", frozenset({"id", "title", "body"})),
        Shape("debates", frozenset({"id", "title", "description"})),
    ),
    needed=frozenset({"proposals", "debates"}),
    build=_build,
)
