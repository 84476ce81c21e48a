"""Bytes of every kind become text, or a refusal with a line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.reading.files import MAX_BYTES, ImportRefused, read_text, sniff

WORDS = "Médiation « numérique » — l’été à Œuvre\nligne 2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_of_french_offices_is_read(encoding: str) -> None:
    assert read_text(WORDS.encode(encoding)) == WORDS


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_of_every_system_are_one(ending: str) -> None:
    assert read_text(WORDS.replace("\n", ending).encode()) == WORDS


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Ligne 1\u00a0: ce fichier est vide."),
        (b"\xef\xbb\xbf \n\n", "Ligne 1\u00a0: ce fichier est vide."),
        (b"a\nb\n\x00\x01\x02", "Ligne 3\u00a0: ce fichier n’est pas du texte."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x81", "n’est pas du texte"),
        (b"a\nb\n\x81\xff", "Ligne 3\u00a0: ce fichier n’est pas du texte, ou son encodage est inconnu."),
        ("un\ndeux é".encode()[:-1], "Ligne 2\u00a0: ce fichier est coupé au milieu d’un caractère."),
        ("un\ndeux".encode("utf-16")[:-1], "est coupé au milieu d’un caractère"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data: bytes, sentence: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read_text(data)
    assert sentence in str(refusal.value)


def test_a_file_at_the_limit_is_read_and_a_larger_one_refused() -> None:
    line = b"a" * 99 + b"\n"
    whole = line * (MAX_BYTES // 100)
    assert len(read_text(whole)) == len(whole)
    with pytest.raises(ImportRefused, match="dépasse 20\u00a0Mo"):
        read_text(whole + b"a" * 100)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        read = read_text(data)
    except ImportRefused as refusal:
        read = str(refusal)
    assert "\0" not in read


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_among_quoted_line_breaks_and_other_delimiters(delimiter: str) -> None:
    rows = [["id", "titre", "texte"], ["1", "Un, deux; trois", '"a\n\nb;c,\td"'], ["2", "Oui", '"x, y, z\n; ; ;"']]
    rows[1][1] = f'"{rows[1][1]}"'
    assert sniff("\n".join(delimiter.join(row) for row in rows)) == delimiter
