"""The page of a job: how far it is, a way to stop it, where its result is."""

from typing import Any

from flask import Blueprint, Flask, redirect, url_for
from flask_login import current_user

from consult.jobs import forgetting, queries, services, worker  # noqa: F401  forgetting fills a registry
from consult.policy import access
from consult.web.forms import Act
from consult.web.pages import page

bp = Blueprint("jobs", __name__)


@bp.get("/jobs/<int:job_id>")
@access("member")
def show(job_id: int) -> Any:
    """How far it is; htmx asks for the fragment again until it is over."""
    job = queries.get(job_id, viewer=current_user)
    return page("jobs/show.html", fragment="jobs/_job.html", job=job, act=Act())


@bp.post("/jobs/<int:job_id>/stop")
@access("member")
def stop(job_id: int) -> Any:
    """Ask it to stop."""
    Act.from_request().demand()
    services.stop(queries.get(job_id, viewer=current_user))
    return redirect(url_for("jobs.show", job_id=job_id))


@bp.post("/jobs/<int:job_id>/resume")
@access("member")
def resume(job_id: int) -> Any:
    """Start it again where it stopped."""
    Act.from_request().demand()
    services.resume(queries.get(job_id, viewer=current_user))
    return redirect(url_for("jobs.show", job_id=job_id))


def init_app(app: Flask) -> None:
    """Register the pages; with WORKER=thread, the first request starts the worker of its process."""
    app.register_blueprint(bp)
    if app.config["WORKER"] == "thread":
        app.before_request(lambda: worker.start_once(app))
