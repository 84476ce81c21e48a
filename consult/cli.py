"""The `flask …` commands. Each parses, calls a service in a transaction, and prints.

A feature that has commands keeps them in its `commands.py`, as a click group that is named here.
"""

import os
import signal
from importlib import import_module
from typing import Any, NoReturn

import click
import flask_migrate
import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from flask import Flask, current_app
from flask.cli import AppGroup
from waitress.server import create_server  # type: ignore[import-untyped]

from consult import counters, schema
from consult.accounts import passwords, services
from consult.accounts.queries import registered
from consult.consultations.models import Consultation
from consult.db import db, transaction
from consult.demo.commands import load as load_demo
from consult.errors import ConsultError
from consult.jobs import worker
from consult.policy import Role
from consult.votes.queries import wrong_journals, wrong_tallies

GROUPS = (
    "consult.sharing.commands:export",
    "consult.imports.commands:transfer",
    "consult.jobs.commands:jobs",
    "consult.moderation.commands:moderation",
    "consult.programme.commands:programme",
    "consult.search.commands:search",
    "consult.themes.commands:themes",
    "consult.demo.commands:demo_group",
    "consult.votes.journal_commands:votes",
)
THREADS = 8


@click.command("serve")
@click.option("--port", type=int, default=lambda: int(os.environ.get("PORT") or 5000), help="Default: $PORT, or 5000.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--demo", is_flag=True, help="First migrate the database, load the demonstration, print its accounts.")
def serve(port: int, host: str, demo: bool) -> None:
    """Serve the instance with waitress, its worker beside it; SIGTERM stops both cleanly."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if demo:  # in this one process: starting Python three times takes longer than all the rest
        if schema.problem():
            flask_migrate.upgrade()
        click.get_current_context().invoke(load_demo)
    try:
        schema.require_current()
    except schema.WrongRevision as error:
        raise click.ClickException(str(error)) from error
    try:
        server: Any = create_server(app, host=host, port=port, threads=THREADS, ident=None)
    except OSError as error:
        raise click.ClickException(f"{host}:{port}: {error.strerror}. Another port: PORT=5001") from error
    if app.config["WORKER"] == "thread":
        worker.start_once(app)
    signal.signal(signal.SIGTERM, _stop)
    click.echo(f"http://{host}:{port}")
    try:
        server.run()  # returns on SystemExit and KeyboardInterrupt, once the requests at work have their answer
    finally:
        server.close()
        worker.finish(app)


def _stop(_signal: int, _frame: Any) -> NoReturn:
    raise SystemExit(0)


@click.command("check")
def check() -> None:
    """Compare every stored figure with what it counts; list the differences and fail if there are any."""
    with transaction():
        wrong = [*counters.differences(), *wrong_tallies(), *wrong_journals()]
    for name, row, stored, true in wrong:
        click.echo(f"{name} of {row}: {stored} is stored, {true} is true")
    click.echo(f"{len(wrong)} differences")
    if wrong:
        raise SystemExit(1)


accounts = AppGroup("accounts", help="People, and what they may do.")


@accounts.command("create")
@click.argument("email")
@click.option("--name", prompt=True, help="The pseudonym.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="12 characters or more.")
@click.option("--admin", is_flag=True, help="Make it an administrator of the instance.")
def create(email: str, name: str, password: str, admin: bool) -> None:
    """Create an account whose address needs no confirmation."""
    if problem := passwords.problem(password, name=name, email=email):
        raise click.ClickException(problem)
    try:
        validate_email(email, check_deliverability=False)
        with transaction():
            services.create_account(email=email, name=name, password=password, is_confirmed=True, is_admin=admin)
    except (ConsultError, EmailNotValidError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{email}: created")


@accounts.command("promote")
@click.argument("email")
@click.option("--consultation", "slug", help="Slug of the consultation; without it: the whole instance.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.ORGANISER.value)
def promote(email: str, slug: str | None, role: str) -> None:
    """Make someone an administrator, or give a role in one consultation."""
    with transaction():
        if (person := registered(email)) is None:
            raise click.ClickException(f"nobody is registered with {email}")
        if slug is None:
            services.promote(person)
            click.echo(f"{email}: administrator")
            return
        place = db.session.scalars(sa.select(Consultation).filter_by(slug=slug)).one_or_none()
        if place is None:
            raise click.ClickException(f"no consultation is called {slug}")
        services.give_role(person, consultation_id=place.id, role=Role(role))
        click.echo(f"{email}: {role} of {slug}")


def init_app(app: Flask) -> None:
    """Register the commands."""
    for place in GROUPS:
        module, _, name = place.partition(":")
        group: AppGroup = getattr(import_module(module), name)
        app.cli.add_command(group)
    app.cli.add_command(accounts)
    app.cli.add_command(serve)
    app.cli.add_command(check)
