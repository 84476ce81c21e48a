"""The last part of the story: what is promised for which day, and a programme that is released, corrected, booked."""

import tomllib
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from consult.consultations.models import Consultation
from consult.db import db
from consult.demo.content import CONTENT, When
from consult.demo.stage import Act, Stage
from consult.milestones import services as milestones
from consult.programme import queries, releases
from consult.programme import services as programme
from consult.programme.models import Session, Vocabulary
from consult.registrations import services as registrations
from consult.workstreams.models import Project

Raw = dict[str, Any]
Places = dict[str, dict[str, Any]]  # a room or a venue, as the service takes it
TENTATIVE = " (sous réserve)"


def told() -> Raw:
    """What the file says."""
    return tomllib.loads((CONTENT / "programme.toml").read_text(encoding="utf-8"))


def acts() -> Iterator[Act]:
    """All of it, in any order."""
    raw = told()
    for one in raw["milestone"]:
        yield from _milestone(raw["place"], one)
    yield Act(_ago(raw["released_days_ago"]), partial(_prepare, raw))
    yield Act(_ago(raw["released_days_ago"], 20), partial(_book, raw))
    yield Act(_ago(raw["corrected_days_ago"]), partial(_correct, raw))


def _ago(days: int, hour: int = 19) -> When:
    return When(-days, time(hour))


def _milestone(slug: str, raw: Raw) -> Iterator[Act]:
    yield Act(_ago(raw["days_ago"]), partial(_promise, slug, raw))
    for name, declare in (("moved", _move), ("kept", _keep)):
        if name in raw:
            yield Act(_ago(raw[name]["days_ago"]), partial(declare, raw, raw[name]))


def _promise(slug: str, raw: Raw, stage: Stage) -> None:
    place = stage.places[slug]
    raw["row"] = milestones.promise(
        place,
        actor=stage.people[raw["by"]],
        title=raw["title"],
        due=stage.today + timedelta(days=raw["due"]),
        starts=stage.today + timedelta(days=raw["starts"]) if "starts" in raw else None,
        stream=stage.workstreams[slug, raw["workstream"]] if "workstream" in raw else None,
        project=_project(place, raw),
    )


def _project(place: Consultation, raw: Raw) -> Project | None:
    if "project" not in raw:
        return None
    return db.session.scalars(sa.select(Project).filter_by(consultation_id=place.id, title=raw["project"])).one()


def _move(raw: Raw, said: Raw, stage: Stage) -> None:
    due = stage.today + timedelta(days=said["due"])
    milestones.move(raw["row"], actor=stage.people[raw["by"]], due=due, reason=said["reason"])


def _keep(raw: Raw, said: Raw, stage: Stage) -> None:
    milestones.keep(raw["row"], actor=stage.people[raw["by"]], reason=said["reason"])


def _prepare(raw: Raw, stage: Stage) -> None:
    """The team writes the draft, and releases it."""
    place, actor = stage.places[raw["place"]], stage.people[raw["by"]]
    first, last = (stage.today + timedelta(days=raw[name]) for name in ("first_day", "last_day"))
    programme.set_up(place, actor=actor, title=raw["title"], starts=first, ends=last)
    where: Places = {}
    for one in raw["venue"]:
        fields = {name: value for name, value in one.items() if name not in ("key", "rooms")}
        venue = programme.save_venue(place, actor=actor, **fields)
        where[one["key"]] = {"venue": venue}
        for name, capacity in one.get("rooms", {}).items():
            room = programme.save_room(place, actor=actor, name=name, venue=venue, capacity=capacity)
            where[name] = {"room": room}
    formats = {term.name: term.id for term in queries.terms(place.id, Vocabulary.FORMAT)}
    for one in raw["session"]:
        one["row"] = _session(place, one, where, formats, stage, raw["by"])
    releases.release(place, actor=actor, note=raw["note"])


def _session(place: Consultation, one: Raw, where: Places, formats: dict[str, int], stage: Stage, by: str) -> Session:
    actor, project = stage.people[by], _project(place, one)
    names = [(name.removesuffix(TENTATIVE), name.endswith(TENTATIVE)) for name in one.get("speakers", ())]
    return programme.create_session(
        place,
        actor=actor,
        title=one["title"],
        abstract=one["abstract"],
        starts=_hour(stage, one, "start"),
        ends=_hour(stage, one, "end") if "end" in one else None,
        format_id=formats[one["format"]],
        project_id=project.id if project else None,
        capacity=one.get("capacity"),
        registration=one.get("registration"),
        speakers=programme.speakers_called(place, names, actor=actor),
        **where[one["place"]],
    )


def _hour(stage: Stage, one: Raw, name: str) -> datetime:
    return When(one["day"], time.fromisoformat(one[name])).on(stage.today)


def _book(raw: Raw, stage: Stage) -> None:
    """More people ask than there are places: the last ones wait."""
    for one in raw["session"]:
        for person in one.get("people", ()):
            registrations.register(one["row"], person=stage.people[person])


def _correct(raw: Raw, stage: Stage) -> None:
    """One session is moved, and a second release tells it."""
    actor = stage.people[raw["by"]]
    for one in raw["session"]:
        if "corrected" in one:
            programme.edit_session(one["row"], actor=actor, starts=_hour(stage, one, "corrected"))
    releases.release(stage.places[raw["place"]], actor=actor)
