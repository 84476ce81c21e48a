"""The second half of the story: what the team does with the ideas. Themes, work streams, polls, moderation."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from consult import kinds
from consult.comments.models import Comment
from consult.demo import content
from consult.demo.stage import Act, Stage
from consult.moderation import services as moderation
from consult.moderation.models import Measure, Reason
from consult.polls import queries as polls_read
from consult.polls import services as polls
from consult.themes import filing
from consult.themes import services as themes
from consult.workstreams import membership
from consult.workstreams import services as workstreams


def acts(place: content.Consultation) -> Iterator[Act]:
    """What the team does in one consultation, in any order."""
    for theme in place.themes:
        yield Act(theme.when, partial(_theme, place, theme))
        for proposal in place.proposals:
            if proposal.key in theme.proposals:
                moment = max(theme.when, proposal.when)
                yield Act(moment, partial(_file, (place.slug, proposal.key), theme))
    for stream in place.workstreams:
        yield from _workstream(place, stream)
    for poll in place.polls:
        yield from _poll(place, poll)
    for flag in place.reports:
        yield Act(flag.when, partial(_report, flag))
    for flag in place.hidden:
        yield Act(flag.when, partial(_hide, flag))


def _theme(place: content.Consultation, theme: content.Theme, stage: Stage) -> None:
    stage.themes[place.slug, theme.key] = themes.create_theme(
        stage.places[place.slug],
        actor=stage.people[theme.by],
        title=theme.title,
        summary=theme.description,
        colour=theme.colour,
        facilitator=stage.people[theme.facilitator],
    )


def _file(at: tuple[str, str], theme: content.Theme, stage: Stage) -> None:
    row = stage.themes[at[0], theme.key]
    filing.file_proposals([stage.proposals[at]], theme=row, actor=stage.people[theme.by])


def _poll(place: content.Consultation, poll: content.Poll) -> Iterator[Act]:
    """It opens as it is published; one person votes after another, an hour apart."""
    yield Act(poll.when, partial(_open_poll, place, poll))
    for n, (person, marks) in enumerate(poll.ballots.items(), 1):
        yield Act(hours_after(poll.when, n), partial(_vote, (place.slug, poll.title), person, marks))


def hours_after(when: content.When, hours: int) -> content.When:
    """So many hours later, on the clock."""
    days, hour = divmod(when.hour.hour + hours, 24)
    return content.When(when.days_ahead + days, when.hour.replace(hour=hour))


def _open_poll(place: content.Consultation, poll: content.Poll, stage: Stage) -> None:
    actor = stage.people[poll.by]
    row = polls.create_poll(
        stage.places[place.slug],
        actor=actor,
        title=poll.title,
        text=poll.text,
        options=poll.options,
        method=poll.method,
        budget=poll.budget,
        opens=poll.when.on(stage.today),
        closes=poll.closes.on(stage.today),
    )
    polls.publish_poll(row, actor=actor)
    stage.polls[place.slug, poll.title] = polls_read.get(row.id, viewer=actor)


def _vote(at: tuple[str, str], person: str, marks: tuple[str | None, ...], stage: Stage) -> None:
    row = stage.polls[at]
    choices = {option.item_id: mark for option, mark in zip(row.options, marks, strict=True) if mark}
    polls.vote(row, voter=stage.people[person], choices=choices)


def _workstream(place: content.Consultation, stream: content.Workstream) -> Iterator[Act]:
    at = (place.slug, stream.key)
    yield Act(stream.when, partial(_open, place, stream))
    for joining in stream.members:
        yield Act(joining.asked, partial(_ask, at, joining))
        if joining.welcomed:
            yield Act(joining.welcomed, partial(_welcome, at, joining, stream.facilitator))
    for project in stream.projects:
        yield Act(project.when, partial(_start, at, project))
    for news in stream.news:
        yield Act(news.when, partial(_tell, at, news))


def _open(place: content.Consultation, stream: content.Workstream, stage: Stage) -> None:
    stage.workstreams[place.slug, stream.key] = workstreams.open_workstream(
        stage.places[place.slug],
        actor=stage.people[stream.by],
        title=stream.title,
        charter=stream.description,
        facilitator=stage.people[stream.facilitator],
        themes=[stage.themes[place.slug, stream.theme]],
    )


def _ask(at: tuple[str, str], joining: content.Joining, stage: Stage) -> None:
    membership.ask_to_join(stage.workstreams[at], person=stage.people[joining.person], motivation=joining.word)


def _welcome(at: tuple[str, str], joining: content.Joining, facilitator: str, stage: Stage) -> None:
    membership.add_member(stage.workstreams[at], person=stage.people[joining.person], actor=stage.people[facilitator])


def _start(at: tuple[str, str], project: content.Project, stage: Stage) -> None:
    workstreams.create_project(
        stage.workstreams[at],
        author=stage.people[project.by],
        title=project.title,
        description=project.text,
        proposals=[stage.proposals[at[0], project.proposal]] if project.proposal else (),
    )


def _tell(at: tuple[str, str], news: content.News, stage: Stage) -> None:
    workstreams.publish_news(stage.workstreams[at], author=stage.people[news.by], title=news.title, body=news.text)


def _report(flag: content.Flag, stage: Stage) -> None:
    moderation.report(
        _said(flag, stage), reporter=stage.people[flag.by], reason=Reason(flag.reason), explanation=flag.text
    )


def _hide(flag: content.Flag, stage: Stage) -> None:
    moderation.decide(
        _said(flag, stage),
        moderator=stage.people[flag.by],
        action=Measure.HIDE,
        rule=Reason(flag.reason),
        facts=flag.text,
        statement=flag.text,
    )


def _said(flag: content.Flag, stage: Stage) -> Any:
    comment: Comment = stage.comment(flag.comment)
    return kinds.resolve(kinds.ref(comment))
