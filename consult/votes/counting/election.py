"""Ballots as a file or a poll holds them, before it is said by which method they are counted; and the methods.

`count_votes` is the door of this package: an `Election` and the name of a method in, a `Result` out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.errors import ConsultError
from consult.votes.counting.ballots import Approval, Ballots, Budget, Mentions, Number, Points, Ranking, by_points
from consult.votes.counting.budget import greedy, greedy_threshold
from consult.votes.counting.equal_shares import equal_shares
from consult.votes.counting.judgement import majority_judgement
from consult.votes.counting.result import Result
from consult.votes.counting.runoff import instant_runoff
from consult.votes.counting.schulze import schulze
from consult.votes.counting.scores import approval, points
from consult.votes.counting.transferable import single_transferable_vote


class CountRefused(ConsultError):
    """These ballots cannot be counted; the sentence says why, and where in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """What was voted, in each shape that the ballots have; None for the shapes they do not have."""

    rankings: Ballots[Ranking] | None = None
    approvals: Ballots[Approval] | None = None
    points: Ballots[Points] | None = None
    mentions: Ballots[Mentions] | None = None
    costs: tuple[Number, ...] | None = None
    limit: Number | None = None
    threshold: Number | None = None


def count_votes(election: Election, method: str, seats: int | None = None) -> Result:
    """Count by a method of METHODS. Raise `CountRefused` where the ballots or the seats do not suit it."""
    return METHODS[method](election, seats)


def _ranked(count: Callable[[Ballots[Ranking], int], Result]) -> "Counter":
    def run(election: Election, seats: int | None) -> Result:
        if election.rankings is None:
            raise CountRefused(_("Ces bulletins ne sont pas des classements : cette méthode ne peut pas les compter."))
        return count(election.rankings, _seats(seats, len(election.rankings.options)))

    return run


def _irv(election: Election, seats: int | None) -> Result:
    if seats not in (None, 1):
        raise CountRefused(_("Le vote alternatif (irv) n’a qu’un siège : pour plusieurs, choisissez stv."))
    return _ranked(lambda ballots, _seats: instant_runoff(ballots))(election, 1)


def _judged(election: Election, seats: int | None) -> Result:
    if election.mentions is None:
        raise CountRefused(_("Ces bulletins ne portent pas de mentions : cette méthode ne peut pas les compter."))
    return majority_judgement(election.mentions, _seats(seats, len(election.mentions.options)))


def _approved(election: Election, seats: int | None) -> Result:
    if election.approvals is None:
        raise CountRefused(_("Ces bulletins ne sont pas des approbations : cette méthode ne peut pas les compter."))
    return approval(election.approvals, _seats(seats, len(election.approvals.options)))


def _pointed(election: Election, seats: int | None) -> Result:
    if election.points is None:
        raise CountRefused(_("Ces bulletins ne donnent pas de points : cette méthode ne peut pas les compter."))
    return points(election.points, _seats(seats, len(election.points.options)))


def _funded(count: Callable[[Budget], Result], with_threshold: bool = False) -> "Counter":
    def run(election: Election, seats: int | None) -> Result:
        if seats is not None:
            raise CountRefused(_("Un budget n’a pas de sièges : il se compte en argent."))
        if with_threshold and election.threshold is None:
            raise CountRefused(_("Ce fichier ne dit pas le seuil (min_project_score_threshold)."))
        return count(_budget(election))

    return run


def _budget(election: Election) -> Budget:
    ballots = election.points
    if ballots is None and election.approvals is not None:
        ballots = by_points(election.approvals)
    if ballots is None or election.costs is None or election.limit is None:
        raise CountRefused(_("Il manque un budget, des coûts, ou des bulletins qui approuvent ou donnent des points."))
    return Budget(ballots, election.costs, election.limit, election.threshold or 0)


def _seats(asked: int | None, options: int) -> int:
    seats = 1 if asked is None else asked
    if not 1 <= seats <= options:
        raise CountRefused(_("Il faut de 1 à %(options)d sièges, autant que d’options.", options=options))
    return seats


Counter = Callable[[Election, int | None], Result]
METHODS: Mapping[str, Counter] = {
    "schulze": _ranked(schulze),
    "irv": _irv,
    "stv": _ranked(single_transferable_vote),
    "majority-judgement": _judged,
    "points": _pointed,
    "approval": _approved,
    "budget-greedy": _funded(greedy),
    "budget-greedy-threshold": _funded(greedy_threshold, with_threshold=True),
    "budget-equal-shares": _funded(equal_shares),
}
