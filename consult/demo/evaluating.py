"""The last part of the story: a session took place, people answered a survey, the team published its evaluation."""

import tomllib
from collections.abc import Iterator
from datetime import time, timedelta
from functools import partial
from typing import Any

from consult.demo.content import CONTENT, When
from consult.demo.stage import Act, Stage
from consult.evaluation import services
from consult.evaluation.models import Counted, Judged
from consult.evaluation.surveys import answering, asking, queries
from consult.evaluation.surveys.asking import Wording
from consult.evaluation.surveys.models import Agreed, Kind, Survey
from consult.evaluation.surveys.sheet import Mark
from consult.programme import releases
from consult.programme import services as programme
from consult.programme.models import Session

Raw = dict[str, Any]
LONG = timedelta(hours=5)


def acts() -> Iterator[Act]:
    """All of it: the session, the survey, its end."""
    told: Raw = tomllib.loads((CONTENT / "evaluation.toml").read_text(encoding="utf-8"))
    held: dict[str, Any] = {}
    survey = told["survey"]
    yield Act(_when(told["session"]["days_ago"] + 10), partial(_announce, told, held))
    yield Act(_when(survey["days_ago"]), partial(_ask, told, held))
    yield Act(_when(survey["closed_days_ago"]), partial(_conclude, told, held))


def _when(days_ago: int) -> When:
    return When(-days_ago, time(10, 0))


def _announce(told: Raw, held: dict[str, Any], stage: Stage) -> None:
    raw, place, actor = told["session"], *_where(told, stage)
    starts = _when(raw["days_ago"]).on(stage.today)
    times: Raw = {"starts": starts, "ends": starts + LONG}
    held["session"] = programme.create_session(
        place, actor=actor, title=raw["title"], abstract=raw["abstract"], registration=False, **times
    )
    releases.release(place, actor=actor)


def _where(told: Raw, stage: Stage) -> tuple[Any, Any]:
    raw = told["evaluation"]
    return stage.places[raw["place"]], stage.people[raw["by"]]


def _ask(told: Raw, held: dict[str, Any], stage: Stage) -> None:
    """The survey, and the sheets that were filled in on paper at the door."""
    raw, place, actor = told["survey"], *_where(told, stage)
    survey = asking.create(
        place, actor=actor, title=raw["title"], introduction=raw["introduction"], session=held["session"]
    )
    first = asking.save_question(
        survey, actor=actor, said=Wording(Kind.ONE, raw["come"], required=True, options=raw["options"])
    )
    condition: Raw = {"after_id": first.id, "after_option": len(raw["options"]) - 1}
    for said in (
        Wording(Kind.SCALE, raw["note"], low=1, high=5),
        Wording(Kind.SHORT, raw["why"], **condition),
        Wording(Kind.LONG, raw["word"]),
    ):
        asking.save_question(survey, actor=actor, said=said)
    asking.open_to_answers(survey, actor=actor)
    held["survey"] = survey = queries.by_token(survey.token, viewer=actor)
    for sheet in told["sheet"]:
        for n in range(sheet["count"]):
            _fill(survey, sheet, with_words=n == 0, actor=actor)


def _fill(survey: Survey, raw: Raw, *, with_words: bool, actor: Any) -> None:
    come, note, why, word = survey.questions
    sheet = {come.id: [Mark(value=str(raw["come"]))], note.id: [Mark(value=str(raw["note"]))]}
    for question, words in ((why, raw.get("why")), (word, raw.get("word"))):
        if words and (with_words or question is why):
            sheet[question.id] = [Mark(words=words)]
    answering.type_in(survey, sheet, actor=actor, agreed=Agreed.WORDS if raw["quoted"] else Agreed.NOTHING)


def _conclude(told: Raw, held: dict[str, Any], stage: Stage) -> None:
    """Close the survey, quote who agreed, enter the rest, publish."""
    place, actor = _where(told, stage)
    survey: Survey = held["survey"]
    asking.close(survey, actor=actor)
    for said in queries.written(survey).items:
        if said.may_be_quoted:
            answering.choose(survey, answer_id=said.answer_id, question_id=said.question_id, actor=actor)
    asking.publish(survey, actor=actor)
    session: Session = held["session"]
    counts = told["session"]
    services.count(session, actor=actor, expected=counts["expected"], counted=counts["counted"])
    services.introduce(place, actor=actor, introduction=told["evaluation"]["introduction"].strip())
    for raw in told["figure"]:
        counted = Counted(raw["counted"]) if "counted" in raw else None
        services.save_figure(place, actor=actor, **{**raw, "counted": counted})
    for raw in told["budget"]:
        services.save_budget_line(place, actor=actor, **raw)
    for raw in told["remark"]:
        services.save_remark(place, actor=actor, **{**raw, "judged": Judged(raw["judged"])})
    services.publish(place, actor=actor)
