"""The report of a day on which 80 people built a festival, entered whole through the services that the pages use.

`read` takes the report apart; `enter` says it all again to the platform: themes, propositions, work streams with who
leads them, members, projects, calendar. Nothing of its text stands here.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from consult import clock
from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.consultations import services as consultations
from consult.consultations.models import Consultation, State
from consult.db import db
from consult.milestones import services as milestones
from consult.policy import Activity
from consult.proposals import services as proposals
from consult.proposals.models import ProposalKind
from consult.themes import services as themes
from consult.workstreams import membership
from consult.workstreams import services as workstreams
from consult.workstreams.models import WorkStream

DAY = datetime(2024, 1, 15, 16, 30, tzinfo=UTC)
NUMBERED = re.compile(r"^(?:- )?(\d{1,2})\. *(.+)$")


@dataclass
class Stream:
    """A group of the afternoon."""

    title: str
    leader: str = ""
    members: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)


@dataclass
class Report:
    """What the report holds, in its own words."""

    themes: list[tuple[str, str]] = field(default_factory=list)
    propositions: list[list[str]] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)
    calendar: list[tuple[str, str]] = field(default_factory=list)
    around: list[str] = field(default_factory=list)


def plain(line: str) -> str:
    """A line without its marks."""
    return " ".join(line.replace("*", "").split())


def lines_of(source: str) -> list[str]:
    """The lines that say something."""
    return [line for line in map(plain, source.splitlines()) if re.search(r"\w", line)]


def read(path: Path) -> Report:
    """Take the report apart: by its own headings and numbers."""
    found = Report()
    lines = lines_of(path.read_text(encoding="utf-8"))
    at = {name: next(n for n, line in enumerate(lines) if line.startswith(name)) for name in MARKS}
    found.around = lines[: at[MARKS[0]] + 1]
    _themes(found, lines[at[MARKS[0]] + 1 : at[MARKS[1]]])
    _propositions(found, lines[at[MARKS[1]] : at[MARKS[2]]])
    found.around += lines[at[MARKS[2]] : at[MARKS[3]]]
    _streams(found, lines[at[MARKS[3]] : at[MARKS[4]]])
    found.around += lines[at[MARKS[4]] : at[MARKS[5]] + 1]
    _calendar(found, lines[at[MARKS[5]] + 1 :])
    return found


MARKS = (
    "1. Atelier",
    "2. Atelier",
    "3. Retour",
    "APRÈS-MIDI",
    "CONCLUSION",
    "CALENDRIER",
)


def _themes(found: Report, lines: list[str]) -> None:
    for line in lines:
        match = NUMBERED.match(line)
        if match is None:
            found.around.append(line)
            continue
        title, _mark, rest = match[2].partition(" : ") if " : " in match[2] else match[2].partition(", ")
        found.themes.append((title.rstrip(" :"), line))
        assert rest is not None


def _propositions(found: Report, lines: list[str]) -> None:
    found.around.append(lines[0])
    for line in lines[1:]:
        match = NUMBERED.match(line)
        if match and int(match[1]) == len(found.propositions) + 1:
            found.propositions.append([line])
        elif (
            not found.propositions
            or "questionnaire" in line
            or "http" in line
            or "pollforall" in line
            or re.match(r"^(A l'issue|Q/)", line)
        ):
            found.around.append(line)
        else:
            found.propositions[-1].append(line)


def _streams(found: Report, lines: list[str]) -> None:
    for line in lines:
        match = NUMBERED.match(line)
        if match and int(match[1]) == len(found.streams) + 1:
            found.streams.append(Stream(match[2]))
            continue
        if not found.streams:
            found.around.append(line)
            continue
        stream = found.streams[-1]
        if line.startswith("Accompagnement"):
            stream.leader = line.partition(":")[2].strip()
        elif line.startswith(("Participants", "(")):
            names = line.partition(":")[2] or line
            stream.members += [name.strip() for name in names.strip("() ").split(",")]
        elif line.startswith("-"):
            stream.projects.append(line.lstrip("- "))
        else:
            stream.words.append(line)


def _calendar(found: Report, lines: list[str]) -> None:
    for name, when in zip(lines[::2], lines[1::2], strict=True):
        found.calendar.append((name, when))


def _days(when: str) -> tuple[date | None, date]:
    """The days of a line of the calendar; "beginning of the month" is its first ten days."""
    days = [date(2024, int(month), int(day)) for day, month in re.findall(r"(\d{1,2})/(\d{2})", when)]
    if not days:
        return date(2024, 2, 1), date(2024, 2, 10)
    return (days[0] if len(days) > 1 else None), days[-1]


def person(name: str) -> User:
    """Somebody whom the report names."""
    return accounts.find_or_create_ghost(name=name, origin="report")


def enter(found: Report) -> Consultation:
    """Say it all again through the services."""
    with clock.at(DAY):
        place = consultations.create_consultation(
            actor=None,
            title="Co-construction",
            opens=DAY,
            state=State.PUBLISHED,
            introduction="\n\n".join(found.around),
        )
        team = person("L’équipe")
        consultations.set_phase(place, actor=None, title="Bâtir", opens=DAY, closes=None, activities=tuple(Activity))
        rows = [themes.create_theme(place, actor=team, title=title, summary=words) for title, words in found.themes]
        for first, *rest in found.propositions:
            title = re.sub(r"^(- )?\d+\. *", "", first).partition(" : ")[0][:200]
            body = "\n\n".join([first, *rest])
            proposals.create_proposal(place, author=team, title=title, body=body, kind=ProposalKind.OFFICIAL)
        for one, theme in zip(found.streams, rows, strict=True):
            stream = workstreams.open_workstream(
                place,
                actor=team,
                title=one.title,
                themes=[theme],
                facilitator=person(one.leader),
                charter="\n\n".join(one.words),
                principle=next((words[:300] for words in one.words if "prérequis" in words), ""),
            )
            _fill(stream, one)
        for name, when in found.calendar:
            starts, due = _days(when)
            milestones.promise(place, actor=team, title=name, body=when, starts=starts, due=due)
    db.session.commit()
    return place


def _fill(stream: WorkStream, one: Stream) -> None:
    leader = person(one.leader)
    for name in one.members:
        membership.add_named(stream, name=name, actor=leader)
    for words in one.projects:
        title = words.partition(" : ")[0][:200]
        workstreams.create_project(stream, author=leader, title=title, description=words)
