"""The pages of programmes for citizens: by day, by place, by theme, by public, as a grid, one's own, to print."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, flash, redirect, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import current_user

from consult import icalendar
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.db import found
from consult.evaluation.surveys import queries as surveys
from consult.policy import access
from consult.programme import calendar, edges, files, import_views, picture, queries, services  # noqa: F401
from consult.programme import place_views as _places  # noqa: F401  pages of the team, here and below
from consult.programme import search as _documents  # noqa: F401  how the index knows them
from consult.programme import session_views as _sessions  # noqa: F401
from consult.programme import team_views as _team  # noqa: F401
from consult.programme import word_views as _words  # noqa: F401
from consult.programme.blueprint import bp, team
from consult.programme.changes import Changed
from consult.programme.content import Talk
from consult.programme.models import Session
from consult.programme.showing import Shown, context, of, render, said
from consult.programme.wording import CHANGES, FIELDS, HALF_DAYS
from consult.web.forms import Act
from consult.web.limits import limit
from consult.web.pages import next_page

FEW = 60  # sessions that are all shown at once
STARRED = "starred"  # in the cookie of whoever is not logged in
MOST_STARRED = 100


def _shown(slug: str) -> Shown:
    return _of(consultations.get(slug, viewer=current_user, sections=False))


def _of(consultation: Consultation) -> Shown:
    return of(consultation, viewer=current_user, args=request.args, kept=cookie.get(STARRED) or ())


@bp.get("/consultations/<slug>/programme")
@access("public")
def index(slug: str) -> Any:
    """The sessions of a day, by half-day."""
    one = _shown(slug)
    content = one.filtered()
    day = one.day(content)
    undated = content.on(None)
    return render(
        "programme/index.html",
        one,
        content=content,
        day=day,
        half_days=list(content.half_days(day)) if day else [],
        undated=undated,
        names=HALF_DAYS,
        act=Act(None),
    )


@bp.get("/consultations/<slug>/programme/<any(places,themes,publics):by>")
@access("public")
def by(slug: str, by: str) -> Any:
    """The sessions by place, by theme or by public; `name` says which one."""
    one = _shown(slug)
    programme = one.programme
    name = {"places": "place", "themes": "track", "publics": "public"}[by]
    groups = one.words(lambda talk: said(talk, name))
    wanted = request.args.get("name", "")
    chosen = wanted if wanted in groups else next(iter(groups), "") if len(programme.talks) > FEW else ""
    talks = [talk for talk in programme.talks if not talk.is_cancelled and (not chosen or chosen in said(talk, name))]
    located = [(place, groups[place.label]) for place in programme.places if place.label in groups]
    return render(
        "programme/by.html",
        one,
        by=by,
        groups=groups,
        chosen=chosen,
        sections=_sections(talks, groups if not chosen else {chosen: 0}, name),
        place=programme.by_label.get(chosen) if by == "places" else None,
        points=picture.points(located) if by == "places" else [],
        frame=(picture.WIDTH, picture.HEIGHT),
        act=Act(None),
    )


def _sections(talks: Iterable[Talk], groups: Iterable[str], name: str) -> list[tuple[str, list[Talk]]]:
    """The sessions under each name, in order."""
    gathered: dict[str, list[Talk]] = {group: [] for group in groups}
    for talk in talks:
        for group in said(talk, name):
            if group in gathered:
                gathered[group].append(talk)
    return list(gathered.items())


@bp.get("/consultations/<slug>/programme/grid")
@access("public")
def grid(slug: str) -> Any:
    """A day as a table: a column a place, a line an hour."""
    one = _shown(slug)
    content = one.filtered()
    day = one.day(content)
    talks = [talk for talk in content.on(day) if talk.starts] if day else []
    labels = {talk.place for talk in talks}
    columns = [place.label for place in content.places if place.label in labels] + ([""] if "" in labels else [])
    rows: dict[str, dict[str, list[Talk]]] = {}
    for talk in talks:
        if talk.starts:
            hour = f"{content.local(talk.starts):%H:%M}"
            rows.setdefault(hour, {}).setdefault(talk.place, []).append(talk)
    return render("programme/grid.html", one, content=content, day=day, columns=columns, rows=rows)


@bp.get("/consultations/<slug>/programme/mine")
@access("public")
def mine(slug: str) -> Any:
    """The sessions that this visitor starred."""
    one = _shown(slug)
    content = one.programme.keeping(talk for talk in one.programme.talks if talk.id in one.starred)
    return render("programme/mine.html", one, content=content, act=Act(None))


@bp.get("/consultations/<slug>/programme/print")
@access("public")
def sheet(slug: str) -> Any:
    """All of it on one page, to print."""
    one = _shown(slug)
    return render("programme/print.html", one, content=one.filtered(), names=HALF_DAYS)


@bp.get("/consultations/<slug>/programme/changes")
@access("public")
def releases(slug: str) -> Any:
    """What each release changed."""
    one = _shown(slug)
    listed = [
        (release, [Changed.from_json(kept) for kept in release.changes])
        for release in queries.releases(one.consultation.id)
    ]
    return render("programme/releases.html", one, releases=listed, changes=CHANGES, fields=FIELDS)


@bp.get("/consultations/<slug>/programme.<any(json,ics,csv,pdf,docx,odt):extension>")
@access("public")
@limit("booklet", times=60, minutes=10)
def download(slug: str, extension: str) -> Any:
    """The programme as a file."""
    one = _shown(slug)
    writer = files.WRITERS[extension]
    return _file(writer.write(one.programme, context(one.consultation)), writer.media_type, f"programme.{extension}")


def _file(data: bytes, media_type: str, name: str) -> Response:
    response = Response(data, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/consultations/<slug>/programme/mine.ics")
@access("public")
def my_calendar(slug: str) -> Any:
    """One's own programme as a calendar."""
    one = _shown(slug)
    told = context(one.consultation)
    talks = [talk for talk in one.programme.talks if talk.id in one.starred]
    data = calendar.whole(one.programme, address=told.address, host=told.host, talks=talks)
    return _file(data, icalendar.MEDIA_TYPE, "mon-programme.ics")


@bp.get("/sessions/<int:session_id>")
@access("public")
def session(session_id: int) -> Any:
    """One session: its texts, its people, its place, and what it comes from."""
    _row, one, talk = _session(session_id)
    project, proposals = queries.origin(talk.project_id, viewer=current_user)
    return render(
        "programme/session.html",
        one,
        talk=talk,
        place=one.programme.place_of(talk),
        project=project,
        proposals=proposals,
        surveys=_asking(talk),
        act=Act(None),
    )


def _asking(talk: Talk) -> list[Any]:
    """What is asked of its publics now; nothing of a session that does not take place."""
    times = {"starts": talk.starts, "ends": talk.ends}
    return [] if talk.is_cancelled else surveys.to_answer(talk.id, **times, viewer=current_user)


def _session(session_id: int) -> tuple[Session, Shown, Talk]:
    """A session as its programme shows it, or the 404 page; the draft for the team, where no release holds it yet."""
    row = queries.session(session_id, viewer=current_user)
    one = _of(row.consultation)
    talk = next((talk for talk in one.programme.talks if talk.id == row.id), None)
    return row, one, found(talk)


@bp.get("/sessions/<int:session_id>.ics")
@access("public")
def session_calendar(session_id: int) -> Any:
    """One session as a calendar."""
    _row, one, talk = _session(session_id)
    told = context(one.consultation)
    found(talk.starts or talk.day)
    data = calendar.whole(one.programme, address=told.address, host=told.host, talks=[talk])
    return _file(data, icalendar.MEDIA_TYPE, f"seance-{session_id}.ics")


@bp.post("/consultations/<slug>/programme/stars")
@access("public")
@limit("star", times=300, minutes=10)
def star(slug: str) -> Any:
    """Put a session (`star`) in one's own programme, or take it out (`unstar`)."""
    one = _shown(slug)
    Act.from_request().demand()
    add = "star" in request.form
    number = request.form.get("star" if add else "unstar", "")
    ids = {str(talk.id): talk.id for talk in one.programme.talks if talk.id}
    session_id = found(ids.get(number))
    if current_user.is_authenticated:
        row = queries.session(session_id, viewer=current_user)
        (services.star if add else services.unstar)(row, user=current_user)
    else:
        kept = [n for n in cookie.get(STARRED) or () if n != session_id]
        cookie[STARRED] = ([*kept, session_id] if add else kept)[-MOST_STARRED:]
    flash(_("La séance est dans votre programme.") if add else _("La séance n’est plus dans votre programme."))
    return redirect(next_page(otherwise=url_for("programme.mine", slug=slug)))


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
    app.register_blueprint(team)
