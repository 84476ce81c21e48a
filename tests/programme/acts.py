"""Programmes as tests need them."""

from datetime import timedelta

from consult import clock
from consult.programme import files, importing, queries, releases, services
from consult.programme.content import Programme
from consult.reading.files import Upload

CONTEXT = files.Context(
    "La ville", lambda talk: f"https://example.org/sessions/{talk.id}", "https://example.org", "x.org"
)


def make_programme(consultation, organiser):
    """A small published programme: two venues on the map, two sessions, one with registration."""
    halle = services.save_venue(consultation, actor=organiser, name="La halle", latitude=43.6, longitude=1.44)
    moulin = services.save_venue(consultation, actor=organiser, name="Le moulin", latitude=43.9, longitude=1.1)
    room = services.save_room(consultation, actor=organiser, name="Rouge", venue=halle, capacity=20)
    ana = services.save_speaker(consultation, actor=organiser, name="Ana", organisation="La Fabrique")
    starts = clock.now() + timedelta(days=9)
    times = {"starts": starts, "ends": starts + timedelta(hours=1)}
    given = {"actor": organiser, "abstract": "Un *début*.", **times}
    first = services.create_session(
        consultation, title="L’atelier", room=room, speakers=[ana], registration=True, capacity=200, **given
    )
    services.create_session(consultation, title="La visite", venue=moulin, **given)
    releases.release(consultation, actor=organiser)
    return first


def essence(programme: Programme) -> list[tuple]:
    """What must survive every exchange: sessions, times, rooms, speakers, and their words."""
    return sorted(
        (
            t.title.strip(),
            t.starts,
            t.ends,
            t.place,
            tuple(p.name for p in t.speakers),
            " ".join(t.abstract.split()),
            t.format,
            t.track,
        )
        for t in programme.talks
    )


def bring_in(consultation, data: bytes, name: str = "schedule.json"):
    """Read a file and bring it into the draft; what was read, what was done."""
    parsed = files.read(Upload(name, data), zone_name="Europe/Paris")
    return parsed, importing.apply(parsed, consultation=consultation, actor=None)


def written(consultation, format_name: str) -> bytes:
    """The draft as a file."""
    return files.WRITERS[format_name].write(queries.draft(consultation), CONTEXT)
