"""Who counts where: the rule alone."""

import pytest

from consult.merging.standing import Answer, Facts, Standing, Support, count, heirs, standing


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        (Facts(), None),
        (Facts(mark="agree"), Standing.DIRECT),
        (Facts(mark="agree", inherited=True, asked=True), Standing.DIRECT),
        (Facts(mark="agree", inherited=True, asked=True, answer=Answer.CONFIRMED), Standing.CONFIRMED),
        (Facts(mark="agree", inherited=True, asked=True, answer=Answer.WITHDRAWN), Standing.DIRECT),
        (Facts(mark="agree", cancelled=True), None),
        (Facts(mark="agree", cancelled=True, inherited=True), None),
        (Facts(mark="mixed", inherited=True), None),
        (Facts(mark="disagree", inherited=True, asked=True), None),
        (Facts(inherited=True), Standing.UNASKED),
        (Facts(inherited=True, asked=True), Standing.ASKED),
        (Facts(inherited=True, asked=True, answer=Answer.WITHDRAWN), None),
        (Facts(inherited=True, asked=True, answer=Answer.CONFIRMED), None),  # they took their vote back since
    ],
)
def test_a_person_stands_in_one_way_or_in_none(facts, where):
    assert standing(facts) == where


def test_the_figures_count_each_person_once():
    lines = [
        (Facts(mark="agree"), 3),
        (Facts(mark="agree", inherited=True, answer=Answer.CONFIRMED), 2),
        (Facts(inherited=True, asked=True), 5),
        (Facts(inherited=True), 7),
        (Facts(mark="disagree"), 100),
    ]
    found = count(lines)
    assert found == Support(direct=3, confirmed=2, asked=5, unasked=7)
    assert (found.inherited, found.people) == (12, 17)


def test_who_supported_two_originals_is_one_heir():
    agree = Facts(mark="agree")
    assert heirs({1: agree, 2: agree}, {2: agree, 3: agree}) == {1, 2, 3}


def test_who_voted_against_one_original_is_no_heir_of_the_others():
    agree, against = Facts(mark="agree"), Facts(mark="disagree")
    assert heirs({1: agree, 2: agree}, {1: against, 3: Facts(mark="mixed")}) == {2}


def test_a_vote_that_was_cancelled_neither_gives_nor_takes():
    gone = Facts(mark="agree", cancelled=True), Facts(mark="disagree", cancelled=True)
    assert heirs({1: gone[0], 2: Facts(mark="agree")}, {2: gone[1]}) == {2}


def test_what_waits_for_a_word_is_inherited_once_more_and_what_was_withdrawn_is_not():
    withdrawn = Facts(inherited=True, asked=True, answer=Answer.WITHDRAWN)
    assert heirs({1: Facts(inherited=True), 2: Facts(inherited=True, asked=True), 3: withdrawn}) == {1, 2}
