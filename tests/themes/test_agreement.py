"""Cohen's kappa against worked examples and against scikit-learn."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from consult.themes.analysis.agreement import cohen
from consult.themes.analysis.texts import CannotAnalyse


def _table(counts):
    pairs = [(i, j) for i, row in enumerate(counts) for j, n in enumerate(row) for _ in range(n)]
    return [i for i, _ in pairs], [j for _, j in pairs]


def test_a_worked_example_of_two_themes():
    """20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: κ = 0.4; σ = 0.1303 worked by hand with the formula of 1969."""
    found = cohen(*_table([[20, 5], [10, 15]]))
    assert (found.count, found.observed, found.expected) == (50, 0.7, 0.5)
    assert found.kappa == pytest.approx(0.4)
    same = 0.4 * (0.5 - 1.1 * 0.3) ** 2 + 0.3 * (0.5 - 0.9 * 0.3) ** 2
    differ = 0.3**2 * (0.1 * (0.6 + 0.5) ** 2 + 0.2 * (0.4 + 0.5) ** 2)
    sigma = math.sqrt((same + differ - (0.35 - 1 + 0.7) ** 2) / (50 * 0.5**4))
    assert (found.low, found.high) == (
        pytest.approx(0.4 - 1.96 * sigma, abs=1e-4),
        pytest.approx(0.4 + 1.96 * sigma, abs=1e-4),
    )


def test_the_interval_holds_the_truth_in_about_95_samples_of_100():
    """Two people who each see the true theme 8 times of 10; κ of the population is known."""
    draw = Random(3)

    def sees(truth):
        return truth if draw.random() < 0.8 else draw.randrange(3)

    def sample(size):
        truths = [draw.randrange(3) for _ in range(size)]
        return cohen([sees(t) for t in truths], [sees(t) for t in truths])

    kappa = sample(200_000).kappa
    held = sum(one.low <= kappa <= one.high for one in (sample(150) for _ in range(600)))
    assert 0.92 <= held / 600 <= 0.98


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_kappa_is_that_of_scikit_learn_and_its_interval_is_around_it(pairs):
    first, second = zip(*pairs, strict=True)
    found = cohen(first, second)
    assert found.disagreements == tuple(at for at, (a, b) in enumerate(pairs) if a != b)
    if len({*first, *second}) == 1:
        assert (found.kappa, found.low, found.high) == (None, None, None)
        return
    assert found.kappa == pytest.approx(cohen_kappa_score(first, second))
    assert -1 <= found.low <= found.kappa <= found.high <= 1


def test_one_and_the_same_theme_for_everything_has_no_kappa():
    found = cohen(["a"] * 5, ["a"] * 5)
    assert (found.kappa, found.observed, found.disagreements) == (None, 1.0, ())


def test_texts_that_one_of_them_left_are_left_out():
    found = cohen(["a", None, "b", "a"], ["a", "b", None, "b"])
    assert (found.count, found.disagreements) == (2, (3,))


@pytest.mark.parametrize("filings", [([], []), (["a", "b"], [None, None]), ([None], ["a"])])
def test_one_coder_alone_or_nothing_filed_is_refused(filings):
    with pytest.raises(CannotAnalyse) as refusal:
        cohen(*filings)
    assert str(refusal.value) == "L’accord se mesure entre deux personnes qui ont classé les mêmes propositions."
