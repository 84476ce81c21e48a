"""`flask programme …`: bring a programme in, write it out. What is refused is said, and changes nothing."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import AppGroup
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from consult import clock
from consult.consultations import services as consultations
from consult.consultations.models import Consultation, State
from consult.db import db, reading, transaction
from consult.errors import ConsultError
from consult.programme import files, importing, queries, releases, showing
from consult.programme.conflicts import Warning
from consult.programme.parsed import Parsed
from consult.reading.files import MAX_BYTES, Upload
from consult.text import slugify

SHOWN = 20  # remarks and warnings printed for people; --json prints them all

programme = AppGroup("programme", help="Sessions of a consultation: schedule.json, iCalendar, CSV, the booklet.")


@programme.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--consultation", "slug", required=True, help="Slug; the consultation is made if need be.")
@click.option("--release", "publishes", is_flag=True, help="Publish the draft at once, where it changed.")
@click.option("--dry-run", is_flag=True, help="Read, count and warn; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print counts, remarks and warnings as JSON.")
def bring_in(file: Path, slug: str, publishes: bool, dry_run: bool, as_json: bool) -> None:
    """Bring a schedule.json (pretalx, c3voc) or a CSV into the draft. What is known already is changed, not doubled."""
    with _in_french():
        if slugify(slug) != slug:
            raise click.UsageError(_("« %(slug)s » n’est pas une adresse de consultation.", slug=slug))
        with reading():
            place = _found(slug)
            zone = queries.zone_name(queries.edition(place.id) if place else None)
        parsed = files.read(_upload(file), zone_name=zone)
        done, found = _tried(parsed, slug) if dry_run else _applied(parsed, slug, publishes)
        if as_json:
            told = {"format": parsed.format_name, **parsed.counts(), **done}
            told["remarks"] = [remark.as_dict() for remark in parsed.remarks]
            told["warnings"] = [one.as_dict() for one in found]
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            _tell(parsed, done, found)


def _upload(file: Path) -> Upload:
    with file.open("rb") as content:
        return Upload(file.name, content.read(MAX_BYTES + 1))  # enough for the reader to say that it is too large


def _found(slug: str) -> Consultation | None:
    return db.session.scalars(sa.select(Consultation).filter_by(slug=slug)).one_or_none()


def _consultation(slug: str) -> Consultation:
    if (one := _found(slug)) is None:
        raise click.ClickException(_("Aucune consultation ne s’appelle « %(slug)s ».", slug=slug))
    return one


def _tried(parsed: Parsed, slug: str) -> tuple[dict[str, Any], list[Warning]]:
    with reading():
        place, total = _found(slug), len(parsed.programme.talks)
        created, known = importing.would_do(parsed, consultation=place) if place else (total, 0)
        return {"created": created, "updated": 0, "known": known}, []


def _applied(parsed: Parsed, slug: str, publishes: bool) -> tuple[dict[str, Any], list[Warning]]:
    with transaction():
        consultation = _found(slug) or _made(slug, parsed)
        counts: dict[str, Any] = importing.apply(parsed, consultation=consultation, actor=None).as_dict()
        if publishes and (counts["created"] or counts["updated"] or queries.last_release(consultation.id) is None):
            counts["release"] = releases.release(consultation, actor=None).number
        added = {"rooms_added": counts.pop("rooms"), "speakers_added": counts.pop("speakers")}
        return counts | added, queries.warnings(consultation, queries.draft(consultation))


def _made(slug: str, parsed: Parsed) -> Consultation:
    """A consultation for a programme that came alone; everybody reads it, nothing in it is open yet."""
    title = parsed.programme.title[:200] or slug
    return consultations.create_consultation(
        actor=None, slug=slug, title=title, opens=clock.now(), state=State.PUBLISHED
    )


def _tell(parsed: Parsed, done: Mapping[str, Any], found: list[Warning]) -> None:
    counts = parsed.counts()
    read = ngettext("%(num)s séance lue", "%(num)s séances lues", counts["sessions"])
    click.echo(
        _(
            "%(read)s, %(rooms)s salles, %(people)s personnes.",
            read=read,
            rooms=counts["rooms"],
            people=counts["speakers"],
        )
    )
    for remark in parsed.remarks[:SHOWN]:
        click.echo(f"  {remark.where} : {remark.message}" if remark.where else f"  {remark.message}")
    said = {"created": done["created"], "updated": done["updated"], "same": done.get("unchanged", done.get("known", 0))}
    click.echo(_("Séances ajoutées : %(created)s ; modifiées : %(updated)s ; inchangées : %(same)s.", **said))
    for one in found[:SHOWN]:
        click.echo(f"  ! {one.sentence}")
    if (more := len(found) - SHOWN) > 0:
        click.echo(_("  … et %(num)s autres avertissements ; --json les donne tous.", num=more))


@programme.command("export")
@click.argument("slug")
@click.option("--format", "format_name", required=True, type=click.Choice(list(files.WRITERS)))
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A file.")
@click.option("--released", is_flag=True, help="The last release, rather than the draft.")
def write(slug: str, format_name: str, output: Path, released: bool) -> None:
    """Write the programme into a file: the draft as it is, or what citizens read."""
    with _in_french(), reading():
        consultation = _consultation(slug)
        content = queries.draft(consultation)
        if released:
            if (last := queries.last_release(consultation.id)) is None:
                raise click.ClickException(_("Aucune version de ce programme n’est publiée."))
            content = queries.released(last, consultation)
        context = showing.context(consultation, otherwise="http://localhost")
        left = sum(not talk.is_scheduled and not talk.is_cancelled for talk in content.talks)
        if left and format_name == "json":
            words = ngettext(
                "%(num)s séance sans créneau n’y est pas", "%(num)s séances sans créneau n’y sont pas", left
            )
            click.echo(_("schedule.json ne dit que des séances datées : %(words)s.", words=words), err=True)
        _save(output, files.WRITERS[format_name].write(content, context))


def _save(path: Path, data: bytes) -> None:
    """A file appears whole or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError as error:
        said = {"path": path, "error": error.strerror or error}
        raise click.ClickException(_("Impossible d’écrire %(path)s : %(error)s", **said)) from error


@contextmanager
def _in_french() -> Iterator[None]:
    with force_locale("fr"):
        try:
            yield
        except ConsultError as error:
            raise click.ClickException(str(error)) from error
