"""The words of the demonstration, read from TOML into records.

A moment is written `days_ago = 12`, `hour = "18:42"`: that hour in Paris, that many days before the day of loading.
A negative `days_ago` lies ahead. Names of people, sections, proposals and comments are the `key`s of the files.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from consult.comments.models import Stance
from consult.consultations.models import State
from consult.policy import Activity, Role
from consult.polls.services import NewOption
from consult.proposals.models import Origin, ProposalKind, Status
from consult.themes.models import Colour
from consult.votes.models import MethodName

CONTENT = Path(__file__).parent / "content"
CONSULTATIONS = ("festival", "mediation", "bibliotheques", "tiers-lieux")
PARIS = ZoneInfo("Europe/Paris")
Raw = Mapping[str, Any]


@dataclass(frozen=True, order=True)
class When:
    """A moment told from the day of loading. Later moments are greater."""

    days_ahead: int
    hour: time

    def on(self, today: date) -> datetime:
        """The moment itself, aware, when loaded on this day."""
        return datetime.combine(today + timedelta(days=self.days_ahead), self.hour, PARIS)


@dataclass(frozen=True)
class Person:
    """Someone who takes part. `demo` says what this account shows, where its password is announced."""

    key: str
    name: str
    email: str
    joined: When
    about: str
    is_admin: bool = False
    demo: str = ""


@dataclass(frozen=True)
class Phase:
    """What is open between two midnights."""

    title: str
    activities: tuple[Activity, ...]
    opens: When
    closes: When


@dataclass(frozen=True)
class Section:
    """A part of a consultation."""

    key: str
    title: str
    description: str


@dataclass(frozen=True)
class Comment:
    """What someone said; `plus` counts those who support it."""

    by: str
    when: When
    text: str
    key: str = ""
    stance: Stance | None = None
    plus: int = 0
    replies: tuple["Comment", ...] = ()

    def all(self) -> Iterator["Comment"]:
        """This comment and every reply under it."""
        yield self
        for reply in self.replies:
            yield from reply.all()


@dataclass(frozen=True)
class Version:
    """A later wording."""

    when: When
    title: str
    body: str


@dataclass(frozen=True)
class Answer:
    """What the organisers said of a proposal."""

    by: str
    when: When
    status: Status
    text: str


@dataclass(frozen=True)
class Proposal:
    """A proposal in its first wording, with all that happened to it."""

    key: str
    by: str
    when: When
    title: str
    body: str
    section: str
    kind: ProposalKind
    origin: Origin
    place: str
    is_draft: bool
    votes: Mapping[str, int]
    versions: tuple[Version, ...]
    comments: tuple[Comment, ...]
    answer: Answer | None
    withdrawn: When | None

    def said(self) -> Iterator[Comment]:
        """Every comment and reply."""
        for comment in self.comments:
            yield from comment.all()


@dataclass(frozen=True)
class Theme:
    """A theme and the proposals filed in it."""

    key: str
    by: str
    when: When
    title: str
    description: str
    colour: Colour
    facilitator: str
    proposals: tuple[str, ...]


@dataclass(frozen=True)
class Joining:
    """Someone who asked to join a work stream, and when they were welcomed, if they were."""

    person: str
    asked: When
    welcomed: When | None
    word: str


@dataclass(frozen=True)
class Project:
    """What a work stream prepares, out of one proposal."""

    by: str
    when: When
    title: str
    text: str
    proposal: str


@dataclass(frozen=True)
class News:
    """What a work stream tells."""

    by: str
    when: When
    title: str
    text: str


@dataclass(frozen=True)
class Workstream:
    """A theme that people have begun to build."""

    key: str
    theme: str
    by: str
    facilitator: str
    when: When
    title: str
    description: str
    members: tuple[Joining, ...]
    projects: tuple[Project, ...]
    news: tuple[News, ...]


@dataclass(frozen=True)
class Flag:
    """A report, or a decision to hide: on which comment, by whom, for what reason, in what words."""

    comment: str
    by: str
    when: When
    reason: str
    text: str


@dataclass(frozen=True)
class Poll:
    """A poll from its opening on; `ballots` are marks by person, in the order of the options, None for no mark."""

    by: str
    when: When
    closes: When
    method: MethodName
    budget: int | None
    title: str
    text: str
    options: tuple[NewOption, ...]
    ballots: Mapping[str, tuple[str | None, ...]]


@dataclass(frozen=True)
class Synthesis:
    """What the organisers published at the end."""

    by: str
    when: When
    title: str
    body: str
    brief: str


@dataclass(frozen=True)
class Consultation:
    """A whole consultation."""

    slug: str
    title: str
    summary: str
    introduction: str
    territory: str
    organiser: str
    by: str
    published: When
    method: MethodName
    state: State
    sections: tuple[Section, ...]
    places: tuple[tuple[str, float, float], ...]
    phases: tuple[Phase, ...]
    members: Mapping[str, Role]
    proposals: tuple[Proposal, ...]
    themes: tuple[Theme, ...]
    workstreams: tuple[Workstream, ...]
    polls: tuple[Poll, ...]
    reports: tuple[Flag, ...]
    hidden: tuple[Flag, ...]
    synthesis: Synthesis | None

    def during(self, activity: Activity) -> tuple[When, When]:
        """From when to when an activity is open. Raises ValueError where it never is."""
        open_for = [p for p in self.phases if activity in p.activities]
        return min(p.opens for p in open_for), max(p.closes for p in open_for)


@dataclass(frozen=True)
class Demo:
    """Everything."""

    password: str
    people: tuple[Person, ...]
    consultations: tuple[Consultation, ...] = field(default=())


def read(folder: Path = CONTENT) -> Demo:
    """Read the whole content. Raises KeyError, TypeError or ValueError where a file does not have its shape."""
    people = _toml(folder / "people.toml")
    consultations = tuple(_consultation(_toml(folder / f"{name}.toml")) for name in CONSULTATIONS)
    return Demo(people["password"], tuple(_person(raw) for raw in people["person"]), consultations)


def _toml(path: Path) -> Raw:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _when(raw: Raw, name: str = "days_ago") -> When:
    return When(-int(raw[name]), time.fromisoformat(raw.get("hour", "12:00")))


def _midnight(raw: Raw, name: str) -> When:
    return When(-int(raw[name]), time(0))


def _person(raw: Raw) -> Person:
    joined = _when(raw, "joined_days_ago")
    return Person(
        raw["key"], raw["name"], raw["email"], joined, raw["about"], raw.get("admin", False), raw.get("demo", "")
    )


def _consultation(raw: Raw) -> Consultation:
    about = raw["consultation"]
    return Consultation(
        slug=about["slug"],
        title=about["title"],
        summary=about["summary"],
        introduction=about["introduction"].strip(),
        territory=about["territory"],
        organiser=about["organiser"],
        by=about["by"],
        published=_when(about, "published_days_ago"),
        method=MethodName(about["method"]),
        state=State(about["state"]),
        sections=tuple(Section(s["key"], s["title"], s["description"]) for s in raw["section"]),
        places=tuple((p["name"], p["latitude"], p["longitude"]) for p in raw.get("place", ())),
        phases=tuple(_phase(p) for p in raw["phase"]),
        members={m["person"]: Role(m["role"]) for m in raw["member"]},
        proposals=tuple(_proposal(p) for p in raw.get("proposal", ())),
        themes=tuple(_theme(t) for t in raw.get("theme", ())),
        workstreams=tuple(_workstream(w) for w in raw.get("workstream", ())),
        polls=tuple(_poll(p) for p in raw.get("poll", ())),
        reports=tuple(_flag(f) for f in raw.get("report", ())),
        hidden=tuple(_flag(f) for f in raw.get("hidden", ())),
        synthesis=_synthesis(raw["synthesis"]) if "synthesis" in raw else None,
    )


def _phase(raw: Raw) -> Phase:
    activities = tuple(Activity(a) for a in raw["activities"])
    return Phase(raw["title"], activities, _midnight(raw, "opens_days_ago"), _midnight(raw, "closes_days_ago"))


def _proposal(raw: Raw) -> Proposal:
    return Proposal(
        key=raw["key"],
        by=raw["by"],
        when=_when(raw),
        title=raw["title"],
        body=raw["body"].strip(),
        section=raw["section"],
        kind=ProposalKind(raw["kind"]),
        origin=Origin(raw.get("origin", "web")),
        place=raw.get("place", ""),
        is_draft=raw.get("state") == "draft",
        votes=raw.get("votes", {}),
        versions=tuple(_version(v, raw["title"]) for v in raw.get("version", ())),
        comments=tuple(_comment(c) for c in raw.get("comment", ())),
        answer=_answer(raw["answer"]) if "answer" in raw else None,
        withdrawn=_when(raw["withdrawn"]) if "withdrawn" in raw else None,
    )


def _version(raw: Raw, title: str) -> Version:
    return Version(_when(raw), raw.get("title", title), raw["body"].strip())


def _comment(raw: Raw) -> Comment:
    return Comment(
        by=raw["by"],
        when=_when(raw),
        text=raw["text"],
        key=raw.get("key", ""),
        stance=Stance(raw["stance"]) if "stance" in raw else None,
        plus=raw.get("plus", 0),
        replies=tuple(_comment(reply) for reply in raw.get("reply", ())),
    )


def _answer(raw: Raw) -> Answer:
    return Answer(raw["by"], _when(raw), Status(raw["status"]), raw["text"])


def _theme(raw: Raw) -> Theme:
    return Theme(
        key=raw["key"],
        by=raw["by"],
        when=_when(raw, "created_days_ago"),
        title=raw["title"],
        description=raw["description"],
        colour=Colour(raw["colour"]),
        facilitator=raw["facilitator"],
        proposals=tuple(raw["proposals"]),
    )


def _workstream(raw: Raw) -> Workstream:
    return Workstream(
        key=raw["key"],
        theme=raw["theme"],
        by=raw["by"],
        facilitator=raw["facilitator"],
        when=_when(raw, "created_days_ago"),
        title=raw["title"],
        description=raw["description"].strip(),
        members=tuple(_joining(m) for m in raw["member"]),
        projects=tuple(Project(p["by"], _when(p), p["title"], p["text"], p["proposal"]) for p in raw["project"]),
        news=tuple(News(n["by"], _when(n), n["title"], n["text"].strip()) for n in raw["news"]),
    )


def _joining(raw: Raw) -> Joining:
    welcomed = _when(raw, "welcomed_days_ago") if "welcomed_days_ago" in raw else None
    return Joining(raw["person"], _when(raw, "asked_days_ago"), welcomed, raw["word"])


def _flag(raw: Raw) -> Flag:
    return Flag(raw["comment"], raw["by"], _when(raw), raw["reason"], raw["text"])


def _poll(raw: Raw) -> Poll:
    return Poll(
        by=raw["by"],
        when=_when(raw),
        closes=_midnight(raw, "closes_days_ago"),
        method=MethodName(raw["method"]),
        budget=raw.get("budget"),
        title=raw["title"],
        text=raw["text"],
        options=tuple(NewOption(o["title"], o.get("body", ""), o.get("cost")) for o in raw["option"]),
        ballots={
            person: tuple(None if mark == "-" else mark for mark in marks.split())
            for person, marks in raw["ballots"].items()
        },
    )


def _synthesis(raw: Raw) -> Synthesis:
    return Synthesis(raw["by"], _when(raw), raw["title"], raw["body"].strip(), raw["brief"].strip())
