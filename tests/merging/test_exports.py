"""What was merged goes out as data: originals and results stay in the tables, and one table tells what became what."""

import csv
import io

from consult.exports import services as exports
from consult.proposals import services as proposals
from tests.factories import make_comment, make_consultation, make_proposal, make_staff
from tests.merging.acts import merge, results_of


def table(place, dataset):
    """A dataset, read again from its CSV."""
    out = io.BytesIO()
    exports.write(out, place, dataset, "csv")
    return list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))


def test_originals_and_results_go_out_with_what_became_what(db):
    place = make_consultation()
    team = make_staff(place)
    first, second = make_proposal(place), make_proposal(place)
    said = make_comment(first)
    act = merge(first, second, actor=team)
    (result,) = results_of(act)
    db.session.commit()
    assert [int(row["id"]) for row in table(place, "proposals")] == [first.id, second.id, result.id]
    assert [(int(row["id"]), int(row["proposal_id"])) for row in table(place, "comments")] == [(said.id, first.id)]
    pairs = [(row["kind"], int(row["original_id"]), int(row["result_id"])) for row in table(place, "reworks")]
    assert pairs == [("merge", first.id, result.id), ("merge", second.id, result.id)]
    proposals.withdraw_proposal(second, actor=team)
    db.session.commit()
    assert [int(row["original_id"]) for row in table(place, "reworks")] == [first.id]
