"""Milestones for a calendar program."""

from collections.abc import Iterable

from flask import current_app

from consult import icalendar
from consult.milestones.models import Milestone, MilestoneState
from consult.milestones.queries import Line
from consult.notifications import mail
from consult.text import plain


def written(name: str, lines: Iterable[Line]) -> bytes:
    """The calendar of these milestones; what was dropped is cancelled there."""
    return icalendar.write(name, [_event(line.milestone) for line in lines])


def _event(one: Milestone) -> icalendar.Event:
    host = str(current_app.config["INSTANCE_CONTACT"]).rpartition("@")[2]
    stream = one.workstream.title if one.workstream else ""
    return icalendar.Event(
        uid=f"milestone-{one.id}@{host}",
        title=f"{stream} : {one.title}" if stream else one.title,
        start=one.starts or one.due,
        end=one.due,
        stamp=one.created,
        description=plain(one.body),
        url=mail.address("milestones.show", milestone_id=one.id),
        categories=(stream,) if stream else (),
        sequence=one.version - 1,
        cancelled=one.state is MilestoneState.DROPPED,
    )
