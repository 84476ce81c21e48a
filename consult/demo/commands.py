"""`flask demo load`: the demonstration, and who can log in to it."""

import click
from flask.cli import AppGroup

from consult.db import transaction
from consult.demo import content
from consult.demo import load as demo

demo_group = AppGroup("demo", help="The demonstration.")


@demo_group.command("load")
def load() -> None:
    """Load the demonstration; where it is there already, add nothing. Print its accounts."""
    with transaction():
        loaded = demo.load()
    click.echo("La démonstration est chargée." if loaded else "La démonstration est déjà là.")
    click.echo(f"Mot de passe de tous les comptes : {content.read().password}")
    for person in demo.accounts_to_show():
        click.echo(f"  {person.email:<28} {person.name} ({person.demo})")
