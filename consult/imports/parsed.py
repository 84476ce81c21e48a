"""What every importer hands over: one shape, so that one `apply` can write any of them.

`line` is the line in the source file, counted from 1. `key` names the thing in its source and does not depend on its
line, so that importing a corrected file again finds what is already there. People are named by their handle as the
source spells it. Moments are aware, in UTC.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from consult.reading.rows import Oddity


class Kind(StrEnum):
    """Who a proposal comes from."""

    OFFICIAL = "official"
    CITIZEN = "citizen"


class Stance(StrEnum):
    """Where a comment stands towards what it comments."""

    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


class Origin(StrEnum):
    """What an imported proposal was in its source."""

    PROPOSAL = "proposal"
    DEBATE = "debate"  # a question put to debate: it has comments, it is nobody's proposal
    MISSING = "missing"  # not in the files, but comments point at it: kept so that they are not lost


@dataclass(slots=True)
class ImportedPerson:
    """A pseudonym of the source. Two spellings are two people: only the organiser may say otherwise."""

    handle: str
    team: bool = False


@dataclass(slots=True)
class ImportedSection:
    """A part of the consultation that proposals are filed under."""

    line: int
    key: str
    title: str


@dataclass(slots=True)
class ImportedSource:
    """A document that someone joined to a proposal."""

    line: int
    key: str
    title: str
    url: str
    created: datetime | None = None


@dataclass(slots=True)
class ImportedComment:
    """A comment; `parent` is the key of the comment it answers. `totals` are marks counted elsewhere."""

    line: int
    author: str | None
    created: datetime | None
    body: str
    key: str = ""
    mentions: list[str] = field(default_factory=list)
    team: bool = False
    stance: Stance | None = None
    parent: str | None = None
    totals: dict[str, int] = field(default_factory=dict)
    hidden: bool = False


@dataclass(slots=True)
class ImportedProposal:
    """A proposal and its comments; `section` is the key of its section."""

    line: int
    title: str
    body: str
    section: str | None
    kind: Kind
    author: str | None = None
    created: datetime | None = None
    comments: list[ImportedComment] = field(default_factory=list)
    key: str = ""
    theme: str | None = None
    sources: list[ImportedSource] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    origin: Origin = Origin.PROPOSAL
    hidden: bool = False


@dataclass(slots=True)
class Parsed:
    """A whole consultation as its source tells it."""

    importer: str
    title: str = ""
    introduction: str = ""
    sections: list[ImportedSection] = field(default_factory=list)
    proposals: list[ImportedProposal] = field(default_factory=list)
    warnings: list[Oddity] = field(default_factory=list)

    @property
    def comments(self) -> list[ImportedComment]:
        """Every comment, in the order of the source."""
        return [comment for proposal in self.proposals for comment in proposal.comments]

    @property
    def people(self) -> list[ImportedPerson]:
        """Everyone who signed a proposal or a comment, once each, in order of appearance."""
        people: dict[str, ImportedPerson] = {}
        for signed in self.proposals + self.comments:
            if signed.author is not None:
                person = people.setdefault(signed.author, ImportedPerson(signed.author))
                person.team |= isinstance(signed, ImportedComment) and signed.team
        return list(people.values())

    @property
    def totals(self) -> dict[str, int]:
        """The marks counted elsewhere on proposals, added up."""
        sums: Counter[str] = Counter()
        for proposal in self.proposals:
            sums.update(proposal.totals)
        return dict(sums)

    def counts(self) -> dict[str, int]:
        """How many of each; what is rare (debates, sources …) only where there is any."""
        origins = Counter(proposal.origin for proposal in self.proposals)
        rare = {
            "debates": origins[Origin.DEBATE],
            "missing": origins[Origin.MISSING],
            "sources": sum(len(proposal.sources) for proposal in self.proposals),
            "hidden": sum(thing.hidden for thing in self.proposals + self.comments),
        }
        always = {
            "proposals": origins[Origin.PROPOSAL],
            "comments": len(self.comments),
            "people": len(self.people),
            "sections": len(self.sections),
        }
        return always | {name: count for name, count in rare.items() if count}
