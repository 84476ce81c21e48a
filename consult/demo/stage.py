"""Where the story is played: the rows that are already there, and what an act is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from consult.accounts.models import User
from consult.comments.models import Comment
from consult.consultations.models import Consultation, Section
from consult.demo import content
from consult.demo.content import When
from consult.polls.models import PublicPoll
from consult.proposals.models import Proposal
from consult.themes.models import Theme
from consult.workstreams.models import WorkStream


@dataclass
class Stage:
    """The rows that are already there, by the keys of the files; comments by what the files say of them."""

    today: date
    password: str
    people: dict[str, User] = field(default_factory=dict)
    places: dict[str, Consultation] = field(default_factory=dict)
    sections: dict[tuple[str, str], Section] = field(default_factory=dict)
    proposals: dict[tuple[str, str], Proposal] = field(default_factory=dict)
    comments: dict[content.Comment, Comment] = field(default_factory=dict)
    themes: dict[tuple[str, str], Theme] = field(default_factory=dict)
    workstreams: dict[tuple[str, str], WorkStream] = field(default_factory=dict)
    polls: dict[tuple[str, str], PublicPoll] = field(default_factory=dict)

    def comment(self, key: str) -> Comment:
        """The comment that the files call so."""
        return next(row for said, row in self.comments.items() if said.key == key)


class Act(NamedTuple):
    """Something that happens."""

    when: When
    play: Callable[[Stage], object]
