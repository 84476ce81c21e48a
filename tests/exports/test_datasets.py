"""What each dataset holds: its columns, what everybody may read and nothing else, ISO times, no formulas."""

import csv
import io
import json
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from consult import clock
from consult.accounts.models import Visitor
from consult.comments import services as comments
from consult.comments.models import Comment
from consult.consultations.models import Consultation
from consult.exports import services
from consult.exports.datasets import DATASETS
from consult.exports.formats import FORMATS
from consult.kinds import Visibility
from consult.policy import Permission
from consult.proposals import queries as readings
from consult.proposals import services as proposals
from consult.themes import services as themes
from consult.votes.models import Source, Tally
from tests.factories import make_comment, make_consultation, make_proposal, make_user

DAY = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
COLUMNS = {
    "consultations": "slug,title,summary,introduction,territory,organiser,state,method,opens,closes,"
    "proposals,comments,votes,people",
    "sections": "id,slug,title,description,position",
    "places": "id,name,latitude,longitude",
    "phases": "id,title,opens,closes,activities",
    "proposals": "id,title,body,section,kind,author,created,status,theme,support,comments,"
    "author_id,section_id,theme_id,place,origin,version,edited,answer,answered,visibility",
    "versions": "proposal_id,number,title,body,author,author_id,created",
    "comments": "id,proposal_id,proposal,author,body,created,parent_id,stance,status,author_id,is_team,edited,support",
    "votes": "proposal_id,mark,count",
    "comment-votes": "comment_id,mark,count",
    "register": "number,created,kind,action,rule,delay_seconds,automated,appeal",
    "polls": "id,title,text,method,counting,audience,opens,closes,sealed,secret,max_items,points,max_points,budget,"
    "threshold,published,told",
    "options": "id,poll_id,title,body,position,cost,proposal_id",
    "ballots": "poll_id,choices,count",
    "results": "poll_id,option_id,mark,count",
    "heads": "poll_id,lines,root,created",
    "themes": "id,title,summary,colour,position,facilitator,proposals,support,slug,created,facilitator_id",
    "assignments": "id,proposal_id,before_id,before,theme_id,theme,how,suggested,created",
    "other-themes": "proposal_id,theme_id",
    "reworks": "id,kind,created,undone,original_id,result_id,reason",
    "workstreams": "id,title,charter,place,facilitator,state,created,slug,facilitator_id,aim,publics,principle",
    "workstream-themes": "workstream_id,theme_id",
    "projects": "id,workstream_id,title,description,audience,lead,partners,needs,territory,state,"
    "author,author_id,created",
    "project-proposals": "project_id,proposal_id",
    "news": "id,workstream_id,title,body,author,author_id,created,edited",
    "members": "id,workstream_id,person,person_id,role,organisation,created",
    "milestones": "id,workstream_id,project_id,title,body,starts,due,state,created",
    "declarations": "id,milestone_id,kind,before,due,reason,person,person_id,created",
    "sessions": "id,title,subtitle,abstract,description,day,starts,ends,place,venue,address,format,track,publics,"
    "speakers,capacity,registration,price,language,cancelled,project_id,release",
    "surveys": "id,title,asked,moment,session,anonymous,edition,answers,published",
    "survey-results": "survey_id,question,kind,row,answer,count,people",
    "attendance": "session,starts,expected,registered,counted",
    "budget": "side,account,label,cents",
    "verbatims": "question,words,name",
    "trail": "from_kind,from_id,link,to_kind,to_id,to_title,state,date,who,why",
    "join-requests": "id,workstream_id,person,person_id,state,organisation,motivation,created",
}
STATEMENTS = {"consultations": 2, "trail": 12}  # figures beside the row; one for each kind of link
TELLS_OF_A_PROPOSAL = {"proposals", "versions", "comments"}


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


def test_columns_are_named_once_for_all(place: Consultation) -> None:
    said = {name: written(place, name).decode().splitlines()[0] for name in COLUMNS}
    assert said == COLUMNS
    assert COLUMNS.keys() == DATASETS.keys()


def test_every_column_says_what_it_holds_and_points_at_a_table_that_exists(app: Any) -> None:
    for name, one in DATASETS.items():
        assert [column.name for column in one.columns if not str(column.description)] == [], name
        assert {column.to for column in one.columns if column.to} <= DATASETS.keys() | {"people"}, name
        assert one.is_public or one.permission in set(Permission)


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
        "author_id": row["author_id"],
        "section_id": "1",
        "theme_id": "1",
        "place": "",
        "origin": "web",
        "version": "1",
        "edited": "",
        "answer": "",
        "answered": "",
        "visibility": "published",
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
        "author_id": first["author_id"],
        "is_team": "false",
        "edited": "",
        "support": "0",
    }
    assert (answer["author"], answer["parent_id"]) == ("Caro", "1")


@pytest.mark.both
def test_a_theme_counts_what_everybody_may_read(place: Consultation) -> None:
    [row] = table(place, "themes")
    assert (row["title"], row["proposals"], row["support"]) == ("Le port", "1", "1")


def test_nothing_leaves_that_is_not_public(place: Consultation) -> None:
    """A workbook is compressed: its rows are read below."""
    for dataset, format_name in product(COLUMNS, FORMATS.keys() - {"xlsx", "ods"}):
        text = written(place, dataset, format_name).decode("utf-8-sig")
        assert "Canari" not in text, (dataset, format_name)
        assert ("Un quai" in text) is (dataset in TELLS_OF_A_PROPOSAL), (dataset, format_name)


@pytest.mark.both
def test_what_answers_a_hidden_comment_answers_the_head_of_its_conversation(place: Consultation, db: Any) -> None:
    head, _answer = db.session.scalars(
        sa.select(Comment).where(Comment.body.in_(["Oui, «\xa0bien\xa0».", "Moi aussi."]))
    )
    proposal = readings.get(1, viewer=Visitor())
    middle = make_comment(proposal, body="Canari entre deux", parent=head)
    make_comment(proposal, body="Et moi.", parent=middle)
    middle.visibility = Visibility.HIDDEN
    db.session.commit()
    assert [(row["body"], row["parent_id"]) for row in table(place, "comments")][1:] == [
        ("Moi aussi.", str(head.id)),
        ("Et moi.", str(head.id)),
    ]


@pytest.mark.both
def test_votes_are_counted_and_never_named(place: Consultation, db: Any) -> None:
    proposal = readings.get(1, viewer=Visitor())
    proposals.vote(proposal, voter=make_user(), mark="agree")
    proposals.vote(proposal, voter=make_user(), mark="disagree")
    db.session.add(Tally(item_id=proposal.poll_item_id, source=Source.CANCELLED, mark="agree", count=7))
    db.session.commit()
    said = [{"proposal_id": "1", "mark": mark, "count": count} for mark, count in (("agree", "2"), ("disagree", "1"))]
    assert table(place, "votes") == said


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
    for dataset in COLUMNS:
        with count_queries() as seen:
            written(place, dataset)
        assert (dataset, len(seen)) == (dataset, STATEMENTS.get(dataset, 1))
