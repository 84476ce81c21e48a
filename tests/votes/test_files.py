"""Files of ballots: what each format means, and a sentence with a line for whatever is wrong in one."""

import json
from contextlib import suppress
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.votes.counting.ballots import LotRule
from consult.votes.counting.election import METHODS, CountRefused, Election, count_votes
from consult.votes.counting.files import read_ballots
from consult.votes.counting.reading import MAX_OPTIONS

PB = """META
key;value
budget;100
vote_type;{kind}
num_votes;2
min_project_score_threshold;2
PROJECTS
project_id;cost;name
p1;60,5;"Un ""quai"" ; et un banc"
p2;30;Un parc
VOTES
voter_id;vote;points
7;p2,p1;{points}
8;p2;1
"""
DEBIAN = """
     Option 1--------->: Anne
   /  Option 2-------->: Boris
   |/  Option 3------->: Chloé
   |||/
V: 21- \t\taaa
V: 113 \t\tbbb
V: 21- \t\tccc
"""
OWN: dict[str, Any] = {
    "format": "consult-ballots",
    "kind": "ranking",
    "options": ["Parc", "Quai", "Halle"],
    "ballots": [{"choice": ["Quai", ["Parc", "Halle"]], "count": 7}, {"choice": []}],
}


def read(text: str) -> Election:
    """The election of a file with this text."""
    return read_ballots(text.encode())


def own(**changes: Any) -> str:
    """Our own form, with changes."""
    return json.dumps(OWN | changes, indent=1)


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Any:
    with app.test_request_context():
        yield


# --- What each format means -----------------------------------------------------------------------------------------


def test_pabulib_approvals_points_and_rankings() -> None:
    approved = read(PB.format(kind="approval", points=""))
    assert approved.approvals is not None
    assert approved.approvals.papers == {(0, 1): 1, (1,): 1}
    assert (approved.costs, approved.limit, approved.threshold) == ((Fraction("60.5"), 30), 100, 2)
    assert (approved.points, approved.rankings) == (None, None)
    pointed = read(PB.format(kind="cumulative", points="3,2"))
    assert pointed.points is not None
    assert pointed.points.papers == {((0, 2), (1, 3)): 1, ((1, 1),): 1}
    ranked = read(PB.format(kind="ordinal", points="2,1"))
    assert ranked.rankings is not None
    assert ranked.rankings.papers == {((1,), (0,)): 1, ((1,),): 1}
    assert count_votes(ranked, "budget-greedy-threshold").winners == ("p2",)


def test_a_debian_sheet_has_equals_and_unranked_options() -> None:
    ballots = read(DEBIAN).rankings
    assert ballots is not None
    assert ballots.options == ("Anne", "Boris", "Chloé")
    assert ballots.papers == {((1,), (0,)): 2, ((0, 1), (2,)): 1}
    assert read_ballots(DEBIAN.encode("latin-1")).rankings == ballots


def test_a_table_of_ranks() -> None:
    ballots = read("count,rank1,rank2,rank3\n12,Parc,Quai,Halle\n7,Quai,Parc=Halle\n1,,Halle,\n").rankings
    assert ballots is not None
    assert ballots.options == ("Parc", "Quai", "Halle")
    assert ballots.papers == {((0,), (1,), (2,)): 12, ((1,), (0, 2)): 7, ((2,),): 1}
    assert (ballots.lots.rule, ballots.lots.places) == (LotRule.NAMED, (1, 2, 0))
    assert read_ballots("\ufeffcount;rank1\r\n2;Été\r\n".encode("utf-16")).rankings is not None


def test_a_table_of_marks() -> None:
    judged = read("count;Parc;Quai\n2;Bien;à rejeter\n1;;Excellent\n").mentions
    assert judged is not None
    assert judged.papers == {(2, 6): 2, (None, 0): 1}
    pointed = read("count,Parc,Quai\n2,3,0\n1,,1\n")
    assert pointed.points is not None
    assert pointed.points.papers == {((0, 3),): 2, ((1, 1),): 1}
    assert pointed.approvals is None
    approved = read("count,Parc,Quai\n2,1,0\n").approvals
    assert approved is not None
    assert approved.papers == {(0,): 2}


def test_our_own_form() -> None:
    ballots = read(own(lots=["Halle", "Quai", "Parc"])).rankings
    assert ballots is not None
    assert ballots.papers == {((1,), (0, 2)): 7, (): 1}
    assert (ballots.lots.rule, ballots.lots.places) == (LotRule.DRAWN, (2, 1, 0))
    approved = read(own(kind="approval", ballots=[{"choice": ["Quai", "Parc"]}]))
    assert approved.approvals is not None
    assert approved.approvals.papers == {(0, 1): 1}
    judged = read(own(kind="mentions", ballots=[{"choice": {"Quai": "Bien"}}]))
    assert judged.mentions is not None
    assert judged.mentions.papers == {(None, 2, None): 1}
    costs = {"Parc": 10, "Quai": 10.5, "Halle": 99}
    funded = read(own(kind="points", ballots=[{"choice": {"Quai": 2, "Parc": 0}}], costs=costs, budget=50))
    assert count_votes(funded, "budget-equal-shares").winners == ("Quai",)


def test_blank_ballots_count_as_ballots() -> None:
    for method in ("schulze", "irv", "stv"):
        assert count_votes(read(own(ballots=[{"choice": []}])), method).ballots == 1


# --- What is wrong --------------------------------------------------------------------------------------------------


def _pb(old: str, new: str, kind: str = "cumulative") -> str:
    text = PB.format(kind=kind, points="3,2")
    assert old in text
    return text.replace(old, new)


WRONG = [
    ("", "Ligne 1 : ce fichier est vide."),
    (" \n\n", "Ligne 1 : ce fichier est vide."),
    ("count,rank1\n1,A\0", "Ligne 2 : ce fichier n’est pas du texte."),
    ("bonjour\n", "Ligne 1 : la première ligne doit être"),
    ("count,rank1\n", "Ligne 1 : ce fichier n’a aucun bulletin."),
    ("count,rank1\n0,A\n", "Ligne 2 : ce fichier n’a aucun bulletin."),
    ("count,rank1\nNaN,A\n", "Ligne 2 : count : « NaN » n’est pas un nombre entier positif."),
    ("count,rank1\n-1,A\n", "Ligne 2 : count : « -1 » n’est pas un nombre entier positif."),
    ("count,rank1\n١,A\n", "Ligne 2 : count : « ١ »"),
    ("count,rank1\n" + "9" * 5000 + ",A\n", "Ligne 2 : count : « 999"),
    ("count,rank1,rank3\n1,A,B\n", "Ligne 1 : les colonnes doivent être count, rank1, rank2"),
    ("count,rank1,rank2\n1,A,B\n1,A,A\n", "Ligne 3 : ce bulletin nomme deux fois la même option."),
    ("count,rank1\n1,A,B\n", "Ligne 2 : cette ligne a plus de colonnes que la première."),
    ("count,rank1\n1,A=\n", "Ligne 2 : une option n’a pas de nom"),
    ("count" + ",A" * 1_000_000, f"Ligne 1 : plus de {MAX_OPTIONS} colonnes."),
    ('count,rank1\n1,"A\n', "Ligne 2 : ce tableau est mal formé"),
    ("count,rank1\n1," + "A" * 200_000, "Ligne 2 : ce tableau est mal formé"),
    ("count,A,A\n1,1,1\n", "Ligne 1 : l’option « A » est là deux fois."),
    ("count,A,B\n1,Bien,Nul\n", "Ligne 2 : « Nul » n’est pas une mention."),
    ("count,A,B\n1,1,inf\n", "Ligne 2 : points : « inf » n’est pas un nombre positif."),
    (DEBIAN + "V: 12\n", "Ligne 9 : ce bulletin a 2 rangs pour 3 options."),
    (DEBIAN + "V: 1?2 x\n", "Ligne 9 : ce bulletin ne se lit pas"),
    (DEBIAN + "V:\n", "Ligne 9 : ce bulletin ne se lit pas"),
    (DEBIAN.partition("V:")[0], "Ligne 1 : cette feuille n’a aucun bulletin."),
    (_pb("num_votes;2", "num_votes;3"), "Ligne 14 : le fichier annonce 3 votes et en a 2."),
    (_pb("budget;100\n", ""), "Ligne 1 : la section META ne dit pas « budget »."),
    (_pb("budget;100", "budget;NaN"), "Ligne 3 : budget : « NaN » n’est pas un nombre positif."),
    (_pb("budget;100", "budget;1e9"), "Ligne 3 : budget : « 1e9 » n’est pas un nombre positif."),
    (_pb("p2;30", "p2;-30"), "Ligne 10 : coût : « -30 » n’est pas un nombre positif."),
    (_pb("p2;30", "p2;0"), "Ligne 10 : un coût doit être supérieur à zéro."),
    (_pb("p2;30", "p1;30"), "Ligne 10 : l’option « p1 » est là deux fois."),
    (_pb("p2;30;Un parc", "p2"), "Ligne 10 : cette ligne est incomplète."),
    (_pb("cost;name", "price;name"), "Ligne 8 : il manque la colonne « cost »."),
    (_pb("7;p2,p1", "7;p2,p3"), "Ligne 13 : « p3 » n’est pas une des options."),
    (_pb("7;p2,p1", "7;p2,p2"), "Ligne 13 : ce bulletin nomme deux fois la même option."),
    (_pb("3,2", "3"), "Ligne 13 : ce bulletin n’a pas autant de points que d’options."),
    (_pb("8;p2;1", "8;p2;"), "Ligne 14 : il manque des points à des bulletins."),
    (_pb("cumulative", "secret"), "Ligne 4 : « secret » n’est pas un type de vote connu."),
    (_pb("", "").partition("VOTES")[0], "Ligne 10 : le fichier s’arrête avant la section VOTES."),
    ("VOTES\n" + _pb("", ""), "Ligne 1 : les sections doivent être META, PROJECTS, puis VOTES."),
    ("{", "Ligne 1 : ce fichier JSON est mal formé ou coupé."),
    ("[" * 100_000, "Ligne 1 : ce fichier JSON est mal formé ou coupé."),
    ("[]", "Ligne 1 : ce fichier JSON ne dit pas que son « format » est consult-ballots."),
    (own()[:-40], "Ligne 18 : ce fichier JSON est mal formé ou coupé."),
    (own(kind="secret"), "Ligne 1 : « kind » doit être"),
    (own(kind=["ranking"]), "Ligne 1 : « kind » doit être"),
    (own(options="ABC"), "Ligne 1 : une liste était attendue."),
    (own(options=["A", 1]), "Ligne 1 : un texte était attendu."),
    (own(lots=["Parc"]), "Ligne 1 : « lots » doit nommer chaque option une fois."),
    (own(ballots=[]), "Ligne 1 : ce fichier n’a aucun bulletin."),
    (own(ballots=[{"choice": ["Parc"], "count": -1}]), "Ligne 11 : count : « -1 » n’est pas un nombre entier positif."),
    (own(ballots=[{"choice": ["Parc"], "count": True}]), "Ligne 11 : count : un nombre était attendu."),
    (own(ballots=[{"choice": ["Parc"], "count": float("nan")}]), "Ligne 1 : « NaN » n’est pas un nombre."),
    (own(ballots=[{"choice": ["Parc", "Parc"]}]), "Ligne 11 : ce bulletin nomme deux fois la même option."),
    (own(ballots=[{"choice": ["Tour"]}]), "Ligne 11 : « Tour » n’est pas une des options."),
    (own(ballots=[{"choice": []}, {}]), "Ligne 11 : ce bulletin n’a pas de « choice »."),
    (own(kind="points", ballots=[{"choice": {"Parc": 1e300}}]), "Ligne 11 : points : « 1e+300 »"),
    (own(costs={"Parc": 1}), "Ligne 1 : « costs » doit donner à chaque option un coût"),
    (own(options=["A", "\ud800"]), "Ligne 1 : ce fichier n’est pas du texte."),
    (own(ballots=[{"choice": ["\ud800"]}]), "Ligne 11 : « ? » n’est pas une des options."),
    ('{"\\ud800": 1, "\\ud800": 2}', "Ligne 1 : « ? » est là deux fois dans le même objet."),
    ('{"format": 1, "format": 2}', "Ligne 1 : « format » est là deux fois dans le même objet."),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[said[:50] for _, said in WRONG])
def test_what_is_wrong_is_said_with_its_line(text: str, said: str) -> None:
    with pytest.raises(CountRefused) as error:
        read(text)
    assert str(error.value).replace("\xa0", " ").startswith(said)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("count,rank1\n1,é".encode()[:-1], "Ligne 2 : ce fichier est coupé au milieu d’un caractère."),
        (b"count,rank1\n1,\x81\xff\n", "Ligne 2 : ce fichier n’est pas du texte, ou son encodage est inconnu."),
        (b"\xff\xfea", "Ligne 1 : ce fichier est coupé au milieu d’un caractère."),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "Ligne 2 : ce fichier n’est pas du texte."),
    ],
)
def test_what_is_no_text_is_said(data: bytes, said: str) -> None:
    with pytest.raises(CountRefused) as error:
        read_ballots(data)
    assert str(error.value).replace("\xa0", " ") == said


@settings(deadline=None)
@given(
    st.sampled_from([PB.format(kind="cumulative", points="3,2"), DEBIAN, "count,rank1\n1,A\n", own()]),
    st.lists(st.tuples(st.integers(0, 600), st.binary(max_size=3)), max_size=5),
    st.sampled_from(list(METHODS)),
)
def test_a_spoilt_file_is_counted_or_refused_and_nothing_else(
    text: str, spoils: list[tuple[int, bytes]], method: str
) -> None:
    data = bytearray(text.encode())
    for place, put in spoils:
        data[place : place + 2] = put
    with suppress(CountRefused):
        assert count_votes(read_ballots(bytes(data)), method).ballots > 0
