"""`flask themes …`: suggested themes for the texts of a table, likely duplicates in a consultation."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import AppGroup
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from consult.consultations.models import Consultation
from consult.db import db, reading
from consult.errors import ConsultError
from consult.kinds import Visibility
from consult.proposals.models import Proposal
from consult.reading.files import MAX_BYTES, Upload
from consult.themes.analysis import duplicates as pairing
from consult.themes.analysis import suggestion
from consult.themes.analysis.results import Suggestion
from consult.themes.analysis.texts import Text
from consult.themes.tables import read_texts

SHOWN = 5  # key expressions of a theme, for people

themes = AppGroup("themes", help="Themes that the machine suggests, and likely duplicates.")


@themes.command("suggest")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--text", "columns", required=True, help="Columns that hold the text: title first, comma between.")
@click.option("--themes", "count", type=int, help="How many; without it: as many as suit the texts.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Same seed, same themes.")
@click.option("--json", "as_json", is_flag=True, help="Print a theme for each row, and the themes, as JSON.")
def suggest(file: Path, columns: str, count: int | None, seed: int, as_json: bool) -> None:
    """Suggest themes for the rows of a table (CSV)."""
    with _in_french():
        found = suggestion.suggest(_texts(file, columns), count=count, seed=seed)
        if as_json:
            click.echo(json.dumps(_as_dict(found), ensure_ascii=False))
        else:
            _tell(found)


def _texts(file: Path, columns: str) -> list[Text]:
    with file.open("rb") as content:
        upload = Upload(file.name, content.read(MAX_BYTES + 1))
    return read_texts(upload, [name.strip() for name in columns.split(",") if name.strip()])


def _as_dict(found: Suggestion) -> dict[str, Any]:
    """Rows are numbered from 0, in the order of the table."""
    return {
        "rows": [{"theme": place.group, "confidence": place.confidence} for place in found.places],
        "themes": [
            {"id": g.number, "name": g.name, "expressions": list(g.expressions), "central": list(g.central)}
            for g in found.groups
        ],
    }


def _tell(found: Suggestion) -> None:
    for group in found.groups:
        size = ngettext("%(num)s texte", "%(num)s textes", len(group.rows))
        click.echo(f"{group.number}. {group.name} — {size}")
        if group.expressions:
            click.echo("   " + ", ".join(group.expressions[:SHOWN]))


@themes.command("duplicates")
@click.argument("slug")
@click.option("--most", type=int, default=50, show_default=True, help="Pairs at most, the likeliest first.")
@click.option("--json", "as_json", is_flag=True, help="Print the pairs with their scores as JSON.")
def duplicates(slug: str, most: int, as_json: bool) -> None:
    """List the pairs of proposals of a consultation that ask for nearly the same."""
    with _in_french(), reading():
        proposals = _proposals(slug)
        found = pairing.pairs([Text(p.title, p.body) for p in proposals], most=most)
        if as_json:
            pairs = [_pair_as_dict(proposals[one.first], proposals[one.second], one) for one in found]
            click.echo(json.dumps({"pairs": pairs}, ensure_ascii=False))
            return
        for one in found:
            click.echo(f"{one.score:.2f}  {proposals[one.first].title} / {proposals[one.second].title}")


def _proposals(slug: str) -> Sequence[Proposal]:
    """What a consultation shows to everybody, the oldest first."""
    place = db.session.scalars(sa.select(Consultation).filter_by(slug=slug)).one_or_none()
    if place is None:
        raise click.ClickException(_("Aucune consultation ne s’appelle « %(slug)s ».", slug=slug))
    query = sa.select(Proposal).filter_by(consultation_id=place.id, visibility=Visibility.PUBLISHED)
    return db.session.scalars(query.order_by(Proposal.id)).all()


def _pair_as_dict(first: Proposal, second: Proposal, pair: pairing.Pair) -> dict[str, Any]:
    return {
        "first": {"id": first.id, "title": first.title},
        "second": {"id": second.id, "title": second.title},
        "score": pair.score,
        "parts": {"title": pair.title, "body": pair.body, "meaning": pair.meaning},
    }


@contextmanager
def _in_french() -> Iterator[None]:
    with force_locale("fr"):
        try:
            yield
        except ConsultError as error:
            raise click.ClickException(str(error)) from error
