"""`flask moderation …`: check an exported register."""

from pathlib import Path

import click
from flask.cli import AppGroup

from consult.moderation import chain

moderation = AppGroup("moderation", help="The register of moderation.")


@moderation.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--head", multiple=True, help="A hash noted earlier, that must be in the chain.")
def verify(file: Path, head: tuple[str, ...]) -> None:
    """Check that nothing was changed in a register taken away as JSON (FILE)."""
    document = chain.read(file.read_bytes())
    wrong = list(chain.problems(document))
    if not wrong:
        known = {entry["hash"] for one in document["consultations"] for entry in one["entries"]}
        wrong = [f"the hash {one} is nowhere in it" for one in head if one not in known]
    for problem in wrong:
        click.echo(problem, err=True)
    if wrong:
        raise SystemExit(1)
    click.echo(f"{sum(one['lines'] for one in document['consultations'])} lines, each follows the one before: whole.")
