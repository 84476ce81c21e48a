"""The real files, written into a database: the published figures, time and memory aside (see the benches)."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from consult import counters
from consult.accounts.models import User
from consult.comments.models import Comment
from consult.imports import services
from consult.imports.importers import IMPORTERS
from consult.proposals.models import Proposal
from consult.reading.files import Upload
from consult.votes.models import Source, Tally, Vote


@pytest.mark.parametrize(
    ("importer", "files", "added"),
    [
        (
            "transcript",
            "seeds/consultation-mediation-*.md",
            {"proposals": 66, "comments": 227, "people": 97, "sections": 1},
        ),
        (
            "republique-numerique",
            "republique-numerique/*.csv",
            {"proposals": 696, "comments": 3994, "people": 1521, "sections": 18},
        ),
        ("decidim", "osp-granddebat-decidim/*.csv", {"proposals": 252, "comments": 737, "people": 138, "sections": 5}),
    ],
)
def test_a_real_consultation_is_written_once(
    db: Any, data: Path, importer: str, files: str, added: dict[str, int]
) -> None:
    parsed = IMPORTERS[importer].read([Upload(file.name, file.read_bytes()) for file in sorted(data.glob(files))])
    place = services.find_or_create_consultation(slug="essai", parsed=parsed, actor=None)
    assert services.apply(parsed, consultation=place, actor=None) == added
    assert services.apply(parsed, consultation=place, actor=None) == dict.fromkeys(added, 0)
    assert list(counters.differences()) == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Vote)) == 0


def test_every_comment_of_2014_is_stored_with_its_author_and_second(db: Any, data: Path) -> None:
    file = data / "seeds" / "consultation-mediation-numerique-2014.md"
    parsed = IMPORTERS["transcript"].read([Upload(file.name, file.read_bytes())])
    services.apply(
        parsed, consultation=services.find_or_create_consultation(slug="x", parsed=parsed, actor=None), actor=None
    )
    said = sa.select(User.name, Comment.created, Comment.body).join(Comment.author).order_by(Comment.id)
    stored = [tuple(row) for row in db.session.execute(said)]
    assert stored == [(c.author, c.created, c.body) for c in parsed.comments]
    bodies = db.session.scalars(sa.select(Proposal.body).order_by(Proposal.id)).all()
    assert bodies == [proposal.body for proposal in parsed.proposals]


def test_the_totals_of_republique_numerique_are_kept_apart(db: Any, data: Path) -> None:
    folder = data / "republique-numerique"
    parsed = IMPORTERS["republique-numerique"].read([Upload("opinions.csv", (folder / "opinions.csv").read_bytes())])
    services.apply(
        parsed, consultation=services.find_or_create_consultation(slug="x", parsed=parsed, actor=None), actor=None
    )
    query = sa.select(Tally.source, Tally.mark, sa.func.sum(Tally.count)).group_by(Tally.source, Tally.mark)
    assert sorted(db.session.execute(query).all()) == [
        (Source.IMPORTED, "agree", 71_940),
        (Source.IMPORTED, "disagree", 10_735),
        (Source.IMPORTED, "mixed", 5_947),
    ]
