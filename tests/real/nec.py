"""The report of an event of two days about digital inclusion, entered whole through the services that the pages use.

`read` takes the report apart; `enter` says it all again to the platform: timeline, budget, programme, figures, words of
those who answered, what to keep and to improve. Nothing of its text stands here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from consult import clock
from consult.accounts import services as accounts
from consult.accounts.models import User
from consult.consultations import services as consultations
from consult.consultations.models import Consultation, State
from consult.db import db
from consult.evaluation import services
from consult.evaluation.models import Judged
from consult.evaluation.surveys import answering, asking, queries
from consult.evaluation.surveys.asking import Wording
from consult.evaluation.surveys.models import Agreed, Kind
from consult.evaluation.surveys.sheet import Mark
from consult.milestones import services as milestones
from consult.programme import releases
from consult.programme import services as programme
from consult.programme.models import Speaker
from consult.text import fold
from consult.web.money import cents

PARIS = ZoneInfo("Europe/Paris")
BEFORE = datetime(2022, 10, 1, tzinfo=UTC)
AFTER = datetime(2023, 7, 1, tzinfo=UTC)
FIRST_DAY = date(2023, 6, 6)
DAY_OF = {"mardi": FIRST_DAY, "mercredi": FIRST_DAY + timedelta(days=1)}
MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre")
MARKS: tuple[str, ...] = (
    "la préparation",
    "7 mois",
    "CHARGES",
    "Un budget",
    "JOURNÉE DU MARDI",
    "le programme : mardi matin",
)
MARKS += ("bilan des participations", "bilan : verbatim", "bilan des organisateurs")
HOURS = re.compile(r"^(\d+)h(\d*) ?/ ?(\d+)h(\d*) – (.+?)(?: (GRANDE SCÈNE|ESPACE \d))?$")
TITLED = re.compile(r"^(\d+)h(\d*) ?[–-] ?(.+)$")
KIND = re.compile(r"^(atelier|masterclass|table ronde|demonstration) *:? *")
SPEAKS = re.compile(r"^\W*((?:[\w’'-]+ ){1,3}?(?:DE )?[A-ZÉÈ][A-ZÉÈ'’-]{2,}(?:-[A-Z]+)?)(?:\s*[:,]\s*(.*))?$")
SMALL_SUM = re.compile(r"^- (\+ )?([\d  ]+)( €)? (.+)$")


@dataclass
class Sitting:
    """A session: its day, its hours, where it is, what is said of it, who speaks."""

    title: str
    day: date
    starts: time | None = None
    ends: time | None = None
    room: str = ""
    words: list[str] = field(default_factory=list)
    speakers: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Event:
    """What the report holds, in its own words."""

    timeline: list[tuple[str, str]] = field(default_factory=list)
    effort: list[tuple[str, str]] = field(default_factory=list)
    budget: list[tuple[str, str, int]] = field(default_factory=list)
    sums: list[int] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    came: list[tuple[str, str]] = field(default_factory=list)
    verbatims: list[str] = field(default_factory=list)
    remarks: list[tuple[Judged, str, str]] = field(default_factory=list)
    around: list[str] = field(default_factory=list)


def plain(line: str) -> str:
    """A line without its marks; its tabs stay."""
    return re.sub(r"</?u>", "", line).replace("\xa0", " ").strip(" \n")


def lines_of(source: str) -> list[str]:
    """The lines that say something."""
    return [line for line in map(plain, source.splitlines()) if re.search(r"\w", line)]


def bare(words: str) -> str:
    """Letters and digits alone."""
    return re.sub(r"[\W_]+", "", fold(words))


def read(path: Path) -> Event:
    """Take the report apart: by its own headings."""
    found = Event()
    lines = lines_of(path.read_text(encoding="utf-8"))
    at = [next(n for n, line in enumerate(lines) if line.startswith(mark)) for mark in MARKS]
    parts = [lines[first:last] for first, last in zip([0, *at], [*at, len(lines)], strict=True)]
    found.around += parts[0]
    _timeline(found, parts[1])
    _effort(found, parts[2])
    _budget(found, parts[3])
    found.around += parts[4]
    _listed(found, parts[5])
    _described(found, parts[6])
    _came(found, parts[7])
    _verbatims(found, parts[8])
    _remarks(found, parts[9])
    return found


def _timeline(found: Event, lines: list[str]) -> None:
    found.around.append(lines[0])
    for line in lines[1:]:
        if re.search(r"20\d\d", line):
            found.timeline.append((line, ""))
        else:
            found.timeline[-1] = (found.timeline[-1][0], line)


def _effort(found: Event, lines: list[str]) -> None:
    for line in lines:
        if match := SMALL_SUM.match(line):
            value = f"{match[1] or ''}{match[2].strip()}{match[3] or ''}"
            found.effort.append((match[4], value))
        else:
            found.around.append(line)


def _budget(found: Event, lines: list[str]) -> None:
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines[1:]]
    for first in (0, 2):
        account = "75"  # what the organisers put in themselves bears no number
        side = [(row[first], row[first + 1]) for row in rows if len(row) > first + 1 and row[first]]
        for n, (label, written) in enumerate(side):
            amount = cents(written)
            if match := re.match(r"^(\d\d) - (.+)$", label):
                account, label = match[1], match[2]
                has_parts = side[n + 1 : n + 2] and side[n + 1][0].startswith("- ")
            else:
                has_parts = label.isupper() or "TOTAL" in label
            if amount is not None and has_parts:
                found.sums.append(amount)
            elif amount is not None:
                found.budget.append((account if account != "74" or match else "75", label.lstrip("- "), amount))


def _clock(hour: str, minute: str) -> time:
    return time(int(hour), int(minute or 0))


def _listed(found: Event, lines: list[str]) -> None:
    day = FIRST_DAY
    for line in lines:
        if match := HOURS.match(line):
            starts, ends = _clock(match[1], match[2]), _clock(match[3], match[4])
            found.sittings.append(Sitting(match[5], day, starts, ends, match[6] or ""))
        else:
            found.around.append(line)
            day = next((DAY_OF[name] for name in DAY_OF if name in fold(line)), day)


def _described(found: Event, lines: list[str]) -> None:
    """Each page tells of one session, or goes on about it."""
    pages: list[list[str]] = []
    for line in lines:
        if line.startswith("le programme"):
            pages.append([])
            found.around.append(line)
            day = next(DAY_OF[name] for name in DAY_OF if name in line)
            pages[-1].append(day.isoformat())
        else:
            pages[-1].append(line)
    for day_of, *words in pages:
        one = _sitting(found, date.fromisoformat(day_of), words)
        one.words += words
        one.speakers += _speakers(words)


def _sitting(found: Event, day: date, words: list[str]) -> Sitting:
    titled = next((match for match in map(TITLED.match, words) if match), None)
    if titled is None:
        found.sittings.append(Sitting(words[0], day))
        return found.sittings[-1]
    name = _named(titled[3])
    for one in found.sittings:
        if _named(one.title) in name or name in _named(one.title):
            return one
    found.sittings.append(Sitting(titled[3], day, _clock(titled[1], titled[2])))
    return found.sittings[-1]


def _named(title: str) -> str:
    return bare(KIND.sub("", fold(title)))


def _speakers(words: list[str]) -> Iterator[tuple[str, str]]:
    is_open = False
    for line in words:
        if re.match(r"^(participants|intervenant|anime)", fold(line)):
            is_open = True
        elif is_open and (match := SPEAKS.match(line)):
            yield match[1], (match[2] or "")[:200]


def _came(found: Event, lines: list[str]) -> None:
    for line in lines:
        if match := re.match(r"^(\d+) (\w+) issus de (\d+) (\w+) sur (.+)$", line):
            found.came += [(match[2], match[1]), (match[4], match[3]), ("durée", match[5])]
        found.around.append(line)


def _verbatims(found: Event, lines: list[str]) -> None:
    for line in lines:
        (found.verbatims if "«" in line else found.around).append(line.lstrip("- "))


def _remarks(found: Event, lines: list[str]) -> None:
    judged = None
    for line in lines:
        if line.startswith("Les points"):
            judged = Judged.IMPROVE if "améliorer" in line else Judged.KEEP
        if judged and line.startswith("- "):
            topic, _colon, words = line.removeprefix("- ").partition(" : ")
            found.remarks.append((judged, topic, words))
        else:
            found.around.append(line)


def days(when: str) -> tuple[date | None, date]:
    """The first and the last day of « Janvier – Février 2023 » or of « 6 & 7 juin 2023 »."""
    folded = fold(when)
    year = int(re.search(r"20\d\d", folded)[0])  # type: ignore[index]
    months = [n for n, name in enumerate(MONTHS, 1) if re.search(rf"\b{name}\b", folded)]
    numbers = [int(word) for word in re.findall(r"\b\d{1,2}\b", folded)]
    if numbers:
        return date(year, months[0], numbers[0]), date(year, months[0], numbers[-1])
    last = date(year + months[-1] // 12, months[-1] % 12 + 1, 1) - timedelta(days=1)
    return date(year, months[0], 1), last


def enter(found: Event) -> Consultation:
    """Say it all again through the services."""
    with clock.at(BEFORE):
        place = consultations.create_consultation(actor=None, title="Un événement", opens=BEFORE, state=State.PUBLISHED)
        team = accounts.find_or_create_ghost(name="L’équipe", origin="report")
        for when, words in found.timeline:
            starts, due = days(when)
            milestones.promise(place, actor=team, title=words or when, body=when, starts=starts, due=due)
        _play(place, team, found.sittings)
    with clock.at(AFTER):
        services.introduce(place, actor=team, introduction="\n\n".join(found.around))
        for label, value in (*found.came, *found.effort):
            services.save_figure(place, actor=team, label=label, value=value)
        for account, label, amount in found.budget:
            services.save_budget_line(place, actor=team, account=account, label=label, cents=amount)
        for judged, topic, text in found.remarks:
            for part in text.split(" ; "):
                services.save_remark(place, actor=team, judged=judged, topic=topic, text=part)
        _ask(place, team, found.verbatims)
        services.publish(place, actor=team)
    db.session.commit()
    return place


def _play(place: Consultation, team: User, sittings: Iterable[Sitting]) -> None:
    programme.open_edition(place, zone="Europe/Paris")
    rooms = {
        name: programme.save_room(place, actor=team, name=name, venue=None)
        for name in sorted({one.room for one in sittings if one.room})
    }
    known: dict[str, Speaker] = {}
    for one in sittings:
        for name, role in one.speakers:
            if name not in known:
                known[name] = programme.save_speaker(place, actor=team, name=name, organisation=role)
        times: dict[str, Any] = {
            "starts": datetime.combine(one.day, one.starts, PARIS).astimezone(UTC) if one.starts else None,
            "ends": datetime.combine(one.day, one.ends, PARIS).astimezone(UTC) if one.ends else None,
        }
        programme.create_session(
            place,
            actor=team,
            title=one.title,
            abstract="\n\n".join(one.words),
            room=rooms.get(one.room),
            speakers=[known[name] for name in dict.fromkeys(name for name, _role in one.speakers)],
            day=one.day,
            **times,
        )
    releases.release(place, actor=team)


def _ask(place: Consultation, team: User, verbatims: list[str]) -> None:
    """What people wrote came on paper, and is quoted without names."""
    survey = asking.create(place, actor=team, title="Après l’événement")
    asking.save_question(survey, actor=team, said=Wording(Kind.LONG, "Un mot ?"))
    asking.open_to_answers(survey, actor=team)
    survey = queries.by_token(survey.token, viewer=team)
    question = survey.questions[0].id
    for words in verbatims:
        answering.type_in(survey, {question: [Mark(words=words)]}, actor=team, agreed=Agreed.WORDS)
    asking.close(survey, actor=team)
    for said in queries.written(survey).items:
        answering.choose(survey, answer_id=said.answer_id, question_id=question, actor=team)
    asking.publish(survey, actor=team)
