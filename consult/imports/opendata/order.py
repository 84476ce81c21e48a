"""Putting back what was made of it: themes, filing, merges, work streams, polls."""

import json
from typing import Any

from flask_babel import gettext as _

from consult.comments import services as comments
from consult.db import db
from consult.imports.opendata.work import Rows, Work, batches
from consult.merging.models import Original, Result, Rework, ReworkKind
from consult.polls.models import Audience, Option, PublicPoll
from consult.reading.files import ImportRefused
from consult.themes.models import Assignment, Colour, How, OtherTheme, Theme
from consult.votes import journal
from consult.votes.models import Act, MethodName, Poll, PollItem, Source, random_name
from consult.workstreams.models import (
    Member,
    MemberState,
    News,
    Project,
    ProjectProposal,
    ProjectState,
    StreamState,
    WorkStream,
    WorkStreamTheme,
)


def themes(work: Work, rows: Rows) -> None:
    """The themes."""
    for row in rows:
        told = {name: row[name] for name in ("slug", "title", "summary", "created")}
        one = Theme(
            consultation_id=work.consultation.id,
            colour=Colour(row["colour"]),
            position=row["position"] or 0,
            facilitator_id=_facilitator(work, row),
            **told,
        )
        work.add([one])
        work.learn("themes", row["id"], one.id)
        work.let_go([one], found=True)


def _facilitator(work: Work, row: dict[str, Any]) -> int | None:
    return work.person(row["facilitator_id"], row["facilitator"]) if row["facilitator_id"] else None


def assignments(work: Work, rows: Rows) -> None:
    """The history of the filing; nobody can take back what was done elsewhere."""
    batch_name = random_name()
    for batch in batches(rows):
        made = [
            Assignment(
                proposal_id=work.needed("proposals", row["proposal_id"]),
                before_id=work.one("themes", row["before_id"]),
                before_title=row["before"],
                theme_id=work.one("themes", row["theme_id"]),
                theme_title=row["theme"],
                how=How(row["how"]),
                suggested_title=row["suggested"],
                created=row["created"],
                batch=batch_name,
            )
            for row in batch
        ]
        work.add(made)
        for one, row in zip(made, batch, strict=True):
            work.learn("assignments", row["id"], one.id)
        work.let_go(made)


def other_themes(work: Work, rows: Rows) -> None:
    """The other themes that proposals touch."""
    for row in rows:
        proposal, theme = work.needed("proposals", row["proposal_id"]), work.needed("themes", row["theme_id"])
        work.add([OtherTheme(proposal_id=proposal, theme_id=theme, actor_id=work.team())])


def reworks(work: Work, rows: Rows) -> None:
    """What was merged and split: an act has a row for each original and each result."""
    befores: set[tuple[int, int]] = set()
    afters: set[int] = set()
    for row in rows:
        act = work.one("reworks", row["id"]) or _rework(work, row)
        before, after = (work.needed("proposals", row[name]) for name in ("original_id", "result_id"))
        if (act, before) not in befores:
            held = before if row["undone"] is None else None
            work.add([Original(rework_id=act, proposal_id=before, held=held)])
        if after not in afters:
            work.add([Result(rework_id=act, proposal_id=after)])
        befores.add((act, before))
        afters.add(after)


def _rework(work: Work, row: dict[str, Any]) -> int:
    undone = {"undone": row["undone"], "undone_by_id": work.team() if row["undone"] else None}
    told = {"kind": ReworkKind(row["kind"]), "created": row["created"], "reason": row["reason"]}
    one = Rework(consultation_id=work.consultation.id, actor_id=work.team(), **told, **undone)
    work.add([one])
    work.learn("reworks", row["id"], one.id)
    return one.id


def workstreams(work: Work, rows: Rows) -> None:
    """The work streams."""
    for row in rows:
        told = ("slug", "title", "aim", "publics", "place", "principle", "charter", "created")
        one = WorkStream(
            consultation_id=work.consultation.id,
            facilitator_id=_facilitator(work, row),
            state=StreamState(row["state"]),
            thread=comments.open_thread(consultation_id=work.consultation.id, title=row["title"]),
            **{name: row[name] for name in told},
        )
        work.add([one])
        one.thread.address = f"/workstreams/{one.id}/discussion"
        work.learn("workstreams", row["id"], one.id)
        work.let_go([one], found=True)


def _stream(work: Work, row: dict[str, Any]) -> int:
    return work.needed("workstreams", row["workstream_id"])


def workstream_themes(work: Work, rows: Rows) -> None:
    """The themes out of which work streams were opened."""
    for row in rows:
        work.add([WorkStreamTheme(workstream_id=_stream(work, row), theme_id=work.needed("themes", row["theme_id"]))])


def members(work: Work, rows: Rows) -> None:
    """Who builds in them."""
    for row in rows:
        one = Member(
            workstream_id=_stream(work, row),
            user_id=work.person(row["person_id"], row["person"]),
            state=MemberState.ACCEPTED,
            **{name: row[name] for name in ("role", "organisation", "created")},
        )
        work.add([one])
        work.learn("members", row["id"], one.id)


def projects(work: Work, rows: Rows) -> None:
    """The projects."""
    told = ("title", "description", "audience", "lead", "partners", "needs", "territory", "created")
    for row in rows:
        one = Project(
            consultation_id=work.consultation.id,
            workstream_id=_stream(work, row),
            author_id=work.person(row["author_id"], row["author"]),
            state=ProjectState(row["state"]),
            **{name: row[name] for name in told},
        )
        work.add([one])
        work.learn("projects", row["id"], one.id)
        work.let_go([one], found=True)


def project_proposals(work: Work, rows: Rows) -> None:
    """The proposals from which projects come."""
    for row in rows:
        ids = {f"{name}_id": work.needed(f"{name}s", row[f"{name}_id"]) for name in ("project", "proposal")}
        work.add([ProjectProposal(**ids)])


def news(work: Work, rows: Rows) -> None:
    """What work streams told."""
    for row in rows:
        one = News(
            consultation_id=work.consultation.id,
            workstream_id=_stream(work, row),
            author_id=work.person(row["author_id"], row["author"]),
            **{name: row[name] for name in ("title", "body", "created", "edited")},
        )
        work.add([one])
        work.learn("news", row["id"], one.id)
        work.let_go([one], found=True)


RULES = ("opens", "closes", "max_items", "points", "max_points", "budget", "threshold", "counting")


def polls(work: Work, rows: Rows) -> None:
    """The polls, under the rules they had."""
    for row in rows:
        rules = {name: row[name] for name in RULES} | {"sealed": bool(row["sealed"]), "secret": bool(row["secret"])}
        poll = Poll(method_name=MethodName(row["method"]), **rules)
        work.add([poll])
        one = PublicPoll(
            consultation_id=work.consultation.id,
            poll_id=poll.id,
            audience=Audience(row["audience"]),
            **{name: row[name] for name in ("title", "text", "published")},
        )
        work.add([one])
        work.learn("polls", row["id"], one.id)
        work.items["polls", one.id] = poll.id


def options(work: Work, rows: Rows) -> None:
    """What one chooses between."""
    for row in rows:
        poll = work.needed("polls", row["poll_id"])
        item = PollItem(poll_id=work.items["polls", poll], cost=row["cost"])
        work.add([item])
        told = {"title": row["title"], "body": row["body"], "position": row["position"] or 0}
        proposal = work.one("proposals", row["proposal_id"])
        work.add([Option(item_id=item.id, public_poll_id=poll, proposal_id=proposal, **told)])
        work.learn("options", row["id"], item.id)


def ballots(work: Work, rows: Rows) -> None:
    """The ballots, in a journal of their own: like those on paper, they came without their voters."""
    costs: dict[int, dict[int, int | None]] = {}
    for row in rows:
        number = work.items["polls", work.needed("polls", row["poll_id"])]
        poll = db.session.get_one(Poll, number)
        prices = costs.setdefault(number, _costs(number))
        choices = _choices(row["choices"], list(prices))
        poll.method.check(choices, prices, poll.rules)
        count = row["count"] if row["count"] and row["count"] > 0 else _odd(row["choices"])
        journal.write(poll, Act.CAST, ballot=random_name(), choices=choices, source=Source.PAPER, count=count)


def _costs(poll_id: int) -> dict[int, int | None]:
    query = db.select(PollItem.id, PollItem.cost).filter_by(poll_id=poll_id).order_by(PollItem.id)
    return {row.id: row.cost for row in db.session.execute(query)}


def _choices(said: str, items: list[int]) -> dict[int, str]:
    try:
        found = {items[int(place) - 1]: str(mark) for place, mark in json.loads(said).items() if int(place) > 0}
    except (ValueError, AttributeError, IndexError, RecursionError):
        _odd(said)
    return found


def _odd(said: str) -> Any:
    raise ImportRefused(_("Un bulletin est illisible : %(text)s", text=said[:60]))
