"""A programme, or one session, as iCalendar. Pure."""

from collections.abc import Callable, Iterable
from datetime import datetime

from consult import clock, icalendar
from consult.programme.content import Place, Programme, Talk
from consult.text import plain

Address = Callable[[Talk], str]


def whole(programme: Programme, *, address: Address, host: str, talks: Iterable[Talk] | None = None) -> bytes:
    """The calendar of all sessions that have a slot or a day, or of these alone."""
    chosen = programme.talks if talks is None else talks
    places = programme.by_label
    events = [event(talk, places.get(talk.place), address(talk), host) for talk in chosen if talk.starts or talk.day]
    return icalendar.write(programme.title, events)


def event(talk: Talk, place: Place | None, address: str, host: str) -> icalendar.Event:
    """One session; it keeps its identifier from one release to the next."""
    names = ", ".join(person.name for person in talk.speakers)
    words = "\n\n".join(filter(None, (plain(talk.abstract), names, address)))
    where = dict.fromkeys(filter(None, (talk.place, place.venue, place.address) if place else (talk.place,)))
    geo = (
        (place.latitude, place.longitude)
        if place and place.latitude is not None and place.longitude is not None
        else None
    )
    start = talk.starts or talk.day
    if start is None:
        raise ValueError("a session without a day is in no calendar")
    return icalendar.Event(
        uid=f"{talk.guid}@{host}",
        title=talk.title,
        start=start,
        end=talk.ends if isinstance(start, datetime) else None,
        stamp=clock.now(),
        description=words,
        location=", ".join(where),
        url=address,
        categories=tuple(filter(None, (talk.format, talk.track))),
        geo=geo,
        cancelled=talk.is_cancelled,
    )
