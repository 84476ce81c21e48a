"""The booklet: cover, index by half-day with page numbers, one session a block, speakers, places. Pure.

The tree says what there is; `documents` sets it: page numbers stand in the contents of every format that has pages.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from consult import clock
from consult.documents.tree import (
    Block,
    BulletList,
    Contents,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    RichText,
    Run,
    Table,
    TimeBar,
)
from consult.programme.content import Person, Place, Programme, Talk
from consult.programme.wording import HALF_DAYS
from consult.text import fold
from consult.web.languages import day as day_in_words
from consult.web.languages import document_language

Span = tuple[datetime, datetime]


def compose(programme: Programme, *, author: str) -> Document:
    """The booklet of a programme."""
    return Document(
        title=programme.title,
        subtitle=_span(programme),
        author=author or programme.title,
        date=clock.now().astimezone(programme.zone).date(),
        language=document_language(),
        blocks=tuple(_blocks(programme)),
    )


def _span(programme: Programme) -> str:
    days = [*programme.days(), *(day for day in (programme.starts, programme.ends) if day)]
    if not days:
        return ""
    first, last = min(days), max(days)
    if first == last:
        return day_in_words(first, "full")
    return str(_("du %(first)s au %(last)s", first=day_in_words(first), last=day_in_words(last)))


def _blocks(programme: Programme) -> Iterator[Block]:
    yield Contents(_("Le programme, demi-journée par demi-journée"), depth=3)
    yield PageBreak()
    for day in programme.days():
        yield from whole_day(programme, day)
    later = [talk for talk in programme.talks if not talk.is_cancelled and programme.day_of(talk) is None]
    if later:
        yield Heading(1, _("Date à préciser"))
        yield Heading(2, _("Séances à venir"))
        for talk in later:
            yield from _session(programme, talk)
    yield from _speakers(programme)
    yield from _places(programme)


def whole_day(programme: Programme, day: date) -> Iterator[Block]:
    """A day of the programme, half-day by half-day."""
    yield Heading(1, _capital(day_in_words(day, "full")))
    halves = list(programme.half_days(day))
    span = _span_of(talk for _half, talks in halves for talk in talks)
    for half, talks in halves:
        yield Heading(2, str(HALF_DAYS[half]))
        for talk in talks:
            yield from _session(programme, talk, span)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def anchor(talk: Talk) -> str:
    """The name under which the index leads to a session."""
    return f"s-{talk.guid}"


def _session(programme: Programme, talk: Talk, span: Span | None = None) -> Iterator[Block]:
    hours = programme.hours(talk)
    yield Heading(3, f"{hours} · {talk.title}" if hours else talk.title, id=anchor(talk))
    if bar := _bar(talk, span):
        yield bar
    facts = filter(None, (talk.place, talk.format, talk.track, ", ".join(talk.publics), talk.price))
    yield Paragraph.of(" · ".join([*facts, *_entry(talk)]) or _("Lieu à préciser"), "meta")
    if talk.subtitle:
        yield Paragraph((Run(talk.subtitle, italic=True),))
    if talk.abstract:
        yield RichText(talk.abstract)
    if talk.speakers:
        yield Paragraph((Run(_("Avec ")), Run(", ".join(map(_who, talk.speakers)), bold=True)))


def _span_of(talks: Iterable[Talk]) -> Span | None:
    """The first hour and the last hour of a day."""
    known = [(talk.starts, talk.until) for talk in talks if talk.starts]
    return (min(starts for starts, _end in known), max(end for _start, end in known)) if known else None


def _bar(talk: Talk, span: Span | None) -> TimeBar | None:
    """Where the session stands in its day."""
    if span is None or talk.starts is None or talk.ends is None:
        return None
    whole = (span[1] - span[0]).total_seconds()
    return TimeBar((talk.starts - span[0]).total_seconds() / whole, (talk.ends - span[0]).total_seconds() / whole)


def _entry(talk: Talk) -> Iterator[str]:
    if talk.registration:
        yield _("sur inscription")
    elif talk.registration is False:
        yield _("sans inscription")
    if talk.capacity is not None:
        yield ngettext("%(num)s place", "%(num)s places", talk.capacity)


def _who(person: Person) -> str:
    name = f"{person.name} ({person.organisation})" if person.organisation else person.name
    return _("%(name)s, sous réserve", name=name) if person.is_tentative else name


def _speakers(programme: Programme) -> Iterator[Block]:
    """Every speaker with the sessions in which they speak, by name."""
    sessions: dict[str, list[Talk]] = {}
    people: dict[str, Person] = {}
    for talk in programme.talks:
        for person in () if talk.is_cancelled else talk.speakers:
            people[person.key or person.name] = person
            sessions.setdefault(person.key or person.name, []).append(talk)
    if not people:
        return
    yield PageBreak()
    yield Heading(1, _("Les intervenants"))
    items = []
    for key, person in sorted(people.items(), key=lambda item: (fold(item[1].name), item[0])):
        runs = [Run(_who(person), bold=True)]
        for talk in sessions[key]:
            runs += [Run("\n"), Run(_where(programme, talk), link=f"#{anchor(talk)}")]
        items.append((Paragraph(tuple(runs)),))
    yield BulletList(tuple(items))


def _where(programme: Programme, talk: Talk) -> str:
    day = programme.day_of(talk)
    when = " ".join(filter(None, (day_in_words(day, "d MMMM") if day else "", programme.hours(talk))))
    return " · ".join(filter(None, (talk.title, when)))


def _places(programme: Programme) -> Iterator[Block]:
    """The places in which something is, with what one needs to get there."""
    used = {talk.place for talk in programme.talks if not talk.is_cancelled}
    places = [place for place in programme.places if place.label in used]
    if not places:
        return
    yield PageBreak()
    yield Heading(1, _("Les lieux"))
    columns = (_("Lieu"), _("Adresse"), _("Places"), _("Accessibilité"))
    yield Table("", columns, tuple(map(_place, places)), row_headers=True)


def _place(place: Place) -> tuple[str, str, int | None, str]:
    name = f"{place.label} ({place.venue})" if place.venue and place.venue not in place.label else place.label
    return name, ", ".join(filter(None, (place.address, place.territory))), place.capacity, place.accessibility
