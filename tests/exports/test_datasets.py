"""What each dataset holds: its columns, what everybody may read and nothing else, ISO times, no formulas."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from consult import clock
from consult.comments import services as comments
from consult.consultations.models import Consultation
from consult.exports import services
from consult.exports.datasets import DATASETS
from consult.exports.formats import FORMATS
from consult.kinds import Visibility
from consult.proposals import services as proposals
from consult.themes import services as themes
from tests.factories import make_comment, make_consultation, make_proposal, make_user

DAY = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
COLUMNS = {
    "proposals": "id,title,body,section,kind,author,created,status,theme,support,comments",
    "comments": "id,proposal_id,proposal,author,body,created,parent_id,stance,status",
    "themes": "id,title,summary,colour,position,facilitator,proposals,support",
    "reworks": "id,kind,created,undone,original_id,result_id",
}


def written(place: Consultation, dataset: str, format_name: str = "csv") -> bytes:
    """A dataset as a file."""
    out = io.BytesIO()
    services.write(out, place, dataset, format_name)
    return out.getvalue()


def table(place: Consultation, dataset: str) -> list[dict[str, str]]:
    """A dataset, read again from its CSV."""
    return list(csv.DictReader(io.StringIO(written(place, dataset).decode(), newline="")))


@pytest.fixture
def place(db: Any) -> Consultation:
    """A consultation with one public proposal, filed, with a comment and an answer; the rest is nobody's to read."""
    with clock.at(DAY):
        place = make_consultation(slug="port", opens=DAY)
        shown = make_proposal(
            place, title="Un quai", body="=1+1", author=make_user(name="@Ana"), section=place.sections[0]
        )
        first = make_comment(shown, body="Oui, «\xa0bien\xa0».", author=make_user(name="Bo"))
        make_comment(shown, body="Moi aussi.", author=make_user(name="Caro"), parent=first)
        theme = themes.create_theme(place, actor=None, title="Le port")
        make_comment(shown, body="Canari caché").visibility = Visibility.HIDDEN
        comments.withdraw_comment(make_comment(shown, body="Canari retiré"), actor=make_user())
        make_proposal(place, title="Canari brouillon", draft=True)
        hidden = make_proposal(place, title="Canari caché")
        make_comment(hidden, body="Canari sous un caché")
        hidden.visibility = hidden.thread.visibility = Visibility.HIDDEN
        regretful = make_user()
        gone = make_proposal(place, title="Canari retiré", author=regretful)
        make_comment(gone, body="Canari sous un retiré")
        proposals.withdraw_proposal(gone, actor=regretful)
        make_proposal(title="Canari d’ailleurs")
        proposals.vote(shown, voter=make_user(), mark="agree")
        for one in (shown, hidden, gone):
            one.theme_id = theme.id
        db.session.commit()
    return place


@pytest.mark.parametrize("dataset", COLUMNS)
def test_columns_are_named_once_for_all(place: Consultation, dataset: str) -> None:
    assert written(place, dataset).decode().splitlines()[0] == COLUMNS[dataset]
    assert COLUMNS.keys() == DATASETS.keys()


@pytest.mark.both
def test_a_proposal_has_all_that_a_reader_sees(place: Consultation) -> None:
    [row] = table(place, "proposals")
    assert row == {
        "id": "1",
        "title": "Un quai",
        "body": "'=1+1",
        "section": "Section 1",
        "kind": "citizen",
        "author": "'@Ana",
        "created": "2026-03-04T05:06:07+00:00",
        "status": "open",
        "theme": "Le port",
        "support": "1",
        "comments": "2",
    }


@pytest.mark.both
def test_a_comment_names_its_proposal_and_what_it_answers(place: Consultation) -> None:
    first, answer = table(place, "comments")
    assert first == {
        "id": "1",
        "proposal_id": "1",
        "proposal": "Un quai",
        "author": "Bo",
        "body": "Oui, «\xa0bien\xa0».",
        "created": "2026-03-04T05:06:07+00:00",
        "parent_id": "",
        "stance": "",
        "status": "published",
    }
    assert (answer["author"], answer["parent_id"]) == ("Caro", "1")


@pytest.mark.both
def test_a_theme_counts_what_everybody_may_read(place: Consultation) -> None:
    [row] = table(place, "themes")
    assert (row["title"], row["proposals"], row["support"]) == ("Le port", "1", "1")


@pytest.mark.parametrize("dataset", DATASETS)
def test_nothing_leaves_that_is_not_public(place: Consultation, dataset: str) -> None:
    """A workbook is compressed: its rows are read below."""
    for format_name in FORMATS.keys() - {"xlsx", "ods"}:
        text = written(place, dataset, format_name).decode("utf-8-sig")
        assert "Canari" not in text
        assert ("Un quai" in text) is (dataset not in {"themes", "reworks"})


def test_a_workbook_holds_the_same_rows_and_no_formula(place: Consultation) -> None:
    [sheet] = load_workbook(io.BytesIO(written(place, "proposals", "xlsx"))).worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == COLUMNS["proposals"].split(",")
    assert [row[1] for row in rows[1:]] == ["Un quai"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert rows[1][2] == "=1+1"


def test_json_has_numbers_and_nothing_where_there_is_nothing(place: Consultation) -> None:
    [row] = json.loads(written(place, "proposals", "json"))
    assert (row["support"], row["body"], list(row)) == (1, "=1+1", COLUMNS["proposals"].split(","))
    first, _answer = json.loads(written(place, "comments", "json"))
    assert (first["parent_id"], first["stance"]) == (None, None)


@pytest.mark.both
def test_a_dataset_takes_one_statement_whatever_its_size(place: Consultation, count_queries: Any) -> None:
    for dataset in DATASETS:
        with count_queries() as seen:
            written(place, dataset)
        assert len(seen) == 1
