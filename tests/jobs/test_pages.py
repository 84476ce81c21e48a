"""The page of a job."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from consult.jobs import services, worker
from consult.jobs.models import Job, State
from consult.jobs.tasks import TASKS, Progress, task
from tests.conftest import Browser
from tests.factories import make_user


@pytest.fixture
def kind() -> Iterator[str]:
    """A job that ends well, or not."""

    @task("test:page", label="Importation")
    def run(job: Progress, *, well: bool) -> dict[str, Any]:
        if not well:
            raise ValueError("no luck")
        return {"message": "66 propositions sont arrivées.", "url": "/help", "label": "Les voir"}

    yield "test:page"
    TASKS.pop("test:page")


def test_the_owner_sees_it_wait_run_and_end(app, browser, db, kind):
    owner = make_user()
    url = f"/jobs/{services.enqueue(kind, owner=owner, well=True).id}"
    db.session.commit()
    page = browser.log_in(owner).get(url)
    assert "En attente" in page
    assert f'hx-get="{url}"' in page
    assert "Actualiser" in page
    db.session.execute(sa.update(Job).values(state=State.RUNNING, done=12, total=66, message="Proposition 12"))
    fragment = browser.get(url, HX_Request="true")
    assert "<html" not in fragment
    assert "Proposition 12" in fragment
    assert "12 / 66" in fragment
    db.session.execute(sa.update(Job).values(state=State.QUEUED))
    db.session.commit()
    worker.drain(app)
    page = browser.get(url)
    assert "66 propositions sont arrivées." in page
    assert '<a class="button primary" href="/help">Les voir</a>' in page
    assert "hx-get" not in page.split('id="job"')[1].split("</section>")[0]


def test_it_is_stopped_and_taken_up_again(app, browser, db, kind):
    owner = make_user()
    job_id = services.enqueue(kind, owner=owner, well=False).id
    db.session.commit()
    url = f"/jobs/{job_id}"
    browser.log_in(owner).submit(url, to=f"{url}/stop")
    assert "arrêté avant de commencer" in browser.get(url)
    browser.submit(url, to=f"{url}/resume")
    worker.drain(app)
    assert "Une erreur de notre part a interrompu ce travail." in browser.get(url)
    form = browser._form(browser.get(url), f"{url}/resume")
    browser.post(f"{url}/stop", form, status=409)


def test_others_see_nothing_of_it(app, browser, db, kind):
    owner, other, admin = make_user(), make_user(), make_user(is_admin=True)
    url = f"/jobs/{services.enqueue(kind, owner=owner, well=True).id}"
    db.session.commit()
    assert browser.client.get(url).status_code == 302
    form = browser.log_in(other)._form(browser.get("/account"), "/log-out/everywhere")
    shown = [re.sub(r"<[^>]+>", "", browser.get(page, status=404)) for page in (url, "/jobs/999999")]
    assert shown[0] == shown[1]
    for verb in ("stop", "resume"):
        browser.post(f"{url}/{verb}", form, status=404)
    Browser(app).log_in(admin).get(url)


def test_a_job_of_the_house_itself_belongs_to_nobody(browser, db, kind):
    user = make_user()
    url = f"/jobs/{services.enqueue(kind, well=True).id}"
    db.session.commit()
    browser.log_in(user).get(url, status=404)
