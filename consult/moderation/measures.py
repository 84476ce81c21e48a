"""The vocabulary of moderation, and which measure makes sense where. Pure.

A measure *restricts* where it takes something from an author: it then needs a complete statement of reasons (Digital
Services Act, article 17) and can be appealed against for six months (article 20).
"""

from datetime import timedelta
from enum import StrEnum

from consult.kinds import Visibility


class Reason(StrEnum):
    """What is wrong with a thing, for those who report it; the rule that a decision applies."""

    INSULT = "insult"
    HATE = "hate"
    PERSONAL_DATA = "personal_data"
    OFF_TOPIC = "off_topic"
    ADVERTISING = "advertising"
    DUPLICATE = "duplicate"
    ILLEGAL = "illegal"
    OTHER = "other"


class Measure(StrEnum):
    """What is decided.

    Nothing changes; what was held is shown; the author is asked to reword by a date; it goes to another section or
    theme; it becomes one with others; it is shown no more; it is shown again; the author is reminded of the rules,
    writes no more until a date, or for good; a measure ends.
    """

    KEEP = "keep"
    PUBLISH = "publish"
    REWORD = "reword"
    MOVE = "move"
    MERGE = "merge"
    HIDE = "hide"
    RESTORE = "restore"
    WARN = "warn"
    SUSPEND = "suspend"
    BAN = "ban"
    LIFT = "lift"


class Scope(StrEnum):
    """What a decision restricts: nothing; this text and what hangs on it; writing in one consultation, or anywhere."""

    NOTHING = "nothing"
    TEXT = "text"
    CONSULTATION = "consultation"
    SITE = "site"


class Source(StrEnum):
    """Where a line of the queue comes from.

    A person; the author, who reworded; a date; a sign; what is held; whoever reported it and disagrees with a decision.
    """

    PERSON = "person"
    AUTHOR = "author"
    CLOCK = "clock"
    SIGN = "sign"
    HELD = "held"
    OBJECTION = "objection"


class Holding(StrEnum):
    """When the team reads what is said: once it is shown; before, until a person was shown once; before, always."""

    AFTER = "after"
    FIRST = "first"
    ALWAYS = "always"


class ReportState(StrEnum):
    """Whether a report waits for a decision."""

    OPEN = "open"
    SETTLED = "settled"


class Outcome(StrEnum):
    """What became of an appeal: the decision stands, or it falls."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


RESTRICTIVE = frozenset(
    {Measure.REWORD, Measure.MOVE, Measure.MERGE, Measure.HIDE, Measure.WARN, Measure.SUSPEND, Measure.BAN}
)
EXCLUDING = frozenset({Measure.SUSPEND, Measure.BAN})
PLACED = frozenset({Measure.HIDE, Measure.MERGE})  # those that take a text out of its place
LASTING = frozenset({Measure.REWORD, Measure.SUSPEND})  # those that have an end
TOLD = RESTRICTIVE | {Measure.PUBLISH, Measure.RESTORE, Measure.LIFT}  # where nothing changes there is nothing to tell
APPEAL_DELAY = timedelta(days=183)

# The measures that make sense where a thing stands. A draft is nobody's business; a withdrawn text stays withdrawn.
POSSIBLE: dict[Visibility, tuple[Measure, ...]] = {
    Visibility.DRAFT: (),
    Visibility.HELD: (Measure.PUBLISH, Measure.REWORD, Measure.HIDE),
    Visibility.PUBLISHED: (
        Measure.KEEP,
        Measure.REWORD,
        Measure.MOVE,
        Measure.MERGE,
        Measure.WARN,
        Measure.HIDE,
    ),
    Visibility.SUPERSEDED: (Measure.KEEP, Measure.WARN, Measure.HIDE),
    Visibility.HIDDEN: (Measure.KEEP, Measure.RESTORE),
    Visibility.WITHDRAWN: (Measure.KEEP, Measure.WARN),
}
# What concerns the person rather than the text is decided wherever there is something to read.
OF_THE_AUTHOR = (Measure.SUSPEND, Measure.BAN, Measure.LIFT)
UNDOING = {Measure.HIDE: Measure.RESTORE, Measure.MOVE: Measure.MOVE}  # what an appeal that is won does; else LIFT


def possible(visibility: Visibility, *, is_a_person: bool = False) -> tuple[Measure, ...]:
    """The measures that make sense where a thing stands; a person has no text to reword, to move or to hide."""
    if is_a_person:
        return (Measure.KEEP, Measure.WARN, *OF_THE_AUTHOR)
    return (*POSSIBLE[visibility], *OF_THE_AUTHOR) if POSSIBLE[visibility] else ()


def in_sql(measures: frozenset[Measure]) -> str:
    """These measures as a list for a constraint: `'hide', 'warn'`."""
    return ", ".join(f"'{measure.value}'" for measure in sorted(measures))
