"""Duplicates: pairs that ask for the same thing, with what speaks for it."""

import json

import pytest

from consult.themes.analysis.duplicates import groups, pairs
from consult.themes.analysis.texts import Text
from tests.factories import make_consultation, make_proposal

TEXTS = [
    Text(
        "Un annuaire des associations",
        "Un annuaire des associations de la ville aiderait les habitants à s’y retrouver.",
    ),
    Text("Des bancs dans le parc", "On s’assied par terre, faute de bancs dans le parc."),
    Text("Créer un annuaire associatif", "Une liste tenue à jour, cet annuaire dirait qui fait quoi, et où."),
    Text("Plus de bus le soir", "Le dernier bus part à vingt heures : c’est trop tôt."),
    Text("Prolonger la ligne de nuit", "Le dernier bus part à vingt heures : c’est trop tôt."),
    Text("Une piscine", "Apprendre à nager demande un bassin couvert."),
    Text("DES BANCS DANS LE PARC !", "On s'assied par terre, faute de bancs dans le parc"),
]


def test_the_likeliest_pairs_come_first_with_what_speaks_for_them():
    found = pairs(TEXTS)
    assert [(pair.first, pair.second) for pair in found[:3]] == [(1, 6), (3, 4), (0, 2)]
    copied, same_body, same_wish = found[:3]
    assert (copied.score, copied.title, copied.body) == (1, 1, 1)
    assert (same_body.score, same_body.body) == (1, 1)
    assert same_body.title < 0.5
    assert same_wish.title > 0.4 > same_wish.body
    assert all(0 <= part <= 1 for p in found for part in (p.score, p.title, p.body, p.meaning))


def test_what_has_nothing_in_common_is_no_pair():
    assert not {5} & {row for pair in pairs(TEXTS) for row in (pair.first, pair.second)}


def test_no_more_pairs_than_asked_and_none_below_the_least_score():
    assert len(pairs(TEXTS, most=1)) == 1
    assert all(pair.score >= 0.9 for pair in pairs(TEXTS, least=0.9))


def test_pairs_are_the_same_each_time():
    assert pairs(TEXTS) == pairs(TEXTS)


@pytest.mark.parametrize("texts", [[], [Text("")], [Text("Un banc")], [Text(""), Text("", "…"), Text("Un banc")]])
def test_too_few_texts_have_no_pair(texts):
    assert pairs(texts) == ()


def test_bodies_alone_and_titles_alone_are_compared_too():
    bodies = [Text("", text.body) for text in TEXTS]
    titles = [Text(text.title) for text in TEXTS]
    assert {(1, 6), (3, 4)} <= {(p.first, p.second) for p in pairs(bodies)}
    assert (1, 6) in {(p.first, p.second) for p in pairs(titles)}


def test_many_identical_texts_do_not_hide_each_other():
    found = pairs([Text("Un banc", "Au soleil.")] * 60, most=5_000)
    assert groups(found) == (tuple(range(60)),)


def test_pairs_join_into_groups():
    found = pairs([*TEXTS, TEXTS[1], TEXTS[3]])
    assert groups(found, least=0.9) == ((1, 6, 7), (3, 4, 8))


def test_the_work_tells_how_far_it_is_and_can_be_stopped():
    told = []
    pairs(TEXTS, progress=lambda done, total: told.append(done / total))
    assert told == sorted(told)
    assert told[-1] == 1

    def cancel(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pairs(TEXTS, progress=cancel)


def test_the_command_lists_the_published_pairs_of_a_consultation(app, db):
    place = make_consultation(slug="ville")
    made = [make_proposal(place, title=text.title, body=text.body) for text in TEXTS]
    db.session.commit()
    done = app.test_cli_runner().invoke(args=["themes", "duplicates", "ville", "--most", "2", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)["pairs"]
    assert [(pair["first"]["id"], pair["second"]["id"]) for pair in found] == [
        (made[1].id, made[6].id),
        (made[3].id, made[4].id),
    ]
    assert found[0]["score"] == 1
    assert set(found[0]["parts"]) == {"title", "body", "meaning"}


def test_the_command_says_when_there_is_no_such_consultation(app, db):
    done = app.test_cli_runner().invoke(args=["themes", "duplicates", "nulle-part"])
    assert (done.exit_code, done.output) == (1, "Error: Aucune consultation ne s’appelle « nulle-part ».\n")
