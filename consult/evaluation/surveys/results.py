"""What was answered, as far as it may be shown: counts by question, each joined or left out where it is too small.

Results exist once a survey is closed: two looks at a survey that is being answered would show the difference. A
question asked of those who chose an option is shown only where that option is shown by itself: how many answered it
would tell.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from consult.db import db
from consult.evaluation.surveys import disclosure
from consult.evaluation.surveys.disclosure import FEWEST, Group
from consult.evaluation.surveys.models import WRITTEN, Kind, Question, Reply, Survey, SurveyAnswer, SurveyState
from consult.evaluation.surveys.sheet import CHOSEN
from consult.web.languages import day

Counts = Mapping[tuple[int, str], int]  # (place, value) -> how many


@dataclass(frozen=True)
class Line:
    """One bar: what is counted, how many; None where it may not be shown. `of` is the row of a table."""

    label: str
    count: int | None
    of: str = ""
    is_joined: bool = False


@dataclass(frozen=True)
class Outcome:
    """What was answered to one question: by how many, the bars, the mean of a scale, the order of a ranking.

    `is_shown` is False where those who answered are too few.
    """

    question: Question
    people: int = 0
    is_shown: bool = False
    lines: Sequence[Line] = ()
    mean: float | None = None
    order: Sequence[str] = ()
    alone: frozenset[int] = field(default=frozenset())

    @property
    def is_joined(self) -> bool:
        """Whether something is joined or left out."""
        return any(line.is_joined or line.count is None for line in self.lines)

    @property
    def rows(self) -> list[str]:
        """The rows of a table, in their order."""
        return list(dict.fromkeys(line.of for line in self.lines))


@dataclass(frozen=True)
class Results:
    """A survey that may be shown: how many answered, what they answered."""

    people: int
    outcomes: Sequence[Outcome]


def of(survey: Survey) -> Results | None:
    """The results; None before the survey is closed, and where too few answered. Questions must be loaded."""
    people = _people(survey) if survey.state is SurveyState.CLOSED else 0
    if people < FEWEST:
        return None
    counts, numbers = _counts(survey.id), _numbers(survey.id)
    outcomes: dict[int, Outcome] = {}
    for one in survey.questions:
        source = outcomes.get(one.after_id or 0)
        hidden = one.after_id is not None and (source is None or one.after_option not in source.alone)
        shown = numbers.get(one.id, 0) >= FEWEST and not hidden
        outcomes[one.id] = _outcome(one, counts[one.id], numbers[one.id]) if shown else Outcome(one)
    return Results(people, list(outcomes.values()))


def _people(survey: Survey) -> int:
    query = sa.select(sa.func.count()).select_from(SurveyAnswer).filter_by(survey_id=survey.id)
    return db.session.scalar(query) or 0


def _counts(survey_id: int) -> dict[int, Counts]:
    query = sa.select(Reply.question_id, Reply.place, Reply.value, sa.func.count())
    query = query.join(Question, Question.id == Reply.question_id).where(Question.survey_id == survey_id)
    found: dict[int, dict[tuple[int, str], int]] = defaultdict(dict)
    for question, place, value, count in db.session.execute(
        query.group_by(Reply.question_id, Reply.place, Reply.value)
    ):
        found[question][place, value] = count
    return defaultdict(dict, found)


def _numbers(survey_id: int) -> dict[int, int]:
    """How many answered each question."""
    query = sa.select(Reply.question_id, sa.func.count(sa.distinct(Reply.answer_id)))
    query = query.join(Question, Question.id == Reply.question_id).where(Question.survey_id == survey_id)
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Reply.question_id))}


def _outcome(one: Question, counts: Counts, people: int) -> Outcome:
    match one.kind:
        case Kind.ONE:
            groups = disclosure.joined([counts.get((0, str(n)), 0) for n in range(len(one.options))])
            alone = frozenset(group.places[0] for group in groups if not group.is_joined)
            return Outcome(one, people, True, _lines(groups, one.options), alone=alone)
        case Kind.SEVERAL:
            chosen = disclosure.apart((counts.get((n, CHOSEN), 0) for n in range(len(one.options))), people)
            bars = [Line(name, count) for name, count in zip(one.options, chosen, strict=True)]
            return Outcome(one, people, True, bars)
        case Kind.SCALE:
            return _scale(one, counts, people)
        case Kind.MATRIX:
            rows = [line for n, row in enumerate(one.options) for line in _row(one, counts, n, row)]
            return Outcome(one, people, True, rows)
        case Kind.RANKING:
            return _ranking(one, counts, people)
        case Kind.DATE:
            return _dates(one, counts, people)
        case _:
            return Outcome(one, people, True)


def _lines(groups: Sequence[Group], names: Sequence[str], of: str = "") -> list[Line]:
    return [Line(", ".join(names[n] for n in one.places), one.count, of, one.is_joined) for one in groups]


def _bands(groups: Sequence[Group], names: Sequence[str], of: str = "") -> list[Line]:
    return [Line(_span([names[n] for n in one.places]), one.count, of, one.is_joined) for one in groups]


def _span(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else _("de %(first)s à %(last)s", first=names[0], last=names[-1])


def _scale(one: Question, counts: Counts, people: int) -> Outcome:
    steps = [counts.get((0, str(step)), 0) for step in one.steps]
    groups = disclosure.banded(steps)
    lines = _bands(groups, [str(step) for step in one.steps])
    total = sum(step * count for step, count in zip(one.steps, steps, strict=True))
    # Beside bands a mean could be solved for the small steps that they hide.
    mean = None if any(group.is_joined for group in groups) else total / people
    return Outcome(one, people, True, lines, mean)


def _row(one: Question, counts: Counts, place: int, name: str) -> list[Line]:
    groups = disclosure.banded([counts.get((place, str(n)), 0) for n in range(len(one.columns))])
    return _bands(groups, one.columns, name) or [Line(_("moins de cinq réponses"), None, name)]


def _ranking(one: Question, counts: Counts, people: int) -> Outcome:
    """Who comes first for how many, and the order of all by their mean rank; mean ranks would tell single sheets."""
    places = range(len(one.options))
    sums = [sum(int(value) * n for (at, value), n in counts.items() if at == place) for place in places]
    order = [one.options[place] for place in sorted(places, key=lambda place: (sums[place], place))]
    first = disclosure.joined([counts.get((place, "1"), 0) for place in places])
    return Outcome(one, people, True, _lines(first, one.options), order=order)


def _dates(one: Question, counts: Counts, people: int) -> Outcome:
    days = Counter({value: count for (_place, value), count in counts.items()})
    names = sorted(days)
    lines = _bands(disclosure.banded([days[name] for name in names]), [day(date.fromisoformat(n)) for n in names])
    return Outcome(one, people, True, lines)


def is_written(outcome: Outcome) -> bool:
    """Whether it was answered in words, which the team chooses from."""
    return outcome.question.kind in WRITTEN
