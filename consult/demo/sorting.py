"""The third part of the story: suggestions, double coding, a contest, a merge, wishes, a live workshop.

Nothing is computed while the demonstration starts: what the machine suggested is written in the file, and groups are
left for whoever looks on to form.
"""

import itertools
import tomllib
from collections.abc import Iterator
from datetime import time
from functools import partial
from typing import Any

import sqlalchemy as sa

from consult.accounts.models import User
from consult.db import db
from consult.demo.content import CONTENT, When
from consult.demo.stage import Act, Stage
from consult.groups import services as groups
from consult.merging import answers
from consult.merging import services as merging
from consult.merging.standing import Answer
from consult.proposals.models import Proposal
from consult.themes.analysis.results import Field, Group, Place, Shared
from consult.themes.analysis.results import Suggestion as Found
from consult.themes.coding import queries as coding_read
from consult.themes.coding import services as coding
from consult.themes.contests import services as contests
from consult.themes.models import Theme
from consult.themes.suggestions import accepting, sources, storing
from consult.themes.suggestions.models import SuggestedGroup, Suggestion
from consult.workshops import candidates, ideas, points
from consult.workshops import services as workshops
from consult.workshops.models import Stage as Step

Raw = dict[str, Any]


def acts() -> Iterator[Act]:
    """All of it, in any order."""
    told: Raw = tomllib.loads((CONTENT / "sorting.toml").read_text(encoding="utf-8"))
    plays = (("suggestion", _suggest), ("coding", _code), ("contest", _contest), ("groups", _wish), ("merge", _merge))
    for name, play in (*plays, ("workshop", _meet)):
        yield Act(_when(told[name]), partial(play, told[name]))


def _when(raw: Raw, name: str = "days_ago") -> When:
    return When(-int(raw[name]), time(18, 30))


def _suggest(raw: Raw, stage: Stage) -> None:
    """What the machine found around the themes that people made; and what a person accepted of it."""
    slug, actor = raw["place"], stage.people[raw["by"]]
    asked = Suggestion(consultation_id=stage.places[slug].id, actor_id=actor.id)
    db.session.add(asked)
    db.session.flush()
    rows = sources.published(asked.consultation_id)
    storing.store(asked, rows, _found(raw, stage, rows), {}, {})
    accepted = raw["accepted"]
    theme = stage.themes[slug, accepted["theme"]]
    group = db.session.scalars(sa.select(SuggestedGroup).filter_by(suggestion_id=asked.id, theme_id=theme.id)).one()
    some = [stage.proposals[slug, key] for key in accepted["proposals"]]
    accepting.accept_some(group, some, actor=actor, theme=theme, title="", seen=dict.fromkeys(p.id for p in some))


def _found(raw: Raw, stage: Stage, rows: list[sources.Source]) -> Found:
    at = {row.id: n for n, row in enumerate(rows)}
    found, places = [], {n: Place(1, 0.0) for n in range(len(rows))}
    for number, group in enumerate(raw["group"], 1):
        theme = stage.themes[raw["place"], group["theme"]] if "theme" in group else None
        sure = {at[stage.proposals[raw["place"], key].id]: per_cent for key, per_cent in group["proposals"].items()}
        for row, per_cent in sure.items():
            places[row] = Place(number, per_cent / 100, _shared(rows[row], group["expressions"]))
        key = sources.Kind(theme_id=theme.id) if theme else None
        name = group.get("name", "")
        found.append(Group(number, name, tuple(group["expressions"]), tuple(sure), tuple(sure), key))
    return Found(tuple(found), tuple(places[n] for n in range(len(rows))))


def _shared(row: sources.Source, expressions: list[str]) -> tuple[Shared, ...]:
    texts = ((Field.TITLE, row.title), (Field.BODY, row.body))
    spots = ((one, field, text.lower().find(one)) for one in expressions for field, text in texts)
    return tuple(Shared(one, field, start, start + len(one)) for one, field, start in spots if start >= 0)


def _code(raw: Raw, stage: Stage) -> None:
    first, second = stage.people[raw["first"]], stage.people[raw["second"]]
    actor = stage.people[raw["by"]]
    sample = coding.draw(
        stage.places[raw["place"]], actor=actor, first=first, second=second, size=raw["size"], seed=raw["seed"]
    )
    themes = [theme for (slug, _key), theme in stage.themes.items() if slug == raw["place"]]
    for number in range(1, sample.size + 1):
        item = coding_read.item(sample, number)
        own = next((theme for theme in themes if theme.id == item.proposal.theme_id), None)
        coding.choose(sample, item, coder=first, theme=own)
        coding.choose(sample, item, coder=second, theme=themes[0] if number % raw["differs_every"] == 0 else own)
    coding.publish(sample, actor=actor)


def _contest(raw: Raw, stage: Stage) -> None:
    slug = raw["place"]
    theme, wish = (stage.themes[slug, raw[name]] for name in ("theme", "wish"))
    proposal = stage.proposals[slug, raw["proposal"]]
    contests.contest(proposal, author=stage.people[raw["by"]], reason=raw["reason"], seen=theme.id, wish=wish)


def _wish(raw: Raw, stage: Stage) -> None:
    slug = raw["place"]
    themes: dict[str, Theme] = {key: theme for (place, key), theme in stage.themes.items() if place == slug}
    rooms = {theme.id: (raw["least"], raw["most"]) for theme in themes.values()}
    grouping = groups.set_up(stage.places[slug], actor=stage.people[raw["by"]], rooms=rooms, is_open=True)
    for person, organisation, *wishes in raw["wishes"]:
        mine = [themes[key].id for key in wishes]
        groups.say_wishes(grouping, person=stage.people[person], organisation=organisation, themes=mine)


def _merge(raw: Raw, stage: Stage) -> None:
    originals: list[Proposal] = [stage.proposals[raw["place"], key] for key in raw["proposals"]]
    text = merging.Text(raw["title"], raw["body"].strip())
    act = merging.merge_proposals(originals, actor=stage.people[raw["by"]], text=text, reason=raw["reason"])
    db.session.refresh(act, ["consultation"])
    asked: Iterator[tuple[User, answers.Question]] = (
        (person, question) for person in stage.people.values() for question in answers.questions(act, person)
    )
    for said, many in ((Answer.CONFIRMED, raw["confirmed"]), (Answer.WITHDRAWN, raw["withdrawn"])):
        for person, question in itertools.islice(asked, many):
            answers.answer(act, question, person=person, answer=said)


def _meet(raw: Raw, stage: Stage) -> None:
    actor = stage.people[raw["by"]]
    one = workshops.open_workshop(
        stage.places[raw["place"]],
        actor=actor,
        title=raw["title"],
        question=raw["question"],
        tables=raw["tables"],
        points=raw["points"],
    )
    given: list[int] = []
    for number, told in enumerate(raw["candidate"]):
        candidate = candidates.add(one, title=told["title"])
        made = ideas.type_in(one, actor=actor, titles=told["ideas"], table=number % one.tables + 1)
        ideas.move(one, dict.fromkeys(idea.id for idea in made), candidate=candidate)
        candidates.edit(candidate, title=candidate.title, paper_points=told["paper_points"], seen=candidate.version)
        given += [candidate.id] * told["points"]
    ideas.type_in(one, actor=actor, titles=raw["to_sort"]["ideas"], table=None)
    workshops.set_stage(one, Step.POINTS, actor=actor, seen=Step.IDEAS)
    codes = workshops.make_seats(one, actor=actor, each=-(-len(given) // (one.points * one.tables)))
    for (_table, code), mine in zip(codes, _dealt(given, one.points), strict=False):
        points.place(one, seat=workshops.sit(one, code=code), given={c: str(mine.count(c)) for c in set(mine)})


def _dealt(given: list[int], each: int) -> list[list[int]]:
    """The points in hands of so many, mixed."""
    hands = -(-len(given) // each)
    return [given[hand::hands] for hand in range(hands)]
