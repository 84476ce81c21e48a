"""Every sentence of the interface is there in both languages; what is missing is named."""

from pathlib import Path

import pytest
from babel.messages import Catalog

from consult.demo.check import faults_of_typography
from tests.catalogues import PLACEHOLDER, catalogue, extracted, forms, problems, update


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extracted()


@pytest.mark.parametrize(
    ("translation", "flags", "complaint"),
    [
        ("The %(n)s idea", (), None),
        ("", (), "not translated"),
        ("The idea", (), "placeholders differ (%(n)s)"),
        ("The %(m)s idea", (), "placeholders differ (%(m)s, %(n)s)"),
        ("The %(n)s idea", ("fuzzy",), "a guess"),
    ],
)
def test_what_is_wrong_with_a_translation_is_said(
    translation: str, flags: tuple[str, ...], complaint: str | None
) -> None:
    said, translated = Catalog(locale="fr"), Catalog(locale="en")
    said.add("L’idée %(n)s", locations=[("here.py", 1)])
    translated.add("L’idée %(n)s", translation, flags=flags)
    found = problems(said, translated, "en")
    assert len(found) == (complaint is not None)
    assert complaint is None or f"here.py: {complaint}" in found[0]


def test_half_a_plural_is_not_translated() -> None:
    said, translated = Catalog(locale="fr"), Catalog(locale="en")
    said.add(("%(num)s idée", "%(num)s idées"))
    translated.add(("%(num)s idée", "%(num)s idées"), ("%(num)s idea", ""))
    assert problems(said, translated, "en") == ["?: not translated: '%(num)s idée'"]


def test_a_sentence_that_nobody_says_is_found() -> None:
    translated = Catalog(locale="en")
    translated.add("Autrefois", "Once")
    assert problems(Catalog(locale="fr"), translated, "en") == ["said no more: 'Autrefois'"]


def test_sentences_are_found_in_the_code_and_in_the_templates(template: Catalog) -> None:
    endings = {Path(where).suffix for message in template for where, _line in message.locations}
    assert {".py", ".html"} <= endings
    assert "Se connecter" in template
    assert "obligatoire" in template, "pybabel passes over folders such as _macros unless told otherwise"


def test_every_plural_is_there_in_french(template: Catalog) -> None:
    """In French, zero is singular: gettext only knows from a catalogue."""
    assert problems(template, catalogue("fr"), "fr") == []


def test_every_sentence_is_there_in_english(template: Catalog) -> None:
    assert problems(template, catalogue("en"), "en") == []


def test_sentences_keep_french_typography(template: Catalog) -> None:
    said = sorted({form for message in template for form in forms(message.id)})
    faults = {sentence: faults_of_typography(PLACEHOLDER.sub("X", sentence)) for sentence in said}
    assert {sentence: found for sentence, found in faults.items() if found} == {}


def test_gathering_twice_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.catalogues.FOLDER", tmp_path)
    update()
    first = {p.name: p.read_text() for p in tmp_path.rglob("*.po")}
    update()
    assert {p.name: p.read_text() for p in tmp_path.rglob("*.po")} == first
