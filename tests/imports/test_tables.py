"""Small tables, written for these tests: presets, mappings, and rows that cannot be read."""

import csv
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.imports import mapping
from consult.imports.importers import IMPORTERS
from consult.imports.mapping import Mapping
from consult.imports.parsed import Kind, Origin, Parsed, Stance
from consult.reading import rows
from consult.reading.files import ImportRefused, Upload

OPINIONS = """\
id,created_at,author,is_admin,section_id,section,title,body,votes_ok,votes_nok,votes_mitige,is_trashed
7,2015-09-26T02:27:54+0200,ana,0,12,Le port,Un quai,"Sans voitures,
c’est mieux.",5,2,1,0
8,2015-09-27T02:27:54+0200,bo,1,3,La ville,Des bancs,À l’ombre,1,0,0,1
"""
ARGUMENTS = """\
id,opinion_id,created_at,author,side,votes,is_trashed,body
1,7,2015-10-18T22:24:20+0200,cy,pour,3,0,Oui
2,7,2015-10-18T22:25:20+0200,ana,contre,0,0,Non
3,99,2015-10-18T22:25:20+0200,bo,pour,0,0,Perdu
4,7,2015-10-18T22:25:20+0200,bo,peut-être,0,0,Bof
5,7,2015-10-18T22:25:20+0200,bo,pour,0,0,
"""
SOURCES = "id,opinion_id,created_at,title,link,votes\n1,7,2015-10-18T22:19:49+0200,Étude,https://example.org/,0\n"
PROPOSITIONS = """\
id;category;title/fr;body/fr;votes;created_at;url
23;Port;Un quai;<p>Sans <b>voitures</b></p><ul><li>mieux</li></ul>;4;2019-01-24 22:29:15 +0100;http://ici.fr/p/f/1/proposals/23
"""
DEBATS = """\
id;author_id;title/fr;description/fr;created_at;url
23;;Que faire du port ?;<p><strong>Port</strong></p>;2019-01-16 10:58:44 +0100;http://ici.fr/p/f/2/debates/23
"""
COMMENTAIRES = """\
id,created_at,body,author,alignment,depth,commentable_id,commentable_type,root_url
2,2019-01-17 10:38:20 +0100,Réponse,bo,0,1,1,Decidim::Comments::Comment,http://ici.fr/p/f/1/proposals/23
1,2019-01-17 10:37:20 +0100,D’accord @bo,ana,1,0,23,Decidim::Proposals::Proposal,http://ici.fr/p/f/1/proposals/23
1,2019-01-17 10:37:20 +0100,Autre ville,cy,-1,0,23,Decidim::Proposals::Proposal,http://ailleurs.fr/p/f/1/proposals/23
4,2019-01-17 10:37:20 +0100,Un phare,cy,-1,0,23,Decidim::Debates::Debate,http://ici.fr/p/f/2/debates/23
5,2019-01-17 10:37:20 +0100,Orpheline,cy,-1,1,77,Decidim::Comments::Comment,http://ici.fr/p/f/2/debates/23
"""


def read(preset: str, *texts: str) -> Parsed:
    uploads = [Upload(f"{number}.csv", text.encode()) for number, text in enumerate(texts, 1)]
    return IMPORTERS[preset].read(uploads)


def kinds(parsed: Parsed) -> list[tuple[str, int, str]]:
    return [(oddity.file, oddity.line, oddity.kind) for oddity in parsed.warnings]


@pytest.mark.parametrize("texts", [(OPINIONS, ARGUMENTS, SOURCES), (SOURCES, ARGUMENTS, OPINIONS)])
def test_the_files_of_republique_numerique_are_known_by_their_header(texts: Sequence[str]) -> None:
    parsed = read("republique-numerique", *texts)
    quay, benches, missing = parsed.proposals
    assert (quay.title, quay.body, quay.author, quay.kind) == (
        "Un quai",
        "Sans voitures,\nc’est mieux.",
        "ana",
        Kind.CITIZEN,
    )
    assert quay.created == datetime(2015, 9, 26, 0, 27, 54, tzinfo=UTC)
    assert quay.totals == {"agree": 5, "disagree": 2, "mixed": 1}
    assert [(c.author, c.stance, c.body, c.totals) for c in quay.comments] == [
        ("cy", Stance.FOR, "Oui", {"support": 3}),
        ("ana", Stance.AGAINST, "Non", {"support": 0}),
        ("bo", None, "Bof", {"support": 0}),
    ]
    assert [(source.title, source.url) for source in quay.sources] == [("Étude", "https://example.org/")]
    assert (benches.kind, benches.hidden, missing.origin) == (Kind.OFFICIAL, True, Origin.MISSING)
    assert [(section.key, section.title) for section in parsed.sections] == [
        ("section:3", "La ville"),
        ("section:12", "Le port"),
    ]


def test_rows_that_cannot_be_read_are_told_with_file_and_line() -> None:
    broken = OPINIONS + "9,trop court\n,,,,,,,,,,,\n\n,2015-09-27,bo,0,3,La ville,Sans numéro,x,1,0,0,0\n"
    parsed = read("republique-numerique", broken, ARGUMENTS)
    assert kinds(parsed) == [
        ("", 1, "hidden"),
        ("1.csv", 5, "row-width"),
        ("1.csv", 8, "no-title"),
        ("2.csv", 4, "missing"),
        ("2.csv", 5, "side"),
        ("2.csv", 6, "unreadable"),
    ]


def test_a_decidim_export_keeps_sites_apart_and_threads_together() -> None:
    parsed = read("decidim", COMMENTAIRES, PROPOSITIONS, DEBATS)
    quay, debate, elsewhere = parsed.proposals
    assert (quay.title, quay.body, quay.totals) == ("Un quai", "Sans voitures\n\n- mieux", {"support": 4})
    assert [(c.body, c.parent, c.stance) for c in quay.comments] == [
        ("Réponse", "ici.fr/comments/1", Stance.NEUTRAL),
        ("D’accord @bo", None, Stance.FOR),
    ]
    assert (debate.title, debate.body, debate.origin, debate.section) == (
        "Que faire du port ?",
        "",
        Origin.DEBATE,
        quay.section,
    )
    assert [(c.body, c.parent) for c in debate.comments] == [("Un phare", None), ("Orpheline", None)]
    assert (elsewhere.origin, [c.body for c in elsewhere.comments]) == (Origin.MISSING, ["Autre ville"])
    assert kinds(parsed) == [("1.csv", 4, "missing"), ("1.csv", 6, "no-parent")]
    assert parsed.counts() == {"proposals": 1, "comments": 5, "people": 3, "sections": 1, "debates": 1, "missing": 1}


def test_answers_in_a_circle_end() -> None:
    circle = (
        COMMENTAIRES.split("\n")[0]
        + "\n"
        + "".join(
            f"{n},2019-01-17,Tour {n},ana,0,1,{m},Decidim::Comments::Comment,http://ici.fr/p/f/1/proposals/23\n"
            for n, m in ((1, 2), (2, 1), (3, 3))
        )
    )
    parsed = read("decidim", circle, PROPOSITIONS)
    assert [comment.body for comment in parsed.proposals[0].comments] == ["Tour 1", "Tour 2", "Tour 3"]


def test_a_bound_that_another_library_lifts_is_our_bound_still() -> None:
    before = csv.field_size_limit(sys.maxsize)
    try:
        with pytest.raises(ImportRefused, match="une cellule est trop longue"):
            read("decidim", f'id,title,body\n1,a,"{"x" * 200_000}"\n')
    finally:
        csv.field_size_limit(before)


@pytest.mark.parametrize(
    ("preset", "texts", "sentence"),
    [
        ("republique-numerique", (ARGUMENTS,), "Ligne 1\u00a0: il manque le fichier des propositions"),
        ("decidim", (COMMENTAIRES,), "Ligne 1\u00a0: il manque le fichier des propositions"),
        ("decidim", ("a;b\n1;2\n",), "1.csv — Ligne 1\u00a0: ce fichier n’est pas reconnu."),
        ("decidim", ("rien",), "1.csv — Ligne 1\u00a0: ce fichier n’est pas un tableau"),
        ("decidim", ("",), "1.csv — Ligne 1\u00a0: ce fichier est vide."),
        ("decidim", ("a,b\0\n",), "1.csv — Ligne 1\u00a0: ce fichier n’est pas du texte."),
        (
            "republique-numerique",
            (OPINIONS[: OPINIONS.index("mieux")],),
            "1.csv — Ligne 2\u00a0: le fichier s’arrête au milieu du texte",
        ),
        (
            "republique-numerique",
            (OPINIONS[: OPINIONS.index("Des bancs")],),
            "1.csv — Ligne 4\u00a0: le fichier s’arrête au milieu de cette",
        ),
        ("decidim", (f'id,title,body\n1,a,"{"x" * 200_000}"\n',), "1.csv — Ligne 2\u00a0: un guillemet ouvert"),
        ("transcript", ("# A", "# B"), "Une transcription tient dans un seul fichier."),
    ],
)
def test_what_is_not_of_the_preset_or_was_cut_is_refused(preset: str, texts: Sequence[str], sentence: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read(preset, *texts)
    assert str(refusal.value).startswith(sentence)


TABLE = """\
Identifiant;Titre;Texte;Rubrique;Auteur;Date;Type;Thème;Soutiens
a1;Un quai;Sans voitures;Port;Ana;12/07/2014 10:00;officielle;Mobilité;1 204
a2;;Des bancs à l’ombre des arbres;port;ana@example.org;hier;;;
;;;Port;;;;;
"""


def test_a_mapping_is_guessed_from_french_column_names() -> None:
    upload = Upload("idees.csv", TABLE.encode("cp1252"))
    guessed = mapping.guess(mapping.columns(upload))
    assert guessed == Mapping(
        "Titre", "Texte", "Rubrique", "Auteur", "Date", "Type", "Thème", "Identifiant", "Soutiens"
    )


def test_a_mapped_table_becomes_proposals() -> None:
    upload = Upload("idees.csv", TABLE.encode("cp1252"))
    parsed = mapping.read(upload, mapping.guess(mapping.columns(upload)))
    quay, benches = parsed.proposals
    assert (quay.key, quay.title, quay.kind, quay.author, quay.theme) == (
        "row:a1",
        "Un quai",
        Kind.OFFICIAL,
        "Ana",
        "Mobilité",
    )
    assert quay.created == datetime(2014, 7, 12, 8, tzinfo=UTC)
    assert quay.totals == {"support": 1204}
    assert (benches.title, benches.author, benches.created) == ("Des bancs à l’ombre des arbres", None, None)
    assert [section.title for section in parsed.sections] == ["Port"]
    assert [(oddity.line, oddity.kind) for oddity in parsed.warnings] == [
        (3, "title-from-body"),
        (3, "address"),
        (3, "date"),
        (4, "no-title"),
    ]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (Mapping(author="Auteur"), "Ligne 1\u00a0: indiquez la colonne du titre ou celle du texte."),
        (Mapping(title="Nom"), "Ligne 1\u00a0: il n’y a pas de colonne «\u00a0Nom\u00a0»."),
    ],
)
def test_a_mapping_to_nothing_is_refused(chosen: Mapping, sentence: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        mapping.read(Upload("idees.csv", TABLE.encode()), chosen)
    assert str(refusal.value) == sentence


@settings(deadline=None)
@given(st.sampled_from(["republique-numerique", "decidim"]), st.lists(st.binary(max_size=200), max_size=3))
def test_any_files_are_read_or_refused(preset: str, files: list[bytes]) -> None:
    attempt(preset, *files)


@settings(deadline=None)
@given(
    st.sampled_from([OPINIONS, ARGUMENTS, SOURCES, PROPOSITIONS, DEBATS, COMMENTAIRES]),
    st.lists(st.tuples(st.integers(0, 900), st.text(max_size=5)), max_size=6),
    st.integers(0, 900),
)
def test_damaged_tables_are_read_or_refused(text: str, damage: list[tuple[int, str]], end: int) -> None:
    for at, words in damage:
        text = text[:at] + words + text[at + 1 :]
    for preset in ("republique-numerique", "decidim"):
        attempt(preset, text[:end].encode("utf-8", "replace"), OPINIONS.encode())
        attempt(preset, text.encode("utf-8", "replace"), PROPOSITIONS.encode())


def attempt(preset: str, *files: bytes) -> None:
    """Nothing but `ImportRefused` may come out."""
    with suppress(ImportRefused):
        IMPORTERS[preset].read([Upload("f.csv", data) for data in files])


def test_a_table_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_ROWS", 1)
    with pytest.raises(ImportRefused, match=r"1\.csv — Ligne 4\u00a0: ce fichier est trop long"):
        read("republique-numerique", OPINIONS)


def test_oddities_beyond_a_thousand_are_counted_and_not_told() -> None:
    many = OPINIONS + "9,trop court\n" * 1_500
    warnings = read("republique-numerique", many).warnings
    assert (len(warnings), warnings[-1].kind, warnings[-1].message) == (1_001, "more", "Et 501 autres avertissements.")
