"""Published versions as everybody reads them, and what changed from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from consult import clock
from consult.consultations.models import Consultation
from consult.documents import html
from consult.documents.tree import Block, Contents, Document, Drawing, Heading
from consult.notifications import mail
from consult.proposals import diff
from consult.synthesis import content, letterheads, pictures, reading, telling
from consult.synthesis.contributions import look_up
from consult.synthesis.extent import Extent
from consult.synthesis.freezing import freeze
from consult.synthesis.models import PublishedVersion, Synthesis
from consult.synthesis.telling import Told
from consult.web.languages import document_language

FORMS: dict[str, LazyString] = {
    "full": _l("La synthèse entière"),
    "short": _l("La version courte, en deux pages"),
    "brief": _l("En bref, facile à lire"),
}


def told(synthesis: Synthesis, *versions: PublishedVersion) -> list[Told]:
    """What these versions say, with what became of all they point at, in a fixed number of queries."""
    contents = [content.load(one.content) for one in versions]
    cited = look_up(chain.from_iterable(one.refs() for one in contents))
    refused = reading.refused(synthesis.id)
    return [Told(one, cited, refused, _base()) for one in contents]


def _base() -> str:
    return mail.address("pages.home").rstrip("/")


def preview(synthesis: Synthesis) -> Document:
    """What would be published now, in full."""
    parts = reading.parts(synthesis.id)
    cited = reading.cited(parts)
    frozen = freeze(synthesis, parts, cited)
    more = look_up(set(frozen.refs()) - set(cited))
    return without_contents(_whole(synthesis, Told(frozen, {**cited, **more}, base=_base()), clock.today()))


def whole(synthesis: Synthesis, version: PublishedVersion) -> Document:
    """A version in full."""
    return _whole(synthesis, told(synthesis, version)[0], clock.day_of(version.created))


def document(synthesis: Synthesis, version: PublishedVersion, form: str) -> Document | None:
    """A version in one of its forms; None where it has no such form."""
    if form == "full":
        return whole(synthesis, version)
    one = told(synthesis, version)[0]
    written = clock.day_of(version.created)
    if form == "brief" and not one.content.brief:
        return None
    make = telling.brief if form == "brief" else telling.short
    place = synthesis.consultation
    return letterheads.dress(make(one, subtitle=place.title, written=written), place)


def _whole(synthesis: Synthesis, one: Told, written: date) -> Document:
    place = synthesis.consultation
    return letterheads.dress(telling.whole(one, subtitle=place.title, written=written), place)


def in_pictures(consultation: Consultation) -> Markup:
    """Every picture of a consultation for its page, under headings; nothing where there is nothing to draw."""
    extent = Extent(consultation.id)
    blocks: list[Block] = []
    for one in pictures.PICTURES.values():
        drawn = one.draw(extent)
        if drawn and isinstance(drawn.block, Drawing):
            blocks += [Heading(1, drawn.block.title, id=one.name), drawn.block]
    today = clock.today()
    return html.fragment(
        Document(consultation.title, "", today, tuple(blocks), language=document_language()), prefix="p-"
    )


def without_contents(document: Document) -> Document:
    """The same for a page that shows its headings beside the text."""
    return replace(document, blocks=tuple(one for one in document.blocks if not isinstance(one, Contents)))


@dataclass(frozen=True)
class Changed:
    """A passage that changed: its title, and what was kept, added and removed, word by word."""

    title: str
    changes: Sequence[diff.Change]


def changes(synthesis: Synthesis, old: PublishedVersion, new: PublishedVersion) -> list[Changed]:
    """What leads from one version to the other, passage by passage; those that are the same are left out."""
    before, after = (telling.text_of(one) for one in told(synthesis, old, new))
    known = {key: f"{title}\n\n{text}" for key, title, text in before}
    rows = [(title, known.pop(key, ""), f"{title}\n\n{text}") for key, title, text in after]
    titles = {key: title for key, title, _text in before}
    rows += [(titles[key], text, "") for key, text in known.items()]
    return [Changed(title, diff.between(old, new)) for title, old, new in rows if old != new]
