"""`flask votes …`: count ballots that come from a file, with the code that counts the polls."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from flask_babel import gettext as _

from consult.errors import ConsultError
from consult.votes.counting.election import METHODS, count_votes
from consult.votes.counting.files import read_ballots
from consult.votes.counting.printing import lines
from consult.votes.counting.reading import MAX_BYTES
from consult.votes.recounting import START, read_journal

votes = AppGroup("votes", help="Ballots: count those of a file.")


@votes.command("count")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--method", required=True, type=click.Choice(list(METHODS)), help="How to count.")
@click.option("--seats", type=int, help="How many options win; 1 without it. Not for budgets.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole result as JSON.")
def count(file: Path, method: str, seats: int | None, as_json: bool) -> None:
    """Count the ballots of a file: Pabulib (.pb), CSV (count,rank1,rank2…), Debian's tally sheets, our exports."""
    with force_locale("fr"):
        try:
            data = _read(file)
            ballots = read_journal(data) if data.startswith(START) else read_ballots(data)
            result = count_votes(ballots, method, seats)
        except ConsultError as error:
            raise click.ClickException(str(error)) from error
        if as_json:
            click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=1))
        else:
            click.echo("\n".join(lines(result)))


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        message = _("Impossible de lire %(path)s : %(error)s", path=file, error=error.strerror or error)
        raise click.ClickException(message) from error
