"""The pages of the team: the draft with its warnings, its settings, its releases; what their pages share."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.errors import RuleBroken
from consult.policy import Permission, access, require
from consult.programme import queries, releases, services
from consult.programme.blueprint import team
from consult.programme.changes import changes
from consult.programme.conflicts import PROBLEMS, by_session
from consult.programme.forms import (
    EditionForm,
    ReleaseForm,
)
from consult.programme.showing import of, render
from consult.programme.wording import CHANGES, FIELDS, HALF_DAYS
from consult.web.pages import page

WARNINGS_SHOWN = 100


def led(slug: str) -> Consultation:
    """The consultation whose programme this person may edit."""
    consultation = consultations.get(slug, viewer=current_user, sections=False)
    require(Permission.PROGRAMME_EDIT, consultation)
    return consultation


@team.get("/consultations/<slug>/programme/draft")
@access(Permission.PROGRAMME_EDIT)
def show(slug: str) -> Any:
    """The draft: what does not fit, and its sessions, a day at a time."""
    consultation = led(slug)
    one = of(consultation, viewer=current_user, args={**request.args, "version": "draft"}, is_starred=False)
    found_ = queries.warnings(consultation, one.programme)
    groups = [(PROBLEMS[kind], [w for w in found_ if w.problem is kind][:WARNINGS_SHOWN]) for kind in PROBLEMS]
    undated = [talk for talk in one.programme.talks if one.programme.day_of(talk) is None or talk.is_cancelled]
    day = one.day(one.programme)
    return render(
        "programme/draft.html",
        one,
        groups=[(label, some) for label, some in groups if some],
        total=len(found_),
        told=by_session(found_),
        ids={talk.guid: talk for talk in one.programme.talks},
        day=day,
        half_days=list(one.programme.half_days(day)) if day else [],
        undated=undated,
        names=HALF_DAYS,
    )


@team.route("/consultations/<slug>/programme/settings", methods=["GET", "POST"])
@access(Permission.PROGRAMME_EDIT)
def settings(slug: str) -> Any:
    """How the programme is called, and when it is."""
    consultation = led(slug)
    form = EditionForm.from_request(obj=queries.edition(consultation.id))
    if form.submitted():
        try:
            services.set_up(
                consultation,
                actor=current_user,
                title=form.title.data or "",
                starts=form.starts.data,
                ends=form.ends.data,
            )
        except RuleBroken as problem:
            form.refuse(str(problem), form.ends)
        else:
            return done(slug, _("Les changements sont enregistrés."))
    return page("programme/settings.html", consultation=consultation, form=form)


def done(slug: str, message: str, endpoint: str = "draft.show", **more: Any) -> Any:
    """Say so, and lead on."""
    flash(message)
    return redirect(url_for(endpoint, slug=slug, **more))


def thing(model: type[Any], thing_id: int) -> tuple[Any, Consultation]:
    """Something of a programme, and its consultation, which this person may edit."""
    one, slug = queries.part(model, thing_id)
    return one, led(slug)


@team.route("/consultations/<slug>/programme/release", methods=["GET", "POST"])
@access(Permission.PROGRAMME_RELEASE)
def release(slug: str) -> Any:
    """What the next release changes, and publishing it."""
    consultation = consultations.get(slug, viewer=current_user, sections=False)
    require(Permission.PROGRAMME_RELEASE, consultation)
    form = ReleaseForm.from_request()
    if form.submitted():
        try:
            one = releases.release(consultation, actor=current_user, note=form.note.data or "")
        except RuleBroken as problem:
            form.refuse(str(problem))
        else:
            return done(slug, _("La version %(n)s est publiée.", n=one.number), "programme.releases")
    said, last = queries.head(consultation.id)
    content = queries.draft(consultation, said=said)
    return page(
        "programme/release.html",
        consultation=consultation,
        form=form,
        last=last,
        differs=releases.differs(last, content),
        changes=changes(queries.released(last, consultation), content),
        warnings=queries.warnings(consultation, content),
        labels=CHANGES,
        fields=FIELDS,
    )
