"""Programmes as tests need them."""

from consult.imports.reading import Upload
from consult.programme import files, importing, queries
from consult.programme.content import Programme

CONTEXT = files.Context(
    "La ville", lambda talk: f"https://example.org/sessions/{talk.id}", "https://example.org", "x.org"
)


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
