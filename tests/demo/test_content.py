"""The words of the demonstration hold together, and each check on them notices its fault."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from consult.consultations.models import State
from consult.demo import check, content
from consult.demo.content import Demo, When
from consult.proposals.models import ProposalKind, Status
from consult.synthesis.pictures import SMALLEST


@pytest.fixture(scope="module")
def demo() -> Demo:
    return content.read()


def spoil(demo: Demo, **change: Any) -> Demo:
    """The demonstration with its first proposal changed."""
    place = demo.consultations[0]
    proposals = (replace(place.proposals[0], **change), *place.proposals[1:])
    return replace(demo, consultations=(replace(place, proposals=proposals), *demo.consultations[1:]))


def spoil_comment(demo: Demo, **change: Any) -> Demo:
    """The demonstration with the first comment of its first proposal changed."""
    comments = demo.consultations[0].proposals[0].comments
    return spoil(demo, comments=(replace(comments[0], **change), *comments[1:]))


def test_everything_holds_together(demo: Demo) -> None:
    assert check.problems(demo) == []


def test_every_stage_of_a_consultation_is_shown(demo: Demo) -> None:
    proposals = [p for c in demo.consultations for p in c.proposals]
    assert {c.state for c in demo.consultations} == {State.PUBLISHED}
    assert {p.kind for p in proposals} == set(ProposalKind)
    assert {p.answer.status for p in proposals if p.answer} == {Status.ACCEPTED, Status.STUDIED, Status.DECLINED}
    assert sum(p.is_draft for p in proposals) == 1
    assert sum(p.withdrawn is not None for p in proposals) == 1
    assert sum(bool(p.versions) for p in proposals) == 4
    assert [len(c.reports) for c in demo.consultations] == [1, 0, 0, 0]
    assert [len(c.hidden) for c in demo.consultations] == [1, 0, 0, 0]
    assert [c.synthesis is not None for c in demo.consultations] == [False, False, False, True]


def test_a_part_of_the_main_consultation_is_left_to_file(demo: Demo) -> None:
    main = demo.consultations[0]
    filed = {key for theme in main.themes for key in theme.proposals}
    assert len(main.themes) == 6
    assert 4 <= len({p.key for p in main.proposals} - filed) <= 8


def test_two_places_are_named_often_enough_to_be_drawn(demo: Demo) -> None:
    near = next(c for c in demo.consultations if c.places)
    named = Counter(p.place for p in near.proposals if p.place)
    assert set(named) <= {name for name, _latitude, _longitude in near.places}
    assert sum(count >= SMALLEST for count in named.values()) == 2


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"by": "personne"}, "nobody is called 'personne'"),
        ({"section": "ailleurs"}, "eclaircies/village: no section 'ailleurs'"),
        ({"votes": {"perhaps": 3}}, "eclaircies/village: no mark ['perhaps']"),
        ({"title": "x" * 130}, "eclaircies/village: the title is too long"),
        ({"body": "C'est à nous."}, "a straight apostrophe: C'est à nous."),
        ({"body": "Vraiment ?"}, "a plain space before a sign: Vraiment ?"),
        ({"body": "Vraiment?"}, "no space before a sign: Vraiment?"),
        ({"body": "Bonjour @personne"}, "@personne is nobody's pseudonym"),
        ({"when": When(-200, content.time(9))}, "eclaircies/village: written when nobody could"),
        ({"when": When(-900, content.time(9))}, "eclaircies/village: written before its author joined"),
        ({"key": "tournoi"}, "eclaircies: two proposals have one key"),
    ],
)
def test_a_fault_in_a_proposal_is_told(demo: Demo, change: dict[str, Any], problem: str) -> None:
    assert problem in check.problems(spoil(demo, **change))


def test_a_comment_that_comes_too_early_is_told(demo: Demo) -> None:
    spoilt = spoil_comment(demo, when=When(-36, content.time(9)))
    assert check.problems(spoilt) == [
        "eclaircies/village/maire -36: said before what it answers, before joining, or tomorrow",
        "eclaircies/village/maire -36: said when nobody could",
    ]


def test_replies_that_go_too_deep_are_told(demo: Demo) -> None:
    reply = demo.consultations[0].proposals[0].comments[0].replies[1].replies[0]
    deeper = replace(reply, when=replace(reply.when, days_ahead=reply.when.days_ahead + 1))
    comment = demo.consultations[0].proposals[0].comments[0]
    replies = (comment.replies[0], replace(comment.replies[1], replies=(replace(reply, replies=(deeper,)),)))
    assert check.problems(spoil_comment(demo, replies=replies)) == ["eclaircies/village/maire -32: replies go too deep"]


def test_too_few_proposals_are_told(demo: Demo) -> None:
    fewer = replace(demo, consultations=tuple(replace(c, proposals=c.proposals[:3]) for c in demo.consultations))
    assert "9 proposals, promised 38 to 46" in check.problems(fewer)


def test_two_people_never_share_an_address(demo: Demo) -> None:
    first, second, *others = demo.people
    twice = replace(demo, people=(first, replace(second, email=first.email), *others))
    assert check.problems(twice) == ["two people have the email 'admin@example.org'"]


@pytest.mark.parametrize(
    "words",
    [
        "Voici\u00a0: «\u00a0un\u00a0», puis deux\u202f; et 3\u00a0€\u202f?",
        "À 18:42, voir https://example.org/a?b=1.",
    ],
)
def test_correct_typography_is_left_alone(words: str) -> None:
    assert check.faults_of_typography(words) == []
