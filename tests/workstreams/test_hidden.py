"""A project that moderation hid is named on no page of what points at it, and named again once it is back."""

import sqlalchemy as sa

from consult import clock
from consult.consultations.models import Consultation
from consult.db import db as database
from consult.exports.datasets import DATASETS
from consult.kinds import Visibility
from consult.milestones import services as milestones
from consult.programme import releases
from consult.programme import services as programme
from consult.workstreams import services
from consult.workstreams.funding import services as funding
from consult.workstreams.models import Project
from tests.workstreams.streams import Site


def set_visibility(visibility):
    database.session.execute(sa.update(Project).values(visibility=visibility))
    database.session.commit()


def test_a_hidden_project_is_named_nowhere(db, browser, browser_of):
    site = Site(db)
    project = services.create_project(site.stream, author=site.member, title="Zqcanari")
    consultation = db.session.get(Consultation, site.consultation.id)
    fund = funding.set_fund(consultation, actor=site.staff, amount=9)
    asked = funding.ask(site.stream, fund, author=site.member, title="Du tissu", amount=1, project=project)
    said = {"actor": site.leader, "stream": site.stream, "project": project}
    promise = milestones.promise(consultation, title="Elle roule", due=clock.today(), **said)
    session = programme.create_session(consultation, actor=site.staff, title="En scène", project_id=project.id)
    releases.release(consultation, actor=site.staff)
    db.session.commit()
    own = [f"/funding/{asked.id}", f"/milestones/{promise.id}", f"/sessions/{session.id}"]
    lists = [f"{site.url}/funding", f"/consultations/{site.slug}/fund", site.url]
    around = [f"{site.url}/milestones", f"/consultations/{site.slug}/milestones", f"/consultations/{site.slug}/trail"]
    around += [f"/consultations/{site.slug}/programme", f"/consultations/{site.slug}/milestones.ics"]
    assert [url for url in own + lists if "Zqcanari" in browser.get(url)] == own + lists
    set_visibility(Visibility.HIDDEN)
    for visitor in (browser, browser_of(site.other)):
        assert [url for url in own + lists + around if "Zqcanari" in visitor.get(url)] == []
    for name in ("milestones", "sessions"):
        one = DATASETS[name]
        assert [row[one.names.index("project_id")] for row in one.rows(site.consultation.id)] == [None]
    author = browser_of(site.member)
    assert [url for url in own if "Zqcanari" in author.get(url)] == own, "its author still reads it"
    set_visibility(Visibility.PUBLISHED)
    assert [url for url in own + lists if "Zqcanari" in browser.get(url)] == own + lists
