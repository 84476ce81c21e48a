"""The pages of likely duplicates, for facilitators: search, look, dismiss, merge."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.jobs import services as jobs
from consult.merging import pairs as services
from consult.merging import queries
from consult.merging.blueprint import bp
from consult.merging.models import LikelyPair
from consult.policy import Permission, access, require
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import page


@bp.get("/consultations/<slug>/duplicates")
@access(Permission.PROPOSAL_REWORK)
def pairs(slug: str) -> Any:
    """Pairs and groups that ask for nearly the same; those that were dismissed, on their own."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.PROPOSAL_REWORK, consultation)
    dismissed, after = request.args.get("shown") == "dismissed", request.args.get("after")
    return page(
        "merging/pairs.html",
        consultation=consultation,
        listed=queries.likely_pairs(consultation.id, dismissed=dismissed, after=after),
        groups=[] if dismissed or after else queries.groups(consultation.id),
        last=queries.last_search(consultation),
        dismissed=dismissed,
        act=Act(None),
    )


@bp.post("/consultations/<slug>/duplicates/search")
@access(Permission.PROPOSAL_REWORK)
@limit("duplicates", times=30, minutes=60)
def search_pairs(slug: str) -> Any:
    """Ask for a search."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.PROPOSAL_REWORK, consultation)
    Act.from_request().demand()
    job = jobs.enqueue(services.SEARCH, owner=current_user, consultation_id=consultation.id)
    return redirect(url_for("jobs.show", job_id=job.id))


@bp.post("/duplicates/<int:pair_id>/dismiss")
@access(Permission.PROPOSAL_REWORK)
def dismiss_pair(pair_id: int) -> Any:
    """Say that two proposals are no duplicates."""
    pair = _pair(pair_id)
    services.dismiss_pair(pair, actor=current_user)
    flash(_("Cette paire ne sera plus proposée."))
    return _back(pair)


@bp.post("/duplicates/<int:pair_id>/recall")
@access(Permission.PROPOSAL_REWORK)
def recall_pair(pair_id: int) -> Any:
    """Show a pair again."""
    pair = _pair(pair_id)
    services.recall_pair(pair, actor=current_user)
    flash(_("Cette paire est de nouveau à regarder."))
    return _back(pair)


def _pair(pair_id: int) -> LikelyPair:
    pair = queries.pair(pair_id)
    require(Permission.PROPOSAL_REWORK, pair)
    Act.from_request().demand()
    return pair


def _back(pair: LikelyPair) -> Any:
    return redirect(url_for("merging.pairs", slug=queries.slug_of(pair)))
