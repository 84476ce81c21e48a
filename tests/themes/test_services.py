"""Themes are created, edited, ordered and deleted; nothing of it is lost or done twice."""

import pytest
import sqlalchemy as sa

from consult.audit.models import AuditEntry
from consult.audit.services import Action
from consult.errors import RuleBroken
from consult.proposals.models import Proposal
from consult.themes import filing, queries, services
from consult.themes.models import Assignment, Colour, How, Theme
from tests.factories import make_consultation, make_proposal, make_staff
from tests.races import race


def make_theme(consultation=None, **given):
    """A theme by somebody of the staff."""
    consultation = consultation or make_consultation()
    actor = given.pop("actor", None) or make_staff(consultation)
    return services.create_theme(consultation, actor=actor, **{"title": "Un thème"} | given)


def acts(db, kind="theme"):
    """What the register says was done to this kind of thing."""
    db.session.flush()
    return list(db.session.scalars(sa.select(AuditEntry.action).filter_by(kind=kind).order_by(AuditEntry.id)))


def edit(theme, actor, **given):
    """Change only this of a theme."""
    said = {n: getattr(theme, n) for n in ("title", "summary", "colour")} | {"facilitator": None}
    services.edit_theme(theme, actor=actor, **said | given)


@pytest.mark.both
def test_themes_come_in_the_order_in_which_they_were_made(db, engine):
    consultation = make_consultation()
    staff = make_staff(consultation)
    for title in ("Accès", "Lieux", "Écoles"):
        services.create_theme(consultation, actor=staff, title=title)
    themes = queries.of_consultation(consultation.id)
    assert [(t.title, t.slug, t.position) for t in themes] == [
        ("Accès", "acces", 0),
        ("Lieux", "lieux", 1),
        ("Écoles", "ecoles", 2),
    ]
    assert [t.colour for t in themes] == [Colour.BLUE, Colour.GREEN, Colour.OCHRE]
    assert acts(db) == [Action.THEME_CREATED] * 3


@pytest.mark.both
def test_a_name_is_used_once_in_a_consultation_and_again_in_another(db, engine):
    here, there = make_consultation(), make_consultation()
    make_theme(here, title="Accès")
    with pytest.raises(RuleBroken, match="porte déjà ce nom"):
        make_theme(here, title="ACCES")
    make_theme(there, title="Accès")
    assert acts(db) == [Action.THEME_CREATED] * 2


def test_an_import_finds_the_theme_or_makes_it(db):
    consultation = make_consultation()
    first = services.find_or_create_theme(consultation, actor=None, title="Écoles ")
    assert services.find_or_create_theme(consultation, actor=None, title="ecoles") is first
    assert first.title == "Écoles"


@pytest.mark.both
def test_two_facilitators_create_the_same_theme_and_one_is_told(app, db, engine):
    consultation = make_consultation()
    staff = make_staff(consultation)
    db.session.commit()

    def create():
        return services.create_theme(consultation, actor=staff, title="Accès").slug

    results = race(app, create, create)
    assert [r for r in results if not isinstance(r, Exception)] == ["acces"]
    assert [type(r) for r in results if isinstance(r, Exception)] == [RuleBroken]
    assert db.session.scalars(sa.select(Theme.slug)).all() == ["acces"]


def test_an_edit_changes_what_differs_and_notes_it_once(db):
    theme = make_theme(title="Accès")
    edit(theme, None, title="Accès pour tous")
    edit(theme, None)
    assert (theme.title, theme.slug, theme.version) == ("Accès pour tous", "acces", 2)
    assert acts(db) == [Action.THEME_CREATED, Action.THEME_EDITED]


@pytest.mark.both
def test_an_edit_of_an_old_version_is_refused_without_a_trace(db, engine):
    theme = make_theme(title="Accès")
    edit(theme, None, summary="De l’un", seen=1)
    with pytest.raises(RuleBroken, match="modifié entre-temps"):
        edit(theme, None, summary="De l’autre", seen=1)
    assert (theme.summary, theme.version) == ("De l’un", 2)
    assert acts(db) == [Action.THEME_CREATED, Action.THEME_EDITED]


@pytest.mark.both
@pytest.mark.parametrize(
    ("moved", "place", "order"),
    [(0, 2, "BCA"), (2, 0, "CAB"), (1, -5, "BAC"), (1, 99, "ACB"), (1, 1, "ABC")],
)
def test_a_theme_moves_to_its_place_and_the_others_make_room(db, engine, moved, place, order):
    consultation = make_consultation()
    themes = [make_theme(consultation, title=letter) for letter in "ABC"]
    services.move_theme(themes[moved], actor=make_staff(consultation), place=place)
    found = queries.of_consultation(consultation.id)
    assert ("".join(t.title for t in found), [t.position for t in found]) == (order, [0, 1, 2])
    assert (Action.THEME_EDITED in acts(db)) == (order != "ABC")


@pytest.mark.both
def test_a_deleted_theme_leaves_its_proposals_unfiled_and_their_history_whole(db, engine):
    consultation = make_consultation()
    staff, theme = make_staff(consultation), make_theme(consultation, title="Accès")
    proposals = [make_proposal(consultation) for _ in range(3)]
    filing.file_proposals(proposals[:2], theme=theme, actor=staff)
    assert services.delete_theme(theme, actor=staff) == 2
    db.session.commit()
    db.session.expire_all()
    assert [p.theme_id for p in db.session.scalars(sa.select(Proposal))] == [None] * 3
    told = [(a.before_title, a.theme_title, a.how) for a in queries.history(proposals[0])]
    assert told == [("", "Accès", How.HAND), ("Accès", "", How.THEME_DELETED)]
    assert set(db.session.scalars(sa.select(Assignment.theme_id))) == {None}
    assert acts(db) == [Action.THEME_CREATED, Action.THEME_DELETED]


@pytest.mark.both
def test_a_theme_is_deleted_once(app, db, engine):
    theme = make_theme()
    db.session.commit()

    def delete():
        return services.delete_theme(db.session.get(Theme, theme.id), actor=None)

    results = race(app, delete, delete)
    assert sorted(type(r).__name__ for r in results) in (["RuleBroken", "int"], ["AttributeError", "int"])
    assert acts(db) == [Action.THEME_CREATED, Action.THEME_DELETED]
