"""Work streams are opened and led; their projects say where they come from; nothing is overwritten unseen."""

import pytest
import sqlalchemy as sa

from consult.audit.services import Action
from consult.errors import RuleBroken
from consult.themes import filing
from consult.themes import services as themes
from consult.workstreams import queries, services
from consult.workstreams.models import News, Project, ProjectState, StreamState, WorkStream, WorkStreamTheme
from tests.factories import make_consultation, make_proposal, make_staff, make_user
from tests.races import race
from tests.workstreams.streams import acts, make_stream, make_theme


def edit(stream, actor=None, **given):
    """Change only this of a work stream."""
    said = {n: getattr(stream, n) for n in ("title", "charter", "place", "state")}
    services.edit_workstream(stream, actor=actor, **said | {"facilitator": None, "themes": ()} | given)


@pytest.mark.both
def test_a_work_stream_is_opened_out_of_themes(db, engine):
    consultation = make_consultation()
    both = [make_theme(consultation, title) for title in ("Accès", "Lieux")]
    stream = make_stream(consultation, title="La tournée", themes=reversed(both), facilitator=make_user(name="Lamia"))
    db.session.commit()
    found = queries.get(stream.id, viewer=make_user())
    assert (found.slug, [t.title for t in found.themes], found.facilitator.name) == (
        "la-tournee",
        ["Accès", "Lieux"],
        "Lamia",
    )
    assert queries.count_by_theme(consultation.id) == {both[0].id: 1, both[1].id: 1}
    assert acts() == [Action.WORKSTREAM_OPENED]


def test_a_name_is_used_once_in_a_consultation(db):
    stream = make_stream(title="La tournée")
    with pytest.raises(RuleBroken, match="porte déjà ce nom"):
        make_stream(db.session.get(queries.Consultation, stream.consultation_id), title="la tournee")
    assert acts() == [Action.WORKSTREAM_OPENED]


def test_a_theme_of_another_consultation_opens_nothing(db):
    with pytest.raises(RuleBroken, match="n’est plus là"):
        make_stream(themes=[make_theme(make_consultation())])
    db.session.rollback()
    assert db.session.scalars(sa.select(WorkStream)).all() == []


@pytest.mark.both
def test_many_open_the_same_work_stream_at_once_and_all_but_one_are_told(app, db, engine):
    consultation = make_consultation()
    staff = make_staff(consultation)
    db.session.commit()

    def act():
        return services.open_workstream(consultation, actor=staff, title="La tournée").slug

    results = race(app, *[act] * 4)
    assert sorted(type(r).__name__ for r in results) == [*["RuleBroken"] * 3, "str"]
    assert db.session.scalars(sa.select(WorkStream.slug)).all() == ["la-tournee"]


@pytest.mark.both
def test_an_edit_changes_what_differs_and_is_refused_over_somebody_elses(db, engine):
    stream = make_stream()
    theme = make_theme(db.session.get(queries.Consultation, stream.consultation_id))
    edit(stream, themes=[theme], state=StreamState.CLOSED, seen=1)
    edit(stream, themes=[theme], seen=2)
    with pytest.raises(RuleBroken, match="modifié entre-temps"):
        edit(stream, charter="Autre chose", seen=1)
    assert (stream.version, stream.charter, stream.is_open) == (2, "", False)
    assert db.session.scalars(sa.select(WorkStreamTheme.theme_id)).all() == [theme.id]
    assert acts() == [Action.WORKSTREAM_OPENED, Action.WORKSTREAM_EDITED]


@pytest.mark.both
def test_a_work_stream_outlives_its_theme(db, engine):
    consultation = make_consultation()
    theme = make_theme(consultation)
    stream = make_stream(consultation, themes=[theme])
    db.session.commit()
    themes.delete_theme(theme, actor=None)
    db.session.commit()
    db.session.expire_all()
    assert queries.get(stream.id, viewer=make_user()).themes == []


@pytest.mark.both
def test_a_project_and_its_proposals_know_each_other(db, engine):
    consultation = make_consultation()
    stream, author = make_stream(consultation), make_user()
    some = [make_proposal(consultation) for _ in range(3)]
    project = services.create_project(stream, author=author, title="La camionnette", proposals=some[:2], lead="Lamia")
    assert [p.id for p in queries.sources(project.id, viewer=author)] == [some[0].id, some[1].id]
    services.edit_project(project, actor=author, proposals=some[1:], seen=1, state=ProjectState.STARTED)
    services.edit_project(project, actor=author, proposals=some[1:], seen=2, state=ProjectState.STARTED)
    assert [p.id for p in queries.sources(project.id, viewer=author)] == [some[1].id, some[2].id]
    with pytest.raises(RuleBroken, match="modifié entre-temps"):
        services.edit_project(project, actor=author, proposals=[], seen=1, title="Autre")
    assert (project.title, project.version, project.state) == ("La camionnette", 2, ProjectState.STARTED)
    assert acts() == [Action.WORKSTREAM_OPENED, Action.PROJECT_CREATED, Action.PROJECT_EDITED]


@pytest.mark.both
def test_nothing_is_proposed_in_a_closed_work_stream(db, engine):
    stream = make_stream()
    edit(stream, state=StreamState.CLOSED)
    with pytest.raises(RuleBroken, match="Ce chantier est terminé"):
        services.create_project(stream, author=make_user(), title="Trop tard")
    assert db.session.scalars(sa.select(Project)).all() == []


def test_news_are_published_and_changed_openly(db):
    stream, author = make_stream(), make_user()
    news = services.publish_news(stream, author=author, title="Le chantier est ouvert", body="Venez.")
    services.edit_news(news, actor=author, title=news.title, body=news.body)
    assert news.edited is None
    services.edit_news(news, actor=author, title=news.title, body="Venez nombreux.")
    assert (db.session.scalars(sa.select(News.body)).all(), news.edited is None) == (["Venez nombreux."], False)
    assert acts() == [Action.WORKSTREAM_OPENED, Action.NEWS_PUBLISHED, Action.NEWS_EDITED]


@pytest.mark.both
def test_one_walks_from_an_idea_to_its_work_stream_and_its_project(app, db, engine):
    consultation = make_consultation()
    theme, proposal, other = make_theme(consultation), make_proposal(consultation), make_proposal(consultation)
    filing.file_proposals([proposal], theme=theme, actor=None)
    stream = make_stream(consultation, title="La tournée", themes=[theme])
    project = services.create_project(stream, author=make_user(), title="La camionnette", proposals=[proposal])
    with app.test_request_context():
        told = [(s.title, s.url, s.text) for s in queries.of_proposal(proposal, viewer=make_user())]
        assert queries.of_proposal(other, viewer=make_user()) == []
    assert told == [
        ("Son thème a donné le chantier « La tournée »", f"/workstreams/{stream.id}", ""),
        ("Le projet « La camionnette » en est issu", f"/projects/{project.id}", "Idée"),
    ]
