"""The page of the picture, for everybody; drawing it, for the team."""

from typing import Any

from flask import Blueprint, redirect, url_for
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.policy import Permission, access, require
from consult.themes import queries as themes
from consult.themes.analysis.picture import HIGH, WIDE
from consult.themes.picture import queries, services
from consult.web.forms import Act, MemberAct
from consult.web.pages import page

bp = Blueprint("picture", __name__)


@bp.get("/consultations/<slug>/themes/map")
@access("public")
def show(slug: str) -> Any:
    """How ideas sit together."""
    consultation = consultations.get(slug, viewer=current_user)
    existing, found = themes.of_consultation(consultation.id), queries.get(consultation.id)
    return page(
        "themes/picture/show.html",
        consultation=consultation,
        found=found,
        areas=queries.areas(found, existing, viewer=current_user) if found else [],
        dots=queries.dots(found, existing) if found else [],
        size=(WIDE, HIGH),
        act=MemberAct(None),
    )


@bp.post("/consultations/<slug>/themes/map/draw")
@access(Permission.THEME_EDIT)
def draw(slug: str) -> Any:
    """Ask for it to be drawn."""
    consultation = consultations.get(slug, viewer=current_user)
    require(Permission.THEME_EDIT, consultation)
    Act.from_request().demand()
    return redirect(url_for("jobs.show", job_id=services.ask(consultation, actor=current_user).id))
