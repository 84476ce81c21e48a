"""What an import leaves in the database."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from consult import counters
from consult.accounts.models import User
from consult.audit.models import AuditEntry
from consult.comments.models import Comment, Mention, Stance
from consult.consultations import services as consultations
from consult.consultations.models import Consultation, Section, State
from consult.db import db as database
from consult.db import transaction
from consult.imports import services
from consult.imports.oddities import parse_with_oddities
from consult.imports.parsed import (
    ImportedComment,
    ImportedProposal,
    ImportedSection,
    ImportedSource,
    Kind,
    Parsed,
)
from consult.imports.parsed import Stance as ParsedStance
from consult.kinds import Visibility
from consult.proposals.models import Origin, Proposal, ProposalKind, ProposalVersion
from consult.themes.models import Assignment, How, Theme
from consult.votes.models import Source, Tally, Vote
from consult.votes.queries import wrong_tallies
from tests.factories import make_consultation, make_user
from tests.imports.test_transcript import TEXT

pytestmark = pytest.mark.both
DAY = datetime(2015, 9, 26, 12, tzinfo=UTC)
ROWS = (Proposal, ProposalVersion, Comment, Mention, User, Section, Tally)


def comment(number: int, **given: Any) -> ImportedComment:
    defaults: dict[str, Any] = {"author": "bo", "created": DAY, "body": f"Mot {number}", "key": f"c{number}"}
    return ImportedComment(number, **defaults | given)


def parsed(*comments: ImportedComment, **given: Any) -> Parsed:
    defaults: dict[str, Any] = {"title": "Un quai", "body": "Sans voitures", "section": "s", "kind": Kind.CITIZEN}
    proposal = ImportedProposal(2, **defaults | {"author": "ana", "created": DAY, "key": "p1"} | given)
    proposal.comments = list(comments)
    return Parsed("essai", sections=[ImportedSection(1, "s", "Le port")], proposals=[proposal])


def only(model: Any) -> Any:
    return database.session.scalars(sa.select(model)).one()


def rows(db: Any) -> dict[str, int]:
    return {model.__name__: db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in ROWS}


def test_a_transcript_is_written_with_its_authors_and_moments(db: Any) -> None:
    place = make_consultation(sections=0)
    added = services.apply(parse_with_oddities(TEXT), consultation=place, actor=None)
    assert added == {"proposals": 3, "comments": 3, "people": 5, "sections": 1}
    query = (
        sa.select(Proposal.title, Proposal.kind, Proposal.published, User.name)
        .join(Proposal.author)
        .order_by(Proposal.id)
    )
    assert db.session.execute(query).all() == [
        ("UN QUAI SANS VOITURES", ProposalKind.OFFICIAL, datetime(2014, 7, 12, tzinfo=UTC), "Les organisateurs"),
        ("UN BASSIN POUR APPRENDRE À NAGER", ProposalKind.CITIZEN, datetime(2014, 7, 12, tzinfo=UTC), "Jean Le Bris"),
        ("DES BANCS", ProposalKind.CITIZEN, datetime(2014, 7, 13, tzinfo=UTC), "Bernard"),
    ]
    said = (
        sa.select(User.name, Comment.created, Comment.is_team, Comment.body).join(Comment.author).order_by(Comment.id)
    )
    assert db.session.execute(said).all() == [
        (
            "Mouette_12",
            datetime(2014, 7, 24, 9, 5, 42, tzinfo=UTC),
            False,
            "@Bernard, d’accord.\n\nEt les livraisons ?",
        ),
        ("L’équipe du port", datetime(2014, 7, 25, 7, 3, 7, tzinfo=UTC), True, "Merci @Mouette\\_12."),
        ("bernard", datetime(2014, 7, 26, 6, tzinfo=UTC), False, "+1"),
    ]


def test_imported_people_are_ghosts_that_keep_their_spelling(db: Any) -> None:
    services.apply(parse_with_oddities(TEXT), consultation=make_consultation(), actor=None)
    ghosts = db.session.scalars(sa.select(User).where(User.origin.startswith("transcript:"))).all()
    assert {ghost.name for ghost in ghosts} == {"Mouette_12", "L’équipe du port", "Jean Le Bris", "Bernard", "bernard"}
    assert all(ghost.is_ghost and not ghost.is_active and ghost.password_hash is None for ghost in ghosts)


def test_a_second_import_adds_nothing(db: Any) -> None:
    place = make_consultation()
    services.apply(parse_with_oddities(TEXT), consultation=place, actor=None)
    db.session.commit()
    before = rows(db)
    again = services.apply(parse_with_oddities(TEXT), consultation=place, actor=None)
    assert again == {"proposals": 0, "comments": 0, "people": 0, "sections": 0}
    assert rows(db) == before


def test_a_longer_file_adds_only_what_is_new(db: Any) -> None:
    place = make_consultation()
    services.apply(parse_with_oddities(TEXT), consultation=place, actor=None)
    longer = TEXT + "\nCaro\n27/07/2014 - 08:00:00\nMoi aussi.\n\n## UN PHARE\n\nProposé par Caro le 28/07/2014\n"
    added = services.apply(parse_with_oddities(longer), consultation=place, actor=None)
    assert added == {"proposals": 1, "comments": 1, "people": 1, "sections": 0}
    assert list(counters.differences()) == []


def test_totals_counted_elsewhere_are_never_votes_of_people(db: Any) -> None:
    totals = {"agree": 5, "mixed": 0, "disagree": 2}
    file = parsed(comment(1, totals={"support": 3}, stance=ParsedStance.AGAINST), totals=totals)
    services.apply(file, consultation=make_consultation(), actor=None)
    tallies = db.session.execute(
        sa.select(Tally.source, Tally.mark, Tally.count).order_by(Tally.item_id, Tally.mark)
    ).all()
    assert tallies == [(Source.IMPORTED, "agree", 5), (Source.IMPORTED, "disagree", 2), (Source.IMPORTED, "agree", 3)]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Vote)) == 0
    assert (only(Proposal).support, only(Comment).support, only(Comment).stance) == (5, 3, Stance.AGAINST)
    assert list(counters.differences()) + list(wrong_tallies()) == []


def test_answers_hang_under_what_they_answer_whatever_their_order(db: Any) -> None:
    file = parsed(comment(3, parent="c2"), comment(2, parent="c1"), comment(1), comment(4, parent="c9"))
    services.apply(file, consultation=make_consultation(), actor=None)
    numbers = {c.body: c for c in db.session.scalars(sa.select(Comment))}
    first, second, third, lost = (numbers[f"Mot {n}"] for n in (1, 2, 3, 4))
    assert (first.parent_id, first.root_id) == (lost.parent_id, lost.root_id) == (None, None)
    assert (second.parent_id, second.root_id) == (first.id, first.id)
    assert (third.parent_id, third.root_id) == (second.id, first.id)


def test_mentions_find_the_people_of_the_import(db: Any) -> None:
    spoken = [comment(n, author=name) for n, name in enumerate(["P'Treguer", "Bo.12", "Bo-12"], 3)]
    file = parsed(*spoken, comment(2, body="@ANA et @PTreguer, @personne, @Bo12, @Bo-12"))
    services.apply(file, consultation=make_consultation(), actor=None)
    named = db.session.execute(sa.select(Mention.handle, User.name).join(Mention.user).order_by(Mention.handle)).all()
    assert named == [("ANA", "ana"), ("Bo-12", "Bo-12"), ("PTreguer", "P'Treguer")]


def test_what_was_in_the_bin_is_imported_hidden(db: Any) -> None:
    services.apply(
        parsed(comment(1, hidden=True), comment(2), hidden=True), consultation=make_consultation(), actor=None
    )
    assert only(Proposal).visibility is Visibility.HIDDEN
    assert db.session.scalars(sa.select(Comment.visibility).order_by(Comment.id)).all() == ["hidden", "published"]
    assert only(Proposal).comment_count == 1


def test_what_has_no_date_takes_the_nearest_known(db: Any) -> None:
    later = datetime(2015, 10, 1, tzinfo=UTC)
    file = parsed(comment(1, created=None), comment(2, created=later), comment(3, created=None), created=None)
    services.apply(file, consultation=make_consultation(), actor=None)
    assert only(Proposal).published == later
    assert db.session.scalars(sa.select(Comment.created).order_by(Comment.id)).all() == [later] * 3


def test_a_title_too_long_is_cut_and_kept_whole_in_the_text(db: Any) -> None:
    title = "Un quai " * 40
    services.apply(parsed(title=title, body="Oui."), consultation=make_consultation(), actor=None)
    proposal = only(Proposal)
    assert len(proposal.title) <= 200
    assert proposal.title.endswith("quai…") or proposal.title.endswith("Un…")
    assert proposal.body == f"**{title.strip()}**\n\nOui."
    assert only(ProposalVersion).body == proposal.body


def test_sources_are_listed_under_the_text(db: Any) -> None:
    links = [("Étude [1]", "https://example.org/a"), ("Piège", "javascript:alert(1)")]
    file = parsed(sources=[ImportedSource(1, f"s{n}", title, url) for n, (title, url) in enumerate(links)])
    services.apply(file, consultation=make_consultation(), actor=None)
    assert only(Proposal).body == "Sans voitures\n\n**Sources**\n\n- [Étude (1)](<https://example.org/a>)\n- Piège"


def test_sections_with_the_same_title_are_not_doubled(db: Any) -> None:
    place = make_consultation(sections=0)
    consultations.add_section(place, title="Le  PORT")
    added = services.apply(parsed(), consultation=place, actor=None)
    assert (added["sections"], only(Proposal).section_id) == (0, only(Section).id)


def test_the_register_has_one_line_for_an_import(db: Any) -> None:
    actor, place = make_user(), make_consultation()
    services.apply(parsed(comment(1)), consultation=place, actor=actor)
    lines = db.session.scalars(sa.select(AuditEntry).filter_by(action="import:applied")).all()
    assert [(line.actor_id, line.consultation_id, line.details["comments"]) for line in lines] == [
        (actor.id, place.id, 1)
    ]
    assert only(Proposal).origin is Origin.IMPORT


def test_progress_is_told_up_to_the_end(db: Any) -> None:
    seen: list[tuple[int, int]] = []
    file = parsed()
    file.proposals *= 120
    services.apply(
        file, consultation=make_consultation(), actor=None, progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(50, 120), (100, 120), (120, 120)]


def test_an_import_that_fails_leaves_nothing(db: Any) -> None:
    place = make_consultation()
    db.session.commit()
    before = rows(db)

    def stop(done: int, total: int) -> None:
        raise RuntimeError("cut")

    with pytest.raises(RuntimeError), transaction():
        services.apply(parsed(comment(1)), consultation=place, actor=None, progress=stop)
    assert rows(db) == before


def test_an_unknown_consultation_is_made_and_open_from_now(db: Any) -> None:
    file = parse_with_oddities(TEXT)
    made = services.find_or_create_consultation(slug="port", parsed=file, actor=None)
    assert (made.slug, made.title, made.state) == ("port", "CONSULTATION SUR LE VIEUX PORT", State.PUBLISHED)
    assert made.opens == datetime(2014, 7, 12, tzinfo=UTC)
    assert services.find_or_create_consultation(slug="port", parsed=file, actor=None, title="Autre") is made
    assert only(Consultation).title == "CONSULTATION SUR LE VIEUX PORT"


def test_a_key_met_twice_is_written_once(db: Any) -> None:
    file = parsed(comment(1), comment(1))
    file.proposals *= 2
    added = services.apply(file, consultation=make_consultation(), actor=None)
    assert (added["proposals"], added["comments"]) == (1, 1)


def test_themes_of_the_source_are_made_and_filled(db: Any) -> None:
    place = make_consultation()
    for _time in range(2):
        services.apply(parsed(theme="Mobilité"), consultation=place, actor=None)
    assert (only(Theme).title, only(Proposal).theme_id) == ("Mobilité", only(Theme).id)
    assert [(a.theme_id, a.how) for a in db.session.scalars(sa.select(Assignment))] == [(only(Theme).id, How.IMPORTED)]
