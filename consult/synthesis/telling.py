"""A published content as a document: the whole, the short version on two pages, the easy-to-read one.

Everything it points at is as it stands now (`contributions.py`): what is gone leaves a word in its place that says why.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.documents.tree import (
    Block,
    BulletList,
    Chart,
    Contents,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Quote,
    RichText,
    Run,
)
from consult.kinds import Ref
from consult.synthesis import pictures
from consult.synthesis.content import Content, Drawn, Passage, Said, Sentence
from consult.synthesis.contributions import Cited
from consult.web.languages import day, document_language

NAMED = 6  # contributions named under a sentence; the others are in the list at the end
TWO_PAGES = 4_600  # signs of the short version, headings and figures apart
LINE = 60  # signs that the end of a line costs
SHORTEST = 3  # sentences of a part in the short version, where nobody chose


@dataclass(frozen=True)
class Told:
    """A content with what became of all it points at. `base` is the address of the site."""

    content: Content
    cited: Mapping[Ref, Cited]
    refused: Collection[tuple[Ref, str]] = ()
    base: str = ""

    def is_withheld(self, sentence: Sentence) -> str:
        """Why a sentence is not shown; nothing where it is."""
        gone = [self.cited[ref] for ref in sentence.sources if self.cited[ref].gone]
        if gone and (len(gone) == len(sentence.sources) or any(one.is_repeated_in(sentence.text) for one in gone)):
            return gone[0].gone
        return ""

    def is_unquoted(self, said: Said) -> str:
        """Why a quotation is not shown; nothing where it is."""
        if (said.source, said.words) in self.refused:
            return str(_("Citation retirée à la demande de son auteur."))
        return self.cited[said.source].gone


def whole(told: Told, *, subtitle: str, written: date) -> Document:
    """The synthesis in full."""
    blocks = [Contents(_("Sommaire"), depth=1), PageBreak(), *_opening(told.content)]
    for passage in told.content.passages:
        blocks += _passage(passage, told)
    blocks += [*_coverage(told), *_all_sources(told)]
    return Document(told.content.title, "", written, tuple(blocks), subtitle, document_language())


def short(told: Told, *, subtitle: str, written: date) -> Document:
    """Two pages: the introduction, the figures, and the sentences chosen for it, or the first ones of each part."""
    content = told.content
    blocks: list[Block] = [RichText(content.lead[: TWO_PAGES // 2])] if content.lead else []
    blocks.append(pictures.figures(content.figures))
    left, dropped = TWO_PAGES - len(content.lead[: TWO_PAGES // 2]), 0
    for passage in content.passages:
        wanted = _in_short(passage, told)
        fitting: list[str] = []
        for text in wanted:
            if (left := left - len(text) - LINE) > 0:
                fitting.append(text)
        dropped += len(wanted) - len(fitting)
        if fitting:
            left -= len(passage.title) + LINE
            blocks += [Heading(1, passage.title, id=f"partie-{passage.id}"), BulletList.of(fitting)]
    if dropped:
        said = ngettext(
            "%(num)s phrase est dans la synthèse entière.", "%(num)s phrases sont dans la synthèse entière.", dropped
        )
        blocks.append(Paragraph.of(said, "meta"))
    return Document(content.title, "", written, tuple(blocks), subtitle, document_language(), cover=False)


def _in_short(passage: Passage, told: Told) -> list[str]:
    shown = [one for one in passage.sentences if not told.is_withheld(one)]
    return [one.text for one in shown if one.in_short] or [one.text for one in shown[:SHORTEST]]


def brief(told: Told, *, subtitle: str, written: date) -> Document:
    """The easy-to-read text, with who read it: « FALC » only where somebody did."""
    content = told.content
    reader = content.brief_reader
    blocks: list[Block] = [RichText(content.brief)]
    if reader:
        blocks.append(
            Paragraph.of(_("Texte facile à lire et à comprendre (FALC), relu par %(name)s.", name=reader), "meta")
        )
    name = _("En bref, facile à lire et à comprendre") if reader else _("En bref, en phrases courtes")
    return Document(content.title, "", written, tuple(blocks), f"{subtitle} – {name}", document_language(), cover=False)


def _opening(content: Content) -> Iterator[Block]:
    yield Heading(1, _("L’essentiel"), id="essentiel")
    if content.lead:
        yield RichText(content.lead)
    yield pictures.figures(content.figures)


def _passage(passage: Passage, told: Told) -> Iterator[Block]:
    yield Heading(1, passage.title, id=f"partie-{passage.id}")
    if passage.body:
        yield RichText(passage.body)
    for drawn in passage.pictures:
        yield picture(drawn, told)
    for sentence in passage.sentences:
        yield from _sentence(sentence, told)
    for said in passage.quotations:
        yield from _quotation(said, told)


def _sentence(sentence: Sentence, told: Told) -> Iterator[Block]:
    if reason := told.is_withheld(sentence):
        yield Paragraph.of(_("[Phrase retirée, avec ce sur quoi elle reposait.] %(reason)s", reason=reason), "meta")
        return
    yield Paragraph.of(sentence.text)
    yield Paragraph(tuple(_sources(sentence, told, NAMED)), "meta")


def _sources(sentence: Sentence, told: Told, most: int | None = None) -> Iterator[Run]:
    """« Title » (author), …: each leads to its page."""
    yield Run(_("Repose sur : "))
    named = sentence.sources[:most]
    for place, ref in enumerate(named):
        if place:
            yield Run(" ; ")
        yield from _source(told.cited[ref], told.base)
    if left := len(sentence.sources) - len(named):
        yield Run(" ; ")
        yield Run(ngettext("et %(num)s autre", "et %(num)s autres", left), link="#sources")
    yield Run(".")


def _source(one: Cited, base: str) -> Iterator[Run]:
    if one.gone:
        yield Run(one.gone.rstrip("."), italic=True)
        return
    yield Run(_("« %(title)s »", title=one.title), link=f"{base}{one.url}" if base else "")
    yield Run(f" ({one.author})")


def _coverage(told: Told) -> Iterator[Block]:
    """What the synthesis says of how many contributions, and what it leaves out, with the reason."""
    counts = told.content.coverage
    total = sum(counts.values())
    if not total:
        return
    covered = counts.get("cited", 0) + counts.get("filed", 0)
    yield Heading(1, _("Ce que couvre cette synthèse"), id="couverture")
    yield Paragraph.of(" ".join(_counted(covered, counts.get("out", 0), counts.get("open", 0), total)))
    if told.content.left_out:
        yield Paragraph.of(_("Laissées de côté"), "heading")
        items = (
            (Paragraph((*_source(told.cited[one.source], told.base), Run(f" – {one.reason}"))),)
            for one in told.content.left_out
        )
        yield BulletList(tuple(items))


def _counted(covered: int, out: int, left: int, total: int) -> Iterator[str]:
    """A sentence for each that there is: what is covered, what was left out, what is still open."""
    yield ngettext(
        "%(num)s contribution sur %(total)s (%(share)s %%) est citée ou rangée dans un thème.",
        "%(num)s contributions sur %(total)s (%(share)s %%) sont citées ou rangées dans un thème.",
        covered,
        total=total,
        share=100 * covered // total,
    )
    if out:
        yield ngettext(
            "%(num)s est laissée de côté, avec la raison.", "%(num)s sont laissées de côté, avec la raison.", out
        )
    if left:
        yield ngettext("%(num)s n’est pas encore couverte.", "%(num)s ne sont pas encore couvertes.", left)


def _all_sources(told: Told) -> Iterator[Block]:
    long = [s for p in told.content.passages for s in p.sentences if len(s.sources) > NAMED]
    shown = [sentence for sentence in long if not told.is_withheld(sentence)]
    if long:
        yield Heading(1, _("Toutes les contributions citées"), id="sources")
    for sentence in shown:
        yield Paragraph.of(sentence.text, "heading")
        items = [(Paragraph(tuple(_source(told.cited[ref], told.base))),) for ref in sentence.sources]
        yield BulletList(tuple(items))


def _quotation(said: Said, told: Told) -> Iterator[Block]:
    if reason := told.is_unquoted(said):
        yield Paragraph.of(_("[Citation retirée.] %(reason)s", reason=reason), "meta")
        return
    one = told.cited[said.source]
    yield Quote((Paragraph.of(said.words),), ", ".join(filter(None, (one.author, day(one.date) if one.date else ""))))


def picture(drawn: Drawn, told: Told) -> Block:
    """A picture without the names of what is gone since."""
    if not isinstance(drawn.block, Chart):  # the others name themes alone
        return drawn.block
    marks = [told.cited[mark].gone if mark else "" for mark in drawn.marks]
    if not any(marks):
        return drawn.block
    names = [gone or name for gone, name in zip(marks, drawn.block.categories, strict=True)]
    return replace(drawn.block, categories=tuple(names))


def text_of(told: Told) -> list[tuple[str, str, str]]:
    """The content as plain text, for comparing: (key, title, text) of the head and of each passage."""
    head = "\n\n".join(filter(None, (told.content.lead, told.content.brief)))
    return [("head", told.content.title, head), *(_plain(one, told) for one in told.content.passages)]


def _plain(passage: Passage, told: Told) -> tuple[str, str, str]:
    lines = [passage.body]
    for sentence in passage.sentences:
        reason = told.is_withheld(sentence)
        sources = " ; ".join(told.cited[ref].gone or told.cited[ref].title for ref in sentence.sources)
        lines.append(reason or f"{sentence.text}\n{_('Repose sur : ')}{sources}")
    lines += [told.is_unquoted(said) or _("« %(title)s »", title=said.words) for said in passage.quotations]
    for drawn in passage.pictures:
        if isinstance(block := picture(drawn, told), Chart):
            rows = [" : ".join(str(cell) for cell in row) for row in block.data().rows]
            lines.append("\n".join([block.title, *rows]))
    return f"part-{passage.id}", passage.title, "\n\n".join(filter(None, lines))
