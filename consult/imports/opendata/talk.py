"""Putting back what people said: proposals, their versions, comments, how many voted."""

from flask_babel import gettext as _

from consult.comments.models import Comment, Mention, Stance, Thread
from consult.consultations.models import Phase, Place, Section
from consult.imports.opendata.work import Rows, Work, batches
from consult.kinds import READABLE, Visibility
from consult.policy import Activity
from consult.proposals.models import Origin, Proposal, ProposalKind, ProposalVersion, Status
from consult.reading.files import ImportRefused
from consult.text import fold, mentions
from consult.votes import services as votes
from consult.votes.models import MethodName, PollItem, Source, Tally


def sections(work: Work, rows: Rows) -> None:
    """The sections."""
    for row in rows:
        told = {name: row[name] for name in ("slug", "title", "description")}
        one = Section(consultation_id=work.consultation.id, position=row["position"] or 0, **told)
        work.add([one])
        work.learn("sections", row["id"], one.id)


def places(work: Work, rows: Rows) -> None:
    """The places that proposals may name. Raises ImportRefused for one that is on no map."""
    for row in rows:
        degrees = {name: _degrees(row[name]) for name in ("latitude", "longitude")}
        one = Place(consultation_id=work.consultation.id, name=row["name"], **degrees)
        work.add([one])
        work.learn("places", row["id"], one.id)


def _degrees(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise ImportRefused(_("« %(cell)s » n’est pas un nombre de degrés.", cell=cell[:40])) from None


def phases(work: Work, rows: Rows) -> None:
    """The phases. Raises ImportRefused for one that opens what is not known."""
    for row in rows:
        if set(row["activities"].split()) - set(Activity):
            raise ImportRefused(_("Une phase ouvre une activité inconnue : %(name)s.", name=row["activities"][:80]))
        told = {name: row[name] for name in ("title", "opens", "closes", "activities")}
        one = Phase(consultation_id=work.consultation.id, **told)
        work.add([one])
        work.learn("phases", row["id"], one.id)


def proposals(work: Work, rows: Rows) -> None:
    """The proposals, each with its thread and its item to vote on."""
    for batch in batches(rows):
        made = [_proposal(work, row) for row in batch]
        work.add(made)
        for one, row in zip(made, batch, strict=True):
            one.thread.address = f"/proposals/{one.id}"
            work.learn("proposals", row["id"], one.id)
            work.threads[one.id] = (one.thread_id, one.thread.poll_id)
            work.items["proposals", one.id] = one.poll_item_id
        work.let_go(made, found=True)


def _proposal(work: Work, row: dict[str, object]) -> Proposal:
    cells: dict[str, object] = row
    place = work.consultation
    visibility = Visibility(str(cells["visibility"]))
    if visibility not in READABLE or cells["created"] is None:
        raise ImportRefused(_("Une proposition n’est pas publiée : %(title)s.", title=cells["title"]))
    told = {name: cells[name] for name in ("title", "body", "place", "edited", "answer", "answered", "created")}
    poll = votes.open_poll(MethodName.SUPPORT)
    talk = Thread(consultation_id=place.id, poll=poll, title=cells["title"], created=cells["created"])
    return Proposal(
        consultation_id=place.id,
        author_id=work.person(_text(cells["author_id"]), str(cells["author"])),
        kind=ProposalKind(str(cells["kind"])),
        origin=Origin(str(cells["origin"])),
        status=Status(str(cells["status"])),
        section_id=work.one("sections", _text(cells["section_id"])),
        theme_id=work.one("themes", _text(cells["theme_id"])),
        published=cells["created"],
        version=cells["version"] or 1,
        visibility=visibility,
        superseded=visibility is Visibility.SUPERSEDED,
        thread=talk,
        poll_item=PollItem(poll_id=place.poll_id),
        **told,
    )


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)


def versions(work: Work, rows: Rows) -> None:
    """What each proposal said."""
    for batch in batches(rows):
        made = [
            ProposalVersion(
                proposal_id=work.needed("proposals", row["proposal_id"]),
                author_id=work.person(row["author_id"], row["author"]),
                **{name: row[name] for name in ("number", "title", "body", "created")},
            )
            for row in batch
        ]
        work.add(made)
        work.let_go(made)


def comments(work: Work, rows: Rows) -> None:
    """The comments, what is answered before its answers."""
    heads: dict[int, int] = {}
    for row in rows:
        proposal = work.needed("proposals", row["proposal_id"])
        thread_id, poll_id = work.threads[proposal]
        parent = work.needed("comments", row["parent_id"]) if row["parent_id"] else None
        one = Comment(
            thread_id=thread_id,
            consultation_id=work.consultation.id,
            author_id=work.person(row["author_id"], row["author"]),
            parent_id=parent,
            root_id=heads.get(parent, parent) if parent else None,
            stance=Stance(row["stance"]) if row["stance"] else None,
            is_team=bool(row["is_team"]),
            poll_item=PollItem(poll_id=poll_id),
            **{name: row[name] for name in ("body", "created", "edited")},
        )
        work.add([one])
        heads[one.id] = one.root_id or one.id
        work.learn("comments", row["id"], one.id)
        work.items["comments", one.id] = one.poll_item_id
        if "@" in one.body:
            work.naming.append((one.id, one.body))
        work.let_go([one], found=True)


def name_people(work: Work) -> None:
    """Whom comments name, now that everybody is known."""
    for number, body in work.naming:
        for handle in mentions(body)[:20]:
            if named := work.names.get(handle) or work.names.get(fold(handle)):
                work.add([Mention(comment_id=number, handle=handle, user_id=named)])


def vote_counts(work: Work, rows: Rows) -> None:
    """How many voted what on proposals: counted elsewhere, and said so."""
    _tallies(work, rows, "proposals", "proposal_id")


def support_counts(work: Work, rows: Rows) -> None:
    """How many support each comment."""
    _tallies(work, rows, "comments", "comment_id")


def _tallies(work: Work, rows: Rows, table: str, column: str) -> None:
    for batch in batches(rows):
        made = [
            Tally(
                item_id=work.items[table, work.needed(table, row[column])],
                source=Source.IMPORTED,
                mark=row["mark"],
                count=row["count"],
            )
            for row in batch
        ]
        work.add(made)
        work.let_go(made)
