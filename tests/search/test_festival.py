"""Work streams, projects, news and sessions are found; nothing that is hidden, for members, or only in a draft."""

from consult.accounts.models import Visitor
from consult.db import db as database
from consult.kinds import Visibility
from consult.programme import releases
from consult.programme import services as programme
from consult.search import services
from consult.workstreams import services as workstreams
from consult.workstreams.models import Audience
from tests.search.test_services import index  # noqa: F401
from tests.workstreams.streams import Site


def test_the_chain_from_work_stream_to_session_is_found_as_everybody_reads_it(app, db, index, browser):  # noqa: F811
    site = Site(db)
    site.stream.charter = "Un marimba."
    project = workstreams.create_project(site.stream, author=site.member, title="Marimba", description="Du bois.")
    hidden = workstreams.create_project(site.stream, author=site.member, title="Marimba masqué")
    hidden.visibility = Visibility.HIDDEN
    news = {"author": site.leader, "body": "Le marimba arrive."}
    shown = workstreams.publish_news(site.stream, title="Il arrive", **news)
    workstreams.publish_news(site.stream, title="Entre nous", audience=Audience.MEMBERS, **news)
    given = {"actor": site.staff, "project_id": project.id}
    session = programme.create_session(site.consultation, title="Le marimba joue", **given)
    cancelled = programme.create_session(site.consultation, title="Le marimba dort", is_cancelled=True, **given)
    db.session.commit()

    def found():
        services.rebuild()
        with app.test_request_context():
            results = services.find("marimba", viewer=Visitor()).results
        return sorted((one.kind, one.thing.id) for one in results)

    before = [("news", shown.id), ("project", project.id), ("workstream", site.stream.id)]
    assert found() == before
    releases.release(site.consultation, actor=site.staff)
    session.title, session.abstract = "Zqcanari", "Marimba zqcanari."
    db.session.commit()
    assert found() == sorted([*before, ("session", session.id)])
    assert cancelled.id != session.id
    page = browser.get("/search?q=marimba")
    assert ("Le <mark>marimba</mark> joue" in page, "Zqcanari" in page) == (True, False)
    with app.test_request_context():
        assert services.find("zqcanari", viewer=Visitor()).total == 0
    database.session.rollback()
