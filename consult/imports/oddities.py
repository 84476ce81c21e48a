"""What was strange in a transcript, told to the person who imports it: the line, and how it was read.

Nothing here changes what was read. `parse_with_oddities` is what the importer calls.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from flask_babel import gettext as _

from consult.accounts import alike
from consult.imports import dates, names
from consult.imports.outline import Outline, byline, outline
from consult.imports.parsed import ImportedComment, ImportedProposal, Kind
from consult.imports.transcript import LineKind, Transcript, parse
from consult.reading.rows import Oddity
from consult.text import fold

_SIGNED_BADLY = re.compile(rf"\ble ?{dates.DAY}[ .*]*$")
_WORD = re.compile(r"\w[\w.'’-]{3,}\w")


def parse_with_oddities(text: str) -> Transcript:
    """Read a transcript and list its oddities by line. Raise `ImportRefused` as `parse` does."""
    transcript = parse(text)
    lines = text.split("\n")
    found = [
        *_headings(outline(lines)),
        *_proposals(transcript, lines),
        *_dates(transcript, lines),
        *_comments(transcript),
        *_moments(transcript),
        *_people(transcript, lines),
        *_cited(transcript),
        *_cut_paragraphs(transcript, lines),
    ]
    transcript.warnings = sorted(found, key=lambda oddity: (oddity.line, oddity.kind))
    return transcript


def _headings(plan: Outline) -> Iterator[Oddity]:
    for part in plan.parts[1:]:
        yield Oddity(part.at + 1, "part", _("« %(title)s » est lu comme une partie.", title=part.text))
    for heading in plan.stray:
        yield Oddity(
            heading.at + 1, "stray-heading", _("« %(title)s » n’appartient à aucune proposition.", title=heading.text)
        )
    for block in plan.blocks:
        if block.heading.level != plan.level:
            yield Oddity(
                block.heading.at + 1,
                "heading-level",
                _("Titre d’un autre niveau que les autres ; il est lu comme celui d’une proposition."),
            )
        for heading in block.inside:
            looks_like_title = heading.level <= plan.level
            yield Oddity(
                heading.at + 1,
                "subheading-like-title" if looks_like_title else "heading-inside",
                _(
                    "« %(title)s » ressemble à un titre de proposition ; il est laissé dans le texte.",
                    title=heading.text,
                )
                if looks_like_title
                else _("« %(title)s » est un intertitre ; il est laissé dans le texte.", title=heading.text),
            )
        for again in block.comments[1:]:
            yield Oddity(again.at + 1, "comments-again", _("« Commentaires » est écrit une seconde fois."))


def _proposals(transcript: Transcript, lines: list[str]) -> Iterator[Oddity]:
    titles: dict[str, int] = {}
    for proposal in transcript.proposals:
        yield from _proposal(proposal)
        twin = titles.setdefault(fold(proposal.title), proposal.line)
        if twin != proposal.line:
            yield Oddity(proposal.line, "same-title", _("Même titre qu’à la ligne %(line)d.", line=twin))
    yield from _signatures(transcript, lines)


def _proposal(proposal: ImportedProposal) -> Iterator[Oddity]:
    title = {"title": proposal.title}
    if proposal.kind is Kind.OFFICIAL:
        yield Oddity(
            proposal.line, "no-author", _("« %(title)s » n’est pas signée ; elle est lue comme officielle.", **title)
        )
    elif proposal.created is None:
        yield Oddity(proposal.line, "impossible-date", _("« %(title)s » est signée d’une date impossible.", **title))
    if not proposal.comments:
        yield Oddity(proposal.line, "no-comments", _("« %(title)s » n’a pas de commentaire.", **title))
    if not proposal.body:
        yield Oddity(proposal.line, "no-body", _("« %(title)s » n’a pas de texte.", **title))


def _signatures(transcript: Transcript, lines: list[str]) -> Iterator[Oddity]:
    signature: int | None = None
    for at, kind in enumerate(transcript.lines):
        if kind is LineKind.HEADING:
            signature = None
        elif kind in (LineKind.BYLINE, LineKind.BODY_BYLINE):
            signature = at
        elif kind is LineKind.BODY and byline(lines[at]):
            yield Oddity(
                at + 1,
                "two-bylines",
                _("Une proposition signée deux fois ; la dernière signature compte. Un titre manque-t-il ?"),
            )
        elif kind is LineKind.BODY and signature is not None:
            yield Oddity(at + 1, "after-byline", _("Du texte suit la signature ; il est laissé dans la proposition."))
            signature = None
        elif kind is LineKind.BODY and _SIGNED_BADLY.search(lines[at][-60:]):
            yield Oddity(
                at + 1, "unclear-byline", _("Une date, mais pas de « Proposé par » ; la proposition reste sans auteur.")
            )


def _dates(transcript: Transcript, lines: list[str]) -> Iterator[Oddity]:
    for at, kind in enumerate(transcript.lines):
        dated = dates.date_line(lines[at]) if kind is LineKind.DATE else None
        if dated is None:
            continue
        written = {"written": lines[at].strip()}
        if dated.moment is None:
            yield Oddity(
                at + 1,
                "impossible-date",
                _("Date impossible : « %(written)s ». Le commentaire reste sans date.", **written),
            )
        elif not dated.usual:
            read = dated.moment.astimezone(dates.PARIS).strftime("%d/%m/%Y - %H:%M:%S")
            yield Oddity(
                at + 1, "unusual-date", _("Date inhabituelle : « %(written)s », lue %(read)s.", read=read, **written)
            )


def _comments(transcript: Transcript) -> Iterator[Oddity]:
    for proposal in transcript.proposals:
        said: dict[tuple[str | None, str], int] = {}
        for comment in proposal.comments:
            if comment.author is None:
                yield Oddity(comment.line, "comment-no-author", _("Commentaire sans auteur."))
            if not comment.body:
                yield Oddity(comment.line, "comment-no-body", _("Commentaire sans texte."))
            twin = said.setdefault((comment.author, comment.body), comment.line)
            if twin != comment.line:
                yield Oddity(
                    comment.line,
                    "same-comment",
                    _("Même commentaire du même auteur qu’à la ligne %(line)d.", line=twin),
                )


def _moments(transcript: Transcript) -> Iterator[Oddity]:
    taken: dict[object, ImportedComment] = {}
    for comment in transcript.comments:
        twin = taken.setdefault(comment.created, comment) if comment.created else comment
        if twin is not comment:
            yield Oddity(
                comment.line,
                "same-second",
                _("Publié à la même seconde que le commentaire de la ligne %(line)d.", line=twin.line),
            )
    for proposal in transcript.proposals:
        dated = [comment for comment in proposal.comments if comment.created]
        for before, after in pairwise(dated):
            if before.created and after.created and after.created < before.created:
                yield Oddity(
                    after.line,
                    "out-of-order",
                    _("Plus ancien que le commentaire qui le précède, ligne %(line)d.", line=before.line),
                )
        yield from _too_early(proposal)


def _too_early(proposal: ImportedProposal) -> Iterator[Oddity]:
    for comment in proposal.comments:
        if comment.created and proposal.created and comment.created < proposal.created:
            yield Oddity(
                comment.line,
                "before-proposal",
                _("Plus ancien que la proposition qu’il commente, ligne %(line)d.", line=proposal.line),
            )


def _people(transcript: Transcript, lines: list[str]) -> Iterator[Oddity]:
    first: dict[str, int] = {}
    for signed in transcript.proposals + transcript.comments:
        if signed.author is not None:
            first[signed.author] = min(signed.line, first.get(signed.author, signed.line))
    for group in alike.lookalikes(sorted(first, key=first.__getitem__)):
        spellings = ", ".join(f"« {name} »" for name in group)
        yield Oddity(
            first[group[1]],
            "lookalikes",
            _("Pseudonymes presque identiques : %(names)s. Ils restent séparés.", names=spellings),
        )
    for name, line in first.items():
        if name not in lines[line - 1] and transcript.lines[line - 1] is LineKind.AUTHOR:
            written = lines[line - 1].strip()
            yield Oddity(
                line,
                "escaped-name",
                _("Pseudonyme écrit « %(written)s », lu « %(name)s ».", written=written, name=name),
            )


def _cited(transcript: Transcript) -> Iterator[Oddity]:
    """Names cited in comments under another spelling: "Gepetto" where "gepeto" wrote."""
    handles = {person.handle for person in transcript.people}
    folded = {fold(name.lstrip("@")) for name in handles}
    known = {bones: name for name in handles if len(bones := alike.skeleton(name)) > 4}
    told: set[str] = set()
    for comment in transcript.comments:
        for word in _WORD.findall(names.unescape(comment.body)):
            name = known.get(alike.skeleton(word))
            if name is not None and fold(word) not in folded and word not in told:
                told.add(word)
                yield Oddity(
                    comment.line, "cited-name", _("« %(word)s » désigne sans doute « %(name)s ».", word=word, name=name)
                )


def _cut_paragraphs(transcript: Transcript, lines: list[str]) -> Iterator[Oddity]:
    """A sentence that stops and goes on after an empty line: a page of the source ended there."""
    texts: dict[LineKind, LineKind] = defaultdict(
        lambda: LineKind.BLANK, {k: k for k in (LineKind.BODY, LineKind.COMMENT)}
    )
    texts[LineKind.BODY_BYLINE] = LineKind.BODY
    inhabited = [at for at, kind in enumerate(transcript.lines) if kind not in (LineKind.BLANK, LineKind.PAGE_BREAK)]
    for before, after in pairwise(inhabited):
        kinds = texts[transcript.lines[before]], texts[transcript.lines[after]]
        if kinds[0] is not kinds[1] or kinds[0] is LineKind.BLANK or after - before < 2:
            continue
        stops = re.search(r"[\w,’']$", lines[before].rstrip())
        if stops and len(lines[before]) > 60 and lines[after][0].islower():
            yield Oddity(
                after + 1, "cut-paragraph", _("Paragraphe coupé par un saut de page ; il est laissé en deux morceaux.")
            )
