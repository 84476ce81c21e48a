"""`flask votes export` and `flask votes verify`: the files by which anybody can check a poll, and our own check."""

from pathlib import Path

import click
from flask_babel import force_locale
from flask_babel import gettext as _

from consult.db import db, reading, transaction
from consult.errors import ConsultError
from consult.votes import checking, export
from consult.votes.commands import votes
from consult.votes.models import Poll


@votes.command("export")
@click.argument("poll_id", type=int)
@click.option("--output", required=True, type=click.Path(path_type=Path, file_okay=False), help="A folder.")
def export_(poll_id: int, output: Path) -> None:
    """Publish the journal of a poll as it stands; write it with its head, its result and the program to check them."""
    with force_locale("fr"):
        try:
            with transaction():
                head = export.write(_poll(poll_id), output)
        except (ConsultError, OSError) as error:
            raise click.ClickException(str(error)) from error
        click.echo(_("%(lines)s lignes dans %(folder)s", lines=head.size, folder=output))
        click.echo(head.root)


@votes.command("verify")
@click.argument("poll_id", type=int, required=False)
def verify(poll_id: int | None) -> None:
    """Compare the journal of one poll, or of all, with its published heads, its votes and its counts."""
    with force_locale("fr"), reading():
        checked = [checking.check(poll) for poll in ([_poll(poll_id)] if poll_id is not None else checking.polls())]
        for one in checked:
            figures = {"poll": one.poll_id, "lines": one.lines, "heads": one.heads}
            click.echo(_("scrutin %(poll)s : %(lines)s lignes, %(heads)s empreintes", **figures))
            for found in one.differences:
                click.echo(f"  {found.sentence} ({found.name} : {found.stored} ≠ {found.true})")
        wrong = sum(bool(one.differences) for one in checked)
        click.echo(_("%(right)s scrutins justes, %(wrong)s faux", right=len(checked) - wrong, wrong=wrong))
    if wrong:
        raise SystemExit(1)


def _poll(poll_id: int) -> Poll:
    if (poll := db.session.get(Poll, poll_id)) is None:
        raise click.ClickException(_("Aucun scrutin ne porte le numéro %(poll)s.", poll=poll_id))
    return poll
