"""Who writes a synthesis of a work stream, how many queries its pages ask, and what no file holds any more."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from consult import kinds
from consult.accounts.models import Visitor
from consult.db import db as database
from consult.evaluation import services
from consult.evaluation.models import Remark
from consult.kinds import Ref
from consult.moderation.models import Measure
from consult.proposals import services as proposals
from consult.proposals.models import Proposal
from consult.synthesis import extent, reading, reviewing, showing, writing
from consult.synthesis.contributions import look_up
from consult.synthesis.models import PartKind, Synthesis
from consult.themes import filing
from consult.themes import services as themes
from consult.trail.walking import walk
from consult.trail.walking import whole as whole_trail
from consult.workstreams import services as workstreams
from tests.evaluation import scene
from tests.factories import make_comment, make_consultation, make_proposal, make_staff, make_user
from tests.moderation.acts import decide


def test_whoever_leads_a_work_stream_writes_its_synthesis_and_no_other(db, browser_of):
    place = make_consultation(slug="festival")
    team, lead, other = make_staff(place), make_user(name="Lucie"), make_user()
    theme = themes.create_theme(place, actor=team, title="La nuit")
    stream = workstreams.open_workstream(place, actor=team, title="La nuit", themes=[theme], facilitator=lead)
    one, away = make_proposal(place, title="Une veillée"), make_proposal(place)
    filing.file_proposals([one], theme=theme, actor=team)
    stream_id, one_id, away_id = stream.id, one.id, away.id
    whole = writing.create_synthesis(place, actor=team, title="Toute la consultation").id
    db.session.commit()
    browser = browser_of(lead)
    new = "/consultations/festival/syntheses/new"
    browser.get(new, 403)
    browser.submit(f"{new}?about=workstream-{stream_id}", {"title": "La nuit"}, to=new)
    synthesis = db.session.scalars(sa.select(Synthesis).filter_by(workstream_id=stream_id)).one()
    number = synthesis.id
    assert extent.of(synthesis).themes == (theme.id,)
    assert db.session.scalars(extent.of(synthesis).proposals(Proposal.id)).all() == [one_id] != [away_id]
    browser.get(f"/syntheses/{number}/edit")
    browser.get(f"/syntheses/{whole}/edit", 403)
    browser.get(f"/syntheses/{number}/review", 403)
    browser_of(other).get(f"/syntheses/{number}/edit", 403)
    # Who is not of the team does not read there what moderation hid.
    statement = f"/syntheses/{number}/parts/new"
    part = browser.submit(statement, {"title": "Une partie", "kind": "text"}).location.rpartition("-")[2]
    text = "« Une veillée » revient souvent."
    browser.submit(f"/synthesis-parts/{part}/statements/new", {"text": text, "cite": f"proposal-{one_id}"})
    assert "Une veillée" in browser.get(f"/syntheses/{number}/edit")
    decide(database.session.get(Proposal, one_id), Measure.HIDE, moderator=make_staff(place))
    db.session.commit()
    assert "veillée" not in browser.get(f"/syntheses/{number}/edit")
    for page in ("/statements/1/edit", f"/syntheses/{number}/coverage?state=new"):
        assert "veillée" not in browser.get(page)
    browser.submit("/statements/1/edit", {"text": "Une autre phrase.", "cite": []}, status=422)
    assert "veillée" not in browser.page


@pytest.mark.both
def test_the_editor_and_the_reader_ask_the_same_for_one_and_for_thirty(db, engine, app, count_queries):
    place = make_consultation()
    writer = make_staff(place)
    synthesis = writing.create_synthesis(place, actor=writer, title="Synthèse")
    part = writing.add_part(synthesis, actor=writer, kind=PartKind.TEXT, title="Une partie")
    asked = []
    for rows in (1, 29):
        for n in range(rows):
            said = make_comment(make_proposal(place))
            writing.add_statement(part, actor=writer, text=f"Phrase {n}.", refs=[kinds.ref(said)])
        db.session.commit()
        with app.test_request_context(base_url="https://consult.example.org"), count_queries() as seen:
            loaded = reading.get(synthesis.id, viewer=writer)
            assert showing.preview(loaded).title == "Synthèse"
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 20


def test_what_was_withdrawn_or_never_was_is_told_without_its_words(db):
    place = make_consultation()
    one = make_proposal(place, title="Canari titre", body="Canari corps")
    said = make_comment(one, body="Canari dit")
    proposals.withdraw_proposal(kinds.resolve(kinds.ref(one)), actor=one.author)
    db.session.commit()
    found = look_up([kinds.ref(one), kinds.ref(said), Ref("comment", 999)])
    assert [(one.title, one.author, bool(one.gone)) for one in found.values()] == [("", "", True)] * 3
    assert "retirée par son auteur" in found[kinds.ref(one)].gone
    assert found[kinds.ref(one)].is_repeated_in("Il est question d’un canari titre ici.")
    assert not found[kinds.ref(one)].is_repeated_in("Il est question d’un titre.")


def test_a_proposal_leads_to_the_published_sentences_that_rest_on_it_and_are_shown(db, browser):
    place = make_consultation(slug="festival")
    writer = make_staff(place)
    one, other = make_proposal(place, title="Une navette"), make_proposal(place, title="Canari caché")
    synthesis = writing.create_synthesis(place, actor=writer, title="Synthèse")
    part = writing.add_part(synthesis, actor=writer, kind=PartKind.TEXT, title="Se déplacer")
    both = [kinds.ref(one), kinds.ref(other), kinds.ref(make_comment(one))]
    writing.add_statement(part, actor=writer, text="Le soir, rien ne roule.", refs=both)
    writing.add_statement(part, actor=writer, text="Un canari caché se montre.", refs=both[:2])

    def told(start):
        steps = walk(start, place.id, viewer=Visitor())
        return [(step.target.kind, step.edge.title, step.edge.who, step.edge.why) for step in steps]

    reviewing.submit(synthesis, actor=writer)
    assert told(both[0]) == []
    reviewing.publish(synthesis, actor=make_staff(place, name="Bruno"), seen=synthesis.revision)
    first, second = (
        ("statement", text, "Bruno", "Se déplacer")
        for text in ("Le soir, rien ne roule.", "Un canari caché se montre.")
    )
    assert told(both[0]) == told(both[1]) == [first, second]
    number = one.id
    decide(other, Measure.HIDE, moderator=make_staff(place))
    db.session.commit()
    assert told(both[0]) == [first]  # the other sentence repeats what is hidden
    assert told(both[1]) == []
    page = browser.get(f"/proposals/{number}/trail")
    assert f"/syntheses/{synthesis.id}#partie-{part.id}" in page
    assert "Canari" not in page + browser.get("/consultations/festival/trail")


def test_no_printed_file_keeps_what_was_hidden(db, app, browser):
    place = make_consultation(slug="festival")
    writer = make_staff(place)
    one, kept = make_proposal(place, title="Canari caché"), make_proposal(place, title="Une navette")
    synthesis = writing.create_synthesis(place, actor=writer, title="Synthèse")
    part = writing.add_part(synthesis, actor=writer, kind=PartKind.TEXT, title="Une partie", pictures=["votes"])
    writing.add_statement(part, actor=writer, text="Deux idées.", refs=[kinds.ref(one), kinds.ref(kept)])
    reviewing.submit(synthesis, actor=writer)
    reviewing.publish(synthesis, actor=make_staff(place), seen=synthesis.revision)
    number, hidden = synthesis.id, one.id
    db.session.commit()
    files = ["/consultations/festival/synthesis", "/consultations/festival/booklet"]
    files += [f"/syntheses/{number}/versions/1/{form}" for form in ("full", "short")]
    urls = [f"{name}.{kind}" for name in files for kind in ("md", "json", "html")]
    assert sum("Canari caché" in browser.client.get(url).text for url in urls) == 9
    decide(database.session.get(Proposal, hidden), Measure.HIDE, moderator=make_staff(place))
    db.session.commit()
    for url in urls:
        assert "Canari" not in browser.client.get(url).text, url
    folder = Path(app.config["DATA_DIR"]) / "exports" / "synthesis"
    assert [path.name for path in folder.iterdir() if b"Canari" in path.read_bytes()] == []
    browser.get(f"/syntheses/{number}/versions/1/brief.md", 404)
    browser.get(f"/syntheses/{number}/versions/1/full.exe", 404)
    browser.get(f"/syntheses/{number}/versions/2/full.md", 404)


def test_a_sentence_rests_on_what_the_evaluation_says_as_long_as_it_says_it(db, app, browser, browser_of):
    with app.test_request_context():
        place, team = scene.play()
    synthesis = writing.create_synthesis(place, actor=team, title="Synthèse")
    part = writing.add_part(synthesis, actor=team, kind=PartKind.TEXT, title="Ce que la fête a donné")
    reader, number = make_staff(place, name="Bruno"), synthesis.id
    db.session.commit()
    new, desk = f"/synthesis-parts/{part.id}/statements/new", browser_of(team)
    assert "Participants\xa0: 115" in desk.get(new)
    for kind in ("remark", "verbatim"):
        assert f'value="{kind}-1"' in desk.page
    desk.submit(new, {"text": "Rien de tel.", "cite": "figure-77"}, to=new, status=422)
    desk.submit(new, {"text": "On est venu en nombre.", "cite": ["figure-1", "verbatim-1"]}, to=new)
    desk.submit(new, {"text": "Il fallait le dire plus tôt.", "cite": "remark-1"}, to=new)

    def told():
        database.session.rollback()
        found = [step for step in whole_trail(place.id, viewer=Visitor()) if step.target.kind == "statement"]
        return [(one.source.kind, one.edge.title, one.edge.who, one.edge.why.partition(" ;")[0]) for one in found]

    synthesis = db.session.get(Synthesis, number)
    reviewing.submit(synthesis, actor=team)
    reviewing.publish(synthesis, actor=reader, seen=synthesis.revision)
    db.session.commit()
    many = ("evaluation", "On est venu en nombre.", "Bruno", "Participants\xa0: 115")
    early = ("evaluation", "Il fallait le dire plus tôt.", "Bruno", "Annoncer la date six mois avant.")
    assert told() == [many, early]
    assert "Annoncer la date six mois avant." in browser.get(f"/syntheses/{number}")
    assert "Il fallait le dire plus tôt." in browser.get("/consultations/festival/trail")
    services.remove(database.session.get(Remark, 1), actor=team)
    db.session.commit()
    assert told() == [many]
    assert "Il fallait" not in browser.get(f"/syntheses/{number}")
    services.take_back(place, actor=team)
    db.session.commit()
    assert told() == []
    assert "On est venu" not in browser.get(f"/syntheses/{number}")
