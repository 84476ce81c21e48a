"""`flask search …`: rebuild, sync, query."""

import json
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from consult.search import services
from consult.search.documents import IndexBroken
from consult.search.registry import Anybody

search = AppGroup("search", help="The full-text index.")


@search.command("rebuild")
def rebuild() -> None:
    """Make the index anew from the database, then switch to it."""
    click.echo(f"{services.rebuild()} documents")


@search.command("sync")
def sync() -> None:
    """Bring the index up to date with everything that waits in the queue."""
    total = 0
    try:
        while done := services.sync(wait=True):
            total += done
    except IndexBroken as error:
        raise click.ClickException(f"{error}; run `flask search rebuild`") from error
    click.echo(f"{total} changes")


@search.command("query")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=20, show_default=True, help="How many results at most.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of {kind, id, title, url, score}.")
def query(words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Print what anybody finds with these words."""
    with current_app.test_request_context(base_url=current_app.config["BASE_URL"] or None):
        found = services.find(" ".join(words), viewer=Anybody(), limit=limit)
        rows: list[dict[str, Any]] = [
            {"kind": r.kind, "id": r.thing.id, "title": r.title.striptags(), "url": r.url, "score": r.score}
            for r in found.results
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['score']:8.3f}  {row['kind']:10} {row['url']:24} {row['title']}")
    if found.suggestion:
        click.echo(f"? {found.suggestion}")
