"""Whether the words of the demonstration hold together: `problems(read())` is an empty list.

Every name points at someone or something; nobody speaks before joining, outside a phase, or before what they answer;
the figures are those that the demonstration promises; French typography is kept everywhere.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import time

from consult import text
from consult.accounts.services import name_key
from consult.demo.content import Comment, Consultation, Demo, Proposal, When
from consult.policy import STAFF, Activity
from consult.votes.methods import METHODS

PROMISED = {
    "people": (25, 30),
    "consultations": (4, 4),
    "proposals": (38, 46),
    "comments": (150, 175),
    "votes": (950, 1100),
    "themes": (6, 6),
    "workstreams": (2, 2),
    "polls": (3, 3),
}
MAX_DEPTH = 2
_TODAY = When(0, time(0))
_BAD_TYPOGRAPHY = {
    "a straight apostrophe": re.compile(r"'"),
    "a plain space before a sign": re.compile(r" [;:!?»%€](?!/)"),
    "a plain space after «": re.compile(r"« "),
    "no space before a sign": re.compile(r"[\w»)][;!?»](?!\w)|[^\W\d]:(?!/)"),
    "three dots": re.compile(r"\.\.\."),
    "two spaces": re.compile(r"\S  \S"),
}


def problems(demo: Demo) -> list[str]:
    """What is wrong, one sentence each."""
    return [*_figures(demo), *_names(demo), *_people(demo), *(p for c in demo.consultations for p in _place(demo, c))]


def figures(demo: Demo) -> dict[str, int]:
    """How many of everything there is. Votes are those on proposals and the supports of comments."""
    places = demo.consultations
    proposals = [p for c in places for p in c.proposals]
    comments = [said for p in proposals for said in p.said()]
    return {
        "people": len(demo.people),
        "consultations": len(places),
        "proposals": len(proposals),
        "comments": len(comments),
        "votes": sum(sum(p.votes.values()) for p in proposals) + sum(c.plus for c in comments),
        "themes": sum(len(c.themes) for c in places),
        "workstreams": sum(len(c.workstreams) for c in places),
        "polls": sum(len(c.polls) for c in places),
    }


def faults_of_typography(words: str) -> list[str]:
    """Which rules of French typography this text breaks. Addresses are left aside."""
    bare = re.sub(r"https?://\S+|@[\w-]+", "X", words)
    return [name for name, pattern in _BAD_TYPOGRAPHY.items() if pattern.search(bare)]


def words(demo: Demo) -> Iterator[str]:
    """Every text that a reader meets."""
    for person in demo.people:
        yield from (person.about, person.demo)
    for place in demo.consultations:
        yield from (place.title, place.summary, place.introduction, place.territory)
        yield from (w for s in place.sections for w in (s.title, s.description))
        yield from (p.title for p in place.phases)
        for proposal in place.proposals:
            yield from (proposal.title, proposal.body, proposal.answer.text if proposal.answer else "")
            yield from (w for v in proposal.versions for w in (v.title, v.body))
            yield from (said.text for said in proposal.said())
        yield from (w for t in place.themes for w in (t.title, t.description))
        for stream in place.workstreams:
            yield from (stream.title, stream.description, *(m.word for m in stream.members))
            yield from (w for p in stream.projects for w in (p.title, p.text))
            yield from (w for n in stream.news for w in (n.title, n.text))
        for poll in place.polls:
            yield from (poll.title, poll.text, *(w for o in poll.options for w in (o.title, o.body)))
        yield from (f.text for f in (*place.reports, *place.hidden))
        if place.synthesis:
            yield from (place.synthesis.title, place.synthesis.body, place.synthesis.brief)


def _figures(demo: Demo) -> Iterator[str]:
    for name, count in figures(demo).items():
        least, most = PROMISED[name]
        if not least <= count <= most:
            yield f"{count} {name}, promised {least} to {most}"
    for some in words(demo):
        for fault in faults_of_typography(some):
            yield f"{fault}: {some[:60]}"


def _names(demo: Demo) -> Iterator[str]:
    people = {p.key for p in demo.people}
    for key in sorted(set(_people_named(demo)) - people):
        yield f"nobody is called {key!r}"
    handles = {name_key(p.name) for p in demo.people}
    for some in words(demo):
        for handle in text.mentions(some):
            if name_key(handle) not in handles:
                yield f"@{handle} is nobody's pseudonym"


def _people_named(demo: Demo) -> Iterator[str]:
    for place in demo.consultations:
        yield from (place.by, *place.members)
        for proposal in place.proposals:
            yield proposal.by
            yield from (said.by for said in proposal.said())
            yield from [proposal.answer.by] if proposal.answer else []
        yield from (name for t in place.themes for name in (t.by, t.facilitator))
        for stream in place.workstreams:
            yield from (stream.by, stream.facilitator, *(m.person for m in stream.members))
            yield from (*(p.by for p in stream.projects), *(n.by for n in stream.news))
        yield from (name for p in place.polls for name in (p.by, *p.ballots))
        yield from (f.by for f in (*place.reports, *place.hidden))
        yield from [place.synthesis.by] if place.synthesis else []


def _people(demo: Demo) -> Iterator[str]:
    for field in ("key", "name", "email"):
        for value, count in Counter(getattr(p, field) for p in demo.people).items():
            if count > 1:
                yield f"two people have the {field} {value!r}"
    for person in demo.people:
        if not person.email.endswith("@example.org"):
            yield f"{person.email} could be somebody's address"
        if text.mentions(f"@{person.name}") != [person.name]:
            yield f"@{person.name} cannot be mentioned whole"
    if len(demo.password) < 12:
        yield "the password is too short"


def _place(demo: Demo, place: Consultation) -> Iterator[str]:
    joined = {p.key: p.joined for p in demo.people}
    for proposal in place.proposals:
        yield from _proposal(place, proposal, joined)
    yield from _references(place)


def _references(place: Consultation) -> Iterator[str]:
    proposals, themes = {p.key for p in place.proposals}, {t.key for t in place.themes}
    comments = [said.key for p in place.proposals for said in p.said() if said.key]
    filed = [key for t in place.themes for key in t.proposals]
    built = [p.proposal for w in place.workstreams for p in w.projects]
    flagged = [f.comment for f in (*place.reports, *place.hidden)]
    yield from (f"no proposal {key!r}" for key in (*filed, *built) if key not in proposals)
    yield from (f"no theme {w.theme!r}" for w in place.workstreams if w.theme not in themes)
    yield from (f"no comment {key!r}" for key in flagged if key not in comments)
    yield from (f"{key!r} is used twice" for key, n in Counter([*filed, *comments]).items() if n > 1)
    if len(proposals) < len(place.proposals):
        yield f"{place.slug}: two proposals have one key"


def _proposal(place: Consultation, proposal: Proposal, joined: dict[str, When]) -> Iterator[str]:
    where = f"{place.slug}/{proposal.key}"
    if proposal.section not in {s.key for s in place.sections}:
        yield f"{where}: no section {proposal.section!r}"
    if unknown := set(proposal.votes) - {m.key for m in METHODS[place.method].marks}:
        yield f"{where}: no mark {sorted(unknown)}"
    if max(len(title) for title in (proposal.title, *(v.title for v in proposal.versions))) > 120:
        yield f"{where}: the title is too long"
    if proposal.when <= joined.get(proposal.by, proposal.when):
        yield f"{where}: written before its author joined"
    if not proposal.is_draft and not _is_open(place, Activity.PROPOSE, proposal.when):
        yield f"{where}: written when nobody could"
    for later in (*proposal.versions, proposal.answer):
        if later and not proposal.when < later.when < _TODAY:
            yield f"{where}: changed or answered before it was there"
    for comment in proposal.comments:
        yield from _comment(place, where, comment, proposal.when, joined, depth=0)


def _comment(
    place: Consultation, where: str, said: Comment, after: When, joined: dict[str, When], *, depth: int
) -> Iterator[str]:
    here = f"{where}/{said.by} {said.when.days_ahead}"
    if depth > MAX_DEPTH:
        yield f"{here}: replies go too deep"
    if not max(after, joined.get(said.by, after)) < said.when < _TODAY:
        yield f"{here}: said before what it answers, before joining, or tomorrow"
    if place.members.get(said.by) not in STAFF and not _is_open(place, Activity.COMMENT, said.when):
        yield f"{here}: said when nobody could"
    for reply in said.replies:
        yield from _comment(place, where, reply, said.when, joined, depth=depth + 1)


def _is_open(place: Consultation, activity: Activity, when: When) -> bool:
    return any(activity in p.activities and p.opens <= when < p.closes for p in place.phases)
