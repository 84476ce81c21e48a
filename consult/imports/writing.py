"""The rows of imported proposals and comments, in batches: threads, items to vote on, versions, mentions, totals.

Called by `services.apply`, inside its transaction. Nothing that is there already is written again.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from consult import counters
from consult.accounts.models import User
from consult.comments.models import Comment, Mention, Stance, Thread
from consult.consultations.models import Consultation
from consult.db import db
from consult.imports.parsed import ImportedComment, ImportedProposal, Parsed
from consult.imports.people import People
from consult.kinds import Visibility
from consult.proposals.models import Origin, Proposal, ProposalKind, ProposalVersion
from consult.search import services as search
from consult.text import clean, excerpt, mentions
from consult.themes.filing import file_proposals
from consult.themes.models import How
from consult.themes.services import find_or_create_theme
from consult.votes import services as votes
from consult.votes.models import MethodName, PollItem, Source, Tally

TITLE_MAX = 200
KEY_MAX = 80


@dataclass(frozen=True, slots=True)
class Place:
    """Where the comments of a proposal go."""

    proposal_id: int
    thread_id: int
    poll_id: int


@dataclass(slots=True)
class Work:
    """One import under way. `spoken` knows the comments that are there: their number and that of their root."""

    parsed: Parsed
    consultation: Consultation
    people: People
    actor: User | None
    start: datetime
    sections: dict[str, int] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    spoken: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)
    added: Counter[str] = field(default_factory=Counter)

    def key(self, key: str) -> str:
        """A key of the source, as it is stored."""
        return stored_key(self.parsed.importer, key)


def stored_key(importer: str, key: str) -> str:
    """A key as it is stored: with its importer, and never too long."""
    whole = f"{importer}:{key}"
    digest = hashlib.sha256(whole.encode()).hexdigest()
    return whole if len(whole) <= KEY_MAX else f"{importer}:{digest}"[:KEY_MAX]


def write_proposals(work: Work, batch: Sequence[ImportedProposal]) -> None:
    """Write the proposals of a batch that are not there yet."""
    new = {work.key(source.key): source for source in reversed(batch) if work.key(source.key) not in work.places}
    written = [(_proposal(work, source), source) for source in reversed(new.values())]
    _add_all([proposal for proposal, __ in written])
    for proposal, source in written:
        proposal.thread.address = f"/proposals/{proposal.id}"
        work.places[work.key(source.key)] = Place(proposal.id, proposal.thread_id, proposal.thread.poll_id)
    db.session.add_all([_version(proposal) for proposal, __ in written])
    _write_totals([(proposal.poll_item_id, source.totals) for proposal, source in written])
    _file(work, written)
    _let_go([proposal for proposal, __ in written])
    work.added["proposals"] += len(written)


def _file(work: Work, written: Sequence[tuple[Proposal, ImportedProposal]]) -> None:
    """Put proposals into the themes that the source names."""
    titles = dict.fromkeys(clean(source.theme) for __, source in written if source.theme)
    for title in filter(None, titles):
        theme = find_or_create_theme(work.consultation, actor=work.actor, title=title)
        named = [proposal for proposal, source in written if source.theme and clean(source.theme) == title]
        file_proposals(named, theme=theme, actor=work.actor, how=How.IMPORTED)


def _proposal(work: Work, source: ImportedProposal) -> Proposal:
    title, body = _fitting(clean(source.title), _with_sources(source))
    visibility = Visibility.HIDDEN if source.hidden else Visibility.PUBLISHED
    published = source.created or work.start
    thread = Thread(
        consultation_id=work.consultation.id,
        poll=votes.open_poll(MethodName.SUPPORT),
        visibility=visibility,
        title=title,
        created=published,
    )
    return Proposal(
        consultation_id=work.consultation.id,
        author_id=work.people.author(source.author, source.kind),
        title=title,
        body=body,
        kind=ProposalKind(source.kind.value),
        section_id=work.sections.get(source.section or ""),
        origin=Origin.IMPORT,
        visibility=visibility,
        created=published,
        published=published,
        external_key=work.key(source.key),
        thread=thread,
        poll_item=PollItem(poll_id=work.consultation.poll_id),
        support=_marks(source.totals).get("agree", 0),
        comment_count=0,
    )


def _fitting(title: str, body: str) -> tuple[str, str]:
    """A title that the column holds; where it must be cut, the body begins with all of it."""
    if len(title) <= TITLE_MAX:
        return title, body
    return excerpt(title, TITLE_MAX - 1), f"**{title}**\n\n{body}"


def _with_sources(source: ImportedProposal) -> str:
    links = []
    for joined in source.sources:
        title = clean(joined.title).replace("[", "(").replace("]", ")")
        url = joined.url if joined.url.startswith(("http://", "https://")) else ""
        links.append(f"- [{title}](<{url}>)" if url and not set("<>\n ") & set(url) else f"- {title} {url}".rstrip())
    body = clean(source.body)
    return "\n\n".join([body, f"**{_('Sources')}**", "\n".join(links)]) if links else body


def _version(proposal: Proposal) -> ProposalVersion:
    return ProposalVersion(
        proposal_id=proposal.id,
        number=1,
        title=proposal.title,
        body=proposal.body,
        author_id=proposal.author_id,
        created=proposal.created,
    )


def write_comments(work: Work, batch: Sequence[ImportedProposal]) -> None:
    """Write the new comments of a batch, those that answer after those they answer."""
    busy = set()
    for level in _levels(work, batch):
        written = [(_comment(work, place, source, moment), source) for place, source, moment in level]
        _add_all([comment for comment, __ in written])
        for comment, source in written:
            work.spoken[comment.thread_id, work.key(source.key)] = (comment.id, comment.root_id or comment.id)
            busy.add(comment.thread_id)
        _write_mentions(work, [comment for comment, __ in written])
        _write_totals([(comment.poll_item_id, source.totals) for comment, source in written])
        _let_go([comment for comment, __ in written])
        work.added["comments"] += len(written)
    for thread_id in sorted(busy):
        counters.follow(Thread, thread_id)


Placed = tuple[Place, ImportedComment, datetime]


def _levels(work: Work, batch: Sequence[ImportedProposal]) -> Iterator[list[Placed]]:
    """The comments that are not there yet, by how many comments they hang under."""
    levels: dict[int, list[Placed]] = {}
    new: set[tuple[int, str]] = set()
    for proposal in batch:
        place = work.places[work.key(proposal.key)]
        depths = _depths(proposal.comments)
        moment = proposal.created or work.start
        for comment in proposal.comments:
            moment = comment.created or moment
            own = (place.thread_id, work.key(comment.key))
            if own not in work.spoken and own not in new:
                new.add(own)
                levels.setdefault(depths[comment.key], []).append((place, comment, moment))
    for depth in sorted(levels):
        yield levels[depth]


def _depths(comments: Sequence[ImportedComment]) -> dict[str, int]:
    parents = {comment.key: comment.parent for comment in comments}
    depths: dict[str, int] = {}
    for key in parents:
        way = [key]
        while (parent := parents.get(way[-1])) is not None and parent in parents and parent not in depths:
            way.append(parent)
        below = depths.get(parents[way[-1]] or "", -1)
        for step, passed in enumerate(reversed(way), 1):
            depths[passed] = below + step
    return depths


def _comment(work: Work, place: Place, source: ImportedComment, moment: datetime) -> Comment:
    parent, root = work.spoken.get((place.thread_id, work.key(source.parent or "")), (None, None))
    return Comment(
        thread_id=place.thread_id,
        consultation_id=work.consultation.id,
        author_id=work.people.author(source.author),
        parent_id=parent,
        root_id=root,
        body=clean(source.body),
        stance=Stance(source.stance.value) if source.stance else None,
        is_team=source.team,
        visibility=Visibility.HIDDEN if source.hidden else Visibility.PUBLISHED,
        created=moment,
        external_key=work.key(source.key),
        poll_item=PollItem(poll_id=place.poll_id),
        support=_marks(source.totals).get("agree", 0),
    )


def _write_mentions(work: Work, comments: Sequence[Comment]) -> None:
    rows = []
    for comment in comments:
        for handle in mentions(comment.body):
            if named := work.people.named(handle):
                rows.append({"comment_id": comment.id, "handle": handle, "user_id": named})
    if rows:
        db.session.execute(sa.insert(Mention), rows)


def _marks(totals: dict[str, int]) -> dict[str, int]:
    """Totals by mark: support, wherever it was counted, means agreeing."""
    marks: Counter[str] = Counter()
    for mark, count in totals.items():
        marks["agree" if mark == "support" else mark] += count
    return {mark: count for mark, count in marks.items() if count > 0}


def _write_totals(items: Sequence[tuple[int, dict[str, int]]]) -> None:
    rows = [
        {"item_id": item, "source": Source.IMPORTED, "mark": mark, "count": count}
        for item, totals in items
        for mark, count in _marks(totals).items()
    ]
    if rows:
        db.session.execute(sa.insert(Tally), rows)


def _add_all(things: Sequence[Proposal] | Sequence[Comment]) -> None:
    db.session.add_all(things)
    db.session.flush()


def _let_go(things: Sequence[Proposal] | Sequence[Comment]) -> None:
    """Queue the things for the search index, and keep them in memory no longer than needed."""
    for thing in things:
        search.touch(thing)
    db.session.flush()
    for thing in things:
        for part in (thing, thing.poll_item, thing.thread if isinstance(thing, Proposal) else None):
            if part is not None:
                db.session.expunge(part)
