"""`flask import …`: transcript, table. What is refused is said in one sentence, and leaves nothing behind."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from flask.cli import AppGroup
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from consult.db import reading, transaction
from consult.errors import ConsultError
from consult.imports import queries, services, words
from consult.imports.importers import IMPORTERS, PRESETS
from consult.imports.opendata.restoring import restore
from consult.imports.parsed import Parsed
from consult.reading.files import MAX_BYTES, Upload
from consult.text import slugify

F = TypeVar("F", bound=Callable[..., Any])
SHOWN = 20  # warnings printed for people; --json prints them all

transfer = AppGroup("import", help="A consultation that was held elsewhere: a transcript, or tables.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _options(command: F) -> F:
    """The options that all importers share."""
    for option in reversed(
        (
            click.option("--consultation", "slug", required=True, help="Slug; the consultation is made if need be."),
            click.option("--title", default="", help="Title of the consultation, where it is made."),
            click.option("--dry-run", is_flag=True, help="Read and count; write nothing."),
            click.option("--json", "as_json", is_flag=True, help="Print the counts and all warnings as JSON."),
        )
    ):
        command = option(command)
    return command


@transfer.command("transcript")
@click.argument("file", type=FILE)
@_options
def transcript(file: Path, **options: Any) -> None:
    """Import a transcript (Markdown or text)."""
    _import("transcript", [file], **options)


@transfer.command("table")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--preset", required=True, type=click.Choice(PRESETS), help="Whose columns they are.")
@_options
def table(files: tuple[Path, ...], preset: str, **options: Any) -> None:
    """Import the tables of another platform (CSV)."""
    _import(preset, files, **options)


@transfer.command("open-data")
@click.argument("file", type=FILE)
def open_data(file: Path) -> None:
    """Take in a consultation from its open data (ZIP): whole, or not at all."""
    with _in_french():
        with transaction():
            consultation, shown = restore(file)
            slug = consultation.slug
        told = {name: getattr(shown, name) for name in ("proposals", "comments", "people")}
        click.echo(_("« %(slug)s » : %(counts)s.", slug=slug, counts=words.counts(told)))


def _import(importer: str, files: Sequence[Path], *, slug: str, title: str, dry_run: bool, as_json: bool) -> None:
    with _in_french():
        if slugify(slug) != slug:
            raise click.UsageError(_("« %(slug)s » n’est pas une adresse de consultation.", slug=slug))
        parsed = IMPORTERS[importer].read([_upload(file) for file in files])
        added = _would_add(parsed, slug) if dry_run else _apply(parsed, slug, title)
        if as_json:
            warnings = [oddity.as_dict() for oddity in parsed.warnings]
            click.echo(json.dumps(parsed.counts() | {"added": added, "warnings": warnings}, ensure_ascii=False))
        else:
            _tell(parsed, added, dry_run=dry_run)


def _upload(file: Path) -> Upload:
    with file.open("rb") as content:
        return Upload(file.name, content.read(MAX_BYTES + 1))  # enough for the reader to say that it is too large


def _would_add(parsed: Parsed, slug: str) -> dict[str, int]:
    with reading():
        news = queries.news(parsed, queries.find_consultation(slug))
    return {"proposals": news.proposals, "comments": news.comments}


def _apply(parsed: Parsed, slug: str, title: str) -> dict[str, int]:
    with transaction():
        consultation = services.find_or_create_consultation(slug=slug, parsed=parsed, actor=None, title=title)
        return services.apply(parsed, consultation=consultation, actor=None)


def _tell(parsed: Parsed, added: dict[str, int], *, dry_run: bool) -> None:
    click.echo(_("Lu : %(counts)s.", counts=words.counts(parsed.counts())))
    for oddity in parsed.warnings[:SHOWN]:
        click.echo(f"  {words.place(oddity)} : {oddity.message}")
    if (more := len(parsed.warnings) - SHOWN) > 0:
        rest = ngettext("%(num)s autre avertissement", "%(num)s autres avertissements", more)
        click.echo(_("  … et %(rest)s ; --json les donne tous.", rest=rest))
    click.echo(words.would_add(added) if dry_run else words.added(added))


@contextmanager
def _in_french() -> Iterator[None]:
    with force_locale("fr"):
        try:
            yield
        except ConsultError as error:
            raise click.ClickException(str(error)) from error
