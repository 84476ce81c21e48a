"""What a count costs: seconds for 100,000 ballots on 100 options, by each method, no two ballots the same.

`python -m tests.bench.counting`. At most 5 seconds each is the promise; that of the ballots' making is no part of it.
Rankings rank all options, judgements judge them all; approvals and budgets name ten, the popular ones more often.
Budgets pay for a fifth of all options, or for 97 % of them; the long one has papers that name thirty at the same cost.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator

from consult.votes.counting.ballots import Approval, Ballots, Budget, Lots, Mentions, Points, Ranking, by_points
from consult.votes.counting.budget import greedy, greedy_threshold
from consult.votes.counting.equal_shares import equal_shares
from consult.votes.counting.judgement import MENTIONS, majority_judgement
from consult.votes.counting.result import Result
from consult.votes.counting.runoff import instant_runoff
from consult.votes.counting.schulze import schulze
from consult.votes.counting.scores import approval, points
from consult.votes.counting.transferable import single_transferable_vote

BALLOTS, OPTIONS, LIMIT, SEATS = 100_000, 100, 5.0, 10
NAMES = tuple(f"option {number}" for number in range(OPTIONS))
Counts = Iterator[tuple[str, Callable[[], Result]]]


def counts(ballots: int = BALLOTS) -> Counts:
    """Each method by its name, with a function that counts."""
    draw = random.Random(1)
    yield from _rankings(draw, ballots)
    yield from _judgements(draw, ballots)
    yield from _approvals(draw, ballots)


def _rankings(draw: random.Random, ballots: int) -> Counts:
    alone = [(option,) for option in range(OPTIONS)]
    papers: dict[Ranking, int] = {}
    for _ in range(ballots):
        draw.shuffle(alone)
        papers[tuple(alone)] = 1
    ranked: Ballots[Ranking] = Ballots(NAMES, papers, Lots.listed(OPTIONS))
    yield "schulze", lambda: schulze(ranked)
    yield "irv", lambda: instant_runoff(ranked)
    yield f"stv, {SEATS} seats", lambda: single_transferable_vote(ranked, SEATS)


def _judgements(draw: random.Random, ballots: int) -> Counts:
    papers = (tuple(draw.choices(range(len(MENTIONS)), k=OPTIONS)) for _ in range(ballots))
    judged: Ballots[Mentions] = Ballots.of(NAMES, papers)
    yield "majority-judgement", lambda: majority_judgement(judged)


def _approvals(draw: random.Random, ballots: int) -> Counts:
    popularity = [1 / (option + 3) for option in range(OPTIONS)]
    papers = (tuple(sorted(set(draw.choices(range(OPTIONS), popularity, k=10)))) for _ in range(ballots))
    approved: Ballots[Approval] = Ballots.of(NAMES, papers)
    pointed: Ballots[Points] = by_points(approved)
    costs = tuple(draw.randrange(20_000, 1_000_000) for _ in NAMES)
    budget, rich = (Budget(pointed, costs, sum(costs) * part // 100, ballots // 10) for part in (20, 97))
    yield "approval", lambda: approval(approved)
    yield "points", lambda: points(pointed)
    yield "budget-greedy", lambda: greedy(budget)
    yield "budget-greedy-threshold", lambda: greedy_threshold(budget)
    yield "budget-equal-shares", lambda: equal_shares(budget)
    yield "budget-equal-shares, 97 %", lambda: equal_shares(rich)
    evenly = (tuple((option, 1) for option in sorted(draw.sample(range(OPTIONS), 30))) for _ in range(ballots))
    long = Budget(Ballots.of(NAMES, evenly), (500_000,) * OPTIONS, 25_000_000)
    yield "budget-equal-shares, long", lambda: equal_shares(long)


def main() -> int:
    """Measure and print; return how many methods are beyond the limit."""
    beyond = 0
    for name, count in counts():
        start = time.process_time()
        count()
        seconds = time.process_time() - start
        beyond += seconds > LIMIT
        mark = "  beyond" if seconds > LIMIT else ""
        print(f"{name:26} {seconds:6.2f} s of {LIMIT:.0f}{mark}", flush=True)  # noqa: T201
    return beyond


if __name__ == "__main__":
    sys.exit(int(bool(main())))
