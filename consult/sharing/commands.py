"""`flask export SLUG …`: the synthesis in any format of documents, a dataset in any format of tables.

A file appears whole or not at all: it is written beside its place, then renamed.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from consult.consultations.models import Consultation
from consult.db import db, reading
from consult.documents.renderers import RENDERERS
from consult.errors import ConsultError
from consult.exports import services
from consult.exports.datasets import PUBLIC
from consult.exports.files import whole
from consult.exports.formats import FORMATS
from consult.exports.opendata.publishing import publish
from consult.sharing import site
from consult.synthesis.compose import synthesis
from consult.synthesis.queries import gather

SYNTHESIS, OPEN_DATA, SITE = "synthesis", "open-data", "site"
Write = Callable[[BinaryIO], None]


@click.command("export")
@click.argument("slug")
@click.argument("what", type=click.Choice([SYNTHESIS, OPEN_DATA, SITE, *PUBLIC]))
@click.option("--format", "format_name", help="html, md, docx, odt, pdf, json; csv, xlsx, ods …; none for open data.")
@click.option("--output", default="-", show_default=True, type=click.Path(), help="A file; - is the standard output.")
@with_appcontext
def export(slug: str, what: str, format_name: str | None, output: str) -> None:
    """Write what everybody may read of a consultation into a file."""
    with force_locale("fr"):
        if what == OPEN_DATA:
            _write_open_data(slug, output)
            return
        if what == SITE:
            _write_site(slug, output)
            return
        if format_name is None:
            raise click.MissingParameter(param_hint="--format", param_type="option")
        _check(what, format_name)
        with reading():
            write = _writer(_published(slug), what, format_name)
            place: AbstractContextManager[BinaryIO] = _standard_output() if output == "-" else whole(Path(output))
            try:
                with place as out:
                    write(out)
            except ConsultError as error:
                raise click.ClickException(str(error)) from error


def _write_site(slug: str, output: str) -> None:
    """A copy of the pages, as files; the number of pages goes to the standard error."""
    if output == "-":
        raise click.BadParameter(_("Une copie du site s’écrit dans un dossier."), param_hint="--output")
    with reading():
        _published(slug)
    try:
        count = site.write(current_app._get_current_object(), slug, Path(output))  # type: ignore[attr-defined]
    except ConsultError as error:
        raise click.ClickException(str(error)) from error
    click.echo(ngettext("%(num)s page", "%(num)s pages", count), err=True)


def _write_open_data(slug: str, output: str) -> None:
    """The archive of a consultation; the numbers of rows go to the standard error."""
    if output == "-":
        raise click.BadParameter(_("Une archive s’écrit dans un fichier."), param_hint="--output")
    with reading():
        number = _published(slug).id
    try:
        counts = publish(number, Path(output))
    except ConsultError as error:
        raise click.ClickException(str(error)) from error
    for name, count in counts.items():
        click.echo(f"{name}: {count}", err=True)


def _check(what: str, format_name: str) -> None:
    known = RENDERERS if what == SYNTHESIS else FORMATS
    if format_name not in known:
        formats = ", ".join(known)
        message = _("« %(name)s » n’est pas un format d’ici. Choisissez parmi : %(formats)s.")
        raise click.BadParameter(message % {"name": format_name, "formats": formats}, param_hint="--format")


def _published(slug: str) -> Consultation:
    consultation = db.session.scalars(sa.select(Consultation).filter_by(slug=slug)).one_or_none()
    if consultation is None:
        raise click.ClickException(_("Aucune consultation ne s’appelle « %(slug)s ».", slug=slug))
    if not consultation.is_published:
        raise click.ClickException(
            _("La consultation « %(slug)s » est un brouillon : rien n’y est encore public.", slug=slug)
        )
    return consultation


def _writer(consultation: Consultation, what: str, format_name: str) -> Write:
    if what == SYNTHESIS:
        return partial(RENDERERS[format_name].write, synthesis(gather(consultation)))
    return partial(services.write, consultation=consultation, dataset=what, format_name=format_name)


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    """The standard output, given nothing until all of it is written."""
    with tempfile.TemporaryFile() as out:
        yield out
        out.seek(0)
        shutil.copyfileobj(out, sys.stdout.buffer)
