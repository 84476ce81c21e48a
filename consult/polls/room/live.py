"""What the projector draws while people vote: one figure for each option, easy to read from the back of a room.

It is no count: who wins is said by the poll's method, on the page of the result.
"""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from consult.polls.figures import figure
from consult.polls.models import PublicPoll
from consult.votes import journal
from consult.votes.models import MethodName, Poll
from consult.votes.results import COUNTED, ballots, marks_by_item

LABELS = {
    MethodName.SUPPORT: _l("Soutiens"),
    MethodName.POSITION: _l("Personnes d’accord"),
    MethodName.POINTS: _l("Points reçus"),
    MethodName.RANKING: _l("Premières places"),
    MethodName.JUDGEMENT: _l("Mentions « Bien » ou mieux"),
    MethodName.BUDGET: _l("Personnes qui financent"),
}


def label_of(poll: Poll) -> LazyString:
    """What the figure of an option is called."""
    in_points = poll.method_name is MethodName.BUDGET and poll.points
    return LABELS[MethodName.POINTS if in_points else poll.method_name]


def live(one: PublicPoll) -> list[tuple[str, int]]:
    """The figure of each option, in their order. Poll and options must be loaded; the poll must be one that tells."""
    method = one.poll.method_name
    counted = (ballot for ballot in ballots(journal.lines(one.poll_id)) if ballot.source in COUNTED)
    marks = marks_by_item(counted, method)
    return [(option.title, figure(method, marks.get(option.item_id, {}))) for option in one.options]
