"""The demonstration as one story: every act with its moment, in the order of time.

An act is a function that plays itself on a Stage, where the rows that came before are found by their keys. Nothing here
writes a row itself: acts call the services that the pages call.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from functools import partial

from consult.accounts import services as accounts
from consult.comments import services as comments
from consult.consultations import services as consultations
from consult.demo import building, content, evaluating, playing, sorting
from consult.demo.content import Demo, When
from consult.demo.deal import deal
from consult.demo.stage import Act, Stage
from consult.policy import STAFF, Activity
from consult.proposals import services as proposals
from consult.synthesis import drafting, reading, reviewing, writing
from consult.synthesis.models import PartKind, Standing

LEANING = {"for": "agree", "neutral": "mixed", "against": "disagree"}


def acts(demo: Demo) -> list[Act]:
    """Everything that happens, the earliest first; at the same moment, in the order of the files."""
    told = [Act(p.joined, partial(_join, p)) for p in demo.people]
    for place in demo.consultations:
        told += _consultation(demo, place)
    told += sorting.acts()
    told += playing.acts()
    told += evaluating.acts()
    return sorted(told, key=lambda act: act.when)


def _join(person: content.Person, stage: Stage) -> None:
    stage.people[person.key] = accounts.create_account(
        email=person.email,
        name=person.name,
        password=stage.password,
        locale="fr",
        is_confirmed=True,
        is_admin=person.is_admin,
    )


def _consultation(demo: Demo, place: content.Consultation) -> Iterator[Act]:
    yield Act(place.published, partial(_publish, place))
    for proposal in place.proposals:
        yield from _proposal(demo, place, proposal)
    yield from building.acts(place)
    if place.synthesis:
        yield Act(place.synthesis.when, partial(_conclude, place, place.synthesis))


def _publish(place: content.Consultation, stage: Stage) -> None:
    actor = stage.people[place.by]
    row = consultations.create_consultation(
        actor=actor,
        title=place.title,
        slug=place.slug,
        method=place.method,
        state=place.state,
        opens=min(p.opens for p in place.phases).on(stage.today),
        closes=max(p.closes for p in place.phases if _is_for_all(p)).on(stage.today),
        summary=place.summary,
        introduction=place.introduction,
        territory=place.territory,
        organiser=place.organiser,
    )
    stage.places[place.slug] = row
    for key, role in place.members.items():
        person = stage.people[key]
        by = None if person is actor else actor  # who opens a consultation was given it by the instance
        accounts.give_role(person, consultation_id=row.id, role=role, actor=by)
    for section in place.sections:
        added = consultations.add_section(row, title=section.title, description=section.description, actor=actor)
        stage.sections[place.slug, section.key] = added
    if place.places:
        consultations.set_places(row, actor=actor, places=place.places)
    for phase in place.phases:
        opens, closes = phase.opens.on(stage.today), phase.closes.on(stage.today)
        consultations.set_phase(
            row, actor=actor, title=phase.title, opens=opens, closes=closes, activities=phase.activities
        )


def _is_for_all(phase: content.Phase) -> bool:
    """The consultation itself is over when people can say and vote no more; theming and building go on."""
    return bool({Activity.PROPOSE, Activity.COMMENT, Activity.VOTE} & set(phase.activities))


def _conclude(place: content.Consultation, synthesis: content.Synthesis, stage: Stage) -> None:
    """The team writes, keeps what the machine proposed, and somebody else publishes."""
    writer = stage.people[synthesis.by]
    others = (key for key, role in place.members.items() if role in STAFF and key != synthesis.by)
    row = writing.create_synthesis(stage.places[place.slug], actor=writer, title=synthesis.title)
    lead, *sections = re.split(r"^# ", synthesis.body, flags=re.MULTILINE)
    told = {"title": synthesis.title, "lead": lead.strip(), "brief": synthesis.brief, "brief_reader": ""}
    writing.edit_head(row, actor=writer, seen=row.version, **told)
    for section in sections:
        title, _line, body = section.partition("\n")
        writing.add_part(row, actor=writer, kind=PartKind.TEXT, title=title, body=body.strip())
    drafting.compose(row, actor=writer)
    for one in reading.sentences(row.id, 200):
        one.part = reading.part(one.part_id, viewer=writer)
        writing.decide(one, actor=writer, standing=Standing.KEPT, seen=one.version)
    reviewing.submit(row, actor=writer)
    reviewing.publish(row, actor=stage.people[next(others)], seen=row.revision)


def _proposal(demo: Demo, place: content.Consultation, proposal: content.Proposal) -> Iterator[Act]:
    at = (place.slug, proposal.key)
    yield Act(proposal.when, partial(_propose, place, proposal))
    for version in proposal.versions:
        yield Act(version.when, partial(_reword, at, proposal, version))
    for comment in proposal.comments:
        yield from _comment(demo, place, proposal, comment, parent=None)
    yield from _votes(demo, place, proposal)
    if proposal.answer:
        yield Act(proposal.answer.when, partial(_answer, at, proposal.answer))
    if proposal.withdrawn:
        yield Act(proposal.withdrawn, partial(_withdraw, at, proposal.by))


def _propose(place: content.Consultation, proposal: content.Proposal, stage: Stage) -> None:
    stage.proposals[place.slug, proposal.key] = proposals.create_proposal(
        stage.places[place.slug],
        author=stage.people[proposal.by],
        title=proposal.title,
        body=proposal.body,
        section=stage.sections[place.slug, proposal.section],
        kind=proposal.kind,
        place=proposal.place,
        origin=proposal.origin,
        draft=proposal.is_draft,
    )


def _reword(at: tuple[str, str], proposal: content.Proposal, version: content.Version, stage: Stage) -> None:
    proposals.edit_proposal(
        stage.proposals[at],
        actor=stage.people[proposal.by],
        title=version.title,
        body=version.body,
        section=stage.sections[at[0], proposal.section],
        place=proposal.place,
    )


def _answer(at: tuple[str, str], answer: content.Answer, stage: Stage) -> None:
    actor = stage.people[answer.by]
    proposals.answer_proposal(stage.proposals[at], actor=actor, status=answer.status, answer=answer.text)


def _withdraw(at: tuple[str, str], author: str, stage: Stage) -> None:
    proposals.withdraw_proposal(stage.proposals[at], actor=stage.people[author])


def _comment(
    demo: Demo,
    place: content.Consultation,
    proposal: content.Proposal,
    said: content.Comment,
    parent: content.Comment | None,
) -> Iterator[Act]:
    yield Act(said.when, partial(_say, (place.slug, proposal.key), said, parent))
    end = _last_day(place, Activity.COMMENT, proposal)
    others = [p for p in _there(demo, end) if p.key != said.by]
    supporters = deal({"agree": said.plus}, [p.key for p in others], seed=f"{place.slug}/{said.text}")
    for person, when in _spread(demo, supporters, after=said.when, last=end, seed=said.text):
        yield Act(when, partial(_support, said, person))
    for reply in said.replies:
        yield from _comment(demo, place, proposal, reply, said)


def _say(at: tuple[str, str], said: content.Comment, parent: content.Comment | None, stage: Stage) -> None:
    stage.comments[said] = proposals.comment(
        stage.proposals[at],
        author=stage.people[said.by],
        body=said.text,
        stance=said.stance,
        parent=stage.comments[parent] if parent else None,
    )


def _support(said: content.Comment, person: str, stage: Stage) -> None:
    comments.support_comment(stage.comments[said], voter=stage.people[person], mark="agree")


def _votes(demo: Demo, place: content.Consultation, proposal: content.Proposal) -> Iterator[Act]:
    if not proposal.votes:
        return
    opens, _closes = place.during(Activity.VOTE)
    end = _last_day(place, Activity.VOTE, proposal)
    said = {c.by: LEANING[c.stance.value] for c in proposal.said() if c.stance}
    people = [p.key for p in _there(demo, end)]
    seed = f"{place.slug}/{proposal.key}"
    marks = deal(proposal.votes, people, leanings=said | {proposal.by: "agree"}, seed=seed)
    for person, when in _spread(demo, marks, after=max(opens, proposal.when), last=end, seed=seed):
        yield Act(when, partial(_vote, (place.slug, proposal.key), person, marks[person]))


def _vote(at: tuple[str, str], person: str, mark: str, stage: Stage) -> None:
    proposals.vote(stage.proposals[at], voter=stage.people[person], mark=mark)


def _last_day(place: content.Consultation, activity: Activity, proposal: content.Proposal) -> When:
    """The last whole day on which this can be done here: yesterday, or the day before it closed or was withdrawn."""
    ends = [When(0, time(0)), place.during(activity)[1], *([proposal.withdrawn] if proposal.withdrawn else [])]
    return replace(min(ends), days_ahead=min(ends).days_ahead - 1)


def _there(demo: Demo, when: When) -> list[content.Person]:
    """Who has an account by then."""
    return [p for p in demo.people if p.joined.days_ahead < when.days_ahead]


def _spread(demo: Demo, people: dict[str, str], *, after: When, last: When, seed: str) -> Iterator[tuple[str, When]]:
    """A day and an hour for each of these people, between the day after one moment and the last day."""
    joined = {p.key: p.joined for p in demo.people}
    dice = random.Random(f"when/{seed}")  # noqa: S311  no secret
    for person in people:
        first = max(after, joined[person]).days_ahead + 1
        day = dice.randint(min(first, last.days_ahead), last.days_ahead)
        yield person, When(day, time(dice.randint(7, 22), dice.randint(0, 59), dice.randint(0, 59)))
