"""A consultation written down as Markdown: titles, texts, "Commentaires", then name, date, words, name, date, words …

    ## UN JARDIN PARTAGÉ
    Le terrain derrière la gare est vide. Proposé par lilas le 12/07/2014
    ### Commentaires
    Gaston
    24/07/2014 - 11:05:42
    D’accord avec @lilas.

`outline` says what each heading is; this module gives every line exactly one `LineKind` and puts the parts together;
`oddities` tells what was strange. A proposal that is signed comes from a citizen, the others are official.
Keys are made from what a thing is (title, author, moment), not from where it stands.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from flask_babel import gettext as _

from consult.imports import dates, names
from consult.imports.outline import Block, Outline, byline, is_rule, outline
from consult.imports.parsed import ImportedComment, ImportedProposal, ImportedSection, Kind, Parsed
from consult.reading.files import ImportRefused
from consult.text import fold, mentions

MOST_PROPOSALS, MOST_LINES = 5_000, 200_000
_LONGEST_NAME = 60
_ENDINGS = ".!?…)]}»\"”’':;*_>/`"


def _joined(lines: Sequence[str]) -> str:
    """Lines as one text, without the signs of a new page around them; one inside a line parts two words."""
    return "\n".join(line.strip("\f") for line in lines).strip()


class LineKind(StrEnum):
    """What a line of the source is: every line is exactly one of these."""

    BLANK = "blank"
    PAGE_BREAK = "page-break"
    TITLE = "title"  # of the whole or of a part
    INTRODUCTION = "introduction"
    HEADING = "heading"  # of a proposal
    SUBHEADING = "subheading"  # inside a text
    BODY = "body"
    BODY_BYLINE = "body-byline"  # the last words of a body, and its signature
    BYLINE = "byline"
    COMMENTS = "comments"  # "### Commentaires"
    AUTHOR = "author"
    DATE = "date"
    COMMENT = "comment"


@dataclass(slots=True)
class Transcript(Parsed):
    """A parsed transcript; `lines[n]` is the kind of line n + 1 of the source."""

    lines: list[LineKind] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Remark:
    """Where a comment stands, counting lines from 0: its name, its date, its words up to `end`."""

    author: int | None
    date: int | None
    start: int
    end: int


@dataclass(slots=True)
class Source:
    """The lines being read, and the kind of those that are known so far."""

    lines: list[str]
    kinds: list[LineKind | None]
    plan: Outline
    ends_with_newline: bool

    def is_empty(self, at: int) -> bool:
        """Whether a line holds no words."""
        return self.kinds[at] in (LineKind.BLANK, LineKind.PAGE_BREAK)

    def words(self, start: int, end: int) -> Iterator[int]:
        """The lines that hold words."""
        return (at for at in range(start, end) if not self.is_empty(at))

    def text(self, start: int, end: int) -> str:
        """The lines as a text, without what is empty at both ends."""
        inhabited = list(self.words(start, end))
        if not inhabited:
            return ""
        return _joined(self.lines[inhabited[0] : inhabited[-1] + 1])

    def mark(self, kind: LineKind, start: int, end: int) -> None:
        """Say what lines are; empty ones stay empty, headings inside a text are told apart."""
        for at in self.words(start, end):
            self.kinds[at] = self.kinds[at] or kind


def parse(text: str) -> Transcript:
    """Read a transcript. Raise `ImportRefused` where the text is none, or stops in the middle of a comment."""
    source = _source(text)
    _refuse_other_texts(source)
    transcript = Transcript(importer="transcript")
    _read_front(source, transcript)
    for block in source.plan.blocks:
        transcript.proposals.append(_proposal(source, block))
    _refuse_cut(source)
    _refuse_uninhabited(source, transcript)
    transcript.lines = [kind or LineKind.BODY for kind in source.kinds]
    _name_keys(transcript)
    return transcript


def _source(text: str) -> Source:
    if text.count("\n") >= MOST_LINES:
        message = _("Ligne %(line)d : ce fichier est trop long. Coupez-le en plusieurs.", line=MOST_LINES)
        raise ImportRefused(message)
    lines = text.split("\n")
    plan = outline(lines)
    kinds: list[LineKind | None] = [None] * len(lines)
    for at, line in enumerate(lines):
        if is_rule(line):
            kinds[at] = LineKind.PAGE_BREAK
        elif not line.strip():
            kinds[at] = LineKind.BLANK
    _mark_page_breaks(kinds)
    for part in plan.parts:
        kinds[part.at] = LineKind.TITLE
    for stray in plan.stray:
        kinds[stray.at] = LineKind.COMMENTS if stray.opens_comments else LineKind.INTRODUCTION
    return Source(lines, kinds, plan, text.endswith("\n"))


def _mark_page_breaks(kinds: list[LineKind | None]) -> None:
    """Three empty lines in a row or more are what remains of a page's end."""
    start = 0
    for at in range(len(kinds) + 1):
        if at < len(kinds) and kinds[at] is LineKind.BLANK:
            continue
        if at - start >= 3:
            kinds[start:at] = [LineKind.PAGE_BREAK] * (at - start)
        start = at + 1


def _refuse_other_texts(source: Source) -> None:
    if len(source.plan.blocks) > MOST_PROPOSALS:
        message = _(
            "Ligne %(line)d : plus de %(most)d titres. Coupez ce fichier en plusieurs.",
            line=source.plan.blocks[MOST_PROPOSALS].heading.at + 1,
            most=MOST_PROPOSALS,
        )
        raise ImportRefused(message)
    if not source.plan.blocks:
        line = next(source.words(0, len(source.lines)), 0) + 1
        raise ImportRefused(
            _(
                "Ligne %(line)d : ce fichier n’est pas une consultation transcrite. "
                "Aucun titre de proposition (« ## Titre ») n’a été trouvé.",
                line=line,
            )
        )


def _refuse_uninhabited(source: Source, transcript: Transcript) -> None:
    if not any(comment.created for comment in transcript.comments) and not any(p.author for p in transcript.proposals):
        raise ImportRefused(
            _(
                "Ligne %(line)d : ce fichier n’est pas une consultation transcrite. Il a des titres, "
                "mais ni commentaire daté, ni proposition signée (« Proposé par … le … »).",
                line=source.plan.blocks[0].heading.at + 1,
            )
        )


def _refuse_cut(source: Source) -> None:
    """A file that stops in the middle of a comment was cut on its way: it is to be fetched again, not imported."""
    last = max(source.words(0, len(source.lines)), default=0)
    kind, line = source.kinds[last], source.lines[last].rstrip()
    if kind is LineKind.DATE or (kind is LineKind.COMMENT and dates.cut_date_line(line)):
        raise ImportRefused(_("Ligne %(line)d : le fichier s’arrête au milieu d’un commentaire.", line=last + 1))
    if kind is LineKind.COMMENT and not source.ends_with_newline and line[-1] not in _ENDINGS:
        raise ImportRefused(
            _(
                "Ligne %(line)d : le fichier semble s’arrêter au milieu d’un commentaire. "
                "S’il est complet, ajoutez une ligne vide à la fin.",
                line=last + 1,
            )
        )


def _read_front(source: Source, transcript: Transcript) -> None:
    parts = source.plan.parts
    if parts:
        transcript.title = parts[0].text.partition(" : ")[0].strip()
    sections = {block.section: block.heading.at + 1 for block in reversed(source.plan.blocks) if block.section}
    lines = {part.text.rpartition(" : ")[2].strip(): part.at + 1 for part in reversed(parts)}
    for name, line in sorted(sections.items(), key=lambda item: item[1]):
        transcript.sections.append(ImportedSection(lines.get(name, line), name, name))
    source.mark(LineKind.INTRODUCTION, 0, source.plan.first)
    kept = (LineKind.INTRODUCTION, LineKind.BLANK)
    words = [source.lines[at] for at in range(source.plan.first) if source.kinds[at] in kept]
    transcript.introduction = _joined(words)


def _proposal(source: Source, block: Block) -> ImportedProposal:
    source.kinds[block.heading.at] = LineKind.HEADING
    for heading in block.comments:
        source.kinds[heading.at] = LineKind.COMMENTS
    for heading in block.inside:
        source.kinds[heading.at] = LineKind.SUBHEADING if heading.at in block.body else None
    body, author, created = _body(source, block.body)
    kind = Kind.OFFICIAL if author is None else Kind.CITIZEN
    proposal = ImportedProposal(block.heading.at + 1, block.heading.text, body, block.section, kind, author, created)
    borders = [heading.at for heading in block.comments] + [block.end]
    for start, end in pairwise(borders):
        proposal.comments += [_comment(source, remark) for remark in remarks(source, start + 1, end)]
    return proposal


def _body(source: Source, span: range) -> tuple[str, str | None, datetime | None]:
    """The text, its author and its day. The last signature counts; it is taken off the text."""
    signed = next((at for at in reversed(span) if byline(source.lines[at])), None)
    found = None if signed is None else byline(source.lines[signed])
    if signed is None or found is None:
        source.mark(LineKind.BODY, span.start, span.stop)
        return source.text(span.start, span.stop), None, None
    rest = _without_byline(source.lines[signed], found.start())
    source.kinds[signed] = LineKind.BODY_BYLINE if rest else LineKind.BYLINE
    source.mark(LineKind.BODY, span.start, span.stop)
    before = source.text(span.start, signed)
    after = source.text(signed + 1, span.stop)
    gap = "\n" if signed > span.start and not source.is_empty(signed - 1) else "\n\n"
    text = gap.join(filter(None, (before, rest)))
    return "\n\n".join(filter(None, (text, after))), names.handle(found["author"]), dates.day(found["date"])


def _without_byline(line: str, start: int) -> str:
    """What stands before a signature, with its bold closed where the signature was in it."""
    rest = line[:start].rstrip()
    if rest.count("**") % 2 == 0:
        return rest
    return rest[:-2].rstrip() if rest.endswith("**") else rest + "**"


def remarks(source: Source, start: int, end: int) -> Iterator[Remark]:
    """Cut the lines under "Commentaires" into comments: a name, then a date, each filling its line, then words."""
    dated = [at for at in source.words(start, end) if dates.date_line(source.lines[at])]
    opened: list[tuple[int | None, int]] = []
    floor = start
    for at in dated:
        opened.append((_author_of(source, at, floor), at))
        floor = at + 1
    first = end if not opened else _beginning(opened[0])
    if any(source.words(start, first)):
        yield Remark(None, None, start, first)
    for index, (author, date) in enumerate(opened):
        stop = _beginning(opened[index + 1]) if index + 1 < len(opened) else end
        yield Remark(author, date, date + 1, stop)


def _beginning(opening: tuple[int | None, int]) -> int:
    author, date = opening
    return date if author is None else author


def _author_of(source: Source, date: int, floor: int) -> int | None:
    """The line that names the author of the comment dated at `date`: short, and the first of its paragraph."""
    at = max(source.words(max(floor, date - 10), date), default=None)
    if at is None or len(source.lines[at].strip()) > _LONGEST_NAME or source.kinds[at] is not None:
        return None
    name = source.lines[at].strip()
    follows_text = at > floor and not source.is_empty(at - 1)
    # "Viviane M." is a name, "Et alors ?" and "Je suis bien d’accord." are not.
    is_sentence = name[-1] in "!?…:;," or (name[-1] == "." and (follows_text or len(name.split()) > 3))
    return None if is_sentence or name.startswith(("- ", "* ", "> ", "#")) else at


def _comment(source: Source, remark: Remark) -> ImportedComment:
    for at, kind in ((remark.author, LineKind.AUTHOR), (remark.date, LineKind.DATE)):
        if at is not None:
            source.kinds[at] = kind
    source.mark(LineKind.COMMENT, remark.start, remark.end)
    author = None if remark.author is None else names.handle(source.lines[remark.author])
    dated = None if remark.date is None else dates.date_line(source.lines[remark.date])
    body = source.text(remark.start, remark.end)
    places = (remark.author, remark.date, next(source.words(remark.start, remark.end), remark.start))
    return ImportedComment(
        line=next(at for at in places if at is not None) + 1,
        author=author,
        created=dated.moment if dated else None,
        body=body,
        mentions=mentions(names.unescape(body)),
        team=author is not None and names.is_team(author),
    )


def _name_keys(transcript: Transcript) -> None:
    """Give every proposal and comment a key that a second reading of the same, or of a corrected file, finds again."""
    seen: Counter[str] = Counter()
    for proposal in transcript.proposals:
        proposal.key = _key(seen, "proposal", fold(proposal.title), proposal.author, proposal.created)
        for comment in proposal.comments:
            what = comment.created or comment.body
            comment.key = _key(seen, proposal.key, comment.author, what)


def _key(seen: Counter[str], *parts: object) -> str:
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]
    seen[digest] += 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
